"""What firing each clock does to a law over configurations, as sparse matrices."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from deterrence.timeline.clocks import AFTER, RATE
from deterrence.timeline.readings import FINE, Array, Ints
from deterrence.timeline.schedule import Schedule
from deterrence.timeline.table import Table

Start = tuple[int, float]
Part = tuple[tuple[Start, ...], Any]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Jumps:
    """The law after a clock has fired, given that before.

    Columns and rows are the configurations of the table and, behind them, its
    errors, which nothing leaves.

    Attributes
    ----------
    size
        How many rows and columns there are.
    parts
        Of each clock, a matrix for every set of fixed delays that start as it
        fires, with those starts: clock and length. They sum to a stochastic matrix
        over the rows where the clock may fire.
    """

    size: int
    parts: tuple[tuple[Part, ...], ...]


def jumps(table: Table, plan: Schedule) -> Jumps:
    """The jumps of every clock of a table; delays that outlast the horizon never start."""
    lots = _lotteries(table)
    size = len(table) + len(table.errors)
    return Jumps(size=size, parts=tuple(tuple(_parts(table, plan, lots, c, size)) for c in range(len(table.clocks))))


def _parts(table: Table, plan: Schedule, lots: list[tuple[Ints, Array]], c: int, size: int) -> Iterator[Part]:
    from scipy.sparse import csr_array

    row, column, chance = _entries(table, lots, c)
    column = _entered(table, row, column)
    lengths = np.full((len(row), len(plan.delays)), -1.0)
    for k, (f, delay) in enumerate(plan.delays.items()):
        inside = np.flatnonzero((column < len(table)) & (row < len(table)))
        begins = inside[~table.running[row[inside], f] & table.running[column[inside], f]]
        lengths[begins, k] = np.where(delay[column[begins]] <= plan.last, delay[column[begins]], -1.0)
    distinct, which = np.unique(lengths, axis=0, return_inverse=True)
    for k, starts in enumerate(distinct.tolist()):
        chosen = which.reshape(-1) == k
        started = tuple((f, length) for f, length in zip(plan.delays, starts, strict=True) if length >= 0)
        yield started, csr_array((chance[chosen], (row[chosen], column[chosen])), shape=(size, size))


def _entries(table: Table, lots: list[tuple[Ints, Array]], c: int) -> tuple[Ints, Ints, Array]:
    """Rows, columns and chances of one clock; where it does not run, and at errors, things stay as they are."""
    kind, count = table.clocks[c].kind, len(table)
    target = table.target[:, c]
    idle = ~table.running[:, c] if kind == AFTER else table.rate[:, c] <= 0 if kind == RATE else np.zeros(count, bool)
    stay = np.concatenate([np.flatnonzero(idle | (target == -1)), np.arange(count, count + len(table.errors))])
    plain = np.flatnonzero(~idle & (target >= 0))
    drawn = np.flatnonzero(~idle & (target < -1))
    numbers = -2 - target[drawn]
    sizes = np.array([len(lots[k][0]) for k in numbers.tolist()], dtype=np.int64)
    row = np.concatenate([stay, plain, np.repeat(drawn, sizes)])
    column = np.concatenate([stay, target[plain], *(lots[k][0] for k in numbers.tolist())])
    chance = np.concatenate([np.ones(len(stay) + len(plain)), *(lots[k][1] for k in numbers.tolist())])
    return row, column, chance


def _entered(table: Table, row: Ints, column: Ints) -> Ints:
    """The columns once errors met on entering a configuration, or on starting a delay there, are heeded."""
    count, found = len(table), column.copy()
    moved = np.flatnonzero((column < count) & (column != row) & (row < count))
    for f, clock in enumerate(table.clocks):
        if clock.kind == AFTER:
            begins = moved[~table.running[row[moved], f] & table.running[column[moved], f]]
            failed = begins[table.delay_error[column[begins], f] != FINE]
            found[failed] = count + table.delay_error[column[failed], f]
    failed = moved[table.error[column[moved]] != FINE]
    found[failed] = count + table.error[column[failed]]
    return found


def _lotteries(table: Table) -> list[tuple[Ints, Array]]:
    """Where every lottery leads in the end and with what chance; nested draws are multiplied out."""
    found: list[tuple[Ints, Array] | None] = [None] * len(table.lottery)

    def law(k: int) -> tuple[Ints, Array]:
        known = found[k]
        if known is None:
            known = found[k] = _multiplied(table, k, law)
        return known

    return [law(k) for k in range(len(table.lottery))]


def _multiplied(table: Table, k: int, law: Any) -> tuple[Ints, Array]:
    start, count, place = table.lottery[k].tolist()
    if not count:
        return np.array([len(table) + place], dtype=np.int64), np.ones(1)
    upto = np.concatenate([[0.0], table.cumulative[start : start + count - 1], [1.0]])
    ends: list[npt.NDArray[Any]] = []
    chances: list[npt.NDArray[Any]] = []
    for branch, chance in zip(table.branch[start : start + count].tolist(), np.diff(upto).tolist(), strict=True):
        inner, share = law(-2 - branch) if branch < -1 else (np.array([branch]), np.ones(1))
        ends.append(inner)
        chances.append(chance * share)
    return np.concatenate(ends).astype(np.int64), np.concatenate(chances)
