"""Arguments that several questions share, checked in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from deterrence.errors import ArgumentError, ConceptError
from deterrence.game.building import require_parameter
from deterrence.scenario.scenario import Scenario

MOST = 10**9


def named_parameters(scenario: Scenario, parameters: str | Sequence[str] | None) -> list[str]:
    """The parameters that a question is about: those named, else all. Raises `ArgumentError` or `ConceptError`."""
    if not scenario.parameters:
        raise ConceptError("the scenario has no `parameters`, so there is nothing that could be otherwise")
    given: Any = scenario.parameters if parameters is None else parameters
    names = [given] if isinstance(given, str) else list(given) if isinstance(given, Iterable) else [given]
    if not names:
        raise ArgumentError("name at least one parameter, or none at all for all of them")
    for name in names:
        if not isinstance(name, str):
            raise ArgumentError(f"parameters are named by their ids, found {name!r}")
        require_parameter(scenario, name)
    return list(dict.fromkeys(names))


def whole_number(name: str, value: Any, least: int = 1, most: int = MOST) -> int:
    """A whole number within bounds. Raises `ArgumentError`."""
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or not least <= value <= most:
        raise ArgumentError(f"{name} is a whole number from {least} to {most:,}, found {value!r}")
    return int(value)


def share_above_zero(name: str, value: Any, help: str = "") -> float:
    """A number above 0 and at most 1. Raises `ArgumentError`."""
    number = isinstance(value, (int, float, np.number)) and not isinstance(value, bool)
    if not number or not 0 < value <= 1:
        raise ArgumentError(f"{name} is a share above 0 and at most 1, found {value!r}", help)
    return float(value)
