"""Where something that is true or false along a line changes: even points, then bisection of all changes at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

POINTS = 1_001
PIECES = 32
EVEN = 14  # rounds of even pieces; they leave only intervals that reach to 0, where numbers lie ever closer


@dataclass(frozen=True, slots=True)
class Crossing:
    """A change between two points of a line, as near to each other as numbers go.

    It is `broken` where the cut met a point without a label: what lies between
    is not known then.
    """

    line: int
    low: float
    high: float
    broken: bool = False

    @property
    def value(self) -> float:
        """The middle of the two."""
        return (self.low + self.high) / 2


def crossings(
    labels: Callable[[npt.NDArray[np.int64], Array], Array], grids: list[Array], *, blind: float = 0.0
) -> tuple[list[Crossing], list[Array]]:
    """Every change of a label between neighbouring points of some lines.

    Parameters
    ----------
    labels
        Called with lines and positions on them (arrays of one length), gives
        what is compared; NaN where there is none. A change to or from NaN at
        the first points is no crossing.
    grids
        The first points on each line, in rising order.
    blind
        Width, relative to the numbers, of an interval within which points
        without a label end the cut and do not break it.

    Returns
    -------
    The crossings in order of line and position, and the labels at the first points.
    """
    lines = np.repeat(np.arange(len(grids)), [len(grid) for grid in grids])
    positions = np.concatenate(grids) if grids else np.zeros(0)
    found = labels(lines, positions)
    changed = (lines[1:] == lines[:-1]) & (found[1:] != found[:-1]) & ~np.isnan(found[1:]) & ~np.isnan(found[:-1])
    where = np.flatnonzero(changed)
    line, low, high, below = lines[where], positions[where], positions[where + 1], found[where]
    ends: list[Crossing] = []
    rounds = 0
    while len(line):
        points = low + (high - low) * np.linspace(0.0, 1.0, PIECES + 1)[:, None]
        if rounds >= EVEN:
            points = _even_in_order(low, high)
        points[-1] = high
        rounds += 1
        inner = labels(np.tile(line, PIECES - 1), points[1:-1].ravel()).reshape(PIECES - 1, -1)
        missing = np.asarray(np.isnan(inner).any(axis=0))
        broken = missing & (high - low > blind * np.maximum(1.0, np.abs(low)))
        same = np.vstack([np.ones(len(line), dtype=bool), inner == below, np.zeros(len(line), dtype=bool)])
        last = same.argmin(axis=0) - 1
        across = np.arange(len(line))
        new_low, new_high = points[last, across], points[last + 1, across]
        new_low, new_high = np.where(missing, low, new_low), np.where(missing, high, new_high)
        done = np.asarray(missing | ((new_low == low) & (new_high == high)))
        ends += [
            Crossing(int(line[i]), float(new_low[i]), float(new_high[i]), bool(broken[i])) for i in np.flatnonzero(done)
        ]
        line, low, high, below = line[~done], new_low[~done], new_high[~done], below[~done]
    ends.sort(key=lambda crossing: (crossing.line, crossing.low))
    return ends, np.split(found, np.cumsum([len(grid) for grid in grids])[:-1]) if grids else []


def _even_in_order(low: Array, high: Array) -> Array:
    """Points between two numbers with equally many numbers between them, shape ``(PIECES + 1, lines)``."""
    first, last = _rank(low + 0.0), _rank(high + 0.0)
    between = last.view(np.uint64) - first.view(np.uint64)
    step, more = (part.astype(np.int64) for part in np.divmod(between, np.uint64(PIECES)))
    share = np.arange(PIECES + 1)[:, None]
    found: Array = _rank((first + step * share + more * share // PIECES).view(np.float64)).view(np.float64)
    return found


def _rank(numbers: Array) -> npt.NDArray[np.int64]:
    """The place of numbers among all numbers, 0 for 0.0; as bits, it is its own inverse."""
    bits = numbers.view(np.int64)
    found: npt.NDArray[np.int64] = np.where(bits < 0, np.int64(-(2**63)) - bits, bits)
    return found
