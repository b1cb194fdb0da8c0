"""The point of some half-spaces, within a box, that is nearest to the origin."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

SWEEPS = 80
ENOUGH = 1e-10
FLAT = 1e-9
LARGEST = 1e9


def nearest_on_planes(normals: Array, levels: Array, low: Array, high: Array) -> Array:
    """The shortest vector `z` with ``normals @ z >= levels`` and ``low <= z <= high``.

    Coordinate ascent on the dual: the minimiser of the Lagrangian is the
    combination of normals, clipped to the box, and each multiplier in turn is
    set where its own half-space just holds. Where the box misses the
    half-spaces, or holds them only far along nearly opposite ones, the answer
    is a point that goes their way.

    Parameters
    ----------
    normals, levels
        The half-spaces, shapes ``(k, n)`` and ``(k,)``.
    low, high
        The box, which holds the origin; shape ``(n,)``.

    Examples
    --------
    >>> one = np.array([[1.0, 1.0]])
    >>> nearest_on_planes(one, np.array([1.0]), np.array([-1.0, -1.0]), np.array([0.2, 1.0])).round(9).tolist()
    [0.2, 0.8]
    """
    lengths = np.linalg.norm(normals, axis=1)
    normals, levels = normals / lengths[:, None], levels / lengths
    weights = np.zeros(len(normals))
    for _ in range(SWEEPS if len(normals) > 1 else 1):
        before = weights.copy()
        for k, normal in enumerate(normals):
            weights[k] = 0.0
            weights[k] = _multiplier(normal, levels[k], weights @ normals, low, high)
        if np.abs(weights - before).max() <= ENOUGH * max(1.0, float(weights.max())):
            break
    found: Array = np.clip(weights @ normals, low, high)
    return found


def _multiplier(normal: Array, level: float, others: Array, low: Array, high: Array) -> float:
    """The least weight of a half-space, given the others', at which it holds; beyond the last break nothing moves."""
    used = np.abs(normal) > FLAT
    breaks = np.concatenate([(low - others)[used] / normal[used], (high - others)[used] / normal[used]])
    breaks = np.append(0.0, np.sort(np.clip(breaks[breaks > 0], 0.0, LARGEST)))
    heights = np.clip(others + breaks[:, None] * normal, low, high) @ normal
    after = int((heights >= level).argmax()) if heights[-1] >= level else len(breaks) - 1
    if after == 0 or heights[after] < level:
        return float(breaks[after])
    rise = (level - heights[after - 1]) / (heights[after] - heights[after - 1])
    return float(breaks[after - 1] + rise * (breaks[after] - breaks[after - 1]))
