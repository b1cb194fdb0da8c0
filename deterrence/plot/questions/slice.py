"""What happens along one parameter: payoffs or quantities, thresholds, and a strip of outcomes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from deterrence.errors import ArgumentError, expect_kind, nearest
from deterrence.plot.drawing.colours import BLACK, GREY, HATCHES, LINES, MARKERS, REGIONS, player_colours
from deterrence.plot.drawing.glyphs import drawable, text_width
from deterrence.plot.drawing.labels import Callout, place_labels, settle
from deterrence.plot.drawing.outcome_words import NO_ANSWER, regions_of
from deterrence.plot.drawing.regions import cell_edges
from deterrence.plot.drawing.style import POINTS, Size, axis_words, legend, new_axes, title, write
from deterrence.tables.table import POINT, Table
from deterrence.tables.text import number

if TYPE_CHECKING:
    from deterrence.analysis.thresholds import Thresholds

Array = npt.NDArray[np.float64]
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
STRIP = 0.09  # of the height of the axes
MOST_LINES = 12
JUMP = 3.0  # a step that many times the usual one is drawn as a break where the outcome changes


def parameter_slice(
    table: Table,
    columns: Sequence[str] | None = None,
    *,
    thresholds: Thresholds | None = None,
    ax: Axes | None = None,
    size: Size = "page",
    baseline: float | None = None,
) -> Axes:
    """Draw a sweep of one parameter.

    Parameters
    ----------
    table
        From `sweep` over a grid of one parameter.
    columns
        What is drawn along it; by default every player's payoff.
    thresholds
        From `deterrence.thresholds`: exact places where the outcome changes.
        By default they are read off the table, midway between two points.
    ax, size
        As for every figure.
    baseline
        The value to mark; by default the table's own.

    Returns
    -------
    Axes
        Thresholds are labelled vertical lines; below the curves a strip says
        which outcome there is.

    Raises
    ------
    ArgumentError
        An unknown column, or not one axis.

    Examples
    --------
    >>> import numpy as np
    >>> from deterrence import load, sweep
    >>> table = sweep(load("treaty"), {"protection": np.linspace(0, 6, 601)})
    >>> parameter_slice(table).get_title(loc="left")
    'Keep, amend or leave: what protection changes'
    """
    expect_kind(table, Table, "parameter_slice")
    names = [name for name, values in table.axes.items() if len(values) > 1]
    if len(names) != 1 or names == [POINT]:
        raise ArgumentError(f"a slice needs a grid of one parameter, found {', '.join(names) or 'one point'}")
    parameter, chosen = names[0], _columns(table, columns)
    ax = new_axes(ax, size)
    order = np.argsort(table.axes[parameter], kind="stable")
    xs = np.asarray(table.axes[parameter][order], dtype=float)
    labels, words = _outcomes(table, order)
    handles, told = _curves(ax, table, chosen, xs, labels, order, size)
    ax.set_xlim(xs[0], xs[-1])
    low, high = _limits(ax, table, chosen)
    marks = [row.value for row in thresholds.of(parameter)] if thresholds is not None else _changes(xs, labels)
    strip, says = _strip(ax, xs, labels, words, marks, size) if words else ([], [])
    mark = baseline if baseline is not None else table.baseline.get(parameter)
    if mark is not None:
        handles += ax.plot(
            [mark, mark], [low, high], color=BLACK, linestyle=(0, (1, 1.5)), linewidth=1.2, gid="baseline"
        )
        told.append(f"baseline, {number(mark)}")
    axis_words(ax, size, x=table.words.get(parameter, parameter), y=_y_words(table, chosen))
    title(ax, f"{table.provenance.scenario or 'Along one parameter'}: what {parameter} changes", size)
    legend(ax, [*handles, *strip], [*told, *says], size, columns=2 if max(map(len, [*told, *says])) < 38 else 1)
    _name_thresholds(ax, marks, (low, high), size)
    _name_strip(ax, size)
    return ax


def _columns(table: Table, asked: Sequence[str] | None) -> list[str]:
    known = [name for name in table.columns if name != "outcome"]
    found = list(asked) if asked is not None else [name for name in known if name.startswith("payoff.")]
    for name in found:
        if name not in known:
            raise ArgumentError(f"unknown column '{name}'", nearest(name, known) or f"columns: {', '.join(known)}")
    return (found or known)[:MOST_LINES]


def _outcomes(table: Table, order: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.int64], list[str]]:
    if "outcome" not in table.columns or not table.outcomes:
        return np.zeros(len(order), dtype=np.int64), []
    labels, words = regions_of(table, None)
    return labels.ravel()[order], words


def _curves(
    ax: Axes,
    table: Table,
    chosen: Sequence[str],
    xs: Array,
    labels: npt.NDArray[np.int64],
    order: npt.NDArray[np.int64],
    size: Size,
) -> tuple[list[Artist], list[str]]:
    """The curves, broken where they jump at a change of the outcome."""
    colours = player_colours(chosen)
    handles, told = list[Artist](), list[str]()
    for place, name in enumerate(chosen):
        values = table.columns[name].ravel()[order].astype(float)
        steps = np.abs(np.diff(values))
        usual = np.median(steps[np.isfinite(steps)]) if np.isfinite(steps).any() else 0.0
        cuts = np.flatnonzero((np.diff(labels) != 0) & (steps > JUMP * usual + 1e-9)) + 1
        broken = np.insert(values, cuts, np.nan)
        made = ax.plot(
            np.insert(xs, cuts, xs[cuts]),
            broken,
            color=colours[name],
            linestyle=LINES[place % len(LINES)],
            linewidth=1.8,
            marker=MARKERS[place % len(MARKERS)],
            markevery=max(1, len(broken) // 8),
            markersize=0.5 * POINTS[size],
            gid=f"curve-{name}",
        )
        handles += made
        told.append(table.words.get(name, name))
    return handles, told


def _limits(ax: Axes, table: Table, chosen: Sequence[str]) -> tuple[float, float]:
    """Room under the curves for the strip, and above them for the labels of thresholds."""
    values = np.concatenate([np.ravel(table.columns[name]).astype(float) for name in chosen])
    values = values[np.isfinite(values)] if np.isfinite(values).any() else np.array([0.0])
    low, high = float(values.min()), float(values.max())
    reach = (high - low) or max(1.0, abs(high))
    low, high = low - 0.06 * reach, high + 0.06 * reach
    tall = (high - low) / (1 - STRIP - 0.03 - 0.12)
    ax.set_ylim(low - (STRIP + 0.03) * tall, high + 0.12 * tall)
    return low, high


def _changes(xs: Array, labels: npt.NDArray[np.int64]) -> list[float]:
    at = np.flatnonzero(np.diff(labels))
    return [float(value) for value in (xs[at] + xs[at + 1]) / 2]


def _strip(
    ax: Axes, xs: Array, labels: npt.NDArray[np.int64], words: Sequence[str], marks: Sequence[float], size: Size
) -> tuple[list[Artist], list[str]]:
    """A strip of outcomes along the bottom of the axes; its edges are the thresholds where those are known."""
    edges = cell_edges(xs)
    starts = np.concatenate([[0], np.flatnonzero(np.diff(labels)) + 1])
    ends = np.concatenate([starts[1:], [len(xs)]])
    exact = {_nearest_edge(edges, mark): mark for mark in marks}
    handles, told = list[Artist](), list[str]()
    for start, end in zip(starts, ends, strict=True):
        place = int(labels[start])
        left, right = exact.get(int(start), edges[start]), exact.get(int(end), edges[end])
        look = {
            "facecolor": REGIONS[place % len(REGIONS)] if place >= 0 else "white",
            "hatch": HATCHES[place % len(HATCHES)] if place >= 0 else "",
        }
        box = Rectangle(
            (float(left), 0), float(right - left), STRIP, transform=ax.get_xaxis_transform(), gid=f"outcome-{place}"
        )
        box.set(edgecolor=BLACK, linewidth=0.8, hatchcolor=GREY, hatch_linewidth=0.5, zorder=2, **look)
        ax.add_patch(box)
        text = f"{LETTERS[place]}: {words[place]}" if place >= 0 else NO_ANSWER
        if text not in told:
            handles.append(box)
            told.append(text)
    rank = sorted(range(len(told)), key=lambda i: told[i])
    return [handles[i] for i in rank], [told[i] for i in rank]


def _nearest_edge(edges: Array, mark: float) -> int:
    return int(np.argmin(np.abs(edges - mark)))


def _y_words(table: Table, chosen: Sequence[str]) -> str:
    if all(name.startswith("payoff.") for name in chosen):
        return "expected payoff"
    return table.words.get(chosen[0], chosen[0]) if len(chosen) == 1 else "value"


def _name_thresholds(ax: Axes, marks: Sequence[float], span: tuple[float, float], size: Size) -> None:
    top = ax.get_ylim()[1]
    for mark in marks:
        ax.plot([mark, mark], [ax.get_ylim()[0], span[1]], color=BLACK, linewidth=1.0, zorder=3, gid="threshold")
    level = span[1] + 0.5 * (top - span[1])
    names = [
        Callout(
            text=number(mark, 4), at=(mark, level), sides=("on", "right", "left", "above", "above right", "above left")
        )
        for mark in marks
    ]
    place_labels(ax, names, size=size)


def _name_strip(ax: Axes, size: Size) -> None:
    """The letter of each outcome in its part of the strip, if there is room."""
    settle(ax)
    scale = 72 / ax.get_figure(root=True).dpi  # type: ignore[union-attr]  # axes that are drawn on have a figure
    for box in [patch for patch in ax.patches if str(patch.get_gid()).startswith("outcome-")]:
        assert isinstance(box, Rectangle)
        place = int(str(box.get_gid()).removeprefix("outcome-"))
        letter = LETTERS[place] if place >= 0 else "?"
        if box.get_window_extent().width * scale > text_width(drawable(letter), POINTS[size], bold=True) + 4:
            middle = box.get_x() + box.get_width() / 2
            write(
                ax,
                middle,
                STRIP / 2,
                letter,
                size=size,
                bold=True,
                on_white=True,
                at=ax.get_xaxis_transform(),
                va="center_baseline",
            )
