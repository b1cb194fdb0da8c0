"""Values from shares: the solution of ``value = reward + shares value``, with a check of what is left over."""

from __future__ import annotations

from typing import Any

import numpy as np

from deterrence.errors import NoAnswerError
from deterrence.timeline.readings import Array

DIRECT = 3_000  # values; beyond, elimination may fill the matrix
LEFT_OVER = 1e-13
SWEEPS = 100_000


def solved(shares: Any, reward: Array, guess: Array | None = None) -> Array:
    """Solve for the values, ``(value, column of reward)``.

    Parameters
    ----------
    shares
        Sparse and not negative, rows summing to 1 or less, so that values are discounted in the long run.
    reward
        What flows on the way.
    guess
        Values to begin from.

    Raises
    ------
    NoAnswerError
        What is left over does not become as small as rounding allows.

    Examples
    --------
    >>> from scipy.sparse import csr_array
    >>> solved(csr_array([[0.0, 0.5], [0.5, 0.0]]), np.array([[1.0], [0.0]])).round(6).tolist()
    [[1.333333], [0.666667]]
    """
    from scipy.sparse import eye_array
    from scipy.sparse.linalg import splu

    if len(reward) <= DIRECT:
        found: Array = splu((eye_array(len(reward)) - shares).tocsc()).solve(reward)
        return found + 0.0
    return np.column_stack([_iterated(shares, column, first) for column, first in _columns(reward, guess)])


def _columns(reward: Array, guess: Array | None) -> Any:
    first = np.zeros_like(reward) if guess is None else guess
    return zip(reward.T, first.T, strict=True)


def _iterated(shares: Any, reward: Array, values: Array) -> Array:
    """Krylov steps, then plain sweeps until nothing is left over."""
    from scipy.sparse.linalg import LinearOperator, bicgstab

    def rest(some: Array) -> Array:
        left: Array = some - shares @ some
        return left

    operator = LinearOperator((len(reward), len(reward)), matvec=rest, dtype=float)
    scale = max(1.0, float(np.abs(reward).max(initial=0.0)))
    for _ in range(4):
        if np.abs(reward - rest(values)).max() <= LEFT_OVER * scale:
            return values
        step, _ = bicgstab(operator, reward - rest(values), rtol=1e-9, atol=0.0, maxiter=2_000)
        if np.isfinite(step).all():
            better = values + step
            if np.abs(reward - rest(better)).max() < np.abs(reward - rest(values)).max():
                values = better
    for _ in range(SWEEPS):
        after: Array = reward + shares @ values
        if np.abs(after - values).max() <= LEFT_OVER * max(scale, float(np.abs(after).max())):
            return after
        values = after
    raise NoAnswerError(f"the values of {len(reward):,} states are not found: patience is too great to sum them up")
