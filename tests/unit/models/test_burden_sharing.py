from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from models_oracle import alliance_utility, best_gain_from_contributing_otherwise

from deterrence.errors import ArgumentError
from deterrence.models.burden_sharing import burden_sharing, rank_correlation, regret_of

TASTES = st.integers(1, 9).map(lambda n: n / 10)
INCOMES = st.lists(st.integers(1, 12).map(float), min_size=1, max_size=6)


@st.composite
def alliances(draw):
    incomes = draw(INCOMES)
    taste = draw(st.one_of(TASTES, st.lists(TASTES, min_size=len(incomes), max_size=len(incomes))))
    return incomes, taste, draw(st.sampled_from([0.0, 0.25, 0.5, 1.0]))


def tastes_of(incomes, taste):
    return np.broadcast_to(taste, len(incomes))


@settings(max_examples=60)
@given(alliances())
def test_no_ally_gains_by_any_other_contribution(alliance):
    incomes, taste, spillover = alliance
    found = burden_sharing(incomes, taste=taste, spillover=spillover)
    tastes = tastes_of(incomes, taste)
    for ally in range(len(incomes)):
        gain = best_gain_from_contributing_otherwise(ally, found.contribution, incomes, tastes, spillover, steps=200)
        assert gain <= 1e-8
    assert found.regret.max() <= 1e-8


@settings(max_examples=60)
@given(alliances())
def test_who_stays_out_would_lose_by_a_first_contribution_and_who_is_in_by_the_last(alliance):
    incomes, taste, spillover = alliance
    found = burden_sharing(incomes, taste=taste, spillover=spillover)
    tastes = tastes_of(incomes, taste)
    for ally, own in enumerate(found.contribution):
        step = 1e-5 * incomes[ally]
        now, more = (
            alliance_utility(ally, given, found.contribution, incomes, tastes, spillover) for given in (own, own + step)
        )
        assert more <= now + 1e-12
        assert (found.allies[ally] in found.contributors) == (own > 0)
    assert found.total == pytest.approx(sum(found.contribution))
    assert found.contribution.min() >= 0
    assert len(found.contributors) >= 1


@settings(max_examples=20)
@given(alliances())
def test_best_replies_in_turn_lead_to_the_same_contributions(alliance):
    incomes, taste, spillover = alliance
    tastes = tastes_of(incomes, taste)
    given_now = [0.0] * len(incomes)
    for _ in range(400):
        for i in range(len(incomes)):
            others = sum(given_now) - given_now[i]
            given_now[i] = max(0.0, tastes[i] * incomes[i] - (1 - tastes[i]) * spillover * others)
    found = burden_sharing(incomes, taste=taste, spillover=spillover)
    assert found.contribution == pytest.approx(np.array(given_now), abs=1e-4)


def test_an_ally_indifferent_about_its_first_contribution_stays_out():
    found = burden_sharing([10, 7], taste=0.3)
    assert found.contributors == ("ally 1",)
    assert found.contribution.tolist() == [pytest.approx(3), 0]
    assert burden_sharing([10, 7 + 1e-6], taste=0.3).contributors == ("ally 1", "ally 2")


def test_the_faintest_taste_still_makes_equals_share_equally():
    found = burden_sharing([1, 1, 0.5], taste=1e-6)
    assert found.contribution[0] == pytest.approx(found.contribution[1])
    assert found.contributors == ("ally 1", "ally 2")
    assert found.contribution[0] > 0


def test_the_order_of_the_allies_does_not_matter():
    here, there = burden_sharing([4, 10, 9], taste=0.5), burden_sharing([10, 9, 4], taste=0.5)
    assert here.contribution == pytest.approx(there.contribution[[2, 0, 1]])


def test_the_efficient_total_is_the_best_for_one_ally_whatever_the_other_is_left():
    incomes, taste = np.array([10.0, 6.0]), 0.6
    totals = np.linspace(0.05, 15.95, 3181)
    for floor in (1.0, 2.0, 3.0):
        first = (floor / totals**taste) ** (1 / (1 - taste))
        second = np.maximum(incomes.sum() - totals - first, 0) ** (1 - taste) * totals**taste
        assert totals[second.argmax()] == pytest.approx(burden_sharing(incomes, taste=taste).efficient, abs=0.01)


def test_efficiency_is_left_open_where_it_depends_on_who_gets_what():
    assert np.isnan(burden_sharing([10, 6], taste=[0.5, 0.6]).efficient)
    assert np.isnan(burden_sharing([10, 6], taste=0.5, spillover=0.5).efficient)
    assert "efficient" not in str(burden_sharing([10, 6], taste=[0.5, 0.6]))
    assert burden_sharing([10, 6], taste=[0.5, 0.6]).to_dict()["efficient"] is None


@given(INCOMES, TASTES)
def test_the_great_are_exploited_by_the_small(incomes, taste):
    found = burden_sharing(incomes, taste=taste)
    order = np.argsort(incomes)
    assert (np.diff(found.burden[order]) >= -1e-9).all()
    assert found.total <= found.efficient + 1e-9


def test_regret_is_what_the_best_contribution_on_a_fine_grid_would_gain():
    incomes, tastes = np.array([10.0, 4.0, 6.0]), np.array([0.3, 0.5, 0.7])
    for given_now in ([3.0, 1.0, 0.0], [0.0, 0.0, 2.0], [5.0, 2.0, 3.0]):
        found = regret_of(np.array(given_now), incomes, tastes, 0.5)
        slow = [best_gain_from_contributing_otherwise(i, given_now, incomes, tastes, 0.5, steps=4000) for i in range(3)]
        assert found == pytest.approx(slow, abs=1e-5)
        assert found.max() > 0.01


def test_burden_and_exploitation_are_shares_of_income():
    found = burden_sharing([10, 6], taste=0.6)
    assert found.burden == pytest.approx([38 / 70, 10 / 42])
    assert found.exploitation == pytest.approx([(38 / 48) / (10 / 16), (10 / 48) / (6 / 16)])


def test_rank_correlation_shares_the_ranks_of_ties():
    assert rank_correlation([1, 2, 2, 4], [1, 3, 3, 9]) == pytest.approx(1)
    assert rank_correlation([1, 2, 3], [3, 2, 1]) == pytest.approx(-1)


def test_prints_and_converts():
    found = burden_sharing([10, 6], taste=0.6, allies=["great", "small"])
    assert "no ally gains" in str(found)
    assert found.to_pandas().loc["great", "contribution"] == pytest.approx(38 / 7)
    assert "<td>great</td>" in found._repr_html_()
    assert found.to_dict()["allies"] == ["great", "small"]


@pytest.mark.parametrize(
    ("incomes", "options", "says"),
    [
        ([], {"taste": 0.5}, "'incomes' is empty"),
        ([1, 0], {"taste": 0.5}, "'incomes' must be > 0"),
        (3.0, {"taste": 0.5}, "'incomes' must be a list"),
        ([1, 2], {"taste": 1.0}, "'taste' must be >= 1e-06"),
        ([1], {"taste": [0.5, 0.6, 0.7]}, "'taste' must be one number or 1"),
        ([1, 2], {"taste": [[0.5], [0.6]]}, "'taste' must be one number or 2"),
        ([1, 2], {"taste": 0.5, "spillover": 1.5}, "'spillover' must be"),
        ([1, 2], {"taste": 0.5, "allies": ["a", "a"]}, "2 different names"),
        ([1, 2], {"taste": 0.5, "allies": "ab"}, "list of names"),
        ([1, 2], {"taste": 0.5, "allies": 2}, "list of names"),
        ([1, float("nan")], {"taste": 0.5}, "must be finite"),
    ],
)
def test_bad_alliances_are_refused_in_words(incomes, options, says):
    with pytest.raises(ArgumentError, match=says):
        burden_sharing(incomes, **options)


def test_bad_ranks_are_refused_in_words():
    with pytest.raises(ArgumentError, match="'burden' must hold at least two different"):
        rank_correlation([1, 2], [3, 3])
    with pytest.raises(ArgumentError, match="'size' has 2 values and 'burden' 3"):
        rank_correlation([1, 2], [1, 2, 3])
