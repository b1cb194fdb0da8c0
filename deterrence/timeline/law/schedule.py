"""The clocks of a timeline: memoryless ones, those of fixed length, and those that stand in an exact answer's way."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from deterrence.errors import NoAnswerError
from deterrence.timeline.delays import EXPONENTIAL, FIXED, GAMMA, KINDS, LOGNORMAL, UNIFORM, WEIBULL
from deterrence.timeline.transition.clocks import AFTER, DATES, RATE, Clock, slack
from deterrence.timeline.transition.readings import FINE, Array
from deterrence.timeline.transition.table import Table


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Schedule:
    """The clocks of a table by what an exact answer needs to know of them.

    Attributes
    ----------
    rates
        Of each memoryless clock: its rate in every configuration, 0 where it rests.
    delays
        Of each clock with a fixed delay: how long it runs when it starts in a configuration.
    dates
        The fixed dates in order, each with the clocks due, in file order.
    horizon, last
        The last date, and the last that counts as it.
    """

    rates: dict[int, Array]
    delays: dict[int, Array]
    dates: tuple[tuple[float, tuple[int, ...]], ...]
    horizon: float
    last: float


def schedule(table: Table) -> Schedule:
    """Sort a table's clocks. Raises `NoAnswerError` if a delay is neither exponential nor fixed."""
    timeline = table.scenario.timeline
    assert timeline is not None
    rates, delays = {}, {}
    for c, clock in enumerate(table.clocks):
        if clock.kind == RATE:
            rates[c] = table.rate[:, c]
        elif clock.kind == AFTER and table.running[:, c].any():
            law, lengths = _law(table, c, clock)
            if law == FIXED:
                delays[c] = lengths
            else:
                rates[c] = np.where(table.running[:, c], 1.0 / lengths, 0.0)
    horizon = float(timeline.horizon)
    return Schedule(
        rates={c: rate for c, rate in rates.items() if rate.any()},
        delays=delays,
        dates=_dates(table.clocks),
        horizon=horizon,
        last=horizon + slack(horizon),
    )


def _law(table: Table, c: int, clock: Clock) -> tuple[int, Array]:
    """Whether a delay is fixed or exponential, and its length or mean by configuration."""
    a, b = table.delay[:, c].T
    starts = table.running[:, c] & (table.delay_error[:, c] == FINE)
    if clock.law == FIXED or (clock.law == UNIFORM and (a == b)[starts].all()):
        return FIXED, a
    if clock.law == LOGNORMAL and (b[starts] == 0).all():
        return FIXED, np.exp(a)
    if clock.law == EXPONENTIAL:
        mean = a
    elif clock.law in (GAMMA, WEIBULL) and (a[starts] == 1).all():
        mean = b
    else:
        raise obstacle(clock, f"its delay is {KINDS[clock.law]}, neither exponential nor fixed")
    if starts.any() and np.ptp(mean[starts]) > 0:
        raise obstacle(clock, "the mean of its exponential delay depends on the state in which it starts")
    return EXPONENTIAL, np.full(len(mean), mean[starts][0] if starts.any() else math.inf)


def obstacle(clock: Clock, why: str) -> NoAnswerError:
    """The error that names the clock which stands in the way."""
    return NoAnswerError(
        f"no exact answer: the clock '{clock.name}' stands in the way, as {why}. "
        "Exact answers take exponential clocks, fixed dates, and fixed delays that start at fixed dates; "
        "simulate takes any clock."
    )


def _dates(clocks: tuple[Clock, ...]) -> tuple[tuple[float, tuple[int, ...]], ...]:
    each = sorted((date, c) for c, clock in enumerate(clocks) if clock.kind == DATES for date in clock.dates)
    found: list[tuple[float, list[int]]] = []
    for date, c in each:
        if found and date <= found[-1][0] + slack(found[-1][0]):
            found[-1][1].append(c)
        else:
            found.append((date, [c]))
    return tuple((date, tuple(sorted(due))) for date, due in found)
