"""When something first became true in simulated histories."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from deterrence.errors import ArgumentError
from deterrence.tables.text import html_table, number, text_table
from deterrence.timeline.curve import Array, Curve, Estimate

if TYPE_CHECKING:
    import pandas as pd

    from deterrence.plot.drawing.style import Axes, Size

SHARES = (0.05, 0.25, 0.5, 0.75, 0.95)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FirstTimes:
    """The first times at which a report was true.

    Attributes
    ----------
    name
        The report.
    curve
        The chance of its having been true by each date, from all replications.
    reached, restricted_mean
        The chance by the horizon, and the expected time until then or the
        horizon, whichever comes first; from all replications.
    values
        One a replication that was kept, infinite where it was never true.
    horizon
        The horizon.
    """

    name: str
    curve: Curve
    reached: Estimate
    restricted_mean: Estimate
    values: Array
    horizon: float

    @property
    def mean_if_reached(self) -> Estimate:
        """The expected time where it comes by the horizon, from what was kept; NaN if it never did."""
        seen = self.values[self.values < math.inf]
        if not len(seen):
            return Estimate(math.nan, math.nan)
        error = float(seen.std(ddof=1) / math.sqrt(len(seen))) if len(seen) > 1 else math.nan
        return Estimate(float(seen.mean()), error)

    def quantile(self, share: float) -> Estimate:
        """The date by which a share of histories have seen it, from what was kept; infinite if not by the horizon.

        The standard error is that of the order statistic: a quarter of the
        distance between those four binomial standard errors apart.

        Raises
        ------
        ArgumentError
            The share is not above 0 and at most 1.
        """
        if not 0 < share <= 1:
            raise ArgumentError(f"a quantile needs a share above 0 and at most 1, found {share:g}")
        ordered = np.sort(self.values)
        count = len(ordered)
        if not count:
            return Estimate(math.nan, math.nan)
        spread = 2 * math.sqrt(count * share * (1 - share))
        low, at, high = (
            int(np.clip(math.ceil(count * share + move) - 1, 0, count - 1)) for move in (-spread, 0, spread)
        )
        value = float(ordered[at])
        return Estimate(value, float(ordered[high] - ordered[low]) / 4 if value < math.inf else 0.0)

    def plot(self, *, ax: Axes | None = None, size: Size = "page") -> Axes:
        """Draw the chance of having come about by each date."""
        from deterrence.plot.time.first_passage import first_passage

        return first_passage(self, ax=ax, size=size)

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return {
            "reached": list(self.reached),
            "restricted_mean": list(self.restricted_mean),
            "mean_if_reached": list(self.mean_if_reached),
            "quantiles": {f"{share:g}": list(self.quantile(share)) for share in SHARES},
            "kept": len(self.values),
        }

    def to_pandas(self) -> pd.DataFrame:
        """One row a replication that was kept."""
        import pandas as pd

        return pd.DataFrame({self.name: self.values})

    def _table(self) -> tuple[tuple[str, ...], list[list[str]]]:
        rows = [
            ["chance by the horizon", str(self.reached)],
            ["median", str(self.quantile(0.5))],
            ["mean if by the horizon", str(self.mean_if_reached)],
            ["mean cut at the horizon", str(self.restricted_mean)],
            ["histories kept", number(len(self.values))],
        ]
        return (f"first time of {self.name}", ""), rows

    def __str__(self) -> str:
        return text_table(*self._table())

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return html_table(*self._table())
