"""Solve a scenario's game at one parameter point."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from deterrence.errors import expect_kind
from deterrence.game.building import Suppose, build_game, parameters_at, suppositions
from deterrence.game.extensive import Array, ExtensiveGame
from deterrence.scenario.scenario import Scenario
from deterrence.solvers.concepts import (
    SUBGAME_PERFECT,
    Concept,
    beliefs,
    equilibria,
    no_equilibrium,
    strategies,
)
from deterrence.solvers.play import Play
from deterrence.solvers.regret import subgame_regret
from deterrence.solvers.solution import Solution
from deterrence.solvers.subgame_perfect import Induction, backward_induction
from deterrence.tables.provenance import Provenance


def solve(
    scenario: Scenario,
    *,
    given: Mapping[str, float] | None = None,
    suppose: Suppose = None,
    concept: str | None = None,
    precision: float | None = None,
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
        ``"subgame_perfect"`` (the default where information is perfect),
        ``"perfect_bayesian"`` (the default where it is not), ``"sequential"``,
        ``"nash"`` or ``"quantal_response"``.
    precision
        Of a quantal response: 0 is chance, large is best reply.

    Returns
    -------
    Solution
        With perfect information the subgame-perfect equilibrium under the tie
        rule: values within ``1e-9 max(1, |a|, |b|)`` are tied and the choice
        listed first is followed. Otherwise the first of all equilibria found,
        which are its `equilibria`: pure ones first, in the order of the
        file's choices; `complete` says whether there can be more.

    Raises
    ------
    ArgumentError
        An unknown parameter, variable, value, situation or concept.
    ConceptError
        A section is missing, or the concept does not fit the game.
    NoAnswerError
        No equilibrium was found, and the search is not complete.
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
    expect_kind(scenario, Scenario, "solve")
    asked = Concept(concept, precision)
    point = parameters_at(scenario, given)
    game = build_game(scenario, given=given, suppose=suppose)
    provenance = origin(scenario, given, suppositions(scenario, suppose), asked)
    if asked.at(scenario, game.tree) != "subgame_perfect":
        return _several(scenario, game, point, asked, provenance)
    found = strategy(game, backward_induction(game))
    return Solution(
        scenario=scenario,
        play=Play(game=game, strategy=found[:, 0], belief=np.ones(len(found))),
        point=point,
        concept=SUBGAME_PERFECT,
        regret=float(subgame_regret(game, found).max(initial=0.0)),
        provenance=provenance,
    )


def _several(
    scenario: Scenario, game: ExtensiveGame, point: Mapping[str, float], asked: Concept, provenance: Provenance
) -> Solution:
    """The first of all equilibria that a concept finds, with the others."""
    found = equilibria(scenario, game, asked)
    if not len(found):
        raise no_equilibrium(found)
    played = strategies(game, found)
    plays = [Play(game=game, strategy=row, belief=np.ones(len(row))) for row in played.T]
    believed = beliefs(game, found, np.array([play.reach for play in plays]).T)
    answers = tuple(
        Solution(
            scenario=scenario,
            play=Play(game=game, strategy=played[:, k], belief=believed[:, k]),
            point=point,
            concept=found.concept if asked.precision is None else asked.name(scenario),
            regret=item.regret,
            provenance=provenance,
            complete=found.complete,
            kind=", ".join(filter(None, [item.label, "one end of a continuum" if item.degenerate else ""])),
        )
        for k, item in enumerate(found)
    )
    for answer in answers:
        object.__setattr__(answer, "equilibria", answers)
    return answers[0]


def origin(
    scenario: Scenario, given: Mapping[str, float] | None, supposed: Mapping[str, Any], concept: Concept
) -> Provenance:
    """Where an answer about equilibrium play comes from."""
    return Provenance(
        scenario=scenario.title,
        hash=scenario.hash,
        given=dict(given or {}),
        suppose=supposed,
        concept=concept.name(scenario),
    )


def strategy(game: ExtensiveGame, induction: Induction) -> Array:
    """The probability that each node follows its parent's decision; ``(node, point)``."""
    found = np.zeros((len(game.tree.owner), game.points))
    nodes = np.flatnonzero(game.tree.owner >= 0)
    found[induction.chosen[nodes], np.arange(game.points)] = 1.0
    return found
