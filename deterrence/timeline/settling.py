"""What happens at one date: the clocks due fire in turn, and those they start with no delay after them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from deterrence.errors import EvaluationError
from deterrence.timeline.clocks import ONE_DATE
from deterrence.timeline.jumps import Jumps
from deterrence.timeline.table import Table

Deadlines = tuple[float, ...]
Queue = tuple[int, ...]
Begin = Callable[[int, int, float], float | None]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Settling:
    """Plays the events of one date on laws over configurations.

    Laws are rows: one of shape ``(1, configuration)`` or many, dense or sparse.
    A law goes with the deadlines of the fixed delays in `slots` (infinite: does
    not run, wherever the law is) and with the clocks still to fire.

    Attributes
    ----------
    slots
        The place of every clock with a fixed delay among the deadlines.
    parts
        As in `Jumps`, but each matrix in two: what goes on, and what has come
        to an end because it entered a configuration that absorbs (None: nothing has).
    """

    table: Table
    slots: dict[int, int]
    parts: tuple[tuple[tuple[Any, Any, Any], ...], ...]

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
        if c in self.slots:
            deadlines = _replaced(deadlines, self.slots[c], float("inf"))
        for starts, onward, ended in self.parts[c]:
            after, waiting = deadlines, rest
            moved, over = law @ onward, None if ended is None else law @ ended
            gone = over is not None and over.sum() > 0
            if not gone and not moved.sum() > 0:
                continue
            for f, length in starts:
                deadline = begin(c, f, length)
                waiting = tuple(k for k in waiting if k != f) + ((f,) if deadline is None else ())
                after = _replaced(after, self.slots[f], -float("inf") if deadline is None else deadline)
            if gone:
                _add(done, after, over)
            if moved.sum() > 0:
                _add(ahead, (after, waiting), moved)

    def _refuse(self, queue: Queue) -> None:
        if queue:
            clock = self.table.clocks[queue[0]]
            message = f"more than {ONE_DATE:,} events happen at one date, '{clock.name}' among them"
            raise EvaluationError(self.table.scenario.problem(message, clock.path))


def settling(table: Table, moves: Jumps, slots: dict[int, int], absorbing: Any = None) -> Settling:
    """Events at one date, for the whole process or up to the first entry into `absorbing` configurations."""
    if absorbing is None:
        parts = tuple(tuple((starts, matrix, None) for starts, matrix in some) for some in moves.parts)
    else:
        from scipy.sparse import diags_array

        ends = diags_array(absorbing.astype(float)).tocsr()
        goes = diags_array((~absorbing).astype(float)).tocsr()
        parts = tuple(tuple((s, (m @ goes).tocsr(), (m @ ends).tocsr()) for s, m in some) for some in moves.parts)
    return Settling(table=table, slots=slots, parts=parts)


def _replaced(deadlines: Deadlines, slot: int, deadline: float) -> Deadlines:
    return (*deadlines[:slot], deadline, *deadlines[slot + 1 :])


def _add(found: dict[Any, Any], key: Any, law: Any) -> None:
    found[key] = found[key] + law if key in found else law
