"""Syntax trees of expressions. Sums and products are flat nodes, so that long ones are not deep."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

COMPARISONS = frozenset({"==", "!=", "<", "<=", ">", ">="})


class Number(NamedTuple):
    """A literal, or `true` or `false`."""

    value: float
    start: int
    end: int


class Name(NamedTuple):
    """An identifier, not yet looked up."""

    id: str
    start: int
    end: int


class Apply(NamedTuple):
    """An operator or a function applied to its operands, left to right.

    `op` is one of ``+ * and or`` (any number of operands), ``neg not **``,
    ``if`` (condition, value, alternative), a comparison, or a function's name.
    A chain ``a < b < c`` is ``and`` of its comparisons; a difference is a sum
    with ``neg`` terms; a quotient is a product with ``over`` factors.
    """

    op: str
    args: tuple[Node, ...]
    start: int
    end: int


Node = Number | Name | Apply


def names(node: Node) -> Iterator[Name]:
    """Every identifier in a syntax tree, in the order of the text.

    >>> from deterrence.scenario.grammar import parse_expression
    >>> [name.id for name in names(parse_expression("a + b * a"))]
    ['a', 'b', 'a']
    """
    return (part for part in parts(node) if isinstance(part, Name))


def parts(node: Node) -> Iterator[Node]:
    """A syntax tree's nodes, itself first; without recursion, so that any tree will do.

    >>> from deterrence.scenario.grammar import parse_expression
    >>> len(list(parts(parse_expression("a + b * a"))))
    5
    """
    waiting = [node]
    while waiting:
        part = waiting.pop()
        yield part
        if isinstance(part, Apply):
            waiting += reversed(part.args)
