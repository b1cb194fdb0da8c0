"""What would have to change for a state of the conflict graph to become stable, or unstable."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

import deterrence as dt
from deterrence.analysis.inverse import inverse
from deterrence.conflict_graph.scenario_graph import conflict
from deterrence.errors import ArgumentError, NoAnswerError

DEAL = dt.load("technology-for-money")
DEALT = {"treaty": "withdraw", "fund": "pay", "export": "components"}


def stable(given, state, concept, player=None):
    return conflict(DEAL, given=given).is_stable(state, concept, player)


def test_one_parameter_changes_the_verdict_exactly_at_its_value():
    found = inverse(DEAL, DEALT)
    assert found.is_stable
    for name, flip in found.per_parameter.items():
        if flip is None:
            low, high = DEAL.span(name)
            assert all(stable({name: value}, DEALT, "seq") for value in np.linspace(low, high, 41))
        else:
            assert not stable({name: flip.values[name]}, DEALT, "seq")
            assert stable({name: flip.near[name]}, DEALT, "seq")
            assert abs(flip.values[name] - flip.near[name]) < 1e-9
    assert {name: flip.values[name] for name, flip in found.per_parameter.items() if flip} == pytest.approx(
        {"need": 1.0, "pay": 5.0}, abs=1e-8
    )


def test_together_parameters_need_to_move_less_than_any_alone():
    found = inverse(DEAL, DEALT)
    alone = min(flip.distance for flip in found.per_parameter.values() if flip)
    assert found.joint.distance <= alone
    assert not stable(dict(found.joint.values), DEALT, "seq")

    def distance(place):
        return np.hypot((place[0] - 2) / 4, (place[1] - 3) / 6)

    places = sorted(itertools.product(np.linspace(1, 2, 41), np.linspace(3, 5, 41)), key=distance)
    nearest = next(
        distance((need, pay)) for need, pay in places if not stable({"need": need, "pay": pay}, DEALT, "seq")
    )
    assert found.joint.distance <= nearest + 1e-6
    assert found.joint.distance >= nearest - 0.02


def test_what_nothing_can_change_is_said():
    found = inverse(DEAL, {"treaty": "withdraw", "export": "technology", "shield": "alone"}, "nash", player="us")
    assert found.is_stable
    assert found.joint is None
    assert "none found" in str(found)


def test_it_says_what_it_would_take_to_hold_the_status_quo():
    found = inverse(DEAL, concept="seq", player="us")
    assert not found.is_stable
    assert str(found).startswith("The state treaty = keep")
    assert "not stable for us" in str(found)
    assert found.to_dict()["per_parameter"]["need"] is None


def test_one_parameter_may_be_named_alone():
    assert list(inverse(DEAL, parameters="gain", player="us").per_parameter) == ["gain"]


def test_parameters_that_touch_no_payoff_and_no_move_are_known_not_to_matter():
    idle = DEAL.to_dict()
    idle["parameters"]["idle"] = {"value": 1.0, "range": [0.0, 2.0]}
    found = inverse(dt.Scenario(**idle), DEALT)
    assert found.per_parameter["idle"] is None
    assert found.joint.distance == pytest.approx(inverse(DEAL, DEALT).joint.distance, rel=1e-6)


@pytest.mark.slow
def test_seventy_parameters_take_seconds_and_the_joint_change_is_nearer_than_any_alone():
    found = inverse(dt.load("abm-2000"))
    alone = {name: flip.distance for name, flip in found.per_parameter.items() if flip}
    assert alone == pytest.approx(
        {"chinese_force": 0.13, "chinese_requirement": 0.18, "technology_gap": 0.3, "effectiveness_miss": 0.76},
        abs=0.01,
    )
    assert found.joint.distance < 0.109
    turned = conflict(dt.load("abm-2000"), given=dict(found.joint.values))
    assert not turned.is_stable({}, "seq")


def test_odd_questions_are_refused():
    with pytest.raises(ArgumentError, match="name at least one parameter"):
        inverse(DEAL, parameters=[])
    with pytest.raises(ArgumentError, match="did you mean 'gain'"):
        inverse(DEAL, parameters=["gian"])
    with pytest.raises(ArgumentError, match="does not serve here"):
        inverse(DEAL, concept="cseq")
    broken = DEAL.to_dict()
    broken["payoffs"]["us"] = "1 / (gain - 2) * (treaty == withdraw)"
    with pytest.raises(NoAnswerError, match="no value"):
        inverse(dt.Scenario(**broken))
