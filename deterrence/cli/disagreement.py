"""`deterrence disagreement`: what each lens says, and why they differ."""

from __future__ import annotations

from typing import Any

import click

from deterrence.cli.options import (
    json_option,
    point_options,
    print_json,
    scenario_argument,
    state_option,
)


@click.command()
@scenario_argument
@state_option
@point_options
@json_option
def disagreement(file: str, state: dict[str, str], as_json: bool, **asked: Any) -> None:
    """Ask every lens whether each player keeps to the status quo, and say which assumption makes the difference."""
    from deterrence.analysis.disagreement import disagreement as found
    from deterrence.cli.screen import print_sections
    from deterrence.report.lens_section import lens_section
    from deterrence.scenario.loading import load

    result = found(load(file), state, **asked)
    if as_json:
        print_json(result.to_dict())
    else:
        print_sections([lens_section(result)])
