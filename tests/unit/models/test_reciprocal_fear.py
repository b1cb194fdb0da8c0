from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from models_oracle import strike_first_gain

from deterrence.errors import ArgumentError
from deterrence.game.normal_form import NormalFormGame
from deterrence.models.reciprocal_fear import reciprocal_fear
from deterrence.solvers.nash import nash
from deterrence.solvers.selection import risk_dominant

PAYOFFS, GAPS = st.integers(-6, 6).map(float), st.integers(1, 6).map(float)


@given(PAYOFFS, GAPS, PAYOFFS, GAPS)
def test_striking_pays_from_the_threshold_on(first, patience, struck, defence):
    peace, mutual = first + patience, struck + defence
    edge = float(reciprocal_fear(peace=peace, first=first, struck=struck, mutual=mutual).threshold)
    assert strike_first_gain(edge, peace, first, struck, mutual) == pytest.approx(0, abs=1e-9)
    assert strike_first_gain(edge + 1e-4, peace, first, struck, mutual) > 0
    assert strike_first_gain(edge - 1e-4, peace, first, struck, mutual) < 0


@given(PAYOFFS, GAPS, PAYOFFS, GAPS)
def test_agrees_with_the_solvers_on_equilibria_and_risk_dominance(first, patience, struck, defence):
    peace, mutual = first + patience, struck + defence
    fear = reciprocal_fear(peace=peace, first=first, struck=struck, mutual=mutual)
    row = np.array([[peace, struck], [first, mutual]])
    game = NormalFormGame.of_matrices(row, row.T)
    strikes = sorted(float(e.probabilities[game.players[0]][1]) for e in nash(game))
    assert strikes == pytest.approx([0.0, float(fear.threshold), 1.0], abs=1e-9)
    marks = risk_dominant(game)[..., 0]
    expected = "wait" if marks[0, 0] else "strike" if marks[1, 1] else "tie"
    assert str(fear.risk_dominant) == expected


def test_no_equilibrium_leaves_a_gain_and_the_regret_would_show_one():
    fear = reciprocal_fear(peace=[0, 1.0], first=[-1, 0.5], struck=-4, mutual=[-3, 0])
    assert fear.regret.shape == (2, 3)
    assert np.abs(fear.regret).max() < 1e-12


def test_names_the_sense_of_stability_and_makes_plain_data():
    fear = reciprocal_fear(peace=0, first=[-1, -2], struck=-4, mutual=-3)
    assert "no incentive to strike first" in str(fear)
    assert fear.to_dict()["risk_dominant"] == ["tie", "wait"]
    assert "<td>wait</td>" in fear._repr_html_()
    with pytest.raises(ValueError, match="read-only"):
        fear.threshold[0] = 1


@pytest.mark.parametrize(
    ("payoffs", "says"),
    [
        ({"peace": 0, "first": 0, "struck": -4, "mutual": -3}, "striking is a dominant action"),
        ({"peace": 0, "first": 1e-10, "struck": -4, "mutual": -3}, "striking is a dominant action"),
        ({"peace": 0, "first": -1, "struck": -3, "mutual": -3}, "waiting is a dominant action"),
        ({"peace": float("nan"), "first": -1, "struck": -4, "mutual": -3}, "'peace' must be finite"),
        ({"peace": [0, 0, 0], "first": [-1, -1], "struck": -4, "mutual": -3}, "shapes do not fit"),
    ],
)
def test_games_without_fear_and_bad_numbers_are_refused(payoffs, says):
    with pytest.raises(ArgumentError, match=says):
        reciprocal_fear(**payoffs)
