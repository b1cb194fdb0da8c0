"""`deterrence check`: whether the scenario's claims are true."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from deterrence.cli.options import (
    concept_options,
    json_option,
    point_options,
    print_json,
    scenario_argument,
)

if TYPE_CHECKING:
    from deterrence.analysis.check import CheckReport


@click.command()
@scenario_argument
@click.argument("claims", nargs=-1, metavar="[CLAIM]...")
@point_options
@concept_options
@json_option
@click.pass_context
def check(
    context: click.Context,
    /,
    file: str,
    claims: tuple[str, ...],
    as_json: bool,
    **asked: Any,
) -> None:
    """Check a scenario's claims, all or some by name.

    A claim over a box is searched for a counterexample; one that survives is
    not proved.
    """
    from deterrence.analysis.check import check as checked
    from deterrence.cli.screen import console, progress_bar, table
    from deterrence.scenario.loading import load

    scenario = load(file)
    with progress_bar("checking claims") as progress:
        report = checked(scenario, names=claims or None, **asked, progress=progress)
    if as_json:
        print_json(report.to_dict())
    elif not report.rows:
        click.echo("the scenario makes no claims")
    else:
        rows = [(row.verdict, row.name, row.says, row.detail) for row in report.rows]
        console().print(table(("verdict", "claim", "says", "evidence"), rows, ("says", "evidence")))
    context.exit(verdict_code(report))


def verdict_code(report: CheckReport, *, unsolved: bool = False) -> int:
    """2 if a claim needs a section that is missing, else 1 if one is false, else 3 if undecided, else 0."""
    if any(row.lacks_section for row in report.rows):
        return 2
    if report.count("fails"):
        return 1
    return 3 if report.count("undecided") or unsolved else 0
