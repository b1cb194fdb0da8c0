"""All extreme equilibria of two-player games, many games at once."""

from __future__ import annotations

import math

import numpy as np

from deterrence.game.normal_form import NormalFormGame
from deterrence.solvers.bimatrix import payoff_differences, payoff_ranges, player_tables, solve_in_chunks
from deterrence.solvers.equilibria import Equilibria
from deterrence.solvers.minors import Array, Bools
from deterrence.solvers.profiles import Profiles, joined, no_profiles, ordered
from deterrence.solvers.supports import equal_support_equilibria, far_from_ties
from deterrence.solvers.ties import TIE
from deterrence.solvers.vertices import best_response_vertices, complementary_vertices

BASES = 200_000
STRATEGIES = 48


def extreme_equilibria(game: NormalFormGame) -> Equilibria:
    """All extreme Nash equilibria of a two-player game, at every point, degenerate games included.

    A game without ties has finitely many equilibria, and all are extreme. In a
    degenerate game equilibria may form continua; every equilibrium is then a
    mixture of extreme ones that can be exchanged for each other.

    Games without any near-tie are solved by the signs of bordered minors, with
    supports of equal size; the others by the vertices of both best-response
    polytopes and their labels. Two payoffs of a player count as equal when they
    differ by at most 1e-9 of the larger of the two, or of 1, or of the player's
    range of payoffs where that is smaller than 1.

    Parameters
    ----------
    game
        Two players. All extreme equilibria are found while there are at most
        200,000 pairs of supports of equal size (10 x 10) and 48 strategies;
        above that one equilibrium, by the Lemke-Howson method.

    Returns
    -------
    Equilibria
        By point. Within a point pure profiles come first; after that, one in
        which an earlier strategy is used comes before one in which it is not,
        the row player's strategies before the column player's. `degenerate`
        marks points of continua. `Termination.UNDEFINED` and no row where a
        payoff is not finite; `Termination.LIMIT` above the limit, and where
        payoffs are so close to ties that only one equilibrium was certain.
        Statistics: ``tied``, the points with ties or near-ties.

    Raises
    ------
    ConceptError
        There are not two players.

    References
    ----------
    O. L. Mangasarian, "Equilibrium points of bimatrix games", SIAM Journal 12,
    1964; D. Avis, G. Rosenberg, R. Savani and B. von Stengel, "Enumeration of
    Nash equilibria for two-player games", Economic Theory 42, 2010.

    Examples
    --------
    >>> chicken = NormalFormGame.of_matrices([[3, 2], [4, 1]], [[3, 4], [2, 1]])
    >>> [item.probabilities["1"].tolist() for item in extreme_equilibria(chicken)]
    [[1.0, 0.0], [0.0, 1.0], [0.5, 0.5]]
    >>> threat = NormalFormGame.of_matrices([[2, 2], [3, 0]], [[3, 3], [2, 0]])
    >>> [(item.probabilities["2"].tolist(), item.degenerate) for item in extreme_equilibria(threat)]
    [([0.0, 1.0], True), ([1.0, 0.0], False), ([0.666..., 0.333...], True)]
    """
    return solve_in_chunks(game, _extreme if within_limit(*game.shape[:2]) else _none)


def support_enumeration(game: NormalFormGame) -> Equilibria:
    """The equilibria of a two-player game whose supports have equal sizes and whose other strategies are worse.

    These are all equilibria of a game without ties. At the other points
    `completes` is False; where ties leave nothing, one equilibrium comes from
    the Lemke-Howson method. Arguments, order and errors as for `extreme_equilibria`.

    >>> support_enumeration(NormalFormGame.of_matrices([[2, 2], [3, 0]], [[3, 3], [2, 0]])).complete
    False
    """
    return solve_in_chunks(game, _equal_supports if within_limit(*game.shape[:2]) else _none)


def within_limit(rows: int, columns: int) -> bool:
    """Whether all extreme equilibria of games of that size are looked for."""
    pairs = sum(math.comb(rows, size) * math.comb(columns, size) for size in range(1, min(rows, columns) + 1))
    return pairs <= BASES and rows + columns <= STRATEGIES


def _none(payoffs: Array) -> tuple[Profiles, Bools, Bools]:
    nowhere = np.zeros(payoffs.shape[-1], dtype=bool)
    return no_profiles(*payoffs.shape[:2]), ~nowhere, nowhere


def _equal_supports(payoffs: Array) -> tuple[Profiles, Bools, Bools]:
    found, clear = equal_support_equilibria(*payoff_differences(payoffs))
    return ordered(found), ~clear, ~clear


def _extreme(payoffs: Array) -> tuple[Profiles, Bools, Bools]:
    """Games far from ties by supports, the others by vertices."""
    row, column = payoff_differences(payoffs)
    clear = far_from_ties(row) & far_from_ties(column)
    simple = np.flatnonzero(clear)
    some = slice(None) if len(simple) == len(clear) else simple
    found, confirmed = equal_support_equilibria(row[..., some], column[..., some])
    clear[simple] = confirmed
    nowhere = np.zeros(len(clear), dtype=bool)
    if clear.all():
        return ordered(found), nowhere, nowhere
    hard = np.flatnonzero(~clear)
    limits = tie_tolerances(payoffs[..., hard])
    vertices = [
        best_response_vertices(side[..., hard], limit) for side, limit in zip((row, column), limits, strict=True)
    ]
    others = complementary_vertices(vertices[0], vertices[1], len(hard))
    simply = found.chosen(confirmed[found.game]).renamed(simple)
    return ordered(joined([simply, others.renamed(hard)])), nowhere, ~clear


def tie_tolerances(payoffs: Array) -> list[Array]:
    """What still counts as a tie, for each player in units of the range: ``(pair of own, other's, game)``."""
    found = []
    for table, spread in zip(player_tables(payoffs), payoff_ranges(payoffs), strict=True):
        first, second = np.triu_indices(len(table), 1)
        sizes = np.maximum(np.abs(table[first]), np.abs(table[second]))
        found.append(TIE / spread * np.clip(sizes, np.minimum(1.0, spread), spread))
    return found
