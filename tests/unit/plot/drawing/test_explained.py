"""Legends and small print below charts, on sheets of their own and on axes that were given."""

from __future__ import annotations

import pytest
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from unit.plot.overlaps import overlapping
from unit.plot.timeline_answers import ensemble, history

import deterrence as dt
from deterrence.plot.drawing.explained import explained
from deterrence.plot.drawing.style import new_axes
from deterrence.plot.equilibria.beliefs import belief_bars
from deterrence.plot.time.fan_chart import fan_chart

DRAWN = {
    "fan chart": lambda ax: fan_chart(ensemble("crisis"), ax=ax),
    "reports": lambda ax: ensemble("crisis").plot(ax=ax),
    "strip": lambda ax: history("crisis").plot(ax=ax),
    "beliefs": lambda ax: belief_bars(dt.solve(dt.load("abm-2000-resolve"), given={"resolute": 0.6}), ax=ax),
    "boxes": lambda ax: dt.discover(dt.load("technology-for-money"), "treaty != keep", draws=500).plot(ax=ax),
}


@pytest.mark.parametrize("what", DRAWN)
def test_axes_that_were_given_hold_everything_without_overlaps(what):
    figure = Figure((8, 5), layout="constrained")
    ax = figure.add_subplot()
    assert DRAWN[what](ax) is ax
    assert figure.axes == [ax]
    assert figure.get_size_inches().tolist() == [8, 5]
    assert not overlapping(ax)
    if ax.get_legend() is not None:
        assert ax.get_legend().get_window_extent().y1 <= ax.get_window_extent().y0


@pytest.mark.parametrize(("letters", "words", "columns"), [(5, 6, 3), (30, 6, 2), (60, 4, 1), (60, 8, 2)])
def test_long_words_get_fewer_columns(letters, words, columns):
    ax = new_axes(None, "page")
    explained(ax, [Patch()] * words, ["x" * letters] * words, "page")
    assert not overlapping(ax)
    assert ax.get_figure().legends[0]._ncols == columns
