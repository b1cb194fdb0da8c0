"""`deterrence simulate`: a timeline played many times."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from deterrence.cli.options import (
    dates_option,
    execution_options,
    json_option,
    point_options,
    print_answer,
    scenario_argument,
    seed_option,
)

if TYPE_CHECKING:
    from deterrence.timeline.histories.ensemble import Ensemble

UNDECIDED, UNFINISHED = 3, 4


@click.command()
@scenario_argument
@click.option(
    "--replications", type=int, default=10_000, show_default=True, metavar="NUMBER", help="How many histories, at most."
)
@seed_option
@dates_option
@click.option(
    "--until", type=float, metavar="ERROR", help="Stop once every probability's standard error is this small."
)
@click.option(
    "--antithetic", is_flag=True, help="Play histories in pairs, one with the draws of the other turned round."
)
@click.option("--observe-from", type=float, default=0.0, metavar="DATE", help="Warm-up: count from this date on.")
@point_options
@execution_options
@click.option("--output", type=click.Path(dir_okay=False), metavar="FILE", help="Write the curves as .csv or .parquet.")
@json_option
@click.pass_context
def simulate(context: click.Context, /, file: str, output: str | None, as_json: bool, **asked: Any) -> None:
    """Play a timeline many times: how likely, how soon, and at what price, with standard errors.

    The same seed gives the same numbers on any machine, with any number of
    workers. With --folder finished work is kept, and the same command goes on
    where it was stopped.

    Example: deterrence simulate false-alarms --replications 1000000 --executor processes
    """
    from deterrence.cli.screen import progress_bar
    from deterrence.scenario.loading import load
    from deterrence.timeline.histories.simulate import simulate as simulated

    if output and not output.endswith((".csv", ".parquet")):
        raise click.UsageError(f"--output {output}: expected a name that ends in .csv or .parquet")
    with progress_bar("simulating") as progress:
        run = simulated(load(file), **asked, progress=progress)
    if output:
        run.to_csv(output) if output.endswith(".csv") else run.to_parquet(output)
        click.echo(f"written: {output}", err=True)
    print_answer(run, as_json=as_json)
    context.exit(_code(run))


def _code(run: Ensemble) -> int:
    if run.lost:
        return UNFINISHED
    return UNDECIDED if run.failed else 0
