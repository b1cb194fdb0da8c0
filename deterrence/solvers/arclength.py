"""Following a branch of solutions by pseudo-arclength: predict along the tangent, correct, judge, turn folds.

A state is the unknowns in rows with the precision last. `predict` and `judge`
are one source for rows of points in NumPy and for one point in compiled code.
"""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

FIRST_STEP = 0.1
FAR = 0.3
CONTRACTION = 0.3
ROUNDING = 4e-15
SHARPEST_TURN = 0.9
GOAL = 0.08
SMALL_STEP, SMALLEST_STEP = 1e-4, 1e-9
ON_TARGET = 1e-10
STEP, SENSE, FOLDS, JUMPS, STATE = range(5)
STEPS = 2_000


class System(Protocol):
    """Equations with one unknown more than there are equations, at many points."""

    @property
    def unknowns(self) -> int:
        """Rows of a state, the precision among them."""
        ...

    @property
    def measured(self) -> int:
        """How many first rows, besides the precision, arclength is measured in."""
        ...

    def correct(self, x: Array, tangent: Array, free: float) -> Array:
        """One Newton correction of `x` in place; writes the tangent, returns how far each point moved.

        With `free` 0 the precision is held; the tangent's orientation is that of a determinant.
        """
        ...

    def at(self, points: Ints) -> System:
        """The equations at some of the points."""
        ...


def pick(mask: Any, yes: Any, no: Any) -> Any:
    """Elementwise choice; compiled code has a branch instead."""
    return np.where(mask, yes, no)


def predict(x: Any, tangent: Any, mark: Any, target: Any, out: Any) -> Any:
    """A step along the tangent, shortened to end at the target where it would pass it; returns its length."""
    last = len(x) - 1
    gap = target - x[last]
    reach = gap / tangent[last]
    aimed = (reach <= mark[STEP]) & ((tangent[last] > 0) | (gap < 0))
    length = pick(aimed, np.maximum(reach, -mark[STEP]), mark[STEP])
    for i in range(len(x)):
        out[i] = x[i] + length * tangent[i]
    return length


def judge(
    x: Any, tangent: Any, mark: Any, target: Any, u: Any, new: Any, length: Any, far: Any, near: Any, measured: int
) -> None:
    """Take the corrected step to `u` or shorten it, and count folds.

    A step is taken when the corrections contract, the branch has not turned
    sharply, and no fold in between may hide an arrival at the target. Where
    the tangent's orientation changes sign the step has jumped to another part
    of the solutions; only across an exact bifurcation does this remain so for
    the smallest steps.
    """
    last = len(x) - 1
    turn = tangent[last] * new[last]
    for i in range(measured):
        turn = turn + tangent[i] * new[i]
    turn = turn * mark[SENSE]
    sense = pick(turn < 0, -mark[SENSE], mark[SENSE])
    before, after = tangent[last] + 0.0, sense * new[last]
    tiny = np.abs(length) <= SMALL_STEP
    sound = (far <= FAR) & (near <= CONTRACTION * far + ROUNDING * (1e4 + np.abs(u[last])))
    sound = sound & (np.abs(turn) >= SHARPEST_TURN) & (tiny | (turn >= 0))
    peak = np.maximum(u[last], x[last] + length * before * before / (2 * (before - after)))
    hidden = (before > 0) & (after <= 0) & (x[last] < target) & (peak >= target)
    sound = sound & (tiny | (hidden == 0))
    growth = np.minimum(np.maximum(np.sqrt(GOAL / (far + GOAL / 9)), 0.3), 2.0)
    mark[FOLDS] = mark[FOLDS] + pick(sound & (before * after < 0), 1.0, 0.0)
    mark[JUMPS] = mark[JUMPS] + pick(sound & (turn < 0), 1.0, 0.0)
    mark[STEP] = pick(sound, np.minimum(mark[STEP] * growth, 1.0 + np.abs(u[last])), np.abs(length) * 0.4)
    mark[SENSE] = pick(sound, sense, mark[SENSE])
    for i in range(last + 1):
        x[i] = pick(sound, u[i], x[i])
        tangent[i] = pick(sound, sense * new[i], tangent[i])
    arrived = sound & (np.abs(target - u[last]) <= ON_TARGET * (1.0 + np.abs(target)))
    mark[STATE] = pick(arrived, 1.0, pick(mark[STEP] < SMALLEST_STEP, -1.0, 0.0))


def start(system: System, points: int) -> tuple[Array, Array, Array]:
    """The uniform start at precision 0: states, tangents and marks."""
    x = np.zeros((system.unknowns, points))
    tangent = np.zeros_like(x)
    with np.errstate(all="ignore"):
        system.correct(x, tangent, 1.0)
    mark = np.zeros((5, points))
    mark[STEP], mark[SENSE] = FIRST_STEP, 1.0
    return x, tangent, mark


def follow(system: System, target: Array, steps: int = STEPS) -> tuple[Array, Array]:
    """The first arrival of each point's branch at its target: states ``(unknown, point)`` and marks ``(5, point)``.

    `mark[STATE]` is 1 where the branch arrived, -1 where steps grew too small and 0 at the limit of steps.
    """
    points = len(target)
    found, marks = np.zeros((system.unknowns, points)), np.zeros((5, points))
    x, tangent, mark = start(system, points)
    left, open_ = np.arange(points), np.ones(points, dtype=bool)
    goal = np.array(target)
    u, new = np.empty_like(x), np.empty_like(x)
    with np.errstate(all="ignore"):
        for _ in range(steps):
            length = predict(x, tangent, mark, goal, u)
            far = system.correct(u, new, 1.0)
            near = system.correct(u, new, 1.0)
            judge(x, tangent, mark, goal, u, new, length, far, near, system.measured)
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


def hold(system: System, x: Array, target: Array) -> None:
    """Bring states that have arrived exactly to the target, by corrections at a fixed precision."""
    tangent = np.empty_like(x)
    x[-1] = target
    with np.errstate(all="ignore"):
        for _ in range(3):
            system.correct(x, tangent, 0.0)
