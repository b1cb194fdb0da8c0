"""`deterrence thresholds`: where the outcome changes."""

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
@point_options
@concept_options
@click.option("--threats", is_flag=True, help="Also look at what would follow each choice that play rejects.")
@json_option
def thresholds(file: str, parameters: list[str] | None, as_json: bool, **asked: Any) -> None:
    """List every value of each parameter at which the outcome changes, all others at their baseline."""
    from deterrence.analysis.thresholds import thresholds as found
    from deterrence.cli.screen import progress_bar
    from deterrence.scenario.loading import load

    with progress_bar("scanning parameters") as progress:
        result = found(load(file), parameters, **asked, progress=progress)
    print_answer(result, as_json=as_json)
