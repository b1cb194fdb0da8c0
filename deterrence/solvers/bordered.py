"""Newton corrections orthogonal to a branch, for systems of any size."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]


def solve_bordered(system: Array, right: Array, x: Array, tangent: Array) -> Array:
    """Correct states in place by the shortest move that solves ``system @ move = right``.

    Parameters
    ----------
    system
        Derivatives, ``(equation, unknown, point)``, with one unknown more than equations.
    right
        ``(equation, point)``.
    x
        States, ``(unknown, point)``; corrected in place.
    tangent
        Filled with the unit vectors along the branch; the determinant of the
        equations with this vector below them is positive.

    Returns
    -------
    ndarray, shape ``(point,)``
        The largest entry of each correction; NaN where the equations are not independent.
    """
    wide, points = x.shape
    turned = np.ascontiguousarray(np.moveaxis(system, (0, 1), (2, 1)))
    broken = ~np.isfinite(turned).all(axis=(1, 2))
    turned[broken] = np.eye(wide, wide - 1)
    q, r = np.linalg.qr(turned, mode="complete")
    square = np.swapaxes(r[:, : wide - 1], 1, 2)
    diagonal = np.einsum("kii->ki", square)
    diagonal[diagonal == 0] = np.nan  # a singular system must not end the others' work
    scaled = np.linalg.solve(square, np.ascontiguousarray(right.T)[..., None])[..., 0].T
    move = np.zeros((wide, points))
    for k in range(wide - 1):
        move += q[:, :, k].T * scaled[k]
    sign = np.sign(np.linalg.det(q)) * np.prod(np.sign(diagonal), axis=1)
    tangent[:] = q[:, :, -1].T * sign
    x += move
    far: Array = np.where(broken, np.nan, np.abs(move).max(axis=0))
    return far
