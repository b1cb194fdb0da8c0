"""A chunk of replications, as a task that any process can do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from deterrence.run.outcome import Arrays
from deterrence.timeline.histories.engine import compiled_loop, interpreted_loop
from deterrence.timeline.histories.loop import replicate
from deterrence.timeline.histories.program import Log, Program, as_arrays, as_lists, log, registers
from deterrence.timeline.histories.tally import tally

RESULT = 1  # raised whenever the same seed would give other numbers
ROOM = 256


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Play:
    """Plays units of replications; called with a range of units.

    Attributes
    ----------
    twins
        2 where a unit is a pair of antithetic replications, else 1.
    kept
        Of how many replications, from the first, first times and payoffs are kept one by one.
    record
        Whether to keep every event.
    compiled
        Whether to use compiled code where there is any; the numbers are the same.
    """

    program: Program
    seed: int
    twins: int = 1
    kept: int = 0
    record: bool = False
    compiled: bool = True

    def __call__(self, start: int, stop: int) -> Arrays:
        """Play units `start` to `stop`: what `Tally` holds of them, and events where they are recorded."""
        p, kept = self.program, max(0, min(stop * self.twins, self.kept) - start * self.twins)
        room = tally(p, stop - start, self.twins, kept)
        functions = compiled_loop() if self.compiled else None
        if functions:
            functions["play_units"](p, registers(p), log(0), room, self.seed, start, stop)
        else:
            lists = [as_lists(columns) for columns in (p, registers(p), log(0), room)]
            interpreted_loop()["play_units"](*lists, self.seed, start, stop)
            room = as_arrays(lists[3], room)
        kept_arrays = ("counts", "squares", "sums", "sums_of_squares", "units", "events", "rows", "failed")
        found = {name: getattr(room, name) for name in kept_arrays}
        found["failure"] = room.failure[: int(room.failed[0])]
        return found | (self.logged(start, stop) if self.record else {})

    def logged(self, start: int, stop: int) -> dict[str, Any]:
        """Every event of some units, one replication after another, and how many each has."""
        logs = [self.events(k) for k in range(start * self.twins, stop * self.twins)]
        return {
            "log_length": np.array([len(one.date) for one in logs], dtype=np.int64),
            "log_date": np.concatenate([one.date for one in logs]),
            "log_clock": np.concatenate([one.clock for one in logs]).astype(np.int32),
            "log_configuration": np.concatenate([one.configuration for one in logs]).astype(np.int32),
        }

    def events(self, replication: int) -> Log:
        """The events of one replication, played again."""
        functions, room = compiled_loop() if self.compiled else None, ROOM
        unit, twin = divmod(replication, self.twins)
        while True:
            columns = [self.program, registers(self.program), log(room)]
            if functions is None:
                columns = [as_lists(column) for column in columns]
            play: Callable[..., Any] = functions["replicate"] if functions else replicate
            *_, events = play(*columns, self.seed, -1 - unit if twin else unit)
            if events <= room:
                return Log(events, *(np.array(column[:events]) for column in columns[2][1:]))
            room = events
