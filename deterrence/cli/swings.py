"""`deterrence swings`: what would have to change for something to become likely in time."""

from __future__ import annotations

from typing import Any

import click

from deterrence.cli.options import (
    json_option,
    parameters_argument,
    point_options,
    print_answer,
    scenario_argument,
    seed_option,
)


@click.command()
@scenario_argument
@parameters_argument
@click.option("--report", metavar="NAME", help="Which report; else the first.")
@click.option(
    "--by", type=float, metavar="DATE", help="Its chance of ever being true up to this date; else the horizon."
)
@click.option(
    "--replications", type=int, default=4_000, show_default=True, metavar="NUMBER", help="Histories, if not exact."
)
@seed_option
@point_options
@json_option
def swings(file: str, as_json: bool, **asked: Any) -> None:
    """Move each parameter to the ends of its range, and see what that does to a chance in time.

    Where there is no exact answer, all points share their random numbers.

    Example: deterrence swings false-alarms --by 10
    """
    from deterrence.analysis.swings import swings as found
    from deterrence.cli.screen import progress_bar
    from deterrence.scenario.loading import load

    with progress_bar("moving parameters") as progress:
        result = found(load(file), **asked, progress=progress)
    print_answer(result, as_json=as_json)
