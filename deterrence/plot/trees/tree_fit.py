"""How much of a game tree is drawn, where, and with letters of which size."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from matplotlib.axes import Axes

from deterrence.plot.drawing.given_axes import limits
from deterrence.plot.drawing.style import INCHES, POINTS, Picture, Size, sheet_width
from deterrence.plot.trees.pruning import Cut, cut
from deterrence.plot.trees.tree_layout import Layout, layout
from deterrence.plot.trees.tree_words import TreeWords
from deterrence.solvers.solution import Solution

SIZES: dict[str, tuple[float, ...]] = {"page": (7.5, 7.0, 6.5), "slide": (11.0, 10.0, 9.0, 8.0, 7.6)}
TALLEST: dict[str, float] = {"page": 8.8, "slide": 5.6}
BELOW = 16.0  # letters' heights: what legend, small print and the names of the columns take of axes that are given
FULL = 0.8  # of the nodes that may be drawn; a smaller part is tried otherwise first


def fitted(
    solution: Solution, words: TreeWords, head: float, height: float, most: int, size: Size
) -> tuple[Cut, Layout, float]:
    """The part that is drawn, its places, and the size of its letters: the largest of which as much as `most` fits.

    Columns of readable letters come before an outline, all of a tree before a part of it.
    """
    tried: list[tuple[Cut, Layout, float]] = []
    for outline in (False, True):
        for points in SIZES[size]:
            wide = head - sum(words.payoff_columns(points).values()) - points
            place = partial(_placed, words=words, points=points, wide=wide, outline=outline)
            limits = (wide, height)
            part = cut(solution, partial(_is_small_enough, place=place, most=most, limits=limits))
            found = (part, place(part), points)
            if _fits(found[1], limits) and (not part.hidden or len(part.nodes) > FULL * most):
                return found
            tried.append(found)
    outlines = tried[len(SIZES[size]) :]
    fitting = [found for found in outlines if found[1].high <= height]
    return max(fitting, key=lambda found: len(found[0].nodes)) if fitting else outlines[-1]


def _placed(part: Cut, *, words: TreeWords, points: float, wide: float, outline: bool) -> Layout:
    return layout(part, words.above(part), words.below(part), points, wide, outline=outline)


def _is_small_enough(part: Cut, *, place: Callable[[Cut], Layout], most: int, limits: tuple[float, float]) -> bool:
    return len(part.nodes) <= most and _fits(place(part), limits)


def _fits(found: Layout, limits: tuple[float, float]) -> bool:
    return found.wide <= limits[0] and found.high <= limits[1]


def room(ax: Axes, size: Size) -> tuple[float, float]:
    """The width, and the height that the tree may take, in points."""
    if isinstance(ax, Picture):
        lines = 11 if size == "page" else 8.5  # title, head, legend and small print
        return 72 * INCHES[size][0] - 14, 72 * TALLEST[size] - lines * 1.6 * POINTS[size]
    scale = 72 / ax.get_figure(root=True).dpi  # type: ignore[union-attr]  # axes that are drawn on have a figure
    return sheet_width(ax), (float(ax.bbox.y1) - limits(ax)[1]) * scale - BELOW * POINTS[size]


def small_letters(points: float, size: Size) -> float | None:
    """Of legend and small print under a tree with letters this large: None, as in every figure, unless those are small.

    >>> small_letters(11.0, "slide"), small_letters(8.0, "slide")
    (None, 9.0)
    """
    return 0.75 * POINTS[size] if points < 0.8 * POINTS[size] else None
