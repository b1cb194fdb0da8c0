"""What was asked, as the line that asks it again."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from typing import Any


def command(
    verb: str,
    files: Sequence[str],
    *,
    given: Mapping[str, float] | None = None,
    suppose: Sequence[Any] | None = None,
    versus: Mapping[str, float] | None = None,
    **options: Any,
) -> str:
    """Write a line for a shell; `options` that are None are left out.

    Examples
    --------
    >>> command("report", ["my deal.yaml"], given={"pay": 4.0}, suppose=[{"treaty": ["any", "withdraw"]}], draws=100)
    "deterrence report 'my deal.yaml' --set pay=4 --suppose treaty=any,withdraw --draws 100"
    """
    words = ["deterrence", verb, *files]
    for flag, values in (("--set", given), ("--versus-set", versus)):
        words += [
            word
            for name, value in (values or {}).items()
            for word in (flag, f"{name}={repr(float(value)).removesuffix('.0')}")
        ]
    words += [word for one in suppose or () for text in _supposed(one) for word in ("--suppose", text)]
    for name, value in options.items():
        words += [] if value is None else [f"--{name.replace('_', '-')}", str(value)]
    return shlex.join(words)


def _supposed(one: Any) -> list[str]:
    if not isinstance(one, Mapping):
        return [str(one)]
    return [f"{name}={','.join(value) if isinstance(value, list) else value}" for name, value in one.items()]
