"""What one event does from states on: its effects one after the other, each draw and open choice a lottery."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from deterrence.game.building import SLACK
from deterrence.game.conditions import Codes
from deterrence.game.offers import rounding
from deterrence.scenario.source import Path
from deterrence.timeline.farsight.strategy import Strategy
from deterrence.timeline.transition.behavior import farsighted, policy
from deterrence.timeline.transition.clocks import AFTER, RATE, Clock, Effect
from deterrence.timeline.transition.lotteries import Choice, Lotteries
from deterrence.timeline.transition.offers import breaks, offers
from deterrence.timeline.transition.readings import FINE, Array, Ints, Readings, earlier
from deterrence.timeline.transition.table import NOTHING

Bytes = npt.NDArray[np.uint8]
Bools = npt.NDArray[np.bool_]


class Firing:
    """What clocks lead to when they fire.

    A row is the value of every variable and, behind it, which clocks are
    spent. Without a strategy the choices of farsighted players are left open.

    Parameters
    ----------
    readings
        What the scenario says.
    clocks
        Its clocks.
    numbered
        Gives the number of the configuration that each row is at rest.
    strategy
        What farsighted players do.
    """

    def __init__(
        self,
        readings: Readings,
        clocks: tuple[Clock, ...],
        numbered: Callable[[Bytes], Ints],
        strategy: Strategy | None,
    ) -> None:
        self.readings, self.clocks, self.numbered, self.strategy = readings, clocks, numbered, strategy
        self.scenario = readings.scenario
        self.lotteries = Lotteries()
        self.variables = tuple(self.scenario.choices)

    def fire(self, k: int, rows: Bytes) -> tuple[Ints, Bools]:
        """What one clock leads to from some configurations, and whether its event happens."""
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
        if self.open(effect):
            found[fine] = self.offered(effect, place, rows[fine], np.split(value, np.cumsum(counts)[:-1]), ends)
        else:
            found[fine] = self.lotteries.drawn(place, counts, law[which, value], ends)
        return found

    def open(self, effect: Effect) -> bool:
        """Whether an effect is a choice that is not made yet."""
        return self.strategy is None and effect.kind == "decide" and farsighted(self.scenario, effect.name) is not None

    def offered(self, effect: Effect, place: int, rows: Bytes, values: list[Ints], ends: Ints) -> Ints:
        """The open choices that rows come to; `ends` follow the values on offer, row by row."""
        behavior, start = farsighted(self.scenario, effect.name), 0
        found = np.empty(len(rows), dtype=np.int64)
        precision = np.full(len(rows), np.nan)
        if behavior is not None and behavior.precision is not None:
            path: Path = ("timeline", "behavior", effect.name, "precision")
            precision = self.readings.read(behavior.precision, path, self.codes(rows), len(rows)).values
        for place_of_row, (row, some) in enumerate(zip(rows.tolist(), values, strict=True)):
            sharp = None if np.isnan(precision[place_of_row]) else float(precision[place_of_row])
            choice = Choice(effect.name, effect.path, tuple(some.tolist()), sharp, tuple(row))
            stop = start + len(some)
            found[place_of_row] = self.lotteries.chosen(place, choice, tuple(ends[start:stop].tolist()))
            start = stop
        return found

    def law(self, effect: Effect, rows: Bytes) -> tuple[Array, Ints]:
        """The chance of every value of the effect's variable, ``(row, value)``, and errors."""
        values = self.scenario.choices[effect.name]
        codes = self.codes(rows)
        if effect.kind == "set":
            law = np.zeros((len(rows), len(values)))
            law[:, values.index(effect.value)] = 1.0
            return law, np.full(len(rows), FINE)
        if self.open(effect):
            return self.offers(effect.name, codes, len(rows))
        if effect.kind == "decide" and self.strategy is not None and farsighted(self.scenario, effect.name):
            return self.strategy.law(effect.path, rows, len(values)), np.full(len(rows), FINE)
        if effect.kind == "decide":
            decided = policy(self.readings, effect.name, codes, len(rows))
            return decided.probability, decided.error
        return self.draw(effect.name, codes, len(rows))

    def offers(self, name: str, codes: Codes, rows: int) -> tuple[Array, Ints]:
        """1 for every value that a farsighted decision offers, and errors, those of its precision too."""
        offered, error = offers(self.readings, name, codes, rows)
        behavior = farsighted(self.scenario, name)
        if behavior is not None and behavior.precision is not None:
            path: Path = ("timeline", "behavior", name, "precision")
            error = earlier(error, self.readings.read(behavior.precision, path, codes, rows).error)
        return offered.astype(float), error

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
            error = earlier(error, reading.error)
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

    def codes(self, rows: Bytes) -> Codes:
        """Rows as one column a variable."""
        return {name: rows[:, k] for k, name in enumerate(self.variables)}
