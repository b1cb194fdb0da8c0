"""Boxes that together cover what fails: searches one after another, each on what the last suggestion leaves."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from deterrence.analysis.prim import Bools, Limits, peeled, quasi_p_values

Array = npt.NDArray[np.float64]

CHANCE = 0.05
REST = 0.05


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """Points, ``(parameter, point)``, and how probable it is that each fails, ``(point,)``."""

    points: Array
    fails: Array

    def outside(self, boxes: tuple[Limits, ...]) -> Bools:
        """Which points lie in none of some boxes."""
        found = np.ones(len(self.fails), dtype=bool)
        for box in boxes:
            found &= ~box.inside(self.points)
        return found

    def measured(self, box: Limits, earlier: tuple[Limits, ...]) -> tuple[float, float, float]:
        """Coverage, density and mass of a box, of the points outside of earlier boxes; density NaN in an empty box."""
        held = box.inside(self.points) & self.outside(earlier)
        failed, total, count = float(self.fails[held].sum()), float(self.fails.sum()), int(held.sum())
        share = count / len(held) if len(held) else 0.0
        return (failed / total if total else 0.0), (failed / count if count else float("nan")), share


@dataclass(frozen=True, slots=True, eq=False)
class Search:
    """One search: its boxes, the knee among them, what is suggested, and the suggestions before it."""

    path: list[Limits]
    knee: int
    suggestion: Limits
    earlier: tuple[Limits, ...]


def cover(sample: Sample, *, peel: float, least: int, most: int) -> list[Search]:
    """Searches until nothing is suggested, little failure is left, or there are `most`; none without any contrast."""
    found: list[Search] = []
    earlier: tuple[Limits, ...] = ()
    total = float(sample.fails.sum())
    while len(found) < most:
        left = sample.outside(earlier)
        points, fails = sample.points[:, left], sample.fails[left]
        if fails.sum() <= REST * total * bool(earlier) or not len(fails) or np.ptp(fails) == 0:
            break
        path = peeled(points, fails, peel=peel, least=least)
        knee = _knee(points, fails, path)
        found.append(Search(path, knee, simplified(points, fails, path[knee]), earlier))
        if not found[-1].suggestion.restricted.any():
            break
        earlier = (*earlier, found[-1].suggestion)
    return found


def simplified(points: Array, fails: Array, box: Limits) -> Limits:
    """The box without limits that could be chance, the least significant first.

    They could if their quasi-p-value is above 5 %, divided by the number of
    parameters among which the search could choose.
    """
    while box.restricted.any():
        values = quasi_p_values(points, fails, box)
        worst = max(values, key=lambda parameter: values[parameter])
        if values[worst] < CHANCE / len(points):
            break
        box = box.without(worst)
    return box


def _knee(points: Array, fails: Array, path: list[Limits]) -> int:
    """The box with the largest coverage times rise of density, from its mean towards 1; the first among equals."""
    mean = float(fails.mean())
    scores = []
    for box in path:
        held = box.inside(points)
        failed, count = float(fails[held].sum()), int(held.sum())
        scores.append(failed * (failed / count - mean))
    return int(np.argmax(scores))
