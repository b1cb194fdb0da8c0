"""Every threshold of every parameter, each on its own span."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from matplotlib.axes import Axes
from matplotlib.transforms import ScaledTranslation

from deterrence.analysis.thresholds import Threshold, Thresholds
from deterrence.errors import expect_kind
from deterrence.plot.drawing.colours import BLACK, GREY
from deterrence.plot.drawing.flags import BESIDE, Flag, raised
from deterrence.plot.drawing.glyphs import text_width
from deterrence.plot.drawing.height import AMPLE, set_height
from deterrence.plot.drawing.labels import settle
from deterrence.plot.drawing.lanes import parameter_lane
from deterrence.plot.drawing.style import (
    POINTS,
    Picture,
    Size,
    axis_words,
    legend,
    new_axes,
    note,
    tick_words,
    title,
    write,
)
from deterrence.tables.text import number, place

if TYPE_CHECKING:
    from deterrence.scenario.scenario import Scenario

MOST = {"page": 14, "slide": 6}
TALLEST = {"page": 7.4, "slide": 3.7}  # inches of lanes
SMALL = 0.88
LINE, BASE, UNDER, NAME = 1.25, 0.75, 0.8, 3.0  # rows of words, the lowest, under a line, a name: in letters' heights
HIGHEST = 9  # rows of words over a line
MARGIN = 0.04


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lane:
    name: str
    rows: Sequence[Threshold]
    words: Sequence[str]
    flags: Sequence[Flag | None]

    def over(self, points: float) -> float:
        """How much room is needed over the line."""
        return (BASE + LINE * max((1 + flag.level for flag in self.flags if flag), default=0)) * points


def threshold_strip(
    thresholds: Thresholds,
    *,
    most: int | None = None,
    ax: Axes | None = None,
    size: Size = "page",
    scenario: Scenario | None = None,
) -> Axes:
    """Draw where along each parameter's span the outcome changes, and from what to what.

    Parameters
    ----------
    thresholds
        From `thresholds`.
    most
        How many parameters are drawn, by default as many as have room, at
        most 14 on a page and 6 on a slide: those whose nearest threshold is
        nearest to the baseline.
    ax, size
        As for every figure.
    scenario
        Adds the meaning of each parameter.

    Returns
    -------
    Axes
        Words stand on the marks they belong to. Marks for whose words there
        is no room are counted below.

    Examples
    --------
    >>> from deterrence import load, thresholds
    >>> threshold_strip(thresholds(load("treaty"))).get_xlabel()
    'each parameter alone, the others at the baseline'
    """
    expect_kind(thresholds, Thresholds, "threshold_strip")
    names = sorted({row.parameter for row in thresholds.rows}, key=lambda name: _nearest(thresholds, name))
    asked = names[: most or MOST[size]]
    ax = new_axes(ax, size, height=AMPLE)
    _surround(ax, thresholds, asked, size, scenario)
    lanes = [_lane(ax, thresholds, name, size) for name in asked]
    places = _places(lanes, POINTS[size])
    room = 72 * TALLEST[size] if isinstance(ax, Picture) else _points(ax.get_window_extent().height, ax)
    shown = max(1, sum(place + UNDER * POINTS[size] <= room for place in places))
    lanes, places = lanes[:shown], places[:shown]
    tick_words(ax, "y", places, [_named(thresholds, scenario, lane.name) for lane in lanes], size)
    high = (places[-1] if places else 0.0) + 0.5 * NAME * POINTS[size]
    ax.set_ylim(high, 0)
    for lane, y in zip(lanes, places, strict=True):
        _draw(ax, thresholds, lane, y, size)
    if told := _left_out(thresholds, len(names), lanes):
        note(ax, told, size)
    set_height(ax, high / 72)
    return ax


def _surround(ax: Axes, thresholds: Thresholds, names: Sequence[str], size: Size, scenario: Scenario | None) -> None:
    """Everything but the lanes, with names at the left, so that it is known how wide a lane is."""
    ax.set(xlim=(-MARGIN, 1 + MARGIN), ylim=(max(len(names), 1), 0))
    title(ax, f"{thresholds.provenance.scenario}: where the outcome changes", size)
    ax.spines[["left", "bottom"]].set_visible(False)
    ax.tick_params(length=0)
    axis_words(ax, size, x="each parameter alone, the others at the baseline")
    tick_words(ax, "x", [0, 1], ["low end of the span", "high end"], size)
    low, high = ax.get_xticklabels()
    low.set_horizontalalignment("left")
    high.set_horizontalalignment("right")
    tick_words(ax, "y", range(len(names)), [_named(thresholds, scenario, name) for name in names], size)
    handles = [
        *ax.plot([], [], marker="*", linestyle="", color=BLACK, markersize=1.3 * POINTS[size]),
        *ax.plot([], [], marker="|", linestyle="", color=BLACK, markersize=1.3 * POINTS[size], markeredgewidth=2),
    ]
    legend(ax, handles, ["baseline", "threshold: its value, and what is chosen below → above"], size, columns=2)
    settle(ax)


def _points(pixels: float, ax: Axes) -> float:
    return pixels * 72 / ax.get_figure(root=True).dpi  # type: ignore[union-attr]  # axes that are drawn on have a figure


def _lane(ax: Axes, thresholds: Thresholds, name: str, size: Size) -> _Lane:
    """The thresholds of one parameter with their words: where those need too many rows, values alone."""
    rows, span = thresholds.of(name), thresholds.spans[name]
    wide = _points(ax.get_window_extent().width, ax)
    at = [wide * (_share(thresholds, name, row.value) + MARGIN) / (1 + 2 * MARGIN) for row in rows]
    values = [place(row.value, span, 4) for row in rows]
    words = [f"{value}: {row.below} → {row.above}" for value, row in zip(values, rows, strict=True)]
    for shown in (words, values):
        flags = raised(at, [text_width(word, SMALL * POINTS[size]) for word in shown], (0.0, wide))
        if all(flag is not None and flag.level < HIGHEST for flag in flags):
            break
    low = [flag if flag and flag.level < HIGHEST else None for flag in flags]
    return _Lane(name=name, rows=rows, words=shown, flags=low)


def _places(lanes: Sequence[_Lane], points: float) -> list[float]:
    """How far down each lane lies, in points, so that neither words nor names meet."""
    found: list[float] = []
    for lane in lanes:
        over = max(lane.over(points), 0.5 * NAME * points)
        found.append(found[-1] + max(UNDER * points + over, NAME * points) if found else over)
    return found


def _draw(ax: Axes, thresholds: Thresholds, lane: _Lane, y: float, size: Size) -> None:
    points, name = POINTS[size], lane.name
    base = _share(thresholds, name, thresholds.baseline[name])
    ax.plot([0, 1], [y, y], color=GREY, linewidth=1.2, zorder=1)
    ax.plot(base, y, marker="*", color=BLACK, markersize=1.3 * points, zorder=4, gid=f"baseline-{name}")
    for row, words, flag in zip(lane.rows, lane.words, lane.flags, strict=True):
        at = _share(thresholds, name, row.value)
        ax.plot([at, at], [y - 0.6 * points, y + 0.6 * points], color=BLACK, linewidth=2.0, zorder=3)
        ax.lines[-1].set_gid(f"threshold-{name}")
        if flag is None:
            continue
        middle = y - (BASE + LINE * (flag.level + 0.5)) * points
        ax.plot([at, at], [y, middle - 0.4 * points], color=GREY, linewidth=0.7, zorder=2, gid=f"pole-{name}")
        aside = ScaledTranslation((1 if flag.right else -1) * BESIDE / 72, 0, ax.get_figure(root=True).dpi_scale_trans)  # type: ignore[union-attr]  # as above
        side = "left" if flag.right else "right"
        write(ax, at, middle, words, points=SMALL * points, ha=side, va="center_baseline", at=ax.transData + aside)


def _left_out(thresholds: Thresholds, found: int, lanes: Sequence[_Lane]) -> str:
    rest, farther = len(thresholds.spans) - found, found - len(lanes)
    bare = sum(flag is None for lane in lanes for flag in lane.flags)
    short = sum(len(lane.rows) for lane in lanes if any("→" not in words for words in lane.words)) - bare
    told = []
    if farther:
        told.append(f"{_count(farther, 'parameter')} with farther thresholds {_are(farther)} not drawn.")
    if short > 0:
        told.append(f"{_count(short, 'mark')} in a crowd {_are(short)} told by value alone.")
    if bare:
        told.append(f"{_count(bare, 'mark')} {_are(bare)} without words for want of room.")
    if rest:
        told.append(f"{_count(rest, 'parameter')} change{'s' * (rest == 1)} nothing alone.")
    return " ".join(told)


def _count(many: int, word: str) -> str:
    return f"{many} {word}{'s' * (many != 1)}"


def _are(many: int) -> str:
    return "is" if many == 1 else "are"


def _share(thresholds: Thresholds, name: str, value: float) -> float:
    low, high = thresholds.spans[name]
    return (value - low) / (high - low) if high > low else 0.5


def _nearest(thresholds: Thresholds, name: str) -> float:
    base = _share(thresholds, name, thresholds.baseline[name])
    return min(abs(_share(thresholds, name, row.value) - base) for row in thresholds.of(name))


def _named(thresholds: Thresholds, scenario: Scenario | None, name: str) -> str:
    low, high = (number(end) for end in thresholds.spans[name])
    return parameter_lane(scenario, name, f"{low} to {high}")
