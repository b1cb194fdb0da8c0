"""The law of a timeline from date to date: a chain between dates, and events at them."""

from __future__ import annotations

import bisect
import math
from typing import Any

import numpy as np

from deterrence.errors import EvaluationError, NoAnswerError, Problem
from deterrence.run.chunks import Progress
from deterrence.timeline.law.course import Course, Log
from deterrence.timeline.law.jumps import Jump, Start
from deterrence.timeline.law.schedule import Schedule, obstacle
from deterrence.timeline.law.settling import Deadlines, Settling
from deterrence.timeline.law.squaring import fitting
from deterrence.timeline.law.uniformization import chain
from deterrence.timeline.transition.clocks import SLACK, slack
from deterrence.timeline.transition.readings import FINE, Array
from deterrence.timeline.transition.table import Bools, Table

MOST_NUMBERS = 50_000_000
NEVER = math.inf

Laws = dict[Deadlines, Array]


class Traveller:
    """Follows the law of a timeline over its configurations, and over the deadlines of fixed delays.

    With `absorbing` configurations the law is followed to the first entry into one.
    """

    def __init__(
        self,
        table: Table,
        plan: Schedule,
        moves: tuple[Jump, ...],
        absorbing: Bools | None = None,
        direct: Any = None,
    ) -> None:
        self.table, self.plan, self.absorbing = table, plan, absorbing
        self.events = Settling(table, plan, moves, absorbing)
        self.size, self.slots = self.events.size, self.events.slots
        self.idle = (NEVER,) * len(self.slots)
        self.running = np.zeros((self.size, len(self.slots)), dtype=bool)
        self.running[: len(table)] = table.running[:, list(plan.delays)]
        self.dates = [date for date, _ in plan.dates]
        self.known = list(self.dates)
        self.direct = self._direct() if direct is None else direct
        self.flow = self._flow()
        self.chain = fitting(chain(self.flow), self.size, plan.horizon)

    def until(self, absorbing: Bools) -> Traveller:
        """The same law, followed to the first entry into some configurations."""
        return Traveller(self.table, self.plan, self.events.moves, absorbing, self.direct)

    def _direct(self) -> Any:
        """At what rate random events lead from configuration to configuration, but for those that start a delay."""
        from scipy.sparse import csr_array

        rows, columns, weights = [], [], []
        for c, rate in self.plan.rates.items():
            jump = self.events.moves[c]
            chosen = np.array([not some for some in jump.starts])[jump.which] & (jump.row != jump.column)
            rows.append(jump.row[chosen])
            columns.append(jump.column[chosen])
            weights.append(rate[jump.row[chosen]] * jump.chance[chosen])
        if not rows:
            return csr_array((self.size, self.size))
        place = (np.concatenate(rows), np.concatenate(columns))
        return csr_array((np.concatenate(weights), place), shape=(self.size, self.size))

    def _flow(self) -> Any:
        """At what rate the law flows between configurations, delays that end at once included."""
        from scipy.sparse import csr_array, diags_array

        found, later = self.direct, csr_array((self.size, self.size))
        if self.absorbing is not None:
            weights = found.data * np.repeat(~self.absorbing, np.diff(found.indptr))
            found = csr_array((weights, found.indices, found.indptr), shape=found.shape, copy=True)
            found.eliminate_zeros()
        for c, rate in self.plan.rates.items():
            jump = self.events.moves[c]
            for k, starts in enumerate(jump.starts):
                if not starts:
                    continue
                chosen = jump.which == k
                if self.absorbing is not None:
                    chosen &= ~self.absorbing[jump.row]
                if chosen.any():
                    later = later + self._settled(c, starts, jump, chosen, rate[jump.row] * jump.chance)
        if not later.nnz:
            return found
        found = found + later
        found = (found - diags_array(found.diagonal())).tocsr()
        found.eliminate_zeros()
        return found

    def _settled(self, c: int, starts: tuple[Start, ...], jump: Jump, chosen: Bools, weight: Array) -> Any:
        """Where a random event leads that starts delays which end at once."""
        deadlines, queue = self.events.started(self.idle, (), c, starts, self._at_random)
        over = np.zeros_like(chosen) if self.absorbing is None else chosen & self.absorbing[jump.column]
        law = self.events.matrix(jump, chosen & ~over, weight)
        laws = self.events.play({(deadlines, queue): law}, self._at_random).values()
        return sum(laws, self.events.matrix(jump, over, weight))

    def _at_random(self, c: int, f: int, length: float) -> float | None:
        if length <= SLACK:
            return None
        clocks = self.table.clocks
        raise obstacle(
            clocks[f], f"its fixed delay of {length:g} starts at a random date, with the event '{clocks[c].name}'"
        )

    def travel(self, quantities: Array, discount: float, progress: Progress | None = None) -> Course:
        """Follow the law from 0 to the horizon; quantities by configuration, ``(configuration, quantity)``."""
        log = Log(quantities.shape[1], discount)
        laws, now, place = self._start(), 0.0, 0
        while True:
            date, due, place = self._next(laws, place)
            stop = min(date, self.plan.horizon)
            if stop > now or date > self.plan.last:
                laws = self._carried(laws, now, stop, quantities, discount, log)
            if date > self.plan.last:
                if progress:
                    progress(1000, 1000)
                return log.course(self.plan.horizon)
            laws = self._dated(laws, date, due)
            self._sound(laws)
            now = stop
            if progress:
                progress(int(1000 * now / self.plan.horizon) if self.plan.horizon else 0, 1000)

    def opening(self) -> Array:
        """The law after the events of date 0."""
        laws = self._start()
        date, due, _ = self._next(laws, 0)
        if date <= slack(0.0):
            laws = self._dated(laws, date, due)
        found: Array = np.sum(list(laws.values()), axis=0)
        return found

    def _start(self) -> Laws:
        table, law = self.table, np.zeros(self.size)
        for number in (*table.delay_error[0, table.running[0]].tolist(), int(table.error[0])):
            if number != FINE:
                raise self._met(number)
        law[0] = 1.0
        lengths = [float(self.plan.delays[f][0]) if table.running[0, f] else NEVER for f in self.slots]
        return {tuple(self._deadline(0.0, length) for length in lengths): law}

    def _next(self, laws: Laws, place: int) -> tuple[float, tuple[int, ...], int]:
        """The next date, the clocks due by the file, and how many of the file's dates are behind it."""
        date = min((deadline for deadlines in laws for deadline in deadlines), default=NEVER)
        if place < len(self.dates):
            date = min(date, self.dates[place])
            if self.dates[place] <= date + slack(date):
                return date, self.plan.dates[place][1], place + 1
        return date, (), place

    def _dated(self, laws: Laws, date: float, due: tuple[int, ...]) -> Laws:
        limit = date + slack(date)

        def begin(c: int, f: int, length: float) -> float | None:
            return None if date + length <= limit else self._deadline(date, length)

        waiting, held = {}, np.zeros(self.size)
        for deadlines, law in laws.items():
            if self.absorbing is not None:
                held += np.where(self.absorbing, law, 0.0)
                law = np.where(self.absorbing, 0.0, law)
            ended = [f for f, k in self.slots.items() if deadlines[k] <= limit]
            waiting[deadlines, tuple(sorted({*due, *ended}))] = law[None, :]
        found = self.events.play(waiting, begin)
        if held.any():
            found[self.idle] = found.get(self.idle, 0.0) + held
        return self._told_apart(found)

    def _deadline(self, date: float, length: float) -> float:
        """When a delay ends; what is one date with a known one is that one."""
        found = date + length
        if found > self.plan.last:
            return NEVER
        place = bisect.bisect_left(self.known, found)
        for near in self.known[max(0, place - 1) : place + 1]:
            if abs(near - found) <= slack(found):
                return near
        self.known.insert(place, found)
        return found

    def _told_apart(self, laws: dict[Deadlines, Any]) -> Laws:
        """Laws by the deadlines of the delays that run: where one has been cancelled, it has none."""
        found: Laws = {}
        if not self.slots:
            (row,) = laws.values()
            return {self.idle: np.asarray(row).reshape(-1)}
        for deadlines, row in laws.items():
            law = np.asarray(row).reshape(-1)
            support = np.flatnonzero(law)
            runs = self.running[support] & (np.array(deadlines) < NEVER)
            if self.absorbing is not None:
                runs[self.absorbing[support]] = False
            patterns, which = np.unique(runs, axis=0, return_inverse=True)
            for place, pattern in enumerate(patterns.tolist()):
                key = tuple(date if runs else NEVER for date, runs in zip(deadlines, pattern, strict=True))
                part = np.zeros(self.size)
                chosen = support[which.reshape(-1) == place]
                part[chosen] = law[chosen]
                found[key] = found[key] + part if key in found else part
        if len(found) * self.size > MOST_NUMBERS:
            raise NoAnswerError(
                f"no exact answer: fixed delays may end at {len(found):,} combinations of dates; "
                "simulate takes any number of them"
            )
        return found

    def _carried(self, laws: Laws, now: float, stop: float, quantities: Array, discount: float, log: Log) -> Laws:
        law = np.ascontiguousarray(np.array(list(laws.values())).T)
        carried = self.chain.carry(law, now, stop - now, quantities, discount)
        log.add(carried.pieces, stop, carried.bound)
        found = dict(zip(laws, carried.law.T, strict=True))
        self._sound(found)
        return found

    def _sound(self, laws: Laws) -> None:
        """Raise the error that is met with positive chance."""
        if self.size > len(self.table):
            met = sum((law[len(self.table) :] for law in laws.values()), np.zeros(self.size - len(self.table)))
            if met.any():
                raise self._met(int(np.argmax(met)))

    def _met(self, number: int) -> EvaluationError:
        return EvaluationError(Problem(self.table.errors[number].removeprefix("error: ")))
