"""`deterrence conflict`: the table, one state explained, JSON, and what is refused."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from deterrence.cli.conflict import conflict
from deterrence.errors import ArgumentError


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


def test_odd_arguments_are_refused():
    assert "expected DECISION=CHOICE" in CliRunner().invoke(conflict, ["treaty", "--state", "signed"]).output
    for arguments in (["--concept", "nahs"], ["--concept", "cr"], ["--for", "usa"], ["--state", "treaty=leave"]):
        with pytest.raises(ArgumentError):
            CliRunner().invoke(conflict, ["technology-for-money", *arguments], catch_exceptions=False)
