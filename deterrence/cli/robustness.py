"""`deterrence robustness`: how well the outcome survives errors in the parameters."""

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
@click.option("--outcome", metavar="EXPRESSION", help="What is to be kept; else the choices along the path.")
@click.option("--draws", type=int, default=10_000, show_default=True, metavar="NUMBER", help="Draws of the parameters.")
@click.option("--spread", type=float, metavar="SHARE", help="Draw within ± this share of each value, not from priors.")
@click.option("--seed", type=int, default=0, show_default=True, metavar="NUMBER", help="Of the draws and the search.")
@click.option("--no-joint", is_flag=True, help="Move one parameter at a time only.")
@point_options
@concept_options
@json_option
def robustness(
    file: str,
    parameters: tuple[str, ...],
    outcome: str | None,
    draws: int,
    spread: float | None,
    seed: int,
    no_joint: bool,
    settings: tuple[str, ...],
    supposed: tuple[str, ...],
    concept: str | None,
    precision: float | None,
    as_json: bool,
) -> None:
    """Ask in which share of draws the outcome is kept, what gives way first, and what the nearest flip is.

    Example: deterrence robustness abm-2000 --spread 0.2
    """
    from deterrence.analysis.robustness import robustness as found
    from deterrence.cli.screen import progress_bar
    from deterrence.scenario.loading import load

    with progress_bar("drawing parameters") as progress:
        result = found(
            load(file),
            outcome=outcome,
            given=read_settings(settings),
            suppose=read_supposed(supposed),
            draws=draws,
            spread=spread,
            parameters=list(parameters) or None,
            seed=seed,
            joint=not no_joint,
            concept=concept,
            precision=precision,
            progress=progress,
        )
    if as_json:
        print_json(result.to_dict())
    else:
        click.echo(str(result))
