"""Pure Nash equilibria of normal-form games."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from deterrence.game.normal_form import NormalFormGame
from deterrence.solvers.ties import tied


def pure_nash(game: NormalFormGame) -> npt.NDArray[np.bool_]:
    """Mark the pure-strategy Nash equilibria of a game at every point.

    A profile is marked when no player gains by changing only their own
    strategy. Payoffs tied with the best count as best, so a game on the edge
    of a deterrence region keeps the equilibria of both sides.

    Parameters
    ----------
    game
        Any number of players. Nothing is marked at a point where a payoff is
        not a number.

    Returns
    -------
    ndarray of bool, shape ``(*strategies, point)``
        All false where every equilibrium is mixed.

    References
    ----------
    J. F. Nash, "Non-cooperative games", Annals of Mathematics 54, 1951.

    Examples
    --------
    >>> chicken = NormalFormGame.of_matrices([[3, 2], [4, 1]], [[3, 4], [2, 1]])
    >>> pure_nash(chicken)[..., 0].tolist()
    [[False, True], [True, False]]
    """
    found = ~np.isnan(game.payoffs).any(axis=tuple(range(game.payoffs.ndim - 1)))
    found = np.broadcast_to(found, (*game.shape, game.points)).copy()
    with np.errstate(invalid="ignore", over="ignore"):
        for player in range(len(game.players)):
            payoffs = game.payoffs[..., player, :]
            best = payoffs.max(axis=player, keepdims=True)
            found &= tied(payoffs, best) | (payoffs == best)
    return found
