"""`deterrence thresholds`: where the outcome changes."""

from __future__ import annotations

import click

from deterrence.cli.options import (
    concept_options,
    json_option,
    point_options,
    print_json,
    read_settings,
    read_supposed,
    scenario_argument,
)


@click.command()
@scenario_argument
@click.argument("parameters", nargs=-1, metavar="[PARAMETER]...")
@point_options
@concept_options
@click.option("--threats", is_flag=True, help="Also look at what would follow each choice that play rejects.")
@json_option
def thresholds(
    file: str,
    parameters: tuple[str, ...],
    settings: tuple[str, ...],
    supposed: tuple[str, ...],
    concept: str | None,
    precision: float | None,
    threats: bool,
    as_json: bool,
) -> None:
    """List every value of each parameter at which the outcome changes, all others at their baseline."""
    from deterrence.analysis.thresholds import thresholds as found
    from deterrence.cli.screen import progress_bar
    from deterrence.scenario.loading import load

    with progress_bar("scanning parameters") as progress:
        result = found(
            load(file),
            list(parameters) or None,
            given=read_settings(settings),
            suppose=read_supposed(supposed),
            concept=concept,
            precision=precision,
            threats=threats,
            progress=progress,
        )
    if as_json:
        print_json(result.to_dict())
    else:
        click.echo(str(result))
