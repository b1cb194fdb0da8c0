"""First-passage curves: the shares that the definition gives, exact jumps, medians."""

from __future__ import annotations

import math

import numpy as np
import pytest
from unit.plot.overlaps import outside, overlapping
from unit.plot.timeline_answers import TIMELINES, ensemble, exact

import deterrence as dt
from deterrence.plot.time.first_passage import first_passage


def test_the_staircase_is_the_share_of_histories_that_have_seen_it():
    first = ensemble("crisis").first_time("crisis")
    line = first_passage(first).lines[0]
    assert line.get_drawstyle() == "steps-post"
    for date, share in zip(line.get_xdata(), line.get_ydata(), strict=True):
        assert share == pytest.approx(sum(value <= date for value in first.values) / len(first.values))


def test_bands_are_two_binomial_standard_errors():
    first = ensemble("crisis").first_time("crisis")
    ax = first_passage(first)
    line, corners = ax.lines[0], ax.collections[0].get_paths()[0].vertices
    place = len(line.get_xdata()) // 2
    share = line.get_ydata()[place]
    error = math.sqrt(share * (1 - share) / len(first.values))
    there = corners[np.isclose(corners[:, 0], line.get_xdata()[place]), 1]
    assert any(np.isclose(there, share + 2 * error))
    assert any(np.isclose(there, share - 2 * error))


def test_an_exact_law_follows_its_formula():
    line = first_passage(exact("crisis"), "crisis").lines[0]
    np.testing.assert_allclose(line.get_ydata(), 1 - np.exp(-0.3 * line.get_xdata()), atol=1e-9)


def test_a_jump_is_upright():
    line = first_passage(exact("crisis"), "dated").lines[0]
    rising = np.flatnonzero(np.diff(line.get_ydata()) > 0.5)
    assert len(rising) == 1
    before, after = line.get_xdata()[rising[0] : rising[0] + 2]
    assert after == 4.0
    assert after - before < 1e-6


def test_the_median_is_marked_where_it_is():
    ax = first_passage(exact("crisis"), "crisis")
    marks = [line for line in ax.lines if len(line.get_xdata()) == 1]
    assert [(line.get_xdata()[0], line.get_ydata()[0]) for line in marks] == [(pytest.approx(math.log(2) / 0.3), 0.5)]


def test_a_median_beyond_the_horizon_is_not_marked():
    ax = first_passage(ensemble("false-alarms"), "war")
    assert not [line for line in ax.lines if len(line.get_xdata()) == 1]
    assert "by the horizon" in ax.get_figure().legends[0].get_texts()[0].get_text()


def test_the_exact_law_is_drawn_over_the_simulated_one():
    ax = first_passage(ensemble("crisis"), "crisis", exact=exact("crisis"))
    assert ax.get_figure().legends[0].get_texts()[-1].get_text() == "exact"
    simulated, law = (line for line in ax.lines if len(line.get_xdata()) > 100)
    assert (
        np.abs(np.interp(simulated.get_xdata(), law.get_xdata(), law.get_ydata()) - simulated.get_ydata()).max() < 0.1
    )


def test_first_times_of_another_report_are_an_error():
    with pytest.raises(dt.DeterrenceError, match="first times of 'crisis'"):
        first_passage(ensemble("crisis").first_time("crisis"), "dated")


def test_results_draw_themselves():
    for answer in (ensemble("crisis"), exact("crisis")):
        ax = answer.first_time("crisis").plot()
        assert ax.get_title(loc="left") == "How soon: crisis"


@pytest.mark.parametrize("name", TIMELINES)
@pytest.mark.parametrize("size", ["page", "slide"])
def test_no_texts_overlap(name, size):
    ax = first_passage(ensemble(name), exact=exact(name), size=size)
    assert not overlapping(ax)
    assert not outside(ax)
