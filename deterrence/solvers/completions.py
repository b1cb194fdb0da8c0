"""What players would do where their own plans do not lead: the ways to complete a Nash equilibrium."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from deterrence.game.extensive import Array, ExtensiveGame
from deterrence.game.information import InformationSet
from deterrence.game.tree import CHANCE, GameTree, Ints
from deterrence.solvers.assessment import Assessments

Bools = npt.NDArray[np.bool_]

MOST_COMPLETIONS = 64


class Completions:
    """Ways to fill the information sets on which equilibria of one kind say nothing.

    Each open set takes every choice that is left. Where one open set matters to
    others, being where somebody else's moves may lead, it also mixes, in the
    proportions at which somebody else is indifferent: between these nothing
    changes for the others. `are_all` says whether that covers all there are: at
    most one open set matters, it has two choices, nobody else chooses after it,
    and who looks ahead to it has two choices or knows the node.

    Parameters
    ----------
    tree, sets
        A game's tree and its information sets.
    left
        Whether each node is left when bad choices are taken away.
    open_sets
        The indices of the sets to fill.
    """

    def __init__(self, tree: GameTree, sets: Sequence[InformationSet], left: Bools, open_sets: Ints) -> None:
        self.sets, self.tree = sets, tree
        self.choices = [_choices(tree, item, left) for item in sets]
        self.open = [int(index) for index in open_sets]
        self.follows = _follows(tree, sets, left)
        active = [index for index in range(len(sets)) if len(self.choices[index]) > 1]
        self.mattering = [u for u in self.open if u in active and any(self._is_ahead(h, u) for h in active)]
        self.before = [h for h in active if any(self._is_ahead(h, u) for u in self.mattering)]
        self.count = int(np.prod([len(self.choices[index]) for index in self.open], dtype=object))
        self.are_all = self.count <= MOST_COMPLETIONS and (
            not self.mattering
            or (
                len(self.mattering) == 1
                and len(self.choices[self.mattering[0]]) == 2
                and not any(self._is_ahead(self.mattering[0], h) for h in active)
                and all(len(self.choices[h]) == 2 or len(sets[h].nodes) == 1 for h in self.before)
            )
        )

    def _is_ahead(self, before: int, after: int) -> bool:
        return bool(self.sets[before].player != self.sets[after].player and self.follows[before, after])

    def strategies(self, game: ExtensiveGame, behavior: Array, point: Ints) -> Iterator[tuple[Array, Ints]]:
        """The rows of play in a game on the tree, filled in each way; and which rows each way has."""
        everything = np.arange(behavior.shape[1])
        for actions in itertools.islice(itertools.product(*(self.choices[i] for i in self.open)), MOST_COMPLETIONS):
            filled = behavior.copy()
            for index, action in zip(self.open, actions, strict=True):
                self._play(filled, index, action, 1.0)
            yield filled, everything
            if self.mattering and self.are_all and actions[self.open.index(self.mattering[0])] == self._pair()[0]:
                yield from self._mixed(game, filled, point)

    def _pair(self) -> tuple[int, int]:
        first, second = self.choices[self.mattering[0]]
        return int(first), int(second)

    def _play(self, strategy: Array, index: int, action: int, share: Array | float) -> None:
        strategy[self.tree.first[self.sets[index].nodes] + action] = share

    def _mixed(self, game: ExtensiveGame, filled: Array, point: Ints) -> Iterator[tuple[Array, Ints]]:
        """Mixtures of the set that matters at which somebody before it is indifferent at some node."""
        index, (first, second) = self.mattering[0], self._pair()
        other = filled.copy()
        self._play(other, index, first, 0.0)
        self._play(other, index, second, 1.0)
        worth = [Assessments(game, self.sets, play, point).worth for play in (filled, other)]
        for before in self.before:
            mover = int(self.tree.owner[self.sets[before].nodes[0]])
            for node, (a, b) in itertools.product(
                self.sets[before].nodes, itertools.combinations(self.choices[before], 2)
            ):
                one, two = (w[self.tree.first[node] + a, mover] - w[self.tree.first[node] + b, mover] for w in worth)
                crosses = np.flatnonzero((np.sign(one) * np.sign(two)) < 0)
                if len(crosses):
                    share = two[crosses] / (two[crosses] - one[crosses])
                    mixed = filled[:, crosses]
                    self._play(mixed, index, first, share)
                    self._play(mixed, index, second, 1 - share)
                    yield mixed, crosses


def _choices(tree: GameTree, item: InformationSet, left: Bools) -> list[int]:
    found: list[int] = np.flatnonzero(left[tree.first[item.nodes[0]] + np.arange(len(item.actions))]).tolist()
    return found


def _follows(tree: GameTree, sets: Sequence[InformationSet], left: Bools) -> Bools:
    """Whether choices that are left may lead from each set to each other; ``(before, after)``."""
    drawn = np.zeros(len(tree.owner), dtype=bool)
    drawn[1:] = tree.owner[tree.parent[1:]] == CHANCE
    found = np.zeros((len(sets), len(sets)), dtype=bool)
    for before, item in enumerate(sets):
        below = np.zeros(len(tree.owner), dtype=bool)
        below[item.nodes] = True
        for batch in tree.generations:
            below[batch] |= below[tree.parent[batch]] & (left[batch] | drawn[batch])
        found[before] = [other is not item and below[other.nodes].any() for other in sets]
    return found
