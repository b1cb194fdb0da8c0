"""What states are worth at many parameter points, each definition worked out once for the states it tells apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from deterrence.game.conditions import Codes, dependencies, unique_states
from deterrence.scenario.evaluation import value_names
from deterrence.scenario.fields import Expression
from deterrence.scenario.scenario import Scenario
from deterrence.scenario.symbols import definitions_used
from deterrence.states.values import StateValues

Array = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Columns = Mapping[str, float | Array]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Part:
    """An expression, the states it tells apart, which of them each state is, and what it names.

    `known` maps each definition that the expression names to the
    place of each of these states among the states that it tells apart.
    """

    expression: Expression
    codes: Codes
    which: Ints
    known: Mapping[str, Ints]


class FactoredValues:
    """The payoffs of a scenario in some states, as a plan that serves any number of parameter points.

    A definition that rests on two decisions is evaluated in as many states as
    those two have values, not in every state.

    Examples
    --------
    >>> from deterrence import load
    >>> deal = load("technology-for-money")
    >>> codes = {name: np.zeros(3, dtype=np.uint8) for name in deal.choices}
    >>> FactoredValues(deal, codes).payoffs(dict.fromkeys(deal.parameters, 1.0), 2).shape
    (3, 3, 2)
    """

    def __init__(self, scenario: Scenario, codes: Codes) -> None:
        self.scenario = scenario
        self.states = max((len(code) for code in codes.values() if code.ndim), default=1)
        self._parts: dict[str, _Part] = {}
        named = {name.id for payoff in scenario.payoffs.values() for name in value_names(payoff.node, scenario.choices)}
        for name in definitions_used(scenario.definitions, scenario.choices, *named):
            self._parts[name] = self._part(scenario.definitions[name], codes)
        for player in scenario.players:
            self._parts[player] = self._part(scenario.payoffs[player], codes)

    def _part(self, expression: Expression, codes: Codes) -> _Part:
        scenario = self.scenario
        distinct, which = unique_states(codes, dependencies(scenario, expression)[0])
        _, sample = np.unique(which, return_index=True)
        names = [name.id for name in value_names(expression.node, scenario.choices)]
        known = {name: self._parts[name].which[sample] for name in names if name in self._parts}
        which = which if len(which) == self.states else np.zeros(self.states, dtype=np.int64)
        return _Part(expression=expression, codes=distinct, which=which, known=known)

    def payoffs(self, part: Columns, points: int) -> Array:
        """``(player, state, point)``; NaN where a payoff has no value."""
        found: dict[str, Array] = {}
        for name, one in self._parts.items():
            found[name] = self._evaluated(one, part, found)
        worth = np.empty((len(self.scenario.players), self.states, points))
        for row, player in enumerate(self.scenario.players):
            value = found[player]
            worth[row] = value[self._parts[player].which] if len(value) > 1 else value
        return worth

    def _evaluated(self, one: _Part, part: Columns, found: Mapping[str, Array]) -> Array:
        values = StateValues(self.scenario, part, one.codes)
        for name, rows in one.known.items():
            values.memo[name] = found[name][rows] if len(found[name]) > 1 else found[name]
        return values.evaluate_known(one.expression)
