"""Placing labels so that they overlap neither one another nor what must stay visible."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.text import Annotation, Text
from matplotlib.transforms import Bbox

from deterrence.plot.drawing.glyphs import drawable, families
from deterrence.plot.drawing.style import BLACK, GREY, POINTS, Size

SIDES = ("right", "left", "above", "below", "above right", "above left", "below right", "below left")
DISTANCES = (4.0, 8.0, 14.0, 22.0, 34.0, 50.0, 70.0)
NEAR = 10.0
GAP = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Callout:
    """A label for the place `at` (data coordinates): on the first of its `sides` that is free.

    ``"on"`` among the sides stands for the place itself. With `leader` a label
    that is not near is joined to its place by a thin line; it is at most `farthest` points away.
    """

    text: str
    at: tuple[float, float]
    colour: str = BLACK
    sides: Sequence[str] = SIDES
    bold: bool = False
    leader: bool = True
    farthest: float = DISTANCES[-1]
    points: float | None = None
    on_white: bool = False


def settle(ax: Axes) -> None:
    """Let the layout find its place, so that what is measured next is what will be drawn."""
    figure = ax.get_figure(root=True)
    assert figure is not None
    engine = figure.get_layout_engine()
    if engine is None:
        figure.draw_without_rendering()
    else:
        engine.execute(figure)


def box_of(text: Text) -> Bbox:
    """Where a text is drawn, in pixels, its leader left out."""
    if isinstance(text, Annotation):
        text.get_window_extent()  # it finds its place only when it is asked for its whole extent
    return Text.get_window_extent(text)


def overlap(one: Bbox, other: Bbox, gap: float = 0.0) -> bool:
    """Whether two boxes share an area, or come nearer than a gap.

    >>> overlap(Bbox([[0, 0], [2, 2]]), Bbox([[1, 1], [3, 3]])), overlap(Bbox([[0, 0], [1, 1]]), Bbox([[1, 0], [2, 1]]))
    (True, False)
    """
    beside = one.x0 >= other.x1 + gap or other.x0 >= one.x1 + gap
    return not (beside or one.y0 >= other.y1 + gap or other.y0 >= one.y1 + gap)


def place_labels(
    ax: Axes, callouts: Iterable[Callout], *, avoid: Iterable[Bbox] = (), size: Size = "page"
) -> tuple[list[Text], list[Callout]]:
    """Write each label on the first side, and at the first distance, where it is free.

    Parameters
    ----------
    ax
        Its limits and everything else in the figure must be final: the layout
        is settled here.
    callouts
        In order of importance.
    avoid
        Boxes in pixels that no label may cover (`box_of` of other texts, say).

    Returns
    -------
    texts, left out
        The labels written, and those that no place was found for.
    """
    settle(ax)
    scale = ax.get_figure(root=True).dpi / 72  # type: ignore[union-attr]  # as above
    taken, inside = list(avoid), ax.get_window_extent()
    written: list[Text] = []
    left_out: list[Callout] = []
    for callout in callouts:
        text = _annotation(ax, callout, size)
        mark = ax.transData.transform(callout.at)
        extent = box_of(text)
        for side, distance in _places(callout):
            dx, dy, ha, va = _offset(side, distance)
            box = _moved(extent.width, extent.height, mark[0] + dx * scale, mark[1] + dy * scale, ha, va)
            if _within(box, inside) and not any(overlap(box, other, GAP * scale) for other in taken):
                _settle_at(text, (dx, dy), ha, va, arrow=callout.leader and distance > NEAR)
                taken.append(box)
                written.append(text)
                break
        else:
            text.remove()
            left_out.append(callout)
    return written, left_out


def _annotation(ax: Axes, callout: Callout, size: Size) -> Annotation:
    shown = drawable(callout.text)
    made = ax.annotate(
        shown,
        callout.at,
        xytext=(0, 0),
        textcoords="offset points",
        fontsize=callout.points or POINTS[size],
        fontfamily=families(shown),
        fontweight="bold" if callout.bold else "normal",
        color=callout.colour,
        parse_math=False,
        usetex=False,
        linespacing=1.1,
        zorder=7,
        arrowprops={"arrowstyle": "-", "color": GREY, "linewidth": 0.6, "shrinkA": 0, "shrinkB": 2},
    )
    made.set_in_layout(False)
    if callout.on_white:
        made.set_bbox({"facecolor": "white", "edgecolor": "none", "pad": 1.0, "alpha": 0.85})
    return made


def _settle_at(text: Text, offset: tuple[float, float], ha: str, va: str, *, arrow: bool) -> None:
    assert isinstance(text, Annotation)
    text.set_position(offset)
    text.set(ha=ha, va=va)
    if text.arrow_patch is not None and not arrow:
        text.arrow_patch.set_visible(False)


def _places(callout: Callout) -> Iterator[tuple[str, float]]:
    for distance in (distance for distance in DISTANCES if distance <= callout.farthest):
        for side in callout.sides:
            if side != "on":
                yield side, distance
            elif distance == DISTANCES[0]:
                yield side, 0.0


def _offset(side: str, distance: float) -> tuple[float, float, str, str]:
    """The offset in points, and the alignment of a label on a side."""
    dx = distance if "right" in side else -distance if "left" in side else 0.0
    dy = distance if "above" in side else -distance if "below" in side else 0.0
    ha = "left" if dx > 0 else "right" if dx < 0 else "center"
    va = "bottom" if dy > 0 else "top" if dy < 0 else "center"
    return dx, dy, ha, va


def _moved(wide: float, high: float, x: float, y: float, ha: str, va: str) -> Bbox:
    x0 = {"left": x, "right": x - wide, "center": x - wide / 2}[ha]
    y0 = {"bottom": y, "top": y - high, "center": y - high / 2}[va]
    return Bbox.from_bounds(x0, y0, wide, high)


def _within(box: Bbox, inside: Bbox) -> bool:
    beside = box.x0 < inside.x0 or box.x1 > inside.x1
    return not (beside or box.y0 < inside.y0 or box.y1 > inside.y1)


def widen(ax: Axes, texts: Iterable[Text], *, rounds: int = 4) -> None:
    """Move the ends of the x axis apart until texts that stand at places on it lie within."""
    written = list(texts)
    for _ in range(rounds):
        settle(ax)
        inside, (low, high) = ax.get_window_extent(), ax.get_xlim()
        boxes = [box_of(text) for text in written]
        left = max([0.0, *(inside.x0 - box.x0 for box in boxes)]) / inside.width
        right = max([0.0, *(box.x1 - inside.x1 for box in boxes)]) / inside.width
        if not left and not right:
            return
        shrunk = max(0.2, 1 - left - right)
        ax.set_xlim(low - (high - low) * left / shrunk, high + (high - low) * right / shrunk)
