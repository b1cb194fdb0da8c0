"""`deterrence run`: the main job."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from deterrence.cli.check import verdict_code
from deterrence.cli.options import (
    concept_options,
    json_option,
    point_options,
    print_json,
    scenario_argument,
)


@click.command()
@scenario_argument
@point_options
@concept_options
@json_option
@click.option(
    "--output",
    type=click.Path(file_okay=False),
    metavar="DIR",
    help="Do more, and write report.html, report.md, figures, solution.json and table.csv.",
)
@click.pass_context
def run(
    context: click.Context,
    /,
    file: str,
    as_json: bool,
    output: str | None,
    **asked: Any,
) -> None:
    """Do the main job: solve, explain, scan and check a scenario.

    Prints what happens and why, what it is worth, how close each choice is to
    flipping, the nearest value of each parameter that changes the outcome,
    and whether the scenario's claims hold. With --output more parameters are
    drawn, and every lens, alliance and single histories are asked too.
    """
    from deterrence.cli.screen import print_sections, progress_bar
    from deterrence.report.sections import sections
    from deterrence.scenario.loading import load

    if output:
        from deterrence.report.full_job import full_job as job
    else:
        from deterrence.report.main_job import main_job as job
    result = job(load(file), **asked, watch=progress_bar)
    if as_json:
        print_json(result.to_dict())
    else:
        print_sections(sections(result))
    if output:
        from deterrence.cli.written import job_files, write_files
        from deterrence.report.commands import command

        write_files(Path(output), job_files(result, [command("run", [file], output=output, **asked)]))
    context.exit(verdict_code(result.claims, unsolved=result.is_unsolved))
