"""Places for the nodes of a graph such that distances on paper follow distances in the graph."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
ROUNDS = 300


def stress_layout(joined: npt.NDArray[np.bool_]) -> Array:
    """Coordinates in the unit square, ``(node, 2)``, by stress majorization from a circle; the same every time.

    Parameters
    ----------
    joined
        Which nodes are neighbours; symmetric.

    References
    ----------
    .. [1] E. R. Gansner, Y. Koren, S. North, "Graph drawing by stress majorization", Graph Drawing 2004.
    """
    count = len(joined)
    if count == 1:
        return np.array([[0.5, 0.5]])
    wanted = _steps(joined)
    weight = np.where(wanted > 0, 1.0 / np.maximum(wanted, 1.0) ** 2, 0.0)
    laplacian = np.diag(weight.sum(axis=1)) - weight
    inverse = np.linalg.pinv(laplacian)
    angle = 2 * np.pi * np.arange(count) / count
    place = np.column_stack([np.cos(angle), np.sin(angle)]) * wanted.max() / 2
    for _ in range(ROUNDS):
        gap = np.linalg.norm(place[:, None] - place[None], axis=2)
        pull = -weight * wanted / np.maximum(gap, 1e-9)
        np.fill_diagonal(pull, 0.0)
        np.fill_diagonal(pull, -pull.sum(axis=1))
        place = inverse @ (pull @ place)
    _, _, axes = np.linalg.svd(place - place.mean(axis=0))
    turned = (place - place.mean(axis=0)) @ axes.T
    turned -= turned.min(axis=0)
    found: Array = turned / np.maximum(turned.max(axis=0), 1e-9)
    return found


def _steps(joined: npt.NDArray[np.bool_]) -> Array:
    """The fewest steps between each two nodes; one more than the most where there is no way."""
    count = len(joined)
    found = np.where(joined, 1.0, np.inf)
    np.fill_diagonal(found, 0.0)
    for node in range(count):
        found = np.minimum(found, found[:, node, None] + found[None, node, :])
    far = found[np.isfinite(found)].max() + 1
    return np.where(np.isfinite(found), found, far)


def apart(place: Array, least: float) -> Array:
    """Points moved as little as it takes to be no nearer than `least` to one another."""
    found = place.copy()
    for _ in range(200):
        step = found[:, None] - found[None]
        gap = np.linalg.norm(step, axis=2) + np.eye(len(found)) * 1e9
        close = gap < least
        if not close.any():
            break
        safe = np.where(gap[..., None] < 1e-6, np.sin(np.arange(len(found)))[:, None, None] + 0.1, step)
        push = np.where(close[..., None], safe / np.maximum(gap, 1e-6)[..., None] * (least - gap)[..., None] / 2, 0.0)
        found = found + push.sum(axis=1)
    return found
