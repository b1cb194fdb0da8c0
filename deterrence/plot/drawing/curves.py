"""Curves over time, simulated ones with their error."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from deterrence.plot.drawing.colours import PETROFF_TEN
from deterrence.plot.drawing.explained import explained
from deterrence.plot.drawing.style import (
    BLACK,
    LINES,
    MARKERS,
    Size,
    axis_words,
    new_axes,
    player_colours,
    title,
    wrapped,
)
from deterrence.plot.drawing.time_axis import time_words
from deterrence.timeline.curve import Array, Curve

BAND = 0.2
ERRORS = 2.0
MARKS = 6
SMALL = 0.45
ERROR_WORDS = "Bands: two standard errors either way."


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How a curve is told from others, with colour and without."""

    colour: str
    line: Any
    marker: str


def looks(names: Sequence[str]) -> dict[str, Look]:
    """A colour, a line style and a marker for each name; where a colour comes again its line style is another.

    >>> looks(["war", "crisis"])["crisis"].marker
    's'
    """
    colours = player_colours(names)
    return {
        name: Look(
            colour=colours[name],
            line=LINES[(place + place // len(PETROFF_TEN)) % len(LINES)],
            marker=MARKERS[place % len(MARKERS)],
        )
        for place, name in enumerate(colours)
    }


def draw_curve(ax: Axes, times: Array, value: Array, look: Look, *, steps: bool = False, marks: bool = True) -> Line2D:
    """A line in its look, with a few markers; `steps` holds each value until the next date."""
    (line,) = ax.plot(
        times,
        value,
        color=look.colour,
        linestyle=look.line,
        linewidth=1.6,
        marker=look.marker if marks else "",
        markersize=4,
        markevery=max(1, len(times) // MARKS),
        drawstyle="steps-post" if steps else "default",
        zorder=4,
    )
    return line


def draw_band(ax: Axes, times: Array, low: Array, high: Array, look: Look, *, steps: bool = False) -> None:
    """The area between two lines, in the colour of a look."""
    ax.fill_between(
        times, low, high, step="post" if steps else None, color=look.colour, alpha=BAND, linewidth=0, zorder=2
    )


def draw_error(ax: Axes, curve: Curve, look: Look, *, within: tuple[float, float] = (-np.inf, np.inf)) -> bool:
    """Two standard errors either way of a curve, cut to a range; False where it has no error."""
    error = np.nan_to_num(curve.error)
    if not error.any():
        return False
    low, high = (np.clip(curve.value + way * ERRORS * error, *within) for way in (-1, 1))
    draw_band(ax, curve.times, low, high, look)
    return True


def draw_exact(ax: Axes, times: Array, value: Array) -> Line2D:
    """A thin black line for what is known exactly."""
    (line,) = ax.plot(times, value, color=BLACK, linewidth=0.9, linestyle="-", zorder=5)
    return line


def frame(ax: Axes, size: Size, *, horizon: float, unit: str, y: str, heading: str, share: bool = False) -> None:
    """Title, axes in words, and limits; a share goes from 0 to 1, or less high where all are small."""
    ax.set_xlim(0, horizon or 1.0)
    if share:
        highest = float(ax.dataLim.y1)
        ax.set_ylim(0, 1.15 * highest if 0 < highest < SMALL else 1.02)
    axis_words(ax, size, x=time_words(unit), y=y)
    title(ax, heading, size)


def finish(
    ax: Axes,
    size: Size,
    handles: Sequence[Artist],
    words: Sequence[str],
    *,
    exact: Line2D | None,
    small_print: Sequence[str],
    **framed: Any,
) -> None:
    """Frame a chart of curves as `frame` does and explain them, the exact ones drawn over them last."""
    frame(ax, size, **framed)
    known = [] if exact is None else [exact]
    explained(ax, [*handles, *known], [*words, *["exact"] * len(known)], size, small_print=small_print)


def curve_plot(curve: Curve, *, unit: str = "", ax: Axes | None = None, size: Size = "page") -> Axes:
    """Draw one curve with two standard errors either way.

    Parameters
    ----------
    curve
        The curve.
    unit
        Of its dates.
    ax, size
        Where to draw; see `deterrence.plot.drawing.style.new_axes`.

    Examples
    --------
    >>> curve = Curve(name="war", times=[0.0, 1, 2], value=[0.0, 0.1, 0.2], error=[0.0, 0.01, 0.02])
    >>> curve_plot(curve).get_title(loc="left")
    'war'
    """
    axes = new_axes(ax, size)
    look = looks([curve.name])[curve.name]
    draw_curve(axes, curve.times, curve.value, look)
    blurred = draw_error(axes, curve, look)
    frame(axes, size, horizon=float(curve.times.max(initial=0.0)), unit=unit, y=curve.name, heading=curve.name)
    if blurred:
        explained(axes, [], [], size, small_print=[ERROR_WORDS])
    return axes


def labelled(name: str, meaning: str, width: int = 60) -> str:
    """A name with what it stands for, where that says more.

    >>> labelled("war", "war"), labelled("gone", "in_force == no")
    ('war', 'gone (in_force == no)')
    """
    return name if meaning in ("", name) else wrapped(f"{name} ({meaning})", width)
