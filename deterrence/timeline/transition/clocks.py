"""The clocks of a timeline: which kind each event has, the fixed dates, and the streams of draws."""

from __future__ import annotations

from dataclasses import dataclass

from deterrence.scenario.fields import Expression
from deterrence.scenario.parts import Event
from deterrence.scenario.scenario import Scenario
from deterrence.scenario.source import Path
from deterrence.timeline.delays import EXPONENTIAL, FIXED, KINDS, LOGNORMAL, UNIFORM

RATE, DATES, AFTER = range(3)
SLACK = 1e-9
ONE_DATE = 10_000  # events at one date before it counts as an endless loop
MOST_DATES = 1_000_000


@dataclass(frozen=True, slots=True)
class Effect:
    """One thing that an event does: ``draw``, ``decide`` or ``set``; what to; and its place in the file."""

    kind: str
    name: str
    value: str
    path: Path


@dataclass(frozen=True, slots=True)
class Clock:
    """One event: its kind of clock, its dates, its effects in order, and the first of its streams of draws.

    Stream `stream` is the clock's own; the effect at place `k` draws
    the second of each pair of ``stream + k``.
    """

    name: str
    event: Event
    kind: int
    dates: tuple[float, ...]
    effects: tuple[Effect, ...]
    stream: int

    @property
    def path(self) -> Path:
        """Where the event stands in the file."""
        return ("timeline", "events", self.name)

    @property
    def law(self) -> int:
        """Which law the delay follows, as an index in `KINDS`; 0, fixed, for other clocks."""
        delay = self.event.delay
        return next(k for k, kind in enumerate(KINDS) if getattr(delay, kind) is not None) if delay else 0

    @property
    def arguments(self) -> tuple[tuple[Expression, Path], ...]:
        """The expressions that say how long the delay is, and where they stand."""
        delay = self.event.delay
        if delay is None:
            return ()
        kind, path = KINDS[self.law], (*self.path, "delay")
        if delay.fixed is not None:
            return ((delay.fixed, path),)
        return tuple((expression, (*path, kind, k)) for k, expression in enumerate(getattr(delay, kind)))

    def fault(self, a: float, b: float) -> str:
        """What is wrong with the arguments of the delay's law; empty if nothing is."""
        if self.law == FIXED:
            return f"a delay of {a:g} is negative" if a < 0 else ""
        if self.law == UNIFORM:
            return "" if 0 <= a <= b else f"a delay between {a:g} and {b:g}: expected 0 <= low <= high"
        if self.law == LOGNORMAL:
            return f"a standard deviation of {b:g} is negative" if b < 0 else ""
        if self.law == EXPONENTIAL:
            return "" if a > 0 else f"a mean of {a:g}: expected more than 0"
        return "" if a > 0 and b > 0 else f"shape {a:g} and scale {b:g}: expected more than 0"


def slack(date: float) -> float:
    """Dates no farther apart than this are one date."""
    return SLACK * max(1.0, date)


def clocks(scenario: Scenario) -> tuple[Clock, ...]:
    """The clocks of a scenario's timeline, in file order."""
    found, stream = [], 0
    timeline = scenario.timeline
    for name, event in (timeline.events if timeline else {}).items():
        kind = RATE if event.rate is not None else AFTER if event.after is not None else DATES
        effects = tuple(_effects(name, event))
        dates = _dates(event, timeline.horizon) if timeline and kind == DATES else ()
        found.append(Clock(name, event, kind, dates, effects, stream))
        stream += max(1, len(effects))
    return tuple(found)


def farsighted_effects(scenario: Scenario) -> tuple[Effect, ...]:
    """The decisions of events whose owner foresees the timeline itself, in file order."""
    behavior = scenario.timeline.behavior if scenario.timeline else {}
    foreseen = {name for name, stated in behavior.items() if stated.rule == "farsighted"}
    effects = (effect for clock in clocks(scenario) for effect in clock.effects)
    return tuple(effect for effect in effects if effect.kind == "decide" and effect.name in foreseen)


def _effects(name: str, event: Event) -> list[Effect]:
    path: Path = ("timeline", "events", name)
    found = [Effect("draw", variable, "", (*path, "draw", k)) for k, variable in enumerate(event.draw)]
    found += [Effect("decide", variable, "", (*path, "decide", k)) for k, variable in enumerate(event.decide)]
    for k, changes in enumerate(event.set):
        found += [Effect("set", fact, value, (*path, "set", k, fact)) for fact, value in changes.items()]
    return found


def _dates(event: Event, horizon: float) -> tuple[float, ...]:
    """The fixed dates up to and including the horizon, those that are one date once."""
    last = horizon + slack(horizon)
    if event.every is None:
        dates = sorted(date for date in event.at or () if date <= last)
    else:
        start, k = (0.0, 1) if event.first is None else (event.first, 0)
        dates = []
        while len(dates) <= MOST_DATES and (date := start + k * event.every) <= last:
            dates.append(date)
            k += 1
    return tuple(date for k, date in enumerate(dates) if not k or date - dates[k - 1] > slack(dates[k - 1]))
