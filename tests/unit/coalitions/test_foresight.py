"""Farsighted sets against the definitions over all subsets."""

from __future__ import annotations

import pytest
import stability_oracle
from hypothesis import given, settings
from hypothesis import strategies as st

import deterrence as dt
from deterrence.coalitions.foresight import abstract_game, kernels
from deterrence.coalitions.partition_function import alliances
from deterrence.errors import ArgumentError, NoAnswerError

COALITIONS = [frozenset("a"), frozenset("b"), frozenset("ab")]


@st.composite
def systems(draw):
    outcomes = list(range(draw(st.integers(1, 6))))
    payoffs = {x: {who: draw(st.integers(0, 3)) for who in "ab"} for x in outcomes}
    steps = st.tuples(st.sampled_from(outcomes), st.sampled_from(COALITIONS), st.sampled_from(outcomes))
    moves = [move for move in draw(st.lists(steps, max_size=14)) if move[0] != move[2]]
    return payoffs, moves


@settings(max_examples=150)
@given(systems())
def test_farsighted_dominance_and_both_kinds_of_sets_are_as_defined(drawn):
    payoffs, moves = drawn
    game = abstract_game(list(payoffs), payoffs, moves)
    for b in payoffs:
        assert {a for a in payoffs if game.dominance[a, b]} == stability_oracle.chains_to(b, payoffs, moves)
    assert set(game.largest_consistent_set()) == stability_oracle.largest_consistent_set(payoffs, moves)
    found = game.farsighted_stable_sets()
    assert set(map(frozenset, found)) == stability_oracle.farsighted_stable_sets(payoffs, moves)
    assert len(set(found)) == len(found)


@settings(max_examples=150)
@given(st.integers(1, 6).flatmap(lambda n: st.tuples(st.just(n), st.sets(st.tuples(*[st.integers(0, n - 1)] * 2)))))
def test_the_search_for_stable_sets_finds_each_once_whatever_dominates_what(drawn):
    count, pairs = drawn
    pairs = {(a, b) for a, b in pairs if a != b}  # b dominates a
    by = [sum(1 << b for b in range(count) if (a, b) in pairs) for a in range(count)]
    over = [sum(1 << a for a in range(count) if (a, b) in pairs) for b in range(count)]
    slow = []
    for chosen in range(2**count):
        inside = [k for k in range(count) if chosen >> k & 1]
        internal = not any((a, b) in pairs for a in inside for b in inside)
        external = all(any((a, b) in pairs for b in inside) for a in range(count) if a not in inside)
        slow += [chosen] * (internal and external)
    assert sorted(kernels(by, over)) == slow


def test_a_stable_set_that_can_be_put_together_in_two_orders_is_listed_once():
    by = [152, 65, 160, 22, 192, 17, 160, 98]
    over = [34, 136, 8, 1, 41, 196, 146, 85]
    assert kernels(by, over) == [69]


def test_who_looks_ahead_does_not_leave_for_what_will_not_last():
    payoffs = {"stay": {"a": 1, "b": 1}, "left": {"a": 2, "b": 0}, "ruin": {"a": 0, "b": 1}}
    moves = [("stay", ["a"], "left"), ("left", ["b"], "ruin")]
    assert abstract_game(list(payoffs), payoffs, moves).largest_consistent_set() == ("stay", "ruin")
    assert abstract_game(list(payoffs), payoffs, moves[:1]).largest_consistent_set() == ("left", "ruin")


def test_a_cycle_of_three_has_no_farsighted_stable_set_and_keeps_everything():
    payoffs = {0: {"a": 0, "b": 1, "c": 2}, 1: {"a": 1, "b": 2, "c": 0}, 2: {"a": 2, "b": 0, "c": 1}}
    moves = [(0, ["a"], 1), (1, ["c"], 2), (2, ["b"], 0)]
    slow = stability_oracle.farsighted_stable_sets(payoffs, [(x, frozenset(s), y) for x, s, y in moves])
    assert set(map(frozenset, abstract_game([0, 1, 2], payoffs, moves).farsighted_stable_sets())) == slow


@pytest.mark.parametrize("rule", ["gamma", "delta"])
@pytest.mark.parametrize("side_payments", [False, True])
def test_partitions_that_farsighted_players_keep_are_as_defined(rule, side_payments):
    deal = alliances(dt.load("technology-for-money"), given={"need": 0.5})
    payoffs = {p: dict(values) for p, values in deal.payoffs.items()}
    if side_payments:
        payoffs = {p: stability_oracle.split(p, payoffs, rule) for p in payoffs}
    moves = [
        (p, s, stability_oracle.after(p, s, rule, list(payoffs))[0])
        for p in payoffs
        for s in stability_oracle.subsets(deal.players)
        if s not in p
    ]
    found = deal.largest_consistent_set(rule, side_payments=side_payments)
    assert set(found) == stability_oracle.largest_consistent_set(payoffs, moves)
    sets = deal.farsighted_stable_sets(rule, side_payments=side_payments)
    assert {frozenset(kernel) for kernel in sets} == stability_oracle.farsighted_stable_sets(payoffs, moves)


def test_a_search_that_is_too_long_says_so(monkeypatch):
    monkeypatch.setattr("deterrence.coalitions.foresight.MOST_STEPS", 10)
    outcomes = list(range(30))
    payoffs = {x: {"a": x % 2, "b": 1 - x % 2} for x in outcomes}
    moves = [(x, ["a"] if x % 2 == 0 else ["b"], y) for x in outcomes for y in outcomes if (x + y) % 2]
    with pytest.raises(NoAnswerError, match="within 10 steps"):
        abstract_game(outcomes, payoffs, moves).farsighted_stable_sets()


@pytest.mark.parametrize(
    ("outcomes", "payoffs", "moves", "said"),
    [
        ([], {}, [], "one or more"),
        ([1, 1], {1: {"a": 0}}, [], "different"),
        ([1], {2: {"a": 0}}, [], "an entry for every outcome"),
        ([1], {1: 3}, [], "a list of names"),
        ([1, 2], {1: {"a": 0}, 2: {}}, [], "a number for each of a"),
        ([1], {1: {"a": float("nan")}}, [], "finite"),
        ([1], {1: {"a": 0}}, [(1, ["a"])], "a move is"),
        ([1], {1: {"a": 0}}, [(1, ["a"], 2)], "a move is"),
        ([1], {1: {"a": 0}}, [(1, ["b"], 1)], "unknown player 'b'"),
        ([1], [3], [], "needs a Mapping"),
    ],
)
def test_what_is_no_abstract_game_is_refused_in_words(outcomes, payoffs, moves, said):
    with pytest.raises(ArgumentError, match=said):
        abstract_game(outcomes, payoffs, moves)
