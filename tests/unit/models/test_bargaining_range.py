from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deterrence.errors import ArgumentError
from deterrence.models.bargaining_range import bargaining_range, screening_demand

TENTHS = st.integers(0, 10).map(lambda n: n / 10)


@given(TENTHS, TENTHS, TENTHS)
def test_the_range_holds_exactly_the_shares_that_both_prefer_to_war(win, cost_a, cost_b):
    found = bargaining_range(win=win, cost_a=cost_a, cost_b=cost_b)
    shares = np.linspace(0.003, 0.998, 200)
    for share in shares:
        a_keeps, b_keeps = share >= win - cost_a, 1 - share >= 1 - win - cost_b
        assert bool(found.contains(share)) == (a_keeps and b_keeps)
    assert float(found.width) == pytest.approx(cost_a + cost_b)


def test_strength_moves_the_range_and_leaves_its_width():
    found = bargaining_range(win=[0.1, 0.5, 0.9], cost_a=0.1, cost_b=0.2)
    assert found.width.tolist() == pytest.approx([0.3] * 3)
    assert found.least.tolist() == pytest.approx([0, 0.4, 0.8])
    assert bool(bargaining_range(win=0.5, cost_a=0, cost_b=0).contains(0.5))


def expectation(demand, win, cost, ceiling, types=4000):
    """A's expectation over many types of B, each replying by its own payoffs."""
    costs = (np.arange(types) + 0.5) / types * ceiling
    accepts = 1 - demand >= 1 - win - costs
    return np.where(accepts, demand, win - cost).mean(), 1 - accepts.mean()


@settings(max_examples=40)
@given(TENTHS, TENTHS, st.integers(1, 12).map(lambda n: n / 10))
def test_no_demand_brings_more_against_many_types_of_the_other(win, cost, ceiling):
    found = screening_demand(win=win, cost=cost, ceiling=ceiling)
    payoff, war = expectation(float(found.demand), win, cost, ceiling)
    assert float(found.payoff) == pytest.approx(payoff, abs=1e-3)
    assert float(found.war) == pytest.approx(war, abs=1e-3)
    best = max(expectation(demand, win, cost, ceiling)[0] for demand in np.linspace(0, 1, 101))
    assert payoff >= best - 1e-3
    assert float(found.regret) <= 1e-12


def test_the_formula_of_the_inner_demand_and_its_corners():
    found = screening_demand(win=[0.5, 0.5, 0.9, 1.0], cost=[0.1, 0.7, 0.0, 0.0], ceiling=0.4)
    assert found.demand.tolist() == pytest.approx([0.65, 0.5, 1.0, 1.0])
    assert found.war.tolist() == pytest.approx([0.3 / 0.8, 0, 0.1 / 0.4, 0])


def test_the_risk_is_at_most_a_half_and_falls_with_the_own_cost():
    cost = np.linspace(0, 0.4, 21)
    war = screening_demand(win=0.3, cost=cost, ceiling=0.4).war
    assert war[0] == 0.5
    assert war[-1] == 0
    assert (np.diff(war) < 0).all()


def test_results_print_their_sense_and_make_plain_data():
    found = screening_demand(win=0.5, cost=0, ceiling=0.4)
    assert "deterrence stability" in str(found)
    assert found.to_dict()["war"] == 0.5
    assert "<td>0.5</td>" in found._repr_html_()
    shares = bargaining_range(win=0.5, cost_a=0.25, cost_b=0.25)
    assert shares.to_dict()["least"] == 0.25
    assert "stability of the agreement" in str(shares)
    assert "<td>0.25</td>" in shares._repr_html_()


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: bargaining_range(win=1.2, cost_a=0, cost_b=0), "'win' must be"),
        (lambda: bargaining_range(win=0.2, cost_a=-1, cost_b=0), "'cost_a' must be >= 0"),
        (lambda: screening_demand(win=0.2, cost=0, ceiling=0), "'ceiling' must be > 0"),
        (lambda: screening_demand(win=[0.2, 0.3], cost=[0, 0, 0], ceiling=1), "shapes do not fit"),
        (lambda: bargaining_range(win=0.5, cost_a=0, cost_b=0).contains(2), "'share' must be"),
    ],
)
def test_bad_numbers_are_refused(call, says):
    with pytest.raises(ArgumentError, match=says):
        call()
