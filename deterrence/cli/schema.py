"""`deterrence schema`: the JSON Schema of scenario files."""

from __future__ import annotations

import click

from deterrence.cli.options import json_option, print_json


@click.command()
@json_option
def schema(as_json: bool) -> None:
    """Print the JSON Schema of scenario files, for completion in editors; it is JSON either way."""
    from deterrence.scenario.schema import schema as made

    print_json(made())
