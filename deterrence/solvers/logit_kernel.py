"""Steps along the logit branch of two players: one source for rows of points in NumPy and one point in compiled code.

A state has rows y (log-odds of the first player's strategies against their
first), z (the second player's) and the precision. Everything is built from
operations that IEEE 754 rounds correctly, so that every engine and every
machine gives the same bits.
"""

from __future__ import annotations

import functools
import math
import types
from collections.abc import Callable
from typing import Any

import numpy as np

LOG2_E = 1.4426950408889634
LOG_2 = (0.693147180369123816490, 1.90821492927058770002e-10)
LEAST_EXPONENT = -700.0
TAYLOR = tuple(1.0 / math.factorial(i) for i in range(14))
FAR, NEAR = 0.3, 3e-3
CONTRACTION = 0.3
ROUNDING = 1e-11
SHARPEST_TURN = 0.9
GOAL = 0.08
SMALL_STEP, LARGEST_HOP = 1e-4, 0.5
ON_TARGET = 1e-10
STEP, SENSE, FOLDS, JUMPS, STATE, HOP = range(6)
MARKS = 6
HELD = 2


def falling_exponential(x: Any) -> Any:
    """Exp of numbers not above 0, those below -700 taken as -700; the short sums can be worked out side by side."""
    x = np.maximum(x, LEAST_EXPONENT)
    k = np.floor(x * LOG2_E + 0.5)
    r = (x - k * LOG_2[0]) - k * LOG_2[1]
    s, c = r * r, TAYLOR
    t = s * s
    low = (c[0] + c[1] * r) + (c[2] + c[3] * r) * s + ((c[4] + c[5] * r) + (c[6] + c[7] * r) * s) * t
    high = (c[8] + c[9] * r) + (c[10] + c[11] * r) * s + (c[12] + c[13] * r) * t
    return np.ldexp(low + high * (t * t), np.int32(k))


def shares(odds: Any, out: Any) -> None:
    """The probabilities that log-odds against the first strategy say."""
    top = np.maximum(odds[0], 0.0)
    for i in range(1, len(odds)):
        top = np.maximum(top, odds[i])
    out[0] = falling_exponential(-top)
    total = out[0] + 0.0
    for i in range(len(odds)):
        out[i + 1] = falling_exponential(odds[i] - top)
        total = total + out[i + 1]
    for i in range(len(out)):
        out[i] = out[i] / total


def inner(a: Any, b: Any) -> Any:
    """The sum of products, from the first."""
    total = a[0] * b[0]
    for i in range(1, len(a)):
        total = total + a[i] * b[i]
    return total


def correct(first: Any, second: Any, x: Any, tangent: Any, work: Any, free: float) -> Any:
    """One Newton correction of `x` orthogonal to the branch; writes the tangent, returns how far it moved.

    `first` holds the first player's payoffs less those of their first
    strategy, ``(m, n + 1)``, `second` the second player's, ``(n, m + 1)``.
    z is eliminated. With `free` 0 the precision is held. The tangent is
    oriented by a determinant, which keeps its sign along a regular branch.
    """
    m, n = first.shape[0], second.shape[0]
    precision = x[m + n]
    p, q = work[: m + 1], work[m + 1 : m + n + 2]
    shares(x[:m], p)
    shares(x[m : m + n], q)
    at = m + n + 2
    lead, slack = work[at : at + n], work[at + n : at + 2 * n]
    at += 2 * n
    pull, push = work[at : at + n * m], work[at + n * m : at + n * m + n]
    at += n * m + n
    system, right, move = work[at : at + m * (m + 1)], work[at + m * (m + 1) :], work[at + m * (m + 1) + m :]
    for k in range(n):
        lead[k] = inner(second[k], p)
        slack[k] = x[m + k] - precision * lead[k]
        for i in range(m):
            pull[k * m + i] = precision * p[i + 1] * (second[k, i + 1] - lead[k])
    for i in range(m):
        worth = inner(first[i], q)
        right[i] = precision * worth - x[i]
        slope = worth + 0.0
        for k in range(n):
            push[k] = precision * q[k + 1] * (first[i, k + 1] - worth)
            right[i] = right[i] - push[k] * slack[k]
            slope = slope + push[k] * lead[k]
        for j in range(m):
            system[i * (m + 1) + j] = -inner(push[:n], pull[j::m])
        system[i * (m + 1) + i] = system[i * (m + 1) + i] + 1.0
        system[i * (m + 1) + m] = -slope * free
    least_norm(system, right, move, tangent, m)
    for k in range(n):
        row = pull[k * m : (k + 1) * m]
        push[k] = inner(row, move) + lead[k] * move[m] - slack[k]
        slack[k] = inner(row, tangent) + lead[k] * tangent[m]
    tangent[m + n] = tangent[m] + 0.0
    tangent[m : m + n] = slack
    length = inner(tangent, tangent)
    along = (inner(move[:m], tangent) + inner(push, slack) + move[m] * tangent[m + n]) / length * free
    far = np.abs(move[m] - along * tangent[m + n])
    x[m + n] = precision + (move[m] - along * tangent[m + n])
    length = np.sqrt(length)
    for i in range(m + n):
        step = (move[i] if i < m else push[i - m]) - along * tangent[i]
        far = np.maximum(far, np.abs(step))
        x[i] = x[i] + step
    for i in range(m + n + 1):
        tangent[i] = tangent[i] / length
    return far


def least_norm(system: Any, right: Any, move: Any, kernel: Any, m: int) -> None:
    """The shortest solution of m equations in m + 1 unknowns, and the unit vector that they send to 0."""
    wide = m + 1
    turns = move[wide:]
    at = 0
    for i in range(m):
        for j in range(i + 1, wide):
            a, b = system[i * wide + i] + 0.0, system[i * wide + j] + 0.0
            norm = np.sqrt(a * a + b * b)
            cosine, sine = a / norm, b / norm
            turns[at], turns[at + 1] = cosine, sine
            at += 2
            system[i * wide + i] = norm
            for k in range(i + 1, m):
                a, b = system[k * wide + i] + 0.0, system[k * wide + j] + 0.0
                system[k * wide + i] = cosine * a + sine * b
                system[k * wide + j] = cosine * b - sine * a
    for i in range(m):
        rest = right[i] + 0.0
        for k in range(i):
            rest = rest - system[i * wide + k] * move[k]
        move[i] = rest / system[i * wide + i]
        kernel[i] = 0.0
    move[m] = 0.0
    kernel[m] = 1.0
    for i in range(m - 1, -1, -1):
        for j in range(m, i, -1):
            at -= 2
            a, b = move[i] + 0.0, move[j] + 0.0
            move[i], move[j] = turns[at] * a - turns[at + 1] * b, turns[at + 1] * a + turns[at] * b
            a, b = kernel[i] + 0.0, kernel[j] + 0.0
            kernel[i], kernel[j] = turns[at] * a - turns[at + 1] * b, turns[at + 1] * a + turns[at] * b


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


def judge(x: Any, tangent: Any, mark: Any, target: Any, u: Any, new: Any, length: Any, far: Any, near: Any) -> None:
    """Take the corrected step to `u` or shorten it, and count folds.

    A step is taken when the corrections contract and the branch has not turned
    sharply. (`predict` cannot pass over an arrival just before a fold: there the
    branch bends away from its tangent, which reaches the target first.) Where
    the tangent's orientation changes sign the step has jumped to another part
    of the solutions, and is tried again shorter; if no short step does, there
    is a bifurcation, and longer and longer ones hop across it.
    """
    last = len(x) - 1
    turn = inner(tangent, new) * mark[SENSE]
    sense = pick(turn < 0, -mark[SENSE], mark[SENSE])
    before, after = tangent[last] + 0.0, sense * new[last]
    hop = mark[HOP] > 0
    sound = (far <= FAR) & (near <= np.minimum(CONTRACTION * far, NEAR) + ROUNDING * (1.0 + np.abs(u[last])))
    sound = sound & (np.abs(turn) >= SHARPEST_TURN) & (hop | (turn >= 0))
    growth = np.minimum(np.maximum(np.sqrt(GOAL / (far + GOAL / 9)), 0.3), 2.0)
    mark[FOLDS] = mark[FOLDS] + pick(sound & (before * after < 0), 1.0, 0.0)
    mark[JUMPS] = mark[JUMPS] + pick(sound & (turn < 0), 1.0, 0.0)
    shorter = np.abs(length) * 0.4
    lost = (sound == 0) & (hop | (shorter < SMALL_STEP))
    retry = pick(lost, pick(hop, mark[STEP] * 3.0, 2.0 * SMALL_STEP), shorter)
    mark[STEP] = pick(sound, np.minimum(mark[STEP] * growth, 1.0 + np.abs(u[last])), retry)
    mark[HOP] = pick(lost, 1.0, 0.0)
    mark[SENSE] = pick(sound, sense, mark[SENSE])
    for i in range(last + 1):
        x[i] = pick(sound, u[i], x[i])
        tangent[i] = pick(sound, sense * new[i], tangent[i])
    arrived = sound & (np.abs(target - u[last]) <= ON_TARGET * (1.0 + np.abs(target)))
    mark[STATE] = pick(arrived, 1.0, pick((sound == 0) & hop & (mark[STEP] > LARGEST_HOP), -1.0, 0.0))


def workspace(m: int, n: int) -> int:
    """How many rows of scratch `correct` needs."""
    return (m + 1) + (n + 1) + 2 * n + n * m + n + 2 * m * (m + 1) + 2 * m + 1


def run_points(
    first: Any, second: Any, targets: Any, states: Any, marks: Any, work: Any, first_step: float, steps: int
) -> None:
    """Follow the branch of each point in turn, as `deterrence.solvers.arclength` does that of many at once."""
    m, n = first.shape[0], second.shape[0]
    x, tangent = work[: m + n + 1], work[m + n + 1 : 2 * (m + n + 1)]
    u, new = work[2 * (m + n + 1) : 3 * (m + n + 1)], work[3 * (m + n + 1) : 4 * (m + n + 1)]
    rest = work[4 * (m + n + 1) :]
    mark = np.zeros(MARKS)
    for k in range(targets.shape[0]):
        a, b, target = first[:, :, k].copy(), second[:, :, k].copy(), targets[k]
        x[:] = 0.0
        correct(a, b, x, tangent, rest, 1.0)
        mark[:] = 0.0
        mark[STEP], mark[SENSE] = first_step, 1.0
        for _ in range(steps):
            length = predict(x, tangent, mark, target, u)
            far = correct(a, b, u, new, rest, 1.0)
            near = correct(a, b, u, new, rest, 1.0)
            judge(x, tangent, mark, target, u, new, length, far, near)
            if mark[STATE] != 0:
                break
        if mark[STATE] == 1:
            x[m + n] = target
            for _ in range(HELD):
                correct(a, b, x, tangent, rest, 0.0)
        states[:, k] = x
        marks[:, k] = mark


def branch(mask: Any, yes: Any, no: Any) -> Any:
    """What `pick` is for one point."""
    return yes if mask else no


@functools.cache
def compiled_run() -> Callable[..., None] | None:
    """`run_points` compiled, or None where numba is not installed."""
    try:
        import numba
    except ImportError:
        return None
    try:
        return _jitted(numba.njit(cache=True, nogil=True, error_model="numpy"))
    except RuntimeError:  # no folder in which compiled code could be kept
        return _jitted(numba.njit(nogil=True, error_model="numpy"))


def _jitted(jit: Any) -> Callable[..., None]:
    """All functions compiled; in each the names of the others stand for their compiled forms."""
    known: dict[str, Any] = {"pick": jit(branch)}
    for function in (falling_exponential, shares, inner, least_norm, correct, predict, judge, run_points):
        copy = types.FunctionType(function.__code__, {**function.__globals__, **known}, function.__name__)
        copy.__module__ = __name__
        known[function.__name__] = jit(copy)
    compiled: Callable[..., None] = known["run_points"]
    return compiled
