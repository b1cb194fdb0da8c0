"""What a history has come to so far: discounted payoffs, how long each report was true, and since when."""

from __future__ import annotations

import math

from deterrence.timeline.retelling.rules import Scene


class Ledger:
    """Adds up one history, stretch by stretch, up to its end."""

    def __init__(self, players: int, reports: int, *, discount: float, end: float) -> None:
        self.discount, self.end = discount, end
        self.paid = [0.0] * players
        self.occupied = [0.0] * reports
        self.first = [math.inf] * reports

    def add(self, scene: Scene, since: float, until: float) -> None:
        """A stretch of time in which nothing changed."""
        stop = min(until, self.end)
        if stop > since:
            weight = self.accrued(stop) - self.accrued(since)
            for place, payoff in enumerate(scene.payoffs):
                self.paid[place] += payoff * weight
        for place, true in enumerate(scene.reports):
            if true:
                self.occupied[place] += max(0.0, stop - since)
                self.first[place] = min(self.first[place], since)

    def accrued(self, date: float) -> float:
        """The integral of exp(-discount t) from 0 to a date."""
        return date if self.discount == 0.0 else -math.expm1(-self.discount * date) / self.discount
