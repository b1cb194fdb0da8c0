"""The draws in the midst of events: a branch is another draw, a configuration, or an error."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from deterrence.timeline.readings import Array, Ints

FIRST = -2


class Lotteries:
    """Draws found so far; lottery `k` is the target ``-2 - k``."""

    def __init__(self) -> None:
        self.rows: list[tuple[int, int, int]] = []  # start, branches, place of the effect or number of the error
        self.cumulative: list[float] = []
        self.branch: list[int] = []
        self.errors: dict[int, int] = {}
        self.draws: dict[tuple[int, tuple[float, ...], tuple[int, ...]], int] = {}

    def error(self, number: int) -> int:
        """The target that stands for an error."""
        if number not in self.errors:
            self.errors[number] = self._add((len(self.branch), 0, number))
        return self.errors[number]

    def drawn(self, place: int, counts: npt.NDArray[np.int_], law: Array, ends: Ints) -> Ints:
        """The target of each of some rows, whose branches follow one another; a row with one branch needs no draw."""
        found = np.empty(len(counts), dtype=np.int64)
        start = 0
        for row, count in enumerate(counts.tolist()):
            stop = start + count
            if (ends[start:stop] == ends[start]).all():
                found[row] = ends[start]
            else:
                found[row] = self._draw(place, np.cumsum(law[start:stop]).tolist(), ends[start:stop].tolist())
            start = stop
        return found

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
