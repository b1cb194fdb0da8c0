"""`deterrence alliances`: who gains by allying with whom, and which alliances last."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from deterrence.cli.options import (
    json_option,
    point_options,
    print_json,
    scenario_argument,
)

if TYPE_CHECKING:
    from deterrence.coalitions.partition_function import Alliances

FEW_PLAYERS = 4  # 15 partitions, so that all farsighted stable sets are found at once

MOST_BINDING = 6


@click.command()
@scenario_argument
@click.option(
    "--rule",
    default="gamma",
    metavar="RULE",
    help="What outsiders do when a coalition forms: gamma (the blocs it breaks fall apart), delta (those left stay "
    "together), optimistic or pessimistic.",
)
@click.option("--side-payments", is_flag=True, help="Blocs divide their worth by the Shapley value within them.")
@click.option("--concept", metavar="CONCEPT", help="As for solve; else the information decides.")
@point_options
@json_option
def alliances(file: str, side_payments: bool, as_json: bool, **asked: Any) -> None:
    """List what blocs are worth in every partition of the players, what happens there, and which partitions last."""
    from deterrence.cli.screen import progress_bar
    from deterrence.coalitions.partition_function import alliances as solved
    from deterrence.scenario.loading import load

    with progress_bar("solving partitions") as progress:
        found = solved(load(file), **asked, progress=progress)
    answers = _answers(found, side_payments=side_payments)
    if as_json:
        print_json(found.to_dict() | answers)
    else:
        _print(found, side_payments=side_payments)


def _answers(found: Alliances, *, side_payments: bool) -> dict[str, Any]:
    """Everything that follows from the partition function, as plain data."""
    from deterrence.coalitions.stability import NOTIONS

    told: dict[str, Any] = {
        "stable": [found.stable_partitions(notion=n, side_payments=side_payments).to_dict() for n in NOTIONS],
        "shapley": found.shapley().to_dict(),
        "banzhaf": found.banzhaf().to_dict(),
        "core": found.core().to_dict(),
        "least_core": found.least_core().to_dict(),
        "nucleolus": found.prenucleolus().to_dict(),
    }
    if found.rule in ("gamma", "delta"):
        told["largest_consistent_set"] = found.largest_consistent_set(side_payments=side_payments).to_dict()
    if found.rule in ("gamma", "delta") and len(found.players) <= FEW_PLAYERS:
        sets = found.farsighted_stable_sets(side_payments=side_payments)
        told["farsighted_stable_sets"] = [item.to_dict() for item in sets]
    return told


def _print(found: Alliances, *, side_payments: bool) -> None:
    from deterrence.cli.screen import console, table
    from deterrence.coalitions.partition_table import partition_table
    from deterrence.coalitions.stability import NOTIONS

    screen = console()
    answers = [found.stable_partitions(notion=notion, side_payments=side_payments) for notion in NOTIONS]
    basis = answers[0].basis
    if found.rule in ("gamma", "delta"):
        answers.append(found.largest_consistent_set(side_payments=side_payments))
        if len(found.players) <= FEW_PLAYERS:
            answers += found.farsighted_stable_sets(side_payments=side_payments)
    screen.print(f"{found.provenance.scenario}: blocs play as one; {len(found.outcomes)} partitions")
    screen.print(table(*partition_table(found.outcomes, answers), ("what happens", "worth")))
    for note in found.notes():
        screen.print(note)
    screen.print(f"Partitions that last, by notion ({basis}):")
    rows = [[item.notion, item.says, item.brief()] for item in answers]
    screen.print(table(("notion", "says", "partitions"), rows, ("says", "partitions")))
    _print_division(found)


def _print_division(found: Alliances) -> None:
    from deterrence.cli.screen import console, table
    from deterrence.game.blocs import bloc_name
    from deterrence.tables.text import number

    screen = console()
    shapley, banzhaf, least = found.shapley(), found.banzhaf(), found.least_core()
    screen.print(f"Division of what all get together ({shapley.basis}):")
    rows = [[who, number(shapley[who]), number(banzhaf[who]), number(least.point[who])] for who in found.players]
    screen.print(table(("player", "Shapley value", "Banzhaf value", "prenucleolus"), rows))
    reason = found.core().reason()
    screen.print(f"{reason[0].upper()}{reason[1:]}.")
    if least.binding:
        names = ", ".join(bloc_name(bloc, found.players) for bloc in least.binding[:MOST_BINDING])
        more = f" and {len(least.binding) - MOST_BINDING} more" if len(least.binding) > MOST_BINDING else ""
        amount = f"{number(least.excess)} short of" if least.excess > 0 else f"{number(-least.excess)} above"
        each = "each " if len(least.binding) > 1 else ""
        screen.print(f"Least core: the best division leaves {names}{more} {each}{amount} its worth.")
