"""When something first becomes true: cumulative first-passage curves."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes

from deterrence.errors import ArgumentError
from deterrence.plot.drawing.curves import (
    ERRORS,
    Look,
    draw_band,
    draw_curve,
    draw_exact,
    finish,
    looks,
)
from deterrence.plot.drawing.style import GREY, Size, new_axes
from deterrence.plot.time.exact_steps import FINE, first_steps
from deterrence.plot.time.report_curves import told_reports
from deterrence.tables.text import number
from deterrence.timeline.curve import Array
from deterrence.timeline.histories.ensemble import Ensemble
from deterrence.timeline.histories.first_times import FirstTimes
from deterrence.timeline.law.exact_answer import ExactAnswer
from deterrence.timeline.law.first_time import FirstTime

OFTEN = 500  # a date that one history of so many has is a step of its own

First = FirstTimes | FirstTime


def first_passage(
    answer: Ensemble | ExactAnswer | FirstTimes | FirstTime,
    report: str | Sequence[str] | None = None,
    *,
    exact: ExactAnswer | FirstTime | None = None,
    unit: str | None = None,
    ax: Axes | None = None,
    size: Size = "page",
) -> Axes:
    """Draw the chance that something has come about by each date.

    Simulated first times are a staircase, with two standard errors either way;
    exact ones are a line. Where half of the histories have seen it by the
    horizon the median is marked.

    Parameters
    ----------
    answer
        Of `simulate` or `exact`, or one of their `first_time`.
    report
        Which reports, where the answer has several; by default all.
    exact
        Drawn over simulated first times as thin black lines.
    unit
        Of the dates, where the answer does not say.
    ax, size
        Where to draw; see `deterrence.plot.drawing.style.new_axes`.

    Raises
    ------
    ArgumentError
        The timeline has no reports, or not this one; an unknown size.

    Examples
    --------
    >>> from deterrence import exact, load
    >>> ax = first_passage(exact(load("false-alarms")), "crisis")
    >>> ax.get_figure().legends[0].get_texts()[0].get_text()
    'crisis: half by 15.37'
    """
    firsts, still = _firsts(answer, report)
    axes, styles = new_axes(ax, size), looks([first.name for first in firsts])
    handles: list[Artist] = [_drawn(axes, first, styles[first.name]) for first in firsts]
    words = [_words(first) for first in firsts]
    for first in firsts:
        _mark_median(axes, first, styles[first.name])
    overlay = [draw_exact(axes, *first_steps(_first(exact, first.name))) for first in firsts if exact is not None]
    axes.axhline(0.5, color=GREY, linewidth=0.6, linestyle=":", zorder=1)
    where = "" if isinstance(answer, FirstTimes | FirstTime) else answer.provenance.scenario
    finish(
        axes,
        size,
        handles,
        words,
        exact=overlay[-1] if overlay else None,
        small_print=[*_small_print(firsts), *still],
        horizon=firsts[0].horizon,
        unit=("" if isinstance(answer, FirstTimes | FirstTime) else answer.unit) if unit is None else unit,
        y="probability of having come about",
        heading=f"{where}: how soon" if where else f"How soon: {firsts[0].name}",
        share=True,
    )
    return axes


def _firsts(
    answer: Ensemble | ExactAnswer | First, report: str | Sequence[str] | None
) -> tuple[list[First], list[str]]:
    if isinstance(answer, Ensemble | ExactAnswer):
        names, still = told_reports(answer, report)
        return [answer.first_time(name) for name in names], still
    if report not in (None, answer.name, [answer.name]):
        raise ArgumentError(f"these are the first times of '{answer.name}', not of {report!r}")
    return [answer], []


def _first(exact: ExactAnswer | FirstTime, name: str) -> FirstTime:
    return exact.first_time(name) if isinstance(exact, ExactAnswer) else exact


def _drawn(ax: Axes, first: First, look: Look) -> Artist:
    if isinstance(first, FirstTime):
        return draw_curve(ax, *first_steps(first), look)
    times, share = _staircase(first)
    error = np.sqrt(share * (1 - share) / max(1, len(first.values)))
    low, high = (np.clip(share + way * ERRORS * error, 0, 1) for way in (-1, 1))
    draw_band(ax, times, low, high, look, steps=True)
    return draw_curve(ax, times, share, look, steps=True)


def _staircase(first: FirstTimes) -> tuple[Array, Array]:
    """Dates and the share of kept histories that have seen it by each, all jumps of any size among them."""
    values = np.sort(first.values)
    dates, counts = np.unique(values[np.isfinite(values)], return_counts=True)
    often = dates[counts * OFTEN >= len(values)]
    fine = np.linspace(0, first.horizon, FINE) if len(often) < len(dates) else [0.0, first.horizon]
    chosen = np.unique(np.concatenate([fine, often]))
    return chosen, np.searchsorted(values, chosen, side="right") / max(1, len(values))


def _mark_median(ax: Axes, first: First, look: Look) -> None:
    median = first.quantile(0.5).value
    if math.isfinite(median):
        ax.vlines(median, 0, 0.5, color=look.colour, linewidth=0.9, linestyle=":", zorder=3)
        ax.plot([median], [0.5], marker=look.marker, color=look.colour, markersize=7, markeredgecolor="white", zorder=6)


def _words(first: First) -> str:
    median = first.quantile(0.5).value
    if math.isfinite(median):
        return f"{first.name}: half by {number(median)}"
    return f"{first.name}: {100 * first.reached.value:.3g} % by the horizon"


def _small_print(firsts: list[First]) -> list[str]:
    kept = [len(first.values) for first in firsts if isinstance(first, FirstTimes)]
    told = [f"From {kept[0]:,} histories; bands: two standard errors either way."] if kept else []
    return [*told, "Large marks: medians."]
