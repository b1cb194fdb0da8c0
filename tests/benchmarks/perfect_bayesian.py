"""Speed of perfect Bayesian equilibria of signalling games against pygambit: one run, same pure answers on a sample.

    python tests/benchmarks/perfect_bayesian.py

Two types, two messages, two responses, integer payoffs from 0 to 9. pygambit
has no perfect Bayesian solver: it is timed on the extreme Nash equilibria that
these would have to be picked from, with games ready built. Ours is the whole
public call: equilibria, beliefs, payoffs, regret and completeness.
"""

from __future__ import annotations

import itertools
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from deterrence.game.extensive import ExtensiveGame
from deterrence.game.nested import Chance, Decision, End, extensive_game
from deterrence.solvers.perfect_bayesian import perfect_bayesian

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from assessment_oracle import certain, is_perfect_bayesian, root_of, sets_below

GAMES = 50_000
MIXED = 5_000
SAMPLE = 40
REPEATS = 7


def main() -> None:
    payoffs = np.random.Generator(np.random.Philox(1)).integers(0, 10, (8, 2, GAMES)).astype(float)
    game = signalling(payoffs)
    found, pure = best(lambda: perfect_bayesian(game, mixed=False), REPEATS)
    print(f"{GAMES:,} games, {len(found):,} pure equilibria, largest regret {found.regret.max():.0e}")
    times = {f"perfect_bayesian(game, mixed=False), {GAMES:,} points": pure / GAMES}
    few = signalling(payoffs[:, :, :MIXED])
    answers, seconds = best(lambda: perfect_bayesian(few), 3)
    print(f"{MIXED:,} games, {len(answers):,} equilibria, complete at {answers.completes.mean():.1%}")
    times[f"perfect_bayesian(game), {MIXED:,} points"] = seconds / MIXED
    times["perfect_bayesian(game), one point"] = best(lambda: perfect_bayesian(game.at([0])), 20)[1]
    try:
        times |= gambit(game)
    except ImportError:
        print("pygambit is not installed: pip install '.[oracles]'")
    for name, each in times.items():
        print(f"{name:58} {each * 1e6:10.3f} us a game {each * GAMES / pure:10,.0f} x")


def signalling(payoffs: Any) -> ExtensiveGame:
    """Two equally likely types, two messages, two responses: payoffs of the ends, ``(end, player, point)``."""

    def response(kind: int, message: int) -> dict[str, Any]:
        ends = payoffs[4 * kind + 2 * message :][:2]
        return {name: End(dict(zip("12", end, strict=True))) for name, end in zip("ab", ends, strict=True)}

    def message(kind: int) -> dict[str, Any]:
        return {name: Decision("2", f"response to {name}", response(kind, code)) for code, name in enumerate("lr")}

    types = {name: (0.5, Decision("1", f"message of {name}", message(code))) for code, name in enumerate("xy")}
    return extensive_game(["1", "2"], Chance("type", types))


def gambit(game: ExtensiveGame) -> dict[str, float]:
    """Seconds a game of pygambit's solvers, after asserting that its pure equilibria that hold up are ours."""
    import pygambit

    from deterrence.game.conversion import to_pygambit

    games = [to_pygambit(game.at([point])) for point in range(SAMPLE)]
    for point, other in enumerate(games):
        assert ours(game, point) == theirs(game, point, other)
    solvers: dict[str, Callable[[Any], Any]] = {
        "pygambit enummixed_solve(rational=True)": lambda other: pygambit.nash.enummixed_solve(other, rational=True),
        "pygambit enummixed_solve(rational=False)": lambda other: pygambit.nash.enummixed_solve(other, rational=False),
        "pygambit enumpure_solve": pygambit.nash.enumpure_solve,
    }
    return {
        name: best(lambda solver=solver: [solver(other) for other in games], 3)[1] / SAMPLE
        for name, solver in solvers.items()
    }


def ours(game: ExtensiveGame, point: int) -> set[tuple[int, ...]]:
    found = perfect_bayesian(game.at([point]), mixed=False)
    return {tuple(int(found.strategies[item.name][row].argmax()) for item in found.sets) for row in range(len(found))}


def theirs(game: ExtensiveGame, point: int, other: Any) -> set[tuple[int, ...]]:
    """pygambit's pure Nash equilibria with every completion where they say nothing, if the definition holds."""
    import pygambit

    root = root_of(game, point)
    sets = sets_below([root])
    places = dict(_places(root, other.root))
    found = set()
    for item in pygambit.nash.enumpure_solve(other).equilibria:
        behavior = item.as_behavior()
        played = [[behavior[action] for action in places[number].actions] for number in sets]
        options = [[row.index(1)] if 1 in row else range(len(row)) for row in played]
        found |= {
            actions for actions in itertools.product(*options) if is_perfect_bayesian(root, certain(sets, actions), 2)
        }
    return found


def _places(node: Any, place: Any) -> Any:
    if node.owner >= 0:
        yield node.information, place.infoset
    for child, other in zip(node.children, place.children, strict=True):
        yield from _places(child, other)


def best(call: Callable[[], Any], repeats: int) -> tuple[Any, float]:
    """The answer of a call and the least seconds it took."""
    seconds = []
    for _ in range(repeats):
        start = time.perf_counter()
        answer = call()
        seconds.append(time.perf_counter() - start)
    return answer, min(seconds)


if __name__ == "__main__":
    main()
