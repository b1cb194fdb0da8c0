"""What firing each clock of a table does: from which configuration to which, and what it starts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from deterrence.timeline.law.schedule import Schedule
from deterrence.timeline.transition.clocks import AFTER, RATE
from deterrence.timeline.transition.readings import FINE, Array, Ints
from deterrence.timeline.transition.table import Table

Start = tuple[int, float]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Jump:
    """What firing one clock does, entry by entry.

    Attributes
    ----------
    row, column, chance
        Before, after, and with what chance.
    starts
        The sets of fixed delays that may start as it fires: clock and length.
    which
        Which of these each entry starts.
    """

    row: Ints
    column: Ints
    chance: Array
    starts: tuple[tuple[Start, ...], ...]
    which: Ints


def jumps(table: Table, plan: Schedule) -> tuple[Jump, ...]:
    """The jump of every clock, over the configurations of the table and, behind them, its errors, which nothing leaves.

    Chances sum to 1 over every row; a memoryless clock has rows only where it
    runs. Delays that outlast the horizon never start.
    """
    lots = _lotteries(table)
    return tuple(_jump(table, plan, lots, c) for c in range(len(table.clocks)))


def _jump(table: Table, plan: Schedule, lots: list[tuple[Ints, Array]], c: int) -> Jump:
    row, column, chance = _entries(table, lots, c, still=c not in plan.rates)
    column = _entered(table, row, column)
    if not plan.delays:
        return Jump(row=row, column=column, chance=chance, starts=((),), which=np.zeros(len(row), dtype=np.int64))
    lengths = np.full((len(row), len(plan.delays)), -1.0)
    inside = np.flatnonzero((column < len(table)) & (row < len(table)))
    for k, (f, delay) in enumerate(plan.delays.items()):
        begins = inside[~table.running[row[inside], f] & table.running[column[inside], f]]
        lengths[begins, k] = np.where(delay[column[begins]] <= plan.last, delay[column[begins]], -1.0)
    distinct, which = np.unique(lengths, axis=0, return_inverse=True)
    starts = tuple(
        tuple((f, length) for f, length in zip(plan.delays, some, strict=True) if length >= 0)
        for some in distinct.tolist()
    )
    return Jump(row=row, column=column, chance=chance, starts=starts, which=which.reshape(-1))


def _entries(table: Table, lots: list[tuple[Ints, Array]], c: int, *, still: bool) -> tuple[Ints, Ints, Array]:
    """Rows, columns and chances of one clock; `still`: where it does not run, and at errors, nothing changes."""
    kind, count = table.clocks[c].kind, len(table)
    target = table.target[:, c]
    runs = table.running[:, c] if kind == AFTER else table.rate[:, c] > 0 if kind == RATE else np.ones(count, bool)
    plain = np.flatnonzero(runs & (target >= 0))
    drawn = np.flatnonzero(runs & (target < -1))
    stay = np.concatenate([np.flatnonzero(~runs | (target == -1)), np.arange(count, count + len(table.errors))])
    stay = stay[: len(stay) * still]
    numbers = (-2 - target[drawn]).tolist()
    sizes = np.array([len(lots[k][0]) for k in numbers], dtype=np.int64)
    row = np.concatenate([stay, plain, np.repeat(drawn, sizes)])
    column = np.concatenate([stay, target[plain], *(lots[k][0] for k in numbers)])
    chance = np.concatenate([np.ones(len(stay) + len(plain)), *(lots[k][1] for k in numbers)])
    return row, column, chance


def _entered(table: Table, row: Ints, column: Ints) -> Ints:
    """The columns once errors met on entering a configuration, or on starting a delay there, are heeded."""
    count, found = len(table), column.copy()
    if not table.errors:
        return found
    moved = np.flatnonzero((column < count) & (column != row) & (row < count))
    for f in np.flatnonzero((table.delay_error != FINE).any(axis=0)).tolist():
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
