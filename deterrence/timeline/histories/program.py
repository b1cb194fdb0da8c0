"""What the event loop reads and writes: a table as flat columns, and the registers of one replication."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from deterrence.timeline.histories.loop import accrued
from deterrence.timeline.transition.clocks import ONE_DATE, slack
from deterrence.timeline.transition.table import Table


class Program(NamedTuple):
    """A transition table as flat columns: the entry of configuration `i` and clock `c` stands at ``i * clocks + c``.

    Configurations of one `pace` run the same clocks at the same rates, those of
    one `account` have the same payoffs and reports: an event between two of
    them leaves clocks, or sums, alone.
    """

    clocks: int
    players: int
    reports: int
    noted_dates: int
    horizon: float
    last: float
    discount: float
    observed: float
    kind: Any
    law: Any
    stream: Any
    first_date: Any
    dates: Any
    rate: Any
    running: Any
    target: Any
    fires: Any
    delay_a: Any
    delay_b: Any
    delay_error: Any
    error: Any
    lottery: Any
    cumulative: Any
    branch: Any
    payoff: Any
    report: Any
    noted_date: Any
    noted_accrued: Any
    pace: Any
    account: Any


class Registers(NamedTuple):
    """What one replication keeps: its clocks, its payoffs, and what it leaves at the dates of the grid."""

    date: Any
    need: Any
    worn: Any
    starts: Any
    queue: Any
    queued: Any
    first: Any
    occupied: Any
    paid: Any
    paid_at: Any
    true_at: Any


class Log(NamedTuple):
    """The events of one replication, as far as there is room; what does not fit is counted only."""

    room: int
    date: Any
    clock: Any
    configuration: Any


def program(table: Table, times: Sequence[float] | npt.NDArray[np.float64], observe_from: float = 0.0) -> Program:
    """A table, the dates at which things are noted, and from when on they count, ready for the loop."""
    timeline = table.scenario.timeline
    assert timeline is not None
    dates = [clock.dates for clock in table.clocks]
    return Program(
        clocks=len(table.clocks),
        players=table.payoffs.shape[1],
        reports=table.reports.shape[1],
        noted_dates=len(times),
        horizon=float(timeline.horizon),
        last=float(timeline.horizon) + slack(timeline.horizon),
        discount=table.discount,
        observed=float(observe_from),
        kind=_whole([clock.kind for clock in table.clocks]),
        law=_whole([clock.law for clock in table.clocks]),
        stream=_whole([clock.stream for clock in table.clocks]),
        first_date=_whole(np.cumsum([0, *map(len, dates)])),
        dates=np.array([date for some in dates for date in some], dtype=float),
        rate=table.rate.ravel(),
        running=table.running.ravel(),
        target=table.target.ravel(),
        fires=table.fires.ravel(),
        delay_a=table.delay[:, :, 0].ravel(),
        delay_b=table.delay[:, :, 1].ravel(),
        delay_error=table.delay_error.ravel(),
        error=table.error,
        lottery=table.lottery.ravel(),
        cumulative=table.cumulative,
        branch=table.branch,
        payoff=table.payoffs.ravel(),
        report=table.reports.ravel(),
        noted_date=np.array(times, dtype=float),
        pace=_classes(table.rate, table.running),
        account=_classes(table.payoffs, table.reports),
        noted_accrued=np.array([accrued(table.discount, date) for date in times], dtype=float),
    )


def registers(p: Program) -> Registers:
    """Room for one replication."""
    return Registers(
        date=np.full(p.clocks + 1, np.inf),
        need=np.zeros(p.clocks),
        worn=np.zeros(p.clocks),
        starts=_whole(np.zeros(p.clocks)),
        queue=_whole(np.zeros(ONE_DATE + p.clocks + 1)),
        queued=_whole(np.zeros(ONE_DATE + p.clocks + 1)),
        first=np.zeros(p.reports),
        occupied=np.zeros(p.reports),
        paid=np.zeros(p.players),
        paid_at=np.zeros(p.noted_dates * p.players),
        true_at=np.zeros(p.noted_dates * p.reports, dtype=bool),
    )


def log(room: int) -> Log:
    """Room for some events."""
    return Log(room, np.zeros(room), _whole(np.zeros(room)), _whole(np.zeros(room)))


def as_lists(columns: Any) -> Any:
    """The same columns as lists, which plain Python reads faster."""
    return type(columns)(*(c.tolist() if isinstance(c, np.ndarray) else c for c in columns))


def as_arrays(columns: Any, like: Any) -> Any:
    """Lists as arrays again, of the types and shapes that they had."""
    pairs = zip(columns, like, strict=True)
    return type(like)(*(np.array(c, o.dtype).reshape(o.shape) if isinstance(o, np.ndarray) else c for c, o in pairs))


def _classes(*columns: Any) -> Any:
    """Equal rows get equal numbers."""
    rows = np.hstack([np.asarray(column, dtype=float) for column in columns])
    return _whole(np.unique(rows, axis=0, return_inverse=True)[1].reshape(-1))


def _whole(values: Any) -> Any:
    return np.asarray(values, dtype=np.int64)
