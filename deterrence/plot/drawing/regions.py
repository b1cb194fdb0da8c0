"""Regions of a grid as shapes with exact edges, and the best place for a text inside each."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import numpy.typing as npt
from matplotlib.path import Path

Array = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
ROOMY = 0.7  # of the largest distance to an edge; the most central of such places is taken


def cell_edges(values: Array) -> Array:
    """The edges of the cells whose middles are rising values; the outer ones end at the values.

    >>> cell_edges(np.array([0.0, 1.0, 3.0])).tolist()
    [0.0, 0.5, 2.0, 3.0]
    """
    if len(values) == 1:
        return np.array([values[0] - 0.5, values[0] + 0.5])
    middles = (values[1:] + values[:-1]) / 2
    return np.concatenate([values[:1], middles, values[-1:]])


def outline(mask: Mask, xs: Array, ys: Array) -> Path:
    """The shape of the true cells of a mask ``(x, y)``, holes included; `xs` and `ys` are edges of cells."""
    padded = np.pad(mask, 1)
    after: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for tails, heads in _sides(padded):
        for tail, head in zip(map(tuple, tails.tolist()), map(tuple, heads.tolist()), strict=True):
            after[tail].append(head)
    vertices: list[tuple[float, float]] = []
    codes: list[np.uint8] = []
    while after:
        loop = _straightened(_loop(after))
        vertices += [(float(xs[i]), float(ys[j])) for i, j in [*loop, loop[0]]]
        codes += [Path.MOVETO, *[Path.LINETO] * (len(loop) - 1), Path.CLOSEPOLY]
    return Path(vertices or [(0.0, 0.0)], codes or [Path.MOVETO])


def _sides(padded: Mask) -> list[tuple[Ints, Ints]]:
    """The sides of true cells that face false ones, so directed that the cell lies to the left."""
    inner = padded[1:-1, 1:-1]
    found = []
    for neighbour, tail, head in (
        (padded[1:-1, :-2], (0, 0), (1, 0)),
        (padded[2:, 1:-1], (1, 0), (1, 1)),
        (padded[1:-1, 2:], (1, 1), (0, 1)),
        (padded[:-2, 1:-1], (0, 1), (0, 0)),
    ):
        cells = np.argwhere(inner & ~neighbour)
        found.append((cells + tail, cells + head))
    return found


def _loop(after: dict[tuple[int, int], list[tuple[int, int]]]) -> list[tuple[int, int]]:
    start = next(iter(after))
    found, place = [start], start
    while True:
        heads = after[place]
        head = heads.pop()
        if not heads:
            del after[place]
        if head == start:
            return found
        found.append(head)
        place = head


def _straightened(loop: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The corners alone."""
    corners = []
    for before, here, then in zip([loop[-1], *loop[:-1]], loop, [*loop[1:], loop[0]], strict=True):
        if (here[0] - before[0]) * (then[1] - here[1]) != (here[1] - before[1]) * (then[0] - here[0]):
            corners.append(here)
    return corners


def roomiest(mask: Mask, wide: int, high: int) -> tuple[float, float] | None:
    """The middle of the place inside a mask ``(x, y)`` that holds a box and is farthest from the mask's edge.

    None if the box fits nowhere.
    """
    if wide > mask.shape[0] or high > mask.shape[1]:
        return None
    sums = np.pad(np.cumsum(np.cumsum(mask, axis=0), axis=1), ((1, 0), (1, 0)))
    inside = sums[wide:, high:] - sums[:-wide, high:] - sums[wide:, :-high] + sums[:-wide, :-high]
    full = inside == wide * high
    if not full.any():
        return None
    room = steps_to_edge(full)
    roomy = np.argwhere(room >= ROOMY * room.max())
    i, j = roomy[np.argmin(((roomy - np.argwhere(full).mean(axis=0)) ** 2).sum(axis=1))]
    return float(i) + wide / 2, float(j) + high / 2


def steps_to_edge(mask: Mask) -> Ints:
    """How many steps along the axes each true cell of a mask is from the nearest false one, or from outside.

    >>> steps_to_edge(np.ones((3, 4), dtype=bool)).tolist()
    [[1, 1, 1, 1], [1, 2, 2, 1], [1, 1, 1, 1]]
    """
    found = np.where(np.pad(mask, 1), mask.shape[0] + mask.shape[1], 0)
    for axis in (0, 1):
        place = np.arange(found.shape[axis]).reshape((-1, 1) if axis == 0 else (1, -1))
        from_low = np.minimum.accumulate(found - place, axis=axis) + place
        from_high = np.flip(np.minimum.accumulate(np.flip(found + place, axis), axis=axis), axis) - place
        found = np.minimum(from_low, from_high)
    return found[1:-1, 1:-1]
