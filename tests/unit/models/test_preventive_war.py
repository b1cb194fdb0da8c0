from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deterrence.errors import ArgumentError
from deterrence.models.preventive_war import preventive_war

TENTHS = st.integers(0, 10).map(lambda n: n / 10)
COSTS = st.integers(1, 12).map(lambda n: n / 10)
WAR = {"investment": 0.2, "strike_cost": 0.3, "shift": 1.0, "discount_factor": 0.9, "detection": 0.4}


def worths(invests, strikes_seen, strikes_unseen, game):
    """Payoffs of investor and striker for pure strategies, over what may be seen."""
    total = np.zeros(2)
    for seen in (True, False):
        chance = (game["detection"] if seen else 1 - game["detection"]) if invests else float(not seen)
        struck = strikes_seen if seen else strikes_unseen
        later = game["discount_factor"] * game["shift"] * (invests and not struck)
        investor = later - game["investment"] * invests - game["strike_loss"] * struck
        striker = -later - game["strike_cost"] * struck
        total += chance * np.array([investor, striker])
    return total


@given(COSTS, COSTS, TENTHS, st.sampled_from([0.5, 0.9, 1.0]), st.sampled_from([0.0, 0.3]))
def test_neither_side_gains_by_any_plan_of_its_own(investment, strike_cost, detection, d, loss):
    game = {
        "investment": investment,
        "strike_cost": strike_cost,
        "shift": 1.0,
        "discount_factor": d,
        "detection": detection,
        "strike_loss": loss,
    }
    found = preventive_war(**game)
    alpha, beta = float(found.invest), float(found.blind_strike)
    answers = float(strike_cost < d - 1e-9)
    chances = {
        (i, s, u): (alpha if i else 1 - alpha) * (answers if s else 1 - answers) * (beta if u else 1 - beta)
        for i, s, u in itertools.product((True, False), repeat=3)
    }
    played = sum(chance * worths(*plan, game) for plan, chance in chances.items())
    for own in (True, False):
        other = sum(chance * worths(own, s, u, game)[0] for (_, s, u), chance in chances.items())
        assert other <= played[0] + 1e-9
    for own in itertools.product((True, False), repeat=2):
        other = sum(chance * worths(i, *own, game)[1] for (i, _, _), chance in chances.items())
        assert other <= played[1] + 1e-9
    assert max(float(found.investor_regret), float(found.striker_regret)) < 1e-9
    struck = sum(chance * ((i * detection * s) + (1 - i * detection) * u) for (i, s, u), chance in chances.items())
    assert float(found.war) == pytest.approx(struck)
    assert float(found.mistaken_war) == pytest.approx(sum(c for (i, _, u), c in chances.items() if u and not i))


def test_numbers_of_an_example():
    found = preventive_war(**WAR)
    found_numbers = [float(x) for x in (found.strike_belief, found.invest, found.blind_strike)]
    assert found_numbers == pytest.approx([1 / 3, 0.4545, 0.6296], abs=5e-5)


@given(COSTS, st.sampled_from([0.0, 0.3]))
def test_peace_begins_at_the_detection_threshold_and_the_tie_belongs_to_it(investment, loss):
    game = WAR | {"investment": investment, "strike_loss": loss}
    edge = float(preventive_war(**game).detection_threshold)
    if 0 < edge < 1:
        kinds = preventive_war(**game | {"detection": [edge - 1e-6, edge, edge + 1e-6]}).kind.tolist()
        assert kinds == ["mixture", "peace", "peace"]


def test_better_detection_makes_investment_more_frequent_and_war_little_rarer_until_both_stop():
    found = preventive_war(**WAR | {"detection": np.linspace(0, 1, 101)})
    mixed = found.kind == "mixture"
    assert (np.diff(found.invest[mixed]) > 0).all()
    assert found.war[mixed].min() > 0.5
    assert found.war[~mixed].max() == 0
    assert "..." in str(found)


def test_a_strike_that_never_pays_leaves_the_investment_unopposed_and_at_a_tie_too():
    found = preventive_war(**WAR | {"strike_cost": [0.9, 0.95]})
    assert found.kind.tolist() == ["unopposed", "unopposed"]
    assert np.isnan(found.detection_threshold).all()
    assert found.war.max() == 0


def test_makes_plain_data():
    found = preventive_war(**WAR)
    assert found.to_dict()["kind"] == "mixture"
    assert "<td>mixture</td>" in found._repr_html_()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"investment": 0}, "'investment' must be > 0"),
        ({"discount_factor": 1.1}, "'discount_factor' must be > 0 and <= 1"),
        ({"detection": [0, 1], "shift": [1, 2, 3]}, "shapes do not fit"),
    ],
)
def test_bad_arguments_are_refused(change, says):
    with pytest.raises(ArgumentError, match=says):
        preventive_war(**WAR | change)
