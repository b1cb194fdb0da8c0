"""What happens at one date: the clocks due fire in turn, and those they start with no delay after them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from deterrence.errors import EvaluationError
from deterrence.timeline.law.jumps import Jump, Start
from deterrence.timeline.law.schedule import Schedule
from deterrence.timeline.transition.clocks import ONE_DATE
from deterrence.timeline.transition.readings import Array
from deterrence.timeline.transition.table import Bools, Table

Deadlines = tuple[float, ...]
Queue = tuple[int, ...]
Begin = Callable[[int, int, float], float | None]


class Settling:
    """Plays the events of one date on laws over configurations.

    Laws are rows: one of shape ``(1, configuration)`` or many, dense or sparse.
    A law goes with the deadlines of the fixed delays (infinite: does not run,
    wherever the law is) and with the clocks still to fire. What enters an
    `absorbing` configuration has come to its end.
    """

    def __init__(self, table: Table, plan: Schedule, moves: tuple[Jump, ...], absorbing: Bools | None = None) -> None:
        self.table, self.moves, self.absorbing = table, moves, absorbing
        self.size = len(table) + len(table.errors)
        self.slots = {f: k for k, f in enumerate(plan.delays)}
        self._parts: dict[int, list[tuple[tuple[Start, ...], Any, Any]]] = {}

    def play(self, laws: dict[tuple[Deadlines, Queue], Any], begin: Begin) -> dict[Deadlines, Any]:
        """The laws after all events of the date.

        `begin` is asked for the deadline when a clock (first argument) makes
        another (second) start with a delay; None if that ends at once.
        """
        done: dict[Deadlines, Any] = {}
        served = 0
        while laws:
            ahead: dict[tuple[Deadlines, Queue], Any] = {}
            for (deadlines, queue), law in laws.items():
                if queue:
                    self._fire(deadlines, queue, law, begin, ahead, done)
                else:
                    _add(done, deadlines, law)
            laws, served = ahead, served + 1
            if served > ONE_DATE:
                self._refuse(next(queue for _, queue in laws) if laws else ())
        return done

    def _fire(
        self,
        deadlines: Deadlines,
        queue: Queue,
        law: Any,
        begin: Begin,
        ahead: dict[tuple[Deadlines, Queue], Any],
        done: dict[Deadlines, Any],
    ) -> None:
        c, rest = queue[0], queue[1:]
        for starts, onward, ended in self._matrices(c):
            moved, over = law @ onward, None if ended is None else law @ ended
            gone, goes = over is not None and over.sum() > 0, moved.sum() > 0
            if gone or goes:
                after, waiting = self.started(deadlines, rest, c, starts, begin)
                if gone:
                    _add(done, after, over)
                if goes:
                    _add(ahead, (after, waiting), moved)

    def started(
        self, deadlines: Deadlines, queue: Queue, c: int, starts: tuple[Start, ...], begin: Begin
    ) -> tuple[Deadlines, Queue]:
        """Deadlines and queue once clock `c` has made others start."""
        for f, length in starts:
            deadline = begin(c, f, length)
            queue = tuple(k for k in queue if k != f) + ((f,) if deadline is None else ())
            deadlines = _replaced(deadlines, self.slots[f], -float("inf") if deadline is None else deadline)
        return deadlines, queue

    def matrix(self, jump: Jump, chosen: Bools, weight: Array) -> Any:
        """Some entries of a jump as a sparse matrix."""
        from scipy.sparse import csr_array

        entries = (weight[chosen], (jump.row[chosen], jump.column[chosen]))
        return csr_array(entries, shape=(self.size, self.size))

    def _matrices(self, c: int) -> list[tuple[tuple[Start, ...], Any, Any]]:
        """For every set of delays that clock `c` may start: what goes on, and what comes to its end."""
        if c not in self._parts:
            jump, found = self.moves[c], []
            for k, starts in enumerate(jump.starts):
                chosen, ended = jump.which == k, None
                if self.absorbing is not None:
                    over = chosen & self.absorbing[jump.column]
                    chosen &= ~over
                    ended = self.matrix(jump, over, jump.chance) if over.any() else None
                found.append((starts, self.matrix(jump, chosen, jump.chance), ended))
            self._parts[c] = found
        return self._parts[c]

    def _refuse(self, queue: Queue) -> None:
        if queue:
            clock = self.table.clocks[queue[0]]
            message = f"more than {ONE_DATE:,} events happen at one date, '{clock.name}' among them"
            raise EvaluationError(self.table.scenario.problem(message, clock.path))


def _replaced(deadlines: Deadlines, slot: int, deadline: float) -> Deadlines:
    return (*deadlines[:slot], deadline, *deadlines[slot + 1 :])


def _add(found: dict[Any, Any], key: Any, law: Any) -> None:
    found[key] = found[key] + law if key in found else law
