"""A conflict graph as a table: its states, what they are worth, and by which concepts they are equilibria."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from deterrence.conflict_graph.concepts import INDIVIDUAL, NAMES
from deterrence.conflict_graph.joint_listing import judges_coalitions, more_concepts, plain_more
from deterrence.conflict_graph.preference import margin_text
from deterrence.conflict_graph.words import state_words
from deterrence.solvers.ties import TIE
from deterrence.tables.text import number

if TYPE_CHECKING:
    import pandas as pd

    from deterrence.conflict_graph.graph import ConflictGraph

ROWS = 40


def rows(graph: ConflictGraph) -> tuple[list[str], list[list[str]], int]:
    """Header and rows, and how many states are left out: of more than 40 only equilibria are shown."""
    concepts = (*INDIVIDUAL, *more_concepts(graph))
    marks = {concept: {graph.index(state) for state in graph.equilibria(concept)} for concept in concepts}
    shown = list(range(len(graph.states)))
    if len(shown) > ROWS:
        shown = sorted(set().union(*marks.values()))[:ROWS]
    header = ["state", *(f"{player}'s rank" if graph.ordinal else player for player in graph.players), *concepts]
    body = [
        [
            state_words(graph.states[k], graph.initial),
            *(number(float(worth[k])) for worth in graph.payoffs.values()),
            *("yes" if k in marks[concept] else "" for concept in concepts),
        ]
        for k in shown
    ]
    return header, body, len(graph.states) - len(shown)


def notes(graph: ConflictGraph, hidden: int) -> list[str]:
    """What the table rests on."""
    arcs = ", ".join(f"{player} {count}" for player, count in graph.arcs.items())
    lines = [f"{len(graph.states):,} states, {sum(graph.arcs.values()):,} moves ({arcs})"]
    if hidden:
        lines.append(f"{hidden:,} states are not shown: of more than {ROWS} states, equilibria only, {ROWS} at most")
    if graph.fixed:
        lines.append("fixed: " + ", ".join(f"{name} = {value}" for name, value in graph.fixed.items()))
    if graph.ignored:
        lines.append(f"ignored, as the graph lets decisions move: what is supposed of {', '.join(graph.ignored)}")
    if judges_coalitions(graph):
        lines.append("cr, cgmr, csmr, cseq: stable for every coalition too")
    lines.append(f"'yes': stable for every player; better means by more than a tie, {TIE:g} max(1, |a|, |b|)")
    return lines


def verdicts(graph: ConflictGraph, state: Any) -> tuple[list[str], list[list[str]]]:
    """For each individual concept whether a state is stable for each player, and by what margin."""
    body = []
    for concept in INDIVIDUAL:
        stable = graph.is_stable(state, concept)
        cells = [_cell(graph, state, concept, player) for player in graph.players]
        body.append([NAMES[concept], "stable" if stable else "not stable", *cells])
    return ["concept", "for all", *graph.players], body


def _cell(graph: ConflictGraph, state: Any, concept: str, player: str) -> str:
    if graph.ordinal:
        return "stable" if graph.is_stable(state, concept, player) else "not stable"
    margin = graph.margin_at(state, concept, player)
    return "cannot move" if margin == float("inf") else margin_text(margin)


def plain(graph: ConflictGraph) -> dict[str, Any]:
    """Plain data: states by their place in `states`."""
    stable = {concept: graph.stability(concept) for concept in INDIVIDUAL}
    return {
        "states": list(graph.states),
        "players": list(graph.players),
        "initial": graph.initial,
        "fixed": dict(graph.fixed),
        "ignored": list(graph.ignored),
        "ordinal": graph.ordinal,
        "payoffs": {player: worth.tolist() for player, worth in graph.payoffs.items()},
        "arcs": graph.arcs,
        "moves": {
            player: [list(pair) for pair in zip(one.tails.tolist(), one.heads.tolist(), strict=True)]
            for player, one in zip(graph.players, graph.model.moves, strict=True)
        },
        "stable_for": {
            concept: {player: [graph.index(state) for state in found] for player, found in by.items()}
            for concept, by in stable.items()
        },
        "equilibria": {concept: [graph.index(state) for state in graph.equilibria(concept)] for concept in INDIVIDUAL},
        **plain_more(graph),
        "provenance": graph.provenance.to_dict(),
    }


def frame(graph: ConflictGraph) -> pd.DataFrame:
    """One row a state: its decisions, payoffs, and for whom it is stable by each concept."""
    import pandas as pd

    labels: dict[str, Any] = {"state": list(graph.states)}
    if graph.scenario is not None:
        labels = {name: [state[name] for state in graph.states] for name in graph.scenario.decisions}
    worth = {f"payoff.{player}": values for player, values in graph.payoffs.items()}
    stable = {
        f"{concept}.{player}": row
        for concept in INDIVIDUAL
        for player, row in zip(graph.players, graph.model.stable(concept), strict=True)
    }
    return pd.DataFrame({**labels, **worth, **stable})
