"""Claims as tests of parameter points: true, false, vacuous or without a value, at many points at once."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from deterrence.analysis.crossing import POINTS, Crossing, crossings
from deterrence.analysis.evaluator import Evaluator, at
from deterrence.scenario.fields import RELATION, Expression
from deterrence.scenario.parts import Claim, Flips, Monotone
from deterrence.scenario.scenario import Scenario
from deterrence.scenario.syntax import Apply
from deterrence.solvers.ties import tied

Array = npt.NDArray[np.float64]
Columns = Mapping[str, float | Array]

TRUE, FALSE, VACUOUS, UNDEFINED = 1, 0, 2, 3
SLACK = 1e-9
TOLERANCE = 1e-6

_ONLY = {"payoffs": False, "play": False}  # a claim asks for its quantities and margins alone

RELATIONS: dict[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt,
    "<=": operator.le,
    "==": operator.eq,
    "!=": operator.ne,
    ">=": operator.ge,
    ">": operator.gt,
}


@dataclass(frozen=True, slots=True)
class Verdicts:
    """For each point TRUE, FALSE, VACUOUS or UNDEFINED, and how far it is from another answer."""

    truth: npt.NDArray[np.int8]
    margin: Array


class ClaimTest(Protocol):
    """A claim that can be tried at parameter points."""

    def at(self, columns: Columns, points: int) -> Verdicts:
        """Try the claim at some points; parameters not in `columns` keep their value."""

    @property
    def points_each(self) -> int:
        """How many games a try takes."""


def claim_test(scenario: Scenario, claim: Claim) -> ClaimTest:
    """The test of a claim of kind expect, flips, monotone or compare."""
    if claim.flips is not None:
        return FlipsTest(scenario, claim, claim.flips)
    if claim.monotone is not None:
        return MonotoneTest(scenario, claim, claim.monotone)
    if claim.compare is not None:
        return CompareTest(scenario, claim)
    return ExpectTest(scenario, claim)


class ExpectTest:
    """Whether an expression is true on every branch that may come about, or likely enough."""

    points_each = 1

    def __init__(self, scenario: Scenario, claim: Claim) -> None:
        assert claim.expect is not None
        inside = claim.in_ or Expression.parse("1")
        both = _joined("and", inside, claim.expect)
        fails = _joined("and", inside, _joined("not", claim.expect))
        self.bound = RELATION.fullmatch(claim.probability) if claim.probability else None
        self.evaluator = Evaluator(
            scenario, given=claim.given, suppose=claim.suppose, quantities=[inside, both, fails], **_ONLY
        )

    def at(self, columns: Columns, points: int) -> Verdicts:
        """Vacuous where no branch lies in the claim's `in`."""
        answers = self.evaluator.at(columns, points)
        inside, both, fails = answers.quantities
        with np.errstate(invalid="ignore", divide="ignore"):
            if self.bound:
                holds, margin = _within(both / inside, self.bound.group(1), float(self.bound.group(2)))
            else:
                holds, margin = fails == 0, answers.margin
            truth = np.where(inside > 0, holds.astype(np.int8), VACUOUS)
        return Verdicts(np.where(answers.sound, truth, UNDEFINED).astype(np.int8), margin)


class CompareTest:
    """Whether an expected quantity under one supposition stands in a relation to that under another."""

    points_each = 2

    def __init__(self, scenario: Scenario, claim: Claim) -> None:
        assert claim.compare is not None
        self.relation = claim.compare.relation
        outer = claim.suppose or []
        self.sides = [
            Evaluator(
                scenario, given=claim.given, suppose=[*outer, *inner], quantities=[claim.compare.quantity], **_ONLY
            )
            for inner in (claim.compare.suppose, claim.compare.with_)
        ]

    def values(self, columns: Columns, points: int) -> tuple[Array, Array]:
        """The two expected quantities; NaN where one has no value."""
        left, right = (side.at(columns, points) for side in self.sides)
        return np.where(left.sound, left.quantities[0], np.nan), np.where(right.sound, right.quantities[0], np.nan)

    def at(self, columns: Columns, points: int) -> Verdicts:
        """Values within the tie tolerance are equal."""
        left, right = self.values(columns, points)
        gap = np.where(tied(left, right), 0.0, left - right)
        holds = RELATIONS[self.relation](gap, 0.0)
        truth = np.where(np.isnan(gap), UNDEFINED, holds.astype(np.int8))
        return Verdicts(truth.astype(np.int8), np.abs(gap))


class FlipsTest:
    """Whether the truth of an expression changes exactly once along a parameter, at a stated value."""

    points_each = POINTS

    def __init__(self, scenario: Scenario, claim: Claim, flips: Flips) -> None:
        self.flips = flips
        self.low, self.high = flips.over or scenario.span(flips.parameter)
        self.tolerance = TOLERANCE * (self.high - self.low) if flips.tolerance is None else flips.tolerance
        fails = _joined("not", flips.expect)
        self.evaluator = Evaluator(scenario, given=claim.given, suppose=claim.suppose, quantities=[fails], **_ONLY)

    def crossings(self, columns: Columns, points: int) -> tuple[list[Crossing], list[Array]]:
        """Where the truth changes along the parameter, for each point; and the truth at the 1,001 points."""

        def truth(lines: npt.NDArray[np.int64], positions: Array) -> Array:
            here = {name: at(column, lines) for name, column in columns.items()} | {self.flips.parameter: positions}
            answers = self.evaluator.at(here, len(positions))
            return np.where(answers.sound, (answers.quantities[0] == 0).astype(float), np.nan)

        return crossings(truth, [np.linspace(self.low, self.high, POINTS)] * points)

    def at(self, columns: Columns, points: int) -> Verdicts:
        """True where there is one change, near enough to the stated value."""
        found, truths = self.crossings(columns, points)
        truth = np.zeros(points, dtype=np.int8)
        margin = np.full(points, np.inf)
        for line in range(points):
            here = [crossing for crossing in found if crossing.line == line]
            off = abs(here[0].value - self.flips.at) if len(here) == 1 else np.inf
            unknown = np.isnan(truths[line]).any() or any(crossing.broken for crossing in here)
            truth[line] = UNDEFINED if unknown else off <= self.tolerance
            margin[line] = abs(off - self.tolerance)
        return Verdicts(truth, margin)


class MonotoneTest:
    """Whether an expected quantity rises, or falls, weakly along a parameter."""

    points_each = POINTS

    def __init__(self, scenario: Scenario, claim: Claim, monotone: Monotone) -> None:
        self.monotone = monotone
        self.low, self.high = monotone.over or scenario.span(monotone.parameter)
        self.sign = 1.0 if monotone.direction == "increasing" else -1.0
        self.grid = np.linspace(self.low, self.high, POINTS)
        self.evaluator = Evaluator(
            scenario, given=claim.given, suppose=claim.suppose, quantities=[monotone.quantity], **_ONLY
        )

    def values(self, columns: Columns, points: int) -> Array:
        """The quantity along the parameter for each point; ``(points, 1001)``, NaN where it has no value."""
        here = {n: np.repeat(c, POINTS) if np.ndim(c) else c for n, c in columns.items()}
        here[self.monotone.parameter] = np.tile(self.grid, points)
        answers = self.evaluator.at(here, points * POINTS)
        return np.where(answers.sound, answers.quantities[0], np.nan).reshape(points, POINTS)

    def drop(self, values: Array) -> tuple[Array, npt.NDArray[np.int64]]:
        """The largest step against the direction on each line, and where it ends; 0 within the tie tolerance."""
        rising = self.sign * values
        before = np.maximum.accumulate(rising, axis=1)[:, :-1]
        fall = np.where(tied(before, rising[:, 1:]), 0.0, before - rising[:, 1:])
        worst = np.nan_to_num(fall).argmax(axis=1)
        return np.nan_to_num(fall)[np.arange(len(fall)), worst], worst + 1

    def at(self, columns: Columns, points: int) -> Verdicts:
        """True where no step goes against the direction by more than a tie."""
        values = self.values(columns, points)
        fall, _ = self.drop(values)
        truth = np.where(np.isnan(values).any(axis=1), UNDEFINED, (fall <= 0).astype(np.int8))
        return Verdicts(truth.astype(np.int8), fall)


def _within(value: Array, relation: str, bound: float) -> tuple[npt.NDArray[np.bool_], Array]:
    gap = value - bound
    gap = np.where(np.abs(gap) <= SLACK, 0.0, gap)
    return RELATIONS[relation](gap, 0.0), np.abs(gap)


def _joined(op: str, *expressions: Expression) -> Expression:
    node = Apply(op, tuple(expression.node for expression in expressions), 0, 1)
    return Expression(f"{op}({', '.join(expression.text for expression in expressions)})", node)
