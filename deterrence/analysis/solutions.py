"""Solutions at many parameter points at once: what `solve` finds at each, for the price of a few."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from deterrence.errors import ArgumentError, EvaluationError
from deterrence.game.building import Suppose, evaluate, parameters_at, suppositions
from deterrence.game.extensive import ExtensiveGame
from deterrence.game.trees import tree_at
from deterrence.game.unroll import Unrolled
from deterrence.scenario.scenario import Scenario
from deterrence.solvers.concepts import SUBGAME_PERFECT, Concept
from deterrence.solvers.play import Play
from deterrence.solvers.regret import subgame_regret
from deterrence.solvers.solution import Solution
from deterrence.solvers.solve import origin, solve, strategy
from deterrence.solvers.subgame_perfect import backward_induction

CELLS = 500_000


def solutions(
    scenario: Scenario,
    places: Sequence[Mapping[str, float]],
    *,
    suppose: Suppose = None,
    concept: Concept,
) -> list[Solution]:
    """What `solve` finds where parameters are given in each of some ways; raises as `solve`.

    Points with one tree are evaluated together where backward induction answers them.

    Examples
    --------
    >>> from deterrence import load
    >>> deal = load("technology-for-money")
    >>> [found.path[0] for found in solutions(deal, [{"need": 0.5}, {"need": 1.5}], concept=Concept())]
    [('treaty', 'withdraw'), ('treaty', 'keep')]
    """
    found: dict[int, Solution] = {}
    trees: dict[int, tuple[Unrolled, list[int]]] = {}
    supposed = suppositions(scenario, suppose)
    for index, given in enumerate(places):
        try:
            unrolled = tree_at(scenario, parameters_at(scenario, given), supposed)
        except (ArgumentError, EvaluationError):  # `solve` below says so, after what comes before it
            continue
        if concept.at(scenario, unrolled.tree) == "subgame_perfect":
            trees.setdefault(id(unrolled), (unrolled, []))[1].append(index)
    for unrolled, indices in trees.values():
        step = max(1, CELLS // (len(unrolled.tree.owner) * len(unrolled.tree.players)))
        for start in range(0, len(indices), step):
            part = indices[start : start + step]
            answers = _together(scenario, unrolled, [places[index] for index in part], suppose, concept)
            found |= {index: answer for index, answer in zip(part, answers, strict=True) if answer is not None}
    return [
        found.get(index)
        or solve(scenario, given=given, suppose=suppose, concept=concept.id, precision=concept.precision)
        for index, given in enumerate(places)
    ]


def _together(
    scenario: Scenario,
    unrolled: Unrolled,
    places: Sequence[Mapping[str, float]],
    suppose: Suppose,
    concept: Concept,
) -> list[Solution | None]:
    """Solutions at points that share a tree; None where something has no value."""
    points = [parameters_at(scenario, given) for given in places]
    columns = {
        name: value if all(point[name] == value for point in points) else np.array([point[name] for point in points])
        for name, value in points[0].items()
    }
    game = evaluate(scenario, unrolled, columns, len(points))
    chosen = strategy(game, backward_induction(game))
    regret = subgame_regret(game, chosen).max(axis=0, initial=0.0)
    supposed = suppositions(scenario, suppose)
    belief = np.ones(len(chosen))
    found: list[Solution | None] = []
    for k, given in enumerate(places):
        alone = ExtensiveGame(
            tree=game.tree,
            payoffs=game.payoffs[:, :, k : k + 1],
            drawn=game.drawn,
            probability=game.probability[:, k : k + 1],
        )
        if np.isnan(alone.payoffs).any():
            found.append(None)
            continue
        found.append(
            Solution(
                scenario=scenario,
                play=Play(game=alone, strategy=chosen[:, k], belief=belief),
                point=points[k],
                concept=SUBGAME_PERFECT,
                regret=float(regret[k]),
                provenance=origin(scenario, given, supposed, concept),
            )
        )
    return found
