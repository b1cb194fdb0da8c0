"""Arguments and options that verbs share."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])


def _complete_scenario(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[Any]:
    from click.shell_completion import CompletionItem

    from deterrence.scenario.library import bundled

    names = [CompletionItem(name) for name in bundled() if name.startswith(incomplete)]
    return [*names, CompletionItem(incomplete, type="file")]


def scenario_argument(function: F) -> F:
    """FILE: a scenario file, or the name of a bundled scenario."""
    return click.argument("file", metavar="FILE", shell_complete=_complete_scenario)(function)


def point_options(function: F) -> F:
    """--set and --suppose."""
    function = click.option(
        "--suppose",
        "supposed",
        multiple=True,
        metavar="VARIABLE=VALUE",
        help="Fix a result in advance: treaty=withdraw; a value a visit, treaty=any,withdraw,any; or a situation.",
    )(function)
    return click.option("--set", "settings", multiple=True, metavar="PARAMETER=NUMBER", help="Change a parameter.")(
        function
    )


def concept_options(function: F) -> F:
    """--concept and --precision."""
    function = click.option(
        "--precision", type=float, metavar="NUMBER", help="Of a quantal response: 0 is chance, large is best reply."
    )(function)
    return click.option(
        "--concept",
        metavar="CONCEPT",
        help="subgame_perfect, perfect_bayesian, sequential, nash or quantal_response; else the information decides.",
    )(function)


def state_option(function: F) -> F:
    """--state."""
    return click.option(
        "--state",
        "state",
        multiple=True,
        metavar="DECISION=CHOICE",
        help="The state asked about; what is not named is as at the start.",
    )(function)


json_option = click.option("--json", "as_json", is_flag=True, help="Print machine-readable JSON.")


def read_settings(settings: Sequence[str]) -> dict[str, float]:
    """``need=3`` as a mapping. Raises `click.UsageError`."""
    found = {}
    for setting in settings:
        name, equals, text = setting.partition("=")
        try:
            found[name.strip()] = float(text)
        except ValueError:
            wanted = f"a number, found {text!r}" if equals else "PARAMETER=NUMBER"
            raise click.UsageError(f"--set {setting}: expected {wanted}") from None
    return found


def read_supposed(supposed: Sequence[str]) -> list[Any]:
    """``treaty=withdraw`` or a situation's id, as a supposition."""
    found: list[Any] = []
    for text in supposed:
        name, equals, value = text.partition("=")
        values = [part.strip() for part in value.split(",")]
        found.append({name.strip(): values if len(values) > 1 else values[0]} if equals else name.strip())
    return found


def read_state(state: Sequence[str]) -> dict[str, str]:
    """``treaty=withdraw`` as a mapping. Raises `click.UsageError`."""
    found = {}
    for text in state:
        name, equals, value = text.partition("=")
        if not equals:
            raise click.UsageError(f"--state {text}: expected DECISION=CHOICE")
        found[name.strip()] = value.strip()
    return found


def print_json(data: Any) -> None:
    """JSON on standard output; what is not a number is null."""
    click.echo(json.dumps(finite(data), indent=2, ensure_ascii=False))


def finite(value: Any) -> Any:
    """Plain data that JSON can hold: arrays become lists, infinities and NaN null."""
    if isinstance(value, dict):
        return {str(key): finite(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [finite(inner) for inner in value]
    if hasattr(value, "tolist"):
        return finite(value.tolist())
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        return None
    return value
