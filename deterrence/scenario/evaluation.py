"""The value of one expression in one state at one parameter point, in plain Python.

This is the scalar evaluator: it defines what an expression means, says why one
has no value, and is what a simulated clock reads. Arrays of parameter points
are evaluated by `deterrence.states`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Protocol

from deterrence.scenario.syntax import COMPARISONS, Apply, Name, Node, Number


class Undefined(ArithmeticError):
    """An expression has no finite value here; `node` is the part that failed."""

    def __init__(self, reason: str, node: Node) -> None:
        super().__init__(reason, node)
        self.reason, self.node = reason, node


class Environment(Protocol):
    """What names stand for in one state at one point."""

    def value(self, name: str) -> float:
        """The value of a parameter, a definition or a player's payoff."""

    def holds(self, variable: str, choice: str) -> bool:
        """Whether a variable has this value."""

    @property
    def choices(self) -> Mapping[str, Collection[str]]:
        """The values of every variable (for a chance also `pending`)."""


def evaluate(node: Node, env: Environment) -> float:
    """Value of a syntax tree; lazy in `and`, `or`, `if` and chained comparisons.

    Raises
    ------
    Undefined
        Where a part that is needed divides by zero, overflows or is not a number.
    """
    if isinstance(node, Number):
        return node.value
    if isinstance(node, Name):
        return env.value(node.id)
    if node.op in ("==", "!=") and (test := variable_test(node, env.choices)):
        return float(env.holds(*test) == (node.op == "=="))
    if node.op in ("and", "or"):
        stop = node.op == "or"
        return float(stop if any((evaluate(arg, env) != 0) == stop for arg in node.args) else not stop)
    if node.op == "if":
        condition, value, other = node.args
        return evaluate(value if evaluate(condition, env) != 0 else other, env)
    if node.op == "*":
        return _product(node, env)
    values = [evaluate(arg, env) for arg in node.args]
    try:
        return _finite(_ARITHMETIC[node.op](*values), node)
    except OverflowError:
        raise Undefined("overflow", node) from None
    except ZeroDivisionError:
        raise Undefined("division by zero", node) from None
    except ValueError:
        raise Undefined(_DOMAIN.get(node.op, "not a number"), node) from None


def variable_test(node: Apply, choices: Mapping[str, Collection[str]]) -> tuple[str, str] | None:
    """The (variable, choice) that an ``==`` or ``!=`` compares, whichever side the variable is on."""
    left, right = node.args
    if isinstance(left, Name) and isinstance(right, Name):
        if right.id in choices.get(left.id, ()):
            return left.id, right.id
        if left.id in choices.get(right.id, ()):
            return right.id, left.id
    return None


def value_names(node: Node, choices: Mapping[str, Collection[str]]) -> Iterator[Name]:
    """The names in a syntax tree that stand for values; a variable and its choice in a comparison do not."""
    if isinstance(node, Name):
        yield node
    elif isinstance(node, Apply) and not (node.op in ("==", "!=") and variable_test(node, choices)):
        for arg in node.args:
            yield from value_names(arg, choices)


def _product(node: Apply, env: Environment) -> float:
    result = evaluate(node.args[0], env)
    for arg in node.args[1:]:
        if isinstance(arg, Apply) and arg.op == "over":
            divisor = evaluate(arg.args[0], env)
            if divisor == 0:
                raise Undefined("division by zero", arg)
            result = _finite(result / divisor, arg)
        else:
            result = _finite(result * evaluate(arg, env), node)
    return result


def _finite(value: float, node: Node) -> float:
    if isinstance(value, complex) or not math.isfinite(value):
        raise Undefined("not a number" if isinstance(value, complex) or math.isnan(value) else "overflow", node)
    return value


def _sum(*values: float) -> float:
    result = values[0]
    for value in values[1:]:
        result += value
    return result


def _clip(x: float, low: float, high: float) -> float:
    if low > high:
        raise ValueError
    return min(max(x, low), high)


_COMPARE: dict[str, Callable[[float, float], bool]] = {
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}
_ARITHMETIC: Mapping[str, Callable[..., float]] = {
    "+": _sum,
    "neg": lambda a: -a,
    "not": lambda a: float(a == 0),
    "**": lambda a, b: a**b,
    "min": lambda *values: min(values),
    "max": lambda *values: max(values),
    "abs": abs,
    "sqrt": math.sqrt,
    "exp": math.exp,
    "log": math.log,
    "clip": _clip,
    **{op: (lambda a, b, compare=_COMPARE[op]: float(compare(a, b))) for op in COMPARISONS},
}
_DOMAIN = {
    "sqrt": "square root of a negative number",
    "log": "logarithm of zero or less",
    "clip": "clip with its low end above its high end",
}
