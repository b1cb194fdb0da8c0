"""The verdicts of claims at parameter points, and the rule where there are several equilibria."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from deterrence.scenario.fields import RELATION, Expression
from deterrence.scenario.parts import Claim
from deterrence.scenario.syntax import Apply

Array = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Columns = Mapping[str, float | Array]

TRUE, FALSE, VACUOUS, UNDEFINED, UNDECIDED = 1, 0, 2, 3, 4
SLACK = 1e-9

RELATIONS: dict[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt,
    "<=": operator.le,
    "==": operator.eq,
    "!=": operator.ne,
    ">=": operator.ge,
    ">": operator.gt,
}


@dataclass(frozen=True, slots=True)
class Verdicts:
    """For each point TRUE, FALSE, VACUOUS, UNDEFINED (no value) or UNDECIDED, and how far it is from another answer."""

    truth: npt.NDArray[np.int8]
    margin: Array


class ClaimTest(Protocol):
    """A claim that can be tried at parameter points."""

    def at(self, columns: Columns, points: int) -> Verdicts:
        """Try the claim at some points; parameters not in `columns` keep their value."""

    @property
    def points_each(self) -> int:
        """How many games a try takes."""


def judged(every: Bools, some: Bools, claim: Claim) -> npt.NDArray[np.int8]:
    """The verdict from whether something is true in every equilibrium, and in some."""
    holds = some if claim.equilibria == "some" else every
    return np.where(holds, TRUE, np.where(some, UNDECIDED, FALSE)).astype(np.int8)


def within(value: Array, relation: str, bound: float) -> tuple[npt.NDArray[np.bool_], Array]:
    """Whether values stand in a relation to a bound, with slack 1e-9, and how far they are from it."""
    gap = value - bound
    gap = np.where(np.abs(gap) <= SLACK, 0.0, gap)
    return RELATIONS[relation](gap, 0.0), np.abs(gap)


def is_within(value: float, probability: str) -> bool:
    """Whether a probability satisfies a bound such as ``>= 0.5``, with slack 1e-9."""
    bound = RELATION.fullmatch(probability)
    assert bound is not None
    return bool(within(np.array(value), bound.group(1), float(bound.group(2)))[0])


def joined(op: str, *expressions: Expression) -> Expression:
    """An operator applied to some expressions."""
    node = Apply(op, tuple(expression.node for expression in expressions), 0, 1)
    return Expression(f"{op}({', '.join(expression.text for expression in expressions)})", node)
