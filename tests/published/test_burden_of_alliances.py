"""Burdens of fourteen allies in 1964, and who contributes to a common defence.

M. Olson and R. Zeckhauser, "An economic theory of alliances", Review of Economics and Statistics 48, 1966; the
numbers of the two-ally examples are derived.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from deterrence.models.burden_sharing import burden_sharing, rank_correlation

CASES = json.loads((Path(__file__).resolve().parents[1] / "cases" / "published_cases.json").read_text())
ALLIES = next(case for case in CASES if case["id"] == "olson_zeckhauser_1966_rank")


def test_larger_allies_carry_larger_burdens_as_published():
    found = rank_correlation(ALLIES["inputs"]["gnp_bn"], ALLIES["inputs"]["defence_pct"])
    assert found == pytest.approx(0.490, abs=5e-4)
    assert found == pytest.approx(0.4901, abs=5e-5)


def test_in_the_pure_model_the_largest_of_the_fourteen_would_pay_for_all():
    found = burden_sharing(ALLIES["inputs"]["gnp_bn"], taste=0.1, allies=ALLIES["inputs"]["countries"])
    assert found.contributors == ("US",)
    assert found.total == pytest.approx(56.903)


def test_a_private_benefit_makes_every_ally_contribute():
    found = burden_sharing(ALLIES["inputs"]["gnp_bn"], taste=0.1, spillover=0.0)
    assert found.burden == pytest.approx([0.1] * 14)


def test_full_free_riding_and_partial_exploitation():
    alone, shared = burden_sharing([10, 4], taste=0.3), burden_sharing([10, 6], taste=0.6)
    assert alone.contribution == pytest.approx([3, 0])
    assert (alone.total, alone.efficient) == pytest.approx((3, 4.2))
    assert shared.burden == pytest.approx([0.543, 0.238], abs=5e-4)
    assert (shared.total, shared.efficient) == pytest.approx((6.857, 9.6), abs=5e-4)
