"""The patient rule induction method: boxes in which something is more frequent, by peeling and pasting."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

PASTES = (1, 4, 16)  # a paste takes in as much as a peel takes off, or this part of it


@dataclass(frozen=True, slots=True, eq=False)
class Limits:
    """A box: the least and the greatest value of each parameter, infinite where it is not restricted."""

    low: Array
    high: Array

    @classmethod
    def none(cls, size: int) -> Limits:
        """The box that holds everything."""
        return cls(np.full(size, -np.inf), np.full(size, np.inf))

    @property
    def restricted(self) -> Bools:
        """Which parameters are restricted."""
        found: Bools = np.isfinite(self.low) | np.isfinite(self.high)
        return found

    def inside(self, points: Array) -> Bools:
        """Which points, ``(parameter, point)``, lie in the box, its edges included."""
        return np.asarray(((points >= self.low[:, None]) & (points <= self.high[:, None])).all(axis=0))

    def without(self, parameter: int) -> Limits:
        """The box with one parameter not restricted."""
        low, high = self.low.copy(), self.high.copy()
        low[parameter], high[parameter] = -np.inf, np.inf
        return replace(self, low=low, high=high)

    def moved(self, parameter: int, side: int, value: float) -> Limits:
        """The box with one limit moved; side 0 is the low one."""
        ends = [self.low.copy(), self.high.copy()]
        ends[side][parameter] = value
        return Limits(*ends)


def peeled(points: Array, fails: Array, *, peel: float, least: int) -> list[Limits]:
    """The peeling trajectory and the pastes after it, from the box that holds everything.

    Each peel takes about a share `peel` of the points in the box off one side
    of one parameter: the one that raises the mean of `fails` most for each
    point taken. Equal values go together. Peeling ends where every point left
    fails, no peel raises the mean, or fewer than `least` points would be left;
    pasting then moves limits out again as long as the mean does not fall.

    Parameters
    ----------
    points, fails
        Shapes ``(parameter, point)`` and ``(point,)``; `fails` is between 0 and 1.
    peel
        The share that a peel takes.
    least
        The fewest points in a box.

    References
    ----------
    .. [1] J. H. Friedman and N. I. Fisher, "Bump hunting in high-dimensional data", Statistics and Computing 9, 1999.
    """
    order = np.argsort(points, axis=1, kind="stable")
    found = [Limits.none(len(points))]
    held = np.ones(points.shape[1], dtype=bool)
    while held.sum() > least and fails[held].min() < 1:
        best = _best_peel(points, fails, order, held, peel, least)
        if best is None:
            break
        parameter, side, value = best
        found.append(found[-1].moved(parameter, side, value))
        held = found[-1].inside(points)
    while (wider := _best_paste(points, fails, found[-1], peel)) is not None:
        found.append(wider)
    return found


def _best_peel(
    points: Array, fails: Array, order: npt.NDArray[np.int64], held: Bools, peel: float, least: int
) -> tuple[int, int, float] | None:
    count, total = int(held.sum()), float(fails[held].sum())
    most, best = 0.0, None
    for parameter, ranks in enumerate(order):
        rising = ranks[held[ranks]]
        for side, row in enumerate((rising, rising[::-1])):
            values = points[parameter, row]
            taken = _taken(values, max(1, int(peel * count)))
            if taken == 0 or count - taken < least:
                continue
            rest = (total - float(fails[row[:taken]].sum())) / (count - taken)
            gain = (rest - total / count) / taken
            if gain > most:
                most, best = gain, (parameter, side, _between(values[taken - 1], values[taken]))
    return best


def _taken(values: Array, wanted: int) -> int:
    """How many values from the first on go together: those before the wanted place, else all equal to the first."""
    if wanted >= len(values):
        return 0
    ahead = values != values[wanted]
    before = int(np.argmin(ahead[: wanted + 1]))
    if before:
        return before
    same = values == values[0]
    return 0 if same.all() else int(np.argmin(same))


def _between(outer: float, inner: float) -> float:
    middle = (outer + inner) / 2
    return float(inner if middle == outer else middle)


def _best_paste(points: Array, fails: Array, box: Limits, peel: float) -> Limits | None:
    held = box.inside(points)
    count = int(held.sum())
    best, most = None, (float(fails[held].mean()), count)
    steps = {max(1, int(peel * count / part)) for part in PASTES}
    for parameter in map(int, np.flatnonzero(box.restricted)):
        open_box = box.without(parameter).inside(points)
        x = points[parameter]
        for side, limit in enumerate((box.low[parameter], box.high[parameter])):
            sign = 1.0 if side else -1.0
            beyond = np.sort(sign * x[open_box & (sign * x > sign * limit)])
            for step in steps if len(beyond) else ():
                wider = box.moved(parameter, side, sign * _pasted_limit(beyond, step))
                now = wider.inside(points)
                if (found := (float(fails[now].mean()), int(now.sum()))) > most:
                    best, most = wider, found
    return best


def _pasted_limit(values: Array, wanted: int) -> float:
    """A limit that takes in about the wanted number of rising values, equal ones together; infinite if it takes all."""
    after = int(np.searchsorted(values, values[min(wanted, len(values)) - 1], side="right"))
    return np.inf if after == len(values) else _between(values[after], values[after - 1])


def quasi_p_values(points: Array, fails: Array, box: Limits) -> dict[int, float]:
    """For each restricted parameter, how likely so many failures in the box are if its limits did not matter.

    The box without that parameter's limits has some rate of failure; the value
    is the probability that as many points as the box holds would fail as often
    as they do at that rate (binomial). Called quasi, as the limits were chosen
    on the same points.

    References
    ----------
    .. [1] B. P. Bryant and R. J. Lempert, "Thinking inside the box: a participatory, computer-assisted approach to
       scenario discovery", Technological Forecasting and Social Change 77, 2010.
    """
    from scipy.special import betainc

    held = box.inside(points)
    count, failed = int(held.sum()), float(fails[held].sum())
    found = {}
    for parameter in np.flatnonzero(box.restricted):
        rate = float(fails[box.without(int(parameter)).inside(points)].mean())
        found[int(parameter)] = float(betainc(failed, count - failed + 1, rate)) if failed > 0 else 1.0
    return found
