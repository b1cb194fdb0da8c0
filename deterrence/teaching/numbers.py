"""A student's own numbers: the same exercise with other values of its parameters."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import lru_cache

from deterrence.scenario.scenario import Scenario
from deterrence.scenario.source import read_source
from deterrence.teaching.exercise import SCENARIO, Exercise

KEPT = 256


def numbers_of(exercise: Exercise, student: str) -> dict[str, float]:
    """The values that a student is given, one of the exercise's for each parameter that varies.

    They follow from the exercise's name and the student's alone, whatever the
    machine; capitals and spaces around do not count. Without a student they
    are the scenario's own.

    >>> from deterrence.teaching.exercise import exercise
    >>> found = exercise("credible-threats")
    >>> numbers_of(found, "Ada") == numbers_of(found, " ada ")
    True
    >>> numbers_of(found, "")
    {}
    """
    who = student.strip().casefold()
    if not who:
        return {}
    return {name: values[_drawn(exercise.name, who, name) % len(values)] for name, values in exercise.numbers.items()}


def _drawn(*words: str) -> int:
    return int.from_bytes(hashlib.sha256("\0".join(words).encode()).digest()[:8], "big")


def own_scenario(exercise: Exercise, student: str) -> Scenario:
    """The exercise's scenario with the student's numbers."""
    return _with_numbers(exercise, tuple(numbers_of(exercise, student).items()))


@lru_cache(maxsize=KEPT)
def _with_numbers(exercise: Exercise, numbers: tuple[tuple[str, float], ...]) -> Scenario:
    data = exercise.scenario.to_dict()
    for name, value in numbers:
        entry = data["parameters"][name]
        data["parameters"][name] = {**entry, "value": value} if isinstance(entry, Mapping) else value
    return Scenario(**data)


def own_text(exercise: Exercise, student: str) -> str:
    """The scenario's file with the student's numbers in their places, comments and all."""
    text = exercise.scenario_text
    source = read_source(text, SCENARIO)
    lines = text.splitlines(keepends=True)
    placed = []
    for name, value in numbers_of(exercise, student).items():
        entry = source.node(("parameters", name))
        placed.append((entry.children.get("value", entry), value))
    for node, value in sorted(placed, key=lambda item: (item[0].line, item[0].column), reverse=True):
        line = lines[node.line - 1]
        lines[node.line - 1] = f"{line[: node.column - 1]}{value:.10g}{line[node.end[1] - 1 :]}"
    return "".join(lines)
