"""Values, cores and nucleoli against orders, balanced collections and exact comparison; and the textbooks' numbers."""

from __future__ import annotations

import itertools
import json
import time
from fractions import Fraction
from pathlib import Path

import coalition_oracle
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deterrence.coalitions.coalition_game import CoalitionGame
from deterrence.coalitions.nucleolus import nucleolus_of
from deterrence.coalitions.textbook import airport, bankruptcy, gloves, weighted_voting
from deterrence.errors import ArgumentError, ConceptError, NoAnswerError

CASES = {
    case["id"]: case
    for case in json.loads((Path(__file__).resolve().parents[2] / "cases" / "alliance_cases.json").read_text())
}
NAMES = "abcdefghijklmnopqrstuvwxyz"
small = st.integers(-3, 6)  # few values, so that ties abound


def worths(players):
    return st.lists(small, min_size=2**players - 1, max_size=2**players - 1).map(lambda rest: [0, *rest])


def game(worth):
    return CoalitionGame(list(NAMES[: len(worth).bit_length() - 1]), worth)


any_game = st.integers(1, 4).flatmap(worths)
three_or_four = st.integers(3, 4).flatmap(worths)


@given(any_game)
def test_shapley_is_the_average_over_all_orders(worth):
    found = game(worth).shapley()
    players = len(found)
    assert list(found.values()) == pytest.approx(list(map(float, coalition_oracle.shapley(worth, players))), abs=1e-12)


@given(any_game)
def test_banzhaf_is_the_average_over_all_coalitions(worth):
    found = game(worth).banzhaf()
    slow = list(map(float, coalition_oracle.banzhaf(worth, len(found))))
    assert list(found.values()) == pytest.approx(slow, abs=1e-12)
    if abs(sum(slow)) > 1e-9:
        assert sum(game(worth).banzhaf(normalized=True).values()) == pytest.approx(1)


@given(st.integers(2, 4).flatmap(lambda n: st.tuples(worths(n), st.sets(st.sampled_from(pairs(n))))))
def test_myerson_is_the_shapley_value_of_what_is_connected(drawn):
    worth, edges = drawn
    players = len(worth).bit_length() - 1
    found = game(worth).myerson([(NAMES[a], NAMES[b]) for a, b in edges])
    slow = coalition_oracle.shapley(coalition_oracle.connected(worth, players, sorted(edges)), players)
    assert list(found.values()) == pytest.approx(list(map(float, slow)), abs=1e-12)


def pairs(players):
    return list(itertools.combinations(range(players), 2))


@settings(max_examples=60)
@given(three_or_four)
def test_the_core_is_empty_exactly_when_a_balanced_collection_claims_more_than_there_is(worth):
    players = len(worth).bit_length() - 1
    claims = coalition_oracle.strongest_claims(worth, players)
    found = game(worth).core()
    assert found.claims == pytest.approx(float(claims), abs=1e-9)
    assert found.is_empty == (claims > worth[-1])
    if found.is_empty:
        assert found.point is None
        weights = {who: sum(w for s, w in found.blocking if who in s) for who in found.players}
        assert weights == pytest.approx(dict.fromkeys(found.players, 1.0))
        assert sum(w * game(worth).value(s) for s, w in found.blocking) == pytest.approx(float(claims))
        assert min(w for _, w in found.blocking) > 0
    else:
        assert found.blocking == ()
        assert game(worth).excesses(found.point).max() <= 1e-9
        assert sum(found.point.values()) == pytest.approx(worth[-1])


@settings(max_examples=40)
@given(st.integers(2, 3).flatmap(worths), st.booleans())
def test_the_nucleolus_of_two_and_three_is_exactly_the_least(worth, individual):
    players = len(worth).bit_length() - 1
    if individual and sum(worth[1 << k] for k in range(players)) > worth[-1]:
        with pytest.raises(ConceptError, match="prenucleolus"):
            game(worth).nucleolus()
        return
    found = game(worth).nucleolus() if individual else game(worth).prenucleolus()
    slow = coalition_oracle.nucleolus(list(map(Fraction, worth)), players, individual=individual)
    assert list(found.values()) == pytest.approx(list(map(float, slow)), abs=1e-9)


@settings(max_examples=60)
@given(st.integers(4, 5).flatmap(worths), st.booleans(), st.integers(0, 2**31))
def test_no_move_from_the_nucleolus_of_four_and_five_lessens_its_excesses(worth, individual, seed):
    players = len(worth).bit_length() - 1
    if individual and sum(worth[1 << k] for k in range(players)) > worth[-1]:
        return
    found = list((game(worth).nucleolus() if individual else game(worth).prenucleolus()).values())
    assert sum(found) == pytest.approx(worth[-1], abs=1e-11)
    rng = np.random.default_rng(seed)
    steps = [np.eye(players)[a] - np.eye(players)[b] for a, b in itertools.permutations(range(players), 2)]
    moves = [size * step for step in steps for size in (1e-5, 0.01, 0.5)]
    for size in (0.01, 0.3):
        drawn = rng.normal(size=(60, players)) * size
        moves += list(drawn - drawn.mean(axis=1, keepdims=True))

    def allowed(point):
        return not individual or all(point[k] >= worth[1 << k] for k in range(players))

    assert coalition_oracle.is_least(worth, found, moves, allowed)


def test_the_oracle_of_least_excesses_rejects_what_is_not_least():
    worth = [0, 0, 0, 0, 0, 0, 100, 200]  # an estate of 200: the trap is (50, 50, 100)
    moves = [[0, 1, -1], [0, -1, 1], [1, -1, 0]]
    assert not coalition_oracle.is_least(worth, [50, 50, 100], moves, lambda _: True)


@settings(max_examples=60)
@given(three_or_four)
def test_the_least_core_meets_its_definition_and_the_core(worth):
    found, coalitions = game(worth).least_core(), game(worth)
    excess = coalitions.excesses(found.point)[1:-1]
    assert excess.max() == pytest.approx(found.excess, abs=1e-9)
    assert (found.excess <= 1e-9) == (not coalitions.core().is_empty)
    for bloc in found.binding:
        paid = sum(found.point[who] for who in bloc)
        assert coalitions.value(bloc) - paid == pytest.approx(found.excess, abs=1e-7)


@given(any_game)
def test_convex_and_superadditive_mean_what_they_say(worth):
    found = game(worth)
    masks = range(len(worth))
    joins = all(worth[a | b] >= worth[a] + worth[b] for a in masks for b in masks if not a & b)
    convex = all(worth[a | b] + worth[a & b] >= worth[a] + worth[b] for a in masks for b in masks)
    assert found.is_superadditive() == joins
    assert found.is_convex() == convex


@pytest.mark.parametrize("pair", list(itertools.combinations("abcd", 2)))
def test_a_single_pair_that_loses_by_joining_is_enough(pair):
    alone = CoalitionGame(list("abcd"), lambda s: float(len(s)) - (s == frozenset(pair)) * 0.5)
    assert not alone.is_superadditive()
    assert not alone.is_convex()


def known(case):
    return {who: float(Fraction(str(value))) for who, value in CASES[case]["known"].items()}


def test_the_glove_market():
    market = gloves(["L1", "L2"], ["R"])
    assert dict(market.shapley()) == pytest.approx(known("glove_shapley"))
    assert dict(market.nucleolus()) == pytest.approx(known("glove_nucleolus"))
    assert dict(market.core().point) == pytest.approx({"L1": 0, "L2": 0, "R": 1})


def test_three_who_decide_by_majority():
    majority = CoalitionGame(["1", "2", "3"], lambda s: float(len(s) >= 2))
    assert majority.least_core().excess == pytest.approx(1 / 3)
    assert dict(majority.shapley()) == pytest.approx(known("majority3_shapley"))
    core = majority.core()
    assert core.is_empty
    assert {frozenset(s): w for s, w in core.blocking} == pytest.approx(
        {frozenset("12"): 0.5, frozenset("13"): 0.5, frozenset("23"): 0.5}
    )
    assert "0.5 of 1+2" in core.reason()


def test_the_six_of_1958():
    six = weighted_voting(12, {"DE": 4, "FR": 4, "IT": 4, "NL": 2, "BE": 2, "LU": 1})
    assert dict(six.shapley()) == pytest.approx(known("eec1958_shapley"))


def test_the_council_of_fifteen(slowness):
    members = {f"permanent{k}": 7 for k in range(5)} | {f"elected{k}": 1 for k in range(10)}
    began = time.process_time()
    power = weighted_voting(39, members).shapley()
    assert time.process_time() - began < 1 * slowness
    assert power["elected0"] == pytest.approx(4 / 2145)
    assert power["permanent0"] == pytest.approx(421 / 2145)


def test_four_votes_of_seven():
    assert list(weighted_voting(4, [3, 2, 1, 1]).shapley().values()) == pytest.approx([1 / 2, 1 / 6, 1 / 6, 1 / 6])


def test_runways_are_shared_by_those_who_need_each_part():
    paid = airport([1, 2, 3]).shapley()
    assert {who: -amount for who, amount in paid.items()} == pytest.approx(known("airport_123"))


@pytest.mark.parametrize(("estate", "wanted"), [(100, [100 / 3] * 3), (200, [50, 75, 75]), (300, [50, 100, 150])])
def test_the_talmud_divides_an_estate_by_the_nucleolus(estate, wanted):
    found = bankruptcy(estate, [100, 200, 300])
    assert list(found.nucleolus().values()) == pytest.approx(wanted, abs=1e-9)
    if f"bankruptcy_{estate}" in CASES:
        assert dict(found.nucleolus()) == pytest.approx(known(f"bankruptcy_{estate}"), abs=1e-6)


def test_kohlbergs_criterion_rejects_the_trap(monkeypatch):
    worth = bankruptcy(200, [100, 200, 300]).values
    for wrong in ([50, 50, 100], [50, 70, 80]):
        share = np.array(wrong) / np.abs(worth).max()
        monkeypatch.setattr("deterrence.coalitions.nucleolus._chain", lambda *_, share=share, **__: share)
        with pytest.raises(NoAnswerError, match="precise"):
            nucleolus_of(worth, individual=True)


RCU = {"r": 2, "c": 1, "u": 4, "r+c": 5, "r+u": 7, "c+u": 5, "r+c+u": 8}


def test_a_partner_a_financier_and_a_third_power():
    found = CoalitionGame(["r", "c", "u"], RCU)
    assert list(found.shapley().values()) == pytest.approx([17 / 6, 4 / 3, 23 / 6])
    core = found.core()
    assert core.is_empty
    assert core.claims == pytest.approx(9)  # the third power alone and the pair; the three pairs claim 17/2 only
    assert dict(core.blocking) == pytest.approx({frozenset("u"): 1, frozenset("rc"): 1})


def test_fifteen_players_have_a_shapley_value_within_a_second(slowness):
    rng = np.random.default_rng(1)
    worth = np.append(0.0, rng.random(2**15 - 1))
    began = time.process_time()
    found = CoalitionGame(list(NAMES[:15]), worth).shapley()
    assert time.process_time() - began < 1 * slowness
    assert sum(found.values()) == pytest.approx(worth[-1])


def test_worths_may_be_given_in_three_ways():
    by_name = CoalitionGame(["r", "c", "u"], RCU)
    by_set = CoalitionGame(("r", "c", "u"), {frozenset(name.split("+")): value for name, value in RCU.items()})
    by_function = CoalitionGame(["r", "c", "u"], lambda s: by_name.value(s))
    by_mask = CoalitionGame(["r", "c", "u"], [0, 2, 1, 5, 4, 7, 5, 8])
    for other in (by_set, by_function, by_mask):
        assert other.values.tolist() == by_name.values.tolist()
    assert not by_mask.values.flags.writeable


@pytest.mark.parametrize(
    ("players", "worth", "said"),
    [
        (["a", "b"], {"a": 1, "b": 1}, "no worth is given for a\\+b"),
        (["a", "b"], {"a": 1, "b": 1, "ab": 2}, "unknown player 'ab'"),
        (["a", "b"], [0, 1, 2], "have 4 coalitions"),
        (["a", "b"], [1, 1, 2, 3], "nobody is worth 0"),
        (["a", "b"], [0, 1, np.nan, 3], "the worth of b is nan"),
        (["a", "b"], {"a": np.inf, "b": 1, "a+b": 2}, "the worth of a is inf"),
        (["a", "b"], lambda s: "much", "worths are numbers"),
        (["a", "a"], [0, 1, 2, 3], "different names"),
        ([], [0], "one or more"),
        ("ab", [0, 1, 2, 3], "a list of names"),
        ([1, 2], [0, 1, 2, 3], "a player's name is a text"),
        (None, [0], "a list of names"),
    ],
)
def test_what_is_no_coalition_function_is_refused_in_words(players, worth, said):
    with pytest.raises(ArgumentError, match=said):
        CoalitionGame(players, worth)


def test_other_bad_arguments_are_refused_in_words():
    found = CoalitionGame(["r", "c", "u"], RCU)
    for edge in (("r",), ("r", "x"), "rc", 3, ("r", ["c"])):
        with pytest.raises(ArgumentError, match="edge"):
            found.myerson([edge])
    with pytest.raises(ArgumentError, match="an amount for each"):
        found.excesses({"r": 1})
    with pytest.raises(ArgumentError, match="finite"):
        found.excesses({"r": 1, "c": np.nan, "u": 0})
    with pytest.raises(NoAnswerError, match="at most 20"):
        CoalitionGame([f"p{k}" for k in range(21)], lambda s: 0.0)
    with pytest.raises(NoAnswerError, match="at most 15"):
        CoalitionGame(list(NAMES[:16]), np.zeros(2**16)).nucleolus()
    with pytest.raises(ConceptError, match="sum to 0"):
        CoalitionGame(["a"], [0, 0]).banzhaf(normalized=True)
    for quota, weights in ((0, [1]), (1, []), (1, [-1]), (1, "12"), (1, ["x"]), (np.nan, [1])):
        with pytest.raises(ArgumentError):
            weighted_voting(quota, weights)
    with pytest.raises(ArgumentError, match="between 0 and the sum"):
        bankruptcy(7, [1, 2])


def test_answers_print_and_convert():
    found = CoalitionGame(["r", "c", "u"], RCU, basis="what each could do")
    assert "what each could do" in str(found.shapley())
    assert "what each could do" in str(found.core())
    assert "what each could do" in str(found.least_core())
    assert json.dumps([found.to_dict(), found.shapley().to_dict(), found.core().to_dict(), found.nucleolus().to_dict()])
    assert found.to_pandas().set_index("coalition").worth["r+u"] == 7
    assert found.shapley().to_pandas().amount.sum() == pytest.approx(8)
    with pytest.raises(KeyError, match="unknown player"):
        found.shapley()["x"]
    assert json.dumps(CoalitionGame(["a"], [0, 3]).core().to_dict())
    assert dict(CoalitionGame(["a"], [0, 3]).nucleolus()) == {"a": 3}


def added(alone, surplus, unit):
    """A game of what players have alone and, by bit mask, what coalitions gain."""
    gains = np.array(surplus, dtype=float) * unit
    worth = [sum(a for k, a in enumerate(alone) if mask >> k & 1) for mask in range(len(gains))]
    return CoalitionGame(list(NAMES[: len(alone)]), np.array(worth) + gains)


@pytest.mark.parametrize("seed", range(8))
def test_decimal_worths_that_add_up_leave_everybody_its_own(seed):
    source = np.random.default_rng(seed)
    for players in (2, 3, 4, 6):
        alone = dict(zip(NAMES, source.uniform(-10, 10, players).round(1).tolist(), strict=False))
        game = CoalitionGame(list(alone), lambda s: sum(alone[who] for who in sorted(s)))  # noqa: B023
        for found in (game.nucleolus(), game.prenucleolus(), game.core().point, game.least_core().point):
            assert dict(found) == pytest.approx(alone, abs=1e-12)
        assert not game.core().is_empty


def test_the_example_of_four_players_who_gain_nothing_together():
    alone = {"a": 6.0, "b": -3.4, "c": 9.0, "d": -0.8}
    game = CoalitionGame(list("abcd"), lambda s: sum(alone[who] for who in sorted(s)))
    assert dict(game.nucleolus()) == alone


@pytest.mark.parametrize(("size", "unit"), [(1e6, 1e-3), (1e6, 1.0), (1e3, 1e-6)])
def test_small_gains_beside_large_worths_are_divided_as_they_are_without_them(size, unit):
    source = np.random.default_rng(5)
    for trial in range(16):
        players = 2 + trial % 4
        alone = source.uniform(-size, size, players)
        gains = source.integers(0, 5, 1 << players).astype(float)
        gains[[0, *(1 << np.arange(players))]] = 0
        game, bare = added(alone, gains, unit), CoalitionGame(list(NAMES[:players]), gains)
        assert game.core().is_empty == bare.core().is_empty
        for method in ("prenucleolus", "nucleolus"):
            found = np.array(list(getattr(game, method)().values()))
            assert (found - alone) / unit == pytest.approx(list(getattr(bare, method)().values()), abs=1e-4)
        assert game.least_core().excess / unit == pytest.approx(bare.least_core().excess, abs=1e-4)


def test_gains_that_rounding_hides_are_refused_but_the_core_is_still_judged():
    game = added([1e9, -2e9, 3e9], [0, 0, 0, 1, 0, 1, 1, 0.5], 1e-4)
    for method in ("least_core", "prenucleolus", "nucleolus"):
        with pytest.raises(NoAnswerError, match="too small beside"):
            getattr(game, method)()
    assert game.core().is_empty
    assert not added([1e9, -2e9, 3e9], [0, 0, 0, 1, 0, 1, 1, 5], 1e-4).core().is_empty


def test_the_same_coalition_given_twice_is_refused():
    with pytest.raises(ArgumentError, match=r"'a\+b' and 'b\+a' are the same coalition"):
        CoalitionGame(["a", "b"], {"a": 0, "b": 0, "a+b": 1, "b+a": 5})
