"""What coalitions would do, as tables and plain data: coalitional equilibria, who would leave, equilibrium jumps."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np

from deterrence.conflict_graph.concepts import COALITIONAL, NAMES
from deterrence.conflict_graph.joint import JointMoves
from deterrence.conflict_graph.words import move_words, state_words
from deterrence.tables.text import text_table

if TYPE_CHECKING:
    from deterrence.conflict_graph.graph import ConflictGraph

CELLS = 4_000_000
MOST = 8
ROWS = 20
JUMPS = ("nash", "seq")


def judges_coalitions(graph: ConflictGraph) -> bool:
    """Whether all coalitions can be judged in about a second, so that tables do it unasked."""
    return bool(2 ** len(graph.players) * len(graph.states) ** 2 <= CELLS)


def more_concepts(graph: ConflictGraph) -> tuple[str, ...]:
    """The concepts that tables show beside those of single players: SIM of two, and those of coalitions."""
    two = ("sim",) if len(graph.players) == 2 else ()
    return (*two, *COALITIONAL) if judges_coalitions(graph) else two


def coalition_name(graph: ConflictGraph, coalition: Iterable[str]) -> str:
    """Its members in the graph's order."""
    return "+".join(player for player in graph.players if player in coalition)


def coalition_verdicts(
    graph: ConflictGraph, state: Any, concepts: Iterable[str] = COALITIONAL
) -> tuple[list[str], list[list[str]]]:
    """For each coalitional concept whether a state is stable, and who would leave it for what."""
    body = []
    for concept in concepts:
        leaving = departures(graph, state, concept)
        told = [f"{coalition_name(graph, who)}: {move_words(state, ends[0])}" for who, ends in leaving.items()]
        verdict = "not stable" if leaving else "stable"
        body.append([_short_name(concept), verdict, _few(told) or "nobody"])
    return ["concept", "for all coalitions", "who would leave, and how"], body


def departures(graph: ConflictGraph, state: Any, concept: str) -> dict[frozenset[str], list[Any]]:
    """The coalitions that are not stable at a state, small ones first, and the states they would move to unanswered."""
    number = graph.index(state)
    joint = JointMoves(graph.model)
    found = {}
    for group, (who, stable) in zip(joint.groups(), graph.stability(concept).items(), strict=True):
        if state not in stable:
            ends = np.flatnonzero(joint.unanswered(group, concept)[number])
            found[who] = [graph.states[end] for end in ends]
    return found


def jump_lines(graph: ConflictGraph, concept: str) -> list[str]:
    """The equilibrium jumps of a concept in words, the first few."""
    jumps = graph.jumps(concept)
    if not jumps:
        return [f"No coalition gains by moving from one equilibrium to another, {_short_name(concept)}."]
    told = [
        f"  {coalition_name(graph, who)}: from '{state_words(a, graph.initial)}' to '{state_words(b, graph.initial)}'"
        for a, b, who in jumps[:MOST]
    ]
    rest = [f"  and {len(jumps) - MOST:,} more"] if len(jumps) > MOST else []
    return [f"Equilibrium jumps, by which every member gains, {_short_name(concept)}:", *told, *rest]


def plain_more(graph: ConflictGraph) -> dict[str, Any]:
    """Plain data: equilibria of more concepts, and jumps, by the places of states; empty where there are too many."""
    found: dict[str, Any] = {
        "more_equilibria": {
            concept: [graph.index(state) for state in graph.equilibria(concept)] for concept in more_concepts(graph)
        }
    }
    if judges_coalitions(graph):
        found["jumps"] = {
            concept: [
                {"from": graph.index(a), "to": graph.index(b), "coalition": coalition_name(graph, who)}
                for a, b, who in graph.jumps(concept)
            ]
            for concept in JUMPS
        }
    return found


def _short_name(concept: str) -> str:
    """The concept's name without the reading of it."""
    name, *reading = NAMES[concept].split(";")
    return f"{name})" if reading else name


def _few(told: list[str]) -> str:
    rest = len(told) - MOST
    return "; ".join([*told[:MOST], *([f"and {rest} coalitions more"] if rest > 0 else [])])


def concept_lines(graph: ConflictGraph, state: Any, concept: str, horizon: int | None = None) -> list[str]:
    """What a concept of two players, or of coalitions, says of a state, and which states are its equilibria."""
    here = state_words(graph.states[graph.index(state)], graph.initial)
    if concept in COALITIONAL:
        header, body = coalition_verdicts(graph, state, [concept])
        lines = [f"At {here}:", text_table(header, body)]
    else:
        stable = [graph.is_stable(state, concept, player, horizon) for player in graph.players]
        verdicts = ["stable" if one else "not stable" for one in stable]
        ahead = "" if horizon is None else f", {horizon} moves ahead"
        lines = [f"At {here}, by {NAMES[concept]}{ahead}:", text_table(graph.players, [verdicts])]
    found = graph.equilibria(concept, horizon)
    words = [f"  {state_words(one, graph.initial)}" for one in found[:ROWS]]
    rest = [f"  and {len(found) - ROWS:,} more"] if len(found) > ROWS else []
    lines += [f"Equilibria: {len(found):,} of {len(graph.states):,} states", *words, *rest]
    return lines + (jump_lines(graph, concept) if horizon is None else [])
