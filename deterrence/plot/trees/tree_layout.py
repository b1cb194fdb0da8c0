"""Where the nodes of a game tree are drawn: columns from left to right, or an outline where columns are too narrow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from deterrence.plot.drawing.glyphs import text_width
from deterrence.plot.trees.pruning import Cut

OVER, UNDER, LEAF = 1.2, 1.4, 0.35  # lines of text over a node, under a decision, and under an end
ROW = 1.36


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Places in points, from the upper left corner, and whether texts stand before their nodes or after them."""

    x: Mapping[int, float]
    y: Mapping[int, float]
    wide: float
    high: float
    radius: float
    outline: bool


def layout(
    cut: Cut, above: Mapping[int, str], below: Mapping[int, str], points: float, wide: float, *, outline: bool
) -> Layout:
    """An outline, or columns; those may be wider than they should."""
    radius = 0.85 * points
    if outline:
        return _in_outline(cut, points, wide, radius)
    columns = _columns(cut, above, below, points, radius)
    return _in_columns(cut, columns, points, wide, radius)


def _columns(cut: Cut, above: Mapping[int, str], below: Mapping[int, str], points: float, radius: float) -> list[float]:
    found = [0.0] * (1 + max(cut.depth.values()))
    for node in cut.nodes:
        inner = bool(cut.children[node])
        text = max(text_width(above[node], points, bold=True), text_width(below[node], points))
        found[cut.depth[node]] = max(found[cut.depth[node]], text + (2 * radius if inner else 0) + 2.1 * points)
    return found


def _in_columns(cut: Cut, columns: list[float], points: float, wide: float, radius: float) -> Layout:
    spare = max(0.0, wide - sum(columns)) / len(columns) if len(columns) > 1 else 0.0
    right = [sum(columns[: depth + 1]) + spare * depth for depth in range(len(columns))]
    inside: dict[int, float] = {}
    heights: dict[int, float] = {}
    for node in reversed(cut.nodes):
        inside[node], heights[node] = _block(cut.children[node], inside, heights, points)
    tops = {0: 0.0}
    for node in cut.nodes:
        below = cut.children[node]
        middle = (_stacked(below, inside, heights)[0] + _stacked(below, inside, heights)[-1]) / 2 if below else 0.0
        top = tops[node] + inside[node] - middle
        for child in below:
            tops[child] = top
            top += heights[child]
    y = {node: tops[node] + inside[node] for node in cut.nodes}
    x = {
        node: right[cut.depth[node]] - (radius + 0.5 * points if cut.children[node] else 0.4 * points)
        for node in cut.nodes
    }
    return Layout(x=x, y=y, wide=sum(columns), high=heights[0], radius=radius, outline=False)


def _block(
    children: list[int], inside: Mapping[int, float], heights: Mapping[int, float], points: float
) -> tuple[float, float]:
    """Where a node stands in its block, midway between its first child and its last, and how high the block is."""
    if not children:
        return OVER * points, (OVER + LEAF) * points
    places = _stacked(children, inside, heights)
    middle, total = (places[0] + places[-1]) / 2, sum(heights[child] for child in children)
    before = max(0.0, OVER * points - middle)
    return middle + before, before + max(total, middle + UNDER * points)


def _stacked(children: list[int], inside: Mapping[int, float], heights: Mapping[int, float]) -> list[float]:
    """The place of each child if their blocks stand on one another."""
    found, top = [], 0.0
    for child in children:
        found.append(top + inside[child])
        top += heights[child]
    return found


def _in_outline(cut: Cut, points: float, wide: float, radius: float) -> Layout:
    step = 2.0 * points
    x = {node: radius + step * cut.depth[node] for node in cut.nodes}
    y = {node: (row + 0.7) * ROW * points for row, node in enumerate(cut.nodes)}
    return Layout(x=x, y=y, wide=wide, high=(len(cut.nodes) + 0.4) * ROW * points, radius=0.62 * points, outline=True)
