"""The decisions that are nearest to falling otherwise, and a solution as looked at from one of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from deterrence.game.extensive import Array
from deterrence.solvers.decision import DecisionNode
from deterrence.solvers.play import Play
from deterrence.solvers.solution import Solution


def tightest(solution: Solution) -> list[DecisionNode]:
    """The decisions that are reached, the smallest margin first."""
    return sorted(solution.visited, key=lambda node: node.margin)


def best_rival(node: DecisionNode) -> str:
    """The best of the choices that are not made."""
    others = {other: value for other, value in node.values.items() if other != node.choice}
    return max(others, key=lambda other: others[other])


def seen_from(solution: Solution, node: DecisionNode) -> Solution:
    """The same answer with this decision alone reached, for figures that show the first that is."""
    group = next(
        group
        for group in range(len(solution.play.groups))
        if (found := solution.decision(group)).history == node.history and found.variable == node.variable
    )
    play = solution.play
    view = _PlayAt(game=play.game, strategy=play.strategy, belief=play.belief, point=play.point, group=group)
    return replace(solution, play=view)


@dataclass(frozen=True, kw_only=True, eq=False)
class _PlayAt(Play):
    """Play of which only one information set counts as reached."""

    group: int

    @cached_property
    def reach(self) -> Array:
        """As likely as they are the nodes of the set; all else impossible."""
        found = super().reach
        return np.where(np.isin(np.arange(len(found)), self.groups[self.group]), found, 0.0)
