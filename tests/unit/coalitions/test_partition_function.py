"""Partition functions of scenarios: recorded answers, a slow solver, rules, and refusals in words."""

from __future__ import annotations

import json
import time
from fractions import Fraction
from pathlib import Path

import bloc_oracle
import numpy as np
import oracles
import pytest
from hypothesis import HealthCheck, assume, given, settings

import deterrence as dt
from deterrence.coalitions.partition_function import alliances
from deterrence.errors import ArgumentError, ConceptError, DeterrenceError, NoAnswerError
from deterrence.testing import scenario_documents

CASES = Path(__file__).resolve().parents[2] / "cases"
ANSWERS = json.loads((CASES / "conformance" / "answers.json").read_text())
RECORDED = [name for name, answer in ANSWERS.items() if "alliances" in answer]
QUIET = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow, HealthCheck.filter_too_much]}


def load(name):
    return dt.load(CASES / "conformance" / "scenarios" / f"{name}.yaml")


@pytest.mark.parametrize("name", RECORDED)
def test_every_partition_has_the_recorded_worth_payoffs_and_paths(name):
    found = alliances(load(name))
    assert len(found.worth) == len(ANSWERS[name]["alliances"])
    for wanted in ANSWERS[name]["alliances"]:
        partition = frozenset(map(frozenset, wanted["blocs"]))
        outcome = found.outcome(partition)
        assert found.worth[partition] == {
            frozenset(bloc.split("+")): pytest.approx(value, abs=1e-9) for bloc, value in wanted["worth"].items()
        }
        assert found.payoffs[partition] == pytest.approx(wanted["payoffs"], abs=1e-9)
        assert outcome.tie == wanted["tie_at_visited_node"]
        likely = sorted((p for p in wanted["paths"] if p["probability"] > 0), key=lambda p: -p["probability"])
        for end, branch in zip(outcome.outcomes, likely, strict=True):
            assert end.probability == pytest.approx(branch["probability"], abs=1e-9)
            told = iter(map(tuple, branch["path"]))
            assert all(step in told for step in end.path)  # in this order
            assert {v: end.state[v] for v, _ in branch["path"]} == dict(branch["path"])


@settings(max_examples=60, **QUIET)
@given(scenario_documents(hidden=False))
def test_blocs_play_as_one_player_would_by_backward_induction(document):
    try:
        scenario = dt.Scenario(**document)
        found = alliances(scenario)
    except (ArithmeticError, DeterrenceError):
        assume(False)
    for blocs in bloc_oracle.partitions(list(document["players"])):
        slow = oracles.backward_induction(oracles.unroll(bloc_oracle.united(document, blocs)))
        outcome = found.outcome(blocs)
        worth = {"_with_".join(bloc): outcome.worth[frozenset(bloc)] for bloc in blocs}
        assert worth == pytest.approx(slow.payoffs, rel=1e-9, abs=1e-9)
        ends = {end.history: chance for chance, end in slow.outcomes}
        assert {end.path: end.probability for end in outcome.outcomes} == pytest.approx(ends)
        assert outcome.regret <= 1e-9 * max(1.0, *map(abs, slow.payoffs.values()))
        for end in outcome.outcomes:
            state = oracles.Evaluator(document, oracles.baseline(document), dict(end.state))
            paid = {who: state.value(payoff) for who, payoff in document["payoffs"].items()}
            assert end.payoffs == pytest.approx(paid, rel=1e-9, abs=1e-9)
        total = {who: sum(e.probability * e.payoffs[who] for e in outcome.outcomes) for who in outcome.payoffs}
        assert outcome.payoffs == pytest.approx(total, rel=1e-9, abs=1e-9)


MARKET = """deterrence: 1
title: Three firms on one market
players: {a: A, b: B, c: C}
decisions:
  x: {player: a, choices: [none, quarter, third, half]}
  y: {player: b, choices: [none, quarter, third, half]}
  z: {player: c, choices: [none, quarter, third, half]}
game:
  order: [[x, y, z]]
payoffs:
  a: amount_a * price
  b: amount_b * price
  c: amount_c * price
definitions:
  amount_a: (x == quarter) / 4 + (x == third) / 3 + (x == half) / 2
  amount_b: (y == quarter) / 4 + (y == third) / 3 + (y == half) / 2
  amount_c: (z == quarter) / 4 + (z == third) / 3 + (z == half) / 2
  price: 1 - amount_a - amount_b - amount_c
"""


def test_firms_on_one_market_have_the_published_worths_and_a_merger_of_two_serves_the_third():
    """Salant, Switzer and Reynolds (1983): among m blocs each is worth 1/(m + 1)^2."""
    (case,) = [c for c in json.loads((CASES / "alliance_cases.json").read_text()) if c["id"] == "cournot_pfg"]
    found = alliances(dt.parse(MARKET))
    assert len(found.worth) == 5
    for blocs, worth in found.worth.items():
        known = float(Fraction(case["known"][str(len(blocs))]))
        assert worth == {bloc: pytest.approx(known, abs=1e-12) for bloc in blocs}


SPILL = """deterrence: 1
title: Who arms with whom
players: {a: A, b: B, c: C}
decisions:
  x: {player: a, choices: ["no", "yes"]}
  y: {player: b, choices: ["no", "yes"]}
  z: {player: c, choices: ["no", "yes"]}
payoffs:
  a: "-3 * (x == yes) + 2 * (x == yes) + 2 * (y == yes) + 2 * (z == yes)"
  b: "-3 * (y == yes) + 2 * (x == yes) + 2 * (y == yes) + 2 * (z == yes)"
  c: "-3 * (z == yes) + 2 * (x == yes) + 2 * (y == yes) + 2 * (z == yes)"
game: {order: [[x, y, z]]}
"""


def bit_values(found, rule):
    return dict(zip(range(8), found.coalition_values(rule).tolist(), strict=True))


def test_each_rule_reads_its_own_partitions():
    deal = alliances(dt.load("technology-for-money"), given={"need": 0.5})
    worth = deal.worth
    alone = [frozenset({who}) for who in deal.players]
    for mask in range(1, 8):
        members = frozenset(who for k, who in enumerate(deal.players) if mask >> k & 1)
        outside = frozenset(deal.players) - members
        apart = frozenset({members, *(one for one in alone if one <= outside)})
        together = frozenset({members, outside} - {frozenset()})
        every = [p for p in worth if members in p]
        assert bit_values(deal, "gamma")[mask] == pytest.approx(worth[apart][members])
        assert bit_values(deal, "delta")[mask] == pytest.approx(worth[together][members])
        assert bit_values(deal, "optimistic")[mask] == pytest.approx(max(worth[p][members] for p in every))
        assert bit_values(deal, "pessimistic")[mask] == pytest.approx(min(worth[p][members] for p in every))
    assert len({tuple(deal.coalition_values(rule)) for rule in ("optimistic", "pessimistic")}) == 2


def test_a_pair_gains_from_a_public_good_and_the_outsider_more():
    found = alliances(dt.parse(SPILL))
    assert found.outcome("a | b | c").payoffs == {"a": 0, "b": 0, "c": 0}
    assert found.outcome("a+b | c").worth == {frozenset("ab"): 2, frozenset("c"): 4}
    assert found.outcome("a+b+c").worth == {frozenset("abc"): 9}
    assert "gamma" in str(found)
    assert "a+b | c" in str(found)


def test_what_is_given_and_supposed_reaches_every_partition():
    deal = dt.load("technology-for-money")
    exit = alliances(deal, suppose={"treaty": "withdraw"}, given={"rival": 1.0})
    for found in exit.outcomes:
        assert found.outcomes[0].state["treaty"] == "withdraw"
    apart = exit.outcome([{who} for who in deal.players])
    assert apart.payoffs == dt.solve(deal, suppose={"treaty": "withdraw"}, given={"rival": 1.0}).payoffs
    assert apart.probability("treaty == withdraw") == 1


def chain(players, moves=1):
    """A game of perfect information in which everybody moves in turn and pays for what others do."""
    names = [f"p{k}" for k in range(players)]
    return dt.Scenario(
        title="In turn",
        players=dict.fromkeys(names, "A player"),
        decisions={f"d{k}": {"player": names[k], "choices": ["stay", "go"]} for k in range(players)},
        payoffs={
            name: " + ".join(
                f"{((3 * k + 5 * j) % 7) - 3} * (d{j} == go)" + (f" * (d{(j + 1) % players} == stay)" if j % 2 else "")
                for j in range(players)
            )
            for k, name in enumerate(names)
        },
        game={"order": [f"d{k}" for k in range(players)]},
    )


def test_all_877_partitions_of_seven_players_take_less_than_ten_seconds(slowness):
    seven = chain(7)
    heard = []
    began = time.process_time()
    found = alliances(seven, progress=lambda done, total: heard.append((done, total)))
    assert len(found.payoffs) == 877
    assert time.process_time() - began < 10 * slowness
    assert heard[0] == (1, 877)
    assert heard[-1] == (877, 877)


def test_eight_players_are_too_many_and_the_error_says_so():
    with pytest.raises(NoAnswerError, match="at most 7 players"):
        alliances(chain(8))


@pytest.mark.parametrize(
    ("partition", "said"),
    [
        ("us | russia", "'china' is in no blocs"),
        ("us+russia | russia+china", "'russia' is in 2 blocs"),
        ([["us", "chna"], ["russia"]], "did you mean 'china'"),
        (3, "a partition is a collection"),
        ([3], "a coalition is a collection"),
        ([["us"], ["russia"], ["china"], []], "at least one member"),
    ],
)
def test_what_is_no_partition_is_refused_in_words(partition, said):
    with pytest.raises(ArgumentError, match=said):
        alliances(dt.load("technology-for-money")).outcome(partition)


def test_questions_that_do_not_fit_are_refused_with_the_reason():
    deal = dt.load("technology-for-money")
    with pytest.raises(ArgumentError, match="did you mean 'gamma'"):
        alliances(deal, rule="gama")
    with pytest.raises(ArgumentError, match="needs a Scenario"):
        alliances("technology-for-money")
    with pytest.raises(ArgumentError, match="unknown parameter"):
        alliances(deal, given={"nead": 1.0})
    with pytest.raises(ConceptError, match="a sum, which needs numbers"):
        alliances(dt.Scenario(**{**deal.to_dict(), "ordinal": True, "claims": {}}))
    bare = {k: v for k, v in deal.to_dict().items() if k not in ("claims",)}
    with pytest.raises(ConceptError, match="no `game` section"):
        alliances(dt.Scenario(**{k: v for k, v in bare.items() if k != "game"}))


def test_with_hidden_moves_each_partition_tells_of_other_equilibria():
    found = alliances(load("burden"))
    for outcome in found.outcomes:
        assert outcome.equilibria >= 1
        assert outcome.regret <= 1e-9


def test_results_go_to_json_and_pandas():
    found = alliances(dt.load("technology-for-money"))
    plain = json.loads(json.dumps(found.to_dict()))
    assert plain["rule"] == "gamma"
    assert plain["partitions"][1]["worth"] == {"us+russia": 1.5, "china": -3.0}
    frame = found.to_pandas()
    assert len(frame) == sum(len(partition) for partition in found.worth)
    row = frame[(frame.partition == "us+russia | china") & (frame.bloc == "us+russia")].iloc[0]
    assert (row.worth, row["payoff.us"]) == (1.5, 2.0)
    assert np.isnan(row["payoff.china"])
