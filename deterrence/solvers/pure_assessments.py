"""All pure perfect Bayesian equilibria of a game without proper subgames, over all points at once."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from deterrence.game.extensive import Array, ExtensiveGame
from deterrence.game.information import InformationSet
from deterrence.game.tree import TERMINAL
from deterrence.solvers.beliefs import gaps, no_worse, supportable
from deterrence.solvers.ways import Profile, ways

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]


def pure_assessments(
    game: ExtensiveGame, sets: Sequence[InformationSet], options: Sequence[Sequence[int]]
) -> tuple[Ints, Ints]:
    """Profiles of actions that are optimal at every information set for some belief that follows Bayes' rule.

    Parameters
    ----------
    game
        Without proper subgames.
    sets
        Its information sets.
    options
        Which actions to try at each of them; deviations to any action count.

    Returns
    -------
    The point of each assessment, rising, and its actions: ``(assessment, set)``,
    at one point in lexicographic order.
    """
    search = _Search(game, sets)
    profiles = []
    holds = []
    for profile in itertools.product(*options):
        mask = search.optimal_everywhere(profile)
        if mask is not None:
            profiles.append(profile)
            holds.append(mask)
    if not profiles:
        return np.zeros(0, dtype=np.int64), np.zeros((0, len(sets)), dtype=np.int64)
    point, which = np.nonzero(np.array(holds).T)
    return point, np.array(profiles, dtype=np.int64).reshape(len(profiles), len(sets))[which]


class _Search:
    """What profiles are worth below each node, and where they are optimal; each computed once."""

    def __init__(self, game: ExtensiveGame, sets: Sequence[InformationSet]) -> None:
        self.tree = game.tree
        self.payoffs = game.payoffs
        self.sets = sets
        self.likely = game.branch_probability()
        self.ways = ways(game.tree)
        self.chances = [[self._chance(draws) for draws in of_set] for of_set in self.ways.draws]
        self._worth: dict[tuple[int, int, Profile], Array] = {}
        self._optimal: dict[tuple[int, Profile], Bools] = {}

    def optimal_everywhere(self, profile: Profile) -> Bools | None:
        """The points at which a profile is an assessment's; None where there are none."""
        found: Bools | None = None
        for index in range(len(self.sets)):
            mask = self.optimal(index, profile)
            found = mask if found is None else found & mask
            if not found.any():
                return None
        return found

    def optimal(self, index: int, profile: Profile) -> Bools:
        """The points at which a profile's plan from a set on is optimal there for an allowed belief."""
        key = (index, tuple(profile[i] for i in self.ways.relevant[index]))
        if key not in self._optimal:
            self._optimal[key] = self._is_optimal(index, profile)
        return self._optimal[key]

    def _is_optimal(self, index: int, profile: Profile) -> Bools:
        reached = [node for node, way in enumerate(self.ways.ways[index]) if all(profile[i] == a for i, a in way)]
        weights = [self.chances[index][node] for node in reached]
        plans = self.ways.alternatives(index, profile)
        if not plans:
            return np.ones(self.payoffs.shape[2], dtype=bool)
        if not reached:
            return self._for_some_belief(index, profile, plans)
        found = self._by_bayes(index, profile, plans, reached, weights)
        likely = [weight for weight in weights if weight is not None]
        possible = np.sum(likely, axis=0) > 0 if likely else np.True_
        if not possible.all():
            found = np.where(possible, found, self._for_some_belief(index, profile, plans))
        return found

    def _by_bayes(
        self, index: int, profile: Profile, plans: list[Profile], reached: list[int], weights: list[Array | None]
    ) -> Bools:
        mover = self._mover(index)
        nodes = [int(self.sets[index].nodes[node]) for node in reached]
        if len(nodes) == 1:
            kept = self.worth(nodes[0], mover, profile)
            rivals = [self.worth(nodes[0], mover, plan) for plan in plans]
        else:
            with np.errstate(invalid="ignore", divide="ignore"):
                likely = np.array([weight for weight in weights if weight is not None])
                shares = likely / likely.sum(axis=0)
            kept = self._mean(nodes, mover, profile, shares)
            rivals = [self._mean(nodes, mover, plan, shares) for plan in plans]
        found = no_worse(kept, rivals[0])
        for rival in rivals[1:]:
            found = found & no_worse(kept, rival)
        return found

    def _mean(self, nodes: list[int], mover: int, profile: Profile, shares: Array) -> Array:
        total: Array = shares[0] * self.worth(nodes[0], mover, profile)
        for node, share in zip(nodes[1:], shares[1:], strict=True):
            total = total + share * self.worth(node, mover, profile)
        return total

    def _for_some_belief(self, index: int, profile: Profile, plans: list[Profile]) -> Bools:
        mover = self._mover(index)
        nodes = [int(node) for node in self.sets[index].nodes]
        kept = [self.worth(node, mover, profile) for node in nodes]
        if len(plans) == 1:
            found = no_worse(kept[0], self.worth(nodes[0], mover, plans[0]))
            for node, value in zip(nodes[1:], kept[1:], strict=True):
                found = found | no_worse(value, self.worth(node, mover, plans[0]))
            return found
        rivals = np.array([[self.worth(node, mover, plan) for node in nodes] for plan in plans])
        return supportable(gaps(np.array(kept), rivals))

    def worth(self, node: int, player: int, profile: Profile) -> Array:
        """What a node is worth to a player when the profile is played from there; ``(point,)``."""
        tree = self.tree
        if tree.owner[node] == TERMINAL:
            end: Array = self.payoffs[tree.terminal_of[node], player]
            return end
        own = self.ways.set_at[node]
        if own >= 0:
            return self.worth(int(tree.first[node]) + profile[own], player, profile)
        key = (node, player, tuple(profile[i] for i in self.ways.below[node]))
        if key not in self._worth:
            terms = [self.likely[child] * self.worth(child, player, profile) for child in tree.children(node)]
            self._worth[key] = np.sum(terms, axis=0)
        return self._worth[key]

    def _mover(self, index: int) -> int:
        return int(self.tree.owner[self.sets[index].nodes[0]])

    def _chance(self, draws: list[int]) -> Array | None:
        """The probability of some draws together; None where there are none."""
        found: Array | None = None
        for node in draws:
            found = self.likely[node] if found is None else found * self.likely[node]
        return found
