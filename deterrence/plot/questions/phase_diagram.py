"""What happens over two parameters: regions of outcomes, or the level of a quantity."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.colors import CenteredNorm, Normalize
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch, Rectangle

from deterrence.errors import ArgumentError, expect_kind, nearest
from deterrence.plot.drawing.colours import AROUND_ZERO, BLACK, GREY, HATCHES, LEVELS, REGIONS
from deterrence.plot.drawing.glyphs import drawable, text_width
from deterrence.plot.drawing.labels import settle
from deterrence.plot.drawing.outcome_words import NO_ANSWER, has_regions, regions_of
from deterrence.plot.drawing.regions import cell_edges, outline, roomiest
from deterrence.plot.drawing.style import POINTS, Size, axis_words, legend, new_axes, restyled, title, wrapped, write
from deterrence.tables.table import Table
from deterrence.tables.text import number

Array = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
RASTER = (320, 220)
WIDTHS = (44, 30, 22, 16, 12)
MOST_LINES = 7


def phase_diagram(
    table: Table,
    x: str | None = None,
    y: str | None = None,
    *,
    column: str | None = None,
    ax: Axes | None = None,
    size: Size = "page",
    baseline: Mapping[str, float] | None = None,
) -> Axes:
    """Draw a sweep of two parameters.

    Parameters
    ----------
    table
        From `sweep` over a grid of two parameters; other axes hold one value.
    x, y
        Which parameters go across and up; by default the first axis and the second.
    column
        A quantity whose level is drawn instead of the outcomes; where it is
        true or false, its regions.
    ax, size
        As for every figure.
    baseline
        The point to mark; by default the table's own.

    Returns
    -------
    Axes
        Each region is a colour, a hatch and a text. An edge lies midway
        between the two grid points whose outcomes differ.

    Raises
    ------
    ArgumentError
        An unknown parameter or column, or not two axes.

    Examples
    --------
    >>> import numpy as np
    >>> from deterrence import load, sweep
    >>> table = sweep(load("treaty"), {"protection": np.linspace(0, 6, 61), "arming": np.linspace(0, 2, 41)})
    >>> phase_diagram(table).get_title(loc="left")
    'Keep, amend or leave: what happens'
    """
    expect_kind(table, Table, "phase_diagram")
    x, y = _axes_of(table, x, y)
    shown = _Grid(table, x, y)
    if column is not None and column not in table.columns:
        raise ArgumentError(f"unknown column '{column}'", nearest(column, list(table.columns)))
    ax = new_axes(ax, size)
    ax.set(xlim=(shown.xs[0], shown.xs[-1]), ylim=(shown.ys[0], shown.ys[-1]))
    axis_words(ax, size, x=table.words.get(x, x), y=table.words.get(y, y))
    marked = {**table.baseline, **(baseline or {})}
    point = (marked[x], marked[y]) if x in marked and y in marked else None
    if column is None or has_regions(table, column):
        _regions(ax, shown, *regions_of(table, column), point, (x, y), size)
    else:
        _levels(ax, shown, table, column, size)
    what = "what happens" if column is None else table.words.get(column, column)
    name = table.provenance.scenario
    title(ax, f"{name}: {what}" if name else what[0].upper() + what[1:], size)
    if point is not None and column is not None and not has_regions(table, column):
        legend(ax, [_mark(ax, point, size)], [_baseline_words(ax, point, (x, y))], size)
    return ax


def _axes_of(table: Table, x: str | None, y: str | None) -> tuple[str, str]:
    free = [name for name, values in table.axes.items() if len(values) > 1 or len(table.axes) == 2]
    for name in (x, y):
        if name is not None and name not in table.axes:
            raise ArgumentError(
                f"unknown axis '{name}'", nearest(name, list(table.axes)) or f"axes: {', '.join(table.axes)}"
            )
    if len(free) != 2:
        raise ArgumentError(f"a phase diagram needs a grid of two parameters, found {', '.join(free) or 'one point'}")
    x = x or next(name for name in free if name != y)
    y = y or next(name for name in free if name != x)
    if {x, y} != set(free):
        raise ArgumentError(f"the axes are {free[0]} and {free[1]}, found {x} and {y}")
    return x, y


class _Grid:
    """Two axes of a table, rising, and its columns over them."""

    def __init__(self, table: Table, x: str, y: str) -> None:
        names = list(table.axes)
        self.shape = tuple(len(values) for values in table.axes.values())
        self.order = (names.index(x), names.index(y))
        self.rising = [np.argsort(table.axes[name], kind="stable") for name in (x, y)]
        self.xs, self.ys = (cell_edges(table.axes[name][way]) for name, way in zip((x, y), self.rising, strict=True))

    def over(self, column: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """A column with x first and y second."""
        found = np.moveaxis(column, self.order, (0, 1)).reshape(len(self.rising[0]), len(self.rising[1]))
        return found[np.ix_(*self.rising)]


def _regions(
    ax: Axes,
    grid: _Grid,
    flat: Ints,
    words: Sequence[str],
    point: tuple[float, float] | None,
    axes: tuple[str, str],
    size: Size,
) -> None:
    labels = grid.over(flat)
    handles, told = list[Artist](), list[str]()
    single = len(words) > len(LETTERS)
    for place, text in enumerate(words):
        patch = PathPatch(outline(labels == place, grid.xs, grid.ys), gid=f"region-{place}")
        look: dict[str, Any] = {"facecolor": REGIONS[place % len(REGIONS)], "hatch": HATCHES[place % len(HATCHES)]}
        patch.set(edgecolor=BLACK, linewidth=1.1, hatchcolor=GREY, hatch_linewidth=0.5, zorder=1, **look)
        ax.add_patch(patch)
        handles.append(
            Rectangle((0, 0), 1, 1, edgecolor=BLACK, hatchcolor=GREY, hatch_linewidth=0.5, linewidth=0.8, **look)
        )
        told.append(text if single else f"{LETTERS[place]}: {text}")
    if (labels < 0).any():
        ax.add_patch(
            PathPatch(outline(labels < 0, grid.xs, grid.ys), facecolor="white", edgecolor=BLACK, linewidth=1.1)
        )
        handles.append(Rectangle((0, 0), 1, 1, facecolor="white", edgecolor=BLACK, linewidth=0.8))
        told.append(NO_ANSWER)
    if point is not None:
        handles.append(_mark(ax, point, size))
        told.append(_baseline_words(ax, point, axes))
    legend(ax, handles, told, size, columns=2 if max(map(len, told)) < 38 else 1)
    _name_regions(ax, grid, labels, words, point, size)


def _name_regions(
    ax: Axes,
    grid: _Grid,
    labels: npt.NDArray[Any],
    words: Sequence[str],
    point: tuple[float, float] | None,
    size: Size,
) -> None:
    """A letter with the words in each region that has room for them, else the letter alone."""
    settle(ax)
    box = ax.get_window_extent()
    scale = ax.get_figure(root=True).dpi / 72  # type: ignore[union-attr]  # axes that are drawn on have a figure
    unit = (RASTER[0] / box.width * scale, RASTER[1] / box.height * scale)
    raster = labels[np.ix_(_sampled(grid.xs, RASTER[0]), _sampled(grid.ys, RASTER[1]))].copy()
    if point is not None and _within(ax, point):
        _blot(raster, grid, point, unit, 1.3 * POINTS[size])
    for place, text in enumerate(words):
        for shown in _shapes(f"{LETTERS[place % 26]}: {text}", LETTERS[place % 26]):
            wide, high = (
                text_width(shown, POINTS[size], bold=True) + 4,
                (1 + shown.count("\n")) * 1.2 * POINTS[size] + 4,
            )
            found = roomiest(raster == place, int(np.ceil(wide * unit[0])), int(np.ceil(high * unit[1])))
            if found is not None:
                spot = (
                    grid.xs[0] + (grid.xs[-1] - grid.xs[0]) * found[0] / RASTER[0],
                    grid.ys[0] + (grid.ys[-1] - grid.ys[0]) * found[1] / RASTER[1],
                )
                write(ax, *spot, shown, size=size, on_white=True, bold=True).set_gid(f"name-{place}")
                break


def _sampled(edges: Array, count: int) -> Ints:
    """The cell that each of `count` equal steps lies in."""
    middles = edges[0] + (np.arange(count) + 0.5) / count * (edges[-1] - edges[0])
    found: Ints = np.clip(np.searchsorted(edges, middles) - 1, 0, len(edges) - 2)
    return found


def _blot(
    raster: npt.NDArray[Any], grid: _Grid, point: tuple[float, float], unit: tuple[float, float], reach: float
) -> None:
    """Keep texts off the mark of the baseline."""
    i = int((point[0] - grid.xs[0]) / (grid.xs[-1] - grid.xs[0]) * RASTER[0])
    j = int((point[1] - grid.ys[0]) / (grid.ys[-1] - grid.ys[0]) * RASTER[1])
    across, up = int(reach * unit[0]), int(reach * unit[1])
    raster[max(0, i - across) : max(0, i + across), max(0, j - up) : max(0, j + up)] = -2


def _shapes(text: str, letter: str) -> list[str]:
    found = [wrapped(text, width) for width in WIDTHS]
    found = [shown for shown in found if shown.replace("\n", " ") == drawable(text)]
    return [*dict.fromkeys(shown for shown in found if shown.count("\n") < MOST_LINES), letter]


def _levels(ax: Axes, grid: _Grid, table: Table, column: str, size: Size) -> None:
    values = grid.over(table.columns[column]).astype(float)
    low, high = float(np.nanmin(values)), float(np.nanmax(values))
    around = low < 0 < high
    norm: Normalize = CenteredNorm(0.0, max(-low, high)) if around else Normalize(low, high)
    mesh = ax.pcolormesh(grid.xs, grid.ys, values.T, cmap=AROUND_ZERO if around else LEVELS, norm=norm, rasterized=True)
    bar = ax.get_figure(root=True).colorbar(mesh, ax=ax)  # type: ignore[union-attr]  # as above
    bar.set_label(wrapped(table.words.get(column, column), 40))
    restyled(bar.ax.yaxis.label, size)
    bar.ax.tick_params(labelsize=POINTS[size])
    if "outcome" in table.columns and len(table.outcomes) > 1:
        labels = grid.over(table.columns["outcome"])
        for place in np.unique(labels):
            shape = outline(labels == place, grid.xs, grid.ys)
            ax.add_patch(PathPatch(shape, facecolor="none", edgecolor="white", linewidth=2.2))
            ax.add_patch(PathPatch(shape, facecolor="none", edgecolor=BLACK, linewidth=0.9))


def _mark(ax: Axes, point: tuple[float, float], size: Size) -> Artist:
    """The mark of the baseline; without any sign where it would lie outside the axes."""
    if not _within(ax, point):
        return Line2D([], [], linestyle="", marker="")
    look: dict[str, Any] = {"marker": "*", "markersize": 1.5 * POINTS[size], "markeredgecolor": "white"}
    return ax.plot(*point, color=BLACK, linestyle="", zorder=8, gid="baseline", clip_on=False, **look)[0]


def _within(ax: Axes, point: tuple[float, float]) -> bool:
    (left, right), (low, high) = ax.get_xlim(), ax.get_ylim()
    return left <= point[0] <= right and low <= point[1] <= high


def _baseline_words(ax: Axes, point: tuple[float, float], axes: tuple[str, str]) -> str:
    if _within(ax, point):
        return "the baseline"
    return f"baseline outside: {', '.join(f'{name} {number(at)}' for name, at in zip(axes, point, strict=True))}"
