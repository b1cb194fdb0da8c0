"""`deterrence trace`: one history, event by event."""

from __future__ import annotations

from typing import Any

import click

from deterrence.cli.options import json_option, point_options, print_answer, scenario_argument, seed_option

UNDECIDED = 3


@click.command()
@scenario_argument
@seed_option
@click.option(
    "--replication", type=int, default=0, show_default=True, metavar="NUMBER", help="Which of the seed's histories."
)
@point_options
@click.option("--output", type=click.Path(dir_okay=False), metavar="FILE", help="Write the log as .csv.")
@json_option
@click.pass_context
def trace(context: click.Context, /, file: str, output: str | None, as_json: bool, **asked: Any) -> None:
    """Tell one simulated history: every event, who decided, and what changed.

    Replication K of `deterrence simulate` with the same seed, event for event.

    Example: deterrence trace false-alarms --seed 1 --replication 17
    """
    from deterrence.scenario.loading import load
    from deterrence.timeline.retelling.trace import trace as traced

    if output and not output.endswith(".csv"):
        raise click.UsageError(f"--output {output}: expected a name that ends in .csv")
    history = traced(load(file), **asked)
    if output:
        history.to_csv(output)
        click.echo(f"written: {output}", err=True)
    print_answer(history, as_json=as_json)
    context.exit(UNDECIDED if history.error else 0)
