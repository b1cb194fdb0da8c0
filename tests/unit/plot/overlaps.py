"""Which texts of a figure are drawn over one another, or off the sheet."""

from __future__ import annotations

from itertools import combinations

from matplotlib.axes import Axes
from matplotlib.text import Text

from deterrence.plot.labels import box_of, overlap

SLACK = -0.6  # pixels: boxes are rounded up to whole ones


def texts_of(ax: Axes) -> list[Text]:
    """All texts that are seen."""
    figure = ax.get_figure(root=True)
    figure.draw_without_rendering()
    return [text for text in figure.findobj(Text) if text.get_visible() and text.get_text().strip() and _is_shown(text)]


def overlapping(ax: Axes) -> list[tuple[str, str]]:
    """Pairs of texts whose boxes share an area."""
    boxes = [(text.get_text(), box_of(text)) for text in texts_of(ax)]
    return [(a, b) for (a, one), (b, other) in combinations(boxes, 2) if overlap(one, other, SLACK)]


def outside(ax: Axes) -> list[str]:
    """Texts that are not wholly on the sheet."""
    sheet = ax.get_figure(root=True).bbox
    boxes = [(text.get_text(), box_of(text)) for text in texts_of(ax)]
    return [text for text, box in boxes if box.x0 < -1 or box.y0 < -1 or box.x1 > sheet.x1 + 1 or box.y1 > sheet.y1 + 1]


def _is_shown(text: Text) -> bool:
    axes = text.axes
    if axes is None:
        return True
    for axis in (axes.xaxis, axes.yaxis):
        low, high = sorted(axis.get_view_interval())
        for tick in [*axis.majorTicks, *axis.minorTicks]:
            if text is tick.label1 or text is tick.label2:
                return axes.axison and low - 1e-9 <= tick.get_loc() <= high + 1e-9
        if text is axis.label:
            return axes.axison
    return True
