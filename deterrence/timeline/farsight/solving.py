"""Values from shares: the solution of ``value = reward + shares value``, with a check of what is left over."""

from __future__ import annotations

from typing import Any

import numpy as np

from deterrence.errors import NoAnswerError
from deterrence.timeline.transition.readings import Array

DIRECT = 1_000  # values; beyond, elimination fills the matrix
LEFT_OVER = 1e-13
SWEEPS = 100  # of as many passes as `BETWEEN` checks, and one
BETWEEN = 20


def solved(shares: Any, reward: Array, kept: int, guess: Array | None = None) -> Array:
    """Solve for the values, ``(value, column of reward)``.

    Parameters
    ----------
    shares
        Sparse and not negative, rows summing to 1 or less, so that values are discounted in the long run.
    reward
        What flows on the way; nothing behind the first `kept` values.
    kept
        The values behind the first so many do not depend on themselves, so that they are put in terms of the first.
    guess
        Values to begin from.

    Raises
    ------
    NoAnswerError
        What is left over does not become as small as rounding allows.

    Examples
    --------
    >>> from scipy.sparse import csr_array
    >>> solved(csr_array([[0.0, 0.5], [1.0, 0.0]]), np.array([[1.0], [0.0]]), 1).tolist()
    [[2.0], [2.0]]
    """
    lead = term = shares[kept:, :kept]
    while (term := shares[kept:, kept:] @ term).nnz:
        lead = lead + term
    first = _solved(shares[:kept, :kept] + shares[:kept, kept:] @ lead, reward[:kept], guess)
    return np.vstack([first, lead @ first])


def _solved(shares: Any, reward: Array, guess: Array | None) -> Array:
    from scipy.sparse import eye_array
    from scipy.sparse.linalg import splu

    if len(reward) <= DIRECT:
        found: Array = splu((eye_array(len(reward)) - shares).tocsc()).solve(reward)
        return found
    first = np.zeros_like(reward) if guess is None else guess[: len(reward)]
    swept, left = _swept(shares, reward, first, SWEEPS)
    if left:
        swept = np.column_stack([_krylov(shares, *some) for some in zip(reward.T, swept.T, strict=True)])
        swept, left = _swept(shares, reward, swept, 50 * SWEEPS)
    if left:
        raise NoAnswerError(f"the values of {len(reward):,} states are not found: patience is too great to sum them up")
    return swept


def _swept(shares: Any, reward: Array, values: Array, most: int) -> tuple[Array, bool]:
    """Put values in place of values until nothing changes; and whether something still does."""
    scale = max(1.0, float(np.abs(reward).max(initial=0.0)))
    for _ in range(most):
        for _ in range(BETWEEN):
            values = reward + shares @ values
        after: Array = reward + shares @ values
        if np.abs(after - values).max() <= LEFT_OVER * max(scale, float(np.abs(after).max())):
            return after, False
        values = after
    return values, True


def _krylov(shares: Any, reward: Array, values: Array) -> Array:
    """The values of one player brought nearer by bi-conjugate gradients, where these converge."""
    from scipy.sparse.linalg import LinearOperator, bicgstab

    operator = LinearOperator(shares.shape, matvec=lambda some: some - shares @ some, dtype=float)
    for _ in range(3):
        left = reward + shares @ values - values
        step, _ = bicgstab(operator, left, rtol=1e-7, atol=0.0, maxiter=1_000)
        if not np.abs(left + shares @ step - step).max() < np.abs(left).max():
            return values
        values = values + step
    return values
