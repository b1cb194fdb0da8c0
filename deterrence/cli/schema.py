"""`deterrence schema`: the JSON Schema of scenario files."""

from __future__ import annotations

import click

from deterrence.cli.options import print_json


@click.command()
def schema() -> None:
    """Print the JSON Schema of scenario files, for completion in editors."""
    from deterrence.scenario.schema import schema as made

    print_json(made())
