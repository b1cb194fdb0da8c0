"""Claims as tests of parameter points: true, false, vacuous or without a value, at many points at once."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from deterrence.analysis.evaluator import Evaluator
from deterrence.analysis.line_tests import FlipsTest, MonotoneTest
from deterrence.analysis.several import Several
from deterrence.analysis.stable_test import StableTest
from deterrence.analysis.timeline_test import TimelineTest
from deterrence.analysis.verdicts import (
    RELATIONS,
    SLACK,
    TRUE,
    UNDECIDED,
    UNDEFINED,
    VACUOUS,
    Array,
    Bools,
    ClaimTest,
    Columns,
    Verdicts,
    joined,
    judged,
    within,
)
from deterrence.scenario.fields import RELATION, Expression
from deterrence.scenario.parts import Claim
from deterrence.scenario.scenario import Scenario
from deterrence.solvers.concepts import Concept
from deterrence.solvers.ties import tied

NEGATED = {"<": ">=", "<=": ">", "==": "!=", "!=": "==", ">=": "<", ">": "<="}


def claim_test(scenario: Scenario, claim: Claim, concept: Concept) -> ClaimTest:
    """The test of a claim of any kind.

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
    if claim.stable is not None:
        return StableTest(scenario, claim)
    if claim.timeline is not None:
        return TimelineTest(scenario, claim)
    return ExpectTest(scenario, claim, concept)


class ExpectTest:
    """Whether an expression is true on every branch that may come about, or likely enough."""

    points_each = 1

    def __init__(self, scenario: Scenario, claim: Claim, concept: Concept) -> None:
        assert claim.expect is not None
        inside = claim.in_ or Expression.parse("1")
        both = joined("and", inside, claim.expect)
        fails = joined("and", inside, joined("not", claim.expect))
        self.claim = claim
        self.bound = RELATION.fullmatch(claim.probability) if claim.probability else None
        self.evaluator = Evaluator(
            scenario,
            given=claim.given,
            suppose=claim.suppose,
            quantities=[inside, both, fails],
            concept=concept,
            payoffs=False,
            play=False,
        )

    def at(self, columns: Columns, points: int) -> Verdicts:
        """Vacuous where no branch lies in the claim's `in`."""
        answers = self.evaluator.at(columns, points)
        rows = answers.rows
        holds, inside, gap = self.in_each(rows.quantities)
        every, some = rows.every(holds | ~inside), rows.some(holds & inside)
        truth = judged(every, some, self.claim)
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
            holds, gap = within(both / inside, self.bound.group(1), float(self.bound.group(2)))
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
                payoffs=False,
                play=False,
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
        truth = judged(every, possible, self.claim)
        complete = left.complete & right.complete
        if self.claim.equilibria == "some":
            truth[~some & (possible | ~complete)] = UNDECIDED
        else:
            truth[~complete] = UNDECIDED
        truth[np.isnan(smallest)] = UNDEFINED
        return Verdicts(truth, np.minimum(np.abs(smallest), np.abs(largest)))


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
