"""Strategies with beliefs, and the certificate that nobody gains at any information set.

Nothing here knows how the strategies were found.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt

from deterrence.game.extensive import Array, ExtensiveGame
from deterrence.game.information import InformationSet
from deterrence.game.remembered import remembered
from deterrence.game.subgames import roots
from deterrence.game.tree import CHANCE, GameTree, Ints
from deterrence.solvers.beliefs import gaps, supporting_belief

SLACK = 1e-9

Bools = npt.NDArray[np.bool_]


class Assessments:
    """Behavior strategies in a game, one a row, with what follows from them.

    Parameters
    ----------
    game
        With perfect recall.
    sets
        Its information sets.
    strategy
        The probability with which each node follows its parent's decision,
        ``(node, row)``; 1 elsewhere.
    point
        The parameter point of each row.
    """

    def __init__(self, game: ExtensiveGame, sets: Sequence[InformationSet], strategy: Array, point: Ints) -> None:
        self.game, self.sets, self.strategy, self.point = game, sets, strategy, point
        self.tree = game.tree
        self.step = strategy.copy()
        self.step[game.drawn] = game.probability[:, point]
        self.step[0] = 1.0
        self._margins: dict[int, Array] = {}

    @cached_property
    def worth(self) -> Array:
        """What each node is worth to each player; ``(node, player, row)``."""
        return self._worth(self.step)

    def _worth(self, step: Array) -> Array:
        tree = self.tree
        payoffs = self.game.payoffs[:, :, self.point]
        found = np.zeros((len(tree.owner), *payoffs.shape[1:]))
        found[tree.terminals] = payoffs
        for batch, parents, starts, are_pairs in reversed(_families(tree)):
            parts = step[batch][:, None] * found[batch]
            if are_pairs:  # faster than the general way
                found[parents] = parts[::2] + parts[1::2]
            else:
                found[parents] = np.add.reduceat(parts, starts, axis=0)
        return found

    @cached_property
    def reach(self) -> Array:
        """The probability that each node is reached; ``(node, row)``."""
        found = np.ones_like(self.step)
        for batch in self.tree.generations:
            found[batch] = found[self.tree.parent[batch]] * self.step[batch]
        return found

    @cached_property
    def reach_within(self) -> Array:
        """The probability that each node is reached from the beginning of its smallest subgame; ``(node, row)``."""
        begins = _begins(self.tree)
        found = np.ones_like(self.step)
        for batch in self.tree.generations:
            found[batch] = found[self.tree.parent[batch]] * self.step[batch]
            found[batch][begins[batch]] = 1.0
        return found

    @cached_property
    def beliefs(self) -> list[Array]:
        """At each set a belief under which play there is optimal: Bayes' rule where it is reached; ``(node, row)``.

        Within a subgame that is itself not reached Bayes' rule holds too. Where
        it says nothing, the prior before any decision if that will do, else
        a belief that does; NaN where none does.
        """
        return [self._belief(item) for item in self.sets]

    def _belief(self, item: InformationSet) -> Array:
        reach = self.reach_within[item.nodes]
        total = reach.sum(axis=0)
        with np.errstate(invalid="ignore", divide="ignore"):
            found: Array = reach / total
        off = np.flatnonzero(total <= 0)
        if len(off):
            found[:, off] = 1.0
            if len(item.nodes) > 1:
                found[:, off] = supporting_belief(self.margins(item)[:, :, off], self._draws(item, off))
        return found

    def _draws(self, item: InformationSet, rows: Ints) -> Array:
        """The probability of the draws alone on the way to each node of a set."""
        found = np.ones((len(item.nodes), len(rows)))
        for place, node in enumerate(item.nodes.tolist()):
            while node > 0:
                if self.tree.owner[self.tree.parent[node]] == CHANCE:
                    found[place] *= self.step[node, rows]
                node = int(self.tree.parent[node])
        return found

    def margins(self, item: InformationSet) -> Array:
        """How much better play from a set on is than each other plan of its mover; ``(plan, node, row)``."""
        if item.number not in self._margins:
            self._margins[item.number] = self._margins_at(item)
        return self._margins[item.number]

    def _margins_at(self, item: InformationSet) -> Array:
        mover = int(self.tree.owner[item.nodes[0]])
        kept = self.worth[item.nodes, mover]
        later = self._later(item)
        if not later:
            children = self.tree.first[item.nodes] + np.arange(len(item.actions))[:, None]
            return gaps(kept, self.worth[children, mover])
        plans = itertools.product(*(range(len(own.actions)) for own in (item, *later)))
        worths = [self._worth(self._replaced((item, *later), plan))[item.nodes, mover] for plan in plans]
        return gaps(kept, np.array(worths))

    def _replaced(self, sets: Sequence[InformationSet], plan: Sequence[int]) -> Array:
        step = self.step.copy()
        for own, chosen in zip(sets, plan, strict=True):
            for action in range(len(own.actions)):
                step[self.tree.first[own.nodes] + action] = float(action == chosen)
        return step

    def _later(self, item: InformationSet) -> tuple[InformationSet, ...]:
        """The mover's later sets that one step ahead does not cover.

        It covers single nodes, and sets within later subgames: what is gained
        there is gained in the subgame itself.
        """
        inside = _inside(self.tree, item.number)
        later = tuple(own for own in self.sets if own.player == item.player and own.number in inside)
        return later if any(len(own.nodes) > 1 for own in later) else ()

    @cached_property
    def regret(self) -> Array:
        """The largest gain anybody has from another plan at any set, given the beliefs; inf where none supports one."""
        worst = np.zeros(self.step.shape[1])
        for item, belief in zip(self.sets, self.beliefs, strict=True):
            np.minimum(worst, np.einsum("anr,nr->ar", self.margins(item), belief).min(axis=0), out=worst)
        return np.where(np.isnan(worst), np.inf, 0.0 - worst)


@remembered
def _families(tree: GameTree) -> list[tuple[slice, Ints, Ints, bool]]:
    """For each generation its parents, where the children of each begin, and whether all have two.

    Siblings are consecutive.
    """
    found = []
    for batch in tree.generations:
        parents = tree.parent[batch]
        starts = np.flatnonzero(np.diff(parents, prepend=-1))
        are_pairs = len(parents) == 2 * len(starts) and bool((np.diff(starts) == 2).all())
        found.append((batch, parents[starts], starts, are_pairs))
    return found


@remembered
def _begins(tree: GameTree) -> Bools:
    return roots(tree)


@remembered
def _heads(tree: GameTree) -> Ints:
    """The root of the smallest subgame that each node belongs to."""
    begins = _begins(tree)
    found = np.zeros(len(tree.owner), dtype=np.int64)
    for batch in tree.generations:
        own = np.arange(batch.start, batch.stop)
        found[batch] = np.where(begins[batch], own, found[tree.parent[batch]])
    return found


@remembered
def _inside(tree: GameTree, number: int) -> frozenset[int]:
    """The information sets below one, itself left out, that begin in its own subgame."""
    nodes = np.flatnonzero(tree.information == number)
    below = np.zeros(len(tree.owner), dtype=bool)
    below[nodes] = True
    for batch in tree.generations:
        below[batch] |= below[tree.parent[batch]]
    below[nodes] = False
    heads = _heads(tree)
    here = below & (tree.information >= 0) & (heads == heads[nodes[0]])
    return frozenset(tree.information[here].tolist()) - {number}
