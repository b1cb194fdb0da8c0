"""What vouches for the play of farsighted players."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """How far a strategy profile is from a Markov-perfect equilibrium, worked out from the finished profile alone.

    Attributes
    ----------
    regret
        Of each player: the most that any other stationary strategy of its
        decisions would gain in any configuration, if the others stay with
        theirs, in discounted payoff.
    deviation
        The most that anybody gains by deviating at one single choice.
    logit
        The largest difference between the law of a choice with a `precision`
        and the logit law of its options' values. What such a choice leaves to
        error is no regret: other choices take it as given.
    residual
        How far the values may be from those of the strategies, from rounding.
    rounds
        How many rounds of best replies led here.
    ties
        At how many choices two options of different consequences are tied; the one listed first is taken.
    tied
        Some of these in words.
    """

    regret: Mapping[str, float]
    deviation: float
    logit: float
    residual: float
    rounds: int
    ties: int
    tied: tuple[str, ...]

    def __str__(self) -> str:
        found = (
            f"Markov-perfect: regret at most {max(self.regret.values(), default=0.0):.1e} after {self.rounds} rounds"
        )
        if self.logit:
            found += f", logit laws to {self.logit:.1e}"
        if self.ties:
            found += f"; tied at {self.ties} choice{'s' * (self.ties > 1)}, so listed first: {'; '.join(self.tied)}"
        return found
