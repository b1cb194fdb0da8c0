"""Conditions that shape a tree, read in many states at one parameter point, and remembered.

A tree unrolled at one point fits every point at which the same conditions come
out the same way; `Conditions.fit` says which points those are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from deterrence.scenario.evaluation import value_names
from deterrence.scenario.fields import Expression
from deterrence.scenario.scenario import Scenario
from deterrence.scenario.source import Path
from deterrence.scenario.symbols import definitions_used
from deterrence.scenario.syntax import names as every_name
from deterrence.states.diagnosis import value_at
from deterrence.states.values import StateValues

Bools = npt.NDArray[np.bool_]
Codes = dict[str, npt.NDArray[np.uint8]]


@dataclass(slots=True)
class _Reading:
    expression: Expression
    codes: Codes
    result: Bools | None  # None where it has no value


@dataclass(slots=True)
class Conditions:
    """Reads conditions of a scenario at one parameter point."""

    scenario: Scenario
    point: Mapping[str, float]
    readings: list[_Reading] = field(default_factory=list)

    def holds(self, expression: Expression, path: Path, codes: Codes) -> Bools:
        """Where a condition is true; shape ``(states,)``.

        Raises
        ------
        EvaluationError
            Where the condition has no value in one of the states.
        """
        found: Bools = self.read(expression, path, codes) != 0
        return found

    def read(self, expression: Expression, path: Path, codes: Codes, *, shapes: bool = True) -> npt.NDArray[np.float64]:
        """The expression's value in each state; each distinct state that matters is evaluated once."""
        used, parametric = dependencies(self.scenario, expression)
        distinct, which = unique_states(codes, used)
        values = StateValues(self.scenario, self.point, distinct).evaluate(expression)
        values = np.broadcast_to(values, (max(1, which.max(initial=-1) + 1), 1))[:, 0]
        if np.isnan(values[which]).any():
            self.readings.append(_Reading(expression, distinct, None))
            bad = int(which[np.flatnonzero(np.isnan(values[which]))[0]])
            value_at(self.scenario, expression, path, self.point, named_state(self.scenario, distinct, bad))
            raise AssertionError("the array and the scalar evaluator disagree")
        if parametric and shapes:
            self.readings.append(_Reading(expression, distinct, values != 0))
        return values[which]

    def fit(self, parameters: Mapping[str, float | npt.NDArray[np.float64]], points: int) -> tuple[Bools, Bools]:
        """Which points have this tree, and which have none because a condition has no value there.

        After a reading that failed no point has the tree: those that got so far
        and fail too are the ones that have none.
        """
        alive, failed = np.ones(points, dtype=bool), np.zeros(points, dtype=bool)
        for reading in self.readings:
            values = StateValues(self.scenario, parameters, reading.codes).evaluate(reading.expression)
            undefined = np.broadcast_to(np.isnan(values).any(axis=0), (points,))
            failed |= alive & undefined
            alive &= ~undefined
            if reading.result is None:
                return np.zeros(points, dtype=bool), failed
            alive &= np.broadcast_to(((values != 0) == reading.result[:, None]).all(axis=0), (points,))
        return alive, failed


def dependencies(scenario: Scenario, expression: Expression) -> tuple[list[str], bool]:
    """The variables that an expression rests on, and whether it rests on any parameter."""
    names = [name.id for name in value_names(expression.node, scenario.choices)]
    payoffs = [scenario.payoffs[name] for name in names if name in scenario.players]
    names += [name.id for payoff in payoffs for name in value_names(payoff.node, scenario.choices)]
    used = definitions_used(scenario.definitions, scenario.choices, *names)
    nodes = [expression.node, *(p.node for p in payoffs), *(scenario.definitions[name].node for name in used)]
    found = {used.id for node in nodes for used in every_name(node)}
    variables = [name for name in scenario.choices if name in found]
    return variables, any(name in found for name in scenario.parameters)


def unique_states(codes: Codes, used: list[str]) -> tuple[Codes, npt.NDArray[np.int64]]:
    """The distinct states in some variables, and which of them each state is."""
    rows = max((len(column) for column in codes.values() if column.ndim), default=1)
    varying = [name for name in used if codes[name].ndim]
    which = np.zeros(rows, dtype=np.int64)
    for name in varying:
        column = codes[name]
        _, which = np.unique(which * (int(column.max(initial=0)) + 1) + column, return_inverse=True)
    _, sample = np.unique(which, return_index=True)
    return {name: column[sample] if column.ndim else column for name, column in codes.items()}, which


def named_state(scenario: Scenario, codes: Codes, row: int) -> dict[str, str]:
    """One state in words."""
    return {name: scenario.choices[name][int(code[row] if code.ndim else code)] for name, code in codes.items()}
