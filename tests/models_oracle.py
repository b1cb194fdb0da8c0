"""What the classic models mean, written slowly from their definitions: payoffs, types, best replies on a grid."""

from __future__ import annotations


def strike_first_gain(p, peace, first, struck, mutual):
    """How much more striking is worth than waiting if the other strikes with probability `p`."""
    payoffs = {
        ("wait", "wait"): peace,
        ("strike", "wait"): first,
        ("wait", "strike"): struck,
        ("strike", "strike"): mutual,
    }
    worth = {own: (1 - p) * payoffs[own, "wait"] + p * payoffs[own, "strike"] for own in ("wait", "strike")}
    return worth["strike"] - worth["wait"]


def share_that_builds(p, advantage, exposure, costs):
    """The share of types, one a cost, that gain by building if the other builds with probability `p`."""
    builds = 0
    for cost in costs:
        building = (1 - p) * (advantage - cost) + p * (-cost)
        holding = (1 - p) * 0.0 + p * (-exposure)
        builds += building > holding
    return builds / len(costs)
