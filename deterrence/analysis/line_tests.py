"""Claims about a parameter's whole range: that something flips once, or that a quantity goes one way."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from deterrence.analysis.crossing import POINTS, Crossing, crossings
from deterrence.analysis.evaluator import Evaluator, at
from deterrence.analysis.verdicts import (
    TRUE,
    UNDECIDED,
    UNDEFINED,
    Array,
    Bools,
    Columns,
    Verdicts,
    joined,
    judged,
)
from deterrence.scenario.parts import Claim
from deterrence.scenario.scenario import Scenario
from deterrence.solvers.concepts import Concept
from deterrence.solvers.ties import tied

TOLERANCE = 1e-6
BLIND = 1e-7
APART = 1e-6


class FlipsTest:
    """Whether the truth of an expression changes exactly once along a parameter, at a stated value."""

    points_each = POINTS

    def __init__(self, scenario: Scenario, claim: Claim, concept: Concept) -> None:
        assert claim.flips is not None
        self.claim, self.flips = claim, claim.flips
        self.low, self.high = self.flips.over or scenario.span(self.flips.parameter)
        self.tolerance = TOLERANCE * (self.high - self.low) if self.flips.tolerance is None else self.flips.tolerance
        fails = joined("not", self.flips.expect)
        self.evaluator = Evaluator(
            scenario,
            given=claim.given,
            suppose=claim.suppose,
            quantities=[fails],
            concept=concept,
            payoffs=False,
            play=False,
        )
        self.has_several = False
        self._here: dict[bool, tuple[list[Crossing], list[Array]]] = {}
        self.blind = BLIND if concept.may_find_several(scenario) else 0.0

    def crossings(self, columns: Columns, points: int, *, some: bool = False) -> tuple[list[Crossing], list[Array]]:
        """Where the truth changes along the parameter, for each point; and the truth at the 1,001 points.

        True is what holds in every equilibrium, or in `some`. On a tie what is
        listed counts as all; elsewhere an incomplete list gives NaN.
        """
        if columns or points != 1:
            return self._crossings(columns, points, some=some)
        if some not in self._here:
            self._here[some] = self._crossings(columns, points, some=some)
        return self._here[some]

    def _crossings(self, columns: Columns, points: int, *, some: bool) -> tuple[list[Crossing], list[Array]]:
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
            payoffs=False,
            play=False,
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
        truth = judged(fall <= 0, surely <= 0, self.claim)
        truth[~known] = UNDECIDED
        if self.claim.equilibria == "some":
            truth[(truth == TRUE) & (fall > 0)] = UNDECIDED
        truth[np.isnan(low).any(axis=1)] = UNDEFINED
        return Verdicts(truth, fall)
