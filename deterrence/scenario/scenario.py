"""The scenario: what an author wrote, checked."""

from __future__ import annotations

import hashlib
import json
from functools import cached_property
from typing import Any, Literal

from pydantic import ConfigDict, Field, PrivateAttr

from deterrence.errors import Location, Problem
from deterrence.scenario.fields import Expr, Expression, Flag, Id, Text, Values
from deterrence.scenario.parts import Chance, Claim, Decision, Game, Parameter, Part, Player, Timeline
from deterrence.scenario.parts import Source as Citation
from deterrence.scenario.source import Path, Source

PENDING = "pending"


class ScenarioShape(Part):
    """The top level of a scenario file."""

    model_config = ConfigDict(title="Deterrence scenario")

    deterrence: Literal[1] = 1
    title: Text
    summary: Text | None = None
    sources: list[Citation] = Field(default_factory=list)
    tags: list[Text] = Field(default_factory=list)
    players: dict[Id, Player]
    parameters: dict[Id, Parameter] = Field(default_factory=dict)
    decisions: dict[Id, Decision] = Field(default_factory=dict)
    chances: dict[Id, Chance] = Field(default_factory=dict)
    facts: dict[Id, list[Id]] = Field(default_factory=dict)
    definitions: dict[Id, Expr] = Field(default_factory=dict)
    constraints: list[Expr] = Field(default_factory=list)
    payoffs: dict[Text, Expr] = Field(default_factory=dict)
    situations: dict[Id, Values] = Field(default_factory=dict)
    ordinal: Flag = False
    game: Game | None = None
    timeline: Timeline | None = None
    claims: dict[Id, Claim] = Field(default_factory=dict)


class Scenario(ScenarioShape):
    """A strategic situation, stated once.

    Read one with `load` or `parse`, write one in Python with the keys of the
    file format as keyword arguments (plain dicts or the parts in
    `deterrence.scenario.parts`), or step by step with `Draft`.

    Raises
    ------
    ScenarioError
        With every problem found, each with its path and the nearest right name.

    Examples
    --------
    >>> border = Scenario(
    ...     title="A border",
    ...     players={"a": "Challenger", "b": "Defender"},
    ...     parameters={"cost": {"value": 1, "range": [0, 4]}},
    ...     decisions={
    ...         "demand": {"player": "a", "choices": ["stay", "press"]},
    ...         "reply": {"player": "b", "choices": ["concede", "resist"]},
    ...     },
    ...     payoffs={
    ...         "a": "0 if demand == stay else 1 if reply == concede else -cost",
    ...         "b": "1 if demand == stay else 0 if reply == concede else 0.5 - cost",
    ...     },
    ...     game={"order": ["demand", {"visit": "reply", "when": "demand == press"}]},
    ... )
    >>> border.baseline
    {'cost': 1.0}
    >>> border.choices["reply"]
    ('concede', 'resist')
    """

    _source: Source | None = PrivateAttr(default=None)
    _needed: dict[Expression, tuple[str, ...]] = PrivateAttr(default_factory=dict)

    def __init__(self, **data: Any) -> None:
        from deterrence.scenario.loading import checked

        checked(data, None)
        super().__init__(**data)

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Scenario) and self.hash == other.hash)

    def __hash__(self) -> int:
        return int(self.hash[:15], 16)

    def locate(self, path: Path, span: tuple[int, int] | None = None) -> Location | None:
        """The place of an entry in the file that the scenario was read from, if it was."""
        return self._source.locate(path, span=span) if self._source else None

    def problem(self, message: str, path: Path, *, help: str = "", span: tuple[int, int] | None = None) -> Problem:
        """A problem met while using the scenario, at an entry of it."""
        return Problem(message, ".".join(str(step) for step in path), self.locate(path, span), help)

    @cached_property
    def baseline(self) -> dict[str, float]:
        """The value of every parameter."""
        return {name: parameter.value for name, parameter in self.parameters.items()}

    @cached_property
    def choices(self) -> dict[str, tuple[str, ...]]:
        """The values of every variable in file order; the first is initial, for a chance `pending`."""
        return {
            **{name: tuple(decision.choices) for name, decision in self.decisions.items()},
            **{name: (PENDING, *chance.outcomes) for name, chance in self.chances.items()},
            **{name: tuple(values) for name, values in self.facts.items()},
        }

    @cached_property
    def initial(self) -> dict[str, str]:
        """The initial state: the value of every decision, chance and fact."""
        return {name: values[0] for name, values in self.choices.items()}

    def needed(self, expression: Expression) -> tuple[str, ...]:
        """The definitions that an expression rests on, each after the ones that it uses itself."""
        found = self._needed.get(expression)
        if found is None:
            from deterrence.scenario.evaluation import value_names
            from deterrence.scenario.symbols import definitions_used

            names = (name.id for name in value_names(expression.node, self.choices))
            found = self._needed[expression] = tuple(definitions_used(self.definitions, self.choices, *names))
        return found

    def span(self, parameter: str) -> tuple[float, float]:
        """The closed interval a parameter is scanned over.

        An open or missing end counts as the value ± max(1, abs(value)), not
        past the closed end.
        """
        found = self.parameters[parameter]
        low, high = found.range or (None, None)
        reach = max(1.0, abs(found.value))
        return (found.value - reach if low is None else low, found.value + reach if high is None else high)

    def is_open(self, parameter: str) -> bool:
        """Whether the file leaves an end of the parameter's range open or states no range."""
        found = self.parameters[parameter].range
        return found is None or None in found

    def to_dict(self) -> dict[str, Any]:
        """The scenario as plain data with the keys of the file format."""
        from deterrence.scenario.writing import document

        return document(self)

    def to_yaml(self) -> str:
        """The scenario as a file's text; `parse` of it gives an equal scenario."""
        from deterrence.scenario.writing import yaml_text

        return yaml_text(self)

    @cached_property
    def hash(self) -> str:
        """SHA-256 of the scenario's content: the same whatever the file's layout and comments."""
        text = json.dumps(self.to_dict(), ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()
