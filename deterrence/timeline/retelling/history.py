"""One history under way in SimPy: a process for each clock, and a calendar that rings them in the format's order."""

from __future__ import annotations

import math
from collections.abc import Generator, Mapping
from typing import TYPE_CHECKING, Any

from deterrence.errors import EvaluationError
from deterrence.scenario.source import Path
from deterrence.timeline.philox import pair
from deterrence.timeline.retelling.clockwork import Running, running_clocks
from deterrence.timeline.retelling.event_log import NOTE, PROCESS, Decided, Entry
from deterrence.timeline.retelling.ledger import Ledger
from deterrence.timeline.retelling.rules import Law, Rules, State
from deterrence.timeline.transition.clocks import AFTER, ONE_DATE, Effect, slack

if TYPE_CHECKING:
    import simpy

    Waiting = Generator[simpy.Event, Any, None]

CHASING = 100


class Alarm:
    """A date at which a process of the user wants to wake."""

    def __init__(self, name: str, date: float, event: Any) -> None:
        self.name, self.date, self.event = name, date, event
        self.starts = 0


class History:
    """The state of one replication and what led to it.

    SimPy's own date is the sum of the waits and drifts in the last digits, so
    the calendar keeps absolute dates: `now` is what is logged.

    Parameters
    ----------
    rules
        What the scenario says.
    seed, replication
        The place of its draws.
    end
        The date at which it stops, that date's events included.
    """

    def __init__(self, rules: Rules, seed: int, replication: int, end: float) -> None:
        import simpy

        self.rules, self.seed, self.replication, self.end = rules, seed, replication, end
        self.env = simpy.Environment()
        self.changed = self.env.event()
        self.now, self.since, self.limit = 0.0, 0.0, slack(0.0)
        self.state = rules.start
        self.entries: list[Entry] = []
        self.alarms: list[Alarm] = []
        self.clocks = running_clocks(rules, seed, replication)
        self.ledger = Ledger(len(rules.scenario.payoffs), len(rules.timeline.report), discount=rules.discount, end=end)
        self._queue: list[tuple[Running | Alarm, int]] = []
        self._recent: list[str] = []
        self._anchor = self.limit
        self._calendar: simpy.Process | None = None
        self._busy = False

    def run(self) -> None:
        """Play to the end. Raises what is met on the way."""
        scene = self.rules.scene(self.state)
        for clock in self.clocks:
            clock.begin(self.state, scene)
            clock.bell = self.env.event()
            self.env.process(self._life(clock))
        self._calendar = self.env.process(self._turn_pages())
        self.env.run(until=self._calendar)
        self.ledger.add(self.rules.scene(self.state), self.since, self.end)

    def wait(self, name: str, delay: float) -> Any:
        """A SimPy event for a process, so much later, after what the scenario has for that date."""
        self.arrive()
        alarm = Alarm(name, self.now + delay, self.env.event())
        self.alarms.append(alarm)
        self._schedule(alarm)
        return alarm.event

    def change(self, name: str, changes: Mapping[str, str]) -> None:
        """Let a process change the state. Raises `EvaluationError`, and changes nothing, where that cannot be."""
        self.arrive()
        found = {**self.rules.named(self.state), **changes}
        state = tuple(found[variable] for variable in self.rules.variables)
        what = " and ".join(f"{variable} = {value}" for variable, value in changes.items())
        self.rules.respect(state, f"{what}, set by process '{name}',", ())
        self.rules.admit(self.state, state)
        self._count(name)
        self._log(name, state, PROCESS, ())
        if state != self.state:
            self._enter(state)
            self._wake()

    def note(self, name: str, text: str) -> None:
        """Let a process write into the log."""
        self.arrive()
        self.entries.append(Entry(time=self.now, name=name, kind=NOTE, text=text))

    def arrive(self) -> None:
        """Take SimPy's date for ours where a process woke by SimPy's own timeouts, past what is still one date."""
        if not self._busy and self.env.now > self.limit:
            self._open(float(self.env.now))

    def _turn_pages(self) -> Waiting:
        """The calendar: sleep until the next date, then ring who is due, one after the other."""
        import simpy

        last = self.end + slack(self.end)
        while True:
            now = self._next()
            try:
                yield self.env.timeout(max(0.0, min(now, self.end) - self.env.now))
            except simpy.Interrupt:
                continue
            if now > last:
                return
            yield from self._date(max(now, self.now))

    def _date(self, now: float) -> Waiting:
        """All that happens at one date; the queue may grow while it is served."""
        self._busy = True
        self._open(now)
        self._queue = []
        for item in self._items():
            if item.date <= self.limit:
                self._await(item)
        for item, started in self._queue:
            if item.starts == started and item.date <= self.limit:
                over = self.env.event()
                if isinstance(item, Alarm):
                    self.alarms.remove(item)
                    item.event.succeed()
                    over.succeed()
                else:
                    item.bell.succeed(over)
                yield over
        self._busy = False

    def _next(self) -> float:
        """The earliest date; a process that wakes within a clock's date does not move it."""
        clock = min((clock.date for clock in self.clocks), default=math.inf)
        alarm = min((alarm.date for alarm in self.alarms), default=math.inf)
        return clock if clock <= alarm + slack(alarm) else alarm

    def _items(self) -> list[Running | Alarm]:
        return [*self.clocks, *self.alarms]

    def _open(self, date: float) -> None:
        self.now, self.limit = date, date + slack(date)
        if date > self._anchor:
            self._anchor, self._recent = self.limit, []

    def _life(self, clock: Running) -> Waiting:
        """The process of one clock: whenever it is rung, its event happens."""
        while True:
            over = yield clock.bell
            clock.bell = self.env.event()
            self._fire(clock)
            over.succeed()

    def _fire(self, clock: Running) -> None:
        event = clock.clock
        clock.ring(self.now, self.rules.scene(self.state))
        state, happens = self.state, self.rules.guard(event, self.state)
        if happens:
            decided = []
            for place, effect in enumerate(event.effects):
                state, how = self._effect(clock, place, effect, state)
                decided += how
            self._log(event.name, state, "event", tuple(decided))
        if state != self.state or event.kind == AFTER:
            self._enter(state)

    def _effect(self, clock: Running, place: int, effect: Effect, state: State) -> tuple[State, list[Decided]]:
        """The state after one effect, and how it was decided."""
        law = self.rules.law(effect, state, self._spent())
        value = self._pick(law, clock.clock.stream + place, clock.turn)
        at = self.rules.variables.index(effect.name)
        after = (*state[:at], value, *state[at + 1 :])
        self.rules.respect(after, f"{effect.name} = {value}", effect.path)
        if effect.kind != "decide":
            return after, []
        player = self.rules.scenario.decisions[effect.name].player
        law_of_choice = dict(zip(law.values, law.chances, strict=True))
        rule = self.rules.behavior(effect.name)
        how = Decided(
            variable=effect.name, player=player, rule=rule, choice=value, values=law.worth, probability=law_of_choice
        )
        return after, [how]

    def _spent(self) -> tuple[bool, ...]:
        """Which countdowns are over and wait for their condition to be false, in the midst of an event."""
        wanted = self.rules.scene(self.state).wanted
        return tuple(true and clock.date == math.inf for true, clock in zip(wanted, self.clocks, strict=True))

    def _pick(self, law: Law, stream: int, number: int) -> str:
        """Draw a value; the last one catches what rounding leaves over."""
        _, u = pair(self.seed, self.replication, stream, number) if len(law.values) > 1 else (0.0, 0.0)
        cumulative = 0.0
        for value, chance in zip(law.values[:-1], law.chances[:-1], strict=True):
            cumulative += chance
            if u < cumulative:
                return value
        return law.values[-1]

    def _log(self, name: str, state: State, kind: str, decided: tuple[Decided, ...]) -> None:
        moved = [k for k, (old, new) in enumerate(zip(self.state, state, strict=True)) if old != new]
        before, after = ({self.rules.variables[k]: some[k] for k in moved} for some in (self.state, state))
        self.entries.append(Entry(time=self.now, name=name, kind=kind, before=before, changes=after, decided=decided))

    def _enter(self, state: State) -> None:
        """Close the stretch of time in which nothing changed, and set the clocks by what is true now."""
        old = self.rules.scene(self.state)
        new, before, self.state = self.rules.scene(state), self.state, state
        if (new.payoffs, new.reports) != (old.payoffs, old.reports):
            self.ledger.add(old, self.since, self.now)
            self.since = self.now
        for clock in self.clocks:
            if clock.heed(state, old, new, self.now):
                self._schedule(clock)
        if state != before:
            changed, self.changed = self.changed, self.env.event()
            changed.succeed(self.entries[-1])

    def _schedule(self, item: Running | Alarm) -> None:
        """See to a date that was set just now: in the queue if it is due at once, else by waking the calendar."""
        if not self._busy:
            self._wake()
        elif item.date <= self.limit:
            self._await(item)

    def _await(self, item: Running | Alarm) -> None:
        """Line up at this date; what is started again meanwhile loses its place."""
        self._count(item.name if isinstance(item, Alarm) else item.clock.name)
        self._queue.append((item, item.starts))

    def _wake(self) -> None:
        if not self._busy and self._calendar is not None:
            self._calendar.interrupt()

    def _count(self, name: str) -> None:
        """Refuse what never gets past one date."""
        if len(self._recent) >= ONE_DATE:
            names = [f"'{name}'" for name in dict.fromkeys(self._recent[-CHASING:])]
            chase = f"{' and '.join(names)} chase each other" if len(names) > 1 else f"{names[0]} has no end"
            path: Path = ("timeline", "events")
            message = f"more than {ONE_DATE:,} events at date {self.now:g}: {chase}"
            raise EvaluationError(self.rules.scenario.problem(message, path))
        self._recent.append(name)
