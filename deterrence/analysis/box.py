"""Points of a box of parameters: a scrambled Sobol' sequence, corners, edges and neighbourhoods."""

from __future__ import annotations

import itertools
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Box = Mapping[str, tuple[float, float]]

BITS = 32
CORNERS = 1024

# Degree, inner coefficients and first direction numbers of primitive polynomials over GF(2), from the second
# dimension on: S. Joe and F. Y. Kuo, "Constructing Sobol sequences with better two-dimensional projections",
# SIAM J. Sci. Comput. 30 (2008) 2635-2654. Importing scipy.stats for them costs seconds.
_DIRECTIONS = (
    (1, 0, (1,)),
    (2, 1, (1, 3)),
    (3, 1, (1, 3, 1)),
    (3, 2, (1, 1, 1)),
    (4, 1, (1, 1, 3, 3)),
    (4, 4, (1, 3, 5, 13)),
    (5, 2, (1, 1, 5, 5, 17)),
    (5, 4, (1, 1, 5, 5, 5)),
    (5, 7, (1, 1, 7, 11, 19)),
    (5, 11, (1, 1, 5, 1, 1)),
    (5, 13, (1, 1, 1, 3, 11)),
    (5, 14, (1, 3, 5, 5, 31)),
    (6, 1, (1, 3, 3, 9, 7, 49)),
    (6, 13, (1, 1, 1, 15, 21, 21)),
    (6, 16, (1, 3, 1, 13, 27, 49)),
)


def sobol(dimensions: int, count: int, seed: int) -> Array:
    """Scrambled Sobol' points in the unit cube; ``(count, dimensions)``.

    Beyond sixteen dimensions the points are `scipy.stats.qmc`'s.

    Parameters
    ----------
    dimensions, count
        How many; `count` a power of two keeps the balance of the sequence.
    seed
        Of the scrambling: a random shift and Laine-Karras hashing of each dimension.
    """
    if dimensions > len(_DIRECTIONS) + 1:
        from scipy.stats import qmc

        found: Array = qmc.Sobol(dimensions, scramble=True, rng=seed).random(count)
        return found
    keys = np.random.Generator(np.random.Philox(seed)).integers(0, 1 << BITS, dimensions, dtype=np.uint32)
    columns = [_scrambled(_sequence(d, count), key) for d, key in enumerate(keys)]
    return (np.stack(columns, axis=1).astype(float) + 0.5) / (1 << BITS)


def _sequence(dimension: int, count: int) -> npt.NDArray[np.uint32]:
    """The unscrambled sequence in one dimension, as 32-bit integers, in Gray-code order."""
    vectors = _vectors(dimension)
    index = np.arange(count, dtype=np.uint32)
    gray = index ^ (index >> np.uint32(1))
    points = np.zeros(count, dtype=np.uint32)
    for bit, vector in enumerate(vectors):
        points ^= np.where((gray >> np.uint32(bit)) & np.uint32(1), vector, np.uint32(0))
    return points


def _vectors(dimension: int) -> list[np.uint32]:
    if dimension == 0:
        return [np.uint32(1 << (BITS - 1 - bit)) for bit in range(BITS)]
    degree, inner, first = _DIRECTIONS[dimension - 1]
    found = [m << (BITS - 1 - bit) for bit, m in enumerate(first)]
    for bit in range(degree, BITS):
        value = found[bit - degree] ^ (found[bit - degree] >> degree)
        for step in range(1, degree):
            if (inner >> (degree - 1 - step)) & 1:
                value ^= found[bit - step]
        found.append(value)
    return [np.uint32(value) for value in found]


def _scrambled(points: npt.NDArray[np.uint32], key: np.uint32) -> npt.NDArray[np.uint32]:
    x = _reversed(points) + key
    for odd in (0x6C50B47C, 0xB82F1E52, 0xC7AFE638, 0x8D22F6E6):
        x ^= x * np.uint32(odd)
    return _reversed(x) ^ key


def _reversed(x: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint32]:
    for shift, mask in ((1, 0x55555555), (2, 0x33333333), (4, 0x0F0F0F0F), (8, 0x00FF00FF), (16, 0x0000FFFF)):
        s, m = np.uint32(shift), np.uint32(mask)
        x = ((x >> s) & m) | ((x & m) << s)
    return x


def spread(box: Box, count: int, seed: int, center: Mapping[str, float]) -> Array:
    """Sobol' points of a box, its corners, and a line through the centre along each edge direction."""
    low, high = ends(box)
    inside = np.clip([center[name] for name in box], low, high)
    lines = np.tile(inside, (33 * len(box), 1))
    for i in range(len(box)):
        lines[33 * i : 33 * (i + 1), i] = np.linspace(low[i], high[i], 33)
    return np.concatenate(
        [inside[None], corners(box, seed), lines, edges(box, seed), low + (high - low) * sobol(len(box), count, seed)]
    )


def ends(box: Box) -> tuple[Array, Array]:
    """The low and the high end of each side."""
    return np.array([low for low, _ in box.values()], dtype=float), np.array(
        [high for _, high in box.values()], dtype=float
    )


def corners(box: Box, seed: int) -> Array:
    """All corners, or a sample of them where there are more than 1,024."""
    low, high = ends(box)
    if 1 << len(box) <= CORNERS:
        choice = np.array(list(itertools.product((0.0, 1.0), repeat=len(box))))
    else:
        choice = np.random.Generator(np.random.Philox(seed)).integers(0, 2, (CORNERS, len(box))).astype(float)
    return np.where(choice > 0, high, low)


def edges(box: Box, seed: int) -> Array:
    """Points on edges: corners with one side moved to a random place."""
    low, high = ends(box)
    found = corners(box, seed + 1)[:CORNERS].copy()
    rng = np.random.Generator(np.random.Philox(seed + 2))
    side = rng.integers(0, len(box), len(found))
    found[np.arange(len(found)), side] = low[side] + (high - low)[side] * rng.random(len(found))
    return found


def neighbours(points: Array, box: Box, radius: float, count: int, seed: int) -> Array:
    """Random points around some points, within `radius` of each side's length, inside the box."""
    low, high = ends(box)
    rng = np.random.Generator(np.random.Philox(seed))
    around = np.repeat(points, count, axis=0)
    found: Array = np.clip(around + radius * (high - low) * (2 * rng.random(around.shape) - 1), low, high)
    return found
