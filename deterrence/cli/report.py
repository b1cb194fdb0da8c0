"""`deterrence report`: one report of a scenario, or of two side by side."""

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
    versus_option,
)
from deterrence.cli.written import job_files, json_bytes, write_files


@click.command()
@scenario_argument
@click.argument("versus", required=False, metavar="[FILE]")
@point_options
@versus_option
@concept_options
@click.option("--draws", type=click.IntRange(min=1), default=10_000, show_default=True, help="Of the parameters.")
@json_option
@click.option(
    "--output", type=click.Path(file_okay=False), metavar="DIR", help="Where it goes; by default NAME-report."
)
@click.pass_context
def report(
    context: click.Context,
    /,
    file: str,
    versus: str | None,
    versus_set: dict[str, float],
    as_json: bool,
    output: str | None,
    **asked: Any,
) -> None:
    """Write a report of a scenario: a page (report.html), Markdown and figures.

    With a second FILE, or with --versus-set, two are compared side by side:
    outcomes, payoffs, decisions, thresholds, claims and figures.
    --set and --suppose hold for both.
    """
    from deterrence.cli.screen import progress_bar
    from deterrence.game.building import parameters_at
    from deterrence.report.commands import command
    from deterrence.report.full_job import full_job
    from deterrence.scenario.loading import load

    files = [file] if versus is None else [file, versus]
    folder = Path(output or "-".join([*(Path(name).stem for name in files), "report"]))
    line = command("report", files, versus=versus_set, output=str(folder), **asked)
    scenarios = [load(name) for name in files]
    changed = {**(asked["given"] or {}), **versus_set}
    parameters_at(scenarios[-1], changed)  # a wrong name is told before the work, not after half of it
    first = full_job(scenarios[0], **asked, watch=progress_bar)
    if versus is None and not versus_set:
        if as_json:
            print_json(first.to_dict())
        write_files(folder, job_files(first, [line]))
        context.exit(verdict_code(first.claims, unsolved=first.is_unsolved))
    from deterrence.report.comparison import comparison
    from deterrence.report.folder import report_files

    second = full_job(scenarios[-1], **{**asked, "given": changed}, watch=progress_bar)
    data = {"first": first.to_dict(), "second": second.to_dict()}
    if as_json:
        print_json(data)
    pages = report_files(comparison(first, second, labels=_labels(files, versus_set), commands=[line]))
    write_files(folder, {**pages, "comparison.json": json_bytes(data)})
    codes = [verdict_code(one.claims, unsolved=one.is_unsolved) for one in (first, second)]
    context.exit(next((code for code in (2, 1, 3) if code in codes), 0))


def _labels(files: list[str], versus_set: dict[str, float]) -> tuple[str, str]:
    """What tells the two apart: the files, and what was set in the second."""
    stems = [Path(name).stem for name in files]
    if len(files) > 1 and stems[0] == stems[1]:
        stems = files
    changes = ", ".join(f"{name} = {value:g}" for name, value in versus_set.items())
    if len(files) == 1:
        return "as it is", f"with {changes}"
    return stems[0], stems[1] + (f", {changes}" if changes else "")
