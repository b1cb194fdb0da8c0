"""Stable partitions, with and without externalities and side payments, against the definitions."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import stability_oracle
from hypothesis import given, settings
from hypothesis import strategies as st

import deterrence as dt
from deterrence.coalitions.externalities import RULES
from deterrence.coalitions.hedonic import HedonicGame
from deterrence.coalitions.partition_function import alliances
from deterrence.coalitions.partitions import Partitions
from deterrence.coalitions.stability import NOTIONS, split_worths, stable
from deterrence.errors import ArgumentError, NoAnswerError

CASES = {
    case["id"]: case
    for case in json.loads((Path(__file__).resolve().parents[2] / "cases" / "alliance_cases.json").read_text())
}
FEW = {players: Partitions(players=tuple("abcd"[:players])) for players in (2, 3, 4)}


@st.composite
def partition_payoffs(draw, most=4):
    """Payoffs by partition, of few values so that ties abound."""
    found = FEW[draw(st.integers(2, most))]
    rows = draw(st.lists(st.lists(st.integers(0, 3), min_size=len(found.players), max_size=len(found.players)),
                         min_size=len(found), max_size=len(found)))  # fmt: skip
    return found, np.array(rows, dtype=float)


def by_name(found, payoffs):
    return {
        partition: dict(zip(found.players, row, strict=True))
        for partition, row in zip(found.sets, payoffs.tolist(), strict=True)
    }


@settings(max_examples=60)
@given(partition_payoffs(), st.sampled_from(list(NOTIONS)), st.sampled_from(list(RULES)))
def test_a_partition_is_stable_exactly_when_no_deviation_succeeds(drawn, notion, rule):
    found, payoffs = drawn
    slow = [stability_oracle.is_stable(p, by_name(found, payoffs), notion, rule) for p in found.sets]
    assert stable(found, payoffs, notion, rule).tolist() == slow


@settings(max_examples=60)
@given(partition_payoffs(), st.sampled_from(list(RULES)))
def test_side_payments_split_each_blocs_worth_by_the_shapley_value_within_it(drawn, rule):
    found, payoffs = drawn
    split = split_worths(found, payoffs, rule)
    for row, partition in zip(split, found.sets, strict=True):
        slow = stability_oracle.split(partition, by_name(found, payoffs), rule)
        assert dict(zip(found.players, row, strict=True)) == pytest.approx({who: float(slow[who]) for who in slow})
    for partition, before, after in zip(found.sets, payoffs, split, strict=True):
        for bloc in partition:
            members = [found.players.index(who) for who in bloc]
            assert before[members].sum() == pytest.approx(after[members].sum())


@given(partition_payoffs(), st.sampled_from(list(RULES)))
def test_notions_that_allow_fewer_deviations_keep_more_partitions(drawn, rule):
    found, payoffs = drawn
    kept = {notion: set(np.flatnonzero(stable(found, payoffs, notion, rule)).tolist()) for notion in NOTIONS}
    assert kept["strict_core"] <= kept["core"] <= kept["individually_rational"]
    assert kept["nash"] <= kept["individual"] <= kept["contractual"]
    assert kept["individual"] <= kept["individually_rational"]
    assert kept["strict_core"] <= kept["individual"]


@st.composite
def rankings(draw):
    """Integer utilities of players for coalitions, with ties."""
    found = FEW[draw(st.integers(2, 4))]
    return {
        who: {frozenset(found.coalition(mask)): draw(st.integers(0, 3)) for mask in found.coalitions() if mask >> k & 1}
        for k, who in enumerate(found.players)
    }


@settings(max_examples=60)
@given(rankings(), st.sampled_from(list(NOTIONS)))
def test_hedonic_stability_is_as_defined(preferences, notion):
    game = HedonicGame(preferences)
    payoffs = {
        p: {who: preferences[who][bloc] for bloc in p for who in bloc} for p in FEW[len(preferences)].sets
    }  # fmt: skip
    slow = [p for p in payoffs if stability_oracle.is_stable(p, payoffs, notion, "delta")]
    assert list(game.stable_partitions(notion)) == slow


@given(rankings())
def test_a_ranking_may_be_a_list_with_ties(preferences):
    lists = {}
    for who, values in preferences.items():
        levels = sorted(set(values.values()), reverse=True)
        lists[who] = [tuple(bloc for bloc in values if values[bloc] == level) for level in levels]
    for notion in NOTIONS:
        assert list(HedonicGame(lists).stable_partitions(notion)) == list(
            HedonicGame(preferences).stable_partitions(notion)
        )


def test_the_cycle_of_three_has_the_recorded_stable_partitions():
    case = CASES["hedonic_cycle"]
    game = HedonicGame({who: ["+".join(bloc) for bloc in blocs] for who, blocs in case["input"].items()})
    names = {"IR": "individually_rational", "Nash": "nash", "IS": "individual", "CIS": "contractual",
             "core": "core", "strict_core": "strict_core"}  # fmt: skip
    recorded = json.loads(case["note"].replace("'", '"'))
    for short, notion in names.items():
        found = game.stable_partitions(notion)
        assert len(found) == case["computed"][short]
        wanted = {frozenset(frozenset(map(str, bloc)) for bloc in partition) for partition in recorded[short]}
        assert set(found) == wanted
    assert "core" in str(game.stable_partitions("core"))
    assert "1 " in str(game)
    assert json.dumps(game.to_dict())


def test_being_alone_comes_after_what_is_listed_and_before_the_rest():
    game = HedonicGame({"a": ["a+b"], "b": ["b+c", "a+b"], "c": []})
    assert game.utilities[0, 0b011] > game.utilities[0, 0b001] > game.utilities[0, 0b111] == game.utilities[0, 0b101]
    assert game.stable_partitions("core").names() == ["a+b | c"]


@pytest.mark.parametrize(
    ("preferences", "said"),
    [
        ({"a": ["b"], "b": []}, "without it"),
        ({"a": ["a+x"], "b": []}, "unknown player 'x'"),
        ({"a": ["a+b", {"b", "a"}], "b": []}, "twice"),
        ({"a": {"a+b": np.nan}, "b": []}, "finite number"),
        ({"a": {"a+b": "much"}, "b": []}, "finite number"),
        ({"a": "a+b", "b": []}, "needs a list"),
        ({"a": 3, "b": []}, "needs a list"),
        ({"a": [3], "b": []}, "expected a coalition"),
        ({}, "one or more"),
        (["a"], "needs a Mapping"),
    ],
)
def test_what_is_no_ranking_is_refused_in_words(preferences, said):
    with pytest.raises(ArgumentError, match=said):
        HedonicGame(preferences)


def test_too_many_players_and_unknown_notions_are_refused():
    with pytest.raises(NoAnswerError, match="at most 7"):
        HedonicGame({name: [] for name in "abcdefgh"})
    with pytest.raises(ArgumentError, match="did you mean 'nash'"):
        HedonicGame({"a": []}).stable_partitions("nahs")
    deal = alliances(dt.load("technology-for-money"))
    with pytest.raises(ArgumentError, match="unknown notion"):
        deal.stable_partitions(notion=3)
    with pytest.raises(ArgumentError, match="unknown externality rule"):
        deal.stable_partitions("delt a")
    with pytest.raises(ArgumentError, match="foresight needs gamma or delta"):
        deal.largest_consistent_set("optimistic")


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("side_payments", [False, True])
def test_the_stable_alliances_of_a_scenario_are_those_of_its_payoffs(rule, side_payments):
    deal = alliances(dt.load("technology-for-money"))
    payoffs = {p: dict(values) for p, values in deal.payoffs.items()}
    if side_payments:
        payoffs = {p: stability_oracle.split(p, payoffs, rule) for p in payoffs}
    for notion in NOTIONS:
        found = deal.stable_partitions(rule, notion, side_payments=side_payments)
        assert list(found) == [p for p in payoffs if stability_oracle.is_stable(p, payoffs, notion, rule)]
        assert rule in str(found)
        assert json.dumps(found.to_dict())


def test_every_answer_of_alliances_names_its_rule():
    deal = alliances(dt.load("technology-for-money"), rule="delta")
    edges = [("us", "russia")]
    for answer in (deal.shapley(), deal.banzhaf(), deal.core(), deal.least_core(), deal.prenucleolus(),
                   deal.myerson(edges), deal.game(), deal.largest_consistent_set(), deal):  # fmt: skip
        assert "delta" in str(answer)
    assert "pessimistic" in str(deal.shapley("pessimistic"))
    assert sum(deal.shapley().values()) == pytest.approx(deal.game().value(deal.players))
    linked = deal.game("gamma").value("us+russia") + deal.game("gamma").value("china")
    assert sum(deal.myerson(edges, "gamma").values()) == pytest.approx(linked)
