"""Which parameters a comparison of two choices turns on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from deterrence.game.building import evaluate, suppositions
from deterrence.game.extensive import Array
from deterrence.game.unroll import unroll
from deterrence.solvers.subgame_perfect import expected, families

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
    """How every node's worth moves with every parameter, all choices staying as they are."""

    def __init__(self, solution: Solution) -> None:
        self.names = list(solution.point)
        self.spans = [solution.scenario.span(name) for name in self.names]
        self.slopes = _slopes(solution, self.names)

    def pivots(self, mover: int, better: int, worse: int) -> list[Pivot]:
        """The parameters that move the gap between two nodes' worth to a player, the weightiest first."""
        if self.slopes is None:
            return []
        gap = self.slopes[better, mover] - self.slopes[worse, mover]
        found = [
            Pivot(name, float(slope), abs(float(slope)) * (high - low) / 2)
            for name, slope, (low, high) in zip(self.names, gap, self.spans, strict=True)
            if abs(slope) > NOTICEABLE
        ]
        return sorted(found, key=lambda pivot: -pivot.weight)


def _slopes(solution: Solution, names: list[str]) -> Array | None:
    """Derivative of each node's worth; ``(node, player, parameter)``, or None where the tree is too large for it."""
    tree = solution.game.tree
    if not names or len(tree.owner) * len(tree.players) * 2 * len(names) > CELLS:
        return None
    steps = np.array([STEP * max(1.0, abs(solution.point[name])) for name in names])
    moves = np.concatenate([np.diag(steps), -np.diag(steps)], axis=1)
    columns = {name: solution.point[name] + moves[i] for i, name in enumerate(names)}
    unrolled = unroll(solution.scenario, solution.point, suppositions(solution.scenario, solution.provenance.suppose))
    game = evaluate(solution.scenario, unrolled, columns, 2 * len(names))
    worth = np.empty((len(tree.owner), len(tree.players), game.points))
    worth[tree.terminals] = game.payoffs
    likely = game.branch_probability()
    for nodes, children in families(tree):
        if tree.owner[nodes[0]] < 0:
            worth[nodes] = expected(worth[children], likely[children])
        else:
            worth[nodes] = worth[solution.induction.chosen[nodes, 0]]
    slopes = (worth[:, :, : len(names)] - worth[:, :, len(names) :]) / (2 * steps)
    found: Array = np.nan_to_num(slopes)
    return found
