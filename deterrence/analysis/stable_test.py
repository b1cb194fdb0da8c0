"""Claims that a state of the conflict graph is stable."""

from __future__ import annotations

import numpy as np

from deterrence.analysis.verdicts import FALSE, TRUE, UNDEFINED, Columns, Verdicts
from deterrence.conflict_graph.state_test import StateTest
from deterrence.scenario.parts import Claim
from deterrence.scenario.scenario import Scenario


class StableTest:
    """Whether a state is stable by a concept for every player, or for one.

    The margin of a verdict is that of the conflict graph; payoffs that are
    ranks have none.
    """

    points_each = 1

    def __init__(self, scenario: Scenario, claim: Claim) -> None:
        assert claim.stable is not None
        self.ordinal = scenario.ordinal
        self.test = StateTest(
            scenario,
            claim.stable.state,
            claim.stable.concept,
            claim.stable.for_,
            given=claim.given,
            suppose=claim.suppose,
        )

    def at(self, columns: Columns, points: int) -> Verdicts:
        """A state that is outside the graph at a point, or whose graph has no payoffs there, has no verdict."""
        if self.ordinal:
            stable = self.test.stable(columns, points)
            margin = np.full(points, np.inf)
        else:
            margin = self.test.at(columns, points)
            stable = np.where(np.isnan(margin), -1, margin >= 0)
        truth = np.select([stable == 1, stable == 0], [TRUE, FALSE], UNDEFINED)
        return Verdicts(truth.astype(np.int8), np.abs(margin))
