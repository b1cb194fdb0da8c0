"""`deterrence exact`: a timeline without error bars."""

from __future__ import annotations

from typing import Any

import click

from deterrence.cli.options import dates_option, json_option, point_options, print_answer, scenario_argument


@click.command()
@scenario_argument
@dates_option
@point_options
@click.option("--output", type=click.Path(dir_okay=False), metavar="FILE", help="Write the curves as .csv.")
@json_option
def exact(file: str, output: str | None, as_json: bool, **asked: Any) -> None:
    """Work out what a timeline does, exactly, where its clocks allow it.

    Clocks that are exponential, fixed dates, and fixed delays from fixed dates
    allow it; for others the message says which stands in the way (exit code 3).

    Example: deterrence exact false-alarms --at 1,5,10
    """
    from deterrence.cli.screen import progress_bar
    from deterrence.scenario.loading import load
    from deterrence.timeline.law.exact import exact as worked_out

    if output and not output.endswith(".csv"):
        raise click.UsageError(f"--output {output}: expected a name that ends in .csv")
    with progress_bar("working out") as progress:
        answer = worked_out(load(file), **asked, progress=progress)
    if output:
        answer.to_pandas().to_csv(output, index=False)
        click.echo(f"written: {output}", err=True)
    print_answer(answer, as_json=as_json)
