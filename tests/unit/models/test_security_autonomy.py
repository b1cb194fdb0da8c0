from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deterrence.errors import ArgumentError
from deterrence.models.security_autonomy import growth_threshold, highest_price, security_autonomy

GAINS = st.integers(-8, 8).map(lambda n: n / 4)
WEIGHTS = st.integers(0, 8).map(lambda n: n / 4)


@given(st.tuples(GAINS, GAINS), st.tuples(GAINS, GAINS), st.tuples(WEIGHTS, WEIGHTS))
def test_an_alliance_is_made_exactly_if_neither_side_loses(security, autonomy, weight):
    found = security_autonomy(security=security, autonomy=autonomy, weight=weight)
    gains = [s + w * a for s, a, w in zip(security, autonomy, weight, strict=True)]
    assert found.gain.tolist() == gains
    assert bool(found.allied) == all(gain >= 0 for gain in gains)
    (s1, s2), (a1, a2) = security, autonomy
    traded = (s1 > 0 > a1 and a2 > 0) or (s2 > 0 > a2 and a1 > 0)
    assert (str(found.kind) == "asymmetric") == traded
    swapped = security_autonomy(security=security[::-1], autonomy=autonomy[::-1], weight=weight[::-1])
    assert swapped.gain.tolist() == gains[::-1]
    assert str(swapped.kind) == str(found.kind)


def test_between_equals_both_gain_security():
    assert str(security_autonomy(security=[0.3, 0.3], autonomy=[-0.1, -0.1]).kind) == "symmetric"
    assert str(security_autonomy(security=[0.3, -0.3], autonomy=[0.1, 0.1]).kind) == "other"


def test_at_its_highest_price_a_side_is_indifferent_and_a_tie_joins():
    price = float(highest_price(0.6, 0.8))
    allied = security_autonomy(
        security=[0.0, 0.6], autonomy=[[1, -price + 1e-6], [1, -price], [1, -price - 1e-6]], weight=[1, 0.8]
    ).allied
    assert allied.tolist() == [True, True, False]


def test_growth_beyond_its_threshold_breaks_the_alliance():
    growth = float(growth_threshold(0.6, 0.5, 0.8))
    assert growth == pytest.approx(1 / 3)
    left = [[0.1, 0.6 * (1 - growth + step)] for step in (1e-6, 0, -1e-6)]
    assert security_autonomy(security=left, autonomy=[0.3, -0.5], weight=[1, 0.8]).allied.tolist() == [
        True,
        True,
        False,
    ]


def test_prints_a_table_and_makes_plain_data():
    found = security_autonomy(security=[0.1, 0.6], autonomy=[0.3, -0.5])
    assert "stability of the alliance" in str(found)
    assert found.to_dict()["kind"] == "asymmetric"
    assert "<td>asymmetric</td>" in found._repr_html_()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"security": 0.1, "autonomy": 0.2}, "two sides in their last axis"),
        ({"security": [0.1, 0.2, 0.3], "autonomy": 0.2}, "two sides in their last axis"),
        ({"weight": -1}, "'weight' must be >= 0"),
    ],
)
def test_what_is_no_exchange_of_two_is_refused(change, says):
    with pytest.raises(ArgumentError, match=says):
        security_autonomy(**{"security": [0.1, 0.6], "autonomy": [0.3, -0.5]} | change)
