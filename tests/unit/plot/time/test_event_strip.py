"""Event strips: a history's values over time, its events, and what is said of the rest."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.collections import LineCollection
from matplotlib.patches import Rectangle
from unit.plot.overlaps import outside, overlapping, texts_of
from unit.plot.timeline_answers import TIMELINES, history, scenario

import deterrence as dt
from deterrence.plot.time.event_strip import event_strip


def lanes(ax):
    return {label.get_text(): label.get_position()[1] for label in ax.get_yticklabels()}


def value_lane(ax, name):
    """Where the values of a variable are: the lowest lane of its name, as an event can share it."""
    return min(label.get_position()[1] for label in ax.get_yticklabels() if label.get_text() == name)


def stretches(ax, lane):
    found = [one for one in ax.patches if isinstance(one, Rectangle)]
    found = [one for one in found if one.get_y() < lane < one.get_y() + one.get_height()]
    return sorted((one.get_x(), one.get_x() + one.get_width(), one.get_facecolor()) for one in found)


@pytest.mark.parametrize("name", TIMELINES)
def test_every_stretch_is_the_value_that_the_variable_had(name):
    past = history(name)
    ax = event_strip(past)
    changed = [variable for variable in past.initial if any(variable in e.changes for e in past.entries)]
    for variable in changed:
        seen = {}
        found = stretches(ax, value_lane(ax, variable))
        assert found[0][0] == 0
        assert found[-1][1] == past.end
        for (start, stop, colour), following in zip(found, [*found[1:], None], strict=True):
            if following is not None:
                assert stop == following[0]
                assert colour != following[2]
            value = past.state_at((start + stop) / 2)[variable]
            assert seen.setdefault(value, colour) == colour


@pytest.mark.parametrize("name", TIMELINES)
def test_every_event_is_drawn_once_at_its_date(name):
    past = history(name)
    ax = event_strip(past)
    ticks = [
        segment[0][0] for one in ax.collections if isinstance(one, LineCollection) for segment in one.get_segments()
    ]
    triangles = [x for line in ax.lines if line.get_marker() == "v" for x in line.get_xdata()]
    decided = [entry.time for entry in past.entries if entry.decided]
    assert sorted(ticks) == sorted(entry.time for entry in past.entries if not entry.decided)
    assert sorted(set(triangles)) == sorted(set(decided))


def test_decisions_that_changed_nothing_are_hollow():
    past = history("treaty-cascade")
    for line in event_strip(past).lines:
        if line.get_marker() == "v":
            dates = set(line.get_xdata())
            chosen = [bool(entry.changes) for entry in past.entries if entry.decided and entry.time in dates]
            assert (line.get_markerfacecolor() == "white") is not any(chosen)


def test_lanes_that_never_change_are_left_out_and_said():
    past = history("crisis")
    quiet = dt.trace(scenario("crisis"), seed=1, replication=2, given={"hazard": 0})
    assert "posture" in lanes(event_strip(past))
    ax = event_strip(quiet)
    assert "posture" not in lanes(ax)
    assert any("Never changed: posture (calm)." in text.get_text() for text in ax.get_figure().texts)


def test_every_value_is_named_in_its_lane_or_in_the_legend():
    past = history("false-alarms")
    ax = event_strip(past)
    said = {text.get_text() for text in texts_of(ax)}
    values = {(name, value) for entry in past.entries for name, value in entry.changes.items()}
    assert all(value in said or f"{name}: {value}" in said for name, value in values)


def test_words_stay_within_their_stretch():
    ax = event_strip(history("false-alarms"))
    ax.get_figure().draw_without_rendering()
    for text in ax.texts:
        box = text.get_window_extent().transformed(ax.transData.inverted())
        place = text.get_position()[1]
        inside = [(left, right) for left, right, _ in stretches(ax, place) if left <= box.x0 and box.x1 <= right]
        assert len(inside) == 1


def test_variables_can_be_chosen():
    ax = event_strip(history("crisis"), variables=["sign"])
    assert "sign" in lanes(ax)
    assert "posture" not in lanes(ax)
    with pytest.raises(dt.DeterrenceError, match="unknown variable 'sing'"):
        event_strip(history("crisis"), variables=["sing"])


def test_a_long_history_keeps_few_lanes_and_says_so():
    facts = ", ".join(f"fact_{k}: [a, b]" for k in range(40))
    events = "\n".join(f"    event_{k}: {{at: {k + 1}, set: {{fact_{k}: b}}}}" for k in range(40))
    text = f"deterrence: 1\ntitle: Many\nplayers: {{a: A}}\nfacts: {{{facts}}}\npayoffs: {{a: 0}}\n"
    text += f"timeline:\n  horizon: 50\n  events:\n{events}\n"
    ax = event_strip(dt.trace(dt.parse(text), seed=0))
    assert len(lanes(ax)) <= 32
    assert any("are not shown" in one.get_text() for one in ax.get_figure().texts)
    assert not overlapping(ax)


def test_a_history_in_which_nothing_happens_is_drawn():
    text = "deterrence: 1\ntitle: Nothing\nplayers: {a: A}\nfacts: {f: [a, b]}\npayoffs: {a: 0}\n"
    text += "timeline:\n  horizon: 5\n  events:\n    late: {rate: 0, set: {f: b}}\n"
    ax = event_strip(dt.trace(dt.parse(text), seed=0))
    assert not ax.patches
    assert not overlapping(ax)


@pytest.mark.parametrize("name", TIMELINES)
@pytest.mark.parametrize("size", ["page", "slide"])
def test_no_texts_overlap(name, size):
    ax = history(name).plot(size=size)
    assert not overlapping(ax)
    assert not outside(ax)
    assert np.allclose(ax.get_xlim(), (0, history(name).end))
