"""Richardson's budgets of 1909-13, and exercises on arms races, reciprocal fear, and the plane of forces.

L. F. Richardson, Arms and Insecurity, 1960; T. C. Schelling, The Strategy of Conflict, 1960, ch. 9; S. Baliga and
T. Sjostrom, "Arms races and negotiations", Review of Economic Studies 71, 2004; M. D. Intriligator and D. L. Brito,
"Can arms races lead to the outbreak of war?", Journal of Conflict Resolution 28, 1984. Numbers without a published
one are derived.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from deterrence.models.arms_race import arms_race
from deterrence.models.capped_race import capped_race
from deterrence.models.defence_transition import defence_transition
from deterrence.models.first_strike import Side
from deterrence.models.intriligator_brito import ForcePlane, force_path
from deterrence.models.reciprocal_fear import reciprocal_fear
from deterrence.models.richardson import Richardson
from deterrence.models.richardson_fit import fit_total

CASES = json.loads((Path(__file__).resolve().parents[1] / "cases" / "published_cases.json").read_text())
BUDGETS = next(case for case in CASES if case["id"] == "richardson_1909_1913")


def test_the_budgets_before_1914_grow_along_the_published_line():
    fit = fit_total(BUDGETS["inputs"]["totals_1909_1913"])
    expected, tolerance, again = (BUDGETS[key] for key in ("expected", "tolerance", "recomputed"))
    assert fit.slope == pytest.approx(expected["slope"], abs=tolerance["slope"])
    assert fit.zero == pytest.approx(expected["x_intercept"], abs=tolerance["x_intercept"])
    assert fit.slope == pytest.approx(again["slope"], abs=1e-12)
    assert fit.zero == pytest.approx(again["x_intercept"], abs=1e-9)
    assert fit.correlation > 0.9995
    assert fit.verdict == "departs"


def test_the_exact_exponential_of_that_slope_passes_near_every_budget():
    totals = np.array(BUDGETS["inputs"]["totals_1909_1913"])
    fit = fit_total(totals)
    race = Richardson(matrix=[[fit.rate]], grievance=[-fit.rate * fit.zero])
    found = race.path([totals[0]], np.arange(5.0)).columns["nation 1"]
    assert np.abs(found - totals).max() < 0.015 * totals.max()


def test_a_cap_on_budgets_stops_the_race_that_has_no_rest():
    fit = fit_total(BUDGETS["inputs"]["totals_1909_1913"])
    race = Richardson(matrix=[[fit.slope]], grievance=[fit.intercept])
    found = capped_race(race, [199.2], [0.0, 4.0, 10.0], caps=400.0).columns["nation 1"]
    assert found[1] < 400
    assert found[2] == 400


def test_the_example_of_reciprocal_fear_is_on_the_edge_of_risk_dominance():
    assert float(reciprocal_fear(peace=0, first=-1, struck=-4, mutual=-3).threshold) == 0.5


def test_a_tenth_of_dominant_builders_becomes_a_third_and_then_everybody():
    found = [arms_race(advantage=0.1, exposure=d, ceiling=1.0).probability.tolist() for d in (0.8, 1.0)]
    assert found[0] == [pytest.approx(1 / 3)]
    assert found[1] == [1.0]


def test_symmetric_reductions_keep_the_cone_until_defences_move_it_past_them():
    plane = ForcePlane(exchange_a=0.5, exchange_b=0.5, deter_a=100, deter_b=100)
    steps = [(600, 600), (300, 300), (210, 210)]
    assert force_path(plane, steps).region == ("mutual deterrence",)
    shielded = force_path(plane.with_defence(a=0.5, b=0.5), steps)
    assert shielded.region[0] == "mutual deterrence"
    assert shielded.region[-1] != "mutual deterrence"
    assert shielded.entry[1] == pytest.approx([400, 400])


def test_without_vulnerable_forces_defences_can_be_built_without_a_dip():
    bare, safe = (Side(force=1, vulnerable=share, counterforce=2) for share in (0.5, 0.0))
    assert defence_transition(bare, bare).least < 0.1 * defence_transition(bare, bare).index[0] + 0.01
    assert defence_transition(safe, safe).least == 1
