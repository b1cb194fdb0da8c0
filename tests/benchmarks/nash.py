"""Speed of all Nash equilibria of two-player games against QuantEcon and pygambit: same games, same answers, one run.

    python tests/benchmarks/nash.py

Times are microseconds a game and count the whole way from an array of payoffs
to the answer: building the game and solving it, for a hundred thousand games
in one call here and one by one there. QuantEcon is warmed up first. Answers on
continuous payoffs are asserted equal; those on payoffs 0-3, where peers in
floating point miss equilibria, are asserted equal to pygambit's exact ones.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np

from deterrence.game.normal_form import NormalFormGame
from deterrence.solvers.equilibria import Equilibria
from deterrence.solvers.nash import nash

GAMES = 100_000
PEER_GAMES = 1_000
REPEATS = 5
DIGITS = 7

Profile = tuple[float, ...]


def main() -> None:
    rng = np.random.Generator(np.random.Philox(2))
    print(f"{'size':6}{'payoffs':12}{'here':>8}  " + "".join(f"{name:>22}" for name in peers()))
    for size in (2, 3, 4, 5):
        continuous = rng.random((size, size, 2, GAMES))
        found, here = best(lambda payoffs=continuous: answer(payoffs), REPEATS)
        report(size, "continuous", continuous, here, found, exact=False)
        whole = rng.integers(0, 4, (size, size, 2, GAMES // 10)).astype(float)
        found, here = best(lambda payoffs=whole: answer(payoffs), REPEATS)
        report(size, "0 to 3", whole, here, found, exact=True)


def answer(payoffs: np.ndarray) -> Equilibria:
    labels = tuple(str(k) for k in range(payoffs.shape[0]))
    return nash(NormalFormGame(actions=(labels, labels), payoffs=payoffs))


def report(size: int, kind: str, payoffs: np.ndarray, here: float, found: Equilibria, *, exact: bool) -> None:
    assert found.complete
    assert found.regret.max() <= 1e-9
    micro = here / payoffs.shape[-1] * 1e6
    cells = []
    for solve, games, is_exact in peers().values():
        count = games[size]
        solve(payoffs[..., 0])
        start = time.perf_counter()
        theirs = [solve(payoffs[..., k]) for k in range(count)]
        micros = (time.perf_counter() - start) / count * 1e6
        ours = [profiles(found, k) for k in range(count)]
        different = sum(a != b for a, b in zip(ours, map(rounded, theirs), strict=True))
        assert not different or (exact and not is_exact), f"{different} answers differ"
        cells.append(
            f"{micros:,.0f} ({micros / micro:,.0f}x)" + (f" {different / count:.0%} differ" if different else "")
        )
    print(f"{size}x{size}   {kind:12}{micro:8.2f}  " + "".join(f"{cell:>22}" for cell in cells))


def profiles(found: Equilibria, point: int) -> list[Profile]:
    first, last = np.searchsorted(found.point, [point, point + 1])
    together = np.concatenate([found.strategies[player][first:last] for player in found.players], axis=1)
    return rounded(together.tolist())


def rounded(given: list[Any]) -> list[Profile]:
    return sorted({tuple(round(float(p), DIGITS) + 0.0 for p in profile) for profile in given})


def peers() -> dict[str, tuple[Callable[[np.ndarray], list[Any]], dict[int, int], bool]]:
    """By name: how to solve ``(row, column, player)``, how many games of each size, and whether exactly."""
    found: dict[str, tuple[Callable[[np.ndarray], list[Any]], dict[int, int], bool]] = {}
    many = dict.fromkeys((2, 3, 4, 5), PEER_GAMES)
    few = {2: 200, 3: 100, 4: 50, 5: 10}
    try:
        import quantecon.game_theory as quantecon

        def by(method: Callable[[Any], Any]) -> Callable[[np.ndarray], list[Any]]:
            return lambda payoffs: [np.concatenate(pair) for pair in method(quantecon.NormalFormGame(payoffs))]

        found["QuantEcon support"] = by(quantecon.support_enumeration), many, False
        found["QuantEcon vertex"] = by(quantecon.vertex_enumeration), many, False
    except ImportError:
        print("QuantEcon is not installed")
    try:
        import pygambit

        def exactly(payoffs: np.ndarray) -> list[Any]:
            tables = [[[pygambit.Rational(float(v)) for v in row] for row in payoffs[..., i]] for i in range(2)]
            game = pygambit.Game.from_arrays(np.array(tables[0]), np.array(tables[1]))
            solved = pygambit.nash.enummixed_solve(game, rational=True).equilibria
            return [[profile[s] for player in game.players for s in player.strategies] for profile in solved]

        found["pygambit exact"] = exactly, few, True
    except ImportError:
        print("pygambit is not installed")
    return found


def best(job: Callable[[], Equilibria], times: int) -> tuple[Equilibria, float]:
    seconds = []
    for _ in range(times):
        start = time.perf_counter()
        found = job()
        seconds.append(time.perf_counter() - start)
    return found, min(seconds)


if __name__ == "__main__":
    main()
