"""The logit equations of two players: one source for rows of points in NumPy and for one point in compiled code.

A state has rows y (log-odds of the first player's strategies against their
first), z (the second player's) and the precision. Everything is built from
operations that IEEE 754 rounds correctly, so that every engine and every
machine gives the same bits.
"""

from __future__ import annotations

from typing import Any

import numpy as np

LOG2_E = 1.4426950408889634
LOG_2 = (0.693147180369123816490, 1.90821492927058770002e-10)
LEAST_EXPONENT = -700.0


def falling_exponential(x: Any) -> Any:
    """Exp of numbers not above 0, those below -700 taken as -700."""
    x = np.maximum(x, LEAST_EXPONENT)
    k = np.floor(x * LOG2_E + 0.5)
    r = (x - k * LOG_2[0]) - k * LOG_2[1]
    value = 1.0 + r / 13
    for i in range(12, 0, -1):
        value = 1.0 + r * value * (1.0 / i)
    return np.ldexp(value, np.int32(k))


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
    far = np.abs(move[0])
    for i in range(1, m + 1):
        far = np.maximum(far, np.abs(move[i]))
    for i in range(m):
        x[i] = x[i] + move[i]
    x[m + n] = precision + move[m]
    tangent[m + n] = tangent[m] + 0.0
    for k in range(n):
        row = pull[k * m : (k + 1) * m]
        step = inner(row, move) + lead[k] * move[m] - slack[k]
        slack[k] = inner(row, tangent) + lead[k] * tangent[m + n]
        x[m + k] = x[m + k] + step
        far = np.maximum(far, np.abs(step))
    for k in range(n):
        tangent[m + k] = slack[k]
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


def workspace(m: int, n: int) -> int:
    """How many rows of scratch `correct` needs."""
    return (m + 1) + (n + 1) + 2 * n + n * m + n + 2 * m * (m + 1) + 2 * m + 1
