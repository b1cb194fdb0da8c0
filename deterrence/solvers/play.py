"""How a game is played at one parameter point: strategies and beliefs, and what follows from them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from deterrence.game.extensive import Array, ExtensiveGame
from deterrence.game.information import common_steps
from deterrence.game.tree import CHANCE, GameTree, History, Ints
from deterrence.solvers.decision import CERTAIN
from deterrence.solvers.ties import tied


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Choice:
    """A decision in arrays: its nodes, their belief, what each action is worth to the mover and how likely it is."""

    nodes: Ints
    mover: int
    history: History
    belief: Array
    values: Array
    probabilities: Array
    optimal: npt.NDArray[np.bool_]
    chosen: int
    margin: float


@dataclass(frozen=True, kw_only=True, eq=False)
class Play:
    """Strategies with beliefs in a game at one point.

    Parameters
    ----------
    game
        One of its points is meant.
    strategy
        The probability with which each node follows its parent's decision; ``(node,)``.
    belief
        The probability of each decision node within its information set; ``(node,)``.
    point
        Which point of the game.
    """

    game: ExtensiveGame
    strategy: Array
    belief: Array
    point: int = 0

    @property
    def tree(self) -> GameTree:
        """The game's tree."""
        return self.game.tree

    @cached_property
    def step(self) -> Array:
        """The probability of each node given its parent."""
        drawn = self.game.branch_probability()[:, self.point]
        found = np.where(self.tree.owner[self.tree.parent] == CHANCE, drawn, self.strategy)
        found[0] = 1.0
        return found

    @cached_property
    def values(self) -> Array:
        """What each node is worth to each player; ``(node, player)``."""
        tree = self.tree
        found = np.zeros((len(tree.owner), len(tree.players)))
        found[tree.terminals] = self.game.payoffs[:, :, self.point]
        for batch in reversed(tree.generations):
            step = self.step[batch][:, None]
            np.add.at(found, tree.parent[batch], np.where(step == 0, 0.0, step * found[batch]))
        return found

    @cached_property
    def reach(self) -> Array:
        """The probability that each node is reached; ``(node,)``."""
        return self._along(self.step)

    @cached_property
    def led_to(self) -> npt.NDArray[np.bool_]:
        """Whether choices lead to each node, whatever chance does."""
        drawn = np.where(self.tree.owner[self.tree.parent] == CHANCE, 1.0, self.step)
        drawn[0] = 1.0
        return self._along(drawn) > 0

    def _along(self, step: Array) -> Array:
        found = np.ones(len(step))
        for batch in self.tree.generations:
            found[batch] = found[self.tree.parent[batch]] * step[batch]
        return found

    @cached_property
    def groups(self) -> list[Ints]:
        """The nodes of each information set, in tree order."""
        nodes = self.tree.in_order
        if self.tree.is_perfect_information:
            return list(nodes[:, None])
        _, first, which = np.unique(self.tree.information[nodes], return_index=True, return_inverse=True)
        members = np.split(nodes[np.argsort(which, kind="stable")], np.cumsum(np.bincount(which))[:-1])
        return [members[i] for i in np.argsort(first)]

    @cached_property
    def group_of(self) -> Ints:
        """The index in `groups` of each decision node; -1 elsewhere."""
        found = np.full(len(self.tree.owner), -1, dtype=np.int64)
        for index, nodes in enumerate(self.groups):
            found[nodes] = index
        return found

    def choice(self, group: int) -> Choice:
        """The decision at an information set."""
        tree, nodes = self.tree, self.groups[group]
        mover = int(tree.owner[nodes[0]])
        children = tree.first[nodes] + np.arange(tree.count[nodes[0]])[:, None]
        belief = self.belief[nodes]
        values = self.values[children[:, 0], mover] if len(nodes) == 1 else self.values[children, mover] @ belief
        best = values.max()
        optimal = tied(best, values)
        rest = values[~optimal]
        probabilities = self.strategy[children[:, 0]]
        return Choice(
            nodes=nodes,
            mover=mover,
            history=common_steps(tree, nodes),
            belief=belief,
            values=values,
            probabilities=probabilities,
            optimal=optimal,
            chosen=int(probabilities.argmax()),
            margin=0.0 if optimal.sum() > 1 or not len(rest) else float(best - rest.max()),
        )

    def followed_child(self, node: int) -> int:
        """The child of a decision node that is most likely to follow."""
        children = self.tree.children(node)
        return children[int(self.strategy[list(children)].argmax())]

    def is_certain(self, node: int) -> bool:
        """Whether a decision node has one choice only that is ever made."""
        return bool(self.strategy[list(self.tree.children(node))].max() >= CERTAIN)
