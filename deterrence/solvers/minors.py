"""Bordered minors of a payoff matrix, in batches: their signs say which mixtures are best-response vertices.

For sets L of own strategies and K of the other player's, ``|L| = |K| + 1``, the
bordered minor is ``N(L, K) = det [A[L, K] | 1]``. If L and J have the same size,
Cramer's rule gives the mixture over J that makes a player indifferent over L,
up to one common factor, and what each other strategy i would lose:

    y[j] ~ (-1)^(place of j in J) N(L, J - j),    loss[i] ~ (-1)^(1 + place of i in L + i) N(L + i, J).

So the mixture is a vertex of the best-response polytope exactly if all these
numbers have one sign, and every minor is shared by many pairs (L, J).
"""

from __future__ import annotations

import functools
import itertools
import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Expansion:
    """How the minors of one order follow from those of the order below, along the first column.

    `pairs` and `without` are ``(row set, term)``: the difference of two rows,
    and the row set without the second of them; `first` and `rest` are the
    columns' first member and the others, by column set.
    """

    pairs: Ints
    without: Ints
    first: Ints
    rest: Ints


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Bases:
    """All pairs (L, J) of one size: where their minors are kept.

    `own` and `other` list the sets, ``(set, member)``; ``without[J, t]`` is
    J without its t-th member; ``within[L, s]`` is L with the s-th strategy
    outside L, which is ``outside[L, s]`` and comes at an odd place where `odd`.
    """

    size: int
    own: Ints
    other: Ints
    without: Ints
    within: Ints
    outside: Ints
    odd: Bools


@functools.cache
def expansions(own: int, other: int) -> tuple[Expansion, ...]:
    """Orders 3 and up for a matrix of that shape."""
    found = []
    place = {size: _places(own, size) for size in range(min(own, other + 1) + 1)}
    for order in range(3, min(own, other + 1) + 1):
        rows = list(itertools.combinations(range(own), order))
        columns = list(itertools.combinations(range(other), order - 1))
        rest = _places(other, order - 2)
        found.append(
            Expansion(
                pairs=np.array([[place[2][row[0], row[t]] for t in range(1, order)] for row in rows]),
                without=np.array([[place[order - 1][row[:t] + row[t + 1 :]] for t in range(1, order)] for row in rows]),
                first=np.array([column[0] for column in columns]),
                rest=np.array([rest[column[1:]] for column in columns]),
            )
        )
    return tuple(found)


@functools.cache
def bases(own: int, other: int) -> tuple[Bases, ...]:
    """The pairs of sizes 1, 2, … for a matrix of that shape."""
    found = []
    for size in range(1, min(own, other) + 1):
        rows = list(itertools.combinations(range(own), size))
        columns = list(itertools.combinations(range(other), size))
        smaller, larger = _places(other, size - 1), _places(own, size + 1)
        outside = [[i for i in range(own) if i not in row] for row in rows]
        joined = [[tuple(sorted((*row, i))) for i in others] for row, others in zip(rows, outside, strict=True)]
        within = [[larger[row] for row in line] for line in joined]
        odd = [[row.index(i) % 2 for i, row in zip(*line, strict=True)] for line in zip(outside, joined, strict=True)]
        shape = (len(rows), own - size)
        found.append(
            Bases(
                size=size,
                own=np.array(rows),
                other=np.array(columns),
                without=np.array([[smaller[c[:t] + c[t + 1 :]] for t in range(size)] for c in columns]),
                within=np.array(within, dtype=np.int64).reshape(shape),
                outside=np.array(outside, dtype=np.int64).reshape(shape),
                odd=np.array(odd, dtype=bool).reshape(shape),
            )
        )
    return tuple(found)


def _places(count: int, size: int) -> dict[tuple[int, ...], int]:
    return {chosen: place for place, chosen in enumerate(itertools.combinations(range(count), size))}


def minor_count(own: int, other: int) -> int:
    """How many bordered minors a matrix of that shape has."""
    return sum(math.comb(own, order) * math.comb(other, order - 1) for order in range(1, min(own, other + 1) + 1))


def bordered_minors(differences: Array) -> list[Array]:
    """The minors of orders 1, 2, …: each ``(row set, column set, game)``.

    `differences` are those of order 2, ``(pair of rows, column, game)``.
    """
    pairs, other, games = differences.shape
    own = round((1 + (1 + 8 * pairs) ** 0.5) / 2)
    found = [np.broadcast_to(1.0, (own, 1, games))]
    if own > 1:
        found.append(differences)
    for step in expansions(own, other):
        below = found[-1]
        for term in range(step.pairs.shape[1]):
            value = differences[step.pairs[:, term, None], step.first]
            value *= below[step.without[:, term, None], step.rest]
            if not term:
                total = value
            elif term % 2:
                total -= value
            else:
                total += value
        found.append(total)
    return found


def minor_tolerances(differences: Array, tolerances: Array, minors: list[Array]) -> list[Array]:
    """How far each minor moves when each difference moves by its own tolerance, to first order and a little more."""
    own, other = minors[0].shape[0], differences.shape[1]
    found = [np.broadcast_to(0.0, minors[0].shape), tolerances][: len(minors)]
    sizes = np.abs(differences) + tolerances
    for step, below in zip(expansions(own, other), minors[1:], strict=False):
        total = np.zeros((len(step.pairs), len(step.first), differences.shape[2]))
        for term in range(step.pairs.shape[1]):
            pair, rest = (step.pairs[:, term, None], step.first), (step.without[:, term, None], step.rest)
            total += sizes[pair] * found[-1][rest] + tolerances[pair] * np.abs(below[rest])
        found.append(total)
    return found


def row_differences(payoffs: Array) -> Array:
    """First row minus second, for all pairs of rows: ``(pair, column, game)`` from ``(row, column, game)``."""
    first, second = np.triu_indices(len(payoffs), 1)
    found: Array = payoffs[first] - payoffs[second]
    return found
