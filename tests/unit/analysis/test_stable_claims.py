"""Claims that a state of the conflict graph is stable: verdict, evidence, boxes, and what is refused."""

from __future__ import annotations

import pytest

import deterrence as dt
from deterrence.errors import EvaluationError, ScenarioError

DEAL = dt.load("technology-for-money")
ORDINAL = """
deterrence: 1
title: Ranks
ordinal: true
players: {row: Row, column: Column}
decisions: {one: {player: row, choices: [yield, straight]}, two: {player: column, choices: [yield, straight]}}
payoffs:
  row:    (3 if two == yield else 2) if one == yield else (4 if two == yield else 1)
  column: (3 if one == yield else 2) if two == yield else (4 if one == yield else 1)
"""


def claim(scenario, **stable):
    rest = {key: stable.pop(key) for key in ("given", "for_all", "suppose") if key in stable}
    document = scenario.to_dict() | {"claims": {"c": {"says": "so", "stable": stable, **rest}}}
    (row,) = dt.check(dt.Scenario(**document)).rows
    return row


def test_the_status_quo_is_not_sequentially_stable_for_the_us_by_a_margin_of_one():
    row = claim(DEAL, state={}, concept="seq")
    assert (row.verdict, row.evidence["us"]) == ("fails", -1.0)
    assert row.detail == "not stable for us; least margin -1 (us)"
    assert claim(DEAL, state={}, concept="gmr").verdict == "holds"


def test_a_claim_for_one_player_asks_for_no_other():
    row = claim(DEAL, state={}, concept="seq", **{"for": "russia"})
    assert (row.verdict, set(row.evidence)) == ("holds", {"russia"})


def test_a_tie_is_stable_and_the_smallest_advantage_beyond_it_is_not():
    assert claim(DEAL, state={}, concept="nash", given={"gain": 0.0}).verdict == "holds"
    assert claim(DEAL, state={}, concept="nash", given={"gain": 9e-10}).verdict == "holds"
    assert claim(DEAL, state={}, concept="nash", given={"gain": 1.1e-9}).verdict == "fails"


def test_a_box_is_searched_and_its_counterexample_shrunk():
    row = claim(DEAL, state={}, concept="gmr", **{"for": "us"}, for_all={"gain": [0, 6], "need": [0, 4]})
    assert row.verdict == "fails"
    assert row.evidence["gain"] > 4.5 - 1e-6
    assert row.evidence["need"] == 2
    kept = claim(DEAL, state={}, concept="gmr", **{"for": "us"}, for_all={"gain": [0, 4]})
    assert (kept.verdict, kept.evidence["smallest_margin"]) == ("holds", pytest.approx(0.5))


def test_ranks_are_judged_without_margins():
    ranks = dt.parse(ORDINAL)
    row = claim(ranks, state={"one": "straight"}, concept="seq")
    assert (row.verdict, row.evidence, row.detail) == (
        "holds",
        {"row": True, "column": True},
        "stable for row, column",
    )
    assert claim(ranks, state={}, concept="seq").verdict == "fails"
    assert claim(ranks, state={}, concept="gmr", for_all={}).verdict == "holds"


def test_a_state_outside_the_graph_is_an_error_at_the_claim():
    with pytest.raises(ScenarioError, match="no moves lead to the state"):
        claim(DEAL, state={"shield": "alone"}, concept="nash")


def test_a_payoff_without_a_value_is_an_error_that_names_it():
    broken = DEAL.to_dict()
    broken["payoffs"]["us"] = "1 / (gain - 2) * (treaty == withdraw)"
    with pytest.raises(EvaluationError, match="division by zero"):
        claim(dt.Scenario(**broken), state={}, concept="nash")
