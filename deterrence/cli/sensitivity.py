"""`deterrence sensitivity`: which parameters a quantity's variance comes from."""

from __future__ import annotations

from typing import Any

import click

from deterrence.cli.options import (
    concept_options,
    json_option,
    parameters_argument,
    point_options,
    print_answer,
    scenario_argument,
)


@click.command()
@scenario_argument
@parameters_argument
@click.option("--quantity", metavar="EXPRESSION", help="A condition, a number or a player; else the first player.")
@click.option("--samples", type=int, default=4096, show_default=True, metavar="NUMBER", help="A power of two.")
@click.option("--screen", type=int, metavar="NUMBER", help="How many go on after Morris screening; 20 by default.")
@click.option("--no-screen", is_flag=True, help="Screen nothing.")
@click.option("--level", type=float, default=0.95, show_default=True, metavar="SHARE", help="Of the intervals.")
@click.option("--seed", type=int, default=0, show_default=True, metavar="NUMBER", help="Of the samples.")
@point_options
@concept_options
@json_option
def sensitivity(file: str, screen: int | None, no_screen: bool, as_json: bool, **asked: Any) -> None:
    """Decompose a quantity's variance over the priors: first-order and total Sobol' indices.

    Example: deterrence sensitivity technology-for-money --quantity "treaty == keep"
    """
    from deterrence.analysis.sensitivity import sensitivity as found
    from deterrence.cli.screen import progress_bar
    from deterrence.scenario.loading import load

    with progress_bar("solving") as progress:
        result = found(load(file), **asked, screen=False if no_screen else screen, progress=progress)
    print_answer(result, as_json=as_json)
