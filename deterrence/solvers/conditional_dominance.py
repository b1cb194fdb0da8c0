"""Actions that are worse than another whatever is believed and whatever follows."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from deterrence.game.extensive import Array, ExtensiveGame
from deterrence.game.information import InformationSet
from deterrence.game.tree import CHANCE
from deterrence.solvers.ties import TIE

Bools = npt.NDArray[np.bool_]


def undominated(game: ExtensiveGame, sets: Sequence[InformationSet]) -> Bools:
    """Whether each node is left when bad choices are taken away, again and again; ``(node, point)``.

    A choice goes where another at its information set is worth more at every
    node: the least that can follow the one beats the most that can follow the
    other. No perfect Bayesian equilibrium plays such a choice. Outcomes of
    chance go where their probability is 0.

    >>> from deterrence import build_game, load
    >>> from deterrence.game.information import information_sets
    >>> game = build_game(load("technology-for-money"))
    >>> int(undominated(game, information_sets(game.tree)).sum())
    12
    """
    tree = game.tree
    drawn = np.zeros(len(tree.owner), dtype=bool)
    drawn[1:] = tree.owner[tree.parent[1:]] == CHANCE
    left = np.where(drawn[:, None], game.branch_probability() > 0, True)
    while True:
        low, high = _bounds(game, left)
        gone = False
        for item in sets:
            children = tree.first[item.nodes] + np.arange(len(item.actions))[:, None]
            mover = int(tree.owner[item.nodes[0]])
            worst, best = low[children, mover], high[children, mover]
            slack = TIE * np.maximum(1.0, np.maximum(np.abs(worst[:, None]), np.abs(best[None])))
            beats = (worst[:, None] > best[None] + slack).all(axis=2) & left[children].all(axis=1)[:, None]
            dominated = beats.any(axis=0) & left[children].all(axis=1)
            if dominated.any():
                left[children] &= ~dominated[:, None]
                gone = True
        if not gone:
            return left


def _bounds(game: ExtensiveGame, left: Bools) -> tuple[Array, Array]:
    """The least and most that each node can be worth to each player when only what is left is chosen."""
    tree = game.tree
    low = np.full((len(tree.owner), *game.payoffs.shape[1:]), np.inf)
    high = -low
    low[tree.terminals] = high[tree.terminals] = game.payoffs
    likely = game.branch_probability()
    for batch in reversed(tree.generations):
        for node in range(batch.stop - 1, batch.start - 1, -1):
            parent = int(tree.parent[node])
            if tree.owner[parent] == CHANCE:
                if node == tree.first[parent]:
                    children = np.array(tree.children(parent))
                    low[parent] = (likely[children][:, None] * low[children]).sum(axis=0)
                    high[parent] = (likely[children][:, None] * high[children]).sum(axis=0)
                continue
            low[parent] = np.where(left[node], np.minimum(low[parent], low[node]), low[parent])
            high[parent] = np.where(left[node], np.maximum(high[parent], high[node]), high[parent])
    return low, high
