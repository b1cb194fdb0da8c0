"""What a timeline's law says exactly: chances, times and payoffs, without error bars."""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from deterrence.errors import ArgumentError, nearest
from deterrence.tables.provenance import Provenance
from deterrence.tables.series import dataset
from deterrence.tables.text import html_table, number, text_table
from deterrence.timeline.curve import Curve, Estimate
from deterrence.timeline.farsight.certificate import Certificate
from deterrence.timeline.law.first_time import FirstTime
from deterrence.timeline.transition.readings import Array

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

    from deterrence.plot.drawing.style import Axes, Size

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ExactAnswer:
    """The answer to `exact`.

    Attributes
    ----------
    times
        The dates of all curves, in the timeline's unit.
    probabilities
        Report to the chance that it is true at each date, after that date's events.
    first_times
        Report to the law of its first time.
    accrued
        Player to the expected discounted payoff up to each date.
    occupancy
        Report to the expected time it is true up to the horizon.
    payoffs
        Player to the expected discounted payoff up to the horizon.
    states
        How many configurations the timeline can reach.
    error_bound
        The most by which leaving out improbable numbers of jumps moves any
        probability; a time is moved by at most that times the horizon. Rounding
        comes on top, about 1e-14.
    unit, horizon
        The timeline's.
    certificate
        Of farsighted play; None where nobody is farsighted.
    """

    times: Array
    probabilities: Mapping[str, Curve]
    first_times: Mapping[str, FirstTime]
    accrued: Mapping[str, Curve]
    occupancy: Mapping[str, Estimate]
    payoffs: Mapping[str, Estimate]
    states: int
    error_bound: float
    unit: str
    horizon: float
    provenance: Provenance
    certificate: Certificate | None = None

    def __post_init__(self) -> None:
        owned = np.array(self.times, dtype=float)
        owned.flags.writeable = False
        object.__setattr__(self, "times", owned)

    def probability(self, report: str) -> Curve:
        """The chance that a report is true at each date, after that date's events."""
        return _named(self.probabilities, report, "report")

    def ever(self, report: str) -> Curve:
        """The chance that a report has been true at some time up to and including each date."""
        return self.first_time(report).curve

    def first_time(self, report: str) -> FirstTime:
        """The law of the first time at which a report is true."""
        return _named(self.first_times, report, "report")

    def payoff(self, player: str) -> Curve:
        """The expected discounted payoff up to each date."""
        return _named(self.accrued, player, "player")

    def plot(self, *, ax: Axes | None = None, size: Size = "page") -> Axes:
        """Draw how likely each report is over time or, without reports, what it is worth up to each date."""
        from deterrence.plot.time.payoff_curves import payoff_curves
        from deterrence.plot.time.report_curves import report_curves

        return (report_curves if self.reports else payoff_curves)(self, ax=ax, size=size)

    def columns(self) -> dict[str, Array]:
        """All curves: ``<report>``, ``ever.<report>`` and ``payoff.<player>``."""
        found = {name: curve.value for name, curve in self.probabilities.items()}
        found |= {f"ever.{name}": first.curve.value for name, first in self.first_times.items()}
        return found | {f"payoff.{name}": curve.value for name, curve in self.accrued.items()}

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return {
            "times": self.times.tolist(),
            "curves": {name: column.tolist() for name, column in self.columns().items()},
            "first_times": {name: first.to_dict() for name, first in self.first_times.items()},
            "occupancy": {name: estimate.value for name, estimate in self.occupancy.items()},
            "payoffs": {name: estimate.value for name, estimate in self.payoffs.items()},
            "states": self.states,
            "error_bound": self.error_bound,
            "unit": self.unit,
            "horizon": self.horizon,
            "provenance": self.provenance.to_dict(),
        }

    def to_pandas(self) -> pd.DataFrame:
        """One row a date, with the columns of `columns`."""
        import pandas as pd

        return pd.DataFrame({"time": self.times, **self.columns()})

    def to_xarray(self) -> xr.Dataset:
        """A dataset over time with the columns of `columns`; needs xarray."""
        attrs = {"unit": self.unit, "error_bound": self.error_bound}
        return dataset(self.times, self.columns(), attrs, self.provenance)

    @property
    def reports(self) -> tuple[str, ...]:
        """The names of the reports."""
        return tuple(self.probabilities)

    @property
    def players(self) -> tuple[str, ...]:
        """The players who have payoffs."""
        return tuple(self.payoffs)

    def head(self) -> list[str]:
        """What was worked out, a sentence a line."""
        farsighted = [] if self.certificate is None else [str(self.certificate)]
        found = (
            f"exact, over {self.states:,} state{'s' * (self.states != 1)}, to {self.unit or 'date'} "
            f"{number(self.horizon)}; at most {max(self.error_bound, 1e-16):.0e} of probability left out"
        )
        return [found, *farsighted]

    def _tables(self) -> list[tuple[tuple[str, ...], list[list[str]]]]:
        reports = []
        for name, curve in self.probabilities.items():
            first = self.first_times[name]
            cells = (
                curve.at(self.horizon).value if self.times[-1] >= self.horizon else curve.value[-1],
                first.reached.value,
                self.occupancy[name].value,
                first.quantile(0.5).value,
                first.mean_if_reached.value,
            )
            reports.append([name, *(number(float(cell)) for cell in cells)])
        paid = [[name, number(estimate.value)] for name, estimate in self.payoffs.items()]
        last = "at the end" if self.times[-1] >= self.horizon else f"at {number(float(self.times[-1]))}"
        header = ("report", last, "ever", "time in it", "median first time", "mean if ever")
        tables: list[tuple[tuple[str, ...], list[list[str]]]] = [(header, reports)] if reports else []
        return [*tables, (("player", "discounted payoff"), paid)] if paid else tables

    def __str__(self) -> str:
        return "\n\n".join([*self.head(), *(text_table(*table) for table in self._tables())])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return f"<p>{html.escape(' '.join(self.head()))}</p>" + "".join(html_table(*table) for table in self._tables())


def _named(known: Mapping[str, T], name: str, what: str) -> T:
    if name not in known:
        help = nearest(name, known) or (f"known: {', '.join(known)}" if known else f"the timeline has no {what}s")
        raise ArgumentError(f"unknown {what} '{name}'", help)
    return known[name]
