"""What expressions are worth in states of a timeline, by the scalar evaluator; errors are kept until they are met."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from deterrence.errors import EvaluationError
from deterrence.game.conditions import Codes, dependencies, named_state, unique_states
from deterrence.scenario.fields import Expression
from deterrence.scenario.scenario import Scenario
from deterrence.scenario.source import Path
from deterrence.states.diagnosis import value_at

FINE = -1

Array = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def earlier(error: Ints, later: Ints) -> Ints:
    """Of two errors met one after the other, the first."""
    return np.where(error == FINE, later, error)


@dataclass(frozen=True, slots=True)
class Reading:
    """An expression in some states: its values, NaN where it has none, and which error says why (-1 where fine)."""

    values: Array
    error: Ints


@dataclass(slots=True)
class Readings:
    """Reads a scenario's expressions at one parameter point, each distinct state that matters once.

    `supposed` are the chances whose every draw is fixed; `worth` is what
    looking ahead from a position of the order was found to be worth to a
    player in a state, and the error that stood in its way.

    One evaluator serves every engine: what the table holds and what a process
    reads for itself are the same bits.
    """

    scenario: Scenario
    point: Mapping[str, float]
    supposed: Mapping[str, str] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    worth: dict[tuple[int, str, bytes], list[float]] = field(default_factory=dict)
    _used: dict[Path, list[str]] = field(default_factory=dict)
    _known: dict[tuple[Path, tuple[int, ...]], tuple[float, int]] = field(default_factory=dict)

    def read(self, expression: Expression, path: Path, codes: Codes, rows: int) -> Reading:
        """The expression in each of `rows` states, found at `path` in the file."""
        if not rows:
            return Reading(np.zeros(0), np.zeros(0, dtype=np.int64))
        used = self._used.get(path)
        if used is None:
            used = self._used[path] = dependencies(self.scenario, expression)[0]
        distinct, which = unique_states(codes, used)
        count = int(which.max(initial=0)) + 1
        found = [self._one(expression, path, used, distinct, row) for row in range(count)]
        which = which if len(which) == rows else np.zeros(rows, dtype=np.int64)
        return Reading(np.array([v for v, _ in found])[which], np.array([e for _, e in found], dtype=np.int64)[which])

    def fail(self, message: str) -> int:
        """The number of an error that has been noted."""
        if message not in self.errors:
            self.errors.append(message)
        return self.errors.index(message)

    def _one(self, expression: Expression, path: Path, used: list[str], codes: Codes, row: int) -> tuple[float, int]:
        key = (path, tuple(int(codes[name][row] if codes[name].ndim else codes[name]) for name in used))
        if key not in self._known:
            try:
                value = value_at(self.scenario, expression, path, self.point, named_state(self.scenario, codes, row))
                self._known[key] = value, FINE
            except EvaluationError as error:
                self._known[key] = np.nan, self.fail(str(error))
        return self._known[key]
