"""Which equilibrium stands out: risk dominance and payoff dominance."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from deterrence.errors import ArgumentError, ConceptError
from deterrence.game.normal_form import NormalFormGame
from deterrence.solvers.equilibria import Equilibria
from deterrence.solvers.ties import tied

Bools = npt.NDArray[np.bool_]


def risk_dominant(game: NormalFormGame) -> Bools:
    """Mark the risk-dominant equilibrium of 2 x 2 games with two strict equilibria.

    Of two strict equilibria the one with the larger product of what the
    players lose by deviating alone is risk dominant; each player prefers its
    strategy when they think the other equally likely to play either one.

    Parameters
    ----------
    game
        Two players with two strategies each.

    Returns
    -------
    ndarray of bool, shape ``(2, 2, point)``
        All false where the products are tied, or there are no two strict
        equilibria.

    Raises
    ------
    ConceptError
        The game is not 2 x 2.

    References
    ----------
    J. C. Harsanyi and R. Selten, A General Theory of Equilibrium Selection in
    Games, MIT Press 1988, section 3.9.

    Examples
    --------
    The stag hunt: hunting together is best, hunting hares is safe.

    >>> hunt = NormalFormGame.of_matrices([[4, 0], [3, 3]], [[4, 3], [0, 3]])
    >>> risk_dominant(hunt)[..., 0].tolist()
    [[False, False], [False, True]]
    """
    if game.shape != (2, 2):
        size = " x ".join(str(n) for n in game.shape)
        raise ConceptError(f"risk dominance compares the strict equilibria of a 2 x 2 game; this one is {size}")
    row, column = game.payoffs[:, :, 0], game.payoffs[:, :, 1]
    with np.errstate(over="ignore", invalid="ignore"):
        row_loss, column_loss = row - row[::-1], column - column[:, ::-1]
        strict = (row_loss > 0) & (column_loss > 0) & ~tied(row, row[::-1]) & ~tied(column, column[:, ::-1])
        product = row_loss * column_loss
        opposite = product[::-1, ::-1]
        return np.asarray(strict & strict[::-1, ::-1] & (product > opposite) & ~tied(product, opposite))


def payoff_dominant(game: NormalFormGame, equilibria: Equilibria) -> Bools:
    """Mark the equilibria that every player prefers to every other equilibrium of the same point.

    Parameters
    ----------
    game
        The game they are equilibria of.
    equilibria
        As `nash` finds them. If they are not all, the mark is against those listed.

    Returns
    -------
    ndarray of bool, shape ``(equilibrium,)``
        At most one a point; none where some player's best is shared by two
        (ties are neither), or players disagree. A single equilibrium is marked.

    Raises
    ------
    ArgumentError
        The equilibria belong to another game.

    References
    ----------
    J. C. Harsanyi and R. Selten, A General Theory of Equilibrium Selection in
    Games, MIT Press 1988, section 3.6.

    Examples
    --------
    >>> from deterrence.solvers.nash import nash
    >>> hunt = NormalFormGame.of_matrices([[4, 0], [3, 3]], [[4, 3], [0, 3]])
    >>> payoff_dominant(hunt, nash(hunt)).tolist()
    [True, False, False]
    """
    if equilibria.players != game.players or len(equilibria.completes) != game.points:
        raise ArgumentError("the equilibria are not of this game: its players or its points differ")
    best = np.full((game.points, len(game.players)), -np.inf)
    np.maximum.at(best, equilibria.point, equilibria.payoffs)
    at_best = tied(equilibria.payoffs, best[equilibria.point])
    count = np.zeros(best.shape, dtype=np.int64)
    np.add.at(count, equilibria.point, at_best)
    return np.asarray((at_best & (count[equilibria.point] == 1)).all(axis=1))
