"""Words above places on a line, each on a pole of its own, so high that all keep clear of one another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

GAP = 5.0  # points between words in a row
NEAR = 1.0  # points between words and the pole of others
BESIDE = 2.0  # points from a pole to its own words


@dataclass(frozen=True, slots=True)
class Flag:
    """Where the words of one place are: how many rows above the lowest, and to the right of the pole or to its left."""

    level: int
    right: bool


def raised(places: Sequence[float], widths: Sequence[float], room: tuple[float, float]) -> list[Flag | None]:
    """The lowest flags that keep clear of one another and of one another's poles, or None where there is no room.

    Parameters
    ----------
    places
        Of the poles, in points, rising.
    widths
        Of the words, in points.
    room
        Between which all words must lie.

    Examples
    --------
    >>> raised([0.0, 10.0, 90.0], [30.0, 30.0, 30.0], (0.0, 100.0))
    [Flag(level=1, right=True), Flag(level=0, right=True), Flag(level=0, right=False)]
    """
    rising = range(len(places))
    leftward = [place for place in rising if places[place] + BESIDE + widths[place] > room[1]]
    rest = [place for place in reversed(rising) if place not in leftward]
    tried = [
        _in_order(order, places, widths, room, only=only)
        for order in ([*leftward, *rest], rising, rising[::-1])
        for only in (True, False)
    ]
    return min(tried, key=lambda flags: (flags.count(None), sum(flag.level for flag in flags if flag)))


def _in_order(
    order: Iterable[int], places: Sequence[float], widths: Sequence[float], room: tuple[float, float], *, only: bool
) -> list[Flag | None]:
    """Flags raised one after another; `only` to the right, where that has room, so that they form a staircase."""
    found: list[Flag | None] = [None] * len(places)
    taken: list[_Placed] = []
    for place in order:
        at, wide = places[place], widths[place]
        sides = ((at + BESIDE, True), (at - BESIDE - wide, False))
        starts = [side for side in sides if room[0] <= side[0] and side[0] + wide <= room[1]][: 1 if only else 2]
        free = (
            (one, right)
            for level in range(len(places) + 1)
            for start, right in starts
            for one in (_Placed(at, start, start + wide, level),)
            if not any(one.meets(other) for other in taken)
        )
        if chosen := next(free, None):
            one, right = chosen
            found[place] = Flag(one.level, right)
            taken.append(one)
    return found


@dataclass(frozen=True, slots=True)
class _Placed:
    pole: float
    start: float
    stop: float
    level: int

    def meets(self, other: _Placed) -> bool:
        beside = self.level == other.level and self.start < other.stop + GAP and other.start < self.stop + GAP
        return beside or self._crossed_by(other) or other._crossed_by(self)

    def _crossed_by(self, other: _Placed) -> bool:
        """Whether the other's pole goes through these words."""
        return other.level >= self.level and self.start - NEAR < other.pole < self.stop + NEAR
