"""Claims of the conformance scenarios against their recorded verdicts, and of the bundled scenarios."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import deterrence as dt

ROOT = Path(__file__).resolve().parents[3]
CASES = ROOT / "tests" / "cases" / "conformance"
ANSWERS = json.loads((CASES / "answers.json").read_text(encoding="utf-8"))
KINDS = {"expect", "flips", "monotone", "compare", "stable", "timeline"}
CLAIMS = [(name, claim) for name, answer in ANSWERS.items() for claim in answer["claims"]]
BUNDLED = sorted(path.stem for path in (ROOT / "scenarios").glob("*.yaml"))


def row_of(name, claim):
    (row,) = dt.check(dt.load(CASES / "scenarios" / f"{name}.yaml"), names=[claim]).rows
    return row


@pytest.mark.parametrize(("name", "claim"), CLAIMS)
def test_a_claim_has_the_recorded_verdict_and_evidence(name, claim):
    recorded, row = ANSWERS[name]["claims"][claim], row_of(name, claim)
    assert (row.kind, row.verdict) == (recorded["kind"], recorded["verdict"])
    if "thresholds" in recorded:
        assert [row.evidence] == pytest.approx(recorded["thresholds"], abs=1e-8)
        assert ("true below" in row.detail) == recorded["true_below"]
    if "ever" in recorded:
        by = dt.load(CASES / "scenarios" / f"{name}.yaml").claims[claim].timeline.by is not None
        assert row.evidence == pytest.approx(recorded["ever" if by else "at_date"], abs=1e-8)
    if "left" in recorded:
        assert row.evidence == pytest.approx([recorded["left"], recorded["right"]], abs=1e-9)
    if "at_low" in recorded:
        assert row.evidence == pytest.approx([recorded["at_low"], recorded["at_high"]], abs=1e-9)


def test_the_recorded_claims_hold_every_kind_and_verdict_tested_here():
    recorded = [ANSWERS[name]["claims"][claim] for name, claim in CLAIMS]
    assert {claim["kind"] for claim in recorded} == KINDS
    assert {claim["verdict"] for claim in recorded} == {"holds", "fails", "vacuous", "undecided"}


@pytest.mark.parametrize("name", BUNDLED)
def test_every_claim_of_a_bundled_scenario_holds_and_none_is_called_proved(name):
    scenario = dt.load(ROOT / "scenarios" / f"{name}.yaml")
    report = dt.check(scenario)
    assert {row.name: row.verdict for row in report.rows} == dict.fromkeys(scenario.claims, "holds")
    assert report.ok
    assert "prov" not in str([row.detail for row in report.rows]).lower()


def test_every_bundled_scenario_makes_claims():
    assert all(dt.load(ROOT / "scenarios" / f"{name}.yaml").claims for name in BUNDLED)
