"""Which parameters a comparison of two choices turns on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from deterrence.game.building import evaluate, suppositions
from deterrence.game.extensive import Array
from deterrence.game.unroll import unroll
from deterrence.solvers.assessment import Assessments

if TYPE_CHECKING:
    from deterrence.solvers.solution import Solution

STEP = 1e-6
CELLS = 30_000_000
NOTICEABLE = 1e-7


@dataclass(frozen=True, slots=True)
class Pivot:
    """A parameter that moves the gap between two choices: its slope, and the slope over half its range."""

    parameter: str
    slope: float
    weight: float


class Slopes:
    """How every node's worth, and every belief that Bayes' rule gives, moves with every parameter while play stays."""

    def __init__(self, solution: Solution) -> None:
        self.play = solution.play
        self.names = list(solution.point)
        self.spans = [solution.scenario.span(name) for name in self.names]
        self.steps = np.array([STEP * max(1.0, abs(solution.point[name])) for name in self.names])
        self.moved = _moved(solution, self.names, self.steps)

    def pivots(self, group: int, better: int, worse: int) -> list[Pivot]:
        """The parameters that move the gap between two actions at an information set, the weightiest first."""
        if self.moved is None:
            return []
        worth, reach = self.moved.worth, self.moved.reach
        nodes, tree = self.play.groups[group], self.play.tree
        likely = reach[nodes]
        total = likely.sum(axis=0)
        belief = np.where(total > 0, likely / np.where(total > 0, total, 1.0), self.play.belief[nodes][:, None])
        gaps = worth[tree.first[nodes] + better, tree.owner[nodes[0]]]
        gaps = ((gaps - worth[tree.first[nodes] + worse, tree.owner[nodes[0]]]) * belief).sum(axis=0)
        slopes = np.nan_to_num((gaps[: len(self.names)] - gaps[len(self.names) :]) / (2 * self.steps))
        found = [
            Pivot(name, float(slope), abs(float(slope)) * (high - low) / 2)
            for name, slope, (low, high) in zip(self.names, slopes, self.spans, strict=True)
            if abs(slope) > NOTICEABLE
        ]
        return sorted(found, key=lambda pivot: -pivot.weight)


def _moved(solution: Solution, names: list[str], steps: Array) -> Assessments | None:
    """The same play with each parameter a little larger, then a little smaller; None where the tree is too large."""
    tree = solution.game.tree
    if not names or len(tree.owner) * len(tree.players) * 2 * len(names) > CELLS:
        return None
    moves = np.concatenate([np.diag(steps), -np.diag(steps)], axis=1)
    columns = {name: solution.point[name] + moves[i] for i, name in enumerate(names)}
    unrolled = unroll(solution.scenario, solution.point, suppositions(solution.scenario, solution.provenance.suppose))
    game = evaluate(solution.scenario, unrolled, columns, 2 * len(names))
    strategy = np.repeat(solution.play.strategy[:, None], game.points, axis=1)
    return Assessments(game, (), strategy, np.arange(game.points))
