"""Treaties as repeated games against sums over periods, period by period."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deterrence.errors import ArgumentError
from deterrence.game.normal_form import NormalFormGame
from deterrence.solvers.repeated import discount_threshold, exit_threshold, sustainable, treaty_values


def summed(stream, discount_factor):
    """The worth of a stream of payoffs, term by term; the last is paid for ever."""
    total = sum(payoff * discount_factor**t for t, payoff in enumerate(stream))
    return total + stream[-1] * discount_factor ** len(stream) / (1 - discount_factor)


@given(
    temptation=st.integers(0, 6),
    reward=st.integers(0, 6),
    punishment=st.integers(0, 6),
    lag=st.integers(1, 6),
    discount=st.sampled_from([0.1, 0.3, 0.5, 0.7, 0.9, 0.99]),
)
def test_from_the_threshold_on_keeping_is_worth_a_breach_and_below_it_is_not(
    temptation, reward, punishment, lag, discount
):
    least = float(discount_threshold(temptation, reward, punishment, lag=lag))
    keep, breach = summed([reward], discount), summed([temptation] * lag + [punishment], discount)
    if abs(discount - least) > 1e-9 and (punishment <= reward or temptation > reward):
        assert (keep >= breach - 1e-9) == (discount >= least)


@pytest.mark.parametrize("lag", [1, 2, 3, 6])
def test_at_the_threshold_itself_the_two_are_tied(lag):
    least = float(discount_threshold(5, 3, 1, lag=lag))
    assert summed([3], least) == pytest.approx(summed([5] * lag + [1], least), abs=1e-9)


def test_no_patience_is_enough_without_a_punishment_and_none_is_needed_without_a_temptation():
    assert discount_threshold([5, 5, 3, 2, 2], 3, [3, 4, 1, 5, 3]).tolist() == [np.inf, np.inf, 0, np.inf, 0]


@given(
    outside=st.floats(0, 5),
    discount=st.floats(0.05, 0.98),
    lag=st.integers(1, 8),
    notice=st.integers(0, 8),
    cost=st.floats(0, 5),
)
def test_keeping_breaching_and_leaving_are_sums_over_periods(outside, discount, lag, notice, cost):
    found = treaty_values(
        temptation=5,
        reward=3,
        punishment=1,
        outside=outside,
        discount_factor=discount,
        lag=lag,
        notice=notice,
        exit_cost=cost,
    )
    assert found.comply == pytest.approx(summed([3], discount))
    assert found.breach == pytest.approx(summed([5] * lag + [1], discount))
    assert found.leave == pytest.approx(summed([3] * notice + [outside], discount) - cost)


def test_the_published_example_of_notice():
    both = [
        treaty_values(temptation=5, reward=3, punishment=1, outside=w, discount_factor=0.9, lag=2, notice=6)
        for w in (2.5, 3.2)
    ]
    assert [round(item.leave, 1) for item in both] == [27.3, 31.1]
    assert [item.best for item in both] == [("comply",), ("leave",)]


@pytest.mark.parametrize("notice", [0, 3, 6, 24])
def test_at_the_exit_threshold_staying_and_leaving_are_tied(notice):
    outside = float(exit_threshold(3, 2, 0.95, notice=notice))
    found = treaty_values(
        temptation=9, reward=3, punishment=1, outside=outside, discount_factor=0.95, notice=notice, exit_cost=2
    )
    assert found.leave == pytest.approx(found.comply)


def test_a_long_notice_makes_a_costly_exit_pay_for_no_payoff_one_could_name():
    assert exit_threshold(3, 2, 0.95, notice=400) > 1e7


def test_a_stage_profile_is_sustained_by_its_most_tempted_player():
    rng = np.random.default_rng(5)
    game = NormalFormGame.of_matrices(rng.integers(0, 5, (3, 3, 4)), rng.integers(0, 5, (3, 3, 4)))
    held = sustainable(game, [1, 0], lag=2)
    for i, j, point in np.ndindex(3, 3, 4):
        a, b = game.payoffs[:, j, 0, point], game.payoffs[i, :, 1, point]
        one = float(discount_threshold(a.max(), a[i], 1, lag=2))
        other = float(discount_threshold(b.max(), b[j], 0, lag=2))
        assert held.thresholds[i, j, point] == max(one, other)


def test_only_equilibria_of_the_stage_need_no_patience():
    dilemma = NormalFormGame.of_matrices([[3, 0], [5, 1]], [[3, 5], [0, 1]])
    held = sustainable(dilemma, [1, 1])
    assert held.profiles(0.0) == [("2", "2")]
    assert held.profiles(0.49) == [("2", "2")]
    assert held.profiles(0.5) == [("1", "1"), ("2", "2")]
    assert "never" in str(held)


def test_impossible_arguments_are_refused():
    with pytest.raises(ArgumentError, match="at least 1"):
        discount_threshold(5, 3, 1, lag=0)
    with pytest.raises(ArgumentError, match="discount factor"):
        treaty_values(temptation=5, reward=3, punishment=1, outside=2, discount_factor=1.0)
    with pytest.raises(ArgumentError, match="notice"):
        treaty_values(temptation=5, reward=3, punishment=1, outside=2, discount_factor=0.5, notice=-1)
    with pytest.raises(ArgumentError, match="between 0 and 1"):
        exit_threshold(3, 2, 1.0)
    with pytest.raises(ArgumentError, match="each of 2 players"):
        sustainable(NormalFormGame.of_matrices([[3, 0], [5, 1]], [[3, 5], [0, 1]]), [1, 1, 1])
