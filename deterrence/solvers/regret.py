"""The certificate of an equilibrium: how much anybody could gain by another choice.

Nothing here knows how the strategies were found.
"""

from __future__ import annotations

import numpy as np

from deterrence.game.extensive import Array, ExtensiveGame
from deterrence.game.tree import CHANCE


def subgame_regret(game: ExtensiveGame, strategy: Array) -> Array:
    """The largest gain any mover has from another choice at one node, play being as stated everywhere else.

    By the one-shot deviation principle strategies are subgame perfect exactly
    when this is 0 at every node.

    Parameters
    ----------
    game
        Any extensive game.
    strategy
        The probability with which each node follows its parent's decision,
        shape ``(node, point)``; only children of decision nodes are read.

    Returns
    -------
    ndarray, shape ``(node, point)``
        0 where nobody moves; NaN at points where the game has no value.

    Examples
    --------
    Always taking the first choice is not an equilibrium where the second is better:

    >>> from deterrence import build_game, load
    >>> game = build_game(load("technology-for-money"), suppose="deal")
    >>> strategy = np.zeros((len(game.tree.owner), 1))
    >>> strategy[game.tree.first] = 1.0
    >>> float(subgame_regret(game, strategy).max())
    1.5
    """
    tree = game.tree
    worth = np.zeros((len(tree.owner), len(tree.players), game.points))
    worth[tree.terminals] = game.payoffs
    weight = np.where((tree.owner[tree.parent] == CHANCE)[:, None], game.branch_probability(), strategy)
    best = np.full((len(tree.owner), game.points), -np.inf)
    for batch in reversed(tree.generations):
        children = np.arange(batch.start, batch.stop)
        parents = tree.parent[children]
        np.add.at(worth, parents, weight[children][:, None] * worth[children])
        np.maximum.at(best, parents, worth[children, np.maximum(tree.owner[parents], 0)])
    moves = tree.owner >= 0
    regret = np.zeros_like(best)
    regret[moves] = best[moves] - worth[np.flatnonzero(moves), tree.owner[moves]]
    return regret
