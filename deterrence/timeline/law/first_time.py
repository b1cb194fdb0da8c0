"""When something first becomes true, exactly."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from deterrence.errors import ArgumentError
from deterrence.tables.text import html_table, number, text_table
from deterrence.timeline.curve import Curve, Estimate
from deterrence.timeline.law.course import Course

if TYPE_CHECKING:
    import pandas as pd

    from deterrence.plot.drawing.style import Axes, Size

TIE = 1e-12
HALVINGS = 80


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FirstTime:
    """The law of the first time at which a report is true.

    Attributes
    ----------
    name
        The report.
    curve
        The chance of its having been true by each date.
    reached
        The chance by the horizon.
    restricted_mean
        The expected time until then, or until the horizon if that comes first.
    mean_if_reached
        The expected time where it comes by the horizon; NaN if it never does.
    mean
        The expected time without any horizon; infinite if it may never come,
        None unless all clocks are exponential.
    horizon
        The horizon.
    course
        The chance at any time at all.
    """

    name: str
    curve: Curve
    reached: Estimate
    restricted_mean: Estimate
    mean_if_reached: Estimate
    mean: Estimate | None
    horizon: float
    course: Course

    def quantile(self, share: float) -> Estimate:
        """The first date by which the chance is at least `share` (within 1e-12); infinite if not by the horizon.

        Raises
        ------
        ArgumentError
            The share is not above 0 and at most 1.
        """
        if not 0 < share <= 1:
            raise ArgumentError(f"a quantile needs a share above 0 and at most 1, found {share:g}")
        enough = share - TIE
        if self.reached.value < enough:
            return Estimate(math.inf, 0.0)
        starts = self.course.starts
        place = max(0, int(np.searchsorted(self.course.at(starts)[:, 0] >= enough, True)))
        if place < len(starts) and (place == 0 or not self._within(place - 1, starts[place], enough)):
            return Estimate(float(starts[place]), 0.0)
        low, high = float(starts[place - 1]), float(starts[place]) if place < len(starts) else self.horizon
        for _ in range(HALVINGS):
            middle = (low + high) / 2
            low, high = (low, middle) if self._within(place - 1, middle, enough) else (middle, high)
        return Estimate(high, 0.0)

    def _within(self, place: int, date: float, enough: float) -> bool:
        """Whether the chance is large enough at a date, as the piece that begins before it has it."""
        offset = np.array([date - self.course.starts[place]])
        return bool(self.course.pieces[place].at(offset)[0, 0] >= enough)

    def plot(self, *, ax: Axes | None = None, size: Size = "page") -> Axes:
        """Draw the chance of having come about by each date."""
        from deterrence.plot.time.first_passage import first_passage

        return first_passage(self, ax=ax, size=size)

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON; what is infinite or has no value is None."""
        return {
            "reached": self.reached.value,
            "restricted_mean": self.restricted_mean.value,
            "mean_if_reached": _finite(self.mean_if_reached.value),
            "mean": None if self.mean is None else _finite(self.mean.value),
            "quantiles": {f"{share:g}": _finite(self.quantile(share).value) for share in (0.05, 0.25, 0.5, 0.75, 0.95)},
        }

    def to_pandas(self) -> pd.DataFrame:
        """One row a date."""
        return self.curve.to_pandas()

    def _table(self) -> tuple[tuple[str, ...], list[list[str]]]:
        rows = [
            ["chance by the horizon", number(self.reached.value)],
            ["median", number(self.quantile(0.5).value)],
            ["mean if by the horizon", number(self.mean_if_reached.value)],
            ["mean cut at the horizon", number(self.restricted_mean.value)],
        ]
        if self.mean is not None:
            rows.append(["mean without a horizon", number(self.mean.value)])
        return (f"first time of {self.name}", ""), rows

    def __str__(self) -> str:
        return text_table(*self._table())

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return html_table(*self._table())


def first_time(name: str, course: Course, times: Any, mean: float | None) -> FirstTime:
    """The first time of a report from the course of having been true."""
    horizon = course.horizon
    end = np.array([horizon])
    reached, spent = float(course.at(end)[0, 0]), float(course.integral(end)[0, 0])
    value = course.at(times)[:, 0]
    return FirstTime(
        name=name,
        curve=Curve(name=name, times=times, value=value, error=np.zeros(len(times))),
        reached=Estimate(reached, 0.0),
        restricted_mean=Estimate(horizon - spent, 0.0),
        mean_if_reached=Estimate(horizon - spent / reached if reached > 0 else math.nan, 0.0),
        mean=None if mean is None else Estimate(mean, 0.0),
        horizon=horizon,
        course=course,
    )


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
