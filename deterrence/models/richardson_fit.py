"""Fitting Richardson's arms race to budgets by least squares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from deterrence.errors import ArgumentError
from deterrence.models.arguments import frozen, labels, numbers
from deterrence.models.origin import origin, record
from deterrence.models.richardson import SENSE, Richardson
from deterrence.solvers.ties import TIE
from deterrence.tables.provenance import Provenance
from deterrence.tables.text import html_table, number, text_table

if TYPE_CHECKING:
    from deterrence.plot.drawing.style import Axes, Size

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TotalFit:
    """The line of yearly increments over yearly means of a total budget.

    `slope` and `intercept` have standard errors `slope_error` and
    `intercept_error` (NaN without a degree of freedom); `zero` is the total
    at which the line says that arming rests (NaN if the slope is tied with
    0); `correlation` is Pearson's (NaN if all increments are alike);
    `residuals` are what the line leaves of each increment. `rate` is the
    exponent with which an exact exponential of that slope grows
    (``2 artanh(slope step / 2) / step``; NaN if times are not evenly spaced).
    """

    slope: float
    intercept: float
    zero: float
    correlation: float
    slope_error: float
    intercept_error: float
    rate: float
    residuals: Array
    provenance: Provenance

    @property
    def verdict(self) -> str:
        """Whether the total returns to rest: the sign of the slope."""
        return "is neutral" if abs(self.slope) <= TIE else "returns" if self.slope < 0 else "departs"

    def plot(self, *, ax: Axes | None = None, size: Size = "page") -> Axes:
        """Draw increments over means, with the fitted line."""
        from deterrence.plot.models.races import increment_line

        return increment_line(self, ax=ax, size=size)

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return {**record(self), "verdict": self.verdict}

    def _table(self) -> tuple[tuple[str, ...], list[list[str]]]:
        rows = [
            ["slope", number(self.slope), number(self.slope_error)],
            ["intercept", number(self.intercept), number(self.intercept_error)],
            ["zero", number(self.zero), "-"],
            ["correlation", number(self.correlation), "-"],
        ]
        return ("quantity", "estimate", "standard error"), rows

    def __str__(self) -> str:
        return f"{SENSE}: it {self.verdict}\n{text_table(*self._table())}"

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return html_table(*self._table())


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RaceFit:
    """Least-squares coefficients of a race of n nations.

    `matrix` (fatigue with a minus sign on the diagonal) and `grievance` have
    standard errors `matrix_error` and `grievance_error` (NaN without a degree
    of freedom), conditional on means standing for budgets in between;
    `residuals` has shape ``(interval, nation)``.
    """

    nations: tuple[str, ...]
    matrix: Array
    grievance: Array
    matrix_error: Array
    grievance_error: Array
    residuals: Array
    provenance: Provenance

    def model(self) -> Richardson:
        """The fitted race, for its rest and its paths; fitted coefficients may have any sign."""
        return Richardson(matrix=self.matrix, grievance=self.grievance, nations=self.nations)

    def plot(self, *, ax: Axes | None = None, size: Size = "page") -> Axes:
        """Draw every coefficient with two standard errors; `model().plot()` draws the race itself."""
        from deterrence.plot.models.races import coefficient_bars

        return coefficient_bars(self, ax=ax, size=size)

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return record(self)

    def _table(self) -> tuple[tuple[str, ...], list[list[str]]]:
        rows = []
        for i, nation in enumerate(self.nations):
            for j, other in enumerate(self.nations):
                rows.append([nation, other, number(self.matrix[i, j]), number(self.matrix_error[i, j])])
            rows.append([nation, "grievance", number(self.grievance[i]), number(self.grievance_error[i])])
        return ("growth of", "with", "estimate", "standard error"), rows

    def __str__(self) -> str:
        return f"{SENSE}: it {self.model().rest().verdict}\n{text_table(*self._table())}"

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return html_table(*self._table())


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PairFit:
    """Two alike nations, fitted by their total and their difference.

    The total's slope is reaction minus fatigue, the difference's is minus
    their sum: so `reaction` is half the difference of the two slopes and
    `fatigue` minus half their sum, each with standard error `error` (the two
    fits taken to err independently). Without reaction each nation arms on its
    own (self-stimulation), and both slopes are the same.
    """

    total: TotalFit
    difference: TotalFit
    reaction: float
    fatigue: float
    error: float
    provenance: Provenance

    def plot(self, *, ax: Axes | None = None, size: Size = "page") -> Axes:
        """Draw reaction and fatigue with two standard errors."""
        from deterrence.plot.models.races import pair_bars

        return pair_bars(self, ax=ax, size=size)

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return record(self)

    def _table(self) -> tuple[tuple[str, ...], list[list[str]]]:
        rows = [[name, number(getattr(self, name)), number(self.error)] for name in ("reaction", "fatigue")]
        return ("quantity", "estimate", "standard error"), rows

    def __str__(self) -> str:
        return f"{SENSE}: the total {self.total.verdict}, the difference {self.difference.verdict}\n" + text_table(
            *self._table()
        )

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return html_table(*self._table())


def fit_total(totals: npt.ArrayLike, times: npt.ArrayLike | None = None) -> TotalFit:
    """Fit how the total budget of an arms race grows: increments against means.

    If two nations are alike, their total obeys a line of slope reaction minus
    fatigue. So does the total of two nations that only stimulate themselves,
    with their own rate of growth for a slope: a total cannot tell the two
    models apart, and both fit equally well. `fit_pair` looks at the
    difference as well.

    Parameters
    ----------
    totals
        Shape ``(time,)``: at least three.
    times
        Rising; 0, 1, 2, … by default.

    Raises
    ------
    ArgumentError
        Bad numbers, too few, or means that are all alike.

    References
    ----------
    L. F. Richardson, Arms and Insecurity, 1960: the budgets of both blocs
    before 1914, in millions of pounds, with a slope of .73 and a zero of 194.
    That self-stimulation gives the same line is derived.

    Examples
    --------
    >>> fit = fit_total([199.2, 204.8, 214.9, 238.7, 289.0])
    >>> round(fit.slope, 4), round(fit.zero, 1), round(fit.correlation, 4), fit.verdict
    (0.731, 194.9, 0.9995, 'departs')
    """
    budgets = numbers("totals", totals, ndim=1)
    return _line("totals", budgets, _times(times, len(budgets), 3))


def fit_pair(one: npt.ArrayLike, two: npt.ArrayLike, times: npt.ArrayLike | None = None) -> PairFit:
    """Tell mutual stimulation of two alike nations from self-stimulation.

    Parameters
    ----------
    one, two
        Shape ``(time,)``: at least three budgets each.
    times
        Rising; 0, 1, 2, … by default.

    Raises
    ------
    ArgumentError
        Bad numbers, too few, or totals or differences that are all alike.

    References
    ----------
    Derived from Richardson's equations with equal coefficients.

    Examples
    --------
    Each grows by a half of its own budget, whatever the other does:

    >>> apart = fit_pair([4.0, 6.0, 9.0, 13.5], [1.0, 1.5, 2.25, 3.375])
    >>> round(apart.reaction, 9), round(apart.fatigue, 9)
    (0.0, -0.4)
    """
    first, second = numbers("one", one, ndim=1), numbers("two", two, ndim=1)
    if first.shape != second.shape:
        raise ArgumentError(f"'one' has {len(first)} budgets and 'two' {len(second)}")
    at = _times(times, len(first), 3)
    total, difference = _line("one + two", first + second, at), _line("one - two", first - second, at)
    return PairFit(
        total=total,
        difference=difference,
        reaction=(total.slope - difference.slope) / 2,
        fatigue=-(total.slope + difference.slope) / 2,
        error=float(np.hypot(total.slope_error, difference.slope_error)) / 2,
        provenance=origin("Richardson arms race of a pair, fitted", {"one": first, "two": second, "times": at}, SENSE),
    )


def fit_race(
    budgets: npt.ArrayLike, times: npt.ArrayLike | None = None, *, nations: Sequence[str] | None = None
) -> RaceFit:
    """Fit a race of n nations: each nation's increments against the means of all.

    Parameters
    ----------
    budgets
        Shape ``(time, nation)``: more intervals than nations.
    times
        Rising; 0, 1, 2, … by default.
    nations
        Their names.

    Raises
    ------
    ArgumentError
        Bad numbers, too few, or budgets that move in step with each other.

    References
    ----------
    Derived: ordinary least squares, with means standing for budgets between
    two dates.

    Examples
    --------
    >>> from deterrence.models.richardson import richardson
    >>> race = richardson(reaction=(1, 2), fatigue=(2, 3), grievance=(1, 1))
    >>> path = race.path([4, 0], [0, 0.02, 0.04, 0.06, 0.08])
    >>> fit = fit_race(path.to_pandas()[["nation 1", "nation 2"]], path.axes["time"])
    >>> fit.matrix.round(2).tolist()
    [[-2.0, 1.0], [2.0, -3.0]]
    """
    table = numbers("budgets", budgets, ndim=2)
    n = table.shape[1]
    at = _times(times, len(table), n + 2)
    step = np.diff(at)[:, None]
    means, growth = (table[1:] + table[:-1]) / 2, np.diff(table, axis=0) / step
    found, errors = _least_squares("budgets", np.column_stack([means, np.ones(len(means))]), growth)
    names = labels("nations", nations, n, "nation ")
    return RaceFit(
        nations=names,
        matrix=frozen(found[:n].T),
        grievance=frozen(found[n]),
        matrix_error=frozen(errors[:n].T),
        grievance_error=frozen(errors[n]),
        residuals=frozen(growth - means @ found[:n] - found[n]),
        provenance=origin("Richardson arms race, fitted", {"budgets": table, "times": at}, SENSE),
    )


def _line(name: str, budgets: Array, at: Array) -> TotalFit:
    step = np.diff(at)
    means, growth = (budgets[1:] + budgets[:-1]) / 2, np.diff(budgets) / step
    found, errors = _least_squares(name, np.column_stack([means, np.ones(len(means))]), growth[:, None])
    slope, intercept = (float(x) for x in found[:, 0])
    across, along = means - means.mean(), growth - growth.mean()
    alike = bool(np.abs(along).max() <= TIE * max(1.0, float(np.abs(growth).max())))
    spread = float(np.linalg.norm(across) * np.linalg.norm(along))
    even = bool(np.ptp(step) <= TIE * step.max())
    half = slope * float(step[0]) / 2
    return TotalFit(
        slope=slope,
        intercept=intercept,
        zero=-intercept / slope if abs(slope) > TIE else float("nan"),
        correlation=float("nan") if alike else float(across @ along) / spread,
        slope_error=float(errors[0, 0]),
        intercept_error=float(errors[1, 0]),
        rate=float(np.arctanh(half) * 2 / step[0]) if even and abs(half) < 1 else float("nan"),
        residuals=frozen(growth - slope * means - intercept),
        provenance=origin("Richardson arms race of a total, fitted", {name: budgets, "times": at}, SENSE),
    )


def _least_squares(name: str, design: Array, response: Array) -> tuple[Array, Array]:
    """Coefficients and standard errors, shape ``(column of design, column of response)``."""
    scale = np.linalg.norm(design, axis=0)
    if not scale.all() or np.linalg.cond(design / scale) > 1 / TIE:
        raise ArgumentError(f"'{name}' do not tell the coefficients apart", "the means are alike or move in step")
    found = np.linalg.lstsq(design / scale, response, rcond=None)[0] / scale[:, None]
    free = len(design) - design.shape[1]
    if not free:
        return found, np.full(found.shape, np.nan)
    variance = ((response - design @ found) ** 2).sum(axis=0) / free
    spread = np.diag(np.linalg.inv((design / scale).T @ (design / scale))) / scale**2
    return found, np.sqrt(spread[:, None] * variance[None, :])


def _times(times: npt.ArrayLike | None, count: int, least: int) -> Array:
    if count < least:
        raise ArgumentError(f"a fit needs budgets at {least} times or more, found {count}")
    at = frozen(np.arange(count)) if times is None else numbers("times", times, ndim=1)
    if len(at) != count:
        raise ArgumentError(f"'times' has {len(at)} values for {count} budgets")
    if (np.diff(at) <= 0).any():
        raise ArgumentError("'times' must rise")
    return at
