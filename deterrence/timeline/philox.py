"""Counter-based randomness: Philox 4x32-10, one source for Python and numba.

A draw is a function of where it is used - seed, replication, stream and number -
and of nothing else, so neither chunks, processes nor engines change it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Whole = npt.NDArray[np.int64]

MASK = 0xFFFFFFFF
MULTIPLIER_0, MULTIPLIER_1 = 0xD2511F53, 0xCD9E8D57
WEYL_0, WEYL_1 = 0x9E3779B9, 0xBB67AE85
TO_UNIT = 2.0**-52


def philox(c0: Any, c1: Any, c2: Any, c3: Any, k0: Any, k1: Any) -> Any:
    """Ten rounds on a counter of four 32-bit words with a key of two; scalars or int64 arrays.

    Products may wrap around in 64 signed bits; the masks undo that.

    References
    ----------
    J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw (2011), "Parallel random
    numbers: as easy as 1, 2, 3", *SC '11*.

    Examples
    --------
    >>> [f"{word:08x}" for word in philox(0, 0, 0, 0, 0, 0)]
    ['6627e8d5', 'e169c58d', 'bc57ac4c', '9b00dbd8']
    """
    for _ in range(10):
        p0 = MULTIPLIER_0 * c0
        p1 = MULTIPLIER_1 * c2
        c0, c1, c2, c3 = ((p1 >> 32) & MASK) ^ c1 ^ k0, p1 & MASK, ((p0 >> 32) & MASK) ^ c3 ^ k1, p0 & MASK
        k0 = (k0 + WEYL_0) & MASK
        k1 = (k1 + WEYL_1) & MASK
    return c0, c1, c2, c3


def pair(seed: Any, replication: Any, stream: Any, number: Any) -> Any:
    """Two independent numbers strictly between 0 and 1, of 52 random bits each: odd multiples of 2**-53.

    Parameters
    ----------
    seed
        A whole number from 0 to 2**63 - 1.
    replication
        A whole number from 0 to 2**63 - 1; ``-1 - replication`` is its
        antithetic twin, whose draws are 1 minus its own.
    stream, number
        Which of the replication's streams, and which draw of it, from 0 to 2**32 - 1.

    Examples
    --------
    >>> pair(1, 0, 0, 0) == pair(1, 0, 0, 0) != pair(1, 1, 0, 0)
    True
    >>> [a + b for a, b in zip(pair(1, 7, 0, 0), pair(1, -8, 0, 0))]
    [1.0, 1.0]
    """
    u, v = _units(seed, replication if replication >= 0 else -1 - replication, stream, number)
    return (u, v) if replication >= 0 else (1.0 - u, 1.0 - v)


def uniform(seed: Any, replication: Any, stream: Any, number: Any) -> Any:
    """The first of a `pair`.

    >>> uniform(1, 0, 0, 0) == pair(1, 0, 0, 0)[0]
    True
    """
    return pair(seed, replication, stream, number)[0]


def _units(seed: Any, replication: Any, stream: Any, number: Any) -> Any:
    a, b, c, d = philox(replication & MASK, replication >> 32, stream, number, seed & MASK, seed >> 32)
    return (((a << 20) | (b >> 12)) + 0.5) * TO_UNIT, (((c << 20) | (d >> 12)) + 0.5) * TO_UNIT


def pairs(seed: int, replications: Whole, stream: int, numbers: Whole) -> npt.NDArray[np.float64]:
    """Draws of one stream, each to the bit what `pair` gives; ``(replication, number, 2)``.

    >>> bool((pairs(7, np.arange(5), 2, np.arange(9))[3, 6] == pair(7, 3, 2, 6)).all())
    True
    """
    rows = np.asarray(replications, dtype=np.int64)[:, None]
    word = np.zeros((len(rows), len(numbers)), dtype=np.int64)
    with np.errstate(over="ignore"):
        found = _units(word + seed, word + np.where(rows >= 0, rows, -1 - rows), word + stream, word + numbers)
    drawn = np.stack(found, axis=-1)
    signed: npt.NDArray[np.float64] = np.where(rows[..., None] >= 0, drawn, 1.0 - drawn)
    return signed
