"""Draws of parameters, and how probable it is at each that the outcome fails."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from deterrence.analysis.covering import Sample
from deterrence.analysis.evaluator import Columns
from deterrence.analysis.outcome import Outcome
from deterrence.analysis.priors import Priors, priors, uniform
from deterrence.errors import ArgumentError
from deterrence.game.building import Suppose, require_parameter
from deterrence.run.chunks import Progress, chunks
from deterrence.scenario.scenario import Scenario
from deterrence.solvers.concepts import Concept

Array = npt.NDArray[np.float64]


class Failure:
    """What fails: an expression as far as it is probable, or the baseline's path."""

    def __init__(
        self,
        scenario: Scenario,
        expression: str | None,
        given: Mapping[str, float] | None,
        suppose: Suppose,
        concept: Concept,
    ) -> None:
        self.expression = expression
        self.outcome = Outcome(scenario, expression=expression, given=given, suppose=suppose, concept=concept)
        self.supposed = self.outcome.evaluator.supposed

    @property
    def described(self) -> str:
        """The failure in words."""
        return self.expression or f"another path than {self.outcome.described()}"

    def at(self, columns: Columns, points: int) -> Array:
        """The probability of failing at some points; NaN where there is no answer."""
        if self.expression is None:
            return 1.0 - self.outcome.kept(columns, points).label
        answers = self.outcome.evaluator.at(columns, points)
        return np.where(answers.sound, np.clip(answers.quantities[0], 0.0, 1.0), np.nan)


def drawn_sample(failure: Failure, source: Priors, start: int, stop: int, progress: Progress) -> Sample:
    """The draws from `start` to `stop` that have an answer."""
    points, fails = np.empty((len(source.quantiles), stop - start)), np.empty(stop - start)
    for part in chunks(stop - start, progress):
        columns = source.draw(start + part.start, start + part.stop)
        points[:, part] = list(columns.values())
        fails[part] = failure.at(columns, part.stop - part.start)
    known = ~np.isnan(fails)
    return Sample(points[:, known], fails[known])


def ranges(
    scenario: Scenario, names: list[str], box: Any, given: Mapping[str, float] | None, named: bool, seed: int
) -> Priors:
    """Where each parameter is drawn from: evenly in its interval of the box, else from its prior.

    Parameters that are given are held unless they are `named` or in the box.
    """
    if box is not None and not isinstance(box, Mapping):
        raise ArgumentError(f"a box maps parameters to (low, high), found {box!r}")
    inside = {name: _interval(scenario, name, ends) for name, ends in (box or {}).items()}
    drawn = [name for name in names if named or name not in (given or {}) or name in inside]
    drawn += [name for name in inside if name not in drawn]
    if not drawn:
        raise ArgumentError("every parameter is given, so nothing varies", "name some in `parameters`")
    found = priors(scenario, drawn, seed)
    return Priors({**found.quantiles, **{name: uniform(*ends) for name, ends in inside.items()}}, seed)


def _interval(scenario: Scenario, name: Any, ends: Any) -> tuple[float, float]:
    require_parameter(scenario, str(name))
    try:
        low, high = (float(end) for end in ends)
    except (TypeError, ValueError):
        raise ArgumentError(f"the box's interval of '{name}' is (low, high), found {ends!r}") from None
    if not (np.isfinite(low) and np.isfinite(high) and low < high):
        raise ArgumentError(
            f"the box's interval of '{name}' needs two finite numbers, the low one first; found {ends!r}"
        )
    return low, high
