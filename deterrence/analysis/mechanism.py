"""How the order of play answers a departure, and what each step of that answer would cost who takes it alone."""

from __future__ import annotations

from collections.abc import Mapping

from deterrence.analysis.threats import Threat, threats
from deterrence.conflict_graph.graph import ConflictGraph
from deterrence.errors import ArgumentError
from deterrence.solvers.solution import Solution
from deterrence.solvers.solve import solve
from deterrence.tables.text import number


def mechanism(solution: Solution, graph: ConflictGraph, state: Mapping[str, str], player: str) -> str:
    """In a sentence or two: after a player leaves the state, who answers, and what the answer costs alone and together.

    Empty where the order of play answers nothing, or where nobody's lone step
    differs from the joint one in sign.
    """
    for threat in threats(solution):
        if threat.player == player and state.get(threat.history[-1][0]) != threat.history[-1][1]:
            said = _answer(solution, graph, state, threat)
            if said:
                return said
    return ""


def _answer(solution: Solution, graph: ConflictGraph, state: Mapping[str, str], threat: Threat) -> str:
    scenario = solution.scenario
    followed = solve(scenario, given=dict(solution.point), suppose=threat.suppose)
    variable, value = threat.history[-1]
    left = {**state, variable: value}
    answered = {n: v for n, v in followed.outcomes[0].state.items() if n in scenario.decisions and left[n] != v}
    movers: dict[str, dict[str, str]] = {}
    for name, choice in answered.items():
        movers.setdefault(scenario.decisions[name].player, {})[name] = choice
    if len(movers) < 2 or threat.player in movers:
        return ""
    try:
        before = graph.index(left)
        after = graph.index({**left, **answered})
        alone = {who: _gain(graph, who, before, graph.index({**left, **step})) for who, step in movers.items()}
    except ArgumentError:
        return ""
    together = {who: _gain(graph, who, before, after) for who in movers}
    if min(together.values()) <= 0 or not any(gain <= 0 for gain in alone.values()):
        return ""
    label = {who: scenario.players[who].label for who in movers}
    answer = " and ".join(f"{name} = {choice}" for name, choice in answered.items())
    said = f"After {variable} = {value} the order of play answers {answer}"
    if scenario.ordinal:
        lone = ", ".join(label[who] for who, gain in alone.items() if gain <= 0)
        return f"{said}: {lone} would not move first alone, and all of them gain by moving together."
    lone = " and ".join(f"{label[w]} would lose {number(-gain)} moving first" for w, gain in alone.items() if gain <= 0)
    joint = ", ".join(f"{label[who]} gains {number(gain)}" for who, gain in together.items())
    return f"{said}: alone, {lone}; together, {joint}."


def _gain(graph: ConflictGraph, player: str, before: int, after: int) -> float:
    worth = graph.payoffs[player]
    return float(worth[after] - worth[before])
