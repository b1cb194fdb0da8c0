"""`deterrence disagreement`: what each lens says, and why they differ."""

from __future__ import annotations

import click

from deterrence.cli.options import (
    json_option,
    point_options,
    print_json,
    read_settings,
    read_state,
    read_supposed,
    scenario_argument,
    state_option,
)


@click.command()
@scenario_argument
@state_option
@point_options
@json_option
def disagreement(
    file: str, state: tuple[str, ...], settings: tuple[str, ...], supposed: tuple[str, ...], as_json: bool
) -> None:
    """Ask every lens whether each player keeps to the status quo, and say which assumption makes the difference."""
    from deterrence.analysis.disagreement import disagreement as found
    from deterrence.cli.screen import print_sections
    from deterrence.report.lens_section import lens_section
    from deterrence.scenario.loading import load

    result = found(load(file), read_state(state), given=read_settings(settings), suppose=read_supposed(supposed))
    if as_json:
        print_json(result.to_dict())
    else:
        print_sections([lens_section(result)])
