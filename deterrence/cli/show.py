"""`deterrence show`: what a scenario says, before anything is solved."""

from __future__ import annotations

import click

from deterrence.cli.options import json_option, print_json, scenario_argument


@click.command()
@scenario_argument
@json_option
def show(file: str, as_json: bool) -> None:
    """Show a scenario: players, parameters with their meanings, decisions, timeline, and its game tree."""
    from deterrence.cli.screen import console, print_sections
    from deterrence.cli.show_tree import drawn_tree
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
        screen.print(drawn_tree(scenario))
