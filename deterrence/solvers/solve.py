"""Solve a scenario's game at one parameter point."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from deterrence.errors import ArgumentError, ConceptError, NoAnswerError, nearest
from deterrence.game.building import Suppose, build_game, parameters_at, suppositions
from deterrence.game.extensive import Array, ExtensiveGame
from deterrence.game.tree import CHANCE, GameTree
from deterrence.scenario.scenario import Scenario
from deterrence.solvers.regret import subgame_regret
from deterrence.solvers.solution import Solution
from deterrence.solvers.subgame_perfect import Induction, backward_induction
from deterrence.tables.provenance import Provenance

SUBGAME_PERFECT = "subgame-perfect equilibrium"
CONCEPTS = {"subgame_perfect": SUBGAME_PERFECT}


def solve(
    scenario: Scenario,
    *,
    given: Mapping[str, float] | None = None,
    suppose: Suppose = None,
    concept: str | None = None,
) -> Solution:
    """Find what happens in a scenario's game, what it is worth, and why.

    Parameters
    ----------
    scenario
        Needs a `game` section and payoffs.
    given
        Parameters that differ from the baseline; they may leave their range.
    suppose
        Results fixed in advance and known to everyone: ``{variable: value}``,
        a situation's id, or a list of these, later ones winning.
    concept
        ``"subgame_perfect"``, the default where information is perfect.

    Returns
    -------
    Solution
        The subgame-perfect equilibrium under the tie rule: values within
        ``1e-9 max(1, |a|, |b|)`` are tied and the choice listed first is
        followed.

    Raises
    ------
    ArgumentError
        An unknown parameter, variable, value, situation or concept.
    ConceptError
        A section is missing.
    NoAnswerError
        A move is hidden or simultaneous.
    EvaluationError
        Something has no value at this point.
    TreeTooLargeError
        More than 2,000,000 nodes.

    References
    ----------
    .. [1] R. Selten, "Spieltheoretische Behandlung eines Oligopolmodells mit
       Nachfrageträgheit", Zeitschrift für die gesamte Staatswissenschaft 121, 1965.

    Examples
    --------
    >>> from deterrence import load
    >>> deal = load("technology-for-money")
    >>> answer = solve(deal)
    >>> answer.path
    (('treaty', 'keep'), ('fund', 'refuse'), ('export', 'nothing'))
    >>> answer.payoffs
    {'us': 0.0, 'russia': 0.0, 'china': 0.0}
    >>> solve(deal, given={"need": 0.5}).path[0]
    ('treaty', 'withdraw')
    """
    if concept is not None and concept not in CONCEPTS:
        raise ArgumentError(
            f"unknown concept '{concept}'", nearest(concept, CONCEPTS) or f"known: {', '.join(CONCEPTS)}"
        )
    point = parameters_at(scenario, given)
    game = build_game(scenario, given=given, suppose=suppose)
    require_solvable(scenario, game.tree)
    induction = backward_induction(game)
    return Solution(
        scenario=scenario,
        game=game,
        induction=induction,
        point=point,
        concept=SUBGAME_PERFECT,
        regret=float(subgame_regret(game, strategy(game, induction)).max(initial=0.0)),
        provenance=origin(scenario, given, suppositions(scenario, suppose)),
    )


def origin(scenario: Scenario, given: Mapping[str, float] | None, supposed: Mapping[str, Any]) -> Provenance:
    """Where an answer about subgame-perfect play comes from."""
    return Provenance(
        scenario=scenario.title,
        hash=scenario.hash,
        given=dict(given or {}),
        suppose=supposed,
        concept=SUBGAME_PERFECT,
    )


def strategy(game: ExtensiveGame, induction: Induction) -> Array:
    """The probability that each node follows its parent's decision; ``(node, point)``."""
    found = np.zeros((len(game.tree.owner), game.points))
    nodes = np.flatnonzero(game.tree.owner >= 0)
    found[induction.chosen[nodes], np.arange(game.points)] = 1.0
    return found


def require_solvable(scenario: Scenario, tree: GameTree) -> None:
    """Raise unless backward induction answers this tree.

    Raises
    ------
    NoAnswerError
        Naming the first hidden or simultaneous move.
    ConceptError
        Payoffs are ranks, and a draw asks for expectations over them.
    """
    if scenario.ordinal and ((tree.owner == CHANCE) & ~tree.fixed).any():
        draws = tree.variable[(tree.owner == CHANCE) & ~tree.fixed]
        name = tree.variables[int(draws[0])]
        raise ConceptError(
            f"payoffs are ranks only (`ordinal: true`), and an expectation over '{name}' needs more; suppose its result"
        )
    if tree.is_perfect_information or scenario.game is None:
        return
    for stage in scenario.game.order:
        if len(stage.visits) > 1:
            names = ", ".join(visit.visit for visit in stage.visits)
            what = f"{names} move simultaneously"
            break
        if stage.visits[0].hidden_from:
            what = f"'{stage.visits[0].visit}' is hidden from {', '.join(stage.visits[0].hidden_from)}"
            break
    else:
        what = "an information set has several nodes"
    raise NoAnswerError(f"this release solves games of perfect information, and {what}")
