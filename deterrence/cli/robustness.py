"""`deterrence robustness`: how well the outcome survives errors in the parameters."""

from __future__ import annotations

from typing import Any

import click

from deterrence.cli.options import (
    concept_options,
    execution_options,
    json_option,
    parameters_argument,
    point_options,
    print_answer,
    scenario_argument,
)


@click.command()
@scenario_argument
@parameters_argument
@click.option("--outcome", metavar="EXPRESSION", help="What is to be kept; else the choices along the path.")
@click.option("--draws", type=int, default=10_000, show_default=True, metavar="NUMBER", help="Draws of the parameters.")
@click.option("--spread", type=float, metavar="SHARE", help="Draw within ± this share of each value, not from priors.")
@click.option("--seed", type=int, default=0, show_default=True, metavar="NUMBER", help="Of the draws and the search.")
@click.option("--no-joint", is_flag=True, help="Move one parameter at a time only.")
@point_options
@concept_options
@execution_options
@json_option
def robustness(file: str, no_joint: bool, as_json: bool, **asked: Any) -> None:
    """Ask in which share of draws the outcome is kept, what gives way first, and what the nearest flip is.

    Example: deterrence robustness abm-2000 --spread 0.2
    """
    from deterrence.analysis.robustness import robustness as found
    from deterrence.cli.screen import progress_bar
    from deterrence.scenario.loading import load

    with progress_bar("drawing parameters") as progress:
        result = found(load(file), **asked, joint=not no_joint, progress=progress)
    print_answer(result, as_json=as_json)
