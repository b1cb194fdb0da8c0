"""Which texts of a figure are drawn over one another, or off the sheet."""

from __future__ import annotations

from itertools import combinations

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text

from deterrence.plot.drawing.labels import box_of, overlap

SLACK = -0.6  # pixels: boxes are rounded up to whole ones


def texts_of(ax: Axes) -> list[Text]:
    """All texts that are seen."""
    figure = ax.get_figure(root=True)
    figure.draw_without_rendering()
    unseen = _unseen(figure)
    texts = [text for text in figure.findobj(Text) if id(text) not in unseen]
    return [text for text in texts if text.get_visible() and text.get_text().strip()]


def overlapping(ax: Axes) -> list[tuple[str, str]]:
    """Pairs of texts whose boxes share an area."""
    return misplaced(ax)[0]


def outside(ax: Axes) -> list[str]:
    """Texts that are not wholly on the sheet."""
    return misplaced(ax)[1]


def misplaced(ax: Axes) -> tuple[list[tuple[str, str]], list[str]]:
    """Both at once."""
    sheet = ax.get_figure(root=True).bbox
    boxes = [(text.get_text(), box_of(text)) for text in texts_of(ax)]
    pairs = [(a, b) for (a, one), (b, other) in combinations(boxes, 2) if overlap(one, other, SLACK)]
    off = [text for text, box in boxes if box.x0 < -1 or box.y0 < -1 or box.x1 > sheet.x1 + 1 or box.y1 > sheet.y1 + 1]
    return pairs, off


def _unseen(figure: Figure) -> set[int]:
    """The ids of labels of ticks that are not drawn, and of all labels of axes that are switched off."""
    found: set[int] = set()
    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            drawn = axis._update_ticks() if axes.axison else []
            seen = [label for tick in drawn for label in (tick.label1, tick.label2)]
            seen += [axis.label, axis.offsetText] if axes.axison else []
            found |= {id(text) for text in axis.findobj(Text)} - {id(label) for label in seen}
    return found
