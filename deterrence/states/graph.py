"""Expressions as a graph of operations on numbers: shared parts once, constants folded.

A `Graph` knows parameters and constants only; states have been folded away.
Every operation is total on finite numbers or leaves a mark that is seen when
the program runs, so that folding never hides an error.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

TIE = 1e-9
LARGEST_INPUT = 1e30
_ROOM = 290.0

Array = npt.NDArray[np.float64]

# Operations on one to three registers; the order is the machine's numbering. `lead` is the
# difference of two values, 0 where they are tied; `pick` chooses by the sign of its first operand.
OPS = (
    "add", "sub", "mul", "div", "neg", "min", "max", "abs", "sqrt", "exp", "log", "pow",
    "eq", "ne", "lt", "le", "gt", "ge", "select", "lead", "check", "pick",
)  # fmt: skip
CODE = {name: code for code, name in enumerate(OPS)}
PARTIAL = frozenset({"div", "sqrt", "exp", "log", "pow"})
COMPARE = {"==": "eq", "!=": "ne", "<": "lt", "<=": "le", ">": "gt", ">=": "ge"}


@dataclass(slots=True)
class Graph:
    """Operations in the order they were made; an operand is the index of an earlier node."""

    inputs: list[str] = field(default_factory=list)
    ops: list[str] = field(default_factory=list)
    operands: list[tuple[int, ...]] = field(default_factory=list)
    constants: dict[int, float] = field(default_factory=dict)
    checks: list[int] = field(default_factory=list)
    bounds: list[float] = field(default_factory=list)  # log10 of a bound on the value; inf where it may fail
    known: dict[tuple[str, tuple[int, ...]] | float | str, int] = field(default_factory=dict)

    def constant(self, value: float) -> int:
        """A number."""
        key = float(value) + 0.0
        if key not in self.known:
            self.known[key] = self._new("constant", (), math.log10(max(abs(key), 1e-300)))
            self.constants[self.known[key]] = key
        return self.known[key]

    def input(self, name: str) -> int:
        """A parameter."""
        if name not in self.known:
            self.known[name] = self._new("input", (), math.log10(LARGEST_INPUT))
            self.inputs.append(name)
        return self.known[name]

    def value(self, node: int) -> float | None:
        """The number a node is, if it is one."""
        return self.constants.get(node)

    def is_total(self, node: int) -> bool:
        """Whether a node has a finite value wherever inputs stay below 1e30 in size."""
        return self.bounds[node] < _ROOM

    def apply(self, op: str, *args: int) -> int:
        """An operation on earlier nodes: simplified, folded or shared where that changes nothing."""
        key = (op, args)
        known = self.known.get(key)
        if known is None:
            known = self._simplified(op, args)
            if known is None:
                known = self._folded(op, args)
            if known is None:
                known = self._new(op, args, self._bound(op, args))
            self.known[key] = known
        return known

    def require(self, condition: int) -> None:
        """Mark every point at which a condition is 0 as failed."""
        if self.value(condition) not in (None, 0.0):
            return
        self.checks.append(self.apply("check", condition))

    def truth(self, node: int) -> int:
        """1 where a node is not 0."""
        return node if self.ops[node] in COMPARE.values() else self.apply("ne", node, self.constant(0.0))

    def _new(self, op: str, args: tuple[int, ...], bound: float) -> int:
        self.ops.append(op)
        self.operands.append(args)
        self.bounds.append(bound)
        return len(self.ops) - 1

    def _simplified(self, op: str, args: tuple[int, ...]) -> int | None:
        if op in ("select", "pick"):
            condition, a, b = args
            known = self.value(condition)
            if known is not None:
                return a if (known != 0 if op == "select" else known >= 0) else b
            return a if a == b and self.is_total(condition) else None
        if op in ("add", "sub", "mul") and len(args) == 2:
            return self._neutral(op, *args)
        if op == "lead" and args[0] == args[1] and self.is_total(args[0]):
            return self.constant(0.0)
        if op in ("min", "max") and args[0] == args[1]:
            return args[0]
        return None

    def _neutral(self, op: str, a: int, b: int) -> int | None:
        left, right = self.value(a), self.value(b)
        if op == "mul":
            for known, other in ((left, b), (right, a)):
                if known == 1.0:
                    return other
                if known == 0.0 and self.is_total(other):
                    return self.constant(0.0)
            return None
        if right == 0.0:
            return a
        if left == 0.0:
            return b if op == "add" else self.apply("neg", b)
        return None

    def _folded(self, op: str, args: tuple[int, ...]) -> int | None:
        constants = self.constants
        values = [constants[arg] for arg in args if arg in constants]
        if op == "check" or len(values) < len(args):
            return None
        if op in EXACT:
            found = float(EXACT[op](*values))
        else:
            with np.errstate(all="ignore"):
                found = float(NUMPY[op](*(np.array([value]) for value in values))[0])
        return self.constant(found) if math.isfinite(found) else None

    def _bound(self, op: str, args: tuple[int, ...]) -> float:
        sizes = [self.bounds[arg] for arg in args]
        if op in PARTIAL or max(sizes) >= _ROOM:
            return math.inf
        if op == "mul":
            return sum(max(size, 0.0) for size in sizes)
        if op in ("add", "sub"):
            return max(sizes) + 0.31
        if op in ("neg", "abs", "min", "max"):
            return max(sizes)
        if op == "lead":
            return max(sizes) + 0.31
        return max(sizes[1:]) if op in ("select", "pick") else 0.0


def _lead(a: Array, b: Array) -> Array:
    gap = a - b
    gap += 0.0  # a tie of -0.0 and 0.0 is 0.0, whose sign `pick` reads
    widest = TIE * max(1.0, float(a.max()), -float(a.min()), float(b.max()), -float(b.min()))
    near = np.abs(gap) <= widest
    near &= gap != 0
    if near.any():
        scale = np.maximum(1.0, np.maximum(np.abs(a[near]), np.abs(b[near])))
        gap[near] = np.where(np.abs(gap[near]) <= TIE * scale, 0.0, gap[near])
    return gap


# What Python's own numbers do to the same bits, many times faster for one number.
EXACT: dict[str, Callable[..., float]] = {
    "add": operator.add,
    "sub": operator.sub,
    "mul": operator.mul,
    "neg": operator.neg,
    "abs": abs,
    "eq": operator.eq,
    "ne": operator.ne,
    "lt": operator.lt,
    "le": operator.le,
    "gt": operator.gt,
    "ge": operator.ge,
}
NUMPY: dict[str, Callable[..., Any]] = {
    "add": np.add,
    "sub": np.subtract,
    "mul": np.multiply,
    "div": np.divide,
    "neg": np.negative,
    "min": np.minimum,
    "max": np.maximum,
    "abs": np.abs,
    "sqrt": np.sqrt,
    "exp": np.exp,
    "log": np.log,
    "pow": np.power,
    "eq": np.equal,
    "ne": np.not_equal,
    "lt": np.less,
    "le": np.less_equal,
    "gt": np.greater,
    "ge": np.greater_equal,
    "select": lambda c, a, b: np.where(c != 0, a, b),
    "lead": _lead,
    "pick": lambda c, a, b: np.where(c >= 0, a, b),
}
