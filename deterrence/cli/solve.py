"""`deterrence solve`: what happens, and why."""

from __future__ import annotations

from typing import Any

import click

from deterrence.cli.options import (
    concept_options,
    json_option,
    point_options,
    print_json,
    scenario_argument,
)


@click.command()
@scenario_argument
@point_options
@concept_options
@json_option
def solve(file: str, as_json: bool, **asked: Any) -> None:
    """Solve a scenario's game and explain every branch.

    FILE may also be a game of Gambit's, .efg or .nfg: its equilibria are listed.
    """
    if file.endswith((".efg", ".nfg")):
        _solve_game(file, as_json=as_json, **asked)
        return
    from deterrence.cli.screen import console, table
    from deterrence.scenario.loading import load
    from deterrence.solvers.explanation import EQUILIBRIA, equilibrium_rows, path_story
    from deterrence.solvers.solve import solve as solved

    answer = solved(load(file), **asked)
    if as_json:
        print_json(answer.to_dict())
        return
    screen = console()
    screen.print(f"{answer.title()}\n{answer.worth()}")
    for line in path_story(answer):
        screen.print(line)
    screen.print(table(answer.HEADER, answer.rows(), ("after",)))
    screen.print(answer.explain())
    if len(answer.equilibria) > 1:
        screen.print(f"All {len(answer.equilibria)} equilibria:")
        screen.print(table(EQUILIBRIA, equilibrium_rows(answer), EQUILIBRIA[1:4]))


def _solve_game(
    file: str, given: Any, suppose: Any, concept: str | None, precision: float | None, *, as_json: bool
) -> None:
    """List the equilibria of a game file, which has neither parameters nor situations."""
    from deterrence.game.efg import read_efg
    from deterrence.game.nfg import read_nfg
    from deterrence.solvers.concepts import Concept, game_equilibria

    if given or suppose:
        raise click.UsageError("--set and --suppose need a scenario; a game file has numbers only")
    game = read_efg(file) if file.endswith(".efg") else read_nfg(file)
    found = game_equilibria(game, Concept(concept, precision))
    if as_json:
        print_json(found.to_dict())
    else:
        click.echo(f"{game.title}\n{found}" if game.title else str(found))
    if not found.complete and not len(found):
        click.get_current_context().exit(3)
