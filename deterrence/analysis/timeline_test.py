"""Claims about how likely something is in time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from deterrence.analysis.verdicts import FALSE, SLACK, TRUE, UNDECIDED, UNDEFINED, Columns, Verdicts
from deterrence.errors import EvaluationError, NoAnswerError
from deterrence.scenario.parts import Claim
from deterrence.scenario.scenario import Scenario
from deterrence.tables.interval import wilson
from deterrence.timeline.curve import Estimate
from deterrence.timeline.histories.plan import Plan
from deterrence.timeline.histories.simulate import play_table
from deterrence.timeline.law.exact import exact_of_table
from deterrence.timeline.transition.compiling import compile_timeline
from deterrence.timeline.transition.table import Table

ROUNDS = (10_000, 100_000, 1_000_000)
SURE = 4.0  # standard errors


@dataclass(frozen=True, slots=True)
class Chance:
    """A probability, an interval that holds it, and from how many histories; 0 where it is exact."""

    estimate: Estimate
    low: float
    high: float
    histories: int

    def __str__(self) -> str:
        how = f"{self.histories:,} histories" if self.histories else "exact"
        return f"probability {self.estimate} ({how})"


class TimelineTest:
    """Whether the chance of a report, at a date or by it, lies between two bounds.

    It is worked out exactly where the clocks allow. Else it is simulated, in
    rounds of more and more histories, until the interval of four standard
    errors around it (Wilson's) lies between the bounds or beyond one of them.
    """

    points_each = 100

    def __init__(self, scenario: Scenario, claim: Claim) -> None:
        assert claim.timeline is not None
        self.scenario, self.claim, self.asked = scenario, claim, claim.timeline

    def at(self, columns: Columns, points: int) -> Verdicts:
        """One point after another; without a verdict where something has no value."""
        truth, margin = np.full(points, UNDEFINED, dtype=np.int8), np.full(points, np.inf)
        low, high = self.asked.between
        for point in range(points):
            here = {name: float(np.broadcast_to(values, points)[point]) for name, values in columns.items()}
            try:
                chance = self.chance(here, ROUNDS[:2])
            except EvaluationError:
                continue
            truth[point] = self.verdict(chance)
            margin[point] = min(abs(chance.estimate.value - low), abs(chance.estimate.value - high))
        return Verdicts(truth, margin)

    def chance(self, given: Mapping[str, float], rounds: Sequence[int]) -> Chance:
        """How likely the report is. Raises `EvaluationError` where something has no value."""
        date = float(self.asked.at if self.asked.at is not None else self.asked.by or 0.0)
        point = {**self.claim.given, **given}
        table = compile_timeline(self.scenario, given=point, suppose=self.claim.suppose)
        try:
            answer = exact_of_table(table, times=[date])
        except NoAnswerError:
            return self._simulated(table, date, rounds)
        curve = answer.probability if self.asked.at is not None else answer.ever
        value = float(curve(self.asked.quantity).value[0])
        return Chance(Estimate(value, 0.0), value, value, 0)

    def _simulated(self, table: Table, date: float, rounds: Sequence[int]) -> Chance:
        for replications in rounds:
            run = play_table(table, Plan(times=[date], replications=replications, keep=0))
            run.raise_for_status()
            curve = run.probability if self.asked.at is not None else run.ever
            estimate = curve(self.asked.quantity).at(date)
            low, high = wilson(round(estimate.value * replications), replications, SURE)
            chance = Chance(estimate, low, high, replications)
            if self.verdict(chance) != UNDECIDED:
                break
        return chance

    def verdict(self, chance: Chance) -> int:
        """True if all that the chance may be lies between the bounds, false if none of it does."""
        low, high = self.asked.between
        if low - SLACK <= chance.low and chance.high <= high + SLACK:
            return TRUE
        return FALSE if chance.high < low - SLACK or chance.low > high + SLACK else UNDECIDED
