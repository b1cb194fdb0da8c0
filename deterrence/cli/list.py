"""`deterrence list`: the bundled scenarios."""

from __future__ import annotations

from itertools import groupby

import click

from deterrence.cli.options import json_option, print_json


@click.command("list")
@click.option("--tag", "tags", multiple=True, metavar="TAG", help="Only scenarios with this tag; may be repeated.")
@json_option
def list_(tags: tuple[str, ...], as_json: bool) -> None:
    """List the bundled scenarios, with their tags and the lenses they can be asked through.

    Tags say what a scenario is about (treaty, alliance, credibility,
    dynamics, information) and how hard it is (easy, middle, hard). Lenses say
    what it can be asked as: a game tree (solve), a conflict graph (conflict),
    alliances of blocs (alliances), in time (exact, simulate, trace).
    """
    from deterrence.cli.screen import console, table
    from deterrence.errors import nearest
    from deterrence.scenario.lenses import lenses
    from deterrence.scenario.library import bundled
    from deterrence.scenario.loading import load

    scenarios = {name: load(path) for name, path in bundled().items()}
    known = sorted({tag for scenario in scenarios.values() for tag in scenario.tags})
    for tag in tags:
        if tag not in known:
            help = nearest(tag, known) or f"tags: {', '.join(known)}"
            raise click.UsageError(f"no scenario has the tag '{tag}' ({help})")
    scenarios = {name: scenario for name, scenario in scenarios.items() if set(tags) <= set(scenario.tags)}
    if as_json:
        print_json(
            [
                {"name": name, "title": s.title, "summary": s.summary, "tags": s.tags, "lenses": lenses(s)}
                for name, s in scenarios.items()
            ]
        )
        return
    screen = console()
    by_folder = sorted(scenarios.items(), key=lambda item: item[0].rpartition("/"))
    for folder, rows in groupby(by_folder, key=lambda item: item[0].rpartition("/")[0]):
        if folder:
            screen.print(f"\n{folder}")
        lines = [(name.rpartition("/")[2], s.title, ", ".join(s.tags), ", ".join(lenses(s))) for name, s in rows]
        screen.print(table(("name", "title", "tags", "lenses"), lines, ("title", "tags")))
