"""One history as a strip: when each event fired, and what every variable's value was."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from deterrence.errors import ArgumentError, nearest
from deterrence.plot.drawing.explained import explained
from deterrence.plot.drawing.height import AMPLE, set_height
from deterrence.plot.drawing.segments import Segment, draw_segments, label_segments, swatch
from deterrence.plot.drawing.style import (
    BLACK,
    GREY,
    Size,
    axis_words,
    new_axes,
    player_colours,
    tick_words,
    title,
)
from deterrence.plot.drawing.time_axis import time_words
from deterrence.timeline.retelling.event_log import NOTE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.artist import Artist

    from deterrence.timeline.retelling.event_log import Entry
    from deterrence.timeline.retelling.record import Trace

MOST: Mapping[str, int] = {"page": 32, "slide": 16}
LANE: Mapping[str, float] = {"page": 0.18, "slide": 0.22}
DECIDED = "v"


def event_strip(
    trace: Trace, *, variables: Sequence[str] | None = None, ax: Axes | None = None, size: Size = "page"
) -> Axes:
    """Draw one history: a lane of ticks for each event, and a lane of values for each variable that changed.

    A tall tick is an event that changed something, a short one an event that
    changed nothing; a triangle is a decision in the colour of who took it,
    hollow where it left everything as it was. Words that do not fit into their
    stretch are left out; values that are named nowhere stand in the legend.

    Parameters
    ----------
    trace
        The history.
    variables
        Those to show, in this order; by default all that changed.
    ax, size
        Where to draw; see `deterrence.plot.drawing.style.new_axes`.

    Raises
    ------
    ArgumentError
        An unknown variable or size.

    Examples
    --------
    >>> from deterrence import load, trace
    >>> ax = event_strip(trace(load("false-alarms"), seed=1, replication=3))
    >>> [label.get_text() for label in ax.get_yticklabels()][-3:]
    ['doctrine', 'alarm', 'posture']
    """
    events, shown, untold = _lanes(trace, variables, size)
    lanes = {name: -float(place) for place, name in enumerate(events)}
    gap = len(events) + 0.4 * bool(events)
    rows = {name: -gap - place for place, name in enumerate(shown)}
    depth = max(1.0, gap + len(shown))
    high = LANE[size] * (depth + 0.4)
    axes = new_axes(ax, size, height=high + AMPLE)
    axes.set_xlim(0, trace.end or 1.0)
    axes.set_ylim(0.7 - depth, 0.7)
    tick_words(axes, "y", [*lanes.values(), *rows.values()], [*events, *shown], size)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axis_words(axes, size, x=time_words(trace.unit))
    title(axes, f"{trace.provenance.scenario}: history {trace.replication} of seed {trace.seed}", size)
    segments = [one for name in shown for one in _stretches(trace, name, rows[name])]
    draw_segments(axes, segments)
    marks = _ticks(axes, trace, lanes)
    if trace.error is not None:
        axes.axvline(trace.end, color=BLACK, linewidth=2, zorder=5)
    unlabelled = label_segments(axes, segments, size=size)
    keys: list[tuple[Artist, str]] = [*marks, *((swatch(one), one.key) for one in unlabelled)]
    handles, words = [key for key, _ in keys], [word for _, word in keys]
    explained(axes, handles, words, size, small_print=_small_print(trace, untold))
    set_height(axes, high)
    return axes


def _lanes(trace: Trace, variables: Sequence[str] | None, size: Size) -> tuple[list[str], list[str], list[str]]:
    """The events and the variables that get a lane, and what to say of the others."""
    entries = [entry for entry in trace.entries if entry.kind != NOTE]
    changes = Counter(name for entry in entries for name in entry.changes)
    for name in variables or ():
        if name not in trace.initial:
            raise ArgumentError(f"unknown variable '{name}'", nearest(name, trace.initial) or ", ".join(trace.initial))
    wanted = [name for name in trace.initial if changes[name]] if variables is None else list(variables)
    fired = Counter(entry.name for entry in entries)
    moved = Counter(entry.name for entry in entries if entry.changes)
    events = list(dict.fromkeys(entry.name for entry in entries))
    untold = [
        f"Never changed: {', '.join(still)}." for still in [_still(trace, changes)] if still and variables is None
    ]
    room = MOST[size]
    if len(wanted) + len(events) > room:
        events, gone = _busiest(events, {name: moved[name] * 1e6 + fired[name] for name in events}, max(4, room // 3))
        untold += [f"{gone} further kinds of event are not shown."] * bool(gone)
        wanted, left = _busiest(wanted, changes, room - len(events))
        untold += [f"{left} further variables that changed are not shown."] * bool(left)
    return events, wanted, untold


def _still(trace: Trace, changes: Counter[str]) -> list[str]:
    return [f"{name} ({value})" for name, value in trace.initial.items() if not changes[name]]


def _busiest(names: list[str], worth: Mapping[str, float], most: int) -> tuple[list[str], int]:
    """Those of the greatest worth, in their old order, and how many are left out."""
    kept = set(sorted(names, key=lambda name: -worth[name])[:most])
    return [name for name in names if name in kept], len(names) - len(kept)


def _stretches(trace: Trace, name: str, lane: float) -> list[Segment]:
    """The values that a variable had, one after another; the first has the plain look."""
    looks: dict[str, int] = {}
    found, since, value = [], 0.0, trace.initial[name]
    steps = [(entry.time, entry.changes[name]) for entry in trace.entries if name in entry.changes]
    for date, new in [*steps, (trace.end, "")]:
        look = looks.setdefault(value, len(looks))
        if date > since:
            found.append(Segment(lane=lane, start=since, stop=date, words=value, look=look, key=f"{name}: {value}"))
        since, value = date, new
    return found


def _ticks(ax: Axes, trace: Trace, lanes: dict[str, float]) -> list[tuple[Artist, str]]:
    """Draw the events, and return what their marks mean."""
    entries = [entry for entry in trace.entries if entry.kind != NOTE and entry.name in lanes]
    plain = [entry for entry in entries if not entry.decided]
    for changed, high in ((False, 0.2), (True, 0.4)):
        chosen = [entry for entry in plain if bool(entry.changes) == changed]
        places = [lanes[entry.name] for entry in chosen]
        ax.vlines(
            [entry.time for entry in chosen],
            [place - high for place in places],
            [place + high for place in places],
            color=BLACK if changed else GREY,
            linewidth=1.4 if changed else 0.6,
            zorder=4,
        )
    found: list[tuple[Artist, str]] = []
    if plain:
        mark = Line2D([], [], marker="|", color=BLACK, linestyle="none", markersize=8, markeredgewidth=1.4)
        found.append((mark, "event (short: no change)"))
    movers = player_colours(dict.fromkeys(made.player for entry in entries for made in entry.decided))
    for player, colour in movers.items():
        made = [entry for entry in entries if any(one.player == player for one in entry.decided)]
        _decisions(ax, made, lanes, colour)
        mark = Line2D([], [], marker=DECIDED, color=colour, linestyle="none", markersize=5)
        found.append((mark, f"{player} decides (hollow: no change)"))
    return found


def _decisions(ax: Axes, made: list[Entry], lanes: dict[str, float], colour: str) -> None:
    for changed in (False, True):
        chosen = [entry for entry in made if bool(entry.changes) == changed]
        if not chosen:
            continue  # a line without points has its place at the corner of the sheet, and the layout would heed it
        ax.plot(
            [entry.time for entry in chosen],
            [lanes[entry.name] for entry in chosen],
            linestyle="none",
            marker=DECIDED,
            markersize=5,
            markeredgewidth=0.8,
            markeredgecolor=colour,
            markerfacecolor=colour if changed else "white",
            zorder=5,
            clip_on=False,
        )


def _small_print(trace: Trace, untold: list[str]) -> list[str]:
    count = len(trace.events)
    told = [f"{count} event{'s' * (count != 1)}.", *untold]
    notes = sum(entry.kind == NOTE for entry in trace.entries)
    told += [f"{notes} notes are left out."] * bool(notes)
    if trace.error is not None:
        told.append(f"The history ended with an error: {trace.error}")
    return told
