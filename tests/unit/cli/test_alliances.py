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


def test_suppositions_are_played():
    found = json.loads(told("--json", "--suppose", "treaty=withdraw"))
    assert all(["treaty", "withdraw"] in item["outcomes"][0]["path"] for item in found["partitions"])


def test_an_unknown_rule_is_refused():
    with pytest.raises(ArgumentError, match="did you mean 'delta'"):
        told("--rule", "dleta")
