"""What a profile of behavior strategies is worth, and how much anybody gains by another plan at any information set.

Nothing here knows how the strategies were found.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from deterrence.game.extensive import Array, ExtensiveGame
from deterrence.game.information import InformationSet
from deterrence.game.tree import GameTree, Ints

Bools = npt.NDArray[np.bool_]


class AgentCertificate:
    """Checks on behavior strategies that give every action a positive probability, at all points of a game.

    Parameters
    ----------
    game
        With perfect recall.
    sets
        Its information sets.
    steps
        The probability of each node given its parent, ``(node, point)``.
    """

    def __init__(self, game: ExtensiveGame, sets: Sequence[InformationSet], steps: Array) -> None:
        self.tree, self.sets, self.steps = game.tree, sets, steps
        self.payoffs = np.where(reachable(game)[game.tree.terminals][:, None], game.payoffs, 0.0)
        self.worth = self._worth()
        self.beliefs = self._beliefs()

    def _worth(self) -> Array:
        found = np.zeros((len(self.tree.owner), *self.payoffs.shape[1:]))
        found[self.tree.terminals] = self.payoffs
        for batch in reversed(self.tree.generations):
            np.add.at(found, self.tree.parent[batch], self.steps[batch][:, None] * found[batch])
        return found

    def _beliefs(self) -> dict[str, Array]:
        """By set, the probability of each node given that the set is reached; NaN where chance never leads to it."""
        with np.errstate(divide="ignore"):
            reach = np.log(self.steps)
        reach[0] = 0.0
        for batch in self.tree.generations:
            reach[batch] += reach[self.tree.parent[batch]]
        found = {}
        for item in self.sets:
            if len(item.nodes) == 1:
                found[item.name] = np.ones((1, reach.shape[1]))
                continue
            with np.errstate(invalid="ignore"):
                weight = np.exp(reach[item.nodes] - reach[item.nodes].max(axis=0))
            found[item.name] = weight / weight.sum(axis=0)
        return found

    def residual(self, precision: Array) -> Array:
        """How far the largest probability is from the logit choice among conditional payoffs; ``(point,)``."""
        found = np.zeros(len(precision))
        alone = np.array([item.nodes[0] for item in self.sets if len(item.nodes) == 1], dtype=np.int64)
        for nodes in _alike(self.tree, alone):
            children = self.tree.first[nodes][:, None] + np.arange(self.tree.count[nodes[0]])
            worth = self.worth[children, self.tree.owner[nodes][:, None]]
            found = np.maximum(found, self._off(precision, worth, children))
        for item in self.sets:
            if len(item.nodes) > 1:
                children = self.tree.first[item.nodes][:, None] + np.arange(len(item.actions))
                worth = self.worth[children, self.tree.owner[item.nodes[0]]]
                worth = (self.beliefs[item.name][:, None] * worth).sum(axis=0, keepdims=True)
                found = np.maximum(found, self._off(precision, worth, children[:1]))
        return found

    def _off(self, precision: Array, worth: Array, children: Ints) -> Array:
        """The distance of choices ``(set, action)`` from the logit choices among payoffs ``(set, action, point)``."""
        score = precision * worth
        weight = np.exp(score - score.max(axis=1, keepdims=True))
        off: Array = np.abs(weight / weight.sum(axis=1, keepdims=True) - self.steps[children]).max(axis=(0, 1))
        return off

    def regret(self) -> Array:
        """The largest gain any player has from the best plan from some information set on; ``(point,)``."""
        found = np.zeros(self.steps.shape[1])
        for player, name in enumerate(self.tree.players):
            own = [item for item in self.sets if item.player == name]
            if own:
                gain = self._best_worth(player, own) - self.worth[:, player]
                for item in own:
                    found = np.maximum(found, (self.beliefs[item.name] * gain[item.nodes]).sum(axis=0))
        return found

    def _best_worth(self, player: int, own: Sequence[InformationSet]) -> Array:
        """What each node is worth to a player who plays best from there on, the others as stated."""
        tree = self.tree
        best = np.zeros((len(tree.owner), self.steps.shape[1]))
        best[tree.terminals] = self.payoffs[:, player]
        hidden = [item for item in own if len(item.nodes) > 1]
        level = levels(tree, [item.nodes for item in hidden])
        alone = np.ones(len(tree.owner), dtype=bool)
        for item in hidden:
            alone[item.nodes] = False
        for height in range(1, int(level.max()) + 1):
            for item in hidden:
                if level[item.nodes[0]] == height:
                    self._best_at(item, best)
            for nodes in _alike(tree, np.flatnonzero((level == height) & alone), player):
                children = tree.first[nodes][:, None] + np.arange(tree.count[nodes[0]])
                if tree.owner[nodes[0]] == player:
                    best[nodes] = best[children].max(axis=1)
                else:
                    best[nodes] = (self.steps[children] * best[children]).sum(axis=1)
        return best

    def _best_at(self, item: InformationSet, best: Array) -> None:
        children = self.tree.first[item.nodes][:, None] + np.arange(len(item.actions))
        chosen = (self.beliefs[item.name][:, None] * best[children]).sum(axis=0).argmax(axis=0)
        best[item.nodes] = np.take_along_axis(best[children], chosen[None, None], axis=1)[:, 0]


def reachable(game: ExtensiveGame) -> Bools:
    """Which nodes chance does not rule out; ``(node, point)``."""
    found = game.branch_probability() > 0
    for batch in game.tree.generations:
        found[batch] &= found[game.tree.parent[batch]]
    return found


def levels(tree: GameTree, sets: Sequence[Ints]) -> Ints:
    """An order in which nodes follow their children, and the nodes of each of some sets stand on one level."""
    found = np.zeros(len(tree.owner), dtype=np.int64)
    for _ in range(len(tree.owner)):
        before = found.copy()
        for batch in reversed(tree.generations):
            np.maximum.at(found, tree.parent[batch], found[batch] + 1)
        for nodes in sets:
            found[nodes] = found[nodes].max()
        if (found == before).all():
            break
    return found


def _alike(tree: GameTree, nodes: Ints, player: int | None = None) -> list[Ints]:
    """Groups of nodes with equally many children, a player's own apart."""
    kinds = tree.count[nodes] * 2 + (tree.owner[nodes] == player)
    return [nodes[kinds == kind] for kind in np.unique(kinds)]
