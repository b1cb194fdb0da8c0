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
from deterrence.analysis.several import Several
from deterrence.scenario.fields import RELATION, Expression
from deterrence.scenario.parts import Claim
from deterrence.scenario.scenario import Scenario
from deterrence.scenario.syntax import Apply
from deterrence.solvers.concepts import Concept
from deterrence.solvers.ties import tied

Array = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Columns = Mapping[str, float | Array]

TRUE, FALSE, VACUOUS, UNDEFINED, UNDECIDED = 1, 0, 2, 3, 4
SLACK = 1e-9
TOLERANCE = 1e-6
BLIND = 1e-7
APART = 1e-6

_ONLY = {"payoffs": False, "play": False}  # a claim asks for its quantities and margins alone

RELATIONS: dict[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt,
    "<=": operator.le,
    "==": operator.eq,
    "!=": operator.ne,
    ">=": operator.ge,
    ">": operator.gt,
}
NEGATED = {"<": ">=", "<=": ">", "==": "!=", "!=": "==", ">=": "<", ">": "<="}


@dataclass(frozen=True, slots=True)
class Verdicts:
    """For each point TRUE, FALSE, VACUOUS, UNDEFINED (no value) or UNDECIDED, and how far it is from another answer."""

    truth: npt.NDArray[np.int8]
    margin: Array


class ClaimTest(Protocol):
    """A claim that can be tried at parameter points."""

    def at(self, columns: Columns, points: int) -> Verdicts:
        """Try the claim at some points; parameters not in `columns` keep their value."""

    @property
    def points_each(self) -> int:
        """How many games a try takes."""


def claim_test(scenario: Scenario, claim: Claim, concept: Concept) -> ClaimTest:
    """The test of a claim of kind expect, flips, monotone or compare.

    Where there are several equilibria a claim is true if it is in every one,
    false if it is in none, and else undecided; with ``equilibria: some`` one
    is enough.
    """
    if claim.flips is not None:
        return FlipsTest(scenario, claim, concept)
    if claim.monotone is not None:
        return MonotoneTest(scenario, claim, concept)
    if claim.compare is not None:
        return CompareTest(scenario, claim, concept)
    return ExpectTest(scenario, claim, concept)


def _judged(every: Bools, some: Bools, claim: Claim) -> npt.NDArray[np.int8]:
    """The verdict from whether something is true in every equilibrium, and in some."""
    holds = some if claim.equilibria == "some" else every
    return np.where(holds, TRUE, np.where(some, UNDECIDED, FALSE)).astype(np.int8)


class ExpectTest:
    """Whether an expression is true on every branch that may come about, or likely enough."""

    points_each = 1

    def __init__(self, scenario: Scenario, claim: Claim, concept: Concept) -> None:
        assert claim.expect is not None
        inside = claim.in_ or Expression.parse("1")
        both = _joined("and", inside, claim.expect)
        fails = _joined("and", inside, _joined("not", claim.expect))
        self.claim = claim
        self.bound = RELATION.fullmatch(claim.probability) if claim.probability else None
        self.evaluator = Evaluator(
            scenario,
            given=claim.given,
            suppose=claim.suppose,
            quantities=[inside, both, fails],
            concept=concept,
            **_ONLY,
        )

    def at(self, columns: Columns, points: int) -> Verdicts:
        """Vacuous where no branch lies in the claim's `in`."""
        answers = self.evaluator.at(columns, points)
        rows = answers.rows
        holds, inside, gap = self.in_each(rows.quantities)
        every, some = rows.every(holds | ~inside), rows.some(holds & inside)
        truth = _judged(every, some, self.claim)
        enough = (truth == TRUE) if self.claim.equilibria == "some" else False
        truth[~rows.complete & ~np.asarray(enough)] = UNDECIDED
        truth[rows.complete & ~rows.some(inside)] = VACUOUS
        if self.bound and self.bound.group(1) in ("==", "!="):
            truth[self._between(rows, float(self.bound.group(2)))] = UNDECIDED
        margin = answers.margin
        if self.bound:
            margin = np.full(points, np.inf)
            np.minimum.at(margin, rows.point, np.where(inside, gap, np.inf))
        return Verdicts(np.where(answers.sound, truth, UNDEFINED).astype(np.int8), margin)

    def _between(self, rows: Several, bound: float) -> Bools:
        """Whether a bound lies between the probabilities of equilibria whose mixtures may be equilibria too."""
        inside, both, _ = rows.quantities
        with np.errstate(invalid="ignore", divide="ignore"):
            chances = np.where(inside > 0, both / inside, np.nan)
        counted = ~np.isnan(chances)
        low, high = Several(rows.point[counted], chances[None, counted], rows.complete, rows.tied).ends(0)
        with np.errstate(invalid="ignore"):
            return np.asarray(rows.tied & (low + SLACK < bound) & (bound < high - SLACK))

    def in_each(self, quantities: Array) -> tuple[Bools, Bools, Array]:
        """For each equilibrium whether the claim is true, whether any branch counts, and the gap to its bound."""
        inside, both, fails = quantities
        if not self.bound:
            return fails == 0, inside > 0, np.zeros(len(inside))
        with np.errstate(invalid="ignore", divide="ignore"):
            holds, gap = _within(both / inside, self.bound.group(1), float(self.bound.group(2)))
        return holds, inside > 0, gap


class CompareTest:
    """Whether an expected quantity under one supposition stands in a relation to that under another."""

    points_each = 2

    def __init__(self, scenario: Scenario, claim: Claim, concept: Concept) -> None:
        assert claim.compare is not None
        self.claim = claim
        self.relation = claim.compare.relation
        outer = claim.suppose or []
        self.sides = [
            Evaluator(
                scenario,
                given=claim.given,
                suppose=[*outer, *inner],
                quantities=[claim.compare.quantity],
                concept=concept,
                **_ONLY,
            )
            for inner in (claim.compare.suppose, claim.compare.with_)
        ]

    def values(self, columns: Columns, points: int) -> tuple[Array, Array]:
        """The two expected quantities, of the first equilibrium each; NaN where one has no value."""
        left, right = (side.at(columns, points) for side in self.sides)
        return np.where(left.sound, left.quantities[0], np.nan), np.where(right.sound, right.quantities[0], np.nan)

    def at(self, columns: Columns, points: int) -> Verdicts:
        """Values within the tie tolerance are equal; with several equilibria every pair counts."""
        left, right = (side.at(columns, points).rows for side in self.sides)
        (low, high), (least, most) = left.ends(0), right.ends(0)
        smallest, largest = _gap(low, most), _gap(high, least)
        point, gap = _pairs(left, right)
        holds = np.asarray(RELATIONS[self.relation](gap, 0.0))
        every, some = np.ones(points, dtype=bool), np.zeros(points, dtype=bool)
        np.logical_and.at(every, point, holds)
        np.logical_or.at(some, point, holds)
        between = left.tied | right.tied  # mixtures may have any value between those listed
        every &= ~between | _for_all(self.relation, smallest, largest)
        possible = some | (between & ~_for_all(NEGATED[self.relation], smallest, largest))
        truth = _judged(every, possible, self.claim)
        complete = left.complete & right.complete
        if self.claim.equilibria == "some":
            truth[~some & (possible | ~complete)] = UNDECIDED
        else:
            truth[~complete] = UNDECIDED
        truth[np.isnan(smallest)] = UNDEFINED
        return Verdicts(truth, np.minimum(np.abs(smallest), np.abs(largest)))


class FlipsTest:
    """Whether the truth of an expression changes exactly once along a parameter, at a stated value."""

    points_each = POINTS

    def __init__(self, scenario: Scenario, claim: Claim, concept: Concept) -> None:
        assert claim.flips is not None
        self.claim, self.flips = claim, claim.flips
        self.low, self.high = self.flips.over or scenario.span(self.flips.parameter)
        self.tolerance = TOLERANCE * (self.high - self.low) if self.flips.tolerance is None else self.flips.tolerance
        fails = _joined("not", self.flips.expect)
        self.evaluator = Evaluator(
            scenario, given=claim.given, suppose=claim.suppose, quantities=[fails], concept=concept, **_ONLY
        )
        self.has_several = False
        self.blind = BLIND if concept.may_find_several(scenario) else 0.0

    def crossings(self, columns: Columns, points: int, *, some: bool = False) -> tuple[list[Crossing], list[Array]]:
        """Where the truth changes along the parameter, for each point; and the truth at the 1,001 points.

        True is what holds in every equilibrium, or in `some`. On a tie what is
        listed counts as all; elsewhere an incomplete list gives NaN.
        """

        def truth(lines: npt.NDArray[np.int64], positions: Array) -> Array:
            here = {name: at(column, lines) for name, column in columns.items()} | {self.flips.parameter: positions}
            answers = self.evaluator.at(here, len(positions))
            rows = answers.rows
            self.has_several |= answers.several is not None
            holds = rows.quantities[0] == 0
            found = rows.some(holds) if some else rows.every(holds)
            known = rows.complete | (found if some else ~found)
            known |= self._is_a_tie(here, positions, ~known & rows.tied)
            return np.where(answers.sound & known, found.astype(float), np.nan)

        return crossings(truth, [np.linspace(self.low, self.high, POINTS)] * points, blind=self.blind)

    def _is_a_tie(self, here: Columns, positions: Array, asked: Bools) -> Bools:
        """Whether a list that is not complete at a point is so to either side of it, a tie apart."""
        where = np.flatnonzero(asked)
        if not len(where):
            return asked
        found = asked.copy()
        for side in (-1.0, 1.0):
            moved = np.clip(positions[where] + side * APART * (self.high - self.low), self.low, self.high)
            beside = {name: at(column, where) for name, column in here.items()} | {self.flips.parameter: moved}
            found[where] &= self.evaluator.at(beside, len(where)).rows.complete
        return found

    def at(self, columns: Columns, points: int) -> Verdicts:
        """True where there is one change, near enough to the stated value."""
        if self.claim.equilibria == "some":
            return self._at(columns, points, some=True)
        every = self._at(columns, points, some=False)
        if not self.has_several:
            return every
        some = self._at(columns, points, some=True)
        truth = np.where(every.truth == some.truth, every.truth, UNDECIDED).astype(np.int8)
        return Verdicts(truth, np.minimum(every.margin, some.margin))

    def _at(self, columns: Columns, points: int, *, some: bool) -> Verdicts:
        found, truths = self.crossings(columns, points, some=some)
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

    def __init__(self, scenario: Scenario, claim: Claim, concept: Concept) -> None:
        assert claim.monotone is not None
        self.claim, self.monotone = claim, claim.monotone
        self.low, self.high = self.monotone.over or scenario.span(self.monotone.parameter)
        self.sign = 1.0 if self.monotone.direction == "increasing" else -1.0
        self.grid = np.linspace(self.low, self.high, POINTS)
        self.evaluator = Evaluator(
            scenario,
            given=claim.given,
            suppose=claim.suppose,
            quantities=[self.monotone.quantity],
            concept=concept,
            **_ONLY,
        )

    def values(self, columns: Columns, points: int) -> tuple[Array, Array, Bools]:
        """The least and greatest value along the parameter for each point, and whether all are known.

        Each is ``(points, 1001)``, NaN where there is no value. A list that is
        not complete at a single point between complete ones lies on a tie.
        """
        here = {n: np.repeat(c, POINTS) if np.ndim(c) else c for n, c in columns.items()}
        here[self.monotone.parameter] = np.tile(self.grid, points)
        rows = self.evaluator.at(here, points * POINTS).rows
        low, high = (end.reshape(points, POINTS) for end in rows.ends(0))
        complete = np.pad(rows.complete.reshape(points, POINTS), ((0, 0), (1, 1)), constant_values=True)
        beside = complete[:, :-2] & complete[:, 2:]
        known = complete[:, 1:-1] | (rows.tied.reshape(points, POINTS) & beside)
        return low, high, np.asarray(known.all(axis=1))

    def drop(self, low: Array, high: Array) -> tuple[Array, npt.NDArray[np.int64]]:
        """The largest step against the direction on each line, and where it ends; 0 within the tie tolerance.

        A step goes from the greatest value so far to the least at each point,
        in the direction's sense.
        """
        most, least = (high, low) if self.sign > 0 else (-low, -high)
        before = np.maximum.accumulate(most, axis=1)[:, :-1]
        fall = np.where(tied(before, least[:, 1:]), 0.0, before - least[:, 1:])
        worst = np.nan_to_num(fall).argmax(axis=1)
        return np.maximum(np.nan_to_num(fall)[np.arange(len(fall)), worst], 0.0), worst + 1

    def at(self, columns: Columns, points: int) -> Verdicts:
        """True where no step goes against the direction by more than a tie, whichever equilibria are played."""
        low, high, known = self.values(columns, points)
        fall, _ = self.drop(low, high)
        surely, _ = self.drop(high, low)  # from the least values to the greatest: no choice of equilibria avoids it
        truth = _judged(fall <= 0, surely <= 0, self.claim)
        truth[~known] = UNDECIDED
        if self.claim.equilibria == "some":
            truth[(truth == TRUE) & (fall > 0)] = UNDECIDED
        truth[np.isnan(low).any(axis=1)] = UNDEFINED
        return Verdicts(truth, fall)


def _pairs(left: Several, right: Several) -> tuple[npt.NDArray[np.int64], Array]:
    """Every equilibrium of one side with every one of the other: the point of each pair, and the gap between them."""
    starts = np.searchsorted(right.point, left.point)
    times = np.searchsorted(right.point, left.point, side="right") - starts
    first = np.repeat(np.arange(len(left.point)), times)
    second = np.repeat(starts, times) + np.arange(len(first)) - np.repeat(np.cumsum(times) - times, times)
    return left.point[first], _gap(left.quantities[0][first], right.quantities[0][second])


def _gap(left: Array, right: Array) -> Array:
    return np.where(tied(left, right), 0.0, left - right)


def _for_all(relation: str, smallest: Array, largest: Array) -> Bools:
    """Whether a relation to 0 holds for all differences between two bounds; only if surely so."""
    if relation == "!=":
        return np.asarray((smallest > 0) | (largest < 0))
    holds: Bools = RELATIONS[relation](smallest, 0.0) & RELATIONS[relation](largest, 0.0)
    return holds


def _within(value: Array, relation: str, bound: float) -> tuple[npt.NDArray[np.bool_], Array]:
    gap = value - bound
    gap = np.where(np.abs(gap) <= SLACK, 0.0, gap)
    return RELATIONS[relation](gap, 0.0), np.abs(gap)


def is_within(value: float, probability: str) -> bool:
    """Whether a probability satisfies a bound such as ``>= 0.5``, with slack 1e-9."""
    bound = RELATION.fullmatch(probability)
    assert bound is not None
    return bool(_within(np.array(value), bound.group(1), float(bound.group(2)))[0])


def _joined(op: str, *expressions: Expression) -> Expression:
    node = Apply(op, tuple(expression.node for expression in expressions), 0, 1)
    return Expression(f"{op}({', '.join(expression.text for expression in expressions)})", node)
