"""Vertices of best-response polytopes, in batches, degenerate ones with all their labels.

The best-response polytope of a player holds the mixtures of the *other* player
together with what they are worth to this player's best strategies. A vertex is
known by its support and by the strategies that are best against it; in a
degenerate game these are more than the support has members.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from deterrence.solvers.minors import Bases, bases, bordered_minors, minor_tolerances
from deterrence.solvers.profiles import Profiles

Array = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bits = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Vertices:
    """Vertices of many games' polytopes, game by game.

    `support` and `best` are bit masks over the other player's and the own
    strategies; `weights` is ``(other strategy, vertex)``.
    """

    game: Ints
    support: Ints
    best: Ints
    weights: Array


def packed(marks: npt.NDArray[np.bool_]) -> Bits:
    """Eight games a byte, along the last axis."""
    return np.packbits(marks, axis=-1, bitorder="little")


def feasible_bases(above: Sequence[Bits], below: Sequence[Bits], base: Bases) -> Bits:
    """Which pairs (L, J) give a mixture over all of J against which all of L is best: ``(L, J, byte of games)``.

    `above` and `below` say by order which minors are clearly positive and
    clearly negative. The mixture must be clear of zero; losses may be tied.
    """
    found = _one_sign(above, below, base)
    found |= _one_sign(below, above, base)
    return found


def _one_sign(above: Sequence[Bits], below: Sequence[Bits], base: Bases) -> Bits:
    order = base.size - 1
    found = above[order][:, base.without[:, 0]]
    for place in range(1, base.size):
        found &= (below if place % 2 else above)[order][:, base.without[:, place]]
    for place in range(base.outside.shape[1]):
        odd, within = base.odd[:, place, None, None], base.within[:, place]
        found &= ~np.where(odd, below[order + 1][within], above[order + 1][within])
    return found


def mixture(minors: Sequence[Array], base: Bases, own: Ints, other: Ints, game: Ints) -> Array:
    """The weights that pairs (L, J) put on the members of J: ``(member, pair)``."""
    places = base.without[other].T
    found = minors[base.size - 1][own, places, game]
    found[1::2] *= -1.0
    found /= found.sum(axis=0)
    return found


def marked(bits: Bits, games: int) -> tuple[Ints, Ints, Ints]:
    """Where packed marks are set: indices of the first two axes and of the game."""
    rows, columns, octets = np.nonzero(bits)
    marks = np.unpackbits(bits[rows, columns, octets][:, None], axis=1, bitorder="little")
    which, bit = np.nonzero(marks)
    game = octets[which] * 8 + bit
    inside = game < games
    return rows[which[inside]], columns[which[inside]], game[inside]


def best_response_vertices(differences: Array, tolerances: Array) -> Vertices:
    """All vertices of one player's best-response polytope, for every game of a batch.

    Parameters
    ----------
    differences, tolerances
        Of each two own strategies' payoffs, and what still counts as a tie:
        ``(pair, other strategy, game)``.
    """
    other, games = differences.shape[1:]
    minors = bordered_minors(differences)
    limits = minor_tolerances(differences, tolerances, minors)
    above = [packed(minor > limit) for minor, limit in zip(minors, limits, strict=True)]
    below = [packed(minor < -limit) for minor, limit in zip(minors, limits, strict=True)]
    parts = []
    for base in bases(len(minors[0]), other):
        rows, columns, game = marked(feasible_bases(above, below, base), games)
        best = np.bitwise_or.reduce(1 << base.own[rows], axis=1)
        for place in range(base.outside.shape[1]):
            where = (base.within[rows, place], columns, game)
            tied = np.abs(minors[base.size][where]) <= limits[base.size][where]
            best |= tied.astype(np.int64) << base.outside[rows, place]
        weights = np.zeros((other, len(game)))
        weights[base.other[columns].T, np.arange(len(game))] = mixture(minors, base, rows, columns, game)
        parts.append((game, np.bitwise_or.reduce(1 << base.other[columns], axis=1), best, weights))
    return _distinct(*(np.concatenate(column, axis=-1) for column in zip(*parts, strict=True)), own=len(minors[0]))


def _distinct(game: Ints, support: Ints, best: Ints, weights: Array, *, own: int) -> Vertices:
    """Each vertex once: support and best responses together name it."""
    key = (game << (own + len(weights))) | (support << own) | best
    _, first = np.unique(key, return_index=True)
    return Vertices(game=game[first], support=support[first], best=best[first], weights=weights[:, first])


def complementary_vertices(rows: Vertices, columns: Vertices, games: int) -> Profiles:
    """The pairs of vertices in which each support holds best responses only: the extreme equilibria.

    `rows` are the row player's, mixtures of the column player; `columns` the column player's.
    A vertex in several equilibria is an end of a continuum.
    """
    first = np.searchsorted(columns.game, np.arange(games + 1))
    counts = np.diff(first)[rows.game]
    left = np.repeat(np.arange(len(rows.game)), counts)
    starts = np.repeat(np.cumsum(counts) - counts, counts)
    right = np.arange(len(left)) - starts + first[rows.game[left]]
    wrong = (columns.support[right] & ~rows.best[left]) | (rows.support[left] & ~columns.best[right])
    left, right = left[wrong == 0], right[wrong == 0]
    shared = np.bincount(left, minlength=1)[left] + np.bincount(right, minlength=1)[right] > 2
    return Profiles(
        game=rows.game[left], row=columns.weights[:, right], column=rows.weights[:, left], degenerate=shared
    )
