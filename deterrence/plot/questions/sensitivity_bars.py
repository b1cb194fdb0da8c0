"""Which parameters a quantity's variance comes from, as bars."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from deterrence.analysis.sensitivity import Sensitivity
from deterrence.plot.drawing.explained import explained
from deterrence.plot.drawing.height import set_height
from deterrence.plot.drawing.rows import ROW, name_rows, of_size, only_words, rows_sheet
from deterrence.plot.drawing.style import (
    BLACK,
    BLUE,
    GREY,
    REGIONS,
    Size,
    axis_words,
    parameter_words,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from deterrence.analysis.morris import Screening
    from deterrence.scenario.scenario import Scenario

MOST: Mapping[str, int] = {"page": 20, "slide": 9}
MOST_SCREENED: Mapping[str, int] = {"page": 40, "slide": 14}
THICK = 0.36
Array = npt.NDArray[np.float64]


def sensitivity_bars(
    sensitivity: Sensitivity, *, scenario: Scenario | None = None, ax: Axes | None = None, size: Size = "page"
) -> Axes:
    """Draw first-order and total Sobol' indices with their intervals, the largest total first.

    Parameters
    ----------
    sensitivity
        The answer of `sensitivity`.
    scenario
        Says what the parameters mean.
    ax, size
        Where to draw; see `deterrence.plot.drawing.style.new_axes`.

    Raises
    ------
    ArgumentError
        An unknown size.

    Examples
    --------
    >>> from deterrence import load, sensitivity
    >>> ax = sensitivity_bars(sensitivity(load("technology-for-money"), "treaty == keep", samples=256))
    >>> ax.get_yticklabels()[0].get_text()
    'need'
    """
    order = np.argsort(-sensitivity.total, kind="stable")[: of_size(MOST, size)]
    axes, high = rows_sheet(len(order), f"What {sensitivity.quantity} depends on", size, ax=ax)
    if not sensitivity.varies:
        return only_words(axes, sensitivity.sentences()[0], high, size)
    rows = -np.arange(len(order), dtype=float)
    name_rows(axes, [parameter_words(scenario, sensitivity.parameters[k]) for k in order], size)
    handles: list[Artist] = [
        _bars(axes, rows + THICK / 2, sensitivity.first[order], sensitivity.first_interval[order], BLUE, ""),
        _bars(axes, rows - THICK / 2, sensitivity.total[order], sensitivity.total_interval[order], REGIONS[1], "///"),
        Line2D([], [], color=BLACK, linewidth=1),
    ]
    axes.axvline(0, color=GREY, linewidth=0.8)
    axis_words(axes, size, x=f"share of the variance of {sensitivity.quantity}")
    words = ["by itself (first order)", "with all its interactions (total)", f"{100 * sensitivity.level:g} % interval"]
    left = len(sensitivity.parameters) - len(order)
    more = [f"{left} further parameters, of smaller total, are not shown"] if left else []
    explained(axes, handles, words, size, small_print=[". ".join([*sensitivity.sentences(), *more])])
    set_height(axes, high)
    return axes


def screening_bars(
    screening: Screening, *, scenario: Scenario | None = None, ax: Axes | None = None, size: Size = "page"
) -> Axes:
    """Draw the Morris screening of parameters: the mean absolute effect of each, and how much it differs by place.

    Parameters
    ----------
    screening
        Of a `Sensitivity` that has one.
    scenario
        Says what the parameters mean.
    ax, size
        Where to draw; see `deterrence.plot.drawing.style.new_axes`.

    Raises
    ------
    ArgumentError
        An unknown size.
    """
    order = np.argsort(-screening.influence, kind="stable")[: of_size(MOST_SCREENED, size)]
    heading = "Screening: which parameters matter at all"
    axes, high = rows_sheet(len(order), heading, size, ax=ax, row=0.7 * ROW[size])
    rows = -np.arange(len(order), dtype=float)
    names = [screening.parameters[k] for k in order]
    kept = np.array([name in screening.kept for name in names])
    name_rows(axes, [parameter_words(scenario, name) for name in names], size)
    handles: list[Artist] = []
    words: list[str] = []
    for chosen, colour, hatch, word in ((kept, BLUE, "", "goes on"), (~kept, REGIONS[5], "///", "held at baseline")):
        if chosen.any():
            drawn = _bars(axes, rows[chosen], screening.influence[order][chosen], None, colour, hatch, thick=0.7)
            handles, words = [*handles, drawn], [*words, word]
    (dots,) = axes.plot(screening.deviation[order], rows, "D", color="white", markeredgecolor=BLACK, markersize=4)
    axes.set_xlim(left=0)
    axis_words(axes, size, x="mean absolute effect of moving through half of the prior")
    left = len(screening.parameters) - len(order)
    more = f" {left} further parameters, of smaller effect, are not shown." if left else ""
    handles, words = [*handles, dots], [*words, "standard deviation of the effect"]
    explained(axes, handles, words, size, small_print=[f"{screening.trajectories} trajectories.{more}"])
    set_height(axes, high)
    return axes


def _bars(
    ax: Axes, rows: Array, value: Array, ends: Array | None, colour: str, hatch: str, *, thick: float = THICK
) -> Patch:
    look: Any = {"facecolor": colour, "hatch": hatch, "edgecolor": GREY, "linewidth": 0.5}
    ax.barh(rows, value, thick, zorder=3, **look)
    if ends is not None:
        ax.hlines(rows, ends[:, 0], ends[:, 1], color=BLACK, linewidth=1, zorder=4)
    return Patch(**look)
