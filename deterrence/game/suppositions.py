"""What a supposition fixes where play has no order: one value a chance; what it says of decisions is ignored."""

from __future__ import annotations

from collections.abc import Mapping

from deterrence.errors import ArgumentError
from deterrence.game.building import Suppose, suppositions
from deterrence.scenario.scenario import PENDING, Scenario


def fixed_values(scenario: Scenario, suppose: Suppose) -> tuple[dict[str, str], tuple[str, ...]]:
    """The value of every chance and fact, and the decisions whose supposition is ignored.

    Raises
    ------
    ArgumentError
        An unknown variable, value or situation, or different values for one
        chance at several visits: a graph or a timeline has one.
    """
    supposed = suppositions(scenario, suppose)
    fixed = {name: value for name, value in scenario.initial.items() if name not in scenario.decisions}
    for name in scenario.chances:
        values = supposed.get(name, ())
        named = {value for value in ([values] if isinstance(values, str) else values) if value != "any"}
        if len(named) > 1:
            words = ", ".join(sorted(named))
            what = "a conflict graph or a timeline has one value"
            raise ArgumentError(f"{what} of '{name}', supposed: {words}", "suppose one of them")
        fixed |= dict.fromkeys([name] if named else [], *named)
    return fixed, tuple(name for name in supposed if name in scenario.decisions)


def supposed_chances(scenario: Scenario, fixed: Mapping[str, str]) -> dict[str, str]:
    """The chances that a supposition fixes, and their values."""
    return {name: value for name, value in fixed.items() if name in scenario.chances and value != PENDING}
