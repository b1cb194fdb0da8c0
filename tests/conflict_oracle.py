"""Slow, obvious references for conflict graphs, written from the published definitions.

Nothing here imports `deterrence`. A graph is plain sets and mappings; sequences are enumerated one by one.
`published_matrices` alone uses NumPy: the matrix form as printed, in float32.
"""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import oracles


@dataclass(frozen=True, eq=False)
class Graph:
    """States and players by name, arcs by player, and what each state is worth to each player."""

    states: list[Any]
    players: list[str]
    moves: Mapping[str, list[tuple[Any, Any]]]
    worth: Mapping[str, Mapping[Any, float]]

    def better(self, player, new, old):
        a, b = self.worth[player][new], self.worth[player][old]
        return a > b and not oracles.tied(a, b)

    def steps(self, player, state):
        return [end for begin, end in self.moves[player] if begin == state]

    def improvements(self, player, state):
        return [end for end in self.steps(player, state) if self.better(player, end, state)]


def random_graph(source: random.Random, *, players: int, most: int = 5, density: float | None = None) -> Graph:
    """Few distinct payoffs, so ties abound, some within 1e-9 of each other; arcs need not be transitive."""
    states = list(range(source.randint(2, most)))
    names = "abcd"[:players]
    density = source.choice([0.2, 0.4, 0.7]) if density is None else density
    moves = {p: [(a, b) for a in states for b in states if a != b and source.random() < density] for p in names}
    worth = {p: {s: source.randint(0, 3) + source.choice([0, 0, 3e-10]) for s in states} for p in names}
    return Graph(states, list(names), moves, worth)


# Legal sequences: nobody moves twice in succession.


def sequences(graph: Graph, group, state, *, improving=False) -> Iterator[tuple[list[tuple[str, Any, Any]], Any]]:
    """Every legal sequence of a group, of one move or more, that comes to no state by the same mover twice."""

    def extend(steps, here, last, seen):
        for player in group:
            if player == last:
                continue
            for end in graph.improvements(player, here) if improving else graph.steps(player, here):
                if (end, player) not in seen:
                    longer = [*steps, (player, here, end)]
                    yield longer, end
                    yield from extend(longer, end, player, seen | {(end, player)})

    yield from extend([], state, None, frozenset())


def reach(graph: Graph, group, state, *, improving=False) -> set[Any]:
    """Where legal sequences end, by search over the state and its last mover."""
    found, waiting = set(), [(state, None)]
    while waiting:
        here, last = waiting.pop()
        for player in group:
            if player != last:
                for end in graph.improvements(player, here) if improving else graph.steps(player, here):
                    if (end, player) not in found:
                        found.add((end, player))
                        waiting.append((end, player))
    return {end for end, _ in found}


# One player at one state.


def stable(graph: Graph, player, state, concept) -> bool:
    """The definition of the concept, word by word."""
    others = [one for one in graph.players if one != player]

    def no_better(q):
        return not graph.better(player, q, state)

    for t in graph.improvements(player, state):
        if concept == "nash":
            return False
        ends = reach(graph, others, t, improving=concept in ("seq", "sseq"))
        if concept in ("gmr", "seq"):
            sanctioned = any(no_better(q) for q in ends)
        else:
            sanctioned = any(no_better(q) and all(no_better(w) for w in graph.steps(player, q)) for q in ends)
        if not sanctioned:
            return False
    return True


def margin(graph: Graph, player, state, concept) -> float:
    """The least over moves of the greater of the move's own cost and of the strongest sanction."""
    others = [one for one in graph.players if one != player]
    worth = graph.worth

    def hurt(q):
        a, b = worth[player][state], worth[player][q]
        return 0.0 if oracles.tied(a, b) else a - b

    def firm(q):
        return min([hurt(q), *(hurt(w) for w in graph.steps(player, q))])

    def gain(mover, begin, end):
        a, b = worth[mover][begin], worth[mover][end]
        return math.nextafter(0.0, -1.0) if oracles.tied(a, b) else b - a

    def reply(t):
        if concept == "nash":
            return -math.inf
        end_value = hurt if concept in ("gmr", "seq") else firm
        if concept in ("gmr", "smr"):
            return max((end_value(q) for q in reach(graph, others, t)), default=-math.inf)
        return max(
            (min([end_value(q), *(gain(*step) for step in steps)]) for steps, q in sequences(graph, others, t)),
            default=-math.inf,
        )

    return min((max(hurt(t), reply(t)) for t in graph.steps(player, state)), default=math.inf)


# Two players who look ahead.


def simultaneous(graph: Graph, player, state) -> bool:
    """Each improvement meets one of the opponent's such that both together are no better."""
    (other,) = [one for one in graph.players if one != player]

    def met(t):
        for reply in graph.improvements(other, state):
            together = set(graph.steps(other, t)) & set(graph.steps(player, reply))
            if any(not graph.better(player, q, state) for q in together):
                return True
        return False

    return all(met(t) for t in graph.improvements(player, state))


def limited(graph: Graph, player, state, horizon) -> tuple[Any, bool]:
    """Where play ends if the player moves first with so many moves left, and whether it stays."""
    if horizon == 0:
        return state, True
    (other,) = [one for one in graph.players if one != player]
    follows = {t: limited(graph, other, t, horizon - 1)[0] for t in graph.steps(player, state)}
    if not follows:
        return state, True
    best = max(graph.worth[player][end] for end in follows.values())
    first = next(t for t in follows if oracles.tied(graph.worth[player][follows[t]], best))
    if best > graph.worth[player][state] and not oracles.tied(best, graph.worth[player][state]):
        return follows[first], False
    return state, True


# Coalitions.


def coalitions(players) -> list[tuple[str, ...]]:
    return [group for size in range(1, len(players) + 1) for group in itertools.combinations(players, size)]


def joint_improvements(graph: Graph, group, state) -> set[Any]:
    return {q for q in reach(graph, group, state) if all(graph.better(i, q, state) for i in group)}


def replies_in_turn(graph: Graph, members, state) -> set[Any]:
    """Ends of joint improvements of sub-coalitions, none moving twice in succession."""
    found, waiting = set(), [(state, None)]
    while waiting:
        here, last = waiting.pop()
        for group in coalitions(members):
            if group != last:
                for end in joint_improvements(graph, group, here):
                    if (end, group) not in found:
                        found.add((end, group))
                        waiting.append((end, group))
    return {end for end, _ in found}


def coalition_stable(graph: Graph, group, state, concept) -> bool:
    rest = [one for one in graph.players if one not in group]

    def no_better(q):
        return any(not graph.better(i, q, state) for i in group)

    def sanctioned(t):
        if concept == "cr":
            return False
        ends = replies_in_turn(graph, rest, t) if concept == "cseq" else reach(graph, rest, t)
        if concept == "csmr":
            return any(no_better(q) and all(no_better(w) for w in reach(graph, group, q)) for q in ends)
        return any(no_better(q) for q in ends)

    return all(sanctioned(t) for t in joint_improvements(graph, group, state))


# The states of a scenario file.


def scenario_graph(document, parameters=None, fixed=None) -> Graph | None:
    """Breadth first, one state, player and combination of options at a time; None if the start breaks a constraint."""
    point = oracles.baseline(document, parameters)
    names = list(document["decisions"])
    first = oracles.start(document) | dict(fixed or {})
    if not oracles.lawful(oracles.Evaluator(document, point, first), {}):
        return None
    states, waiting = [first], [first]
    players = list(document["players"])
    moves: dict[str, list[tuple[Any, Any]]] = {player: [] for player in players}
    while waiting:
        state = waiting.pop(0)
        here = oracles.Evaluator(document, point, state)
        for player in players:
            own = [name for name in names if document["decisions"][name]["player"] == player]
            offered = []
            for name in own:
                decision = {**document["decisions"][name], "available": {}}
                options = oracles.offers(
                    oracles.Evaluator(
                        {**document, "decisions": {**document["decisions"], name: decision}}, point, state
                    ),
                    name,
                )
                condition = document["decisions"][name].get("available", {})
                offered.append([o for o in options if o == state[name] or here.holds(condition.get(o, True))])
            for values in itertools.product(*offered):
                change = dict(zip(own, values, strict=True))
                after = state | change
                if after != state and oracles.lawful(here, change):
                    if after not in states:
                        states.append(after)
                        waiting.append(after)
                    moves[player].append((key(state), key(after)))
    worth = {
        player: {key(s): oracles.Evaluator(document, point, s).value(document["payoffs"][player]) for s in states}
        for player in players
    }
    return Graph([key(s) for s in states], players, moves, worth)


def key(state) -> tuple[tuple[str, str], ...]:
    return tuple(state.items())


# The matrix form as printed (Xu, Hipel, Kilgour 2009), in float32.


def published_matrices(moves, worth) -> dict[str, Any]:
    """Stability of each player by the five concepts from products of whole matrices; ``{concept: (player, state)}``.

    `moves` are adjacency matrices by player and `worth` is ``(player, state)``.
    """
    count, states = worth.shape
    arcs = [np.asarray(one, dtype=np.float32) for one in moves]
    ones = np.ones((states, states), dtype=np.float32)
    gap = worth[:, None, :] - worth[:, :, None]
    scale = np.maximum(1.0, np.maximum(np.abs(worth[:, None, :]), np.abs(worth[:, :, None])))
    above = [((gap[i] > 0) & (np.abs(gap[i]) > 1e-9 * scale[i])).astype(np.float32) for i in range(count)]
    found = {concept: np.zeros((count, states), dtype=bool) for concept in ("nash", "gmr", "smr", "seq", "sseq")}
    for i in range(count):
        rest = [j for j in range(count) if j != i]
        up = arcs[i] * above[i]
        level = ones - above[i]
        firm = level.T * (ones - np.sign(arcs[i] @ above[i].T))
        anyone = _reached([arcs[j] for j in rest], states)
        credible = _reached([arcs[j] * above[j] for j in rest], states)
        found["nash"][i] = np.diag(up @ ones) == 0
        for concept, reached, ends in (
            ("gmr", anyone, level.T),
            ("smr", anyone, firm),
            ("seq", credible, level.T),
            ("sseq", credible, firm),
        ):
            found[concept][i] = np.diag(up @ (ones - np.sign(reached @ ends))) == 0
    return found


def _reached(arcs, states):
    """``M^(t)_i = sign[(or_j M^(t-1)_j) J_i]`` over j other than i, gathered until nothing is new."""
    last = [one.copy() for one in arcs]
    while True:
        step = []
        for i, one in enumerate(arcs):
            before = sum((m for j, m in enumerate(last) if j != i), np.zeros((states, states), dtype=np.float32))
            step.append(np.maximum(last[i], np.sign(np.sign(before) @ one)))
        if all(np.array_equal(a, b) for a, b in zip(step, last, strict=True)):
            return np.sign(sum(last, np.zeros((states, states), dtype=np.float32)))
        last = step
