"""Points of models: which parameter an axis is, and where thresholds are crossed."""

from __future__ import annotations

import numpy as np
import pytest

from deterrence.plot.models.model_points import Gauge, against, axes_of, crossings, runs_of


def test_an_axis_is_the_parameter_that_varies_along_it_alone():
    given = {"cost": 0.2, "win": np.linspace(0, 1, 5)[:, None].tolist(), "fear": [1.0, 2.0, 4.0], "name": "x"}
    up, across = axes_of(given, (5, 3))
    assert (up.parameter, up.place, up.values.tolist()) == ("win", 0, [0, 0.25, 0.5, 0.75, 1])
    assert (across.parameter, across.place, across.values.tolist()) == ("fear", 1, [1, 2, 4])


def test_a_rising_parameter_is_the_axis_and_others_vary_with_it():
    axis = axes_of({"cost": [3, 1, 2], "win": [0.1, 0.2, 0.3]}, (3,))[0]
    assert axis.parameter == "win"
    assert axis.others == ("cost",)


def test_axes_of_one_point_are_left_out():
    assert axes_of({"cost": [[1.0]]}, (1, 1)) == ()
    assert [axis.place for axis in axes_of({"cost": [[1.0, 2.0]]}, (1, 2))] == [1]


def test_points_are_numbered_where_parameters_vary_along_several_axes_or_are_not_listed():
    slanted = axes_of({"cost": [[1.0, 2.0], [2.0, 3.0]]}, (2, 2))
    assert [axis.parameter for axis in slanted] == ["", ""]
    axis = axes_of({"cost": "2,000 numbers from 0 to 1, sha256 0"}, (2000,))[0]
    assert axis.values[:2].tolist() == [1, 2]
    assert axis.untold == ("cost: 2,000 numbers from 0 to 1, sha256 0",)


def test_a_threshold_is_crossed_where_it_is():
    rng = np.random.default_rng(1)
    for _ in range(20):
        slope, edge = rng.uniform(-0.8, 0.8), rng.uniform(0.2, 0.8)
        values = np.linspace(0, 1, 12)
        (found,) = crossings(values, edge + slope * (values - edge))
        assert found == pytest.approx(edge)


def test_a_threshold_on_a_point_is_crossed_once():
    values = np.array([0.0, 0.5, 1.0])
    assert crossings(values, np.full(3, 0.5)) == [0.5]
    assert crossings(values, np.full(3, 1.0)) == [1.0]
    assert crossings(values, np.full(3, np.nan)) == []
    assert crossings(values, np.full(3, 1.5)) == []


def test_stretches_hold_the_points_of_their_state_and_no_others():
    rng = np.random.default_rng(2)
    values = np.sort(rng.uniform(size=40))
    states = rng.choice(["a", "b", "c"], size=40)
    found = runs_of(values, states, [])
    assert found[0][0] == values[0]
    assert found[-1][1] == values[-1]
    for value, state in zip(values[1:-1], states[1:-1], strict=True):
        assert [word for low, high, word in found if low < value < high] == [state]


def test_a_stretch_ends_at_a_threshold_on_a_point_though_rounding_moved_it():
    values, states = np.array([0.0, 0.05, 0.1]), np.array(["a", "b", "b"])
    assert runs_of(values, states, [0.05 + 1e-15])[0] == (0.0, 0.05 + 1e-15, "a")


def test_a_value_stands_beside_its_threshold():
    assert against(0.7, Gauge(parameter="win", threshold=0.5, words="peace up to")) == "0.7 (peace up to 0.5)"
    assert against(0.7, Gauge(parameter="win", threshold=np.nan, words="peace up to")) == "0.7"
