"""Values and optimal strategies of two-player games in which one's gain is the other's loss."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from deterrence.errors import ConceptError
from deterrence.game.normal_form import NormalFormGame
from deterrence.solvers.bimatrix import finite_points
from deterrence.solvers.equilibria import Equilibria, Termination, normal_form_equilibria
from deterrence.solvers.ties import tied

Array = npt.NDArray[np.float64]


def zero_sum(game: NormalFormGame) -> Equilibria:
    """An optimal strategy of each player and the value, by linear programming, at every point.

    Optimal strategies can be exchanged, so one equilibrium gives the value of
    all. A strategy is optimal if it secures the value whatever the other
    player does.

    Parameters
    ----------
    game
        Two players whose payoffs have one sum at all profiles of a point (up
        to ties); the sum may differ between points.

    Returns
    -------
    Equilibria
        One a point: the row player's payoff is the value. `completes` is
        False, as there may be other optimal strategies. Where a payoff is not
        a finite number, no row and `Termination.UNDEFINED`.

    Raises
    ------
    ConceptError
        There are not two players, or their payoffs have no constant sum.

    References
    ----------
    J. von Neumann, "Zur Theorie der Gesellschaftsspiele", Mathematische
    Annalen 100, 1928; G. B. Dantzig, "A proof of the equivalence of the
    programming problem and the game problem", 1951.

    Examples
    --------
    >>> penalty = NormalFormGame.of_matrices([[.58, .95], [.93, .70]])
    >>> kick = zero_sum(penalty)[0]
    >>> kick.probabilities["1"].round(4).tolist(), round(kick.payoffs["1"], 4)
    ([0.3833, 0.6167], 0.7958)
    """
    if len(game.players) != 2:
        raise ConceptError(f"zero-sum games have two players; this one has {len(game.players)}")
    usable = finite_points(game)
    points = np.flatnonzero(usable)
    _require_constant_sum(game.payoffs[..., points], points)
    row = [_securing(game.payoffs[:, :, 0, point]) for point in points]
    column = [_securing(game.payoffs[:, :, 1, point].T) for point in points]
    solved = np.array([a is not None and b is not None for a, b in zip(row, column, strict=True)], dtype=bool)
    terminations = np.where(usable, Termination.FINISHED, Termination.UNDEFINED).astype(np.int8)
    terminations[points[~solved]] = Termination.NOT_CONVERGED
    mixed = [
        np.array([weights for weights, kept in zip(own, solved, strict=True) if kept]).reshape(-1, size)
        for own, size in zip((row, column), game.shape, strict=True)
    ]
    return normal_form_equilibria(
        game,
        mixed,
        points[solved],
        concept="Nash equilibrium",
        completes=np.zeros(game.points, dtype=bool),
        terminations=terminations,
    )


def _require_constant_sum(payoffs: Array, points: npt.NDArray[np.int64]) -> None:
    """Sums are tied when they differ by no more than a tie of the payoffs they are made of."""
    total = payoffs.sum(axis=2)
    size = np.abs(payoffs).max(axis=(0, 1, 2))
    varying = ~tied(total.max(axis=(0, 1)) - total.min(axis=(0, 1)) + size, size)
    if varying.any():
        where = int(np.flatnonzero(varying)[0])
        low, high = total[..., where].min(), total[..., where].max()
        raise ConceptError(
            f"the payoffs have no constant sum: at point {points[where]} it goes from {low:.6g} to {high:.6g}"
        )


def _securing(payoffs: Array) -> Array | None:
    """The mixture of rows whose worst column is best, or None where the program does not solve."""
    from scipy.optimize import linprog

    rows, columns = payoffs.shape
    spread = float(payoffs.max() - payoffs.min()) or 1.0
    scaled = (payoffs - payoffs.min()) / spread
    answer = linprog(
        np.append(np.zeros(rows), -1.0),
        A_ub=np.hstack([-scaled.T, np.ones((columns, 1))]),
        b_ub=np.zeros(columns),
        A_eq=np.append(np.ones(rows), 0.0)[None],
        b_eq=[1.0],
        bounds=[(0, None)] * rows + [(None, None)],
        method="highs",
    )
    if answer.x is None:
        return None
    weights: Array = np.maximum(answer.x[:rows], 0.0)
    weights /= weights.sum()
    return weights
