"""The verb alliances: what it prints, what it gives as JSON, and what it refuses."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from deterrence.cli.alliances import alliances
from deterrence.errors import ArgumentError


def told(*arguments):
    return CliRunner().invoke(alliances, ["technology-for-money", *arguments], catch_exceptions=False).stdout


def test_it_tells_of_worth_play_stability_and_division():
    text = told()
    assert "us+russia 1.5, china -3" in text
    assert "treaty = withdraw, fund = refuse, export = nothing" in text
    assert "externality rule gamma, without side payments" in text
    assert "The core is empty: 1 of us+russia + 1 of china" in text
    assert "farsighted_stable_set" in text
    assert "with side payments" in told("--side-payments")


def test_json_holds_every_partition_and_every_notion():
    found = json.loads(told("--json", "--rule", "delta", "--set", "need=0.5"))
    assert found["rule"] == "delta"
    assert len(found["partitions"]) == 5
    assert {item["notion"] for item in found["stable"]} >= {"core", "nash", "individual", "contractual"}
    assert found["provenance"]["given"] == {"need": 0.5}
    assert "largest_consistent_set" not in json.loads(told("--json", "--rule", "pessimistic"))


def test_the_banzhaf_value_and_the_least_core_are_told():
    text = told()
    assert "Banzhaf value" in text
    assert "Least core: the best division leaves china, us+russia each 0.75 short of its worth." in text
    found = json.loads(told("--json"))
    assert found["banzhaf"]["amounts"] == {"us": 0.375, "russia": 0.375, "china": -0.375}
    assert found["least_core"]["excess"] == 0.75


def test_of_very_many_partitions_the_most_telling_are_shown_and_the_rest_counted(tmp_path):
    names = [f"p{k}" for k in range(6)]
    file = tmp_path / "six.json"
    file.write_text(
        json.dumps(
            {
                "deterrence": 1,
                "title": "Six",
                "players": dict.fromkeys(names, "A player"),
                "decisions": {f"d{k}": {"player": names[k], "choices": ["stay", "go"]} for k in range(6)},
                "payoffs": {
                    name: " + ".join(f"{((3 * k + 5 * j) % 7) - 3} * (d{j} == go)" for j in range(6))
                    for k, name in enumerate(names)
                },
                "game": {"order": [f"d{k}" for k in range(6)]},
            }
        )
    )
    text = CliRunner().invoke(alliances, [str(file)], catch_exceptions=False).stdout
    assert "and 183 partitions more" in text
    assert "p0 | p1 | p2 | p3 | p4 | p5" in text
    assert "p0+p1+p2+p3+p4+p5" in text
    assert len(text.splitlines()) < 150
    whole = json.loads(CliRunner().invoke(alliances, [str(file), "--json"], catch_exceptions=False).stdout)
    assert len(whole["partitions"]) == 203


def test_suppositions_are_played():
    found = json.loads(told("--json", "--suppose", "treaty=withdraw"))
    assert all(["treaty", "withdraw"] in item["outcomes"][0]["path"] for item in found["partitions"])


def test_an_unknown_rule_is_refused():
    with pytest.raises(ArgumentError, match="did you mean 'delta'"):
        told("--rule", "dleta")
