"""Axes that somebody gives: what stands below them, and the room for it in their figure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from matplotlib.axes import Axes
from matplotlib.legend import Legend
from matplotlib.transforms import Bbox, ScaledTranslation, Transform

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.figure import Figure

SMALL_PRINT = "small-print"
GAP = 4.0  # points
EDGE = 4.0  # points kept free at the ends of the figure: letters are wider at other resolutions
LEAST = 0.3  # of its height and width is left of an axes, whatever stands around it


def under(ax: Axes) -> Transform:
    """Places relative to the left end of the axes and to the lower end of all that stands below them."""
    figure = _figure(ax)
    lowest = [float(ax.bbox.y0)]
    hung: list[Any] = [text for text in ax.texts if text.get_gid() == SMALL_PRINT]
    found = [made.get_window_extent() for made in [*hung, *[ax.get_legend()] * (ax.get_legend() is not None)]]
    if ax.axison:
        found.append(ax.xaxis.get_tightbbox(None))
    lowest += [box.y0 for box in found if box is not None]
    depth = (float(ax.bbox.y0) - min(lowest)) / figure.dpi + GAP / 72
    return ax.transAxes + ScaledTranslation(0, -depth, figure.dpi_scale_trans)


def legend_under(ax: Axes, handles: Sequence[Artist], words: Sequence[str], points: float, columns: int) -> Legend:
    """A legend below the axes, of as many columns as the figure has room for."""
    place = under(ax)
    while True:
        made = ax.legend(
            list(handles),
            list(words),
            loc="upper left",
            bbox_to_anchor=(0, 0),
            bbox_transform=place,
            borderaxespad=0,
            borderpad=0,
            labelspacing=0.3,
            frameon=False,
            ncols=columns,
            handlelength=2.2,
            alignment="left",
            fontsize=points,
        )
        if columns == 1 or made.get_window_extent().x1 <= _figure(ax).bbox.x1:
            return made
        columns -= 1


def make_room(ax: Axes) -> None:
    """Shrink the axes until what stands left of and below them is in the figure; a layout of the figure does so itself.

    Other axes keep their places.
    """
    figure = _figure(ax)
    if figure.get_layout_engine() is not None:
        return
    needed, (left, low) = ax.get_tightbbox(), limits(ax)
    if needed is None:
        return
    box, place = ax.bbox, ax.get_position()
    across = min(max(0.0, left - needed.x0), (1 - LEAST) * box.width) / figure.bbox.width
    up = min(max(0.0, low - needed.y0), (1 - LEAST) * box.height) / figure.bbox.height
    if across or up:
        ax.set_position((place.x0 + across, place.y0 + up, place.width - across, place.height - up))


def limits(ax: Axes) -> tuple[float, float]:
    """How far the axes' words may reach to the left and down, in pixels: to the figure's ends, or to other axes."""
    figure, box = _figure(ax), ax.bbox
    gap, edge = GAP / 144 * figure.dpi, EDGE / 72 * figure.dpi
    left, low = [float(figure.bbox.x0) + edge], [float(figure.bbox.y0) + edge]
    for other in figure.axes:
        theirs = other.get_tightbbox() if other is not ax and other.get_visible() else None
        if theirs is not None and _meet(box, other.bbox, "x") and other.bbox.y1 <= box.y0:
            low.append(float(theirs.y1) + gap)
        if theirs is not None and _meet(box, other.bbox, "y") and other.bbox.x1 <= box.x0:
            left.append(float(theirs.x1) + gap)
    return max(left), max(low)


def _meet(one: Any, other: Any, side: str) -> bool:
    (a, b), (c, d) = (getattr(Bbox(box.get_points()), f"interval{side}") for box in (one, other))
    return bool(a < d and c < b)


def _figure(ax: Axes) -> Figure:
    figure = ax.get_figure(root=True)
    assert figure is not None
    return figure
