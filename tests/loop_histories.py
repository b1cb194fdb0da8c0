"""Histories as the event loop plays them over the table, to hold against traces."""

from __future__ import annotations

from typing import Any

import deterrence as dt
from deterrence.tables.provenance import Provenance
from deterrence.timeline.histories.loop import DONE, ENDLESS, replicate
from deterrence.timeline.histories.program import Program, as_lists, log, program, registers
from deterrence.timeline.retelling.rules import Rules
from deterrence.timeline.retelling.trace import play
from deterrence.timeline.transition.compiling import compile_timeline
from deterrence.timeline.transition.table import Table

ROOM = 12_000
NOWHERE = Provenance(scenario="", hash="")


def looped(table: Table, columns: Program, seed: int, replication: int) -> tuple[Any, ...]:
    """What the loop says: events, final state, end, error, payoffs, first times, occupancy."""
    t, w, kept = as_lists(columns), as_lists(registers(columns)), as_lists(log(ROOM))
    status, error, date, count = replicate(t, w, kept, seed, replication)
    assert count <= ROOM
    states = [table.state(0), *(table.state(kept.configuration[k]) for k in range(count))]
    events = tuple(
        (kept.date[k], table.clocks[kept.clock[k]].name, {v: x for v, x in new.items() if states[k][v] != x})
        for k, new in enumerate(states[1:])
    )
    message = table.errors[error] if status not in (DONE, ENDLESS) else None
    return events, states[-1], date, status, message, list(w.paid), list(w.first), list(w.occupied)


def assert_same_histories(scenario: dt.Scenario, *, replications: int, seed: int) -> int:
    """Compare them; how many events there were."""
    table, rules, total = compile_timeline(scenario), Rules(scenario), 0
    columns = program(table, [float(table.scenario.timeline.horizon)])
    for replication in range(replications):
        events, state, end, status, message, paid, first, occupied = looped(table, columns, seed, replication)
        traced = play(rules, seed=seed, replication=replication, provenance=NOWHERE)
        assert traced.events == events
        assert traced.end == end
        assert (traced.error is None) == (status == DONE)
        if status == DONE:
            assert traced.state == state
            assert list(traced.payoffs.values()) == paid
            assert list(traced.first_time.values()) == first
            assert list(traced.occupancy.values()) == occupied
        elif status != ENDLESS:
            assert traced.error == message
        total += len(events)
    return total
