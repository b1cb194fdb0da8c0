"""`deterrence conflict`: the table, one state explained, JSON, and what is refused."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

import deterrence as dt
from deterrence.cli.conflict import conflict
from deterrence.conflict_graph.scenario_graph import conflict as found_graph
from deterrence.errors import ArgumentError

DEAL = ["technology-for-money"]


def said(*arguments):
    found = CliRunner().invoke(conflict, ["technology-for-money", *arguments], catch_exceptions=False)
    assert found.exit_code == 0
    return found.output


def test_the_graph_the_verdicts_and_the_least_firm_players_reason_are_printed():
    text = said()
    assert "16 states, 44 moves (us 8, russia 12, china 24)" in text
    (row,) = [line for line in text.splitlines() if line.startswith("sequential stability (SEQ)")]
    assert row.split()[3:] == ["not", "stable", "-1", "1", "3"]
    assert "Deterrence fails by 1: russia would lose 1 by export = components." in text


def test_a_state_a_concept_and_a_player_are_explained_without_the_table():
    text = said("--state", "treaty=withdraw", "--state", "fund=pay", "--concept", "gmr", "--for", "china")
    assert "16 states" not in text
    assert "At treaty = withdraw, fund = pay" in text
    assert "china is not stable at 'treaty = withdraw, fund = pay' by general metarationality (GMR)" in text


def test_parameters_can_be_set():
    assert "us is not stable" in said("--set", "gain=0.5", "--for", "us")
    assert "us is stable" in said("--set", "gain=0", "--for", "us")


def test_json_holds_the_graph_and_the_verdicts():
    data = json.loads(said("--json", "--state", "treaty=withdraw"))
    assert data["state"]["treaty"] == "withdraw"
    assert data["verdicts"]["seq"] == {"us": None, "russia": 1, "china": 3}
    assert data["structural"] == ["us"]
    assert len(data["states"]) == 16
    assert list(data["explanation"]) == ["russia"]


def test_the_inverse_tells_what_would_turn_the_verdict():
    text = said("--inverse", "--for", "us")
    assert "treaty = keep, fund = refuse, export = nothing, shield = dependent is not stable for us" in text
    (row,) = [line for line in text.splitlines() if line.startswith("gain ")]
    assert row.split()[1:3] == ["2", "0"]
    data = json.loads(said("--inverse", "--for", "us", "--json"))
    assert data["per_parameter"]["gain"]["values"]["gain"] == pytest.approx(0, abs=1e-9)


def test_coalitions_are_judged_in_the_table_at_the_state_and_in_json():
    text = said()
    assert "cr, cgmr, csmr, cseq: stable for every coalition too" in text
    (row,) = [line for line in text.splitlines() if line.startswith("coalitional Nash stability (CR)")]
    assert row.split("(CR)")[1].split() == ["not", "stable", "us:", "treaty", "=", "withdraw"]
    (row,) = [line for line in text.splitlines() if line.startswith("coalitional sequential stability (CSEQ)")]
    assert row.split("(CSEQ)")[1].split() == ["stable", "nobody"]
    data = json.loads(said("--json"))
    graph = found_graph(dt.load("technology-for-money"))
    for concept in ("cr", "cgmr", "csmr", "cseq"):
        expected = [graph.index(state) for state in graph.equilibria(concept)]
        assert data["more_equilibria"][concept] == expected
    assert data["departures"]["cr"] == {"us": [graph.index({"treaty": "withdraw"})]}
    assert data["departures"]["cseq"] == {}


def test_a_coalitional_concept_can_be_asked_for():
    text = said("--concept", "cseq")
    assert "coalitional sequential stability (CSEQ)  stable" in text
    assert "Equilibria: 6 of 16 states" in text
    assert "No coalition gains by moving from one equilibrium to another" in text
    data = json.loads(said("--concept", "cr", "--json"))
    assert data["asked"]["concept"] == "cr"
    assert len(data["asked"]["stable_for"]) == 7
    assert 0 not in data["asked"]["stable_for"]["us"]


def test_two_players_concepts_can_be_asked_for_and_the_jumps_are_told():
    def treaty(*arguments):
        return CliRunner().invoke(conflict, ["treaty", *arguments], catch_exceptions=False).output

    graph = found_graph(dt.load("treaty"))
    assert f"Equilibria: {len(graph.equilibria('sim'))} of 12 states" in treaty("--concept", "sim")
    assert "limited-move stability (L_h), 3 moves ahead" in treaty("--concept", "horizon", "--horizon", "3")
    data = json.loads(treaty("--json"))
    assert data["more_equilibria"]["sim"] == [graph.index(state) for state in graph.equilibria("sim")]
    text = CliRunner().invoke(conflict, ["abm-2000"], catch_exceptions=False).output
    assert "Equilibrium jumps, by which every member gains, Nash stability (R):\n  russia+china: from" in text


def test_odd_arguments_are_refused():
    with pytest.raises(ArgumentError, match="goes with the concept 'horizon'"):
        CliRunner().invoke(conflict, ["treaty", "--concept", "horizon"], catch_exceptions=False)
    assert "expected DECISION=CHOICE" in CliRunner().invoke(conflict, ["treaty", "--state", "signed"]).output
    assert "no such explanation" in CliRunner().invoke(conflict, [*DEAL, "--concept", "cr", "--for", "us"]).output
    for arguments in (
        ["--concept", "nahs"],
        ["--concept", "seq", "--horizon", "2"],
        ["--concept", "cr", "--inverse"],
        ["--for", "usa"],
        ["--state", "treaty=leave"],
    ):
        with pytest.raises(ArgumentError):
            CliRunner().invoke(conflict, ["technology-for-money", *arguments], catch_exceptions=False)
