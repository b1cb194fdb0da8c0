"""`deterrence run`: the main job."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from deterrence.cli.check import verdict_code
from deterrence.cli.options import (
    concept_options,
    finite,
    json_option,
    point_options,
    print_json,
    scenario_argument,
)

if TYPE_CHECKING:
    from deterrence.report.main_job import MainResult


@click.command()
@scenario_argument
@point_options
@concept_options
@json_option
@click.option(
    "--output", type=click.Path(file_okay=False), metavar="DIR", help="Write solution.json, table.csv and report.md."
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
    and whether the scenario's claims hold.
    """
    from deterrence.cli.screen import print_sections, progress_bar
    from deterrence.report.main_job import main_job
    from deterrence.report.sections import sections
    from deterrence.scenario.loading import load

    result = main_job(load(file), **asked, watch=progress_bar)
    if as_json:
        print_json(result.to_dict())
    else:
        print_sections(sections(result))
    if output:
        _write(result, Path(output))
    context.exit(verdict_code(result.claims, unsolved=result.is_unsolved))


def _write(result: MainResult, folder: Path) -> None:
    import csv
    import io
    import json

    from deterrence.report.markdown import markdown

    folder.mkdir(parents=True, exist_ok=True)
    _whole(folder / "report.md", markdown(result))
    _whole(folder / "solution.json", json.dumps(finite(result.to_dict()), indent=2, ensure_ascii=False) + "\n")
    if result.solution is not None:
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(
            [
                "history",
                "player",
                "variable",
                "choice",
                "value",
                "chosen",
                "optimal",
                "margin",
                "probability",
                "played",
            ]
        )
        for node in result.solution.decisions:
            history = " ".join(f"{variable}={value}" for variable, value in node.history)
            for choice, value in node.values.items():
                flags = [int(choice == node.choice), int(choice in node.optimal)]
                writer.writerow(
                    [
                        history,
                        node.player,
                        node.variable,
                        choice,
                        value,
                        *flags,
                        node.margin,
                        node.probability,
                        node.probabilities[choice],
                    ]
                )
        _whole(folder / "table.csv", text.getvalue())
    click.echo(f"written: {', '.join(sorted(path.name for path in folder.iterdir()))} in {folder}", err=True)


def _whole(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    part = path.with_name(path.name + ".part")
    try:
        part.write_text(text, encoding="utf-8")
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
