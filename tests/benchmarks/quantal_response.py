"""Speed of logit quantal response on random 3x3 games against pygambit: same games, same answers, one run.

    python tests/benchmarks/quantal_response.py

The whole public call is timed, certificate and folds included. Every answer
that pygambit gives is asserted equal.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np

from deterrence.game.normal_form import NormalFormGame
from deterrence.solvers import principal_branch
from deterrence.solvers.equilibria import Equilibria
from deterrence.solvers.logit_kernel import compiled_run
from deterrence.solvers.quantal_response import quantal_response

POINTS = 20_000
COMPARED = 200
REPEATS = 5
PRECISIONS = (1.0, 5.0)
WANTED = {"NumPy alone": 25, "numba": 80}


def main() -> None:
    for law, payoffs in draws().items():
        game = NormalFormGame(actions=(tuple("abc"),) * 2, payoffs=payoffs)
        for precision in PRECISIONS:
            compare(f"{law}, precision {precision:g}", game, precision)


def draws() -> dict[str, np.ndarray]:
    """Games by the law of their payoffs."""
    rng = np.random.Generator(np.random.Philox(1))
    size = (3, 3, 2, POINTS)
    return {"normal payoffs": rng.normal(size=size), "integers 0 to 9": rng.integers(0, 10, size).astype(float)}


def compare(title: str, game: NormalFormGame, precision: float) -> None:
    """Time every engine on the same games and print a table."""
    print(f"\n{title}: random 3x3 games")
    gambit = gambit_answers(game, precision)
    for name, least in WANTED.items():
        if name == "numba" and compiled_run() is None:
            print("numba is not installed: pip install '.[fast]'")
            continue
        with_engine = engine(game, precision, compiled=name == "numba")
        found, seconds = best(with_engine)
        each = seconds / POINTS
        counts = found.statistics
        print(
            f"  {name:12} {each * 1e6:8.1f} us a game; folds {counts['folds']:.0f}, "
            f"bifurcations {counts['bifurcations']:.0f}, not converged {counts['not_converged']:.0f} of {POINTS:,}, "
            f"largest residual {counts['largest_residual']:.1e}"
        )
        if gambit:
            answers, slow = gambit
            agree(found, answers)
            print(f"  {'':12} {slow / each:8.1f} times as fast as pygambit (wanted {least})")


def engine(game: NormalFormGame, precision: float, *, compiled: bool) -> Callable[[], Equilibria]:
    """The public call, with compiled code or without."""

    def run() -> Equilibria:
        usual, principal_branch.MANY = principal_branch.MANY, 0 if compiled else POINTS + 1
        try:
            return quantal_response(game, precision=precision)
        finally:
            principal_branch.MANY = usual

    return run


def gambit_answers(game: NormalFormGame, precision: float) -> tuple[list[list[float]], float] | None:
    """pygambit's answers to the first games and its seconds for each, games built beforehand."""
    try:
        import pygambit
    except ImportError:
        print("  pygambit is not installed: pip install '.[oracles]'")
        return None
    tables = game.payoffs[..., :COMPARED]
    games = [pygambit.Game.from_arrays(tables[:, :, 0, k], tables[:, :, 1, k]) for k in range(COMPARED)]
    start = time.perf_counter()
    found = [pygambit.qre.logit_solve_lambda(other, precision)[0] for other in games]
    seconds = (time.perf_counter() - start) / COMPARED
    print(f"  pygambit     {seconds * 1e6:8.1f} us a game")
    return [flat(item.profile) for item in found], seconds


def flat(profile: Any) -> list[float]:
    return [float(profile[strategy]) for player in profile.game.players for strategy in player.strategies]


def agree(found: Equilibria, answers: list[list[float]]) -> None:
    ours = np.concatenate([found.strategies[player][:COMPARED] for player in found.players], axis=1)
    np.testing.assert_allclose(ours, answers, atol=1e-6)


def best(run: Callable[[], Equilibria]) -> tuple[Equilibria, float]:
    times = []
    found = run()
    for _ in range(REPEATS):
        start = time.perf_counter()
        found = run()
        times.append(time.perf_counter() - start)
    return found, min(times)


if __name__ == "__main__":
    main()
