"""A trace and the event loop over the table are two engines with one answer, event for event and to the bit."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from loop_histories import assert_same_histories, looped
from timeline_cases import TEXTS, random_timeline, timelines

import deterrence as dt
from deterrence.timeline.histories.program import program
from deterrence.timeline.retelling.trace import trace
from deterrence.timeline.transition.compiling import compile_timeline

REPLICATIONS = {"every clock, myopic": 80, "every behavior": 60, "dates that coincide": 100, "posture": 300}


@pytest.mark.parametrize("name", TEXTS)
def test_a_trace_is_the_replication_of_the_loop(name):
    count = REPLICATIONS[name]
    assert assert_same_histories(dt.parse(TEXTS[name]), replications=count, seed=2) > 5 * count


@given(timelines())
@settings(max_examples=30, deadline=None)
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


def test_a_negative_replication_is_the_antithetic_twin_in_both_engines():
    scenario = dt.parse(TEXTS["posture"])
    table = compile_timeline(scenario)
    twin = trace(scenario, seed=2, replication=-4)
    assert (
        twin.events == looped(table, program(table, [20.0]), 2, -4)[0] != trace(scenario, seed=2, replication=3).events
    )
