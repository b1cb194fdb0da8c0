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
    """Show a scenario: players, parameters with their meanings, decisions, timeline, and its game tree."""
    from deterrence.cli.screen import console, print_sections
    from deterrence.report.blocks import Prose, Section
    from deterrence.report.calendar import calendar_section
    from deterrence.report.sections import setting
    from deterrence.scenario.loading import load

    scenario = load(file)
    if as_json:
        print_json(scenario.to_dict())
        return
    screen = console()
    print_sections([Section(scenario.title, (Prose(tuple((scenario.summary or "").split("\n"))),)), *setting(scenario)])
    if scenario.timeline:
        print_sections([calendar_section(scenario.timeline)])
    if scenario.game and scenario.payoffs:
        screen.print(_tree(scenario))


def _tree(scenario: Scenario) -> Any:
    """The game tree where it is small enough to read, else its size."""
    from rich.tree import Tree

    from deterrence.game.building import build_game

    tree = build_game(scenario).tree
    size = ", ".join(f"{count:,} {kind}" for kind, count in tree.size.items())
    if len(tree.owner) > DRAWN:
        return f"game tree: {size} nodes; too large to draw here"
    marks = _marks(tree)
    alike = "; moves with the same mark in brackets cannot be told apart by their mover" if any(marks.values()) else ""
    drawn = Tree(f"game tree: {size} nodes{alike}")
    _grow(drawn, tree, 0, marks)
    return drawn


def _marks(tree: GameTree) -> dict[int, str]:
    """A letter for each information set of several nodes."""
    sets = [int(number) for number in tree.information[tree.in_order]]
    several = dict.fromkeys(number for number in sets if sets.count(number) > 1)
    letters = {number: chr(ord("A") + index % 26) * (index // 26 + 1) for index, number in enumerate(several)}
    return {number: f" [{letters[number]}]" if number in letters else "" for number in sets}


def _grow(branch: Any, tree: GameTree, node: int, marks: dict[int, str]) -> None:
    from rich.markup import escape

    if tree.owner[node] < -1:
        return
    mover = tree.players[tree.owner[node]] if tree.owner[node] >= 0 else "chance"
    mark = marks.get(int(tree.information[node]), "")
    for child in tree.children(node):
        label = f"{mover}{mark}: {tree.variables[tree.variable[node]]} = {tree.label(child)}"
        _grow(branch.add(escape(label)), tree, child, marks)
