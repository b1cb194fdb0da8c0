from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deterrence.errors import ArgumentError
from deterrence.models.treaty_exit import longest_lag, treaty_exit

GAPS = st.integers(1, 8).map(lambda n: n / 2)
FACTORS = st.sampled_from([0.3, 0.5, 0.8, 0.9])
PERIODS = st.integers(0, 6)


def discounted(stream, discount_factor, periods=2000):
    """Worth of a payoff for each period, added up."""
    return sum(discount_factor**t * stream(t) for t in range(periods))


def course_worths(t, r, p, w, d, lag, notice, cost):
    return (
        discounted(lambda _: r, d),
        discounted(lambda period: t if period < lag else p, d),
        discounted(lambda period: r if period < notice else w, d) - cost,
    )


@given(GAPS, GAPS, st.integers(-4, 8), FACTORS, st.integers(1, 6), PERIODS, st.integers(0, 4))
def test_each_course_is_worth_its_payoffs_added_up(tempting, better, outside, d, lag, notice, cost):
    p, r, t = 1.0, 1.0 + better, 1.0 + better + tempting
    found = treaty_exit(
        temptation=t, reward=r, punishment=p, outside=outside, discount_factor=d, lag=lag, notice=notice, exit_cost=cost
    )
    worths = course_worths(t, r, p, outside, d, lag, notice, cost)
    assert (float(found.comply), float(found.breach), float(found.leave)) == pytest.approx(worths, abs=1e-8)
    assert float(found.regret) == pytest.approx(max(worths) - worths[0], abs=1e-8)
    best = {"comply": worths[0], "breach": worths[1], "leave": worths[2]}[str(found.best)]
    assert best == pytest.approx(max(worths), abs=1e-7)


@given(GAPS, GAPS, st.integers(1, 6))
def test_a_breach_pays_below_the_patience_threshold_and_not_above(tempting, better, lag):
    p, r, t = 1.0, 1.0 + better, 1.0 + better + tempting
    payoffs = {"temptation": t, "reward": r, "punishment": p, "outside": p, "lag": lag}
    edge = float(treaty_exit(**payoffs, discount_factor=0.5).patience_threshold)
    at = treaty_exit(**payoffs, discount_factor=[edge - 1e-4, edge, edge + 1e-4])
    assert at.best.tolist() == ["breach", "comply", "comply"]
    assert at.tie.tolist() == [False, True, False]


@given(FACTORS, PERIODS, st.integers(0, 4))
def test_leaving_pays_above_the_exit_threshold_only(d, notice, cost):
    payoffs = {"temptation": 3.001, "reward": 3, "punishment": -50, "discount_factor": d}
    way = {"notice": notice, "exit_cost": cost}
    edge = float(treaty_exit(**payoffs, **way, outside=0).exit_threshold)
    at = treaty_exit(**payoffs, **way, outside=[edge - 1e-3, edge, edge + 1e-3])
    assert at.best.tolist() == ["comply", "comply", "leave"]
    assert at.tie.tolist() == [False, True, False]


def test_numbers_of_an_example_with_six_periods_of_notice():
    found = treaty_exit(temptation=5, reward=3, punishment=1, outside=2.5, discount_factor=0.9, lag=2, notice=6)
    assert [round(float(x), 1) for x in (found.comply, found.breach, found.leave)] == [30, 17.6, 27.3]
    lags = treaty_exit(temptation=5, reward=3, punishment=1, outside=2.5, discount_factor=0.9, lag=[1, 2, 3, 6])
    assert lags.patience_threshold.round(4).tolist() == [0.5, 0.7071, 0.7937, 0.8909]


def test_with_ever_longer_notice_a_costly_exit_never_pays_and_a_free_one_still_does():
    payoffs = {"temptation": 5, "reward": 3, "punishment": 1, "outside": 100, "discount_factor": 0.5, "notice": 5000}
    assert treaty_exit(**payoffs, exit_cost=0.1).exit_threshold == np.inf
    assert treaty_exit(**payoffs, exit_cost=0).exit_threshold == 3


@given(GAPS, GAPS, FACTORS)
def test_at_the_longest_lag_a_breach_ties_with_compliance(tempting, better, d):
    payoffs = {"temptation": 1 + better + tempting, "reward": 1 + better, "punishment": 1.0, "discount_factor": d}
    lag = float(longest_lag(**payoffs))
    if lag >= 1:
        at = treaty_exit(**payoffs, outside=0, lag=[lag, lag + 0.01])
        assert at.comply[0] == pytest.approx(at.breach[0])
        assert at.breach[1] > at.comply[1]
    else:
        at = treaty_exit(**payoffs, outside=0, lag=1)
        assert at.breach > at.comply


def test_tells_which_stability_is_meant_and_makes_plain_data():
    found = treaty_exit(temptation=5, reward=3, punishment=1, outside=np.linspace(0, 6, 30), discount_factor=0.9)
    assert "stability of the treaty" in str(found)
    assert str(found).splitlines()[-1].split() == ["..."] * 7
    assert found.to_dict()["best"][-1] == "leave"
    assert "<td>leave</td>" in found._repr_html_() or "..." in found._repr_html_()
    with pytest.raises(ValueError, match="read-only"):
        found.comply[0] = 1


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"temptation": 3}, "'temptation' must be worth more than 'reward'"),
        ({"punishment": 3}, "'reward' must be worth more than 'punishment'"),
        ({"discount_factor": 1}, "'discount_factor' must be > 0 and < 1"),
        ({"lag": 0}, "'lag' must be >= 1"),
        ({"notice": -1}, "'notice' must be >= 0"),
        ({"outside": [1, 2], "exit_cost": [0, 1, 2]}, "shapes do not fit"),
    ],
)
def test_what_is_no_treaty_is_refused(change, says):
    with pytest.raises(ArgumentError, match=says):
        treaty_exit(**{"temptation": 5, "reward": 3, "punishment": 1, "outside": 2, "discount_factor": 0.9} | change)
