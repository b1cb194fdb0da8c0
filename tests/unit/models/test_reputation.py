from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deterrence.errors import ArgumentError
from deterrence.models.reputation import (
    entry_probability,
    fight_probability,
    reputation,
    reputation_after_fight,
    worth_of_rounds,
)

GAINS = st.sampled_from([0.25, 0.5, 0.8])
MONOPOLIES = st.sampled_from([1.5, 2.0, 3.0])
DOUBTS = st.one_of(st.floats(0.01, 0.95), st.just(0.0))


def expected(left, p, b, a):
    """What the rounds left bring a weak incumbent, and the largest gain of anyone in any of them, played as published.

    Every history is followed: out, let in, fought. Beliefs come from Bayes' rule.
    """
    if left == 0:
        return 0.0, 0.0
    enters = float(entry_probability(left, p, gain=b, monopoly=a))
    fights = float(fight_probability(left, p, gain=b))
    seen = p + (1 - p) * fights
    after = p / seen if seen else 0.0
    if seen:
        assert float(reputation_after_fight(left, p, gain=b)) == pytest.approx(after, rel=1e-9)
        if abs(after - b ** (left - 1)) < 1e-12:
            after = b ** (left - 1)
    out, let_in = expected(left - 1, p, b, a), expected(left - 1, 0.0, b, a)
    fought = expected(left - 1, after, b, a) if after < 1 else (0.0, 0.0)
    fighting, letting = -1 + fought[0], let_in[0]
    answered = fights * fighting + (1 - fights) * letting
    entering = (1 - seen) * b + seen * (b - 1)
    gains = [max(entering, 0) - enters * entering, max(fighting, letting) - answered, out[1], let_in[1], fought[1]]
    return (1 - enters) * (a + out[0]) + enters * answered, max(gains)


@settings(max_examples=40)
@given(st.integers(1, 4), DOUBTS, GAINS, MONOPOLIES)
def test_nobody_gains_after_any_history_and_the_rounds_are_worth_what_play_brings(left, p, b, a):
    worth, gain = expected(left, p, b, a)
    assert gain < 1e-9
    assert float(worth_of_rounds(left, p, gain=b, monopoly=a)) == pytest.approx(worth, abs=1e-9)


@settings(max_examples=40)
@given(st.integers(1, 4), st.integers(1, 5), GAINS, MONOPOLIES)
def test_the_same_holds_where_the_reputation_is_a_power_of_the_gain(left, power, b, a):
    worth, gain = expected(left, b**power, b, a)
    assert gain < 1e-9
    assert float(worth_of_rounds(left, b**power, gain=b, monopoly=a)) == pytest.approx(worth, abs=1e-9)


@given(st.integers(1, 30), DOUBTS, GAINS, MONOPOLIES)
def test_the_table_follows_the_functions_and_leaves_no_regret(rounds, p, b, a):
    found = reputation(rounds, doubt=p, gain=b, monopoly=a)
    assert max(found.entrant_regret.max(), found.incumbent_regret.max()) < 1e-9
    held = p
    for row in range(rounds):
        left = found.rounds_left[row]
        assert found.reputation[row] == pytest.approx(held, rel=1e-9)
        if found.entry[row] > 0 and left > 1:
            held = float(reputation_after_fight(left, held, gain=b))


@given(st.floats(0.01, 0.95), GAINS, st.integers(1, 8))
def test_only_the_logarithm_of_reputation_over_that_of_the_gain_matters(p, b, left):
    one = entry_probability(left, p, gain=b, monopoly=2)
    assert one == entry_probability(left, p**2, gain=b**2, monopoly=2)
    assert worth_of_rounds(left, p, gain=b, monopoly=2) == worth_of_rounds(left, p**2, gain=b**2, monopoly=2)


def test_without_doubt_all_come_in_and_are_let_in_however_many_there_are():
    found = reputation(1000, doubt=0, gain=0.5, monopoly=4)
    assert found.entry.min() == 1
    assert found.fight.max() == 0
    assert found.worth.max() == 0


def test_a_doubt_of_a_tenth_protects_all_but_the_last_three():
    found = reputation(100, doubt=0.1, gain=0.5, monopoly=2)
    assert found.entry[:97].max() == 0
    assert found.entry[97:].tolist() == [1, 0.5, 0.5]
    assert found.fight[97] == pytest.approx(1 / 3)
    assert found.reputation[98] == pytest.approx(1 / 4)
    assert math.log(0.1) / math.log(0.5) == pytest.approx(3.32, abs=0.005)


def test_at_equality_an_entrant_stays_out_once_in_a_times():
    assert entry_probability(3, 0.125, gain=0.5, monopoly=[2, 4]).tolist() == [0.5, 0.75]
    assert float(entry_probability(3, 0.125 + 1e-6, gain=0.5, monopoly=2)) == 0
    assert float(entry_probability(3, 0.125 - 1e-6, gain=0.5, monopoly=2)) == 1


def test_a_tiny_doubt_and_many_rounds_stay_within_floats():
    found = reputation(5000, doubt=1e-300, gain=0.5, monopoly=2)
    assert int((found.entry > 0).sum()) == math.floor(math.log(1e-300) / math.log(0.5))
    assert np.isfinite(found.worth).all()
    assert "..." in str(found)


def test_prints_a_table_and_makes_plain_data():
    found = reputation(3, doubt=0.1, gain=0.5, monopoly=2)
    assert "perfectness" in str(found)
    assert found.to_dict()["rounds_left"] == [3, 2, 1]
    assert "<td>0.25</td>" in found._repr_html_()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"doubt": 1}, "'doubt' must be >= 0 and < 1"),
        ({"gain": 1}, "'gain' must be > 0 and < 1"),
        ({"monopoly": 1}, "'monopoly' must be > 1"),
    ],
)
def test_what_is_no_chain_store_is_refused(change, says):
    with pytest.raises(ArgumentError, match=says):
        reputation(3, **{"doubt": 0.1, "gain": 0.5, "monopoly": 2} | change)


def test_rounds_are_counted_in_whole_numbers():
    with pytest.raises(ArgumentError, match="'rounds' must be a whole number"):
        reputation(0, doubt=0.1, gain=0.5, monopoly=2)
