"""Steps towards a fixed point that overshoot neither way: Anderson mixing."""

from __future__ import annotations

import numpy as np

from deterrence.timeline.transition.readings import Array

MEMORY = 5
STEP = 0.5


class Mixing:
    """Remembers the last points and where they lead, and goes where their combination stands nearest to still.

    References
    ----------
    .. [1] D. G. Anderson, "Iterative procedures for nonlinear integral equations",
       Journal of the ACM 12, 1965.

    Examples
    --------
    >>> mixing, x = Mixing(), np.array([1.0])
    >>> for _ in range(12):
    ...     x = mixing.next(x, np.exp(-3 * x))
    >>> x.round(6).tolist()
    [0.34997]
    """

    def __init__(self) -> None:
        self.points: list[Array] = []
        self.moves: list[Array] = []

    def next(self, point: Array, aim: Array) -> Array:
        """From a point, and where it leads, to the next point."""
        self.points = [*self.points[-MEMORY:], point]
        self.moves = [*self.moves[-MEMORY:], aim - point]
        plain: Array = point + STEP * self.moves[-1]
        if len(self.points) < 2:
            return plain
        points, moves = np.diff(self.points, axis=0).T, np.diff(self.moves, axis=0).T
        weights = np.linalg.lstsq(moves, self.moves[-1], rcond=1e-12)[0]
        found: Array = plain - (points + STEP * moves) @ weights
        return found if np.abs(found - point).max() <= 1.0 else plain
