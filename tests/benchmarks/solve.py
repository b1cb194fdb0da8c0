"""Speed of subgame-perfect sweeps against pygambit and a plain-Python recursion: same games, same answers, one run.

    python tests/benchmarks/solve.py

pygambit has no subgame-perfect solver; its fastest route is to set the payoffs
of one tree and recurse over its nodes. Every answer is asserted equal.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

import deterrence as dt
from deterrence.game.building import evaluate
from deterrence.game.extensive import ExtensiveGame
from deterrence.game.tree import GameTree
from deterrence.game.unroll import unroll
from deterrence.states import program
from deterrence.states.kernel import compiled_kernels

POINTS = 1_000_000
GAMES = 2_000
REPEATS = 7
TIE = 1e-9


def main() -> None:
    scenario = dt.load(Path(__file__).with_name("crisis.yaml"))
    unrolled = unroll(scenario, scenario.baseline, {})
    rng = np.random.Generator(np.random.Philox(1))
    columns = {name: rng.integers(0, 33, POINTS) / 8 for name in scenario.parameters}
    few = {name: column[:GAMES] for name, column in columns.items()}
    game = evaluate(scenario, unrolled, few, GAMES)
    print(f"{unrolled.tree.size}, {len(columns)} parameters, {POINTS:,} points")

    answers, python = best(lambda: plain_python(game), 3)
    times = {"plain Python recursion, payoffs ready": python / GAMES}
    try:
        found, gambit = best(gambit_route(game), 3)
        assert found == answers
        times["pygambit: set payoffs, recurse over its nodes"] = gambit / GAMES
    except ImportError:
        print("pygambit is not installed: pip install '.[oracles]'")
    for name, compiled in [("NumPy alone", False)] + [("numba", True)] * (compiled_kernels() is not None):
        with engine(compiled=compiled):
            assert ends(dt.sweep(scenario, points=few, payoffs=False), unrolled.tree) == answers
            _, seconds = best(lambda: dt.sweep(scenario, points=columns, payoffs=False), REPEATS)
        times[f"deterrence.sweep, {name}: parameters to outcome and margin"] = seconds / POINTS
    _, seconds = best(lambda: [column.max() for column in columns.values()], REPEATS)
    times["floor: reading the parameters"] = seconds / POINTS
    report(times)


def plain_python(game: ExtensiveGame) -> list[int]:
    """Recursion over nested tuples with payoffs as lists."""
    tree = game.tree

    def nested(node: int) -> Any:
        if tree.owner[node] < 0:
            return int(tree.terminal_of[node])
        return int(tree.owner[node]), [nested(child) for child in tree.children(node)]

    def solve(node: Any, payoffs: list[list[float]]) -> int:
        if isinstance(node, int):
            return node
        mover, children = node
        ends = [solve(child, payoffs) for child in children]
        return first_best(ends, [payoffs[end][mover] for end in ends])

    root = nested(0)
    ready = [game.payoffs[:, :, point].tolist() for point in range(game.points)]
    return [solve(root, payoffs) for payoffs in ready]


def first_best(ends: list[int], values: list[float]) -> int:
    """The first end whose value is tied with the best."""
    best = max(values)
    for end, value in zip(ends, values, strict=True):
        if best - value <= TIE * max(1.0, abs(best), abs(value)):
            return end
    raise AssertionError


def gambit_route(game: ExtensiveGame) -> Callable[[], list[int]]:
    """pygambit: one tree, its outcomes' payoffs set for each game, and a recursion over its nodes."""
    import pygambit

    tree = game.tree
    theirs = pygambit.Game.new_tree(players=list(tree.players))
    players = list(theirs.players)
    outcomes: dict[int, Any] = {}
    ours: dict[Any, int] = {}

    def grow(node: int, place: Any) -> None:
        if tree.owner[node] < 0:
            end = int(tree.terminal_of[node])
            outcomes[end] = theirs.add_outcome(f"end {end}", [0] * len(players))
            theirs.set_outcome(place, outcomes[end])
            ours[outcomes[end]] = end
            return
        theirs.append_move(place, players[tree.owner[node]], [tree.label(child) for child in tree.children(node)])
        for child, below in zip(tree.children(node), place.children, strict=True):
            grow(child, below)

    def solve(place: Any) -> Any:
        if place.is_terminal:
            return place.outcome
        mover = place.player
        best, value = None, 0.0
        for child in place.children:
            outcome = solve(child)
            worth = float(outcome[mover])
            if best is None or worth - value > TIE * max(1.0, abs(worth), abs(value)):
                best, value = outcome, worth
        return best

    grow(0, theirs.root)
    ready = [game.payoffs[:, :, point].tolist() for point in range(game.points)]

    def work() -> list[int]:
        answers = []
        for payoffs in ready:
            for end, outcome in outcomes.items():
                for player, value in zip(players, payoffs[end], strict=True):
                    outcome[player] = value
            answers.append(ours[solve(theirs.root)])
        return answers

    return work


@contextmanager
def engine(*, compiled: bool) -> Iterator[None]:
    """Run programs with NumPy alone unless `compiled`."""
    kept = program.compiled_kernels
    if not compiled:
        program.compiled_kernels = lambda: None  # type: ignore[assignment]
    try:
        yield
    finally:
        program.compiled_kernels = kept


def ends(table: dt.Table, tree: GameTree) -> list[int]:
    """The terminal that each point of a table ends at."""
    index = {tree.history(int(node)): end for end, node in enumerate(tree.terminals)}
    return [index[table.outcomes[outcome]] for outcome in table.columns["outcome"]]


def best(work: Callable[[], Any], repeats: int) -> tuple[Any, float]:
    """The answer and the least time of a few runs."""
    least = float("inf")
    for _ in range(repeats):
        start = time.perf_counter()
        answer = work()
        least = min(least, time.perf_counter() - start)
    return answer, least


def report(times: dict[str, float]) -> None:
    python = next(t for name, t in times.items() if "Python" in name)
    gambit = next((t for name, t in times.items() if "pygambit" in name), None)
    print(f"{'microseconds a game':>60}{'x Python':>12}{'x pygambit':>12}")
    for name, seconds in times.items():
        ratio = f"{gambit / seconds:12,.0f}" if gambit else ""
        print(f"{name:>60}{seconds * 1e6:9.4f}{python / seconds:12,.1f}{ratio}")


if __name__ == "__main__":
    main()
