"""`deterrence list`: the bundled scenarios."""

from __future__ import annotations

from itertools import groupby

import click

from deterrence.cli.options import json_option, print_json


@click.command("list")
@click.option("--tag", "tags", multiple=True, metavar="TAG", help="Only scenarios with this tag; may be repeated.")
@click.option("--check", "checked", is_flag=True, help="Check every claim of every scenario listed.")
@json_option
@click.pass_context
def list_(context: click.Context, tags: tuple[str, ...], checked: bool, as_json: bool) -> None:
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
    if checked:
        context.exit(_check(list(scenarios), as_json))
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


def _check(names: list[str], as_json: bool) -> int:
    """A line a scenario, with the claims that do not hold; the exit code of `check`."""
    from deterrence.analysis.collection import check_collection
    from deterrence.cli.screen import console, progress_bar, table
    from deterrence.scenario.library import bundled

    with progress_bar("checking scenarios") as progress:
        found = check_collection({name: bundled()[name] for name in names}, progress=progress)
    failed = [(one.name, one.claims("fails"), one.claims("undecided"), one.error) for one in found]
    if as_json:
        print_json([{"name": one.name, "verdicts": one.verdicts, "error": one.error} for one in found])
    else:
        lines = [
            (
                one.name,
                str(len(one.verdicts)),
                "holds" if not any(bad) else "fails" if bad[0] or bad[2] else "undecided",
                one.error or ", ".join((*bad[0], *bad[1])),
            )
            for one, (_, *bad) in zip(found, failed, strict=True)
        ]
        console().print(table(("name", "claims", "verdict", "not held"), lines, ("not held",)))
    if any(error for *_, error in failed):
        return 2
    return 1 if any(fails for _, fails, _, _ in failed) else 3 if any(undecided for _, _, undecided, _ in failed) else 0
