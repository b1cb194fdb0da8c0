"""`deterrence conflict`: which states nobody would leave, and how far each is from the edge."""

from __future__ import annotations

from collections.abc import Sequence
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
@click.option(
    "--concept",
    metavar="CONCEPT",
    help="nash, gmr, smr, seq or sseq: explain the state by this one. Or cr, cgmr, csmr or cseq of coalitions; "
    "for two players sim or horizon.",
)
@click.option("--horizon", type=int, metavar="MOVES", help="How far ahead the concept 'horizon' looks.")
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
    horizon: int | None,
    state: dict[str, str],
    player: str | None,
    turned: bool,
    as_json: bool,
    **asked: Any,
) -> None:
    """Show the conflict graph: stable states, how firmly one state holds and why, or what would turn it.

    Example: deterrence conflict abm-2000 --inverse
    """
    from deterrence.conflict_graph.concepts import INDIVIDUAL, require_concept
    from deterrence.conflict_graph.scenario_graph import conflict as found
    from deterrence.scenario.loading import load

    if turned:
        asked = {**asked, "state": state, "concept": concept or "seq", "player": player}
        _show_inverse(load(file), as_json, **asked)
        return
    graph = found(load(file), **asked)
    here = graph.states[graph.index(state)]
    if require_concept(concept or "seq") not in INDIVIDUAL or horizon is not None:
        if player:
            raise click.UsageError(f"--for explains one player's verdict; concept '{concept}' has no such explanation")
        _show_concept(graph, here, concept or "seq", horizon, as_json=as_json)
        return
    _show_state(
        graph, here, concept, player, overview=concept is None and not state and player is None, as_json=as_json
    )


def _show_state(
    graph: ConflictGraph, here: Any, concept: str | None, player: str | None, *, overview: bool, as_json: bool
) -> None:
    from deterrence.conflict_graph.joint_listing import coalition_verdicts, judges_coalitions, jump_lines
    from deterrence.conflict_graph.listing import verdicts
    from deterrence.conflict_graph.words import state_words
    from deterrence.tables.text import text_table

    judged = [player] if player else _least_firm(graph, here, concept or "seq")
    why = {name: graph.explain(here, name, concept or "seq") for name in judged}
    if as_json:
        stuck = [name for name, states in graph.structural().items() if here in states]
        asked_of = {"state": here, "verdicts": _by_concept(graph, here), "structural": stuck, "explanation": why}
        joint = {"departures": _departures(graph, here)} if judges_coalitions(graph) else {}
        print_json({**graph.to_dict(), **asked_of, **joint})
        return
    if overview:
        click.echo(f"{graph}\n")
    click.echo(f"At {state_words(here, graph.initial)}: {'verdict' if graph.ordinal else 'margin'} of each player")
    click.echo(text_table(*verdicts(graph, here)))
    if concept is None and judges_coalitions(graph):
        click.echo(f"\n{text_table(*coalition_verdicts(graph, here))}")
    if overview and judges_coalitions(graph):
        click.echo("\n" + "\n".join(jump_lines(graph, "nash")))
    for text in why.values():
        click.echo(f"\n{text}")


def _show_concept(graph: ConflictGraph, here: Any, concept: str, horizon: int | None, *, as_json: bool) -> None:
    from deterrence.conflict_graph.concepts import COALITIONAL
    from deterrence.conflict_graph.joint_listing import coalition_name, concept_lines

    if not as_json:
        click.echo("\n".join(concept_lines(graph, here, concept, horizon)))
        return
    stable = graph.stability(concept, horizon)
    named = {coalition_name(graph, [who] if isinstance(who, str) else who): states for who, states in stable.items()}
    answer = {
        "concept": concept,
        "horizon": horizon,
        "stable_for": {who: [graph.index(state) for state in states] for who, states in named.items()},
        "equilibria": [graph.index(state) for state in graph.equilibria(concept, horizon)],
    }
    joint = {"departures": _departures(graph, here, [concept])} if concept in COALITIONAL else {}
    print_json({**graph.to_dict(), "state": here, "asked": answer, **joint})


def _departures(graph: ConflictGraph, here: Any, concepts: Sequence[str] | None = None) -> dict[str, Any]:
    """By concept the coalitions that would leave, and the places of the states they would move to unanswered."""
    from deterrence.conflict_graph.concepts import COALITIONAL
    from deterrence.conflict_graph.joint_listing import coalition_name, departures

    return {
        concept: {
            coalition_name(graph, who): [graph.index(end) for end in ends]
            for who, ends in departures(graph, here, concept).items()
        }
        for concept in concepts or COALITIONAL
    }


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
