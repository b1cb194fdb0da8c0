"""Published conflicts, with their stable states, coalition equilibria, jumps and simultaneous sanctions."""

from __future__ import annotations

import json
from pathlib import Path

import conflict_oracle as oracle
import pytest

from deterrence.conflict_graph.graph import ConflictGraph
from deterrence.conflict_graph.reach import stable_by_matrices

CASES = json.loads((Path(__file__).parents[2] / "cases" / "conflict_cases.json").read_text(encoding="utf-8"))["cases"]
IDS = {"R": "nash", "GMR": "gmr", "SMR": "smr", "SEQ": "seq", "SSEQ": "sseq"}


def graph_of(case):
    return ConflictGraph(
        states=case["states"], players=case["decision_makers"], moves=case["moves"], rankings=case["rank_value"]
    )


def case_named(name):
    return next(case for case in CASES if case["id"] == name)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_stable_states_and_equilibria_are_the_recorded_ones(case):
    graph = graph_of(case)
    for name, concept in IDS.items():
        found = graph.stability(concept)
        assert {p: set(s) for p, s in found.items()} == {p: set(s) for p, s in case["stability"][name].items()}
        for record in (case["computed_equilibria"], case["published"]):
            if name in record:
                assert graph.equilibria(concept) == sorted(record[name], key=case["states"].index)
        matrices = stable_by_matrices(graph.model, concept)
        assert [matrices[row].sum() for row in range(len(graph.players))] == [len(s) for s in found.values()]


@pytest.mark.parametrize("case", [c for c in CASES if "coalition_equilibria" in c], ids=lambda case: case["id"])
def test_coalition_equilibria_are_the_recorded_ones(case):
    graph = graph_of(case)
    for concept, states in case["coalition_equilibria"].items():
        assert set(graph.equilibria(concept.lower())) == set(states), concept


def test_elmira_has_its_one_jump():
    (jump,) = case_named("elmira")["extra"]["equilibrium_jumps_R"]
    assert graph_of(case_named("elmira")).jumps() == [(jump["from"], jump["to"], frozenset(jump["coalition"]))]


@pytest.mark.parametrize(
    ("name", "both", "concept"),
    [
        ("north_korea_2017_base_rev_SEQ", "SEQ+SIM", "seq"),
        ("north_korea_2017_base_rev_SMR", "SMR+SIM", "smr"),
    ],
)
def test_simultaneous_sanctions_complete_the_published_runs(name, both, concept):
    case = case_named(name)
    graph = graph_of(case)
    assert set(graph.equilibria(concept)) | set(graph.equilibria("sim")) == set(case["extra"][both])


def test_the_status_quo_of_technology_for_money_falls_to_credible_sanctions_and_holds_for_coalitions():
    case = case_named("tech_for_money_base")
    graph, said = graph_of(case), case["extra"]["us_status_quo"]
    for name, concept in (("Nash", "nash"), ("GMR", "gmr"), ("SMR", "smr"), ("SEQ", "seq")):
        assert graph.is_stable("status quo", concept, "US") is said[name]
    assert all("status quo" in states for group, states in graph.stability("cseq").items() if "US" in group)
    assert said["coalition SEQ"]


def test_an_opponent_may_move_again_after_another():
    """A, B, A is legal: a tool that lets each opponent move once finds no sanction here."""
    graph = graph_of(case_named("legal_sequence_ABA"))
    assert graph.is_stable("s0", "seq", "F")
    assert graph.reach(["A", "B"], "s1") == ["s2", "s3", "s4"]
    assert graph.reach("A", "s1") == ["s2"]
    assert "1. A: to s2" in graph.explain("s0", "F", "seq")
    assert "3. A: to s4" in graph.explain("s0", "F", "seq")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_recorded_cases_agree_with_the_definitions(case):
    plain = oracle.Graph(case["states"], case["decision_makers"], case["moves"], case["rank_value"])
    for name, concept in IDS.items():
        for player, states in case["stability"][name].items():
            assert {s for s in case["states"] if oracle.stable(plain, player, s, concept)} == set(states)
