"""`deterrence discover`: the boxes of few parameters in which an outcome fails."""

from __future__ import annotations

from collections.abc import Sequence
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
@click.option("--failure", metavar="EXPRESSION", help="What counts as failing; else another path than the baseline's.")
@click.option("--over", "box", multiple=True, metavar="PARAMETER=LOW:HIGH", help="Draw evenly there.")
@click.option("--draws", type=int, default=10_000, show_default=True, metavar="NUMBER", help="Draws of the parameters.")
@click.option("--peel", type=float, default=0.05, show_default=True, metavar="SHARE", help="What one peel takes off.")
@click.option("--boxes", type=int, default=3, show_default=True, metavar="NUMBER", help="The most boxes suggested.")
@click.option("--seed", type=int, default=0, show_default=True, metavar="NUMBER", help="Of the draws.")
@point_options
@concept_options
@json_option
def discover(file: str, box: tuple[str, ...], as_json: bool, **asked: Any) -> None:
    """Find the boxes of few parameters in which an outcome fails.

    Example: deterrence discover technology-for-money --failure "treaty != keep"
    """
    from deterrence.analysis.discovery import discover as found
    from deterrence.cli.screen import progress_bar
    from deterrence.scenario.loading import load

    with progress_bar("drawing parameters") as progress:
        result = found(load(file), **asked, box=_box(box) or None, progress=progress)
    print_answer(result, as_json=as_json)


def _box(intervals: Sequence[str]) -> dict[str, tuple[float, float]]:
    found = {}
    for text in intervals:
        name, _, ends = text.partition("=")
        try:
            low, high = (float(end) for end in ends.split(":"))
        except ValueError:
            raise click.UsageError(f"--over {text}: expected PARAMETER=LOW:HIGH") from None
        found[name.strip()] = (low, high)
    return found
