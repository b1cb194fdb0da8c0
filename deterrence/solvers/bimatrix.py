"""Two-player games solved some thousands at a time, and every answer certified."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from deterrence.errors import ConceptError
from deterrence.game.normal_form import NormalFormGame
from deterrence.solvers.equilibria import Equilibria, Termination
from deterrence.solvers.lemke_howson import follow_label
from deterrence.solvers.minors import Array, Bools, Ints, minor_count, row_differences
from deterrence.solvers.profiles import Profiles, joined, no_profiles, ordered, worth_and_gains

REGRET = 1e-8
PATHS = 4
BYTES = 1 << 21
SMALL, LARGE = 1e-150, 1e150

Solver = Callable[[Array], tuple[Profiles, Bools, Bools]]


def solve_in_chunks(game: NormalFormGame, solver: Solver) -> Equilibria:
    """What a solver finds at every finite point of a two-player game, with payoffs and regret.

    Parameters
    ----------
    game
        Two players.
    solver
        From ``(row, column, player, game)`` to equilibria in their order, the
        games where some may be missing, and the games with ties. What it finds
        is dropped where its regret exceeds 1e-8 of the range of payoffs; a
        point where nothing is left gets one equilibrium by the Lemke-Howson
        method, `Termination.LIMIT`, and `completes` False.

    Raises
    ------
    ConceptError
        There are not two players.
    """
    if len(game.players) != 2:
        raise ConceptError(f"this method is for two players; the game has {len(game.players)}")
    usable = finite_points(game)
    points = np.flatnonzero(usable)
    size = _chunk(*game.shape)
    solved = [_certified(game, points[start : start + size], solver) for start in range(0, len(points), size)]
    profiles = joined([no_profiles(*game.shape), *(part.profiles for part in solved)])
    uncertain = np.concatenate([points[:0], *(part.uncertain for part in solved)])
    completes, terminations = usable.copy(), np.where(usable, Termination.FINISHED, Termination.UNDEFINED)
    completes[uncertain], terminations[uncertain] = False, Termination.LIMIT
    return Equilibria(
        concept="Nash equilibrium",
        players=game.players,
        point=profiles.game,
        strategies=dict(zip(game.players, (profiles.row.T, profiles.column.T), strict=True)),
        payoffs=np.concatenate([np.zeros((0, 2)), *(part.worth for part in solved)]),
        regret=np.concatenate([np.zeros(0), *(part.regret for part in solved)]),
        degenerate=profiles.degenerate,
        completes=completes,
        terminations=terminations.astype(np.int8),
        statistics={"tied": sum(part.tied for part in solved)},
    )


def finite_points(game: NormalFormGame) -> Bools:
    """The points at which every payoff is a finite number."""
    return np.asarray(np.isfinite(game.payoffs).all(axis=tuple(range(game.payoffs.ndim - 1))), dtype=bool)


def player_tables(payoffs: Array) -> tuple[Array, Array]:
    """Each player's payoffs with their own strategies first, from ``(row, column, player, game)``."""
    return payoffs[:, :, 0], payoffs[:, :, 1].swapaxes(0, 1)


def payoff_ranges(payoffs: Array) -> Array:
    """Largest less smallest payoff, 1 for a player to whom nothing matters: ``(player, game)``."""
    spread: Array = payoffs.max(axis=(0, 1)) - payoffs.min(axis=(0, 1))
    spread[spread < SMALL * SMALL] = 1.0
    return spread


def payoff_differences(payoffs: Array) -> tuple[Array, Array]:
    """Each player's differences between own strategies in units of their range: ``(pair, other's, game)``."""
    spread = payoff_ranges(payoffs)
    row, column = player_tables(payoffs)
    return row_differences(row) / spread[0], row_differences(column) / spread[1]


class _Solved(NamedTuple):
    profiles: Profiles
    worth: Array
    regret: Array
    uncertain: Ints
    tied: int


def _chunk(rows: int, columns: int) -> int:
    """How many games to solve together, so that their minors fit the cache."""
    fitting = BYTES // (8 * (minor_count(rows, columns) + minor_count(columns, rows)))
    return min(max(fitting // 64 * 64, 8), 8192)


def _certified(game: NormalFormGame, points: Ints, solver: Solver) -> _Solved:
    together = points[-1] - points[0] == len(points) - 1
    payoffs = game.payoffs[..., points[0] : points[-1] + 1] if together else game.payoffs[..., points]
    with np.errstate(over="ignore"):
        found, uncertain, tied = solver(_tamed(payoffs))
        worth, gains = worth_and_gains(payoffs, found)
        spread = payoffs.max(axis=(0, 1)) - payoffs.min(axis=(0, 1))
        sound = (gains <= REGRET * spread[:, found.game]).all(axis=0)
        bare = np.bincount(found.game[sound], minlength=len(points)) == 0
        if bare.any() or not sound.all():
            uncertain = uncertain | bare
            uncertain[found.game[~sound]] = True
            found = ordered(joined([found.chosen(sound), *(_one(payoffs, int(k)) for k in np.flatnonzero(bare))]))
            worth, gains = worth_and_gains(payoffs, found)
    return _Solved(found.renamed(points), worth, gains.max(axis=0), points[uncertain], int(tied.sum()))


def _tamed(payoffs: Array) -> Array:
    """The same games, with payoffs whose products neither overflow nor vanish."""
    largest = np.abs(payoffs).max(axis=(0, 1))
    if largest.max() < LARGE and largest.min() > SMALL:
        return payoffs
    powers = np.where(largest >= LARGE, -600, np.where((largest > 0) & (largest <= SMALL), 600, 0))
    return np.ldexp(payoffs, powers)


def _one(payoffs: Array, game: int) -> Profiles:
    """The equilibrium of least regret over several Lemke-Howson paths."""
    row, column = payoffs[:, :, 0, game], payoffs[:, :, 1, game]
    paths = [follow_label(row, column, label)[0] for label in range(min(sum(row.shape), PATHS))]
    found = [path for path in paths if path is not None]
    none = np.full(len(found), game)
    profiles = Profiles(
        game=none,
        row=np.array([path[0] for path in found]).reshape(-1, row.shape[0]).T,
        column=np.array([path[1] for path in found]).reshape(-1, row.shape[1]).T,
        degenerate=none < 0,
    )
    return profiles.chosen(np.argsort(worth_and_gains(payoffs, profiles)[1].max(axis=0), kind="stable")[:1])
