"""Expressions over arrays: many states and many parameter points at once.

Arrays broadcast as ``(state, point)``. Where an expression has no finite value
the array holds NaN, and the laziness of `and`, `or` and `if` is kept: a branch
that is not taken spoils nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import numpy.typing as npt

from deterrence.scenario.evaluation import value_names, variable_test
from deterrence.scenario.fields import Expression
from deterrence.scenario.scenario import Scenario
from deterrence.scenario.symbols import definitions_used
from deterrence.scenario.syntax import Apply, Name, Node, Number

Array = npt.NDArray[np.float64]
Codes = Mapping[str, npt.NDArray[np.uint8]]


class StateValues:
    """What the names of a scenario are worth in some states at some parameter points.

    Parameters
    ----------
    scenario
        Whose names these are.
    parameters
        Every parameter's value: a number, or an array of shape ``(points,)``.
    codes
        Every variable's value as its index in `scenario.choices`: arrays of
        shape ``(states,)`` or a single index.
    """

    def __init__(self, scenario: Scenario, parameters: Mapping[str, float | Array], codes: Codes) -> None:
        self.scenario = scenario
        self.parameters = parameters
        self.codes = {name: np.asarray(code)[..., None] for name, code in codes.items()}
        self.memo: dict[str, Array] = {}

    def evaluate(self, expression: Expression) -> Array:
        """The expression's value, of a shape that broadcasts to ``(states, points)``; NaN where it has none."""
        needed = [name.id for name in value_names(expression.node, self.scenario.choices)]
        payoffs = [name for name in needed if name in self.scenario.players]
        for player in payoffs:
            self._define(player, self.scenario.payoffs[player])
        self._prepare(expression)
        with np.errstate(all="ignore"):
            return self._value(expression.node)

    def evaluate_known(self, expression: Expression) -> Array:
        """The same, when `memo` has every definition and payoff that the expression names; nothing is looked up."""
        with np.errstate(all="ignore"):
            return self._value(expression.node)

    def _define(self, name: str, expression: Expression) -> None:
        if name not in self.memo:
            self._prepare(expression)
            with np.errstate(all="ignore"):
                self.memo[name] = self._value(expression.node)

    def _prepare(self, expression: Expression) -> None:
        choices, definitions = self.scenario.choices, self.scenario.definitions
        used = (name.id for name in value_names(expression.node, choices))
        with np.errstate(all="ignore"):
            for name in definitions_used(definitions, choices, *used):
                if name not in self.memo:
                    self.memo[name] = self._value(definitions[name].node)

    def _value(self, node: Node) -> Array:
        if isinstance(node, Number):
            return np.full((1, 1), node.value)
        if isinstance(node, Name):
            known = self.memo.get(node.id)
            return np.atleast_2d(np.asarray(self.parameters[node.id], dtype=float)) if known is None else known
        if node.op in ("==", "!=") and (test := variable_test(node, self.scenario.choices)):
            variable, choice = test
            same = self.codes[variable] == self.scenario.choices[variable].index(choice)
            truth: Array = (same if node.op == "==" else ~same).astype(float)
            return truth.reshape(-1, 1)
        if node.op == "*":
            return self._product(node)
        values = [self._value(arg) for arg in node.args]
        if node.op in ("and", "or"):
            return _lazy(values, stop=0.0 if node.op == "and" else 1.0)
        if node.op == "if":
            condition, value, other = values
            return np.where(np.isnan(condition), np.nan, np.where(condition != 0, value, other))
        return _finite(_OPERATIONS[node.op](*values))

    def _product(self, node: Apply) -> Array:
        result = self._value(node.args[0])
        for arg in node.args[1:]:
            if isinstance(arg, Apply) and arg.op == "over":
                result = _finite(result / self._value(arg.args[0]))
            else:
                result = _finite(result * self._value(arg))
        return result


def _lazy(values: list[Array], *, stop: float) -> Array:
    result = _truth(values[0])
    for value in values[1:]:
        result = np.where((result == stop) | np.isnan(result), result, _truth(value))
    return result


def _truth(value: Array) -> Array:
    return np.where(np.isnan(value), np.nan, (value != 0).astype(float))


def _finite(value: Array) -> Array:
    return value if np.isfinite(value).all() else np.where(np.isfinite(value), value, np.nan)


def _sum(*values: Array) -> Array:
    result = values[0]
    for value in values[1:]:
        result = _finite(result + value)
    return result


def _least(*values: Array) -> Array:
    return _folded(np.minimum, *values)


def _greatest(*values: Array) -> Array:
    return _folded(np.maximum, *values)


def _folded(function: Callable[[Array, Array], Array], *values: Array) -> Array:
    result = values[0]
    for value in values[1:]:
        result = function(result, value)
    return result


def _power(base: Array, exponent: Array) -> Array:
    return np.where(np.isnan(base) | np.isnan(exponent), np.nan, np.power(base, exponent))


def _clip(x: Array, low: Array, high: Array) -> Array:
    return np.where(low <= high, np.minimum(np.maximum(x, low), high), np.nan)


def _compared(function: Callable[[Array, Array], npt.NDArray[np.bool_]]) -> Callable[[Array, Array], Array]:
    def compare(a: Array, b: Array) -> Array:
        return np.where(np.isnan(a) | np.isnan(b), np.nan, function(a, b).astype(float))

    return compare


_OPERATIONS: dict[str, Callable[..., Array]] = {
    "+": _sum,
    "neg": np.negative,
    "not": lambda a: np.where(np.isnan(a), np.nan, (a == 0).astype(float)),
    "**": _power,
    "min": _least,
    "max": _greatest,
    "abs": np.abs,
    "sqrt": np.sqrt,
    "exp": np.exp,
    "log": np.log,
    "clip": _clip,
    "==": _compared(np.equal),
    "!=": _compared(np.not_equal),
    "<": _compared(np.less),
    "<=": _compared(np.less_equal),
    ">": _compared(np.greater),
    ">=": _compared(np.greater_equal),
}
