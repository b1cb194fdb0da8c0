"""Allies that may not come, say for security, and technology sold: scenarios agree with their models over grids.

Sources are those of the scenario files `smith1995`, `morrow1991` and `klein1978`. Grids avoid the thresholds
themselves.
"""

from __future__ import annotations

import numpy as np
import pytest

import deterrence as dt
from deterrence.models.alliance_reliability import alliance_reliability
from deterrence.models.security_autonomy import security_autonomy
from deterrence.models.technology_sale import technology_sale

OFF = 0.0137


def spread(low, high, count=21):
    """Even steps that meet no round number."""
    return np.linspace(low + OFF, high - OFF / 2, count)


def points(scenario, axes, given=None):
    """The parameters at every point of a table."""
    mesh = np.meshgrid(*axes.values(), indexing="ij")
    return {**scenario.baseline, **(given or {}), **dict(zip(axes, mesh, strict=True))}


@pytest.mark.parametrize(
    "axes",
    [
        {"honour": spread(0, 1), "target_cost": spread(0, 2)},
        {"stake": spread(0, 2), "attacker_cost": spread(0, 1)},
        {"worst": spread(0.1, 4), "strengthening": spread(0.05, 0.7)},
    ],
)
def test_peace_war_or_surrender_as_the_model_says(axes):
    scenario = dt.load("smith1995")
    table = dt.sweep(scenario, axes, quantities={"peace": "quiet", "war": "war"})
    at = points(scenario, axes)
    names = ("strengthening", "stake", "honour", "alone", "home", "target_cost", "prize", "attacker_cost")
    found = alliance_reliability(worst_cost=at["worst"], **{name: at[name] for name in names})
    assert ((table.columns["peace"] > 0.5) == (found.outcome == "peace")).all()
    assert ((table.columns["war"] > 0.5) == (found.outcome == "war")).all()
    assert len(np.unique(found.outcome)) >= 2


@pytest.mark.parametrize(
    "axes",
    [
        {"security": spread(0, 1), "say": spread(0, 1)},
        {"minor_value": spread(0, 2), "entrapment": spread(0, 1)},
    ],
)
def test_an_unequal_alliance_is_made_where_neither_side_loses(axes):
    scenario = dt.load("morrow1991")
    table = dt.sweep(scenario, axes, quantities={"allied": "allied"})
    at = points(scenario, axes)
    shape = np.broadcast_shapes(*(np.shape(value) for value in at.values()))

    def sides(major, minor):
        return np.stack([np.broadcast_to(major, shape), np.broadcast_to(minor, shape)], axis=-1)

    found = security_autonomy(
        security=sides(at["help"], at["security"]),
        autonomy=sides(at["say"] - at["entrapment"], -at["say"]),
        weight=sides(at["major_value"], at["minor_value"]),
    )
    assert ((table.columns["allied"] > 0.5) == found.allied).all()
    assert found.allied.any()
    assert not found.allied.all()


@pytest.mark.parametrize(
    "axes",
    [
        {"fear": spread(0, 10), "fee": spread(0, 10)},
        {"patience": spread(0.05, 0.98), "fear": spread(0, 10)},
        {"copy_plans": spread(0, 8), "supplied": spread(0.5, 4)},
    ],
)
def test_components_or_technology_are_sold_and_copied_as_the_model_says(axes):
    scenario = dt.load("klein1978")
    table = dt.sweep(scenario, axes, quantities={"technology": "sale == technology", "builds": "build == own"})
    at = points(scenario, axes)
    names = ("own", "supplied", "price", "copy_parts", "copy_plans", "margin", "fee", "fear")
    found = technology_sale(
        discount_factor=at["patience"],
        independence=at["independence"],
        dependence=at["dependence"],
        **{name: at[name] for name in names},
    )
    sold = found.sale == "technology"
    assert ((table.columns["technology"] > 0.5) == sold).all()
    assert ((table.columns["builds"] > 0.5) == np.where(sold, found.copies_plans, found.copies_parts)).all()
    assert sold.any()
    assert not sold.all()
