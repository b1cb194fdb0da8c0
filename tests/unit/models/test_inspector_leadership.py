from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deterrence.errors import ArgumentError
from deterrence.game.normal_form import NormalFormGame
from deterrence.models.inspector_leadership import _regret, deterring_inspection, inspector_leadership
from deterrence.solvers.leadership import leadership
from deterrence.solvers.nash import nash

WHOLE = st.integers(1, 9).map(float)


def game_of(gain, penalty, cost, seen, unseen):
    inspector = [[-cost, -cost - seen], [0.0, -unseen]]
    inspectee = [[0.0, -penalty], [0.0, gain]]
    labels = (("inspect", "rest"), ("legal", "violate"))
    payoffs = np.stack([inspector, inspectee], axis=2)
    return NormalFormGame(actions=labels, payoffs=payoffs, players=("inspector", "inspectee"))


@settings(max_examples=40)
@given(WHOLE, WHOLE, WHOLE, st.integers(0, 9).map(float), WHOLE)
def test_agrees_with_the_solvers_of_the_game(gain, penalty, cost, seen, more):
    numbers = {"gain": gain, "penalty": penalty, "cost": cost, "seen": seen, "unseen": seen + more}
    found, game = inspector_leadership(**numbers), game_of(**numbers)
    assert float(found.announced) == pytest.approx(leadership(game, leader="inspector").payoffs["inspector"])
    pairs = [(float(e.probabilities["inspector"][0]), float(e.probabilities["inspectee"][1])) for e in nash(game)]
    own = (float(found.inspections), float(found.violations))
    assert any(pair == pytest.approx(own, abs=1e-9) for pair in pairs)
    assert float(found.regret) < 1e-12
    assert found.announced >= found.secret - 1e-12


def test_a_violation_is_deterred_from_the_threshold_on():
    chance = np.linspace(0, 1, 1001)
    pays = (1 - chance) * 3 - chance * 6 > 1e-12
    assert (pays == (chance < deterring_inspection(3, 6) - 1e-12)).all()


def test_a_heavier_penalty_saves_inspections_not_violations():
    found = inspector_leadership(gain=3, penalty=[3, 6, 60], cost=0.1, seen=0.4)
    assert found.violations.tolist() == pytest.approx([1 / 6] * 3)
    assert (np.diff(found.inspections) < 0).all()


def test_at_the_tie_of_cost_and_use_nobody_looks():
    found = inspector_leadership(gain=1, penalty=1, cost=0.5, seen=0.5, unseen=1)
    assert (float(found.inspections), float(found.violations), float(found.regret)) == (0.0, 1.0, 0.0)
    assert "<td>0.5</td>" in found._repr_html_()
    assert found.to_dict()["secret"] == -1
    assert "legal behaviour" in str(found)


@pytest.mark.parametrize(
    ("changes", "says"),
    [({"seen": 1.0}, "'unseen' must be more than 'seen'"), ({"cost": 0}, "'cost' must be > 0"), ({"gain": -1}, "gain")],
)
def test_bad_numbers_are_refused(changes, says):
    with pytest.raises(ArgumentError, match=says):
        inspector_leadership(**{"gain": 3, "penalty": 6, "cost": 0.1, "seen": 0.4, **changes})


def test_an_inspection_dearer_than_any_violation_is_not_announced():
    found = inspector_leadership(gain=9, penalty=1, cost=9, seen=0, unseen=1)
    assert (float(found.announced), float(found.secret)) == (-1, -1)


def test_the_regret_shows_a_gain_of_either_side():
    game = tuple(np.array(x) for x in (3.0, 6.0, 0.1, 0.4, 1.0))
    assert float(_regret(np.array(0.0), np.array(0.0), game)) == pytest.approx(3)
    assert float(_regret(np.array(1.0), np.array(0.0), game)) == pytest.approx(0.1)
    assert float(_regret(np.array(0.0), np.array(1.0), game)) == pytest.approx(0.5)
