from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deterrence.errors import ArgumentError
from deterrence.game.normal_form import NormalFormGame
from deterrence.models.hawk_dove import deterring_share, hawk_share, mean_payoff, retaliator_rest
from deterrence.solvers.dynamics import replicator

STAKES = st.integers(1, 12).map(lambda n: n / 2)


def fitness(shares, prize, cost):
    """What hawks, doves and retaliators earn against a population."""
    fight, share = (prize - cost) / 2, prize / 2
    against = [[fight, prize, fight], [0.0, share, share], [fight, share, share]]
    return np.array(against) @ np.asarray(shares)


def retaliators(prize, cost):
    own = np.stack([fitness(column, prize, cost) for column in np.eye(3)], axis=1)
    return NormalFormGame.of_matrices(own, own.T)


@given(STAKES, STAKES)
def test_hawks_are_as_many_as_do_equally_well_and_fewer_or_more_are_driven_back(prize, cost):
    share = float(hawk_share(prize, cost))
    hawk, dove, _ = fitness([share, 1 - share, 0], prize, cost)
    assert float(mean_payoff(prize, cost)) == pytest.approx(share * hawk + (1 - share) * dove)
    for other in np.linspace(0, 1, 21):
        hawk, dove, _ = fitness([other, 1 - other, 0], prize, cost)
        if abs(other - share) > 1e-9:
            assert (hawk > dove) == (other < share)
    assert (share == 1) == (prize >= cost)


@given(STAKES, STAKES)
def test_hawks_invade_doves_with_fewer_retaliators_than_the_deterring_share(prize, cost):
    edge = float(deterring_share(prize, cost))
    for many in (edge - 1e-6, edge, edge + 1e-6):
        hawk, dove, fights_back = fitness([0, 1 - many, many], prize, cost)
        assert dove == pytest.approx(fights_back)
        assert hawk - dove == pytest.approx((edge - many) * (prize + cost) / 2, abs=1e-9)


@settings(max_examples=12, deadline=None)
@given(
    st.tuples(st.floats(0.02, 1), st.floats(0.02, 1), st.floats(0.02, 1)),
    st.sampled_from([(2.0, 6.0), (1.0, 4.0), (3.0, 4.0)]),
)
def test_the_end_is_where_the_replicator_dynamics_come_to_rest(weights, stakes):
    start = np.array(weights) / sum(weights)
    found = retaliator_rest(start, prize=stakes[0], cost=stakes[1])
    if abs(float(found.margin)) > 0.02:
        path = replicator(retaliators(*stakes), start, until=1e5)
        assert path.is_at_rest
        assert found.end == pytest.approx(path.end[0], abs=1e-5)
        assert bool(found.peaceful) == (path.end[0][0] < 1e-6)


def test_numbers_of_an_example():
    found = retaliator_rest([[0.3, 0.3, 0.4], [0.6, 0.3, 0.1]], prize=2, cost=6)
    assert found.end[0] == pytest.approx([0, 0.62875, 0.37125], abs=5e-6)
    assert found.end[1] == pytest.approx([1 / 3, 2 / 3, 0])
    assert (found.margin[0] > 0, found.margin[1] < 0) == (True, True)


def test_hawks_however_few_win_against_fewer_retaliators_than_deter():
    start = [0.01, 0.9, 0.09]
    found = retaliator_rest(start, prize=2, cost=6)
    assert not found.peaceful
    assert found.margin < 0
    assert found.end == pytest.approx(replicator(retaliators(2.0, 6.0), start, until=1e5).end[0], abs=1e-5)


def test_on_the_edge_of_the_basin_the_end_is_the_least_peace():
    v, c, y = 2.0, 6.0, 1.0
    z = (c * np.log(y) + v / y - c * np.log(v / c) - c) / (c - v)
    edge = np.array([z * y, 1.0, y]) / (z * y + 1 + y)
    found = retaliator_rest(edge, prize=v, cost=c)
    assert bool(found.peaceful)
    assert found.margin == 0
    assert found.end == pytest.approx([0, 0.75, 0.25], abs=1e-6)
    more = edge + np.array([1e-4, -5e-5, -5e-5])
    assert not retaliator_rest(more, prize=v, cost=c).peaceful


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ([1, 0, 0], [1, 0, 0]),
        ([0, 1, 0], [0, 1, 0]),
        ([0, 0.9, 0.1], [0, 0.9, 0.1]),
        ([0.5, 0, 0.5], [0, 0, 1]),
        ([0.1, 0.9, 0], [1 / 3, 2 / 3, 0]),
    ],
)
def test_a_strategy_that_is_missing_stays_missing(start, end):
    found = retaliator_rest(start, prize=2, cost=6)
    assert found.end == pytest.approx(end)
    assert np.isnan(found.margin)
    assert bool(found.peaceful) == (end[0] == 0)
    path = replicator(retaliators(2.0, 6.0), start, until=1e5)
    assert path.end[0] == pytest.approx(end, abs=1e-6)


def test_prints_a_table_and_makes_plain_data():
    found = retaliator_rest([0.3, 0.3, 0.4], prize=2, cost=6)
    assert "replicator dynamics" in str(found)
    assert found.to_dict()["peaceful"] is True
    assert "<td>yes</td>" in found._repr_html_()
    with pytest.raises(ValueError, match="read-only"):
        found.end[0] = 1


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: hawk_share(0, 1), "'prize' must be > 0"),
        (lambda: retaliator_rest([0.3, 0.3, 0.4], prize=2, cost=2), "'prize' must be below 'cost'"),
        (lambda: retaliator_rest([0.3, 0.3, 0.3], prize=1, cost=2), "sum to 1"),
        (lambda: retaliator_rest([0.5, 0.5], prize=1, cost=2), "sum to 1"),
    ],
)
def test_bad_arguments_are_refused(call, says):
    with pytest.raises(ArgumentError, match=says):
        call()
