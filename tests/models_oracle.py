"""What the classic models mean, written slowly from their definitions: payoffs, types, best replies on a grid."""

from __future__ import annotations

import numpy as np


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


def damage(arrivals, rate, value):
    """The share of a value that is lost."""
    return 1 - np.exp(-rate * max(arrivals, 0.0) / value)


def costs_of_strike(attacker, victim, share, rate, hostility):
    """Costs of attacker and victim if a share of the attacker's force is aimed at the victim's force."""
    destroyed = min(share * attacker.force * attacker.counterforce, victim.vulnerable * victim.force)
    returned = victim.force - destroyed - attacker.defence
    sent = (1 - share) * attacker.force - victim.defence
    hurt, hurt_victim = damage(returned, rate, attacker.value), damage(sent, rate, victim.value)
    return hurt + hostility * (1 - hurt_victim), hurt_victim + hostility * (1 - hurt)


def cheapest_strike(attacker, victim, rate, hostility, steps=4000):
    """The least cost of the attacker over a grid of shares, with the victim's there; of ties the smallest share."""
    rows = [(*costs_of_strike(attacker, victim, i / steps, rate, hostility), i / steps) for i in range(steps + 1)]
    least = min(row[0] for row in rows)
    return next(row for row in rows if row[0] <= least + 1e-9)


def alliance_utility(ally, own, contributions, incomes, tastes, spillover):
    """What an ally enjoys if it contributes `own` and the others what `contributions` says."""
    others = sum(given for i, given in enumerate(contributions) if i != ally)
    private, defence = incomes[ally] - own, own + spillover * others
    return private ** (1 - tastes[ally]) * defence ** tastes[ally]


def best_gain_from_contributing_otherwise(ally, contributions, incomes, tastes, spillover, steps=500):
    """The most that an ally could gain on a grid of contributions."""
    now = alliance_utility(ally, contributions[ally], contributions, incomes, tastes, spillover)
    grid = [incomes[ally] * i / steps for i in range(steps + 1)]
    return max(alliance_utility(ally, own, contributions, incomes, tastes, spillover) for own in grid) - now


def region_of_forces(a, b, plane):
    """The region of one point from what each side has left after the other's strike; exact with fractions."""
    left_of_b, left_of_a = b - plane["exchange_a"] * a, a - plane["exchange_b"] * b
    a_is = "deterred" if left_of_b >= plane["deter_a"] else "able" if left_of_b <= plane["attack_a"] else "neither"
    b_is = "deterred" if left_of_a >= plane["deter_b"] else "able" if left_of_a <= plane["attack_b"] else "neither"
    if (a_is, b_is) == ("deterred", "deterred"):
        return "mutual deterrence"
    if (a_is, b_is) == ("able", "able"):
        return "forced initiation"
    if "able" in (a_is, b_is):
        return "initiation by A" if a_is == "able" else "initiation by B"
    if "deterred" in (a_is, b_is):
        return "deterrence by A" if b_is == "deterred" else "deterrence by B"
    return "no deterrence, no attack"


def stepped_race(matrix, grievance, start, until, steps, caps=None):
    """Budgets at the end, by many small steps (midpoint rule), each cut off at 0 and the caps if there are any."""
    low, high = (-np.inf, np.inf) if caps is None else (0.0, caps)
    budgets, step = np.array(start, dtype=float), until / steps
    for _ in range(steps):
        halfway = np.clip(budgets + step / 2 * (matrix @ budgets + grievance), low, high)
        budgets = np.clip(budgets + step * (matrix @ halfway + grievance), low, high)
    return budgets
