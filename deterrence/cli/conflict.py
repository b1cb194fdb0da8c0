"""`deterrence conflict`: which states nobody would leave, and how far each is from the edge."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from deterrence.cli.options import (
    json_option,
    point_options,
    print_json,
    read_settings,
    read_supposed,
    scenario_argument,
)

if TYPE_CHECKING:
    from deterrence.conflict_graph.graph import ConflictGraph


@click.command()
@scenario_argument
@click.option("--concept", metavar="CONCEPT", help="nash, gmr, smr, seq or sseq: explain the state by this one.")
@click.option(
    "--state", "changes", multiple=True, metavar="DECISION=CHOICE", help="A state other than the initial one."
)
@click.option("--for", "player", metavar="PLAYER", help="Explain one player's verdict instead of the least firm one's.")
@point_options
@json_option
def conflict(
    file: str,
    concept: str | None,
    changes: tuple[str, ...],
    player: str | None,
    settings: tuple[str, ...],
    supposed: tuple[str, ...],
    as_json: bool,
) -> None:
    """Show the conflict graph: stable states, and how firmly one state holds and why."""
    from deterrence.conflict_graph.listing import verdicts
    from deterrence.conflict_graph.scenario_graph import conflict as found
    from deterrence.conflict_graph.words import state_words
    from deterrence.scenario.loading import load
    from deterrence.tables.text import text_table

    graph = found(load(file), given=read_settings(settings), suppose=read_supposed(supposed))
    state = graph.states[graph.index(_read_state(changes))]
    asked = [player] if player else _least_firm(graph, state, concept or "seq")
    why = {name: graph.explain(state, name, concept or "seq") for name in asked}
    if as_json:
        stuck = [name for name, states in graph.structural().items() if state in states]
        asked_of = {"state": state, "verdicts": _by_concept(graph, state), "structural": stuck, "explanation": why}
        print_json({**graph.to_dict(), **asked_of})
        return
    if concept is None and not changes and player is None:
        click.echo(f"{graph}\n")
    click.echo(f"At {state_words(state, graph.initial)}: {'verdict' if graph.ordinal else 'margin'} of each player")
    click.echo(text_table(*verdicts(graph, state)))
    for text in why.values():
        click.echo(f"\n{text}")


def _read_state(changes: Sequence[str]) -> dict[str, str]:
    found = {}
    for change in changes:
        name, equals, value = change.partition("=")
        if not equals:
            raise click.UsageError(f"--state {change}: expected DECISION=CHOICE")
        found[name.strip()] = value.strip()
    return found


def _least_firm(graph: ConflictGraph, state: object, concept: str) -> list[str]:
    """Who is explained: the player with the least margin, or of ranks the first who would leave."""
    if graph.ordinal:
        leaving = [player for player in graph.players if not graph.is_stable(state, concept, player)]
        return [*leaving, graph.players[0]][:1]
    return [min(graph.players, key=lambda player: graph.margin_at(state, concept, player))]


def _by_concept(graph: ConflictGraph, state: object) -> dict[str, dict[str, float | bool]]:
    from deterrence.conflict_graph.concepts import INDIVIDUAL

    judge = graph.is_stable if graph.ordinal else graph.margin_at
    return {concept: {player: judge(state, concept, player) for player in graph.players} for concept in INDIVIDUAL}
