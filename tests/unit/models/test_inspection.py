from __future__ import annotations

from fractions import Fraction
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deterrence.errors import ArgumentError
from deterrence.game.normal_form import NormalFormGame
from deterrence.models.inspection import _regret, inspection_stage, inspection_value
from deterrence.solvers.zero_sum import zero_sum

PENALTIES = st.sampled_from([Fraction(1, 2), Fraction(1), Fraction(2), Fraction(5)])


@cache
def recursive_value(periods, inspections, penalty):
    """A two by two game in each period, the value of mixing solved exactly."""
    if inspections >= periods:
        return Fraction(0)
    if inspections == 0:
        return Fraction(1)
    caught = recursive_value(periods - 1, inspections - 1, penalty)
    free = recursive_value(periods - 1, inspections, penalty)
    return (caught + penalty * free) / (caught + penalty + 1 - free)


@given(st.integers(1, 14), st.integers(0, 16), PENALTIES)
def test_the_value_is_that_of_the_recursion_over_periods(periods, inspections, penalty):
    found = inspection_value(periods=periods, inspections=inspections, penalty=float(penalty))
    assert float(found) == pytest.approx(float(recursive_value(periods, inspections, penalty)), abs=1e-12)


@settings(max_examples=30)
@given(st.integers(2, 9), st.data(), PENALTIES)
def test_the_stage_is_an_equilibrium_of_its_matrix(periods, data, penalty):
    inspections = data.draw(st.integers(1, periods - 1))
    after = [float(recursive_value(periods - 1, k, penalty)) for k in (inspections - 1, inspections)]
    game = NormalFormGame.of_matrices(np.array([[-float(penalty), 1.0], after]))
    expected = zero_sum(game)[0]
    stage = inspection_stage(periods=periods, inspections=inspections, penalty=float(penalty))
    assert float(stage.violate) == pytest.approx(expected.probabilities[game.players[0]][0], abs=1e-9)
    assert float(stage.inspect) == pytest.approx(expected.probabilities[game.players[1]][0], abs=1e-9)
    assert float(stage.regret) < 1e-12


def test_the_known_first_probabilities_and_values_are_found():
    stage = inspection_stage(periods=[2, 3, 4, 5], inspections=[1, 1, 2, 2])
    assert stage.inspect.tolist() == pytest.approx([1 / 3, 1 / 4, 4 / 11, 5 / 16])
    assert stage.value.tolist() == pytest.approx([1 / 3, 1 / 2, 3 / 11, 3 / 8])
    assert inspection_value(periods=6, inspections=[2, 3], penalty=2).tolist() == pytest.approx([10 / 31, 5 / 41])


def test_more_inspections_and_fewer_periods_leave_the_inspectee_less():
    n, m = np.meshgrid(np.arange(1, 30), np.arange(0, 30), indexing="ij")
    value = inspection_value(periods=n, inspections=m, penalty=0.7)
    fewer = value[:, 1:] - value[:, :-1]
    assert (fewer[m[:, 1:] <= n[:, 1:]] < 0).all()
    longer = value[1:] - value[:-1]
    assert (longer[(m[1:] < n[1:]) & (m[1:] > 0)] > 0).all()


def test_with_almost_no_penalty_the_value_is_the_share_of_periods_without_inspection():
    value = inspection_value(periods=[5, 9, 100], inspections=[2, 4, 30], penalty=1e-9)
    assert value.tolist() == pytest.approx([3 / 5, 5 / 9, 0.7], abs=1e-6)


def test_long_games_and_huge_penalties_stay_numbers():
    value = inspection_value(periods=1000, inspections=[0, 1, 500, 999, 1000], penalty=1e40)
    assert value[0] == 1
    assert np.isfinite(value).all()
    assert (np.diff(value) <= 0).all()


def test_ties_at_the_ends_are_as_stated():
    stage = inspection_stage(periods=[1, 3, 3, 4], inspections=[1, 3, 0, 9], penalty=3)
    assert stage.inspect.tolist() == [0.25, 0.25, 0.0, 0.25]
    assert stage.violate.tolist() == [0.0, 0.0, 1.0, 0.0]
    assert np.abs(stage.regret).max() < 1e-12


def test_a_stage_prints_and_makes_plain_data():
    stage = inspection_stage(periods=3, inspections=1)
    assert stage.to_dict()["value"] == 0.5
    assert "Nash equilibrium of the stage" in str(stage)
    assert "<td>0.25</td>" in stage._repr_html_()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"periods": 0, "inspections": 1}, "'periods' must be >= 1"),
        ({"periods": 2.5, "inspections": 1}, "'periods' must be whole numbers, found 2.5"),
        ({"periods": 3, "inspections": -1}, "'inspections' must be >= 0"),
        ({"periods": 3, "inspections": 1, "penalty": 0}, "'penalty' must be > 0"),
        ({"periods": [2, 3], "inspections": [1, 1, 1]}, "shapes do not fit"),
    ],
)
def test_bad_games_are_refused(arguments, says):
    with pytest.raises(ArgumentError, match=says):
        inspection_value(**arguments)


def test_the_regret_shows_a_gain_of_either_side():
    stage = np.array([-1.0, 1.0, 1.0, 1 / 3])

    def regret(inspect, violate, able=True):
        return float(_regret(np.array(inspect), np.array(violate), stage, np.array(able)))

    assert regret(0.0, 0.0) == pytest.approx(2 / 3)
    assert regret(1.0, 0.0) == pytest.approx(2 / 3)
    assert regret(0.0, 1.0) == pytest.approx(2)
    assert regret(0.0, 1.0, able=False) == pytest.approx(0)
