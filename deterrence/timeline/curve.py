"""What is known of a timeline: numbers, and curves over dates, each with its standard error."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from deterrence.tables.text import html_table, number, text_table

if TYPE_CHECKING:
    import pandas as pd

    from deterrence.plot.drawing.style import Axes, Size

Array = npt.NDArray[np.float64]
SHOWN = 12


class Estimate(NamedTuple):
    """A number and its standard error, which is 0 where the number is exact.

    >>> print(Estimate(0.25, 0.001))
    0.25 ± 0.001
    """

    value: float
    error: float

    def __float__(self) -> float:
        return self.value

    def __str__(self) -> str:
        return number(self.value) + (f" ± {self.error:.2g}" if self.error else "")

    def rounded(self) -> str:
        """As text, to the first digit of the error.

        >>> Estimate(0.36484, 0.0034).rounded()
        '0.365 ± 0.003'
        """
        if not 0 < self.error < math.inf:
            return str(self)
        digits = max(0, -math.floor(math.log10(float(f"{self.error:.0e}"))))
        return f"{self.value:.{digits}f} ± {self.error:.{digits}f}"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Curve:
    """A quantity at some dates.

    Attributes
    ----------
    name
        What it is.
    times
        The dates, in the timeline's unit.
    value, error
        The quantity at each date, after that date's events, and its standard
        error: 0 where it is exact, NaN where it is not known.

    Examples
    --------
    >>> curve = Curve(name="war", times=[1.0, 2.0], value=[0.1, 0.2], error=[0.01, 0.02])
    >>> print(curve.at(2.0))
    0.2 ± 0.02
    """

    name: str
    times: Array
    value: Array
    error: Array

    def __post_init__(self) -> None:
        for name in ("times", "value", "error"):
            owned = np.array(getattr(self, name), dtype=float)
            owned.flags.writeable = False
            object.__setattr__(self, name, owned)

    def at(self, date: float) -> Estimate:
        """The quantity at one of the dates (within 1e-9). Raises `ValueError` for another date."""
        near = np.flatnonzero(np.abs(self.times - date) <= 1e-9 * max(1.0, abs(date)))
        if not len(near):
            raise ValueError(f"{date:g} is not among the dates of '{self.name}'; ask for it with times=")
        return Estimate(float(self.value[near[0]]), float(self.error[near[0]]))

    def __len__(self) -> int:
        return len(self.times)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> npt.NDArray[Any]:
        return np.array(self.value, dtype=dtype)

    def plot(self, *, ax: Axes | None = None, size: Size = "page") -> Axes:
        """Draw the curve over time, with two standard errors either way."""
        from deterrence.plot.drawing.curves import curve_plot

        return curve_plot(self, ax=ax, size=size)

    def to_pandas(self) -> pd.DataFrame:
        """One row a date."""
        import pandas as pd

        return pd.DataFrame({"time": self.times, self.name: self.value, "error": self.error})

    def _table(self) -> tuple[tuple[str, ...], list[list[str]]]:
        places = np.unique(np.linspace(0, len(self) - 1, min(SHOWN, len(self))).astype(int)).tolist()
        rows = [[number(self.times[k]), str(Estimate(float(self.value[k]), float(self.error[k])))] for k in places]
        return ("time", self.name), rows

    def __str__(self) -> str:
        return text_table(*self._table())

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return html_table(*self._table())
