"""`deterrence solve` of Gambit's files: their equilibria in a terminal and as JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from deterrence.cli.main import main

CASES = Path(__file__).resolve().parents[2] / "cases"


def call(*arguments):
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.mark.parametrize("file", sorted((CASES / "gambit").iterdir()), ids=lambda path: path.name)
def test_every_good_file_has_an_answer_or_a_reason(file):
    result = call("solve", file)
    if file.stem == "forgetful":
        assert result.exit_code == 2
        assert "perfect recall is needed" in result.stderr
        return
    assert result.exit_code == 0
    assert "found (all of them; finished)" in result.stdout
    answer = json.loads(call("solve", file, "--json").stdout)
    assert answer["complete"]
    assert all(item["regret"] <= 1e-9 * max(1, *map(abs, item["payoffs"].values())) for item in answer["equilibria"])


def test_a_demand_with_a_chance_of_war_is_solved():
    found = json.loads(call("solve", CASES / "gambit" / "stages.efg", "--json").stdout)["equilibria"]
    assert [item["probabilities"]["challenger"] for item in found] == [{"demand": [0.0, 1.0]}]


def test_a_game_file_takes_a_concept_and_no_setting():
    table = CASES / "gambit" / "payoffs.nfg"
    assert call("solve", table, "--concept", "quantal_response", "--precision", "0").exit_code == 0
    assert call("solve", table, "--concept", "perfect_bayesian").exit_code == 2
    assert call("solve", table, "--set", "x=1").exit_code == 2
    assert call("solve", CASES / "gambit" / "absent.efg").exit_code == 2


@pytest.mark.parametrize("file", sorted((CASES / "gambit_invalid").glob("*.?fg")), ids=lambda path: path.name)
def test_a_bad_file_is_an_error_and_no_traceback(file):
    result = call("solve", file)
    assert result.exit_code == 2
    assert "error:" in result.stderr
    assert result.exception is None or isinstance(result.exception, SystemExit)
