"""Bars in rows, each with its number, and where there is one with an interval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from deterrence.plot.drawing.explained import explained
from deterrence.plot.drawing.height import set_height
from deterrence.plot.drawing.rows import LOW, ROW, left_out, name_rows, of_size, only_words, rows_sheet
from deterrence.plot.drawing.style import BLACK, BLUE, GREY, HATCHES, REGIONS, Size, axis_words, write
from deterrence.tables.text import number

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST: Mapping[str, int] = {"page": 26, "slide": 11}
THICK = 0.72
COLOURS = (BLUE, *REGIONS[1:])
BESIDE = 1.02
MARK: Any = {"color": BLACK, "marker": "D", "markersize": 6, "markeredgecolor": "white", "linestyle": ""}


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A bar of a row: its value, what is written beside it (the value by default), an interval around it, a mark."""

    value: float
    words: str | None = None
    interval: tuple[float, float] | None = None
    mark: float | None = None
    look: int | None = None


def interval_bars(
    rows: Sequence[tuple[str, Sequence[Bar]]],
    *,
    heading: str,
    x: str,
    series: Sequence[str] = (),
    interval: str = "",
    mark: str = "",
    line: tuple[float, str] | None = None,
    limits: tuple[float, float] | None = None,
    small_print: Sequence[str] = (),
    nothing: str = "There is nothing to draw.",
    what: str = "rows",
    ax: Axes | None = None,
    size: Size = "page",
) -> Axes:
    """Draw rows of bars.

    Parameters
    ----------
    rows
        A name and its bars, from top to bottom; what is not a finite number has no bar.
    heading, x
        The title, and what the lengths are.
    series
        What the first, second, … bar of each row is; looks of bars are places in it.
    interval
        What the intervals are.
    mark
        What the marks of bars are.
    line
        A value to mark across all rows, and what it is.
    limits
        Of the values; by default whatever they need, 0 included.
    small_print
        Sentences below.
    nothing, what
        What is said where there are no rows, and what rows are.
    ax, size
        Where to draw; see `deterrence.plot.drawing.style.new_axes`.

    Raises
    ------
    ArgumentError
        An unknown size.

    Examples
    --------
    >>> ax = interval_bars([("one", [Bar(value=0.5, interval=(0.4, 0.6))])], heading="Shares", x="share")
    >>> float(ax.patches[0].get_width()), [text.get_text() for text in ax.texts]
    (0.5, ['0.5'])
    """
    most = max((len(bars) for _, bars in rows), default=1)
    shown = rows[: max(3, of_size(MOST, size) // max(1, (most + 1) // 2))]
    pitch = max(ROW[size], LOW[size] * 0.75 * (most + 0.4))
    axes, high = rows_sheet(len(shown), heading, size, ax=ax, row=pitch)
    if not shown:
        return only_words(axes, nothing, high, size)
    name_rows(axes, [name for name, _ in shown], size)
    for place, (_, bars) in enumerate(shown):
        _draw_row(axes, -float(place), bars, most, size)
    axes.axvline(0, color=GREY, linewidth=0.8, zorder=2)
    handles: list[Artist] = [Patch(**_look(k)) for k in range(len(series))]
    words = list(series)
    if interval and any(bar.interval for _, bars in shown for bar in bars):
        handles, words = [*handles, Line2D([], [], color=BLACK, linewidth=1.2, marker="|")], [*words, interval]
    if mark and any(bar.mark is not None and np.isfinite(bar.mark) for _, bars in shown for bar in bars):
        handles, words = [*handles, Line2D([], [], **MARK)], [*words, mark]
    if line is not None:
        handles.append(axes.axvline(line[0], color=BLACK, linestyle="--", linewidth=1.1, zorder=5))
        words.append(line[1])
    if limits is not None:
        axes.set_xlim(*limits)
    axis_words(axes, size, x=x)
    explained(axes, handles, words, size, small_print=[*small_print, *left_out(len(rows) - len(shown), what)])
    set_height(axes, high)
    return axes


def _draw_row(ax: Axes, row: float, bars: Sequence[Bar], most: int, size: Size) -> None:
    thick = THICK / max(1, most)
    top = row + thick * (len(bars) - 1) / 2
    for k, bar in enumerate(bars):
        place = top - k * thick
        if np.isfinite(bar.value):
            ax.barh(place, bar.value, 0.9 * thick, zorder=3, **_look(k if bar.look is None else bar.look))
        if bar.interval is not None and np.isfinite(bar.interval).all():
            low, high = bar.interval
            ax.hlines([place], [low], [high], color="white", linewidth=3.0, zorder=4)
            ax.hlines([place], [low], [high], color=BLACK, linewidth=1.2, zorder=4)
            ax.plot(bar.interval, [place, place], "|", color=BLACK, markersize=5, zorder=5)
        if bar.mark is not None and np.isfinite(bar.mark):
            ax.plot([bar.mark], [place], zorder=6, clip_on=False, **MARK)
        said = number(bar.value) if bar.words is None else bar.words
        if said:
            write(ax, BESIDE, place, said, size=size, ha="left", at=ax.get_yaxis_transform())


def _look(place: int) -> dict[str, Any]:
    return {
        "facecolor": COLOURS[place % len(COLOURS)],
        "hatch": HATCHES[place % len(HATCHES)],
        "edgecolor": GREY,
        "linewidth": 0.5,
    }
