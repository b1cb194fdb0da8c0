"""All pure perfect Bayesian equilibria of a game without proper subgames, over all points at once.

What a node is worth is an array with an axis for each information set of two
actions or more and a last one for points; along the axes of sets that do not
matter to it it has length 1.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from deterrence.game.extensive import Array, ExtensiveGame
from deterrence.game.information import InformationSet
from deterrence.game.tree import TERMINAL
from deterrence.solvers.beliefs import gaps, no_worse, supportable
from deterrence.solvers.ways import Profile, ways

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
Judge = Callable[[list[Array], list[list[Array]]], Bools]

CELLS = 2_000_000


def pure_assessments(game: ExtensiveGame, sets: Sequence[InformationSet]) -> tuple[Ints, Ints]:
    """Profiles of actions that are optimal at every information set for some belief that follows Bayes' rule.

    Parameters
    ----------
    game
        Without proper subgames.
    sets
        Its information sets.

    Returns
    -------
    The point of each assessment, rising, and its actions: ``(assessment, set)``,
    at one point in lexicographic order.
    """
    step = max(1, CELLS // int(np.prod([len(item.actions) for item in sets])))
    points, actions = [np.zeros(0, dtype=np.int64)], [np.zeros((0, len(sets)), dtype=np.int64)]
    for start in range(0, game.points, step):
        whole = step >= game.points
        search = _Search(game if whole else game.at(np.arange(start, min(start + step, game.points))), sets)
        point, found = search.assessments()
        points.append(point + start)
        actions.append(found)
    return np.concatenate(points), np.concatenate(actions)


class _Search:
    """What nodes are worth whatever is played below them, and where plans are optimal."""

    def __init__(self, game: ExtensiveGame, sets: Sequence[InformationSet]) -> None:
        self.tree, self.payoffs, self.sets = game.tree, game.payoffs, sets
        self.likely = game.branch_probability()
        self.ways = ways(game.tree)
        self.counts = [len(item.actions) for item in sets]
        self.open = [index for index, count in enumerate(self.counts) if count > 1]
        self.axis = {index: axis for axis, index in enumerate(self.open)}
        self.shape = tuple(self.counts[index] for index in self.open)
        self._worth: dict[tuple[int, int], Array] = {}

    def assessments(self) -> tuple[Ints, Ints]:
        """The point and the actions of each."""
        points = self.payoffs.shape[2]
        holds = np.ones((*self.shape, points), dtype=bool)
        for index in range(len(self.sets)):
            holds &= self.optimal(index)
        point, which = np.nonzero(holds.reshape(-1, points).T)
        actions = np.zeros((len(point), len(self.sets)), dtype=np.int64)
        if self.open:
            actions[:, self.open] = np.array(np.unravel_index(which, self.shape)).T
        return point, actions

    def optimal(self, index: int) -> Bools:
        """Where a profile's plan from a set on is optimal there for an allowed belief."""
        item = self.sets[index]
        mover = int(self.tree.owner[item.nodes[0]])
        own = [i for i in self.ways.own[index] if i in self.axis]
        plans = list(itertools.product(*(range(self.counts[i]) for i in own)))
        if len(plans) == 1:
            return np.ones(1, dtype=bool)
        worths = [self.worth(node, mover) for node in item.nodes.tolist()]
        if len(worths) == 1:
            return self._assembled(own, plans, worths, _best)
        likely = [self._likely(index, place) for place in range(len(worths))]
        total = likely[0]
        for weight in likely[1:]:
            total = total + weight
        with np.errstate(invalid="ignore", divide="ignore"):
            shares = [weight / total for weight in likely]
            mean = self._mean(worths, shares)
        found = self._assembled(own, plans, [mean], _best)
        possible = total > 0
        if possible.all():
            return found
        some = functools.partial(_supported, wanted=~possible)
        return np.where(possible, found, self._assembled(own, plans, worths, some))

    def _assembled(self, own: list[int], plans: list[Profile], worths: list[Array], judge: Judge) -> Bools:
        """A judgement of each plan against the others, along the axes of the mover's sets."""
        found = np.empty(np.broadcast_shapes(*(worth.shape for worth in worths)), dtype=bool)
        taken = [[worth[self._where(own, plan, worth.shape)] for worth in worths] for plan in plans]
        for place, plan in enumerate(plans):
            found[self._where(own, plan, found.shape)] = judge(taken[place], taken[:place] + taken[place + 1 :])
        return found

    def _where(self, own: list[int], plan: Profile, shape: tuple[int, ...]) -> tuple[slice, ...]:
        found = [slice(None)] * len(shape)
        for index, action in zip(own, plan, strict=True):
            if shape[self.axis[index]] > 1:
                found[self.axis[index]] = slice(action, action + 1)
        return tuple(found)

    def _likely(self, index: int, place: int) -> Array:
        """How likely a node of a set is under each profile, by its draws; 0 where choices do not lead there."""
        draws = self.ways.draws[index][place]
        found = self.likely[draws[0]] if draws else np.ones(1)
        for node in draws[1:]:
            found = found * self.likely[node]
        found = self._spread(found)
        for i, action in self.ways.ways[index][place]:
            if i in self.axis:
                chosen = np.arange(self.counts[i]) == action
                found = found * chosen.reshape(*(-1 if axis == self.axis[i] else 1 for axis in range(found.ndim)))
        return found

    def _spread(self, column: Array) -> Array:
        """An array over points, with the axes of the sets."""
        found: Array = column.reshape(*(1,) * len(self.shape), -1)
        return found

    def _mean(self, worths: list[Array], shares: list[Array]) -> Array:
        total = shares[0] * worths[0]
        for share, worth in zip(shares[1:], worths[1:], strict=True):
            total = total + share * worth
        return total

    def worth(self, node: int, player: int) -> Array:
        """What a node is worth to a player whatever is played from there."""
        if (node, player) not in self._worth:
            self._worth[node, player] = self._worth_of(node, player)
        return self._worth[node, player]

    def _worth_of(self, node: int, player: int) -> Array:
        tree, own = self.tree, self.ways.set_at[node]
        if tree.owner[node] == TERMINAL:
            return self._spread(self.payoffs[tree.terminal_of[node], player])
        below = [self.worth(child, player) for child in tree.children(node)]
        if own >= 0 and own not in self.axis:
            return below[0]
        if own >= 0:
            shape = list(np.broadcast_shapes(*(worth.shape for worth in below)))
            shape[self.axis[own]] = len(below)
            found = np.empty(shape)
            for action, worth in enumerate(below):
                found[self._where([own], (action,), found.shape)] = worth
            return found
        total: Array = self.likely[tree.first[node]] * below[0]
        for child, worth in zip(tree.children(node)[1:], below[1:], strict=True):
            total = total + self.likely[child] * worth
        return total


def _best(kept: list[Array], rivals: list[list[Array]]) -> Bools:
    """Where a plan is no worse than any other at the only node, or on average."""
    found = no_worse(kept[0], rivals[0][0])
    for rival in rivals[1:]:
        found = found & no_worse(kept[0], rival[0])
    return found


def _supported(kept: list[Array], rivals: list[list[Array]], wanted: Bools) -> Bools:
    """Where some belief makes a plan optimal, as far as that is wanted."""
    if len(rivals) == 1:
        found = no_worse(kept[0], rivals[0][0])
        for value, rival in zip(kept[1:], rivals[0][1:], strict=True):
            found = found | no_worse(value, rival)
        return found
    shape = np.broadcast_shapes(*(worth.shape for worth in itertools.chain(kept, *rivals)))
    cells = np.flatnonzero(np.broadcast_to(_folded(wanted, shape), shape))
    chosen = np.array([np.broadcast_to(worth, shape).ravel()[cells] for worth in kept])
    others = np.array([[np.broadcast_to(worth, shape).ravel()[cells] for worth in plan] for plan in rivals])
    found = np.zeros(shape, dtype=bool)
    found.ravel()[cells] = supportable(gaps(chosen, others))
    return found


def _folded(wanted: Bools, shape: tuple[int, ...]) -> Bools:
    """Whether something is wanted anywhere along the axes that do not matter."""
    axes = tuple(axis for axis, (a, b) in enumerate(zip(wanted.shape, shape, strict=True)) if a > b)
    return np.asarray(wanted.any(axis=axes, keepdims=True))
