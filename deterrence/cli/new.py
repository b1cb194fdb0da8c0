"""`deterrence new`: begin a scenario of your own."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

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
@click.option("--ask/--template", default=None, help="Answer questions, or take the template; on a terminal it asks.")
def new(file: str, model: str | None, title: str | None, ask: bool | None, as_json: bool) -> None:
    """Begin a scenario: answer questions about it, copy another, or take a template.

    The questions are who moves, when, and what each end is worth to whom. FILE
    must not exist.
    """
    if model is not None and title is not None:
        raise click.UsageError("--title goes with the template, not with --from; change the title in the copy")
    told = model is not None or title is not None or as_json
    if ask and told:
        raise click.UsageError("--ask makes a scenario of your answers alone: without --from, --title and --json")
    if ask is None:
        ask = not told and sys.stdin.isatty()
    path = Path(file)
    if path.exists():
        raise click.UsageError(f"{file} exists already; nothing was written")
    if ask:
        text = _asked()
    elif model is None:
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


def _asked() -> str:
    """The scenario that an interview at the terminal comes to."""
    from deterrence.scenario.interview import interview

    click.echo("A few questions; Ctrl-C ends them, and nothing is written. What you leave empty is as in [brackets].\n")
    return interview(_ask).to_yaml()


def _ask(question: str, read: Callable[[str], Any], default: str | None = None) -> Any:
    """The answer as `read` takes it; the question is put again until it does."""
    from deterrence.errors import ArgumentError

    while True:
        try:
            answer = click.prompt(question, default=default or "", show_default=bool(default))
        except click.Abort:
            if sys.stdin.isatty():
                raise
            raise click.UsageError(f"the input ended at: {question}") from None
        try:
            return read(str(answer))
        except ArgumentError as error:
            click.echo(f"  {error}", err=True)
