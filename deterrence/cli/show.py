"""`deterrence show`: what a scenario says, before anything is solved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from deterrence.cli.options import json_option, print_json, scenario_argument

if TYPE_CHECKING:
    from deterrence.game.tree import GameTree
    from deterrence.scenario.scenario import Scenario

DRAWN = 60


@click.command()
@scenario_argument
@json_option
def show(file: str, as_json: bool) -> None:
    """Show a scenario: players, parameters with their meanings, decisions, and its game tree."""
    from deterrence.cli.screen import console, table
    from deterrence.scenario.loading import load
    from deterrence.tables.text import number

    scenario = load(file)
    if as_json:
        print_json(scenario.to_dict())
        return
    screen = console()
    screen.print(scenario.title, style="bold underline")
    if scenario.summary:
        screen.print(scenario.summary.strip())
    screen.print()
    players = [(name, player.label, player.meaning or "") for name, player in scenario.players.items()]
    screen.print(table(("player", "label", "meaning"), players, ("meaning",)))
    if scenario.parameters:
        rows = [(n, number(p.value), _range(p.range), p.meaning or "") for n, p in scenario.parameters.items()]
        screen.print(table(("parameter", "value", "range", "meaning"), rows, ("meaning",)))
    variables = [(n, d.player, ", ".join(d.choices), d.meaning or "") for n, d in scenario.decisions.items()]
    variables += [(n, "chance", ", ".join(c.outcomes), c.meaning or "") for n, c in scenario.chances.items()]
    variables += [(n, "fact", ", ".join(values), "") for n, values in scenario.facts.items()]
    screen.print(table(("variable", "whose", "values", "meaning"), variables, ("values", "meaning")))
    if scenario.game and scenario.payoffs:
        screen.print(_tree(scenario))


def _range(ends: list[float | None] | None) -> str:
    from deterrence.tables.text import number

    low, high = ends or (None, None)
    return f"{'…' if low is None else number(low)} to {'…' if high is None else number(high)}"


def _tree(scenario: Scenario) -> Any:
    """The game tree where it is small enough to read, else its size."""
    from rich.tree import Tree

    from deterrence.game.building import build_game

    tree = build_game(scenario).tree
    size = ", ".join(f"{count:,} {kind}" for kind, count in tree.size.items())
    if len(tree.owner) > DRAWN:
        return f"game tree: {size} nodes; too large to draw here"
    drawn = Tree(f"game tree: {size} nodes")
    _grow(drawn, tree, 0)
    return drawn


def _grow(branch: Any, tree: GameTree, node: int) -> None:
    if tree.owner[node] < -1:
        return
    mover = tree.players[tree.owner[node]] if tree.owner[node] >= 0 else "chance"
    for child in tree.children(node):
        label = f"{mover}: {tree.variables[tree.variable[node]]} = {tree.label(child)}"
        _grow(branch.add(label), tree, child)
