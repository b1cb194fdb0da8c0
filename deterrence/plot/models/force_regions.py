"""The plane of two sides' forces: regions of deterrence and of initiation, and paths through them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Polygon

from deterrence.models.intriligator_brito import REGIONS as NAMES
from deterrence.models.intriligator_brito import ForcePlane
from deterrence.plot.drawing.colours import BLACK, GREY, HATCHES, REGIONS
from deterrence.plot.drawing.explained import explained
from deterrence.plot.drawing.labels import Callout, place_labels, settle
from deterrence.plot.drawing.marked_curves import around
from deterrence.plot.drawing.style import POINTS, Size, axis_words, new_axes, title
from deterrence.tables.text import number

if TYPE_CHECKING:
    from deterrence.models.intriligator_brito import ForcePath

Array = npt.NDArray[np.float64]
ROOM = 2.2
TINY = 1e-12
LEADS = ("below right", "right", "above left", "left", "above", "below", "above right", "below left")


def force_regions(plane: ForcePlane, *, ax: Axes | None = None, size: Size = "page") -> Axes:
    r"""Draw the regions with their exact edges, and the least forces of mutual deterrence.

    Parameters
    ----------
    plane
        The thresholds.
    ax, size
        Where to draw; see `deterrence.plot.drawing.style.new_axes`.

    Raises
    ------
    ArgumentError
        An unknown size.

    Examples
    --------
    >>> ax = force_regions(ForcePlane(exchange_a=0.5, exchange_b=0.5, deter_a=100, deter_b=100))
    >>> ax.texts[0].get_text()
    'least mutual deterrence:\n200, 200'
    """
    axes = new_axes(ax, size)
    vertex = plane.vertex()
    handles, words = _drawn(axes, plane, _reach(plane), size)
    if vertex is None:
        explained(axes, handles, words, size, small_print=["There is no cone: plenty of forces never deter both."])
        return axes
    explained(axes, handles, words, size)
    axes.plot(*([part] for part in vertex), "o", color=BLACK, markersize=7, zorder=6)
    _name(axes, [(f"least mutual deterrence:\n{number(vertex[0])}, {number(vertex[1])}", vertex)], size)
    return axes


def force_course(path: ForcePath, *, ax: Axes | None = None, size: Size = "page") -> Axes:
    """Draw a path of forces over the regions, with a number where it enters each; options as `force_regions`."""
    asked: Mapping[str, Any] = path.provenance.given
    plane, route = ForcePlane(**asked["plane"]), np.asarray(asked["points"], dtype=float)
    axes = new_axes(ax, size)
    handles, words = _drawn(axes, plane, max(_reach(plane), 1.08 * float(route.max())), size)
    handles.append(Line2D([], [], color=BLACK, linewidth=2, marker="o", markerfacecolor="white"))
    stages = ", ".join(f"{k + 1} {name}" for k, name in enumerate(path.region))
    explained(axes, handles, [*words, "path; numbers: regions entered"], size, small_print=[f"{stages}."])
    axes.plot(route[:, 0], route[:, 1], color="white", linewidth=4, zorder=5, clip_on=False)
    axes.plot(route[:, 0], route[:, 1], color=BLACK, linewidth=2, zorder=6, clip_on=False)
    axes.annotate(
        "",
        route[-1],
        route[-1] + 1e-3 * (route[-2] - route[-1]),
        arrowprops={"arrowstyle": "-|>", "color": BLACK, "linewidth": 2},
        annotation_clip=False,
        zorder=7,
    )
    entries = path.entry[:-1]
    axes.plot(
        *entries.T, "o", color="white", markeredgecolor=BLACK, markersize=6, zorder=7, linestyle="", clip_on=False
    )
    _name(axes, [(str(k + 1), (float(a), float(b))) for k, (a, b) in enumerate(entries)], size)
    return axes


def _name(ax: Axes, words: Sequence[tuple[str, tuple[float, float]]], size: Size) -> None:
    """Words beside marked places."""
    settle(ax)
    taken = [around(ax, at, 0.6 * POINTS[size]) for _, at in words]
    marks = [Callout(text=text, at=at, on_white=True, bold=True, sides=LEADS, leader=False) for text, at in words]
    place_labels(ax, marks, avoid=taken, size=size)


def _reach(plane: ForcePlane) -> float:
    vertex = plane.vertex()
    if vertex is not None and max(vertex) > 0:
        return ROOM * max(vertex)
    return 4 * max(plane.deter_a, plane.deter_b) or 1.0


def _drawn(ax: Axes, plane: ForcePlane, reach: float, size: Size) -> tuple[list[Artist], list[str]]:
    """Regions in the plane, and a sample of each that there is."""
    found: dict[str, None] = {}
    for corners in _pieces(plane, reach):
        middle = corners.mean(axis=0)
        name = str(plane.regions(float(middle[0]), float(middle[1])))
        found[name] = None
        look = _look(name)
        ax.add_patch(
            Polygon(corners, closed=True, zorder=1, **{**look, "edgecolor": look["facecolor"], "linewidth": 0.6})
        )
    for low, high in _edges(plane, reach):
        ax.plot(*np.stack([low, high], axis=1), color=BLACK, linewidth=1.0, zorder=3)
    ax.set(xlim=(0, reach), ylim=(0, reach))
    axis_words(ax, size, x="force of A", y="force of B")
    title(ax, "Who is deterred, and who can attack", size)
    shown = [name for name in NAMES if name in found]
    return [Patch(**_look(name)) for name in shown], shown


def _look(name: str) -> dict[str, Any]:
    place = NAMES.index(name)
    return {
        "facecolor": REGIONS[place],
        "hatch": HATCHES[place],
        "edgecolor": GREY,
        "hatchcolor": GREY,
        "hatch_linewidth": 0.5,
        "linewidth": 0.6,
    }


def _lines(plane: ForcePlane) -> list[tuple[float, float, float]]:
    """The four thresholds as (a, b, c): zero where ``a MA + b MB = c``."""
    return [(-plane.exchange_a, 1.0, level) for level in (plane.deter_a, plane.attack_a)] + [
        (1.0, -plane.exchange_b, level) for level in (plane.deter_b, plane.attack_b)
    ]


def _pieces(plane: ForcePlane, reach: float) -> list[Array]:
    """The square of forces cut along the four thresholds; each piece is convex, in one region."""
    pieces = [np.array([[0.0, 0.0], [reach, 0.0], [reach, reach], [0.0, reach]])]
    for line in _lines(plane):
        cut = [_half(piece, line, sign) for piece in pieces for sign in (1.0, -1.0)]
        pieces = [piece for piece in cut if len(piece) > 2 and _area(piece) > TINY * reach * reach]
    return pieces


def _half(corners: Array, line: tuple[float, float, float], sign: float) -> Array:
    """The part of a convex shape on one side of a line (Sutherland and Hodgman's clipping)."""
    height = sign * (corners @ np.array(line[:2]) - line[2])
    kept: list[Array] = []
    for k in range(len(corners)):
        here, there = height[k - 1], height[k]
        if (here < 0) != (there < 0):
            kept.append(corners[k - 1] + here / (here - there) * (corners[k] - corners[k - 1]))
        if there >= 0:
            kept.append(corners[k])
    return np.array(kept).reshape(-1, 2)


def _area(corners: Array) -> float:
    x, y = corners.T
    return 0.5 * abs(float(x @ np.roll(y, -1) - y @ np.roll(x, -1)))


def _edges(plane: ForcePlane, reach: float) -> list[tuple[Array, Array]]:
    """The thresholds where they part two regions, as segments between their crossings."""
    found = []
    square = np.array([[0.0, 0.0], [reach, 0.0], [reach, reach], [0.0, reach]])
    for a, b, c in _lines(plane):
        direction, start = np.array([-b, a]), c * np.array([a, b]) / (a * a + b * b)
        low, high = _within(start, direction, square)
        cuts = [low, high] + [t for line in _lines(plane) for t in _meeting(start, direction, line) if low < t < high]
        normal = np.array([a, b]) * 1e-6 * reach
        for one, other in zip(sorted(cuts)[:-1], sorted(cuts)[1:], strict=True):
            middle = start + (one + other) / 2 * direction
            sides = np.clip([middle + normal, middle - normal], 0, None)
            names = plane.regions(sides[:, 0], sides[:, 1])
            if low < high and names[0] != names[1]:
                found.append((start + one * direction, start + other * direction))
    return found


def _within(start: Array, direction: Array, square: Array) -> tuple[float, float]:
    """Between which multiples of the direction a line is inside the square; nowhere if the first is not less."""
    low, high = -np.inf, np.inf
    for k in range(2):
        if direction[k] == 0:
            continue
        ends = sorted((square[:, k].min() - start[k], square[:, k].max() - start[k]), key=lambda x: x / direction[k])
        low, high = max(low, ends[0] / direction[k]), min(high, ends[1] / direction[k])
    return (float(low), float(high)) if low < high else (0.0, 0.0)


def _meeting(start: Array, direction: Array, line: tuple[float, float, float]) -> list[float]:
    slope = float(direction @ np.array(line[:2]))
    return [] if abs(slope) < TINY else [float((line[2] - start @ np.array(line[:2])) / slope)]
