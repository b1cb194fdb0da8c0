"""Arguments and options that verbs share."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Sequence
from typing import Any, Protocol, TypeVar, cast

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


def parameters_argument(function: F) -> F:
    """PARAMETER...: some of the scenario's parameters, or all of them."""
    return click.argument(
        "parameters", nargs=-1, metavar="[PARAMETER]...", callback=lambda context, option, names: list(names) or None
    )(function)


def point_options(function: F) -> F:
    """--set, read as `given`, and --suppose."""
    function = click.option(
        "--suppose",
        multiple=True,
        callback=lambda context, option, texts: _suppositions(texts),
        metavar="VARIABLE=VALUE",
        help="Fix a result in advance: treaty=withdraw; a value a visit, treaty=any,withdraw,any; or a situation.",
    )(function)
    return click.option(
        "--set",
        "given",
        multiple=True,
        callback=lambda context, option, texts: _numbers(texts),
        metavar="PARAMETER=NUMBER",
        help="Change a parameter.",
    )(function)


def versus_option(function: F) -> F:
    """--versus-set."""
    return click.option(
        "--versus-set",
        multiple=True,
        callback=lambda context, option, texts: _numbers(texts, "--versus-set"),
        metavar="PARAMETER=NUMBER",
        help="Change a parameter in the second of two only.",
    )(function)


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
        multiple=True,
        callback=lambda context, option, texts: _state(texts),
        metavar="DECISION=CHOICE",
        help="The state asked about; what is not named is as at the start.",
    )(function)


seed_option = click.option("--seed", type=int, default=0, show_default=True, metavar="NUMBER", help="Of all draws.")


def dates_option(function: F) -> F:
    """--at, read as `times`."""
    return click.option(
        "--at",
        "times",
        multiple=True,
        callback=lambda context, option, texts: _dates(texts),
        metavar="DATE,...",
        help="The dates asked about; else the horizon, every fixed date and an even grid.",
    )(function)


def execution_options(function: F) -> F:
    """--executor, --workers, --folder and --shard, read as `execution`."""

    @functools.wraps(function)
    def wrapped(
        *args: Any, executor: str, workers: int | None, folder: str | None, shard: str | None, **rest: Any
    ) -> Any:
        from deterrence.run.execution import Execution

        plain = executor == "serial" and folder is None and shard is None
        execution = None if plain else Execution(executor=executor, workers=workers, folder=folder, shard=shard)
        return function(*args, execution=execution, **rest)

    for option in (
        click.option("--shard", metavar="K/N", help="Do every N-th chunk from the K-th only, into the folder."),
        click.option(
            "--folder", type=click.Path(file_okay=False), help="Keep finished chunks here; the same command goes on."
        ),
        click.option("--workers", type=int, metavar="NUMBER", help="How many; else one a processor."),
        click.option(
            "--executor",
            default="serial",
            show_default=True,
            metavar="NAME",
            help="serial, processes, dask, or the address of a Dask scheduler (tcp://host:8786).",
        ),
    ):
        wrapped = option(wrapped)
    return cast(F, wrapped)


json_option = click.option("--json", "as_json", is_flag=True, help="Print machine-readable JSON.")


def _numbers(settings: Sequence[str], option: str = "--set") -> dict[str, float]:
    """``need=3`` as a mapping. Raises `click.UsageError`."""
    found = {}
    for setting in settings:
        name, equals, text = setting.partition("=")
        try:
            found[name.strip()] = float(text)
        except ValueError:
            wanted = f"a number, found {text!r}" if equals else "PARAMETER=NUMBER"
            raise click.UsageError(f"{option} {setting}: expected {wanted}") from None
    return found


def _suppositions(texts: Sequence[str]) -> list[Any]:
    """``treaty=withdraw`` or a situation's id, as a supposition."""
    found: list[Any] = []
    for text in texts:
        name, equals, value = text.partition("=")
        values = [part.strip() for part in value.split(",")]
        found.append({name.strip(): values if len(values) > 1 else values[0]} if equals else name.strip())
    return found


def _state(texts: Sequence[str]) -> dict[str, str]:
    """``treaty=withdraw`` as a mapping. Raises `click.UsageError`."""
    found = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals:
            raise click.UsageError(f"--state {text}: expected DECISION=CHOICE")
        found[name.strip()] = value.strip()
    return found


def _dates(texts: Sequence[str]) -> list[float] | None:
    """``1,2.5`` as numbers; None if nothing is given. Raises `click.UsageError`."""
    try:
        return [float(part) for text in texts for part in text.split(",")] or None
    except ValueError:
        raise click.UsageError(f"--at {','.join(texts)}: expected dates such as 1,2.5") from None


class Answer(Protocol):
    """What every result can do."""

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""


def print_answer(answer: Answer, *, as_json: bool) -> None:
    """A result as it prints itself, or as JSON."""
    if as_json:
        print_json(answer.to_dict())
    else:
        click.echo(str(answer))


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
