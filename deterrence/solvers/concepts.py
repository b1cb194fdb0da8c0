"""Which equilibrium concept answers a scenario's game: chosen by its information, or by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from deterrence.errors import ArgumentError, ConceptError, NoAnswerError, nearest
from deterrence.game.extensive import Array, ExtensiveGame
from deterrence.game.information import require_perfect_recall
from deterrence.game.normal_form import NormalFormGame
from deterrence.game.tree import CHANCE, GameTree, Ints
from deterrence.scenario.scenario import Scenario
from deterrence.solvers.equilibria import Equilibria, Termination

SUBGAME_PERFECT = "subgame-perfect equilibrium"
CONCEPTS: Mapping[str, str] = {
    "subgame_perfect": SUBGAME_PERFECT,
    "perfect_bayesian": "perfect Bayesian equilibrium",
    "sequential": "sequential equilibrium",
    "nash": "Nash equilibrium",
    "quantal_response": "logit agent quantal response equilibrium",
}


@dataclass(frozen=True, slots=True)
class Concept:
    """An equilibrium concept by its id, with the precision of a quantal response; without an id the game decides."""

    id: str | None = None
    precision: float | None = None

    def __post_init__(self) -> None:
        if self.id is not None and self.id not in CONCEPTS:
            known = ", ".join(CONCEPTS)
            raise ArgumentError(f"unknown concept '{self.id}'", nearest(self.id, CONCEPTS) or f"known: {known}")
        if self.id == "quantal_response":
            if self.precision is None:
                raise ArgumentError(
                    "a quantal response needs a precision", "precision=0 is chance, large is best reply"
                )
            if not isinstance(self.precision, (int, float, np.number)):
                raise ArgumentError(f"a precision is a number, found {self.precision!r}")
            if not (np.isfinite(self.precision) and self.precision >= 0):
                raise ArgumentError(f"a precision is a finite number of at least 0, found {self.precision}")
        elif self.precision is not None:
            raise ArgumentError("a precision goes with the concept quantal_response")

    def at(self, scenario: Scenario, tree: GameTree) -> str:
        """The id of the concept that answers a tree.

        Raises
        ------
        ConceptError
            Payoffs are ranks and the answer needs more, or moves are hidden
            and backward induction was asked for.
        """
        _require_numbers(scenario, tree, self.id)
        perfect = tree.is_perfect_information
        if self.id == "subgame_perfect" and not perfect:
            what = imperfection(scenario)
            raise ConceptError(f"backward induction needs perfect information, and {what}; ask for perfect_bayesian")
        return self.id or ("subgame_perfect" if perfect else "perfect_bayesian")

    def may_find_several(self, scenario: Scenario) -> bool:
        """Whether there can be several equilibria, found numerically."""
        return self.id not in (None, "subgame_perfect") or (self.id is None and imperfection(scenario) is not None)

    def name(self, scenario: Scenario) -> str:
        """What its answers to a scenario are called."""
        if self.id is None:
            return CONCEPTS["subgame_perfect" if imperfection(scenario) is None else "perfect_bayesian"]
        found = CONCEPTS[self.id]
        return found if self.precision is None else f"{found}, precision {self.precision:g}"


def equilibria(scenario: Scenario, game: ExtensiveGame, concept: Concept) -> Equilibria:
    """The equilibria of a scenario's game by a concept other than backward induction, over all its points.

    Raises
    ------
    NoAnswerError
        The game is too large for the concept.
    """
    which = concept.at(scenario, game.tree)
    found = game_equilibria(game, replace(concept, id=which), mixed=not scenario.ordinal)
    selects = which == "quantal_response" or scenario.ordinal  # one branch; for ranks mixing has no meaning
    return replace(found, completes=found.terminations == Termination.FINISHED) if selects else found


def game_equilibria(game: ExtensiveGame | NormalFormGame, concept: Concept, *, mixed: bool = True) -> Equilibria:
    """The equilibria of any game; by default perfect Bayesian ones of a tree, Nash equilibria of a table.

    Raises
    ------
    ConceptError
        The concept needs a tree, or a player forgets an own move.
    NoAnswerError
        The game is too large for the concept.
    """
    if isinstance(game, ExtensiveGame):
        require_perfect_recall(game.tree)
    which = concept.id or ("perfect_bayesian" if isinstance(game, ExtensiveGame) else "nash")
    if which == "nash":
        from deterrence.solvers.nash import nash

        return nash(game)
    if which == "quantal_response":
        from deterrence.solvers.quantal_response import quantal_response

        assert concept.precision is not None
        return quantal_response(game, precision=concept.precision)
    if not isinstance(game, ExtensiveGame):
        raise ConceptError(f"a {CONCEPTS[which]} needs a tree; ask for nash or quantal_response")
    if which == "sequential":
        from deterrence.solvers.sequential import sequential

        return sequential(game)
    if which == "subgame_perfect" and not game.tree.is_perfect_information:
        raise ConceptError("backward induction needs perfect information; ask for perfect_bayesian")
    from deterrence.solvers.perfect_bayesian import perfect_bayesian

    return perfect_bayesian(game, mixed=mixed)


def strategies(game: ExtensiveGame, found: Equilibria) -> Array:
    """Equilibria as the probability that each node follows its parent's decision; ``(node, equilibrium)``."""
    strategy = np.ones((len(game.tree.owner), len(found)))
    for item in found.sets:
        for action in range(len(item.actions)):
            strategy[game.tree.first[item.nodes] + action] = found.strategies[item.name][:, action]
    return strategy


def beliefs(game: ExtensiveGame, found: Equilibria, reach: Array) -> Array:
    """The probability of each decision node within its set; ``(node, equilibrium)``.

    Where a concept has none, those of Bayes' rule, and equal ones where nothing leads.
    """
    belief = np.ones((len(game.tree.owner), len(found)))
    for item in found.sets:
        if found.beliefs is not None:
            belief[item.nodes] = found.beliefs[item.name].T
        else:
            total = reach[item.nodes].sum(axis=0)
            likely = reach[item.nodes] / np.where(total > 0, total, 1.0)
            belief[item.nodes] = np.where(total > 0, likely, 1 / len(item.nodes))
    return belief


def imperfection(scenario: Scenario) -> str | None:
    """What keeps a game from having perfect information: the first joint or hidden visit, in words."""
    for stage in scenario.game.order if scenario.game else []:
        if len(stage.visits) > 1:
            return f"{', '.join(visit.visit for visit in stage.visits)} move simultaneously"
        if stage.visits[0].hidden_from:
            return f"'{stage.visits[0].visit}' is hidden from {', '.join(stage.visits[0].hidden_from)}"
    return None


def no_equilibrium(found: Equilibria) -> NoAnswerError:
    """The error that says that nothing was found, which is not that nothing is there."""
    return NoAnswerError(f"no {found.concept} was found, and there may be one: the search is not complete")


def _require_numbers(scenario: Scenario, tree: GameTree, concept: str | None) -> None:
    if not scenario.ordinal:
        return
    ranks = "payoffs are ranks only (`ordinal: true`)"
    draws: Ints = tree.variable[(tree.owner == CHANCE) & ~tree.fixed]
    if len(draws):
        name = tree.variables[int(draws[0])]
        raise ConceptError(f"{ranks}, and an expectation over '{name}' needs more; suppose its result")
    if concept in ("nash", "quantal_response", "sequential"):
        raise ConceptError(f"{ranks}, and mixed play needs more; ask for perfect_bayesian")
