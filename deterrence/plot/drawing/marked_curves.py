"""Curves with marks on them: where they turn, cross and rest."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.transforms import Bbox

from deterrence.plot.drawing.colours import BLACK, GREY, HATCHES, LINES, MARKERS, REGIONS
from deterrence.plot.drawing.curves import Look, draw_curve
from deterrence.plot.drawing.explained import explained
from deterrence.plot.drawing.labels import Callout, box_of, place_labels, settle
from deterrence.plot.drawing.style import POINTS, Size, axis_words, new_axes, player_colours, title

CORNERS = 4  # of a course of straight lines, which has no marks of its own
STRIP = 0.06  # of the height of the axes
Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Line:
    """A curve and what it is; `marks` draws its points, `dots` these alone; `plain` is a thin dashed line."""

    x: Array
    y: Array
    words: str
    marks: bool = False
    dots: bool = False
    plain: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A marked place and the words at it; marks of one `kind` look alike, and the legend says what they are."""

    at: tuple[float, float]
    words: str
    kind: str = ""
    filled: bool = True


def marked_curves(
    lines: Sequence[Line],
    *,
    marks: Sequence[Mark] = (),
    heading: str,
    x: str,
    y: str,
    xlim: tuple[float, float] | None = None,
    ylim: tuple[float, float] | None = None,
    verticals: Sequence[tuple[float, str]] = (),
    bands: Sequence[tuple[float, float, str]] = (),
    small_print: Sequence[str] = (),
    ax: Axes | None = None,
    size: Size = "page",
) -> Axes:
    """Draw curves, and mark places on them; what finds no room at its mark is said in the small print.

    Parameters
    ----------
    lines
        The curves.
    marks
        Places with their words, the most important first.
    heading, x, y
        The title and what the axes are.
    xlim, ylim
        Limits of the axes; by default whatever the curves need.
    verticals
        Values of x to mark by a dotted line, and what they are.
    bands
        Stretches of x to show on a strip below the curves, and what is there.
    small_print
        Sentences below.
    ax, size
        Where to draw; see `deterrence.plot.drawing.style.new_axes`.

    Raises
    ------
    ArgumentError
        An unknown size.

    Examples
    --------
    >>> line = Line(x=np.array([0.0, 1.0]), y=np.array([0.0, 2.0]), words="gain")
    >>> ax = marked_curves([line], marks=[Mark(at=(0.5, 1.0), words="here")], heading="Gains", x="share", y="gain")
    >>> ax.texts[0].get_text()
    'here'
    """
    axes = new_axes(ax, size)
    handles = _drawn(axes, lines)
    words = [line.words for line in lines]
    for place, (value, said) in enumerate(verticals):
        handles.append(axes.axvline(value, color=GREY, linestyle=(":", "-.")[place % 2], linewidth=1.2, zorder=2))
        words.append(said)
    for kind in dict.fromkeys(mark.kind for mark in marks):
        handle = _draw_marks(axes, [mark for mark in marks if mark.kind == kind])
        handles, words = ([*handles, handle], [*words, kind]) if kind else (handles, words)
    for word, patch in _strip(axes, bands).items():
        handles, words = [*handles, patch], [*words, word]
    if xlim is not None:
        axes.set_xlim(*xlim)
    if ylim is not None:
        axes.set_ylim(*ylim)
    axis_words(axes, size, x=x, y=y)
    title(axes, heading, size)
    told = [(handle, word) for handle, word in zip(handles, words, strict=True) if word]
    explained(axes, [handle for handle, _ in told], [word for _, word in told], size, small_print=small_print)
    _label(axes, marks, size)
    return axes


def _drawn(ax: Axes, lines: Sequence[Line]) -> list[Artist]:
    found: list[Artist] = []
    colours = list(player_colours(str(k) for k, line in enumerate(lines) if not line.plain).values())
    place = 0
    for line in lines:
        if line.plain:
            found += ax.plot(line.x, line.y, color=BLACK, linewidth=0.9, linestyle=(0, (5, 2)), zorder=3)
            continue
        look = Look(colour=colours[place], line=LINES[place % len(LINES)], marker=MARKERS[place % len(MARKERS)])
        place += 1
        if line.dots:
            found += ax.plot(line.x, line.y, look.marker, color=look.colour, markersize=5, zorder=4)
        elif line.marks:
            every: Any = {"color": look.colour, "linestyle": look.line, "marker": look.marker, "markersize": 4.5}
            found += ax.plot(line.x, line.y, linewidth=1.6, zorder=4, **every)
        else:
            found.append(draw_curve(ax, line.x, line.y, look, marks=len(colours) > 1 and len(line.x) > CORNERS))
    return found


def _strip(ax: Axes, bands: Sequence[tuple[float, float, str]]) -> dict[str, Artist]:
    """A strip at the foot of the axes, below all curves, told apart by hatches as well as by colours."""
    if not bands:
        return {}
    low, high = ax.get_ylim()
    ax.set_ylim(low - STRIP * (high - low) / (1 - STRIP), high)
    found: dict[str, Artist] = {}
    kinds = list(dict.fromkeys(word for _, _, word in bands))
    for start, end, word in bands:
        place = kinds.index(word)
        look: Any = {"facecolor": REGIONS[place % len(REGIONS)], "hatch": HATCHES[place % len(HATCHES)]}
        found[word] = ax.axvspan(start, end, 0, STRIP, edgecolor=GREY, linewidth=0.6, zorder=1, **look)
    return found


def _draw_marks(ax: Axes, marks: Sequence[Mark]) -> Line2D:
    face = BLACK if marks[0].filled else "white"
    x, y = zip(*(mark.at for mark in marks), strict=True)
    (drawn,) = ax.plot(x, y, "o", color=face, markeredgecolor=BLACK, markersize=7.5, zorder=6, clip_on=False)
    return drawn


def _label(ax: Axes, marks: Sequence[Mark], size: Size) -> None:
    """Words at the marks: clear of one another and of all marks, and of every curve where there is room for that."""
    callouts = [Callout(text=mark.words, at=mark.at, on_white=True, bold=True) for mark in marks if mark.words]
    if not callouts:
        return
    settle(ax)
    reach = 0.6 * POINTS[size] * ax.get_figure(root=True).dpi / 72  # type: ignore[union-attr]  # it has a figure
    taken = [around(ax, mark.at, reach) for mark in marks]
    courses = [box for line in ax.lines for box in _steps(ax, line, reach / 3)]
    written, left = place_labels(ax, callouts, avoid=[*taken, *courses], size=size)
    if left:
        place_labels(ax, left, avoid=[*taken, *map(box_of, written)], size=size)


def around(ax: Axes, at: tuple[float, float], reach: float) -> Bbox:
    """A box around a place, in pixels; the layout must be settled."""
    x, y = ax.transData.transform(at)
    return Bbox.from_bounds(x - reach, y - reach, 2 * reach, 2 * reach)


def _steps(ax: Axes, line: Line2D, reach: float) -> list[Bbox]:
    """Small boxes along a line, in pixels."""
    if line.get_linestyle() == "None" or line.get_transform() != ax.transData:
        return []
    corners = ax.transData.transform(np.column_stack([line.get_xdata(), line.get_ydata()]).astype(float))
    corners = corners[np.isfinite(corners).all(axis=1)]
    found = []
    for start, end in itertools.pairwise(corners):
        count = max(1, min(200, int(np.hypot(*(end - start)) / max(reach, 1.0))))
        for share in np.linspace(0, 1, count + 1):
            x, y = start + share * (end - start)
            found.append(Bbox.from_bounds(x - reach, y - reach, 2 * reach, 2 * reach))
    return found
