from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deterrence.errors import ArgumentError
from deterrence.models.ratification import bold_offer_threshold, pivots, ratification, win_set

POINTS = st.integers(-8, 8).map(lambda n: n / 4)
OFFERS = [n / 8 for n in range(-64, 65)]


def outcome_by_search(p, r, q, e=None, cost=0.0):
    """The outcome by backward induction over a grid of offers; ties: yes, stay, and the first best offer."""
    leaves = e is not None and -abs(p - e) - cost > -abs(p - q) + 1e-12
    after_no, paid = (e, cost) if leaves else (q, 0.0)
    best = None
    for offer in OFFERS:
        yes = abs(offer - r) <= abs(after_no - r) + 1e-12
        result, worth = (offer, -abs(p - offer)) if yes else (after_no, -abs(p - after_no) - paid)
        if best is None or worth > best[1] + 1e-12:
            best = result, worth
    return best


@given(POINTS, POINTS, POINTS)
def test_the_agreement_is_what_backward_induction_finds(p, r, q):
    found = ratification(proposer=p, ratifier=r, status_quo=q)
    result, worth = outcome_by_search(p, r, q)
    assert -abs(p - float(found.agreement)) == pytest.approx(worth)
    assert not found.exit_is_credible
    assert abs(float(found.agreement) - r) <= abs(q - r) + 1e-12
    assert float(found.agreement) == pytest.approx(result)


@given(POINTS, POINTS, POINTS, POINTS, st.sampled_from([0, 0.25, 1.0]))
def test_an_exit_counts_exactly_where_it_is_credible(p, r, q, e, cost):
    found = ratification(proposer=p, ratifier=r, status_quo=q, exit_to=e, exit_cost=cost)
    result, _ = outcome_by_search(p, r, q, e, cost)
    assert float(found.agreement) == pytest.approx(result)
    assert bool(found.exit_is_credible) == (abs(p - e) + cost < abs(p - q))


def test_the_furthest_point_that_the_ratifier_likes_as_well_as_the_status_quo():
    found = ratification(proposer=1, ratifier=[0.3, 0.2, 0.5, 0.8])
    assert found.agreement.tolist() == [0.6, 0.4, 1.0, 1.0]


def test_a_credible_exit_makes_the_ratifier_accept_everything():
    found = ratification(proposer=1, ratifier=0.3, exit_to=1)
    assert (float(found.lowest), float(found.highest), float(found.agreement)) == pytest.approx((-0.4, 1, 1))
    assert not ratification(proposer=1, ratifier=0.3, exit_to=1, exit_cost=1).exit_is_credible


@given(st.lists(POINTS, min_size=1, max_size=7), POINTS, st.data())
def test_a_chamber_ratifies_exactly_its_win_set(ideals, q, data):
    votes = data.draw(st.integers(len(ideals) // 2 + 1, len(ideals)))
    low, high = win_set(ideals, votes=votes, status_quo=q)
    for offer in OFFERS:
        ayes = sum(abs(offer - ideal) <= abs(q - ideal) for ideal in ideals)
        assert (ayes >= votes) == (low <= offer <= high)


@given(st.lists(POINTS, min_size=1, max_size=7), st.data())
def test_the_pivots_say_yes_exactly_when_enough_members_do(ideals, data):
    votes = data.draw(st.integers(1, len(ideals)))
    below, above = pivots(ideals, votes=votes)
    for offer in OFFERS:
        ayes = sum(abs(offer - ideal) <= abs(ideal) for ideal in ideals)
        if offer > 0:
            assert (ayes >= votes) == (abs(offer - above) <= abs(above))
        if offer < 0:
            assert (ayes >= votes) == (abs(offer - below) <= abs(below))


def test_the_larger_the_majority_asked_for_the_less_is_ratified():
    ideals = np.linspace(0, 1, 67)
    tops = [win_set(ideals, votes=votes)[1] for votes in range(34, 68)]
    assert tops == sorted(tops, reverse=True)
    assert tops[-1] == 0


@given(st.integers(0, 10), st.integers(0, 4))
def test_a_bold_treaty_pays_above_its_threshold(cautious, embarrassment):
    safe, bold, cost = cautious / 10, 1.0, embarrassment / 4
    edge = float(bold_offer_threshold(safe, bold, embarrassment=cost))
    for willing in np.linspace(0, 1, 41):
        worth = willing * bold - (1 - willing) * cost
        if abs(willing - edge) > 1e-9:
            assert (worth > safe) == (willing > edge)
        else:
            assert worth == pytest.approx(safe)


def test_prints_a_table_and_makes_plain_data():
    found = ratification(proposer=1, ratifier=[0.3, 0.2])
    assert found.to_dict()["agreement"] == [0.6, 0.4]
    assert "<td>0.6</td>" in found._repr_html_()


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: ratification(proposer=1, ratifier=0.3, exit_to=1, exit_cost=-1), "'exit_cost' must be >= 0"),
        (lambda: ratification(proposer="1", ratifier=0.3), "'proposer' must be a number"),
        (lambda: pivots([0.1, 0.2], votes=3), "'votes' must be a whole number from 1 to 2"),
        (lambda: bold_offer_threshold(0.9, 0.5), "'cautious' must be worth at most 'bold'"),
        (lambda: ratification(proposer=[1, 2], ratifier=0.3, exit_to=[1, 2, 3]), "shapes do not fit"),
    ],
)
def test_bad_arguments_are_refused(call, says):
    with pytest.raises(ArgumentError, match=says):
        call()
