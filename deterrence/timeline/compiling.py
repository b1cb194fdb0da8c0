"""From a scenario's timeline to its transition table, one generation of configurations at a time."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from deterrence.errors import ConceptError, EvaluationError, TreeTooLargeError
from deterrence.game.building import SLACK, Suppose, parameters_at
from deterrence.game.conditions import Codes
from deterrence.game.offers import rounding
from deterrence.game.suppositions import fixed_values, supposed_chances
from deterrence.run.chunks import Progress
from deterrence.scenario.fields import Expression
from deterrence.scenario.parts import Timeline
from deterrence.scenario.scenario import Scenario
from deterrence.timeline.behavior import policy
from deterrence.timeline.clocks import AFTER, RATE, Clock, Effect, clocks
from deterrence.timeline.lotteries import Lotteries
from deterrence.timeline.offers import breaks
from deterrence.timeline.readings import FINE, Array, Ints, Readings
from deterrence.timeline.table import NOTHING, Table

CONFIGURATIONS = 200_000

Bytes = npt.NDArray[np.uint8]
Bools = npt.NDArray[np.bool_]


def compile_timeline(
    scenario: Scenario,
    *,
    given: Mapping[str, float] | None = None,
    suppose: Suppose = None,
    progress: Progress | None = None,
) -> Table:
    """The transition table of a scenario's timeline at one parameter point.

    Parameters
    ----------
    scenario
        Needs a `timeline` section.
    given
        Parameters that differ from the baseline; they may leave their range.
    suppose
        Chances whose every draw is fixed. What is supposed of decisions is ignored.
    progress
        Hears how many configurations are done of those found so far.

    Raises
    ------
    ArgumentError
        An unknown parameter, variable, value or situation.
    ConceptError
        The scenario has no timeline.
    EvaluationError
        The discount has no value or is negative.
    TreeTooLargeError
        More than 200,000 configurations can be reached.
    """
    if scenario.timeline is None:
        raise ConceptError("the scenario has no `timeline` section, so nothing happens in time")
    supposed = supposed_chances(scenario, fixed_values(scenario, suppose)[0])
    readings = Readings(scenario, parameters_at(scenario, given), supposed)
    return _Compiler(readings, scenario.timeline, progress).run()


class _Compiler:
    def __init__(self, readings: Readings, timeline: Timeline, progress: Progress | None) -> None:
        self.readings, self.timeline, self.progress = readings, timeline, progress
        self.scenario, self.point = readings.scenario, readings.point
        self.lotteries = Lotteries()
        self.clocks = clocks(self.scenario)
        self.variables = tuple(self.scenario.choices)
        self.number: dict[bytes, int] = {}
        self.found: list[Bytes] = []

    def run(self) -> Table:
        """Breadth first from the start. A configuration's row is its state and, behind it, which clocks are spent."""
        start = np.zeros((1, len(self.variables) + len(self.clocks)), dtype=np.uint8)
        self.numbered(start)
        done, targets, fires = 0, [], []
        while done < len(self.found):
            rows = np.array(self.found[done:])
            target, happens = self.fired(rows)
            targets.append(target)
            fires.append(happens)
            done += len(rows)
            if self.progress:
                self.progress(done, len(self.found))
        return self.table(np.array(self.found), np.concatenate(targets), np.concatenate(fires))

    def fired(self, rows: Bytes) -> tuple[Ints, Bools]:
        """What each clock leads to from some configurations, and whether its event happens; by configuration, clock."""
        running, rate, _ = self.resting(rows)
        found = np.full((len(rows), len(self.clocks)), NOTHING, dtype=np.int64)
        fires = np.zeros(found.shape, dtype=bool)
        for k, clock in enumerate(self.clocks):
            may = rate[:, k] > 0 if clock.kind == RATE else running[:, k] if clock.kind == AFTER else True
            asked = np.flatnonzero(np.broadcast_to(may, (len(rows),)))
            if len(asked):
                found[asked, k], fires[asked, k] = self.fire(k, rows[asked])
        return found, fires

    def fire(self, k: int, rows: Bytes) -> tuple[Ints, Bools]:
        clock = self.clocks[k]
        found = np.full(len(rows), NOTHING, dtype=np.int64)
        guarded = np.ones(len(rows), dtype=bool)
        if clock.event.when is not None and clock.kind != RATE:
            reading = self.readings.read(clock.event.when, (*clock.path, "when"), self.codes(rows), len(rows))
            guarded = (reading.values != 0) & (reading.error == FINE)
            self.refuse(found, np.arange(len(rows)), reading.error)
        spent = rows.copy()
        if clock.kind == AFTER:
            spent[:, len(self.variables) + k] = 1
            idle = np.flatnonzero(~guarded & (found == NOTHING))
            found[idle] = self.settled(spent[idle])
        active = np.flatnonzero(guarded)
        if len(active):
            found[active] = self.effect(clock, 0, spent[active])
        return found, guarded

    def effect(self, clock: Clock, place: int, rows: Bytes) -> Ints:
        """What the effects from `place` on lead to, from rows in the midst of an event."""
        if place == len(clock.effects):
            return self.settled(rows)
        effect = clock.effects[place]
        column = self.variables.index(effect.name)
        found = np.full(len(rows), NOTHING, dtype=np.int64)
        law, error = self.law(effect, rows)
        self.refuse(found, np.arange(len(rows)), error)
        which, value = np.nonzero(np.where((error == FINE)[:, None], law, 0.0))
        after = rows[which].copy()
        after[:, column] = value
        ends = np.full(len(after), NOTHING, dtype=np.int64)
        broken, failed = breaks(self.readings, self.codes(after), len(after))
        self.refuse(ends, np.arange(len(after)), failed)
        self.refuse(ends, np.arange(len(after)), self.broken(effect, after, broken))
        sound = np.flatnonzero(ends == NOTHING)
        if len(sound):
            ends[sound] = self.effect(clock, place + 1, after[sound])
        fine = np.flatnonzero(error == FINE)
        counts = np.bincount(which, minlength=len(rows))[fine]
        found[fine] = self.lotteries.drawn(place, counts, law[which, value], ends)
        return found

    def law(self, effect: Effect, rows: Bytes) -> tuple[Array, Ints]:
        """The chance of every value of the effect's variable, ``(row, value)``, and errors."""
        values = self.scenario.choices[effect.name]
        codes = self.codes(rows)
        if effect.kind == "set":
            law = np.zeros((len(rows), len(values)))
            law[:, values.index(effect.value)] = 1.0
            return law, np.full(len(rows), FINE)
        if effect.kind == "decide":
            decided = policy(self.readings, effect.name, codes, len(rows))
            return decided.probability, decided.error
        return self.draw(effect.name, codes, len(rows))

    def draw(self, name: str, codes: Codes, rows: int) -> tuple[Array, Ints]:
        """The law of a chance; its first value, pending, is never drawn."""
        outcomes = self.scenario.chances[name].outcomes
        if name in self.readings.supposed:
            column = self.scenario.choices[name].index(self.readings.supposed[name])
            return np.eye(len(outcomes) + 1)[np.full(rows, column)], np.full(rows, FINE)
        law, error = np.zeros((rows, len(outcomes) + 1)), np.full(rows, FINE)
        for column, (outcome, expression) in enumerate(outcomes.items(), start=1):
            path = ("chances", name, "outcomes", outcome)
            reading = self.readings.read(expression, path, codes, rows)
            error = np.maximum(error, reading.error)
            outside = (reading.values < -SLACK) | (reading.values > 1 + SLACK)
            for row in np.flatnonzero(outside & (error == FINE)):
                message = f"probability {reading.values[row]:.9g} of '{outcome}' lies outside [0, 1]"
                error[row] = self.readings.fail(str(self.scenario.problem(message, path)))
            law[:, column] = np.where(reading.values <= rounding(expression), 0.0, reading.values)
        total = law.sum(axis=1)
        for row in np.flatnonzero((np.abs(total - 1) > SLACK) & (error == FINE)):
            message = f"probabilities sum to {total[row]:.12g}, expected 1"
            error[row] = self.readings.fail(str(self.scenario.problem(message, ("chances", name, "outcomes"))))
        return law, error

    def broken(self, effect: Effect, rows: Bytes, broken: Ints) -> Ints:
        """The errors of effects that break a constraint."""
        found = np.full(len(rows), FINE)
        for row in np.flatnonzero(broken != FINE):
            value = self.scenario.choices[effect.name][rows[row, self.variables.index(effect.name)]]
            constraint = self.scenario.constraints[broken[row]].text
            message = f"{effect.name} = {value} breaks the constraint '{constraint}'"
            found[row] = self.readings.fail(str(self.scenario.problem(message, effect.path)))
        return found

    def refuse(self, found: Ints, rows: Ints, error: Ints) -> None:
        """Lead rows with an error to a lottery that stands for it."""
        for row in np.flatnonzero(error != FINE):
            found[rows[row]] = self.lotteries.error(int(error[row]))

    def settled(self, rows: Bytes) -> Ints:
        """The configurations that rows come to rest in: clocks whose condition has become false may start again."""
        rows = rows.copy()
        for k, clock in enumerate(self.clocks):
            if clock.kind == AFTER and clock.event.after is not None:
                reading = self.readings.read(clock.event.after, (*clock.path, "after"), self.codes(rows), len(rows))
                rows[:, len(self.variables) + k] *= (reading.values != 0).astype(np.uint8)
        return self.numbered(rows)

    def numbered(self, rows: Bytes) -> Ints:
        """The number of each configuration; new ones get the next."""
        distinct, which = np.unique(rows, axis=0, return_inverse=True)
        numbers = np.empty(len(distinct), dtype=np.int64)
        for place, row in enumerate(distinct):
            key = row.tobytes()
            if key not in self.number:
                if len(self.found) == CONFIGURATIONS:
                    self.refuse_size()
                self.number[key] = len(self.found)
                self.found.append(row)
            numbers[place] = self.number[key]
        found: Ints = numbers[which.reshape(-1)]
        return found

    def refuse_size(self) -> None:
        rows = np.array(self.found)
        sizes = {name: len(np.unique(rows[:, k])) for k, name in enumerate(self.variables)}
        busiest = ", ".join(f"{name} (x{size})" for name, size in sorted(sizes.items(), key=lambda i: -i[1])[:5])
        raise TreeTooLargeError(
            f"the timeline reaches more than {CONFIGURATIONS:,} states. The variables with the most values: {busiest}. "
            "Drop values that nothing depends on, or trace single histories, which needs no table."
        )

    def codes(self, rows: Bytes) -> Codes:
        """Rows as one column a variable."""
        return {name: rows[:, k] for k, name in enumerate(self.variables)}

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
                error = np.maximum(error, reading.error)
            if clock.kind == RATE:
                rate[:, k], failed = self.rate(clock, codes, count)
                error = np.maximum(error, failed)
        return running & (error == FINE)[:, None], np.where((error == FINE)[:, None], rate, 0.0), error

    def rate(self, clock: Clock, codes: Codes, rows: int) -> tuple[Array, Ints]:
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
                error[asked, k] = np.maximum(error[asked, k], reading.error)
            for row in asked[error[asked, k] == FINE]:
                fault = clock.fault(*found[row, k])
                if fault:
                    error[row, k] = self.readings.fail(str(self.scenario.problem(fault, clock.arguments[0][1])))
        return found, error

    def table(self, rows: Bytes, target: Ints, fires: Bools) -> Table:
        """The table, once all configurations are known."""
        running, rate, error = self.resting(rows)
        delay, delay_error = self.delays(rows, running)
        payoffs, failed = self.columns(rows, "payoffs", self.scenario.payoffs)
        reports, undefined = self.columns(rows, "report", self.timeline.report)
        return Table(
            scenario=self.scenario,
            point=self.point,
            supposed=self.readings.supposed,
            clocks=self.clocks,
            codes=rows[:, : len(self.variables)],
            running=running,
            rate=rate,
            delay=delay,
            target=target,
            fires=fires,
            lottery=np.array(self.lotteries.rows, dtype=np.int64).reshape(-1, 3),
            cumulative=np.array(self.lotteries.cumulative),
            branch=np.array(self.lotteries.branch, dtype=np.int64),
            error=np.maximum(error, np.maximum(failed, undefined)),
            delay_error=delay_error,
            payoffs=payoffs,
            reports=reports != 0,
            discount=self.discount(),
            errors=tuple(self.readings.errors),
        )

    def columns(self, rows: Bytes, part: str, expressions: Mapping[str, Expression]) -> tuple[Array, Ints]:
        """Some expressions in every configuration, ``(configuration, expression)``, and errors."""
        found, error = np.zeros((len(rows), len(expressions))), np.full(len(rows), FINE)
        for k, (name, expression) in enumerate(expressions.items()):
            path = (part, name) if part == "payoffs" else ("timeline", part, name)
            reading = self.readings.read(expression, path, self.codes(rows), len(rows))
            found[:, k] = reading.values
            error = np.maximum(error, reading.error)
        return found, error

    def discount(self) -> float:
        path = ("timeline", "discount")
        if self.timeline.discount is None:
            return 0.0
        reading = self.readings.read(self.timeline.discount, path, {}, 1)
        if reading.error[0] != FINE:
            raise EvaluationError(self.readings.errors[reading.error[0]])
        if reading.values[0] < 0:
            raise EvaluationError(self.scenario.problem(f"a discount of {reading.values[0]:g} is negative", path))
        return float(reading.values[0])
