"""Fan charts: bands where the quantiles are, the sample histories, the exact mean."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.collections import FillBetweenPolyCollection
from matplotlib.figure import Figure
from unit.plot.overlaps import outside, overlapping
from unit.plot.timeline_answers import TIMELINES, ensemble, exact

import deterrence as dt
from deterrence.plot.time.fan_chart import fan_chart


def bands(ax):
    return [one for one in ax.collections if isinstance(one, FillBetweenPolyCollection)]


def test_bands_reach_from_one_quantile_to_the_other():
    found = ensemble("crisis")
    spread = found.quantiles["world"]
    for band, (low, high) in zip(bands(fan_chart(found)), ((0.05, 0.95), (0.25, 0.75)), strict=True):
        corners = band.get_paths()[0].vertices
        for date, least, most in zip(found.times[1:-1], spread[low][1:-1], spread[high][1:-1], strict=True):
            there = corners[np.isclose(corners[:, 0], date), 1]
            np.testing.assert_allclose([there.min(), there.max()], [least, most])


def test_sample_paths_are_the_first_three_histories():
    found = ensemble("crisis")
    drawn = [line.get_ydata() for line in fan_chart(found).lines]
    for place in range(3):
        worth = found.paths("world")[place]
        assert any(np.array_equal(worth, data) for data in drawn)


@pytest.mark.parametrize("replication", [0, 1, 2])
def test_a_path_ends_at_what_the_retold_history_was_worth(replication):
    found = ensemble("crisis")
    retold = dt.trace(found.table.scenario, seed=1, replication=replication)
    assert found.paths("world")[replication][-1] == pytest.approx(retold.payoffs["world"], rel=1e-12)


def test_the_exact_mean_is_drawn_over_it():
    ax = fan_chart(ensemble("crisis"), exact=exact("crisis"))
    assert np.array_equal(ax.lines[-2].get_ydata(), exact("crisis").payoff("world").value)


def test_an_unknown_player_is_an_error():
    with pytest.raises(dt.DeterrenceError, match="unknown player 'wold'"):
        fan_chart(ensemble("crisis"), "wold")


def test_axes_that_are_given_are_drawn_on():
    ax = Figure().add_subplot()
    assert fan_chart(ensemble("crisis"), ax=ax) is ax


@pytest.mark.parametrize("name", TIMELINES)
@pytest.mark.parametrize("size", ["page", "slide"])
def test_no_texts_overlap(name, size):
    ax = fan_chart(ensemble(name), exact=exact(name), size=size)
    assert not overlapping(ax)
    assert not outside(ax)
