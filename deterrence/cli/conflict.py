"""`deterrence conflict`: which states nobody would leave, and how far each is from the edge."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from deterrence.cli.options import (
    json_option,
    point_options,
    print_answer,
    print_json,
    scenario_argument,
    state_option,
)

if TYPE_CHECKING:
    from deterrence.conflict_graph.graph import ConflictGraph
    from deterrence.scenario.scenario import Scenario


@click.command()
@scenario_argument
@click.option("--concept", metavar="CONCEPT", help="nash, gmr, smr, seq or sseq: explain the state by this one.")
@state_option
@click.option("--for", "player", metavar="PLAYER", help="Explain one player's verdict instead of the least firm one's.")
@click.option(
    "--inverse", "turned", is_flag=True, help="Find the smallest changes of parameters that turn the verdict."
)
@point_options
@json_option
def conflict(
    file: str,
    concept: str | None,
    state: dict[str, str],
    player: str | None,
    turned: bool,
    as_json: bool,
    **asked: Any,
) -> None:
    """Show the conflict graph: stable states, how firmly one state holds and why, or what would turn it.

    Example: deterrence conflict abm-2000 --inverse
    """
    from deterrence.conflict_graph.listing import verdicts
    from deterrence.conflict_graph.scenario_graph import conflict as found
    from deterrence.conflict_graph.words import state_words
    from deterrence.scenario.loading import load
    from deterrence.tables.text import text_table

    if turned:
        asked = {**asked, "state": state, "concept": concept or "seq", "player": player}
        _show_inverse(load(file), as_json, **asked)
        return
    graph = found(load(file), **asked)
    here = graph.states[graph.index(state)]
    judged = [player] if player else _least_firm(graph, here, concept or "seq")
    why = {name: graph.explain(here, name, concept or "seq") for name in judged}
    if as_json:
        stuck = [name for name, states in graph.structural().items() if here in states]
        asked_of = {"state": here, "verdicts": _by_concept(graph, here), "structural": stuck, "explanation": why}
        print_json({**graph.to_dict(), **asked_of})
        return
    if concept is None and not state and player is None:
        click.echo(f"{graph}\n")
    click.echo(f"At {state_words(here, graph.initial)}: {'verdict' if graph.ordinal else 'margin'} of each player")
    click.echo(text_table(*verdicts(graph, here)))
    for text in why.values():
        click.echo(f"\n{text}")


def _show_inverse(scenario: Scenario, as_json: bool, **asked: Any) -> None:
    from deterrence.analysis.inverse import inverse
    from deterrence.cli.screen import progress_bar

    with progress_bar("searching for the nearest changes") as progress:
        found = inverse(scenario, progress=progress, **asked)
    print_answer(found, as_json=as_json)


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
