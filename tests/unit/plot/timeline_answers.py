"""Answers about timelines that several tests of figures draw."""

from __future__ import annotations

from functools import cache

import deterrence as dt

TIMELINES = ("abm-2000-timeline", "false-alarms", "treaty-cascade")

CRISIS = """
deterrence: 1
title: A crisis
players: {world: The world, other: Another}
parameters: {hazard: {value: 0.3, range: [0, 1]}}
facts: {posture: [calm, crisis], sign: [no, yes]}
payoffs: {world: 1 - 3 * (posture == crisis), other: -1}
timeline:
  unit: month
  horizon: 10
  discount: 0.05
  events:
    onset: {rate: hazard, when: posture == calm, set: {posture: crisis}}
    date:  {at: 4, set: {sign: yes}}
  report: {crisis: posture == crisis, dated: sign == yes, never: false}
"""


@cache
def scenario(name: str) -> dt.Scenario:
    return dt.parse(CRISIS) if name == "crisis" else dt.load(name)


@cache
def ensemble(name: str):
    return dt.simulate(scenario(name), replications=300, seed=1)


@cache
def exact(name: str):
    """The exact answer, or None where some clock stands in the way."""
    try:
        return dt.exact(scenario(name))
    except dt.DeterrenceError:
        return None


@cache
def history(name: str):
    return dt.trace(scenario(name), seed=1, replication=2)
