"""Which equilibria of a list are ends of a continuum: those between which every mixture is one too."""

from __future__ import annotations

import numpy as np

from deterrence.game.extensive import Array
from deterrence.game.tree import Ints
from deterrence.solvers.assessment import SLACK, Assessments, Bools


def joined_pairs(found: Assessments) -> tuple[Ints, Ints]:
    """Pairs of equilibria of one point that differ in one player's strategy and whose mixtures are equilibria.

    The player may draw one of its two strategies before the game. That the even
    draw is an equilibrium says the same of every other draw: its best replies
    are theirs together, and what the others prefer is linear in it.

    Parameters
    ----------
    found
        Equilibria, the rows of a point next to each other.

    Returns
    -------
    The rows of the first and of the second of each pair.
    """
    tree = found.tree
    mover = np.where(np.arange(len(tree.owner)) > 0, tree.owner[tree.parent], -1)
    own = [np.flatnonzero(mover == player) for player in range(len(tree.players))]
    firsts, seconds = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
    for step in range(1, int(np.bincount(found.point).max(initial=0))):
        first = np.flatnonzero(found.point[:-step] == found.point[step:])
        differs = np.array([_differs(found.strategy[nodes], first, first + step) for nodes in own])
        for player, nodes in enumerate(own):
            pairs = first[differs[player] & (differs.sum(axis=0) == 1)]
            if len(pairs):
                pairs = pairs[_mixes(found, nodes, pairs, pairs + step)]
                firsts.append(pairs)
                seconds.append(pairs + step)
    return np.concatenate(firsts), np.concatenate(seconds)


def _differs(strategy: Array, first: Ints, second: Ints) -> Bools:
    return np.asarray((np.abs(strategy[:, first] - strategy[:, second]) > SLACK).any(axis=0), dtype=bool)


def _mixes(found: Assessments, own: Ints, first: Ints, second: Ints) -> Bools:
    """Whether the even draw between two strategies of the mover before `own` nodes is an equilibrium."""
    strategy, point = _even_draw(found, own, first, second), found.point[first]
    scale = np.maximum(1.0, np.abs(found.game.payoffs[:, :, point]).max(axis=(0, 1)))
    return np.asarray(Assessments(found.game, found.sets, strategy, point).regret <= SLACK * scale, dtype=bool)


def _even_draw(found: Assessments, own: Ints, first: Ints, second: Ints) -> Array:
    """The behavior strategy that an even draw between two comes to; their mean where neither leads."""
    tree = found.tree
    allows = np.ones((len(tree.owner), len(first))), np.ones((len(tree.owner), len(first)))
    for weight, rows in zip(allows, (first, second), strict=True):
        weight[own] = found.strategy[own][:, rows]
        for batch in tree.generations:
            weight[batch] *= weight[tree.parent[batch]]
    one, other = (weight[tree.parent[own]] for weight in allows)
    total = one + other
    one = np.where(total > 0, one, 1.0)
    other = np.where(total > 0, other, 1.0)
    strategy = found.strategy[:, first]
    strategy[own] = (one * strategy[own] + other * found.strategy[own][:, second]) / (one + other)
    return strategy
