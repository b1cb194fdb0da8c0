"""Which strategies survive iterated strict dominance by pure strategies, at many points at once."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from deterrence.game.normal_form import NormalFormGame
from deterrence.solvers.ties import tied

Bools = npt.NDArray[np.bool_]


def undominated_strategies(game: NormalFormGame) -> tuple[Bools, ...]:
    """The strategies left when all strictly dominated ones are removed, again and again.

    A strategy is removed when one other pure strategy that is left is better
    by more than a tie against everything the others have left. The order of
    removal does not matter. No equilibrium is lost or gained.

    Returns
    -------
    tuple of ndarray of bool
        By player, ``(strategy, point)``.

    Examples
    --------
    >>> prisoners = NormalFormGame.of_matrices([[2, 0], [3, 1]], [[2, 3], [0, 1]])
    >>> [own[:, 0].tolist() for own in undominated_strategies(prisoners)]
    [[False, True], [False, True]]
    """
    alive = [np.ones((size, game.points), dtype=bool) for size in game.shape]
    better = [_better(game, player) for player in range(len(game.players))]
    changed = True
    while changed:
        changed = False
        for player, own in enumerate(alive):
            others = [each for i, each in enumerate(alive) if i != player]
            dominated = _dominated(better[player], own, others)
            if dominated.any():
                own &= ~dominated
                changed = True
    return tuple(alive)


def _better(game: NormalFormGame, player: int) -> Bools:
    """Whether one strategy beats another against each profile of the others: ``(winner, loser, *others, point)``."""
    payoffs = game.payoff_of(player)
    winner, loser = payoffs[:, None], payoffs[None]
    return (winner > loser) & ~tied(winner, loser)


def _dominated(better: Bools, own: Bools, others: list[Bools]) -> Bools:
    relevant = np.ones(own.shape[1:], dtype=bool)
    for each in others:
        relevant = relevant[..., None, :] & each
    axes = tuple(range(2, 2 + len(others)))
    beats = (better | ~relevant).all(axis=axes) & own[:, None]
    found: Bools = beats.any(axis=0) & own
    return found
