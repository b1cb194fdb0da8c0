"""Arms races: replies to fear, fitted lines and coefficients, and who bears the burden."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes

from deterrence.plot.drawing.interval_bars import Bar, interval_bars
from deterrence.plot.drawing.marked_curves import Line, Mark, marked_curves
from deterrence.plot.drawing.style import Size
from deterrence.tables.text import number

if TYPE_CHECKING:
    from deterrence.models.arms_race import ArmsRace
    from deterrence.models.burden_sharing import BurdenSharing
    from deterrence.models.richardson_fit import PairFit, RaceFit, TotalFit

ERRORS = 2.0
INTERVAL = "two standard errors either way"
STEPS = 401
ROUNDS = 12
OUTCOME = {"returns": "it returns to rest", "departs": "it departs from rest", "is neutral": "it is neutral"}


def reply_curve(found: ArmsRace, *, ax: Axes | None = None, size: Size = "page") -> Axes:
    """Draw the chance of building as a reply to the chance that is expected, its fixed points, and the cascade from 0.

    Parameters
    ----------
    found
        The answer of `arms_race`.
    ax, size
        Where to draw; see `deterrence.plot.drawing.style.new_axes`.

    Raises
    ------
    ArgumentError
        An unknown size.
    """
    grid = np.linspace(0.0, 1.0, STEPS)
    lines = [
        Line(x=grid, y=np.asarray(found.reply(grid), dtype=float), words="reply"),
        *_cobweb(found),
        Line(x=np.array([0.0, 1.0]), y=np.array([0.0, 1.0]), words="as expected", plain=True),
    ]
    marks = [
        Mark(
            at=(float(p), float(p)),
            words=number(float(p)),
            kind="equilibrium, replies return" if stays else "equilibrium, replies leave",
            filled=bool(stays),
        )
        for p, stays in zip(found.probability, found.attracts, strict=True)
    ]
    told = [f"Every probability from {number(a)} to {number(b)} is an equilibrium." for a, b in found.intervals]
    return marked_curves(
        lines,
        marks=marks,
        heading="How fear multiplies: the reply to an expected arming",
        x="expected chance that the other builds",
        y="chance of building in reply",
        xlim=(-0.03, 1.03),
        ylim=(-0.12, 1.12),
        small_print=told,
        ax=ax,
        size=size,
    )


def _cobweb(found: ArmsRace) -> list[Line]:
    """Reply upon reply from 0 on, where that leads anywhere."""
    path = found.cascade(ROUNDS)
    if path[-1] == 0:
        return []
    x = np.repeat(path, 2)[:-1]
    y = np.concatenate([[path[0]], np.repeat(path[1:], 2)])
    return [Line(x=x, y=y, words=f"{ROUNDS} rounds from nobody's building")]


def increment_line(found: TotalFit, *, ax: Axes | None = None, size: Size = "page") -> Axes:
    """Draw increments over means with the fitted line, and the total at which it rests.

    Options as `reply_curve` has them.
    """
    data = {name: np.asarray(value, dtype=float) for name, value in found.provenance.given.items()}
    times = data.pop("times")
    (name, totals), *_ = data.items()
    means, growth = (totals[1:] + totals[:-1]) / 2, np.diff(totals) / np.diff(times)
    rests = bool(np.isfinite(found.zero)) and _is_near(found.zero, means)
    low, high = (
        (min(float(means.min()), found.zero), max(float(means.max()), found.zero))
        if rests
        else (float(means.min()), float(means.max()))
    )
    across = np.linspace(low, high, 2)
    error = "" if np.isnan(found.slope_error) else f" ± {number(ERRORS * found.slope_error, 3)}"
    return marked_curves(
        [
            Line(x=means, y=growth, words="observed", dots=True),
            Line(x=across, y=found.slope * across + found.intercept, words=f"slope {number(found.slope)}{error}"),
        ],
        marks=[Mark(at=(found.zero, 0.0), words=f"rest at {number(found.zero)}", filled=False)] if rests else [],
        heading=f"Growth over the budget itself: {OUTCOME[found.verdict]}",
        x=f"mean of {name} between two dates",
        y="growth per unit of time",
        small_print=[f"Correlation {number(found.correlation)}. After ±: two standard errors."],
        ax=ax,
        size=size,
    )


def _is_near(place: float, means: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> bool:
    """Whether a place is not farther from the data than they are wide, twice over."""
    wide = float(np.ptp(means))
    return bool(means.min() - 2 * wide <= place <= means.max() + 2 * wide)


def coefficient_bars(found: RaceFit, *, ax: Axes | None = None, size: Size = "page") -> Axes:
    """Draw every coefficient with its standard errors; options as `reply_curve` has them."""
    rows = [
        (f"growth of {nation} with {other}", [_estimate(found.matrix[i, j], found.matrix_error[i, j])])
        for i, nation in enumerate(found.nations)
        for j, other in enumerate(found.nations)
    ]
    rows += [
        (f"grievance of {nation}", [_estimate(found.grievance[i], found.grievance_error[i])])
        for i, nation in enumerate(found.nations)
    ]
    return _coefficients(rows, f"Fitted race: {OUTCOME[found.model().rest().verdict]}", ax, size)


def pair_bars(found: PairFit, *, ax: Axes | None = None, size: Size = "page") -> Axes:
    """Draw reaction and fatigue with their standard errors; options as `reply_curve` has them."""
    rows = [(name, [_estimate(getattr(found, name), found.error)]) for name in ("reaction", "fatigue")]
    heading = f"Two alike nations: the total {found.total.verdict}, the difference {found.difference.verdict}"
    return _coefficients(rows, heading, ax, size)


def _coefficients(rows: Sequence[tuple[str, Sequence[Bar]]], heading: str, ax: Axes | None, size: Size) -> Axes:
    return interval_bars(
        rows,
        heading=heading,
        x="estimate, per unit of time (grievance: budget per unit of time)",
        interval=INTERVAL,
        what="coefficients",
        ax=ax,
        size=size,
    )


def _estimate(value: float, error: float) -> Bar:
    value, error = float(value), float(error)
    if np.isnan(error):
        return Bar(value=value)
    return Bar(
        value=value,
        words=f"{number(value, 3)} ± {number(ERRORS * error, 3)}",
        interval=(value - ERRORS * error, value + ERRORS * error),
    )


def burden_bars(found: BurdenSharing, *, ax: Axes | None = None, size: Size = "page") -> Axes:
    """Draw each ally's share of the income of all beside its share of the contributions.

    Options as `reply_curve` has them.
    """
    income = found.income / found.income.sum()
    given = found.contribution / found.total
    rows = [
        (
            ally,
            [
                Bar(value=float(income[k]), words=_percent(income[k])),
                Bar(value=float(given[k]), words=_percent(given[k])),
            ],
        )
        for k, ally in enumerate(found.allies)
    ]
    best = "" if np.isnan(found.efficient) else f"; efficient would be {number(found.efficient)}"
    return interval_bars(
        rows,
        heading="Who bears the burden of the common defence",
        x="share of all allies together",
        series=("of income", "of contributions"),
        small_print=[f"Contributions sum to {number(found.total)}{best}."],
        what="allies",
        ax=ax,
        size=size,
    )


def _percent(share: float) -> str:
    return f"{100 * float(share):.3g} %"
