"""Treaties kept, left and ratified: scenarios agree with the closed forms of their models over grids.

Sources are those of the scenario files `abm1972`, `romer1978` and `iida1993`. Grids avoid the thresholds themselves,
where either side may be reported; the models' own tests have the ties.
"""

from __future__ import annotations

import numpy as np
import pytest

import deterrence as dt
from deterrence.models.ratification import bold_offer_threshold, ratification
from deterrence.models.treaty_exit import treaty_exit

OFF = 0.0137


def spread(low, high, count=21):
    """Even steps that meet no round number."""
    return np.linspace(low + OFF, high - OFF / 2, count)


def pairs(axes):
    """The parameters at every point of a table."""
    return dict(zip(axes, np.meshgrid(*axes.values(), indexing="ij"), strict=True))


@pytest.mark.parametrize(
    "axes",
    [
        {"patience": spread(0.05, 0.95), "outside": spread(0, 5)},
        {"temptation": spread(3.2, 10), "exit_cost": spread(0, 10), "patience": [0.613], "outside": [4.9]},
    ],
)
@pytest.mark.parametrize("timing", [{"lag": 1, "notice": 0}, {"lag": 3, "notice": 6}, {"lag": 12, "notice": 2}])
def test_a_party_keeps_breaks_or_leaves_the_treaty_as_the_model_says(axes, timing):
    scenario = dt.load("abm1972")
    courses = ("comply", "breach", "leave")
    table = dt.sweep(scenario, axes, given=timing, quantities={course: f"course == {course}" for course in courses})
    at = {**scenario.baseline, **timing, **pairs(axes)}
    names = ("temptation", "reward", "punishment", "outside", "lag", "notice", "exit_cost")
    found = treaty_exit(discount_factor=at["patience"], **{name: at[name] for name in names})
    for course in courses:
        assert ((table.columns[course] > 0.5) == (found.best == course)).all()
    assert len(np.unique(found.best)) >= 2
    assert table.columns["payoff.party"] == pytest.approx(np.maximum(found.comply, found.comply + found.regret))


def test_the_offer_is_the_models_rounded_down_to_what_the_scenario_can_offer():
    axes = {"ideal": spread(0, 1), "status_quo": spread(0, 0.6)}
    table = dt.sweep(dt.load("romer1978"), axes, quantities={"result": "result"})
    at = pairs(axes)
    found = ratification(proposer=1, ratifier=at["ideal"], status_quo=at["status_quo"])
    fifths = np.floor(np.round(found.agreement * 5, 9)) / 5
    assert table.columns["result"] == pytest.approx(np.maximum(fifths, at["status_quo"]))


@pytest.mark.parametrize("cost", [0.25, 0.55])
def test_a_credible_exit_is_the_point_of_reversion(cost):
    axes = {"ideal": spread(0, 1), "status_quo": spread(0, 0.9)}
    table = dt.sweep(dt.load("romer1978"), axes, given={"exit": 1, "cost": cost}, quantities={"result": "result"})
    at = pairs(axes)
    found = ratification(proposer=1, ratifier=at["ideal"], status_quo=at["status_quo"], exit_to=1, exit_cost=cost)
    assert (table.columns["result"][found.exit_is_credible] > 0.999).all()
    fifths = np.maximum(np.floor(np.round(found.agreement * 5, 9)) / 5, at["status_quo"])
    assert table.columns["result"][~found.exit_is_credible] == pytest.approx(fifths[~found.exit_is_credible])
    assert found.exit_is_credible.any()
    assert not found.exit_is_credible.all()


def test_a_bold_treaty_is_signed_above_its_threshold():
    axes = {"willing": spread(0, 1), "embarrassment": spread(0, 1), "cautious": spread(0.1, 0.5, 5)}
    table = dt.sweep(dt.load("iida1993"), axes, quantities={"bold": "treaty == bold"})
    at = pairs(axes)
    edge = bold_offer_threshold(at["cautious"], 0.9, embarrassment=at["embarrassment"])
    assert ((table.columns["bold"] > 0.5) == (at["willing"] > edge)).all()
