"""The boxes of parameters in which an outcome fails."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from deterrence.analysis.discovery import Box, Discovery
from deterrence.plot.drawing.explained import explained
from deterrence.plot.drawing.height import set_height
from deterrence.plot.drawing.rows import LOW, left_out, name_rows, of_size, only_words, rows_sheet
from deterrence.plot.drawing.style import (
    BLACK,
    BLUE,
    GREY,
    PALE,
    Size,
    tick_words,
    write,
)
from deterrence.tables.text import number

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST: Mapping[str, int] = {"page": 26, "slide": 12}
THICK = 0.6
INSIDE: Any = {"facecolor": BLUE, "edgecolor": BLACK, "linewidth": 0.5}
WHOLE: Any = {"facecolor": PALE, "edgecolor": GREY, "linewidth": 0.5}


def discovery_boxes(discovery: Discovery, *, ax: Axes | None = None, size: Size = "page") -> Axes:
    """Draw the parameter ranges of every suggested box, within the range that was searched.

    Every row is one limit: the pale bar is the whole range that was drawn
    from, scaled to the same length; the dark one is where the box lies.

    Parameters
    ----------
    discovery
        The answer of `discover`.
    ax, size
        Where to draw; see `deterrence.plot.drawing.style.new_axes`.

    Raises
    ------
    ArgumentError
        An unknown size.

    Examples
    --------
    >>> from deterrence import discover, load
    >>> ax = discovery_boxes(discover(load("technology-for-money"), "treaty != keep", draws=2_000))
    >>> [label.get_text() for label in ax.get_yticklabels()][:3]
    ['Box 1', 'pay', 'need']
    """
    rows = _rows(discovery)[: of_size(MOST, size)]
    axes, high = rows_sheet(len(rows), f"Where it fails: {discovery.failure}", size, ax=ax, row=LOW[size])
    if not rows:
        return only_words(axes, ". ".join(discovery.sentences()), high, size)
    count = iter(range(1, len(rows) + 1))
    name_rows(axes, [name or f"Box {next(count)}" for _, name in rows], size)
    axes.set_xlim(0, 1)
    for place, (box, name) in enumerate(rows):
        if not name:
            write(axes, 0, -place, _measures(box), size=size, ha="left", italic=True)
            continue
        low, high_end = _scaled(discovery, box, name)
        axes.barh(-place, 1, THICK, zorder=2, **WHOLE)
        axes.barh(-place, high_end - low, THICK, left=low, zorder=3, **INSIDE)
        write(axes, 1.02, -place, _limits(box, name), size=size, ha="left")
    tick_words(axes, "x", [0, 1], ["least drawn", "most drawn"], size)
    told = f"{100 * discovery.share:.3g} % of {discovery.draws - discovery.unanswered:,} draws fail."
    more = left_out(len(_rows(discovery)) - len(rows), "rows")
    samples = [Patch(**INSIDE), Patch(**WHOLE)]
    explained(axes, samples, ["in the box", "range of the draws"], size, small_print=[told, *more])
    set_height(axes, high)
    return axes


def _rows(discovery: Discovery) -> list[tuple[Box, str]]:
    """A row for each box, without a name, and one for each of its limits."""
    return [(box, name) for box in discovery.boxes for name in ("", *box.limits)]


def _measures(box: Box) -> str:
    return f"{100 * box.density:.3g} % fail here, {100 * box.coverage:.3g} % of all failures"


def _scaled(discovery: Discovery, box: Box, name: str) -> tuple[float, float]:
    """Where a limit lies in the range of the draws, from 0 to 1."""
    least, most = discovery.searched[name]
    width = most - least or 1.0
    low, high = (float(np.clip((end - least) / width, 0, 1)) for end in box.limits[name])
    return low, high


def _limits(box: Box, name: str) -> str:
    low, high = box.limits[name]
    ends = [f"≥ {number(low, 3)}"] * bool(np.isfinite(low)) + [f"≤ {number(high, 3)}"] * bool(np.isfinite(high))
    return " and ".join(ends)
