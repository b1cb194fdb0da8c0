"""The answer to `solve`: what happens, what it is worth, and why."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, overload

import numpy as np
import numpy.typing as npt

from deterrence.errors import ArgumentError
from deterrence.game.extensive import ExtensiveGame
from deterrence.game.tree import History
from deterrence.scenario.fields import Expression
from deterrence.scenario.grammar import ExpressionSyntaxError
from deterrence.scenario.scenario import Scenario
from deterrence.scenario.symbols import Symbols
from deterrence.solvers.decision import HEADER, DecisionNode, Outcome
from deterrence.solvers.play import Play
from deterrence.states.diagnosis import value_at
from deterrence.tables.provenance import Provenance
from deterrence.tables.text import html_table, number, text_table

if TYPE_CHECKING:
    from deterrence.plot.drawing.style import Axes

MOST_ROWS = 60
ONE_ONLY = ("subgame-perfect equilibrium",)
NOISE = 1e-13
LEAST_LIKELIER = 1e-12  # ends whose probabilities differ by less, relatively, are equally probable


class DecisionNodes(Sequence[DecisionNode]):
    """All decisions of a solved tree, in tree order, made as they are read."""

    def __init__(self, solution: Solution) -> None:
        self._solution = solution

    def __len__(self) -> int:
        return len(self._solution.play.groups)

    @overload
    def __getitem__(self, index: int) -> DecisionNode: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[DecisionNode, ...]: ...
    def __getitem__(self, index: int | slice) -> DecisionNode | tuple[DecisionNode, ...]:
        groups = range(len(self))[index]
        if isinstance(groups, range):
            return tuple(self._solution.decision(group) for group in groups)
        return self._solution.decision(groups)


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
    complete
        Whether `equilibria` are all there are; of a continuum, all its extreme points.
    kind
        ``pooling``, ``separating`` and the like, where kinds are told apart;
        with "one end of a continuum" where it is one.
    provenance
        Scenario, parameters, suppositions, tie rule and version.
    """

    scenario: Scenario
    play: Play
    point: Mapping[str, float]
    concept: str
    regret: float
    provenance: Provenance
    complete: bool = True
    kind: str = ""
    equilibria: tuple[Solution, ...] = ()
    """All equilibria that the concept reports, this one included."""

    def __post_init__(self) -> None:
        if not self.equilibria:
            object.__setattr__(self, "equilibria", (self,))

    @property
    def game(self) -> ExtensiveGame:
        """The game that was solved."""
        return self.play.game

    @cached_property
    def payoffs(self) -> dict[str, float]:
        """Each player's expected payoff."""
        size = float(np.abs(self.game.payoffs[:, :, self.play.point]).max(initial=1.0))
        worth = np.where(np.abs(self.play.values[0]) <= NOISE * size, 0.0, self.play.values[0])
        return {player: float(v) for player, v in zip(self.game.players, worth, strict=True)}

    @cached_property
    def outcomes(self) -> tuple[Outcome, ...]:
        """The ends of positive probability, most probable first, ties in tree order."""
        tree = self.game.tree
        likely = self.play.reach[tree.terminals]
        order = np.flatnonzero(likely > 0)[np.argsort(-likely[likely > 0], kind="stable")]
        equal = likely[order] >= likely[order[0]] * (1 - LEAST_LIKELIER)
        order = np.concatenate([np.sort(order[equal]), order[~equal]])
        return tuple(self._outcome(int(terminal), float(likely[terminal])) for terminal in order)

    def _outcome(self, terminal: int, probability: float) -> Outcome:
        tree = self.game.tree
        worth = self.game.payoffs[terminal, :, self.play.point]
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
        """Every decision, in tree order."""
        return DecisionNodes(self)

    @property
    def visited(self) -> tuple[DecisionNode, ...]:
        """The decisions that are reached with positive probability, in tree order."""
        return self._where(self.play.reach > 0)

    @property
    def followed(self) -> tuple[DecisionNode, ...]:
        """The decisions that choices lead to, whatever chance does, in tree order."""
        return self._where(self.play.led_to)

    def _where(self, marked: npt.NDArray[np.bool_]) -> tuple[DecisionNode, ...]:
        groups = np.unique(self.play.group_of[marked & (self.game.tree.owner >= 0)])
        return tuple(self.decision(int(group)) for group in groups)

    def decision(self, group: int) -> DecisionNode:
        """The decision at an information set, by its place among `play.groups`."""
        tree, made = self.game.tree, self.play.choice(group)
        labels = [tree.label(child) for child in tree.children(int(made.nodes[0]))]
        several = len(made.nodes) > 1
        return DecisionNode(
            variable=tree.variables[tree.variable[made.nodes[0]]],
            player=tree.players[made.mover],
            history=made.history,
            values=dict(zip(labels, made.values.tolist(), strict=True)),
            optimal=tuple(label for label, best in zip(labels, made.optimal, strict=True) if best),
            choice=labels[made.chosen],
            margin=made.margin,
            probability=float(self.play.reach[made.nodes].sum()),
            probabilities=dict(zip(labels, made.probabilities.tolist(), strict=True)),
            beliefs=tuple((tree.history(int(n)), float(b)) for n, b in zip(made.nodes, made.belief, strict=True))
            if several
            else (),
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
            **self._answer(),
            "path": [list(step) for step in self.path],
            "complete": self.complete,
            "equilibria": [item._answer() for item in self.equilibria],
            "provenance": self.provenance.to_dict(),
        }

    def _answer(self) -> dict[str, Any]:
        return {
            "payoffs": self.payoffs,
            "outcomes": [outcome.to_dict() for outcome in self.outcomes],
            "decisions": [decision.to_dict() for decision in self.visited],
            "regret": self.regret,
            "kind": self.kind,
        }

    def plot(self, **options: Any) -> Axes:
        """Draw the game tree with this equilibrium; options as `deterrence.plot.trees.game_tree.game_tree` has them."""
        from deterrence.plot.trees.game_tree import game_tree

        return game_tree(self, **options)

    HEADER = HEADER

    def rows(self) -> list[list[str]]:
        """The decisions that are reached as lines of text, under `HEADER`; of very many, the likeliest."""
        visited, ranks = self.visited, self.scenario.ordinal
        if len(visited) <= MOST_ROWS:
            return [decision.row(ranks=ranks) for decision in visited]
        least = sorted((decision.probability for decision in visited), reverse=True)[MOST_ROWS - 1]
        shown = [decision.row(ranks=ranks) for decision in visited if decision.probability >= least]
        rest = f"{len(visited) - len(shown):,} less likely decisions"
        return [*shown, [rest, *[""] * (len(HEADER) - 1)]]

    def title(self) -> str:
        """One line: the concept, the kind, the regret, and how many equilibria there are."""
        kind = f" ({self.kind})" if self.kind else ""
        regret = number(self.regret) if self.regret > NOISE else "0"
        found = f"{self.scenario.title}: {self.concept}{kind}, regret {regret}"
        return f"{found}{self.listing()}"

    def worth(self) -> str:
        """One line: what it is worth to each player."""
        what = "payoffs (ranks)" if self.scenario.ordinal else "expected payoffs"
        return f"{what}: " + ", ".join(f"{player} {number(value)}" for player, value in self.payoffs.items())

    def listing(self) -> str:
        """How many equilibria there are, where there may be several."""
        count = len(self.equilibria)
        if count > 1:
            return f"; the first of {count}" + ("" if self.complete else ", and there may be more")
        if not self.complete:
            return "; the only one found, and there may be more"
        return "; the only one" if self.concept not in ONE_ONLY and "quantal" not in self.concept else ""

    def __str__(self) -> str:
        return f"{self.title()}\n{self.worth()}\n{text_table(self.HEADER, self.rows())}"

    __repr__ = __str__

    def _repr_html_(self) -> str:
        head = f"<p>{html.escape(self.title())}<br>{html.escape(self.worth())}</p>"
        return head + html_table(self.HEADER, self.rows())


def read_expression(scenario: Scenario, text: str) -> Expression:
    """An expression over a scenario's names, players' payoffs included. Raises `ArgumentError`."""
    try:
        expression = Expression.parse(text)
    except ExpressionSyntaxError as error:
        raise ArgumentError(f"in '{text}': {error.message}", error.help) from None
    for finding in Symbols(scenario).expression(expression, (), payoffs=True):
        raise ArgumentError(f"in '{text}': {finding.message}", finding.help)
    return expression
