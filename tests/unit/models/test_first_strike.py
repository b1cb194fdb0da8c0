from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from models_oracle import cheapest_strike, costs_of_strike

from deterrence.errors import ArgumentError
from deterrence.models.first_strike import Side, first_strike_index

EIGHTHS = st.integers(0, 8).map(lambda n: n / 8)
SIDES = st.builds(
    Side,
    force=st.integers(1, 8).map(lambda n: n / 4),
    vulnerable=EIGHTHS,
    counterforce=st.integers(0, 6).map(lambda n: n / 2),
    defence=st.integers(0, 8).map(lambda n: n / 4),
    value=st.sampled_from([0.5, 1.0, 2.0]),
)
RATES = st.sampled_from([0.5, 2.0, 5.0])


@settings(max_examples=60)
@given(SIDES, SIDES, RATES, EIGHTHS)
def test_a_first_striker_does_as_well_as_on_a_fine_grid_of_splits(one, two, rate, hostility):
    found = first_strike_index(one, two, damage_rate=rate, hostility=hostility)
    for i, (attacker, victim) in enumerate([(one, two), (two, one)]):
        least, _, _ = cheapest_strike(attacker, victim, rate, hostility, steps=800)
        own, other = costs_of_strike(attacker, victim, found.counterforce_share[i], rate, hostility)
        assert own == pytest.approx(found.first[i], abs=1e-12)
        assert other == pytest.approx(found.second[1 - i], abs=1e-12)
        assert least - 0.02 <= found.first[i] <= least + 2e-9


@settings(max_examples=30)
@given(SIDES, SIDES, RATES, EIGHTHS)
def test_of_tied_splits_the_one_least_at_forces_is_taken(one, two, rate, hostility):
    found = first_strike_index(one, two, damage_rate=rate, hostility=hostility)
    share = found.counterforce_share[0]
    for less in np.linspace(0, share, 60)[:-1]:
        own, _ = costs_of_strike(one, two, less, rate, hostility)
        assert own > found.first[0] + 1e-10 or share - less < 1e-6


@settings(max_examples=40)
@given(SIDES, SIDES, RATES, EIGHTHS)
def test_the_index_is_the_product_of_capped_ratios_and_symmetric_in_the_sides(one, two, rate, hostility):
    found = first_strike_index(one, two, damage_rate=rate, hostility=hostility)
    swapped = first_strike_index(two, one, damage_rate=rate, hostility=hostility)
    expected = 1.0
    for own, waiting in zip(found.first, found.second, strict=True):
        expected *= own / waiting if own < waiting - 1e-9 else 1.0
    assert found.index == pytest.approx(expected, abs=1e-12)
    assert swapped.index == pytest.approx(found.index, abs=1e-12)
    assert swapped.first.tolist() == found.first[::-1].tolist()
    assert 0 <= found.index <= 1


@settings(max_examples=40)
@given(SIDES, SIDES, RATES, EIGHTHS)
def test_the_index_is_one_if_nothing_is_vulnerable_or_nothing_arrives(one, two, rate, hostility):
    safe = [replace(side, vulnerable=0.0) for side in (one, two)]
    assert first_strike_index(*safe, damage_rate=rate, hostility=hostility).index == 1
    shielded = [replace(one, defence=two.force), replace(two, defence=one.force)]
    assert first_strike_index(*shielded, damage_rate=rate, hostility=hostility).index == 1


def test_an_inner_split_beats_both_ends():
    one = Side(force=2.0, vulnerable=1.0, counterforce=0.5)
    found = first_strike_index(one, replace(one, value=3.0), damage_rate=2.0, hostility=1.0)
    assert ((found.counterforce_share > 0) & (found.counterforce_share < 1)).any()


def test_prints_the_sense_and_makes_plain_data():
    side = Side(force=1, vulnerable=0.5, counterforce=2)
    found = first_strike_index(side, side)
    assert str(found).startswith("first-strike stability index 0.6208: no incentive to strike first")
    assert found.to_dict()["index"] == found.index
    assert "cost of waiting" in found._repr_html_()
    assert found.provenance.given["one"]["force"] == 1


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("force", 0, "'force' must be > 0"),
        ("vulnerable", 1.1, "'vulnerable' must be"),
        ("counterforce", -1, "'counterforce' must be >= 0"),
        ("defence", float("inf"), "'defence' must be finite"),
        ("value", 0, "'value' must be > 0"),
        ("value", 1e-51, "below 1e-50"),
        ("force", [1, 2], "'force' must be one number"),
    ],
)
def test_a_side_refuses_bad_numbers(field, value, says):
    with pytest.raises(ArgumentError, match=says):
        Side(**{"force": 1, "vulnerable": 0.5, "counterforce": 1, field: value})


def test_the_index_refuses_what_is_no_side_and_bad_weights():
    side = Side(force=1, vulnerable=0.5, counterforce=2)
    with pytest.raises(ArgumentError, match="needs a Side"):
        first_strike_index(side, {"force": 1})
    with pytest.raises(ArgumentError, match="'hostility' must be >= 0 and <= 1"):
        first_strike_index(side, side, hostility=2)
    with pytest.raises(ArgumentError, match="'damage_rate' must be > 0"):
        first_strike_index(side, side, damage_rate=0)
