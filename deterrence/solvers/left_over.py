"""What is left of a tree when choices are taken away, and its strategic form before it has numbers."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from deterrence.errors import TreeTooLargeError
from deterrence.game.extensive import Array
from deterrence.game.information import information_sets
from deterrence.game.remembered import remembered
from deterrence.game.strategic_form import LIMIT, Layout
from deterrence.game.subgames import part
from deterrence.game.tree import TERMINAL, GameTree, Ints
from deterrence.solvers.completions import Completions
from deterrence.solvers.extreme_equilibria import within_limit

Bools = npt.NDArray[np.bool_]

MOST_PLANS = 12
MOST_FIXED = 64
SMALL = 50_000
SLACK = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class _Reading:
    """How plans of one mover say what is done at one set: those that come to it, and for each action those with it.

    `mover` is a place among the movers, `index` the set's place in the whole tree; `children` the nodes there.
    """

    mover: int
    index: int
    coming: Ints
    doing: tuple[Ints, ...]
    children: tuple[Ints, ...]


class LeftOver:
    """The part of a tree that the choices left lead to.

    Attributes
    ----------
    left
        Whether each node of the whole tree is left.
    nodes
        The nodes that are kept.
    movers
        The players who have a choice somewhere.
    outside
        The information sets that nothing leads to.
    """

    def __init__(self, tree: GameTree, left: Bools) -> None:
        kept = left.copy()
        for batch in tree.generations:
            kept[batch] &= kept[tree.parent[batch]]
        self.left, self.nodes, sets = left, np.flatnonzero(kept), information_sets(tree)
        self.smaller = part(tree, self.nodes, self.nodes[tree.owner[self.nodes] == TERMINAL])
        self.ends = tree.terminal_of[self.nodes[self.smaller.terminals]]
        with_choice = [item for item in information_sets(self.smaller) if len(item.actions) > 1]
        self.movers = sorted({int(self.smaller.owner[item.nodes[0]]) for item in with_choice})
        self.outside = np.array([k for k, item in enumerate(sets) if not kept[item.nodes].any()], dtype=np.int64)
        self._certain = np.where(tree.owner[tree.parent] >= 0, 0.0, 1.0)
        self._certain[0] = 1.0
        self._first = [tree.first[item.nodes] for item in sets]
        self._actions = [item.actions for item in sets]
        self._place = {item.number: index for index, item in enumerate(sets)}

    @cached_property
    def counts(self) -> tuple[int, ...] | None:
        """How many plans each player has; None where these are too many."""
        try:
            counts = Layout(self.smaller).counts
        except TreeTooLargeError:
            return None
        large = max(counts) > MOST_PLANS and not within_limit(*(count for count in counts if count > 1))
        return None if large or math.prod(counts) * len(counts) > LIMIT else counts

    @property
    def cells(self) -> int:
        """How many payoffs the strategic form has at a point."""
        return math.prod(self.counts or ()) * len(self.counts or ())

    @cached_property
    def _layout(self) -> Layout:
        return Layout(self.smaller)

    def layout(self) -> Layout:
        """The strategic form without numbers; kept where it is small."""
        small = math.prod(self.counts or ()) * len(self.ends) <= SMALL
        return self._layout if small else Layout(self.smaller)

    def pieces(self, points: Ints) -> list[Ints]:
        """As many points together as a strategic form can hold; none where it is too large for one."""
        if self.counts is None:
            return []
        size = LIMIT // self.cells
        return [points[start : start + size] for start in range(0, len(points), size)]

    def payoffs(self, likely: Array, payoffs: Array, points: Ints) -> Array:
        """What every pair of the two movers' plans is worth to them: ``(plan, plan, mover, point)``."""
        ends = payoffs[self.ends[:, None, None], np.array(self.movers)[:, None], points]
        table = self.layout().payoffs(likely[self.nodes[:, None], points], ends)
        others = tuple(player for player in range(len(table.shape) - 2) if player not in self.movers)
        found: Array = table.squeeze(axis=others)
        return found

    def behavior(self, mixed: Sequence[Array]) -> tuple[Array, Bools]:
        """The movers' mixtures of plans as behavior in the whole tree, and the sets where they say nothing.

        ``(node, row)`` and ``(set, row)``. Where one choice is left it is certain.
        """
        rows = len(mixed[0])
        certain, known, readings = self._reading
        behavior = np.repeat(certain[:, None], rows, axis=1)
        open_sets = np.repeat(~known[:, None], rows, axis=1)
        for one in readings if rows else ():
            weights = mixed[one.mover]
            total = weights[:, one.coming].sum(axis=1)
            says = total > SLACK
            open_sets[one.index, says] = False
            where = slice(None) if says.all() else says
            for doing, children in zip(one.doing, one.children, strict=True):
                behavior[children[:, None], where] = weights[where][:, doing].sum(axis=1) / total[where]
        return behavior, open_sets

    @cached_property
    def _reading(self) -> tuple[Array, Bools, list[_Reading]]:
        """Behavior that is certain whatever is mixed, the sets at which it is, and how to read off the others."""
        form, found = self.layout(), []
        certain, known = self._certain.copy(), np.zeros(len(self._first), dtype=bool)
        for player, own in enumerate(form.sets):
            for column, item in enumerate(own):
                index, plan = self._place[item.number], form.plans[player][:, column]
                places = [self._actions[index].index(label) for label in item.actions]
                children = tuple(self._first[index] + place for place in places)
                if len(places) == 1 and (plan == 0).all():
                    certain[children[0]], known[index] = 1.0, True
                    continue
                doing = tuple(np.flatnonzero(plan == code) for code in range(len(places)))
                found.append(_Reading(self.movers.index(player), index, np.flatnonzero(plan >= 0), doing, children))
        return certain, known, found


@remembered
def left_over(tree: GameTree, left: bytes) -> LeftOver:
    """What these marks, one a node, leave."""
    return LeftOver(tree, np.frombuffer(left, dtype=bool))


@remembered
def with_others_fixed(tree: GameTree, left: bytes, pair: tuple[int, ...]) -> list[bytes]:
    """The marks left when all but two players choose one of theirs at each set, as far as they are tried."""
    marks, sets = np.frombuffer(left, dtype=bool), information_sets(tree)
    others = [item for item in sets if tree.owner[item.nodes[0]] not in pair]
    options = [np.flatnonzero(marks[tree.first[item.nodes[0]] + np.arange(len(item.actions))]) for item in others]
    found = []
    for actions in itertools.islice(itertools.product(*options), MOST_FIXED):
        fixed = marks.copy()
        for item, action in zip(others, actions, strict=True):
            fixed[tree.first[item.nodes][:, None] + np.arange(len(item.actions))] = False
            fixed[tree.first[item.nodes] + action] = True
        found.append(fixed.tobytes())
    return found


@remembered
def completions(tree: GameTree, left: bytes, open_sets: tuple[int, ...]) -> Completions:
    """The ways to fill sets where nothing leads when these marks are left."""
    marks = np.frombuffer(left, dtype=bool)
    return Completions(tree, information_sets(tree), marks, np.array(open_sets, dtype=np.int64))
