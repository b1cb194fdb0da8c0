"""All extreme equilibria of two-player games, many games at once."""

from __future__ import annotations

import math

import numpy as np

from deterrence.errors import ConceptError
from deterrence.game.normal_form import NormalFormGame
from deterrence.solvers.equilibria import Equilibria, Termination
from deterrence.solvers.lemke_howson import follow_label
from deterrence.solvers.minors import Array, Bools, Ints, minor_count, row_differences
from deterrence.solvers.profiles import Profiles, joined, no_profiles, ordered, worth_and_regret
from deterrence.solvers.supports import equal_support_equilibria, far_from_ties
from deterrence.solvers.ties import TIE
from deterrence.solvers.vertices import best_response_vertices, complementary_vertices

BASES = 200_000
STRATEGIES = 48
REGRET = 1e-8
PATHS = 4
BYTES = 1 << 21
SMALL, LARGE = 1e-290, 1e150


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
    if len(game.players) != 2:
        raise ConceptError(f"extreme equilibria are those of two players; this game has {len(game.players)}")
    usable = finite_points(game)
    points = np.flatnonzero(usable)
    size = _chunk(*game.shape)
    pieces = [points[start : start + size] for start in range(0, len(points), size)]
    solved = [_certified(_payoffs(game, piece), piece) for piece in pieces]
    profiles = joined([no_profiles(*game.shape), *(part[0] for part in solved)])
    uncertain = np.concatenate([points[:0], *(part[3] for part in solved)])
    completes = np.ones(game.points, dtype=bool)
    completes[~usable], completes[uncertain] = False, False
    terminations = np.where(usable, Termination.FINISHED, Termination.UNDEFINED).astype(np.int8)
    terminations[uncertain] = Termination.LIMIT
    return Equilibria(
        concept="Nash equilibrium",
        players=game.players,
        point=profiles.game,
        strategies=dict(zip(game.players, (profiles.row.T, profiles.column.T), strict=True)),
        payoffs=np.concatenate([np.zeros((0, 2)), *(part[1] for part in solved)]),
        regret=np.concatenate([np.zeros(0), *(part[2] for part in solved)]),
        degenerate=profiles.degenerate,
        completes=completes,
        terminations=terminations,
        statistics={"tied": sum(part[4] for part in solved)},
    )


def within_limit(rows: int, columns: int) -> bool:
    """Whether all extreme equilibria of games of that size are looked for."""
    pairs = sum(math.comb(rows, size) * math.comb(columns, size) for size in range(1, min(rows, columns) + 1))
    return pairs <= BASES and rows + columns <= STRATEGIES


def finite_points(game: NormalFormGame) -> Bools:
    """The points at which every payoff is a finite number."""
    return np.asarray(np.isfinite(game.payoffs).reshape(-1, game.points).all(axis=0), dtype=bool)


def _chunk(rows: int, columns: int) -> int:
    """How many games to solve together, so that their minors fit the cache."""
    fitting = BYTES // (8 * (minor_count(rows, columns) + minor_count(columns, rows)))
    return min(max(fitting // 64 * 64, 8), 8192)


def _payoffs(game: NormalFormGame, points: Ints) -> Array:
    """Payoffs at some points; without a copy where the points follow each other."""
    together = points[-1] - points[0] == len(points) - 1
    return game.payoffs[..., points[0] : points[-1] + 1] if together else game.payoffs[..., points]


def _certified(payoffs: Array, points: Ints) -> tuple[Profiles, Array, Array, Ints, int]:
    """Equilibria, payoffs and regret; the points where not all are certain; and how many games have ties.

    Where none is certain, one by the Lemke-Howson method.
    """
    with np.errstate(over="ignore"):
        rows, columns, _, games = payoffs.shape
        found, tied = _solved(payoffs) if within_limit(rows, columns) else (no_profiles(rows, columns), 0)
        worth, regret = worth_and_regret(payoffs, found)
        spread = payoffs.max(axis=(0, 1)) - payoffs.min(axis=(0, 1))
        sound = regret <= REGRET * spread.max(axis=0)[found.game]
        bare = np.bincount(found.game[sound], minlength=games) == 0
        uncertain = bare.copy()
        uncertain[found.game[~sound]] = True
        if uncertain.any():
            found = ordered(joined([found.chosen(sound), *(_one(payoffs, int(game)) for game in np.flatnonzero(bare))]))
            worth, regret = worth_and_regret(payoffs, found)
    return found.renamed(points), worth, regret, points[uncertain], tied


def _solved(payoffs: Array) -> tuple[Profiles, int]:
    payoffs = _tamed(payoffs)
    spread = payoffs.max(axis=(0, 1)) - payoffs.min(axis=(0, 1))
    spread[spread < SMALL] = 1.0
    tables = payoffs[:, :, 0], payoffs[:, :, 1].swapaxes(0, 1)
    row, column = (row_differences(table) / unit for table, unit in zip(tables, spread, strict=True))
    clear = far_from_ties(row) & far_from_ties(column)
    simple = np.flatnonzero(clear)
    some = slice(None) if len(simple) == len(clear) else simple
    found, confirmed = equal_support_equilibria(row[..., some], column[..., some])
    clear[simple] = confirmed
    if clear.all():
        return ordered(found), 0
    hard = np.flatnonzero(~clear)
    limits = [tie_tolerances(table[..., hard], unit[hard]) for table, unit in zip(tables, spread, strict=True)]
    vertices = [
        best_response_vertices(side[..., hard], limit) for side, limit in zip((row, column), limits, strict=True)
    ]
    others = complementary_vertices(vertices[0], vertices[1], len(hard))
    return ordered(joined([found.renamed(simple), others.renamed(hard)])), len(hard)


def _tamed(payoffs: Array) -> Array:
    """The same games, with payoffs whose products cannot overflow."""
    largest = np.abs(payoffs).max(axis=(0, 1, 2))
    return payoffs if largest.max() < LARGE else payoffs * np.where(largest < LARGE, 1.0, 2.0**-600)


def tie_tolerances(payoffs: Array, spread: Array) -> Array:
    """What still counts as a tie between two own strategies, in units of the range: ``(pair, other, game)``."""
    first, second = np.triu_indices(len(payoffs), 1)
    sizes = np.maximum(np.abs(payoffs[first]), np.abs(payoffs[second]))
    found: Array = TIE / spread * np.clip(sizes, np.minimum(1.0, spread), spread)
    return found


def _one(payoffs: Array, game: int) -> Profiles:
    """The equilibrium of least regret over several Lemke-Howson paths."""
    row, column = payoffs[:, :, 0, game], payoffs[:, :, 1, game]
    paths = [follow_label(row, column, label)[0] for label in range(min(sum(row.shape), PATHS))]
    found = [path for path in paths if path is not None]
    none = np.full(len(found), game)
    profiles = Profiles(
        game=none,
        row=np.array([path[0] for path in found]).T.reshape(len(row), -1),
        column=np.array([path[1] for path in found]).T.reshape(row.shape[1], -1),
        degenerate=none < 0,
    )
    return profiles.chosen(np.argsort(worth_and_regret(payoffs, profiles)[1], kind="stable")[:1])
