"""What each option is worth to a decision maker who thinks the rest of the game through."""

from __future__ import annotations

import numpy as np

from deterrence.errors import EvaluationError, TreeTooLargeError
from deterrence.game.building import evaluate, explain_failure
from deterrence.game.conditions import Codes
from deterrence.game.unroll import unroll_from
from deterrence.solvers.subgame_perfect import backward_induction
from deterrence.timeline.offers import chosen
from deterrence.timeline.readings import FINE, Array, Ints, Readings

STATES = 4096


def continuation_values(readings: Readings, player: str, codes: Codes, rows: int, stage: int) -> tuple[Array, Ints]:
    """A player's value of playing the order on after position `stage`, from each state; and errors.

    The rest of the game is solved exactly: subgame-perfect play, ties to the choice listed first.
    """
    values, error = np.full(rows, np.nan), np.full(rows, FINE)
    pending = [np.arange(start, min(start + STATES, rows)) for start in range(0, rows, STATES)]
    while pending:
        part = pending.pop()
        try:
            values[part] = _solved(readings, player, chosen(codes, part), stage)
        except (EvaluationError, TreeTooLargeError) as problem:
            if len(part) == 1:
                error[part] = readings.fail(str(problem))
            else:
                pending += np.array_split(part, 2)
    return values, error


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
