"""The deterrence tree fitted to disputes: what the payoffs at its ends depend on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import numpy.typing as npt

from deterrence.errors import ArgumentError, nearest
from deterrence.models.arguments import frozen, numbers
from deterrence.models.deterrence_probit import outcome_logarithms
from deterrence.models.origin import record
from deterrence.solvers.equilibria import Termination
from deterrence.tables.text import html_table, number, text_table

if TYPE_CHECKING:
    from deterrence.plot.drawing.style import Axes, Size

Array = npt.NDArray[np.float64]

UTILITIES = ("status_quo", "capitulation", "war", "resistance")
STEP, COEFFICIENT_STEP = 1e-5, 1e-4
FLATTEST = 1e-6  # curvature a dispute in units of the regressors: less is no peak


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DeterrenceProbitFit:
    """Coefficients of greatest likelihood, by utility, in units of the shocks' deviation.

    `standard_errors` come from the observed information; they are NaN, with
    termination `LIMIT`, where the likelihood is flat in some direction
    (regressors that cannot be told apart) or rises without end (an outcome
    that is predicted perfectly).
    """

    coefficients: Mapping[str, Array]
    standard_errors: Mapping[str, Array]
    log_likelihood: float
    observations: int
    termination: Termination

    def plot(self, *, ax: Axes | None = None, size: Size = "page") -> Axes:
        """Draw the coefficients with two standard errors."""
        from deterrence.plot.models.equilibrium_points import utility_bars

        return utility_bars(self, ax=ax, size=size)

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return record(self) | {"termination": str(self.termination)}

    def _table(self) -> tuple[tuple[str, ...], list[list[str]]]:
        rows = []
        for utility, values in self.coefficients.items():
            errors = self.standard_errors[utility]
            for place, (value, error) in enumerate(zip(values, errors, strict=True), start=1):
                rows.append([utility.replace("_", " "), str(place), number(float(value)), number(float(error))])
        return ("utility", "regressor", "coefficient", "standard error"), rows

    def __str__(self) -> str:
        ends = f"log-likelihood {number(self.log_likelihood, 6)} of {self.observations} disputes; {self.termination}"
        return f"{text_table(*self._table())}\n{ends}"

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return html_table(*self._table())


def fit_deterrence_probit(
    outcomes: npt.ArrayLike,
    regressors: Mapping[str, npt.ArrayLike],
    *,
    errors: Literal["private", "agent"] = "private",
) -> DeterrenceProbitFit:
    """Fit the payoffs of the deterrence tree, linear in regressors, to the outcomes of disputes.

    Each dispute ended in the status quo, in capitulation or in war. Its
    utilities (see `deterrence_probit`) are sums of regressors times
    coefficients, those of greatest likelihood; the shocks' deviation is 1,
    as only ratios to it can be found. A regressor may stand in several
    utilities, but a constant in all three of the challenger's cannot be told
    from one in none: leave it out of one.

    In a class: fit the same data with an ordinary probit of "was there a war?",
    and see which signs change.

    Parameters
    ----------
    outcomes
        One a dispute: 0 for the status quo, 1 for capitulation, 2 for war.
    regressors
        By utility ("status_quo", "capitulation", "war", "resistance"), ``(dispute, regressor)``;
        a utility that is left out is 0.
    errors
        ``"private"`` or ``"agent"``.

    Raises
    ------
    ArgumentError
        Unknown utilities, other outcomes, or regressors that do not fit.

    References
    ----------
    Signorino 1999 and 2003, and Kenkel and Signorino 2014, as cited in `deterrence_probit`.

    Examples
    --------
    With a constant in two utilities there is one coefficient for each share, and the fit is exact:

    >>> one = np.ones((100, 1))
    >>> fit = fit_deterrence_probit([0] * 60 + [1] * 30 + [2] * 10, {"status_quo": one, "resistance": one})
    >>> print(fit)
    utility     regressor  coefficient  standard error
    status quo          1        0.323          0.1618
    resistance          1      -0.9539          0.3047
    log-likelihood -89.7946 of 100 disputes; finished
    """
    from scipy.optimize import minimize

    ends = numbers("outcomes", outcomes, ndim=1)
    if not np.isin(ends, (0, 1, 2)).all():
        raise ArgumentError("'outcomes' must be 0 (status quo), 1 (capitulation) or 2 (war)")
    if errors not in ("private", "agent"):
        raise ArgumentError(f"unknown errors '{errors}'", "private or agent")
    design = _design(regressors, len(ends))
    sizes = np.cumsum([columns.shape[1] for columns in design.values()])[:-1]
    problem = _Likelihood(ends.astype(int), design, sizes, errors)
    found = minimize(problem.loss, np.zeros(problem.size), jac=problem.slope, method="BFGS", options={"gtol": 1e-8})
    best = np.asarray(found.x)
    spread = _spread(problem, best)
    return DeterrenceProbitFit(
        coefficients=_by_utility(design, best, sizes),
        standard_errors=_by_utility(design, spread, sizes),
        log_likelihood=-problem.loss(best) * len(ends),
        observations=len(ends),
        termination=Termination.LIMIT if np.isnan(spread).any() else Termination.FINISHED,
    )


class _Likelihood:
    """Minus the mean log-likelihood of a dispute, and its slope."""

    def __init__(
        self, ends: npt.NDArray[np.int_], design: dict[str, Array], sizes: Array, errors: Literal["private", "agent"]
    ) -> None:
        self.ends, self.design, self.sizes, self.errors = ends, design, sizes, errors
        self.size = sum(columns.shape[1] for columns in design.values())

    def utilities(self, coefficients: Array) -> dict[str, Array]:
        """The utilities of each dispute; 0 where there are no regressors."""
        parts = np.split(coefficients, self.sizes)
        known = {name: columns @ part for (name, columns), part in zip(self.design.items(), parts, strict=True)}
        return {name: np.clip(known.get(name, np.zeros(len(self.ends))), -1e6, 1e6) for name in UTILITIES}

    def heights(self, utilities: dict[str, Array]) -> Array:
        """The log-likelihood of each dispute."""
        keep, yielded, fought, worth = (utilities[name] for name in UTILITIES)
        logarithms = outcome_logarithms(keep, yielded, fought, worth, 1.0, self.errors)
        return np.asarray(logarithms[self.ends, np.arange(len(self.ends))])

    def loss(self, coefficients: Array) -> float:
        return -float(self.heights(self.utilities(coefficients)).mean())

    def slope(self, coefficients: Array) -> Array:
        """By central differences in each utility, and the chain rule."""
        at = self.utilities(coefficients)
        parts = []
        for name, columns in self.design.items():
            up, down = (self.heights(at | {name: at[name] + step}) for step in (STEP, -STEP))
            parts.append(columns.T @ (up - down) / (2 * STEP))
        return -np.concatenate(parts) / len(self.ends)


def _spread(problem: _Likelihood, best: Array) -> Array:
    """Standard errors, or NaN where the likelihood has no peak."""
    moves = COEFFICIENT_STEP * np.eye(problem.size)
    rows = [(problem.slope(best + move) - problem.slope(best - move)) / (2 * COEFFICIENT_STEP) for move in moves]
    bend = np.array(rows)
    bend = (bend + bend.T) / 2
    size = np.concatenate([np.sqrt((columns**2).mean(axis=0)) for columns in problem.design.values()])
    if not size.all() or np.linalg.eigvalsh(bend / np.outer(size, size))[0] <= FLATTEST:
        return np.full(problem.size, np.nan)
    return np.asarray(np.sqrt(np.diag(np.linalg.inv(bend)) / len(problem.ends)))


def _design(regressors: Mapping[str, npt.ArrayLike], disputes: int) -> dict[str, Array]:
    found = {}
    for name, columns in regressors.items():
        if name not in UTILITIES:
            raise ArgumentError(f"regressors of unknown utility '{name}'", nearest(name, UTILITIES) or str(UTILITIES))
        found[name] = numbers(name, columns, ndim=2)
        if len(found[name]) != disputes:
            raise ArgumentError(f"'{name}' must have a row for each of {disputes} disputes, found {len(found[name])}")
    if not found:
        raise ArgumentError("no utility has a regressor: there is nothing to fit")
    return found


def _by_utility(design: dict[str, Array], values: Array, sizes: Array) -> dict[str, Array]:
    return {name: frozen(part) for name, part in zip(design, np.split(values, sizes), strict=True)}
