from __future__ import annotations

import numpy as np
import pytest

import deterrence as dt
from deterrence.plot.questions.slice import parameter_slice


@pytest.fixture(scope="module")
def table():
    return dt.sweep(dt.load("treaty"), {"protection": np.linspace(0, 6, 301)})


def marks(ax, name):
    return [float(line.get_xdata()[0]) for line in ax.lines if line.get_gid() == name]


def test_thresholds_are_where_the_outcome_of_the_table_changes(table):
    found = marks(parameter_slice(table), "threshold")
    assert found == pytest.approx([2.5, 4.8333], abs=0.021)


def test_exact_thresholds_are_drawn_exactly_and_end_the_strip(table):
    exact = dt.thresholds(dt.load("treaty"), "protection")
    ax = parameter_slice(table, thresholds=exact)
    values = [row.value for row in exact.rows]
    assert marks(ax, "threshold") == values
    strip = [patch for patch in ax.patches if str(patch.get_gid()).startswith("outcome-")]
    assert [patch.get_x() for patch in strip] == [0.0, *values]


def test_curves_are_the_columns(table):
    ax = parameter_slice(table, ["payoff.russia"])
    curve = next(line for line in ax.lines if line.get_gid() == "curve-payoff.russia")
    drawn = np.asarray(curve.get_ydata())
    assert drawn[np.isfinite(drawn)].tolist() == table.columns["payoff.russia"].tolist()


def test_a_curve_is_broken_where_it_jumps(table):
    ax = parameter_slice(table, ["payoff.us"])
    curve = next(line for line in ax.lines if line.get_gid() == "curve-payoff.us")
    assert np.isnan(np.asarray(curve.get_ydata())).sum() == 1


def test_the_baseline_is_marked(table):
    assert marks(parameter_slice(table), "baseline") == [3.0]
    assert marks(parameter_slice(table, baseline=1.0), "baseline") == [1.0]


def test_what_cannot_be_drawn_is_said(table):
    with pytest.raises(dt.DeterrenceError, match=r"unknown column 'payoff\.u'"):
        parameter_slice(table, ["payoff.u"])
    with pytest.raises(dt.DeterrenceError, match="one parameter"):
        parameter_slice(dt.sweep(dt.load("treaty"), {"exit": [0.0, 1.0], "harm": [0.0, 1.0]}))
