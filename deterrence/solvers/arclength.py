"""Following a branch of solutions by pseudo-arclength: predict along the tangent, correct, judge, turn folds.

A state is the unknowns in rows with the precision last.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

import numpy as np
import numpy.typing as npt

from deterrence.solvers.logit_kernel import HELD, HOP, MARKS, SENSE, STATE, STEP, judge, predict

Array = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

FIRST_STEP = 0.1
STEPS = 2_000
FINENESS = 0.25


class System(Protocol):
    """Equations with one unknown more than there are equations, at many points."""

    @property
    def unknowns(self) -> int:
        """Rows of a state, the precision among them."""
        ...

    def correct(self, x: Array, tangent: Array, free: float) -> Array:
        """One Newton correction of `x` in place; writes the tangent, returns how far each point moved.

        With `free` 0 the precision is held; the tangent's orientation is that of a determinant.
        """
        ...

    def at(self, points: Ints) -> System:
        """The equations at some of the points."""
        ...


def start(system: System, points: int) -> tuple[Array, Array, Array]:
    """The uniform start at precision 0: states, tangents and marks."""
    x = np.zeros((system.unknowns, points))
    tangent = np.zeros_like(x)
    with np.errstate(all="ignore"):
        system.correct(x, tangent, 1.0)
    mark = np.zeros((MARKS, points))
    mark[STEP], mark[SENSE] = FIRST_STEP, 1.0
    return x, tangent, mark


def follow(system: System, target: Array, steps: int = STEPS) -> tuple[Array, Array]:
    """The first arrival of each point's branch at its target: states ``(unknown, point)`` and marks ``(mark, point)``.

    `mark[STATE]` is 1 where the branch arrived, -1 where steps grew too small and 0 at the limit of steps.
    """
    points = len(target)
    found, marks = np.zeros((system.unknowns, points)), np.zeros((MARKS, points))
    x, tangent, mark = start(system, points)
    left, open_ = np.arange(points), np.ones(points, dtype=bool)
    goal = np.array(target)
    u, new = np.empty_like(x), np.empty_like(x)
    with np.errstate(all="ignore"):
        for _ in range(steps):
            length = predict(x, tangent, mark, goal, u)
            far = system.correct(u, new, 1.0)
            near = system.correct(u, new, 1.0)
            judge(x, tangent, mark, goal, u, new, length, far, near)
            ended = np.flatnonzero(open_ & (mark[STATE] != 0))
            found[:, left[ended]], marks[:, left[ended]] = x[:, ended], mark[:, ended]
            open_[ended] = False
            keep = np.flatnonzero(open_)
            if not len(keep):
                break
            if len(keep) * 4 <= len(left) * 3:
                left, goal, system, open_ = left[keep], goal[keep], system.at(keep), open_[keep]
                x, tangent, mark = x[:, keep], tangent[:, keep], mark[:, keep]
                u, new = np.empty_like(x), np.empty_like(x)
    found[:, left[open_]], marks[:, left[open_]] = x[:, open_], mark[:, open_]
    return found, marks


def trace(system: System, x: Array, tangent: Array, mark: Array, target: Array) -> Iterator[tuple[Array, Array, Array]]:
    """Every accepted state on the way of one point's branch to its target, with tangents and marks."""
    u, new = np.empty_like(x), np.empty_like(x)
    for _ in range(STEPS):
        before = x.copy()
        with np.errstate(all="ignore"):
            length = predict(x, tangent, mark, target, u)
            far = system.correct(u, new, 1.0)
            near = system.correct(u, new, 1.0)
            judge(x, tangent, mark, target, u, new, length, far, near)
        if mark[HOP, 0] == 0:
            mark[STEP] = np.minimum(mark[STEP], FINENESS * (1.0 + np.abs(x[-1])))
        if (x != before).any():
            yield x.copy(), tangent.copy(), mark.copy()
        if mark[STATE, 0] != 0:
            return


def hold(system: System, x: Array, target: Array) -> None:
    """Bring states that have arrived exactly to the target, by corrections at a fixed precision."""
    tangent = np.empty_like(x)
    x[-1] = target
    with np.errstate(all="ignore"):
        for _ in range(HELD):
            system.correct(x, tangent, 0.0)
