"""The answer to `solve`: what happens, what it is worth, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, overload

import numpy as np
import numpy.typing as npt

from deterrence.errors import ArgumentError
from deterrence.game.extensive import ExtensiveGame
from deterrence.game.tree import History
from deterrence.scenario.fields import Expression
from deterrence.scenario.grammar import ExpressionSyntaxError
from deterrence.scenario.scenario import Scenario
from deterrence.scenario.symbols import Symbols
from deterrence.solvers.subgame_perfect import Induction, reach_probability
from deterrence.states.diagnosis import value_at
from deterrence.tables.provenance import Provenance
from deterrence.tables.text import html_table, number, text_table

Reach = npt.NDArray[np.float64]

LEAST_LIKELIER = 1e-12  # ends whose probabilities differ by less, relatively, are equally probable


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """An end that may come about: how likely, how it is reached, its state, and what it is worth."""

    probability: float
    path: History
    state: Mapping[str, str]
    payoffs: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionNode:
    """One decision in the tree, on the path of play or off it.

    `values` are the mover's payoffs of each choice, `optimal` all best ones,
    `choice` the one followed, `margin` best minus second best (0 at a tie),
    `probability` that of being reached.
    """

    variable: str
    player: str
    history: History
    values: Mapping[str, float]
    optimal: tuple[str, ...]
    choice: str
    margin: float
    probability: float


class DecisionNodes(Sequence[DecisionNode]):
    """All decision nodes of a solved tree, in tree order, made as they are read."""

    def __init__(self, solution: Solution) -> None:
        self._solution = solution
        self._nodes = solution.game.tree.in_order

    def __len__(self) -> int:
        return len(self._nodes)

    @overload
    def __getitem__(self, index: int) -> DecisionNode: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[DecisionNode, ...]: ...
    def __getitem__(self, index: int | slice) -> DecisionNode | tuple[DecisionNode, ...]:
        if isinstance(index, slice):
            return tuple(self._solution.decision_at(int(node)) for node in self._nodes[index])
        return self._solution.decision_at(int(self._nodes[index]))


@dataclass(frozen=True, kw_only=True, eq=False)
class Solution:
    """An equilibrium of a scenario's game at one parameter point.

    Attributes
    ----------
    concept
        The equilibrium concept.
    regret
        The largest gain any player has from another choice at any node,
        computed by code that does not know how the equilibrium was found.
    provenance
        Scenario, parameters, suppositions, tie rule and version.
    """

    scenario: Scenario
    game: ExtensiveGame
    induction: Induction
    point: Mapping[str, float]
    concept: str
    regret: float
    provenance: Provenance

    @cached_property
    def payoffs(self) -> dict[str, float]:
        """Each player's expected payoff."""
        return {player: float(v) for player, v in zip(self.game.players, self.induction.values[0, :, 0], strict=True)}

    @cached_property
    def reach(self) -> Reach:
        """The probability that each node is reached; ``(node,)``."""
        return reach_probability(self.game, self.induction)[:, 0]

    @cached_property
    def outcomes(self) -> tuple[Outcome, ...]:
        """The ends of positive probability, most probable first, ties in tree order."""
        tree = self.game.tree
        likely = self.reach[tree.terminals]
        order = np.flatnonzero(likely > 0)[np.argsort(-likely[likely > 0], kind="stable")]
        equal = likely[order] >= likely[order[0]] * (1 - LEAST_LIKELIER)
        order = np.concatenate([np.sort(order[equal]), order[~equal]])
        return tuple(self._outcome(int(terminal), float(likely[terminal])) for terminal in order)

    def _outcome(self, terminal: int, probability: float) -> Outcome:
        tree = self.game.tree
        worth = self.game.payoffs[terminal, :, 0]
        return Outcome(
            probability=probability,
            path=tree.history(int(tree.terminals[terminal])),
            state=tree.end_state(terminal),
            payoffs={player: float(v) for player, v in zip(tree.players, worth, strict=True)},
        )

    @property
    def path(self) -> History:
        """The most probable path: (variable, value) pairs in visiting order."""
        return self.outcomes[0].path

    @cached_property
    def decisions(self) -> DecisionNodes:
        """Every decision node, in tree order."""
        return DecisionNodes(self)

    @property
    def visited(self) -> tuple[DecisionNode, ...]:
        """The decision nodes that are reached with positive probability, in tree order."""
        return self._reached(self.reach)

    @property
    def followed(self) -> tuple[DecisionNode, ...]:
        """The decision nodes that choices lead to, whatever chance does, in tree order."""
        led_to = reach_probability(self.game, self.induction, whatever_chance_does=True)[:, 0]
        return self._reached(led_to)

    def _reached(self, reach: Reach) -> tuple[DecisionNode, ...]:
        nodes = self.game.tree.in_order
        return tuple(self.decision_at(int(node)) for node in nodes[reach[nodes] > 0])

    @property
    def equilibria(self) -> tuple[Solution, ...]:
        """All equilibria that the concept reports; under the tie rule backward induction reports one."""
        return (self,)

    def decision_at(self, node: int) -> DecisionNode:
        """The decision at a node of the tree, by its number."""
        tree, solved = self.game.tree, self.induction
        children = tree.children(node)
        mover = int(tree.owner[node])
        return DecisionNode(
            variable=tree.variables[tree.variable[node]],
            player=tree.players[mover],
            history=tree.history(node),
            values={tree.label(child): float(solved.values[child, mover, 0]) for child in children},
            optimal=tuple(tree.label(child) for child in children if solved.optimal[child, 0]),
            choice=tree.label(int(solved.chosen[node, 0])),
            margin=float(solved.margin[node, 0]),
            probability=float(self.reach[node]),
        )

    def probability(self, expression: str) -> float:
        """The probability that an expression is true at the end.

        Parameters
        ----------
        expression
            Over parameters, variables, definitions and players' payoffs.

        Raises
        ------
        ArgumentError
            It does not parse, or names something unknown.
        """
        parsed = read_expression(self.scenario, expression)
        return min(1.0, sum(o.probability for o in self.outcomes if self._value(parsed, o) != 0))

    def expected(self, expression: str) -> float:
        """The expected value of an expression at the end. Raises as `probability`."""
        parsed = read_expression(self.scenario, expression)
        return sum(outcome.probability * self._value(parsed, outcome) for outcome in self.outcomes)

    def _value(self, expression: Expression, outcome: Outcome) -> float:
        return value_at(self.scenario, expression, (), self.point, outcome.state)

    def explain(self) -> str:
        """Why: each choice on the path against its best alternative, and the threats that hold it in place."""
        from deterrence.solvers.explanation import explanation

        return explanation(self)

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON; decisions are those that are reached."""
        return {
            "concept": self.concept,
            "payoffs": self.payoffs,
            "outcomes": [_plain(outcome) for outcome in self.outcomes],
            "decisions": [_plain(decision) for decision in self.visited],
            "path": [list(step) for step in self.path],
            "regret": self.regret,
            "provenance": self.provenance.to_dict(),
        }

    def rows(self) -> list[list[str]]:
        """The decisions that are reached as lines of text, under `HEADER`."""
        rows = []
        for node in self.visited:
            others = {choice: value for choice, value in node.values.items() if choice != node.choice}
            rival = max(others, key=lambda choice: others[choice])
            rows.append(
                [
                    ", ".join(value for _, value in node.history) or "-",
                    node.player,
                    node.variable,
                    node.choice,
                    number(node.values[node.choice]),
                    rival,
                    number(node.values[rival]),
                    number(node.margin),
                ]
            )
        return rows

    HEADER = ("after", "player", "decides", "choice", "worth", "best other", "worth", "margin")

    def __str__(self) -> str:
        title = f"{self.scenario.title}: {self.concept}, regret {number(self.regret)}"
        payoffs = ", ".join(f"{player} {number(value)}" for player, value in self.payoffs.items())
        return f"{title}\nexpected payoffs: {payoffs}\n{text_table(self.HEADER, self.rows())}"

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return html_table(self.HEADER, self.rows())


def read_expression(scenario: Scenario, text: str) -> Expression:
    """An expression over a scenario's names, players' payoffs included. Raises `ArgumentError`."""
    try:
        expression = Expression.parse(text)
    except ExpressionSyntaxError as error:
        raise ArgumentError(f"in '{text}': {error.message}", error.help) from None
    for finding in Symbols(scenario).expression(expression, (), payoffs=True):
        raise ArgumentError(f"in '{text}': {finding.message}", finding.help)
    return expression


def _plain(value: Outcome | DecisionNode) -> dict[str, Any]:
    found = {name: getattr(value, name) for name in value.__slots__}
    for name in ("path", "history"):
        if name in found:
            found[name] = [list(step) for step in found[name]]
    return found
