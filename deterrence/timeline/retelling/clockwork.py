"""The clocks of one history as they run: dates are absolute, draws come from each clock's own stream."""

from __future__ import annotations

import math
from typing import Any, Protocol

from deterrence.timeline.delays import delay
from deterrence.timeline.philox import uniform
from deterrence.timeline.retelling.rules import Rules, Scene, State
from deterrence.timeline.transition.clocks import AFTER, RATE, Clock


class Running(Protocol):
    """A clock of one history: when it is due, and how often it was started.

    `turn` is the number of the draws of the event that it rings for, and
    `bell` the SimPy event that its process waits for.
    """

    clock: Clock
    date: float
    starts: int
    turn: int
    bell: Any

    def begin(self, state: State, scene: Scene) -> None:
        """Set it going at the start."""

    def ring(self, now: float, scene: Scene) -> None:
        """Wind it up again as it fires."""

    def heed(self, state: State, old: Scene, new: Scene, now: float) -> bool:
        """Go by what is true now; whether it was started."""


class Hazard:
    """A rate: a unit exponential that the hazard wears down, so that an event elsewhere redraws nothing."""

    def __init__(self, place: int, clock: Clock, draws: tuple[int, int]) -> None:
        self.place, self.clock, self.draws = place, clock, draws
        self.date, self.starts, self.turn = math.inf, 0, 0
        self.need, self.since = 0.0, 0.0
        self.bell: Any = None

    def begin(self, state: State, scene: Scene) -> None:
        """Set it going at the start."""
        self._draw(0.0, scene)

    def ring(self, now: float, scene: Scene) -> None:
        """Wind it up again as it fires."""
        self.turn = self.starts
        self._draw(now, scene)

    def heed(self, state: State, old: Scene, new: Scene, now: float) -> bool:
        """Where the rate has changed, wear the need down by what has passed and count on at the new rate."""
        before, after = old.rates[self.place], new.rates[self.place]
        if before != after:
            if before > 0.0:
                self.need = max(0.0, self.need - before * (now - self.since))
            self._run(now, after)
        return False

    def _draw(self, now: float, scene: Scene) -> None:
        self.need = -math.log(uniform(*self.draws, self.clock.stream, self.starts))
        self.starts += 1
        self._run(now, scene.rates[self.place])

    def _run(self, now: float, rate: float) -> None:
        self.since = now
        self.date = now + self.need / rate if rate > 0.0 else math.inf


class Dates:
    """Fixed dates, one after the other."""

    def __init__(self, place: int, clock: Clock, draws: tuple[int, int]) -> None:
        self.clock = clock
        self.date, self.starts, self.turn = math.inf, 0, 0
        self.bell: Any = None

    def begin(self, state: State, scene: Scene) -> None:
        """Set it going at the start."""
        self._next()

    def ring(self, now: float, scene: Scene) -> None:
        """Wind it up again as it fires."""
        self.turn = self.starts
        self._next()

    def heed(self, state: State, old: Scene, new: Scene, now: float) -> bool:
        """Nothing moves a fixed date."""
        return False

    def _next(self) -> None:
        self.date = self.clock.dates[self.starts] if self.starts < len(self.clock.dates) else math.inf
        self.starts += 1


class Countdown:
    """A delay after a condition becomes true: when it is over, the condition has to be false first."""

    def __init__(self, place: int, clock: Clock, draws: tuple[int, int], rules: Rules) -> None:
        self.place, self.clock, self.draws, self.rules = place, clock, draws, rules
        self.date, self.starts, self.turn = math.inf, 0, 0
        self.bell: Any = None

    def begin(self, state: State, scene: Scene) -> None:
        """Set it going at the start."""
        if scene.wanted[self.place]:
            self._start(state, 0.0)

    def ring(self, now: float, scene: Scene) -> None:
        """Wind it up again as it fires."""
        self.turn = self.starts
        self.date = math.inf

    def heed(self, state: State, old: Scene, new: Scene, now: float) -> bool:
        """Start where the condition has become true, and stop where it has become false; whether it was started."""
        was, wanted = old.wanted[self.place], new.wanted[self.place]
        if wanted and not was:
            self._start(state, now)
        elif not wanted:
            self.date = math.inf
        return wanted and not was

    def _start(self, state: State, now: float) -> None:
        a, b = self.rules.length(self.clock, state)
        self.date = now + delay(self.clock.law, a, b, *self.draws, self.clock.stream, self.starts)
        self.starts += 1


def running_clocks(rules: Rules, seed: int, replication: int) -> tuple[Running, ...]:
    """The clocks of one history, not yet going, in file order."""
    found: list[Running] = []
    for place, clock in enumerate(rules.clocks):
        if clock.kind == AFTER:
            found.append(Countdown(place, clock, (seed, replication), rules))
        else:
            found.append((Hazard if clock.kind == RATE else Dates)(place, clock, (seed, replication)))
    return tuple(found)
