"""Would a mediator have prevented the war? Processes of your own beside a scenario's clocks, in SimPy."""

import math

import deterrence as dt

crisis = dt.parse("""
deterrence: 1
title: Crisis in time
players: {challenger: Challenger, defender: Defender}
parameters:
  tension: {value: 0.8, range: [0, 3], meaning: provocations a year}
  patience: {value: 0.6, range: [0.1, 2], meaning: mean years until a crisis escalates}
decisions:
  alert: {player: defender, choices: [low, high]}
facts:
  crisis: [none, open, war]
payoffs:
  challenger: (crisis == open) - 5 * (crisis == war)
  defender: (1 if crisis == open else -0.2) * (alert == high) - 5 * (crisis == war)
timeline:
  unit: year
  horizon: 4
  events:
    provocation: {rate: tension, when: crisis == none, set: {crisis: open}}
    review:      {every: 0.5, decide: alert}
    escalation:  {after: crisis == open, delay: {weibull: [2, patience * (1 + (alert == high))]}, set: {crisis: war}}
  behavior:
    alert: {rule: myopic}
  report: {war: crisis == war}
""")


def mediator(world):
    """Arrives a quarter of a year after a crisis opens, if it has not ended by then."""
    while True:
        yield world.changed
        if world["crisis"] == "open":
            yield world.timeout(0.25)
            if world["crisis"] == "open":
                world.log("mediation succeeds")
                world.set("crisis", "none")


def incidents(world):
    """A stream of incidents at sea, 0.4 a year, each of which opens a crisis."""
    while True:
        yield world.timeout(-math.log(world.random()) / 0.4)
        if world["crisis"] == "none":
            world.set("crisis", "open")


def wars(processes):
    """In how many of 200 histories war broke out."""
    return sum(dt.trace(crisis, replication=k, processes=processes).first_time["war"] < math.inf for k in range(200))


print(dt.trace(crisis, seed=1, replication=2))
print("\nThe same history with a mediator and incidents; the scenario's own draws are the same:")
print(dt.trace(crisis, seed=1, replication=2, processes=[mediator, incidents]))
print(f"\nwar within four years, of 200 histories: {wars([])};", end=" ")
print(f"with incidents {wars([incidents])}; and with a mediator too {wars([mediator, incidents])}")
