"""What is read on coming to rest in a state: which clocks run, how fast and how long, payoffs and reports."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from deterrence.errors import EvaluationError
from deterrence.game.conditions import Codes
from deterrence.scenario.fields import Expression
from deterrence.scenario.parts import Timeline
from deterrence.timeline.transition.clocks import AFTER, RATE, Clock
from deterrence.timeline.transition.readings import FINE, Array, Ints, Readings, earlier

Bytes = npt.NDArray[np.uint8]
Bools = npt.NDArray[np.bool_]


class Rest:
    """Reads rows: the value of every variable and, behind it, which clocks are spent."""

    def __init__(self, readings: Readings, timeline: Timeline, clocks: tuple[Clock, ...]) -> None:
        self.readings, self.timeline, self.clocks = readings, timeline, clocks
        self.scenario = readings.scenario
        self.variables = tuple(self.scenario.choices)

    def resting(self, rows: Bytes) -> tuple[Bools, Array, Ints]:
        """Which `after` clocks run, the rates, and the errors met on entering; by configuration and clock."""
        codes, count = self.codes(rows), len(rows)
        running = np.zeros((count, len(self.clocks)), dtype=bool)
        rate = np.zeros((count, len(self.clocks)))
        error = np.full(count, FINE)
        for k, clock in enumerate(self.clocks):
            if clock.kind == AFTER and clock.event.after is not None:
                reading = self.readings.read(clock.event.after, (*clock.path, "after"), codes, count)
                running[:, k] = (reading.values != 0) & (rows[:, len(self.variables) + k] == 0)
                error = earlier(error, reading.error)
            if clock.kind == RATE:
                rate[:, k], failed = self.rate(clock, codes, count)
                error = earlier(error, failed)
        return running & (error == FINE)[:, None], np.where((error == FINE)[:, None], rate, 0.0), error

    def rate(self, clock: Clock, codes: Codes, rows: int) -> tuple[Array, Ints]:
        """The rates of one clock in some states, and errors."""
        awake, error = np.ones(rows, dtype=bool), np.full(rows, FINE)
        if clock.event.when is not None:
            guard = self.readings.read(clock.event.when, (*clock.path, "when"), codes, rows)
            awake, error = (guard.values != 0) & (guard.error == FINE), guard.error.copy()
        found = np.zeros(rows)
        asked = np.flatnonzero(awake)
        if clock.event.rate is not None and len(asked):
            path = (*clock.path, "rate")
            some = {name: code[asked] for name, code in codes.items()}
            reading = self.readings.read(clock.event.rate, path, some, len(asked))
            found[asked], error[asked] = reading.values, reading.error
            for row in asked[np.flatnonzero(reading.values < 0)]:
                message = f"a rate of {found[row]:g} is negative"
                error[row] = self.readings.fail(str(self.scenario.problem(message, path)))
        return np.where(error == FINE, found, 0.0), error

    def delays(self, rows: Bytes, running: Bools) -> tuple[Array, Ints]:
        """The arguments of the delays that may start in each configuration, and their errors."""
        found = np.zeros((len(rows), len(self.clocks), 2))
        error = np.full((len(rows), len(self.clocks)), FINE)
        for k, clock in enumerate(self.clocks):
            asked = np.flatnonzero(running[:, k])
            if not len(asked):
                continue
            for place, (expression, path) in enumerate(clock.arguments):
                reading = self.readings.read(expression, path, self.codes(rows[asked]), len(asked))
                found[asked, k, place] = reading.values
                error[asked, k] = earlier(error[asked, k], reading.error)
            for row in asked[error[asked, k] == FINE]:
                fault = clock.fault(*found[row, k])
                if fault:
                    error[row, k] = self.readings.fail(str(self.scenario.problem(fault, clock.arguments[0][1])))
        return found, error

    def columns(self, rows: Bytes, part: str, expressions: Mapping[str, Expression]) -> tuple[Array, Ints]:
        """Some expressions in every configuration, ``(configuration, expression)``, and errors."""
        found, error = np.zeros((len(rows), len(expressions))), np.full(len(rows), FINE)
        for k, (name, expression) in enumerate(expressions.items()):
            path = (part, name) if part == "payoffs" else ("timeline", part, name)
            reading = self.readings.read(expression, path, self.codes(rows), len(rows))
            found[:, k] = reading.values
            error = earlier(error, reading.error)
        return found, error

    def discount(self) -> float:
        """The rate at which payoffs are discounted. Raises `EvaluationError` where it has none or a negative one."""
        path = ("timeline", "discount")
        if self.timeline.discount is None:
            return 0.0
        reading = self.readings.read(self.timeline.discount, path, {}, 1)
        if reading.error[0] != FINE:
            raise EvaluationError(self.readings.errors[reading.error[0]])
        if reading.values[0] < 0:
            raise EvaluationError(self.scenario.problem(f"a discount of {reading.values[0]:g} is negative", path))
        return float(reading.values[0])

    def codes(self, rows: Bytes) -> Codes:
        """Rows as one column a variable."""
        return {name: rows[:, k] for k, name in enumerate(self.variables)}
