"""Coalition functions by definition: orders, balanced collections, lexicographic comparison. Slow and exact."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import cache

Worth = Sequence[Fraction]  # by bit mask


def shapley(worth: Worth, players: int) -> list[Fraction]:
    """What each player adds to those before it, on average over all orders."""
    total = [Fraction(0)] * players
    orders = list(itertools.permutations(range(players)))
    for order in orders:
        before = 0
        for player in order:
            total[player] += Fraction(worth[before | 1 << player]) - Fraction(worth[before])
            before |= 1 << player
    return [amount / len(orders) for amount in total]


def banzhaf(worth: Worth, players: int) -> list[Fraction]:
    """What each player adds, on average over all coalitions of others."""
    found = []
    for player in range(players):
        others = [mask for mask in range(2**players) if not mask >> player & 1]
        gains = [Fraction(worth[mask | 1 << player]) - Fraction(worth[mask]) for mask in others]
        found.append(sum(gains, Fraction(0)) / len(others))
    return found


def connected(worth: Worth, players: int, edges: Sequence[tuple[int, int]]) -> list[Fraction]:
    """Worths when only linked members cooperate: merge the ends of every link within the coalition."""
    found = []
    for mask in range(2**players):
        group = {k: k for k in range(players) if mask >> k & 1}
        for _ in range(players):
            for a, b in edges:
                if a in group and b in group:
                    group[a] = group[b] = min(group[a], group[b])
        parts = {name: sum(1 << k for k in group if group[k] == name) for name in group.values()}
        found.append(sum((Fraction(worth[part]) for part in parts.values()), Fraction(0)))
    return found


def solve(rows: Sequence[Sequence[Fraction]], right: Sequence[Fraction]) -> list[Fraction] | None:
    """The only solution of linear equations, or None where there is none or many."""
    matrix = [[*map(Fraction, row), Fraction(value)] for row, value in zip(rows, right, strict=True)]
    width, rank = len(rows[0]), 0
    for column in range(width):
        pivot = next((k for k in range(rank, len(matrix)) if matrix[k][column]), None)
        if pivot is None:
            return None
        matrix[rank], matrix[pivot] = matrix[pivot], matrix[rank]
        matrix[rank] = [x / matrix[rank][column] for x in matrix[rank]]
        for k, row in enumerate(matrix):
            if k != rank and row[column]:
                matrix[k] = [x - row[column] * y for x, y in zip(row, matrix[rank], strict=True)]
        rank += 1
    if any(row[-1] for row in matrix[rank:]):
        return None
    return [row[-1] for row in matrix[:rank]]


@cache
def balanced_collections(players: int) -> list[dict[int, Fraction]]:
    """Every minimal balanced collection of coalitions other than all, with its weights."""
    masks, found = range(1, 2**players - 1), []
    for size in range(1, players + 1):
        for chosen in itertools.combinations(masks, size):
            rows = [[Fraction(mask >> k & 1) for mask in chosen] for k in range(players)]
            weights = solve(rows, [Fraction(1)] * players)
            if weights is not None and min(weights) > 0:
                found.append(dict(zip(chosen, weights, strict=True)))
    return found


def strongest_claims(worth: Worth, players: int) -> Fraction:
    """The largest weighted worth of a minimal balanced collection: the core is empty exactly when it exceeds v(N)."""
    return max(
        sum((weight * worth[mask] for mask, weight in found.items()), Fraction(0))
        for found in balanced_collections(players)
    )


def excesses(worth: Worth, amounts: Sequence[Fraction]) -> list[Fraction]:
    """v(S) - x(S) of every coalition but none and all, largest first."""
    players = len(amounts)
    paid = [sum((amounts[k] for k in range(players) if mask >> k & 1), Fraction(0)) for mask in range(2**players)]
    return sorted((Fraction(worth[mask]) - paid[mask] for mask in range(1, 2**players - 1)), reverse=True)


def nucleolus(worth: Worth, players: int, *, individual: bool) -> list[Fraction]:
    """The division with lexicographically least excesses among all at which enough of them tie.

    At the nucleolus ties between excesses, and amounts equal to a player's own
    worth, leave no freedom; so it is among the points at which n - 1 such
    equations have one solution, and the least of these by definition.
    """
    masks = range(1, 2**players - 1)
    equations = []
    for one, other in itertools.combinations(masks, 2):
        row = [Fraction((one >> k & 1) - (other >> k & 1)) for k in range(players)]
        equations.append((row, Fraction(worth[one]) - Fraction(worth[other])))
    if individual:
        for k in range(players):
            equations.append(([Fraction(j == k) for j in range(players)], Fraction(worth[1 << k])))
    best: list[Fraction] | None = None
    for chosen in itertools.combinations(equations, players - 1):
        rows = [[Fraction(1)] * players, *(row for row, _ in chosen)]
        point = solve(rows, [Fraction(worth[-1]), *(value for _, value in chosen)])
        if point is None or (individual and any(point[k] < worth[1 << k] for k in range(players))):
            continue
        if best is None or excesses(worth, point) < excesses(worth, best):
            best = point
    assert best is not None
    return best


def is_least(
    worth: Worth, point: Sequence[float], moves: Sequence[Sequence[float]], allowed: Callable[..., bool]
) -> bool:
    """Whether no move from a point leads to lexicographically lesser excesses, beyond rounding."""
    here = sorted_excesses(worth, point)
    for move in moves:
        there = [x + step for x, step in zip(point, move, strict=True)]
        if not allowed(there):
            continue
        for a, b in zip(here, sorted_excesses(worth, there), strict=True):
            if abs(a - b) > 1e-10:
                if b < a:
                    return False
                break
    return True


def sorted_excesses(worth: Worth, amounts: Sequence[float]) -> list[float]:
    players = len(amounts)
    paid = [sum(amounts[k] for k in range(players) if mask >> k & 1) for mask in range(2**players)]
    return sorted((float(worth[mask]) - paid[mask] for mask in range(1, 2**players - 1)), reverse=True)
