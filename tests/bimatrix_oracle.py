"""Exact extreme equilibria of small two-player games, slowly, from the definitions and with fractions."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from fractions import Fraction

import numpy as np

Row = tuple[Fraction, ...]
Matrix = Sequence[Sequence[Fraction]]


def exact(payoffs: np.ndarray) -> list[list[Fraction]]:
    """A matrix of floats as the fractions that they are."""
    return [[Fraction(float(value)) for value in row] for row in payoffs]


def solution(table: list[list[Fraction]]) -> list[Fraction] | None:
    """The only solution of a square linear system, its right side as last column; None if there is not exactly one."""
    rows = [list(row) for row in table]
    for place in range(len(rows)):
        pivot = next((k for k in range(place, len(rows)) if rows[k][place]), None)
        if pivot is None:
            return None
        rows[place], rows[pivot] = rows[pivot], rows[place]
        rows[place] = [value / rows[place][place] for value in rows[place]]
        for k in range(len(rows)):
            if k != place:
                rows[k] = [a - rows[k][place] * b for a, b in zip(rows[k], rows[place], strict=True)]
    return [row[-1] for row in rows]


def worths(own: Matrix, other: Row) -> list[Fraction]:
    """What each own strategy is worth against a mixture."""
    return [sum((a * p for a, p in zip(line, other, strict=True)), Fraction(0)) for line in own]


def vertices(own: Matrix) -> set[Row]:
    """Mixtures of the other player that are alone in making some own strategies equally good and others unused.

    These are the vertices of the best-response polytope.
    """
    count = len(own[0])
    found = set()
    for size in range(1, min(len(own), count) + 1):
        for best in itertools.combinations(range(len(own)), size):
            for used in itertools.combinations(range(count), size):
                table = [[*(own[i][j] for j in used), Fraction(-1), Fraction(0)] for i in best]
                table.append([*(Fraction(1) for _ in used), Fraction(0), Fraction(1)])
                solved = solution(table)
                if solved is None or min(solved[:-1]) < 0:
                    continue
                mixture = tuple(solved[used.index(j)] if j in used else Fraction(0) for j in range(count))
                if max(worths(own, mixture)) == solved[-1]:
                    found.add(mixture)
    return found


def is_equilibrium(row: Matrix, column: Matrix, x: Row, y: Row) -> bool:
    """Whether everything played is a best response; `column` has the column player's strategies first."""
    against_x, against_y = worths(column, x), worths(row, y)
    return all(p == 0 or worth == max(against_y) for p, worth in zip(x, against_y, strict=True)) and all(
        p == 0 or worth == max(against_x) for p, worth in zip(y, against_x, strict=True)
    )


def extreme_equilibria(payoffs: np.ndarray) -> set[tuple[Row, Row]]:
    """All extreme equilibria of a game ``(row, column, player)``."""
    row, column = exact(payoffs[..., 0]), exact(payoffs[..., 1].T)
    pairs = itertools.product(vertices(column), vertices(row))
    return {(x, y) for x, y in pairs if is_equilibrium(row, column, x, y)}


def on_a_continuum(payoffs: np.ndarray, one: tuple[Row, Row], all_of_them: set[tuple[Row, Row]]) -> bool:
    """Whether all of some points between an extreme equilibrium and another one are equilibria too."""
    row, column = exact(payoffs[..., 0]), exact(payoffs[..., 1].T)
    return any(
        all(is_equilibrium(row, column, *between(one, other, Fraction(share, 7))) for share in range(1, 7))
        for other in all_of_them - {one}
    )


def between(one: tuple[Row, Row], other: tuple[Row, Row], share: Fraction) -> tuple[Row, Row]:
    """A point on the straight line from one profile to another."""
    x, y = (tuple(p + share * (q - p) for p, q in zip(a, b, strict=True)) for a, b in zip(one, other, strict=True))
    return x, y
