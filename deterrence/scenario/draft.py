"""A scenario written step by step in Python."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from deterrence.scenario.scenario import Scenario

Written = str | float


class Draft:
    """An unfinished scenario: every method adds one thing and returns the draft; `finish` checks it.

    The words and the rules are those of the file format; expressions are texts
    or numbers.

    Examples
    --------
    >>> border = (
    ...     Draft("A border")
    ...     .player("a", "Challenger")
    ...     .player("b", "Defender")
    ...     .parameter("cost", 1, range=(0, 4), meaning="cost of conflict to either")
    ...     .decision("demand", "a", ["stay", "press"])
    ...     .decision("reply", "b", ["concede", "resist"])
    ...     .payoff("a", "0 if demand == stay else 1 if reply == concede else -cost")
    ...     .payoff("b", "1 if demand == stay else 0 if reply == concede else 0.5 - cost")
    ...     .visit("demand")
    ...     .visit("reply", when="demand == press")
    ...     .claim("yields", "A costly conflict is not fought.", expect="demand == press and reply == concede")
    ...     .finish()
    ... )
    >>> border.baseline
    {'cost': 1.0}
    """

    def __init__(self, title: str, *, summary: str | None = None, tags: Sequence[str] = ()) -> None:
        self._data: dict[str, Any] = {"title": title, "players": {}}
        if summary is not None:
            self._data["summary"] = summary
        if tags:
            self._data["tags"] = list(tags)

    def _add(self, section: str, name: str, entry: Any) -> Draft:
        self._data.setdefault(section, {})[name] = entry
        return self

    def source(self, cite: str, **rest: str) -> Draft:
        """Say where a fact or an argument comes from; `locator`, `url` and `note` may follow."""
        self._data.setdefault("sources", []).append({"cite": cite, **rest})
        return self

    def player(self, id: str, label: str, *, meaning: str | None = None) -> Draft:
        """Add a player."""
        return self._add("players", id, _given(label=label, meaning=meaning))

    def parameter(
        self,
        id: str,
        value: float,
        *,
        range: Sequence[float | None] | None = None,
        unit: str | None = None,
        meaning: str | None = None,
        prior: Any = None,
    ) -> Draft:
        """Add a parameter with its baseline."""
        ends = None if range is None else list(range)
        return self._add("parameters", id, _given(value=value, range=ends, unit=unit, meaning=meaning, prior=prior))

    def decision(
        self,
        id: str,
        player: str,
        choices: Sequence[str],
        *,
        reversible: bool | Mapping[str, Sequence[str]] | None = None,
        available: Mapping[str, Written] | None = None,
        meaning: str | None = None,
    ) -> Draft:
        """Add a variable that a player controls; the first choice is the status quo."""
        entry = _given(
            player=player, choices=list(choices), reversible=reversible, available=available, meaning=meaning
        )
        return self._add("decisions", id, entry)

    def chance(self, id: str, outcomes: Mapping[str, Written], *, meaning: str | None = None) -> Draft:
        """Add a variable drawn at random."""
        return self._add("chances", id, _given(outcomes=dict(outcomes), meaning=meaning))

    def fact(self, id: str, *values: str) -> Draft:
        """Add a fact; the first value is initial."""
        return self._add("facts", id, list(values))

    def definition(self, id: str, expression: Written) -> Draft:
        """Name an expression."""
        return self._add("definitions", id, expression)

    def constraint(self, expression: Written) -> Draft:
        """State what is always true."""
        self._data.setdefault("constraints", []).append(expression)
        return self

    def payoff(self, player: str, expression: Written) -> Draft:
        """State what the end is worth to a player."""
        return self._add("payoffs", player, expression)

    def situation(self, id: str, **values: Any) -> Draft:
        """Name a supposition."""
        return self._add("situations", id, values)

    def visit(self, variable: str, *, when: Written | None = None, hidden_from: Sequence[str] = ()) -> Draft:
        """Put a visit at the end of the order of play."""
        return self._stage(_visit(variable, when, hidden_from))

    def together(self, *variables: str) -> Draft:
        """Put a simultaneous group at the end of the order of play."""
        return self._stage(list(variables))

    def _stage(self, stage: Any) -> Draft:
        self._data.setdefault("game", {"order": []})["order"].append(stage)
        return self

    def timeline(self, **section: Any) -> Draft:
        """State the timeline section, with the keys of the file format."""
        self._data["timeline"] = section
        return self

    def claim(self, id: str, says: str, **rest: Any) -> Draft:
        """Add a claim: one of expect, flips, monotone, compare, stable and timeline, and its conditions.

        A trailing underscore is dropped from a key, so that ``in_`` can be written.
        """
        return self._add("claims", id, {"says": says, **{key.rstrip("_"): value for key, value in rest.items()}})

    def finish(self) -> Scenario:
        """The scenario. Raises `ScenarioError` with every problem found."""
        return Scenario(**self._data)


def _given(**entries: Any) -> dict[str, Any]:
    return {key: value for key, value in entries.items() if value is not None}


def _visit(variable: str, when: Written | None, hidden_from: Sequence[str]) -> dict[str, Any]:
    entry = _given(visit=variable, when=when)
    return {**entry, "hidden_from": list(hidden_from)} if hidden_from else entry
