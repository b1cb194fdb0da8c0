"""`deterrence list`: the bundled scenarios."""

from __future__ import annotations

from itertools import groupby

import click

from deterrence.cli.options import json_option, print_json


@click.command("list")
@json_option
def list_(as_json: bool) -> None:
    """List the bundled scenarios."""
    from deterrence.cli.screen import console, table
    from deterrence.scenario.library import bundled
    from deterrence.scenario.loading import load

    scenarios = {name: load(path) for name, path in bundled().items()}
    if as_json:
        print_json([{"name": name, "title": s.title, "tags": s.tags} for name, s in scenarios.items()])
        return
    screen = console()
    by_folder = sorted(scenarios.items(), key=lambda item: item[0].rpartition("/"))
    for folder, rows in groupby(by_folder, key=lambda item: item[0].rpartition("/")[0]):
        if folder:
            screen.print(f"\n{folder}")
        lines = [(name.rpartition("/")[2], s.title, ", ".join(s.tags)) for name, s in rows]
        screen.print(table(("name", "title", "tags"), lines, ("title",)))
