from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deterrence.errors import ArgumentError
from deterrence.models.alliance_reliability import alliance_reliability, observed_reliability

ALLIANCE = {
    "strengthening": 0.4,
    "stake": 0.5,
    "honour": 0.25,
    "worst_cost": 1.0,
    "alone": 0.3,
    "home": 1.0,
    "target_cost": 0.4,
    "prize": 1.0,
    "attacker_cost": 0.5,
}
QUARTERS = st.integers(0, 8).map(lambda n: n / 4)
SOME = st.integers(1, 8).map(lambda n: n / 4)


def played(a, draws=4000):
    """The reliability and the outcome by backward induction, the ally's costs of aid drawn evenly."""
    costs = (np.arange(draws) + 0.5) / draws * a["worst_cost"]
    with_aid, without = a["alone"] + a["strengthening"], a["alone"]
    comes = sum(with_aid * a["stake"] - cost > without * a["stake"] - a["honour"] for cost in costs) / draws
    holds = comes * with_aid + (1 - comes) * without
    resisting = holds * a["home"] - a["target_cost"]
    attacking = (1 - holds) * a["prize"] - a["attacker_cost"] if resisting >= 0 else a["prize"]
    outcome = "peace" if attacking <= 0 else "war" if resisting >= 0 else "surrender"
    return comes, outcome, min(abs(resisting), abs(attacking))


@given(QUARTERS, QUARTERS, SOME, SOME, QUARTERS, SOME, QUARTERS)
def test_the_outcome_is_what_backward_induction_finds(stake, honour, worst, home, target_cost, prize, attacker_cost):
    alliance = ALLIANCE | {
        "stake": stake,
        "honour": honour - 0.5,
        "worst_cost": worst,
        "home": home,
        "target_cost": target_cost,
        "prize": prize,
        "attacker_cost": attacker_cost,
    }
    found = alliance_reliability(**alliance)
    comes, outcome, margin = played(alliance)
    assert float(found.reliability) == pytest.approx(comes, abs=1e-3)
    if margin > 1e-2:
        assert str(found.outcome) == outcome


@pytest.mark.parametrize("name", ["resist", "deter"])
def test_at_a_threshold_in_honour_the_outcome_changes_and_a_tie_is_for_resisting_and_for_peace(name):
    edge = float(getattr(alliance_reliability(**ALLIANCE), f"{name}_honour"))
    at = alliance_reliability(**ALLIANCE | {"honour": [edge - 1e-6, edge, edge + 1e-6]}).outcome.tolist()
    assert at == (["surrender", "war", "war"] if name == "resist" else ["war", "peace", "peace"])


def test_an_ally_between_the_thresholds_makes_war_of_a_surrender():
    found = alliance_reliability(**ALLIANCE | {"honour": [0, 0.05, 0.3]})
    assert found.outcome.tolist() == ["surrender", "war", "peace"]
    assert (float(found.resist_honour[0]), float(found.deter_honour[0])) == pytest.approx((0.05, 0.3))


@given(st.floats(-0.5, 1.5), st.floats(-0.5, 1.5))
def test_the_record_in_war_is_the_mean_over_the_alliances_that_are_fought_over(resist, deter):
    rho = (np.arange(20000) + 0.5) / 20000
    fought, kept = (rho >= resist) & (rho < deter), (rho >= resist) & (rho >= deter)
    war, peace = observed_reliability(resist, deter)
    if fought.sum() > 100:
        assert float(war) == pytest.approx(rho[fought].mean(), abs=1e-3)
    if not fought.any():
        assert np.isnan(war) or min(deter, 1) - max(resist, 0) < 1e-4
    if kept.sum() > 100:
        assert float(peace) == pytest.approx(rho[kept].mean(), abs=1e-3)
        assert np.isnan(war) or war < peace


def test_prints_a_table_and_makes_plain_data():
    found = alliance_reliability(**ALLIANCE)
    assert "the target is not attacked" in str(found)
    assert found.to_dict()["outcome"] == "war"
    assert "<td>war</td>" in found._repr_html_()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"strengthening": 0}, "'strengthening' must be > 0"),
        ({"alone": 0.8}, r"'alone \+ strengthening' must be <= 1"),
        ({"worst_cost": 0}, "'worst_cost' must be > 0"),
        ({"honour": [1, 2], "stake": [1, 2, 3]}, "shapes do not fit"),
    ],
)
def test_what_is_no_alliance_is_refused(change, says):
    with pytest.raises(ArgumentError, match=says):
        alliance_reliability(**ALLIANCE | change)


def test_a_range_of_reliabilities_must_be_one():
    with pytest.raises(ArgumentError, match=r"'most' must be > 0\.5"):
        observed_reliability(0.2, 0.4, least=0.5, most=0.5)
