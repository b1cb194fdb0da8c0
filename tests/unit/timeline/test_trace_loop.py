"""A trace and the event loop over the table are two engines with one answer, event for event and to the bit."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from timeline_cases import TEXTS, random_timeline, timelines

import deterrence as dt
from deterrence.tables.provenance import Provenance
from deterrence.timeline.compiling import compile_timeline
from deterrence.timeline.loop import DONE, ENDLESS, replicate
from deterrence.timeline.program import Program, as_lists, log, program, registers
from deterrence.timeline.rules import Rules
from deterrence.timeline.table import Table
from deterrence.timeline.trace import play, trace

ROOM = 12_000
REPLICATIONS = {"every clock, myopic": 100, "every behavior": 100, "dates that coincide": 100, "posture": 300}
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


@pytest.mark.parametrize("name", TEXTS)
def test_a_trace_is_the_replication_of_the_loop(name):
    count = REPLICATIONS[name]
    assert assert_same_histories(dt.parse(TEXTS[name]), replications=count, seed=2) > 5 * count


@given(timelines())
@settings(max_examples=40, deadline=None)
def test_a_trace_of_a_timeline_made_at_random_is_the_replication_of_the_loop(scenario):
    assert_same_histories(scenario, replications=5, seed=11)


def test_random_timelines_have_every_kind_of_clock_and_some_end_with_an_error():
    made = [random_timeline(seed) for seed in range(60)]
    events = [event for scenario in made for event in scenario.timeline.events.values()]
    for clock in ("rate", "every", "at", "after", "when"):
        assert any(getattr(event, clock) is not None for event in events)
    for law in ("fixed", "uniform", "exponential", "gamma", "weibull", "lognormal"):
        assert any(event.delay and getattr(event.delay, law) is not None for event in events)
    errors = [trace(scenario).error for scenario in made]
    assert 0 < sum(error is not None for error in errors) < 15


def test_the_comparison_notices_another_replication():
    scenario = dt.parse(TEXTS["posture"])
    table = compile_timeline(scenario)
    other = looped(table, program(table, [20.0]), 2, 1)[0]
    assert trace(scenario, seed=2, replication=0).events != other
    assert trace(scenario, seed=2, replication=1).events == other


def test_parameters_that_are_given_reach_both_engines():
    scenario = dt.parse(TEXTS["every clock, myopic"])
    table = compile_timeline(scenario, given={"speed": 1.5})
    wanted = looped(table, program(table, [6.0]), 0, 3)[0]
    assert (
        trace(scenario, replication=3, given={"speed": 1.5}).events == wanted != trace(scenario, replication=3).events
    )


def test_what_is_supposed_of_chances_reaches_draws_and_look_ahead_in_both_engines():
    scenario = dt.parse(TEXTS["every behavior"])
    logs = []
    for luck in ("good", "bad"):
        table = compile_timeline(scenario, suppose={"luck": luck})
        wanted = looped(table, program(table, [4.0]), 0, 0)[0]
        logs.append(trace(scenario, suppose={"luck": luck}).events)
        assert logs[-1] == wanted
    first = [next(changes for _, name, changes in log if name == "year") for log in logs]
    assert [changes["luck"] for changes in first] == ["good", "bad"]
    assert ["looking" in changes for changes in first] == [True, False]  # it pays to go only where luck is good
