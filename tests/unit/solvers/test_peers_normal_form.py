"""Agreement with pygambit, QuantEcon and Nashpy. Only certified equilibria are compared: peers miss some, and err."""

from __future__ import annotations

import itertools
import warnings
from collections.abc import Iterable
from typing import Any

import bimatrix_oracle as oracle
import numpy as np
import pytest

from deterrence.game.normal_form import NormalFormGame
from deterrence.solvers.correlated import correlated
from deterrence.solvers.dominance import dominance
from deterrence.solvers.equilibria import Equilibria, strategic_regret
from deterrence.solvers.nash import nash
from deterrence.solvers.pure_nash import pure_nash
from deterrence.solvers.zero_sum import zero_sum

SQUARES = [(2, 2), (3, 3), (4, 4), (5, 5)]
DIGITS = 6


def name(size: tuple[int, int]) -> str:
    return f"{size[0]}x{size[1]}"


def game_of(payoffs: np.ndarray, players: int = 2) -> NormalFormGame:
    labels = tuple(tuple(str(k) for k in range(size)) for size in payoffs.shape[:players])
    return NormalFormGame(actions=labels, payoffs=payoffs)


def continuous(size: tuple[int, int], games: int) -> np.ndarray:
    return np.random.Generator(np.random.Philox(size[0])).random((*size, 2, games))


def whole(size: tuple[int, int], games: int) -> np.ndarray:
    return np.random.Generator(np.random.Philox(size[0])).integers(0, 4, (*size, 2, games)).astype(float)


def rounded(profiles: Iterable[Any]) -> list[tuple[float, ...]]:
    return sorted({tuple(round(float(p), DIGITS) + 0.0 for p in profile) for profile in profiles})


def ours(found: Equilibria, point: int) -> list[tuple[float, ...]]:
    first, last = np.searchsorted(found.point, [point, point + 1])
    return rounded(np.concatenate([found.strategies[p][first:last] for p in found.players], axis=1).tolist())


def certified(payoffs: np.ndarray, profiles: list[tuple[float, ...]]) -> list[tuple[float, ...]]:
    """Those that are equilibria of ``(row, column, player)`` by the definition."""
    rows = payoffs.shape[0]
    given = np.array(profiles).reshape(len(profiles), sum(payoffs.shape[:2]))
    regret = strategic_regret(
        game_of(payoffs), [given[:, :rows], given[:, rows:]], np.zeros(len(given), dtype=np.int64)
    )
    return [profile for profile, gain in zip(profiles, regret, strict=True) if gain <= 10.0 ** (2 - DIGITS)]


def gambit_profiles(gambit: Any, payoffs: np.ndarray, *, rational: bool) -> list[tuple[float, ...]]:
    tables = [payoffs[..., i].astype(int) if rational else payoffs[..., i] for i in range(2)]
    game = gambit.Game.from_arrays(*tables)
    solved = gambit.nash.enummixed_solve(game, rational=rational).equilibria
    return rounded([[p[s] for player in game.players for s in player.strategies] for p in solved])


@pytest.mark.parametrize(("size", "games"), list(zip(SQUARES, (1000, 1000, 500, 100), strict=True)), ids=str)
def test_pygambit_finds_the_same_equilibria_on_continuous_payoffs(size, games):
    gambit = pytest.importorskip("pygambit", reason="agreement needs pygambit")
    payoffs = continuous(size, games)
    found = nash(game_of(payoffs))
    for k in range(games):
        theirs = gambit_profiles(gambit, payoffs[..., k], rational=False)
        assert ours(found, k) == certified(payoffs[..., k], theirs)


@pytest.mark.parametrize(("size", "games"), list(zip(SQUARES, (1000, 500, 100, 20), strict=True)), ids=str)
def test_pygambit_in_fractions_finds_the_same_equilibria_where_ties_abound(size, games):
    gambit = pytest.importorskip("pygambit", reason="agreement needs pygambit")
    payoffs = whole(size, games)
    found = nash(game_of(payoffs))
    for k in range(games):
        assert ours(found, k) == gambit_profiles(gambit, payoffs[..., k], rational=True)


@pytest.mark.parametrize("size", SQUARES, ids=name)
def test_quantecon_finds_the_same_equilibria_on_continuous_payoffs(size):
    quantecon = pytest.importorskip("quantecon.game_theory", reason="agreement needs QuantEcon")
    payoffs = continuous(size, 1000)
    found = nash(game_of(payoffs))
    for k in range(1000):
        theirs = quantecon.support_enumeration(quantecon.NormalFormGame(payoffs[..., k]))
        assert ours(found, k) == rounded(np.concatenate(pair) for pair in theirs)


@pytest.mark.parametrize("size", SQUARES, ids=name)
def test_quantecon_finds_no_certified_equilibrium_that_is_missing_where_ties_abound(size):
    quantecon = pytest.importorskip("quantecon.game_theory", reason="agreement needs QuantEcon")
    payoffs = whole(size, 1000)
    found = nash(game_of(payoffs))
    for k in range(1000):
        theirs = quantecon.vertex_enumeration(quantecon.NormalFormGame(payoffs[..., k]))
        profiles = certified(payoffs[..., k], rounded(np.concatenate(pair) for pair in theirs))
        assert set(profiles) <= set(ours(found, k))


@pytest.mark.parametrize(("method", "draw"), [("support_enumeration", continuous), ("vertex_enumeration", whole)])
@pytest.mark.parametrize(("size", "games"), list(zip(SQUARES, (200, 100, 30, 5), strict=True)), ids=str)
def test_nashpy_finds_no_certified_equilibrium_that_is_missing(size, games, method, draw):
    nashpy = pytest.importorskip("nashpy", reason="agreement needs Nashpy")
    payoffs = draw(size, games)
    found = nash(game_of(payoffs))
    for k in range(games):
        theirs = certified(payoffs[..., k], rounded(nashpy_profiles(nashpy, payoffs[..., k], method)))
        assert set(theirs) <= set(ours(found, k))


def nashpy_profiles(nashpy: Any, payoffs: np.ndarray, method: str) -> list[np.ndarray]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of even counts, which it also gets by missing equilibria
        try:
            pairs = list(getattr(nashpy.Game(payoffs[..., 0], payoffs[..., 1]), method)())
        except TypeError:  # vertices of a game in which a player's payoffs are all 0
            return []
    return [np.concatenate(pair) for pair in pairs if np.isfinite(np.concatenate(pair)).all()]


PEERS_MISS = {
    "QuantEcon and Nashpy by supports: a threat that need not be carried out": [[(2, 3), (2, 3)], [(3, 2), (0, 0)]],
    "Nashpy by vertices: a player to whom nothing matters": [[(2, 0), (0, 0)], [(3, 0), (0, 0)]],
    "Nashpy by supports: the mixed one of three equilibria": [
        [(0.02, 0.17), (0.99, 0.94), (0.16, 0.56)],
        [(0.26, 0.67), (0.21, 0.43), (0.11, 0.71)],
        [(0.72, 0.88), (0.82, 0.39), (0.36, 0.43)],
    ],
}


@pytest.mark.parametrize("table", PEERS_MISS.values(), ids=PEERS_MISS)
def test_what_peers_miss_is_found(table):
    payoffs = np.array(table, dtype=float)
    exact = rounded((*x, *y) for x, y in oracle.extreme_equilibria(payoffs))
    assert ours(nash(game_of(payoffs)), 0) == exact


def test_pygambit_marks_the_same_pure_equilibria_of_three_players():
    gambit = pytest.importorskip("pygambit", reason="agreement needs pygambit")
    payoffs = np.random.Generator(np.random.Philox(3)).integers(0, 4, (2, 3, 2, 3, 100)).astype(float)
    marks = pure_nash(game_of(payoffs, 3))
    for k in range(100):
        game = gambit.Game.from_arrays(*(payoffs[..., i, k].astype(int) for i in range(3)))
        theirs = gambit.nash.enumpure_solve(game).equilibria
        places = [tuple([float(p[s]) for s in player.strategies].index(1.0) for player in game.players) for p in theirs]
        assert sorted(map(tuple, np.argwhere(marks[..., k]).tolist())) == sorted(places)


def test_quantecon_removes_the_same_strategies_by_mixed_dominance():
    quantecon = pytest.importorskip("quantecon.game_theory", reason="agreement needs QuantEcon")
    payoffs = whole((4, 4), 200)
    for k in range(200):
        first = {
            (step.player, step.strategy) for step in dominance(game_of(payoffs[..., k])).eliminations if step.round == 1
        }
        game = quantecon.NormalFormGame(payoffs[..., k])
        theirs = {(str(i + 1), str(s)) for i in range(2) for s in game.players[i].dominated_actions()}
        assert first == theirs


def test_nashpy_finds_the_same_value_of_zero_sum_games():
    nashpy = pytest.importorskip("nashpy", reason="agreement needs Nashpy")
    payoffs = whole((3, 4), 50)[:, :, 0]
    for k in range(50):
        value = zero_sum(NormalFormGame.of_matrices(payoffs[..., k])).payoffs[0, 0]
        row, column = nashpy.Game(payoffs[..., k]).linear_program()
        assert value == pytest.approx(row @ payoffs[..., k] @ column, abs=1e-7)


def test_every_nash_equilibrium_is_worth_no_more_than_the_best_correlated_one():
    payoffs = whole((3, 3), 60)
    best = correlated(game_of(payoffs)).objective
    found = nash(game_of(payoffs))
    assert (found.payoffs.sum(axis=1) <= best[found.point] + 1e-8).all()
    assert len(list(itertools.groupby(found.point))) == 60
