"""Results of models over points: bars at one, curves over one parameter, a map over two."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes

from deterrence.plot.drawing.interval_bars import Bar, interval_bars
from deterrence.plot.drawing.marked_curves import Line, marked_curves
from deterrence.plot.drawing.style import GREY, Size, note, title
from deterrence.plot.models.model_points import Array, Axis, Gauge, against, axes_of, crossings, plain_words, runs_of
from deterrence.plot.questions.phase_diagram import phase_diagram
from deterrence.tables.table import Table
from deterrence.tables.text import number

FEW = 12
SHADE = 0.35
SHORT = 0.1  # of the longest bar: what is shorter has no bar of its own


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Story:
    """What a picture of a model's result tells.

    `curves` are quantities in one unit, `y`, by what they are called;
    `states` what happens, a phrase a point, after `state` if that is not empty; `gauges`
    parameters against their thresholds; `between` names two curves between
    which there is room, and what that is. `level` is the curve that a map
    without `states` shows, the first by default; `bars` what bars are, `y` by default. `words` say what parameters are.
    `rows` replaces the bars and gauges of a single point.
    """

    given: Mapping[str, Any]
    curves: Mapping[str, npt.ArrayLike]
    heading: str
    y: str
    state: str = ""
    states: npt.NDArray[np.str_] | None = None
    gauges: Sequence[Gauge] = ()
    between: tuple[str, str, str] | None = None
    words: Mapping[str, str] = field(default_factory=dict)
    level: str = ""
    bars: str = ""
    rows: Sequence[tuple[str, Sequence[Bar]]] | None = None
    series: Sequence[str] = ()
    interval: str = ""
    small_print: Sequence[str] = ()

    def said(self, word: str) -> str:
        """What happens, with what that is."""
        return f"{self.state}: {word}" if self.state else word

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the points."""
        states = () if self.states is None else np.shape(self.states)
        return np.broadcast_shapes(states, *(np.shape(values) for values in self.curves.values()))


def draw_story(story: Story, *, ax: Axes | None = None, size: Size = "page") -> Axes:
    """Draw bars for one point, curves over one parameter, or a map over two.

    Of more than two axes of points the last two are drawn, at the first place on the others.

    Parameters
    ----------
    story
        What there is to tell.
    ax, size
        Where to draw; see `deterrence.plot.drawing.style.new_axes`.

    Raises
    ------
    ArgumentError
        An unknown size.

    Examples
    --------
    >>> story = Story(given={"cost": [0.0, 1.0]}, curves={"gain": [2.0, 1.0]}, heading="Gains", y="payoff")
    >>> draw_story(story).get_xlabel()
    'cost'
    """
    shape = story.shape
    axes = axes_of(story.given, shape)
    if not axes:
        return _bars(story, ax, size)
    shown, left = axes[-2:], axes[:-2]
    index = tuple(
        slice(None) if k in {axis.place for axis in shown} else 0  # a single place, or the first of those left
        for k in range(len(shape))
    )
    told = [f"Of {_and(left, story)} the first value is shown."] if left else []
    if len(shown) == 1:
        return _curves(story, shown[0], index, told, ax, size)
    return _map(story, shown, index, told, ax, size)


def _at(values: npt.ArrayLike, shape: tuple[int, ...], index: tuple[Any, ...]) -> npt.NDArray[Any]:
    return np.asarray(np.broadcast_to(np.asarray(values), shape)[index])


def _and(axes: Sequence[Axis], story: Story) -> str:
    return " and ".join(plain_words(axis.parameter, story.words) for axis in axes)


def _bars(story: Story, ax: Axes | None, size: Size) -> Axes:
    rows = story.rows
    if rows is None:
        rows = [(name, [Bar(value=_one(values))]) for name, values in story.curves.items() if np.isfinite(_one(values))]
    gauges = story.gauges if story.rows is None else ()
    longest = max((abs(bar.value) for _, bars in rows for bar in bars if np.isfinite(bar.value)), default=0.0)
    drawn, told = list(rows), list(story.small_print)
    for gauge in gauges:
        name, value, edge = (
            plain_words(gauge.parameter, story.words),
            _one(story.given[gauge.parameter]),
            _one(gauge.threshold),
        )
        if max(abs(value), abs(np.nan_to_num(edge))) >= SHORT * longest:
            drawn.append((name, [Bar(value=value, words=against(value, gauge), mark=edge)]))
        else:
            told.append(f"{name[0].upper()}{name[1:]} {against(value, gauge)}.")
    here = f": {story.states.reshape(-1)[0]}" if story.states is not None else ""
    return interval_bars(
        drawn,
        heading=f"{story.heading}{here}",
        x=story.bars or story.y,
        series=story.series,
        interval=story.interval,
        mark="threshold" if gauges else "",
        small_print=told,
        ax=ax,
        size=size,
    )


def _one(values: npt.ArrayLike) -> float:
    return float(np.asarray(values, dtype=float).reshape(-1)[0])


def _curves(story: Story, axis: Axis, index: tuple[Any, ...], told: list[str], ax: Axes | None, size: Size) -> Axes:
    order = np.argsort(axis.values, kind="stable")
    xs = axis.values[order]
    curves = {name: _finite(_at(values, story.shape, index)[order]) for name, values in story.curves.items()}
    lines = [
        Line(x=xs, y=values, words=name, marks=np.isfinite(values).sum() <= FEW)
        for name, values in curves.items()
        if np.isfinite(values).any()
    ]
    verticals, beyond = _thresholds(story, axis, xs, order, index)
    told = [*story.small_print, *told, *beyond]
    if axis.others:
        told.append(f"With it varies {' and '.join(plain_words(name, story.words) for name in axis.others)}.")
    bands: list[tuple[float, float, str]] = []
    if story.states is not None:
        bands = runs_of(xs, _at(story.states, story.shape, index)[order], [value for value, _ in verticals])
    told += [f"{said.partition(', sha256')[0]}." for said in axis.untold]
    if story.between:
        told.append(f"Shaded: {story.between[2]}.")
    axes = marked_curves(
        lines,
        heading=story.heading,
        x=plain_words(axis.parameter, story.words),
        y=story.y,
        verticals=verticals,
        bands=[(low, high, story.said(word)) for low, high, word in bands],
        small_print=told,
        ax=ax,
        size=size,
    )
    if story.between:
        low, high = (curves[name] for name in story.between[:2])
        axes.fill_between(xs, low, high, where=(high >= low).tolist(), color=GREY, alpha=SHADE, linewidth=0, zorder=1)
    return axes


def _finite(values: npt.NDArray[Any]) -> Array:
    found: Array = values.astype(float)
    found[~np.isfinite(found)] = np.nan
    return found


def _thresholds(
    story: Story, axis: Axis, xs: Array, order: npt.NDArray[np.int_], index: tuple[Any, ...]
) -> tuple[list[tuple[float, str]], list[str]]:
    """Where the parameter on the axis passes its thresholds, and what is to be said of those that it does not pass."""
    verticals: list[tuple[float, str]] = []
    beyond: list[str] = []
    for gauge in story.gauges:
        if gauge.parameter != axis.parameter:
            continue
        edge = _at(gauge.threshold, story.shape, index)[order].astype(float)
        found = crossings(xs, edge)
        verticals += [(value, f"{gauge.words} {number(value)}") for value in dict.fromkeys(found)]
        if not found and np.isfinite(edge).all() and np.ptp(edge) == 0:
            beyond.append(f"{gauge.words[0].upper()}{gauge.words[1:]} {number(edge[0])}, beyond what is drawn.")
    return verticals, beyond


def _map(
    story: Story, shown: Sequence[Axis], index: tuple[Any, ...], told: list[str], ax: Axes | None, size: Size
) -> Axes:
    across, up = shown
    names = [plain_words(axis.parameter, story.words) for axis in shown]
    if names[0] == names[1]:
        names = ["first number of the point", "second number of the point"]
    grid = dict(zip(names, (across.values, up.values), strict=True))
    if story.states is not None:
        labels, places = np.unique(_at(story.states, story.shape, index), return_inverse=True)
        columns = {"outcome": places.reshape(len(across.values), len(up.values))}
        outcomes = tuple((("", story.said(str(label))),) for label in labels)
        axes = phase_diagram(Table(axes=grid, columns=columns, outcomes=outcomes), *names, ax=ax, size=size)
        heading = story.heading
    else:
        name = story.level or next(iter(story.curves))
        column = _finite(_at(story.curves[name], story.shape, index))
        axes = phase_diagram(Table(axes=grid, columns={name: column}), *names, column=name, ax=ax, size=size)
        heading = f"{story.heading.partition(':')[0]}: {name}"
    title(axes, heading, size)
    if told:
        note(axes, " ".join(told), size)
    return axes
