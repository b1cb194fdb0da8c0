"""`deterrence sweep`: one scenario over a grid of parameters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

from deterrence.cli.options import (
    concept_options,
    execution_options,
    json_option,
    point_options,
    print_json,
    scenario_argument,
)


@click.command()
@scenario_argument
@click.option(
    "--over",
    "axes",
    multiple=True,
    required=True,
    metavar="PARAMETER=LOW:HIGH:COUNT",
    help="An axis of the grid; or PARAMETER=V1,V2,...",
)
@click.option(
    "--quantity",
    "quantities",
    multiple=True,
    metavar="NAME=EXPRESSION",
    help="A column: probability or expected value.",
)
@point_options
@concept_options
@execution_options
@click.option(
    "--output", type=click.Path(dir_okay=False), metavar="FILE", help="Write the table as .csv, .npz or .parquet."
)
@json_option
def sweep(
    file: str,
    axes: tuple[str, ...],
    quantities: tuple[str, ...],
    output: str | None,
    as_json: bool,
    **asked: Any,
) -> None:
    """Solve a scenario at every point of a grid.

    Example: deterrence sweep technology-for-money --over need=0:4:101
    --quantity "kept=treaty == keep"
    """
    from deterrence.analysis.sweep import sweep as swept
    from deterrence.cli.screen import progress_bar
    from deterrence.scenario.loading import load

    if output and not output.endswith((".csv", ".npz", ".parquet")):
        raise click.UsageError(f"--output {output}: expected a name that ends in .csv, .npz or .parquet")
    with progress_bar("solving") as progress:
        table = swept(load(file), _grid(axes), quantities=_quantities(quantities), **asked, progress=progress)
    if output:
        writers = {".csv": table.to_csv, ".npz": table.save, ".parquet": table.to_parquet}
        writers[output[output.rindex(".") :]](output)
        click.echo(f"written: {output}", err=True)
    if as_json:
        print_json(
            {
                "axes": table.axes,
                "columns": table.columns,
                "outcomes": table.outcomes,
                "failed": table.failed,
                "provenance": table.provenance.to_dict(),
            }
        )
    else:
        click.echo(str(table))


def _grid(axes: Sequence[str]) -> dict[str, Any]:
    import numpy as np

    grid = {}
    for axis in axes:
        name, _, text = axis.partition("=")
        try:
            if text.count(":") == 2:
                low, high, count = text.split(":")
                grid[name.strip()] = np.linspace(float(low), float(high), int(count))
            else:
                grid[name.strip()] = np.array([float(value) for value in text.split(",")])
        except ValueError:
            raise click.UsageError(f"--over {axis}: expected PARAMETER=LOW:HIGH:COUNT or PARAMETER=V1,V2,...") from None
    return grid


def _quantities(texts: Sequence[str]) -> dict[str, str]:
    found = {}
    for text in texts:
        name, equals, expression = text.partition("=")
        if not equals or expression.startswith("="):
            raise click.UsageError(f"--quantity {text}: expected NAME=EXPRESSION, such as kept=treaty == keep")
        found[name.strip()] = expression.strip()
    return found
