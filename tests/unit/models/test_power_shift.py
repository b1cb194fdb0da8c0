from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from deterrence.errors import ArgumentError
from deterrence.models.power_shift import power_shift

TENTHS = st.integers(0, 10).map(lambda n: n / 10)
PATIENCE = st.integers(0, 19).map(lambda n: n / 20)


def gain_of_war(now, later, cost, delta, periods=3000):
    """War today less the best that peace offers, summed period by period."""
    weights = delta ** np.arange(periods)
    war_today = ((1 - now) * weights).sum() - cost
    war_tomorrow = ((1 - later) * weights[1:]).sum() - delta * cost
    return war_today - (1 + war_tomorrow)


@given(TENTHS, TENTHS, TENTHS, PATIENCE)
def test_war_is_where_it_pays_over_the_periods(now, later, cost, delta):
    assume(now <= later)
    found = power_shift(win_now=now, win_later=later, cost=cost, discount_factor=delta)
    gain = gain_of_war(now, later, cost, delta)
    assert float(found.missing) == pytest.approx(gain, abs=1e-9)
    assert bool(found.war) == (gain > 1e-9)


@given(TENTHS, TENTHS, TENTHS, PATIENCE)
def test_each_threshold_is_where_war_stops_paying(now, later, cost, delta):
    assume(now < later)
    found = power_shift(win_now=now, win_later=later, cost=cost, discount_factor=delta)
    if delta > 0:
        assert gain_of_war(now, float(found.win_later), cost, delta) == pytest.approx(0, abs=1e-8)
    if found.war:
        assert gain_of_war(now, later, float(found.cost), delta) == pytest.approx(0, abs=1e-8)
        kept = later - float(found.treaty) * (later - now)
        assert gain_of_war(now, kept, cost, delta) == pytest.approx(0, abs=1e-8)
        assert delta > found.patience
    elif delta > 0 and gain_of_war(now, later, cost, delta) < -1e-9:
        assert delta < found.patience
        assert found.treaty == 0
    if found.patience < 0.95:
        assert gain_of_war(now, later, cost, float(found.patience)) == pytest.approx(0, abs=1e-8)


def test_the_numbers_of_the_scenario_are_found():
    found = power_shift(win_now=0.3, win_later=0.7, cost=0.2, discount_factor=0.6)
    thresholds = [float(x) for x in (found.win_later, found.patience, found.cost, found.treaty)]
    assert thresholds == pytest.approx([0.5533333, 0.5, 0.75, 0.3666667])


def test_a_tie_is_peace_and_a_side_that_does_not_rise_is_safe():
    tie = power_shift(win_now=0.3, win_later=0.7, cost=0.75, discount_factor=0.6)
    assert not tie.war
    flat = power_shift(win_now=0.4, win_later=0.4, cost=[0, 0.5], discount_factor=0.9)
    assert not flat.war.any()
    assert np.isnan(flat.patience).all()
    assert flat.treaty.tolist() == [0, 0]
    blind = power_shift(win_now=0.0, win_later=1.0, cost=0, discount_factor=0)
    assert np.isinf(blind.win_later)
    assert not blind.war


def test_the_result_prints_its_sense_and_makes_plain_data():
    found = power_shift(win_now=0.3, win_later=0.7, cost=0.2, discount_factor=0.6)
    assert "deterrence stability" in str(found)
    assert found.to_dict()["war"] is True
    assert "<td>yes</td>" in found._repr_html_()


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"win_later": 0.2}, "'win_later' must be at least 'win_now'"),
        ({"discount_factor": 1}, "'discount_factor' must be"),
        ({"cost": -0.1}, "'cost' must be >= 0"),
    ],
)
def test_bad_numbers_are_refused(changes, says):
    with pytest.raises(ArgumentError, match=says):
        power_shift(**{"win_now": 0.3, "win_later": 0.7, "cost": 0.2, "discount_factor": 0.6, **changes})
