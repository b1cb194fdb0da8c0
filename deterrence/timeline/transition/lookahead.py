"""What each option is worth to a decision maker who thinks the rest of the game through."""

from __future__ import annotations

import numpy as np

from deterrence.errors import EvaluationError, TreeTooLargeError
from deterrence.game.building import evaluate, explain_failure
from deterrence.game.conditions import Codes
from deterrence.game.unroll import unroll_from
from deterrence.solvers.subgame_perfect import backward_induction
from deterrence.timeline.transition.offers import chosen
from deterrence.timeline.transition.readings import FINE, Array, Ints, Readings

STATES = 4096


def continuation_values(readings: Readings, player: str, codes: Codes, rows: int, stage: int) -> tuple[Array, Ints]:
    """A player's value of playing the order on after position `stage`, from each state; and errors.

    The rest of the game is solved exactly: subgame-perfect play, ties to the choice listed first.
    """
    names = tuple(readings.scenario.choices)
    table = np.column_stack([np.broadcast_to(codes[name], (rows,)) for name in names]).astype(np.uint8)
    distinct, which = np.unique(table, axis=0, return_inverse=True)
    keys = [(stage, player, row.tobytes()) for row in distinct]
    new = np.array([k for k, key in enumerate(keys) if key not in readings.worth], dtype=np.int64)
    for part in np.array_split(new, -(-len(new) // STATES)) if len(new) else ():
        values, error = _some(readings, player, dict(zip(names, distinct[part].T, strict=True)), len(part), stage)
        readings.worth.update({keys[k]: pair for k, *pair in zip(part, values.tolist(), error.tolist(), strict=True)})
    found = [readings.worth[key] for key in keys]
    place = which.reshape(-1)
    return np.array([v for v, _ in found])[place], np.array([e for _, e in found], dtype=np.int64)[place]


def _some(readings: Readings, player: str, codes: Codes, rows: int, stage: int) -> tuple[Array, Ints]:
    """The values of some states, in halves where one of them has none."""
    try:
        return _solved(readings, player, codes, stage), np.full(rows, FINE)
    except (EvaluationError, TreeTooLargeError) as problem:
        if rows == 1:
            return np.full(1, np.nan), np.array([readings.fail(str(problem))])
    halves = np.array_split(np.arange(rows), 2)
    parts = [_some(readings, player, chosen(codes, half), len(half), stage) for half in halves]
    values, error = zip(*parts, strict=True)
    return np.concatenate(values), np.concatenate(error)


def _solved(readings: Readings, player: str, codes: Codes, stage: int) -> Array:
    scenario = readings.scenario
    stages = range(stage + 1, len(scenario.game.order) if scenario.game else 0)
    unrolled = unroll_from(scenario, readings.point, codes, stages, readings.supposed)
    game = evaluate(scenario, unrolled, readings.point, 1)
    if np.isnan(game.payoffs).any():
        raise explain_failure(scenario, unrolled, readings.point)
    count = int(game.tree.count[0])
    found: Array = backward_induction(game).values[1 : count + 1, game.players.index(player), 0]
    return found
