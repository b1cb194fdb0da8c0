"""Figures on axes that somebody gives: everything in their figure, nothing over anything else."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from unit.plot.overlaps import misplaced
from unit.plot.timeline_answers import exact

import deterrence as dt
from deterrence.plot.equilibria.waterfall import margin_waterfall


def swept(name, **axes):
    return dt.sweep(dt.load(name), {key: np.linspace(*ends, 21) for key, ends in axes.items()})


DRAWN = {
    "tree": lambda ax: dt.solve(dt.load("treaty")).plot(ax=ax),
    "large tree": lambda ax: dt.solve(dt.load("abm-2000")).plot(ax=ax),
    "tree with beliefs": lambda ax: dt.solve(dt.load("abm-2000-resolve")).plot(ax=ax),
    "phases": lambda ax: swept("treaty", protection=(0, 6), arming=(0, 2)).plot(ax=ax),
    "slice": lambda ax: swept("treaty", protection=(0, 6)).plot(ax=ax),
    "alliances": lambda ax: dt.alliances(dt.load("technology-for-money")).plot(ax=ax),
    "thresholds": lambda ax: dt.thresholds(dt.load("treaty"), ["exit", "protection"]).plot(ax=ax),
    "reports": lambda ax: exact("false-alarms").plot(ax=ax),
    "waterfall": lambda ax: margin_waterfall(dt.solve(dt.load("treaty")), ax=ax),
}
ROOMS = {
    "plain": lambda: Figure((6.4, 4.8)).subplots(),
    "left of another": lambda: Figure((13, 5)).subplots(1, 2)[0],
    "laid out": lambda: Figure((6.4, 4.8), layout="constrained").subplots(),
}


def given(where):
    ax = ROOMS[where]()
    FigureCanvasAgg(ax.get_figure())
    return ax


@pytest.mark.parametrize("what", DRAWN)
@pytest.mark.parametrize("where", ROOMS)
def test_texts_neither_overlap_nor_leave_the_figure(what, where):
    ax = given(where)
    others = [other.get_position().bounds for other in ax.get_figure().axes[1:]]
    assert DRAWN[what](ax) is ax
    assert misplaced(ax) == ([], [])
    if ax.get_legend() is not None:
        assert ax.get_legend().get_window_extent().y1 <= ax.get_window_extent().y0
    assert [other.get_position().bounds for other in ax.get_figure().axes[1:]] == others


def test_axes_above_others_keep_clear_of_them():
    figure = Figure((8, 9))
    FigureCanvasAgg(figure)
    upper, lower = figure.subplots(2, 1)
    lower.set_title("below")
    DRAWN["phases"](upper)
    figure.draw_without_rendering()
    assert upper.get_legend().get_window_extent().y0 >= lower.title.get_window_extent().y1
    lower.set_title("")
    DRAWN["tree"](lower)
    assert misplaced(lower) == ([], [])


@pytest.mark.parametrize("dpi", [60, 70, 150])
def test_a_figure_saved_at_another_resolution_loses_nothing(dpi):
    for what in ("phases", "waterfall"):
        ax = given("plain")
        DRAWN[what](ax)
        ax.get_figure().set_dpi(dpi)
        assert misplaced(ax)[1] == []
