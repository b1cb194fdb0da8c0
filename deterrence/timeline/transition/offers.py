"""What a decision taken in time offers: to stay, and the changes that are permitted, available and allowed."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from deterrence.errors import EvaluationError, Problem
from deterrence.game.conditions import Codes
from deterrence.game.offers import permitted
from deterrence.scenario.source import Path
from deterrence.timeline.transition.readings import FINE, Ints, Readings, earlier

Bools = npt.NDArray[np.bool_]


def offers(readings: Readings, name: str, codes: Codes, rows: int) -> tuple[Bools, Ints]:
    """Which choices each state offers, ``(state, choice)``, and the error of states where that has no answer.

    Staying put is always an option; a change that would break a constraint is none.
    """
    scenario = readings.scenario
    decision = scenario.decisions[name]
    here = np.broadcast_to(codes[name], (rows,))
    found = permitted(decision.choices, decision.reversible)[here]
    error = np.full(rows, FINE)
    for choice, condition in decision.available.items():
        column = decision.choices.index(choice)
        asked = np.flatnonzero(found[:, column] & (here != column))
        path: Path = ("decisions", name, "available", choice)
        reading = readings.read(condition, path, chosen(codes, asked), len(asked))
        found[asked, column] = reading.values != 0
        error[asked] = earlier(error[asked], reading.error)
    for column in range(len(decision.choices)):
        asked = np.flatnonzero(found[:, column] & (here != column))
        broken, failed = breaks(readings, {**chosen(codes, asked), name: np.full(len(asked), column)}, len(asked))
        found[asked, column] = broken == FINE
        error[asked] = earlier(error[asked], failed)
    found[np.arange(rows), here] = True
    return found, error


def breaks(readings: Readings, codes: Codes, rows: int) -> tuple[Ints, Ints]:
    """The first constraint that each state breaks, -1 for none, and the error where a constraint has no value."""
    found, error = np.full(rows, FINE), np.full(rows, FINE)
    for index, constraint in enumerate(readings.scenario.constraints):
        reading = readings.read(constraint, ("constraints", index), codes, rows)
        found = np.where((found == FINE) & (reading.values == 0), index, found)
        error = earlier(error, reading.error)
    return found, error


def require_start(readings: Readings) -> None:
    """Raise `EvaluationError` unless the initial state satisfies every constraint at this parameter point."""
    scenario = readings.scenario
    codes: Codes = {name: np.zeros(1, dtype=np.uint8) for name in scenario.choices}
    broken, failed = breaks(readings, codes, 1)
    if failed[0] != FINE:
        raise EvaluationError(Problem(readings.errors[failed[0]]))
    if broken[0] != FINE:
        text = scenario.constraints[broken[0]].text
        message = f"the initial state breaks the constraint '{text}'"
        raise EvaluationError(scenario.problem(message, ("constraints", int(broken[0]))))


def chosen(codes: Codes, rows: Ints) -> Codes:
    """The states of some rows."""
    return {name: code[rows] if code.ndim else code for name, code in codes.items()}
