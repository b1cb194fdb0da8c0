"""What counts as a scenario's outcome, and its label at many parameter points."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from deterrence.analysis.evaluator import Evaluator
from deterrence.analysis.solutions import solutions
from deterrence.analysis.verdicts import SLACK, joined
from deterrence.errors import ArgumentError, DeterrenceError
from deterrence.game.building import Suppose
from deterrence.game.tree import History
from deterrence.scenario.fields import Expression
from deterrence.scenario.scenario import Scenario
from deterrence.solvers.concepts import Concept
from deterrence.solvers.given_draws import along_reach
from deterrence.solvers.solution import Solution, read_expression
from deterrence.solvers.solve import solve

Array = npt.NDArray[np.float64]
Columns = Mapping[str, float | Array]

VERDICTS = ("impossible", "possible", "certain")


@dataclass(frozen=True, slots=True, kw_only=True)
class Divergence:
    """Where a path first leaves the baseline's: who is to choose, after what, what is chosen there and here.

    `player` is empty where chance, or nobody, is; a path that does not come to
    the variable says in `instead` what comes there.
    """

    variable: str
    player: str
    history: History
    choice: str
    instead: str

    @property
    def place(self) -> str:
        """The variable and what came before it."""
        after = ", ".join(value for _, value in self.history)
        return f"{self.variable} after {after}" if after else self.variable


@dataclass(frozen=True, slots=True)
class Labels:
    """The outcome's label at some points, NaN where there is none, and the path, an index into `Outcome.paths`."""

    label: Array
    path: npt.NDArray[np.int64]


class Outcome:
    """The outcome at the baseline, to be compared with that at other points.

    By default it is what is chosen along the baseline's most probable path,
    its draws of chance taken as given: another point has the same outcome if
    choices lead to the same path when chance draws as on that one. With an
    expression it is whether that is certain, possible or impossible at the end
    (of probability 1, between, or 0, to 1e-9). Of several equilibria the first counts.
    An `evaluator` along the baseline's path, without quantities, may be shared.

    Raises
    ------
    DeterrenceError
        As `solve` at the baseline; an expression has no value there.
    """

    def __init__(
        self,
        scenario: Scenario,
        *,
        expression: str | None,
        given: Mapping[str, float] | None,
        suppose: Suppose,
        concept: Concept,
        evaluator: Evaluator | None = None,
    ) -> None:
        self.scenario, self.expression = scenario, expression
        self.given, self.suppose, self.concept = dict(given or {}), suppose, concept
        parsed = None if expression is None else [joined("and", Expression.parse("1"), _read(scenario, expression))]
        answer = self._solve({})
        self.likeliest = answer.path
        self.evaluator = evaluator or Evaluator(
            scenario,
            given=given,
            suppose=suppose,
            quantities=parsed or [],
            payoffs=False,
            play=False,
            concept=concept,
            along=answer.path,
        )
        found = self.labels({}, 1)
        self.label, self.path = float(found.label[0]), self.paths[found.path[0]]

    @property
    def paths(self) -> list[History]:
        """The paths met so far."""
        return self.evaluator.outcomes

    @property
    def base(self) -> dict[str, float]:
        """Every parameter's value at the baseline."""
        return self.evaluator.base

    def labels(self, columns: Columns, points: int) -> Labels:
        """The outcome at some points; parameters not in `columns` keep their value."""
        answers = self.evaluator.at(columns, points, first=self.expression is None)
        if self.expression is None:
            return Labels(np.where(answers.sound, answers.outcome, np.nan), answers.outcome)
        likely = np.where(answers.sound, answers.quantities[0], np.nan)
        return Labels(_verdict(likely), answers.outcome)

    def kept(self, columns: Columns, points: int) -> Labels:
        """As `labels`, with 1 where the baseline's outcome is kept and 0 where another is."""
        found = self.labels(columns, points)
        return Labels(np.where(np.isnan(found.label), np.nan, found.label == self.label), found.path)

    def by_solve(self, places: Sequence[Mapping[str, float]]) -> list[float]:
        """The labels at some points, by `solve` and a walk through its tree; NaN where it has no answer."""
        try:
            answers: Sequence[Solution | None] = solutions(
                self.scenario,
                [{**self.given, **values} for values in places],
                suppose=self.suppose,
                concept=self.concept,
            )
        except DeterrenceError:
            answers = [self._solved(values) for values in places]
        return [self._read_off(answer) for answer in answers]

    def _solved(self, values: Mapping[str, float]) -> Solution | None:
        try:
            return self._solve(values)
        except DeterrenceError:
            return None

    def _read_off(self, answer: Solution | None) -> float:
        if answer is None:
            return float("nan")
        if self.expression is not None:
            try:
                return float(_verdict(np.array(answer.probability(self.expression))))
            except DeterrenceError:
                return float("nan")
        path = path_along(answer, self.likeliest)
        return float(self.paths.index(path)) if path in self.paths else -1.0

    def divergence(self, other: History) -> Divergence | None:
        """The first step of the baseline's path that another path does not take; None if there is none."""
        for index, (variable, value) in enumerate(self.path):
            here = other[index] if index < len(other) else ("", "")
            if here == (variable, value):
                continue
            decision = self.scenario.decisions.get(variable)
            instead = here[1] if here[0] == variable else "not visited"
            return Divergence(
                variable=variable,
                player=decision.player if decision else "",
                history=self.path[:index],
                choice=value,
                instead=instead,
            )
        return None

    def described(self) -> str:
        """The outcome in words."""
        if self.expression is not None:
            return f"'{self.expression}' is {VERDICTS[int(self.label)]}"
        return ", ".join(f"{variable} {value}" for variable, value in self.path)

    def _solve(self, values: Mapping[str, float]) -> Solution:
        given = {**self.given, **values}
        return solve(
            self.scenario, given=given, suppose=self.suppose, concept=self.concept.id, precision=self.concept.precision
        )


def path_along(answer: Solution, along: History) -> History:
    """The path that a solution's choices lead to when chance draws as along another path."""
    tree = answer.game.tree
    reach = along_reach(tree, answer.play.step[:, None], along)[tree.terminals, 0]
    return tree.history(int(tree.terminals[(reach >= reach.max() * (1 - 1e-12)).argmax()]))


def _verdict(likely: Array) -> Array:
    """0 for impossible, 1 for possible, 2 for certain; NaN where there is no probability."""
    found: Array = np.where(likely >= 1 - SLACK, 2.0, np.where(likely <= SLACK, 0.0, 1.0))
    return np.where(np.isnan(likely), np.nan, found)


def _read(scenario: Scenario, expression: str) -> Expression:
    if not isinstance(expression, str):
        raise ArgumentError(f"an outcome is an expression such as 'treaty == keep', found {expression!r}")
    return read_expression(scenario, expression)
