"""Subgame-perfect equilibrium of games with perfect information, by backward induction."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from deterrence.errors import ConceptError
from deterrence.game.extensive import Array, ExtensiveGame
from deterrence.game.tree import GameTree
from deterrence.solvers.ties import tied

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Induction:
    """Backward induction at every node of a tree and every point.

    Parameters
    ----------
    values
        What each node is worth to each player; ``(node, player, point)``.
    chosen
        The child that is followed at each decision node, ``(node, point)``; -1 elsewhere.
    optimal
        Whether a node is a best choice of its parent's mover; ``(node, point)``.
    margin
        Best minus second best value of the mover, 0 at a tie; NaN where nobody moves.
    """

    values: Array
    chosen: Ints
    optimal: Bools
    margin: Array


def backward_induction(game: ExtensiveGame) -> Induction:
    """Solve every node from its children, over all points at once.

    Values within ``1e-9 max(1, |a|, |b|)`` of the best are tied: all are
    optimal, and the choice listed first is followed.

    Raises
    ------
    ConceptError
        Some information set has more than one node.

    References
    ----------
    .. [1] R. Selten, "Spieltheoretische Behandlung eines Oligopolmodells mit
       Nachfrageträgheit", Zeitschrift für die gesamte Staatswissenschaft 121, 1965.

    Examples
    --------
    >>> from deterrence import build_game, load
    >>> backward_induction(build_game(load("technology-for-money"))).values[0, :, 0].tolist()
    [0.0, 0.0, 0.0]
    """
    tree = game.tree
    if not tree.is_perfect_information:
        raise ConceptError("backward induction needs perfect information")
    size, rows, points = len(tree.owner), game.payoffs.shape[1], game.points
    values = np.empty((size, rows, points))
    values[tree.terminals] = game.payoffs
    chosen = np.full((size, points), -1, dtype=np.int64)
    optimal = np.zeros((size, points), dtype=bool)
    margin = np.full((size, points), np.nan)
    likely = game.branch_probability()
    for nodes, children in families(tree):
        below = values[children]
        if tree.owner[nodes[0]] < 0:
            values[nodes] = expected(below, likely[children])
            continue
        own = np.take_along_axis(below, tree.owner[nodes][:, None, None, None], axis=2)[:, :, 0]
        best = own.max(axis=1, keepdims=True)
        best_choices = tied(best, own) | np.isnan(best)
        pick = best_choices.argmax(axis=1)
        second = np.where(best_choices, -np.inf, own).max(axis=1)
        optimal[children] = best_choices
        chosen[nodes] = children[:, :1] + pick
        margin[nodes] = np.where(best_choices.sum(axis=1) > 1, 0.0, best[:, 0] - second)
        values[nodes] = np.take_along_axis(below, pick[:, None, None, :], axis=1)[:, 0]
    return Induction(values=values, chosen=chosen, optimal=optimal, margin=margin)


def reach_probability(game: ExtensiveGame, solved: Induction, *, whatever_chance_does: bool = False) -> Array:
    """The probability that each node is reached; ``(node, point)``.

    With `whatever_chance_does` every branch of a draw counts 1, so that the
    result marks the nodes that choices lead to.
    """
    tree = game.tree
    step = step_probability(game, solved, whatever_chance_does=whatever_chance_does)
    reach = np.ones((len(tree.owner), game.points))
    for batch in tree.generations:
        reach[batch] = reach[tree.parent[batch]] * step[batch]
    return reach


def step_probability(game: ExtensiveGame, solved: Induction, *, whatever_chance_does: bool = False) -> Array:
    """The probability of each node given its parent, or 1 for every branch of a draw; ``(node, point)``."""
    tree = game.tree
    followed = solved.chosen[tree.parent] == np.arange(len(tree.owner))[:, None]
    drawn = np.ones((len(tree.owner), game.points)) if whatever_chance_does else game.branch_probability()
    step: Array = np.where((tree.owner[tree.parent] >= 0)[:, None], followed, drawn)
    return step


def expected(below: Array, likely: Array) -> Array:
    """Expected values over a draw's branches; a branch of probability 0 counts nothing, whatever it is worth.

    `below` is ``(node, branch, player, point)``, `likely` ``(node, branch, point)``.
    """
    weight = likely[:, :, None]
    with np.errstate(invalid="ignore"):
        total: Array = np.where(weight == 0, 0.0, below * weight).sum(axis=1)
    return total


def families(tree: GameTree) -> list[tuple[Ints, Ints]]:
    """Inner nodes with their children, deepest first, grouped so that one array operation serves a group.

    Each group holds nodes of one kind (chance or decision) and one number of children:
    ``nodes`` of shape ``(n,)`` and ``children`` of shape ``(n, k)``.
    """
    found = []
    for batch in reversed(tree.generations):
        parents = np.unique(tree.parent[batch])
        kinds = tree.count[parents] * 2 + (tree.owner[parents] >= 0)
        for kind in np.unique(kinds):
            nodes = parents[kinds == kind]
            found.append((nodes, tree.first[nodes][:, None] + np.arange(kind // 2)))
    return found
