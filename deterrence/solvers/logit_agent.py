"""The logit equations of an extensive game's agents: one unknown for each action hidden from no belief.

What a mover does at an information set of one node follows from what the
choices are worth; only sets of several nodes, where beliefs enter, are
unknowns of the system.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from deterrence.game.extensive import ExtensiveGame
from deterrence.game.tree import GameTree
from deterrence.solvers.bordered import solve_bordered
from deterrence.solvers.logit_kernel import inner, shares
from deterrence.solvers.logit_normal import mixtures, odds_places, with_ties
from deterrence.solvers.subgame_perfect import families

Array = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class AgentPlan:
    """The order in which a tree is folded, and which of its information sets are unknowns."""

    tree: GameTree
    families: tuple[tuple[Ints, Ints, Ints], ...]
    """Nodes, their children and the unknown set of each node, or -1; deepest first, one kind at a time."""
    hidden: tuple[Ints, ...]
    """The nodes of each unknown set."""
    sizes: tuple[int, ...]

    @classmethod
    def of(cls, tree: GameTree) -> AgentPlan:
        """The plan of a tree."""
        numbers, counts = np.unique(tree.information[tree.information >= 0], return_counts=True)
        hidden = tuple(np.flatnonzero(tree.information == number) for number in numbers[counts > 1])
        unknown = np.full(len(tree.owner), -1)
        for index, nodes in enumerate(hidden):
            unknown[nodes] = index
        parts = []
        for nodes, children in families(tree):
            for kind in (False, True):
                here = (unknown[nodes] >= 0) == kind
                if here.any():
                    parts.append((nodes[here], children[here], unknown[nodes[here]]))
        return cls(tree, tuple(parts), hidden, tuple(int(tree.count[nodes[0]]) for nodes in hidden))


@dataclass(slots=True, eq=False)
class Fold:
    """What a profile is worth at each node, how it is reached, and the slopes of both along each unknown."""

    values: Array
    slopes: Array
    steps: Array
    logs: Array


@dataclass(frozen=True, slots=True, eq=False)
class Agents:
    """The system of a game: `payoffs` ``(terminal, player, point)``, `likely` ``(node, point)``."""

    plan: AgentPlan
    payoffs: Array
    likely: Array

    @classmethod
    def of(cls, game: ExtensiveGame, scale: Array, plan: AgentPlan) -> Agents:
        """The logit equations of a game whose payoffs are divided by `scale`, at all its points."""
        return cls(plan, game.payoffs / scale, game.branch_probability())

    @property
    def unknowns(self) -> int:
        """The log-odds at sets of several nodes and the precision."""
        return sum(self.plan.sizes) - len(self.plan.sizes) + 1

    def at(self, points: Ints) -> Agents:
        """The equations at some of the points."""
        return Agents(self.plan, self.payoffs[..., points], self.likely[..., points])

    def fold(self, x: Array, *, slopes: bool) -> Fold:
        """Work out every node from its children; the last direction of the slopes is the precision."""
        tree, points = self.plan.tree, x.shape[1]
        directions = self.unknowns if slopes else 0
        nodes, players = len(tree.owner), len(tree.players)
        values = np.zeros((nodes, players, points))
        values[tree.terminals] = self.payoffs
        found = Fold(
            values,
            np.zeros((nodes, players, directions, points)),
            np.ones((nodes, points)),
            np.zeros((nodes, directions, points)),
        )
        mixed = mixtures(x[:-1], self.plan.sizes)
        for family in self.plan.families:
            self._fold_family(found, family, x[-1], mixed)
        return found

    def _fold_family(self, fold: Fold, family: tuple[Ints, Ints, Ints], precision: Array, mixed: list[Array]) -> None:
        nodes, children, unknown = family
        owner = int(self.plan.tree.owner[nodes[0]])
        below = np.moveaxis(fold.values[children], 1, 0)
        down = np.moveaxis(fold.slopes[children], 1, 0)
        if owner < 0:
            step, log = np.moveaxis(self.likely[children], 1, 0), np.zeros(())
        elif unknown[0] >= 0:
            step, log = self._played(mixed, unknown, fold)
        else:
            mover = self.plan.tree.owner[nodes], np.arange(len(nodes))
            step, log = _replies(precision, below[:, mover[1], mover[0]], down[:, mover[1], mover[0]])
        fold.steps[children.T] = step
        fold.logs[children.T] = log
        fold.values[nodes] = inner(step[:, :, None], below)
        if fold.slopes.shape[2]:
            own = down if owner < 0 else down + log[:, :, None] * below[:, :, :, None]
            fold.slopes[nodes] = inner(step[:, :, None, None], own)

    def _played(self, mixed: list[Array], unknown: Ints, fold: Fold) -> tuple[Array, Array]:
        """The probabilities at nodes of unknown sets, and the slopes of their logarithms."""
        step = np.stack([mixed[index] for index in unknown], axis=1)
        log = np.zeros((*step.shape[:2], *fold.logs.shape[1:]))
        if fold.logs.shape[1]:
            places = odds_places(self.plan.sizes)
            for column, index in enumerate(unknown):
                log[:, column, places[index]] = -mixed[index][1:]
                for action in range(1, len(step)):
                    log[action, column, places[index].start + action - 1] += 1.0
        return step, log

    def correct(self, x: Array, tangent: Array, free: float) -> Array:
        """One Newton correction of all unknowns at once."""
        fold = self.fold(x, slopes=True)
        reach, turns = reach_logarithms(self.plan.tree, fold)
        right = np.empty((self.unknowns - 1, x.shape[1]))
        system = np.zeros((self.unknowns - 1, self.unknowns, x.shape[1]))
        for place, nodes in zip(odds_places(self.plan.sizes), self.plan.hidden, strict=True):
            lead, slope = self._lead(fold, nodes, reach[nodes], turns[nodes])
            right[place] = x[-1] * lead - x[place]
            system[place] = -x[-1] * slope
            system[place, -1] = free * (system[place, -1] - lead)
        diagonal = np.arange(self.unknowns - 1)
        system[diagonal, diagonal] += 1.0
        return solve_bordered(system, right, x, tangent)

    def profile(self, x: Array) -> Array:
        """The probability of each node given its parent, ``(node, point)``; equal payoffs have equal bits."""
        fold = self.fold(x, slopes=False)
        if self.unknowns > 1:
            reach, turns = reach_logarithms(self.plan.tree, fold)
            leads = [self._lead(fold, nodes, reach[nodes], turns[nodes])[0] for nodes in self.plan.hidden]
            odds = with_ties(x[:-1], np.concatenate(leads), self.plan.sizes)
            fold = self.fold(np.concatenate([odds, x[-1:]]), slopes=False)
        return fold.steps

    def _lead(self, fold: Fold, nodes: Ints, reach: Array, turns: Array) -> tuple[Array, Array]:
        """What the actions at a set are worth more than the first, and the slopes of that."""
        tree = self.plan.tree
        belief = beliefs_of(reach)
        turns = turns - inner(belief[:, None], turns)
        children = tree.first[nodes][:, None] + np.arange(tree.count[nodes[0]])
        worth, slope = fold.values[children, tree.owner[nodes[0]]], fold.slopes[children, tree.owner[nodes[0]]]
        lead, change = worth[:, 1:] - worth[:, :1], slope[:, 1:] - slope[:, :1]
        change = change + turns[:, None] * lead[:, :, None]
        return inner(belief[:, None], lead), inner(belief[:, None, None], change)


def reach_logarithms(tree: GameTree, fold: Fold) -> tuple[Array, Array]:
    """The logarithm of the probability of reaching each node, and its slopes."""
    with np.errstate(divide="ignore"):
        reach = np.log(fold.steps)
    reach[0] = 0.0
    turns = fold.logs.copy()
    for batch in tree.generations:
        reach[batch] += reach[tree.parent[batch]]
        turns[batch] += turns[tree.parent[batch]]
    return reach, turns


def beliefs_of(reach: Array) -> Array:
    """The probability of each node of a set given that it is reached: ``(node, point)``; NaN where it never is."""
    if len(reach) == 1:
        return np.ones_like(reach)
    weight = np.exp(reach - reach.max(axis=0))
    found: Array = weight / inner(weight, np.ones_like(weight))
    return found


def _replies(precision: Array, own: Array, down: Array) -> tuple[Array, Array]:
    """Logit choices ``(choice, node, point)`` among values, and the slopes of their logarithms."""
    step = np.ones_like(own)
    if len(own) > 1:
        shares(precision * (own[1:] - own[0]), step)
    if not down.shape[2]:
        return step, np.zeros((*own.shape[:2], 0, own.shape[2]))
    slope = precision * down
    slope[:, :, -1] += own
    return step, slope - inner(step[:, :, None], slope)
