"""The draws and open choices in the midst of events: a branch is another of them, a configuration, or an error."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from deterrence.scenario.source import Path
from deterrence.timeline.transition.readings import Array, Ints

FIRST = -2

Situation = tuple[Path, bytes]


@dataclass(frozen=True, slots=True)
class Choice:
    """A choice left open: which decision's, at which effect, between which values, and in what state it was first met.

    `row` is the state in the midst of the event and, behind it, which clocks
    are spent. `precision` is None where the best option is chosen.
    """

    name: str
    path: Path
    values: tuple[int, ...]
    precision: float | None
    row: tuple[int, ...]


class Lotteries:
    """Draws and open choices found so far; number `k` is the target ``-2 - k``.

    Attributes
    ----------
    choices
        Of those that are open choices; their branches are the options.
    situations
        Which open choice is met at an effect, by its place in the file, in a row.
    """

    def __init__(self) -> None:
        self.rows: list[tuple[int, int, int]] = []  # start, branches, place of the effect or number of the error
        self.cumulative: list[float] = []
        self.branch: list[int] = []
        self.errors: dict[int, int] = {}
        self.draws: dict[tuple[int, tuple[float, ...], tuple[int, ...]], int] = {}
        self.choices: dict[int, Choice] = {}
        self.situations: dict[Situation, int] = {}
        self._open: dict[tuple[Path, tuple[int, ...], tuple[int, ...], float | None], int] = {}

    def error(self, number: int) -> int:
        """The target that stands for an error."""
        if number not in self.errors:
            self.errors[number] = self._add((len(self.branch), 0, number))
        return self.errors[number]

    def drawn(self, place: int, counts: npt.NDArray[np.int_], law: Array, ends: Ints) -> Ints:
        """The target of each of some rows, whose branches follow one another; a row with one branch needs no draw."""
        found = np.empty(len(counts), dtype=np.int64)
        starts = np.cumsum(counts) - counts
        single = counts == 1
        found[single] = ends[starts[single]]
        for row in np.flatnonzero(~single).tolist():
            start, stop = starts[row], starts[row] + counts[row]
            if (ends[start:stop] == ends[start]).all():
                found[row] = ends[start]
            else:
                found[row] = self._draw(place, np.cumsum(law[start:stop]).tolist(), ends[start:stop].tolist())
        return found

    def chosen(self, place: int, choice: Choice, ends: tuple[int, ...]) -> int:
        """The target of one row in which a choice is open; rows with the same options and ends share it."""
        key = (choice.path, choice.values, ends, choice.precision)
        if key not in self._open:
            self._open[key] = self._add((len(self.branch), len(ends), place))
            self.choices[FIRST - self._open[key]] = choice
            self.cumulative += [1.0] * len(ends)
            self.branch += ends
        number = FIRST - self._open[key]
        self.situations[choice.path, bytes(choice.row)] = number
        return self._open[key]

    def _draw(self, place: int, cumulative: list[float], ends: list[int]) -> int:
        key = (place, tuple(cumulative), tuple(ends))
        if key not in self.draws:
            self.draws[key] = self._add((len(self.branch), len(ends), place))
            self.cumulative += cumulative
            self.branch += ends
        return self.draws[key]

    def _add(self, row: tuple[int, int, int]) -> int:
        self.rows.append(row)
        return FIRST - (len(self.rows) - 1)
