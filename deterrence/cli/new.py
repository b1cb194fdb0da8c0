"""`deterrence new`: begin a scenario of your own."""

from __future__ import annotations

from pathlib import Path

import click

from deterrence.cli.options import json_option, print_json

TEMPLATE = """\
deterrence: 1
title: {title}
summary: Does the defender's threat keep the challenger from pressing its demand?

players: {{challenger: Challenger, defender: Defender}}

parameters:                       # every number has a name, a range and a meaning
  prize: {{value: 1,   range: [0, 3], meaning: what a concession is worth to the challenger}}
  cost:  {{value: 1.5, range: [0, 3], meaning: cost of conflict to the challenger}}
  stake: {{value: 2,   range: [0, 3], meaning: what the defender loses by conceding}}

decisions:                        # the first choice is the status quo
  demand: {{player: challenger, choices: [stay, press]}}
  reply:  {{player: defender,   choices: [concede, resist]}}

payoffs:                          # choices are compared, parameters are used; see the README
  challenger: 0 if demand == stay else prize if reply == concede else -cost
  defender:   0 if demand == stay else -stake if reply == concede else -1

game:
  order: [demand, {{visit: reply, when: demand == press}}]

claims:                           # what you believe, to be checked
  deterred:  {{says: The challenger stays., expect: demand == stay}}
  threshold:
    says: The threat is credible above a stake of 1.
    flips: {{expect: demand == stay, parameter: stake, at: 1}}
"""


@click.command()
@click.argument("file", type=click.Path(dir_okay=False))
@click.option("--from", "model", metavar="NAME", help="Copy a scenario instead of the template.")
@json_option
@click.option("--title", help="The new scenario's title; for the template alone.")
def new(file: str, model: str | None, title: str | None, as_json: bool) -> None:
    """Write a small scenario to begin with; FILE must not exist."""
    if model is not None and title is not None:
        raise click.UsageError("--title goes with the template, not with --from; change the title in the copy")
    path = Path(file)
    if model is None:
        from deterrence.scenario.writing import quoted

        text = TEMPLATE.format(title=quoted("A demand and a threat" if title is None else title))
    else:
        from deterrence.scenario.library import bundled_path
        from deterrence.scenario.loading import load

        load(model)  # what does not load is not worth copying
        source = Path(model) if Path(model).is_file() else bundled_path(model)
        text = source.read_text(encoding="utf-8-sig")
    try:
        with path.open("x", encoding="utf-8") as out:
            out.write(text)
    except FileExistsError:
        raise click.UsageError(f"{file} exists already; nothing was written") from None
    if as_json:
        print_json({"written": file})
    else:
        click.echo(f"written: {file}; now try: deterrence run {file}")
