"""Processes of one's own beside the scenario's: what they see, what they may do, and when."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
import simpy
from timeline_cases import TEXTS

import deterrence as dt
from deterrence.errors import ArgumentError
from deterrence.timeline.philox import uniform
from deterrence.timeline.retelling.trace import trace

CRISIS = """
deterrence: 1
title: Crisis
players: {a: A}
parameters: {heat: {value: 0.5, range: [0, 4]}}
decisions: {move: {player: a, choices: [stay, go], reversible: false}}
chances: {luck: {outcomes: {good: 0.5, bad: 0.5}}}
facts: {crisis: [no, yes], war: [no, yes]}
definitions: {tension: heat * (1 + (crisis == yes))}
constraints: [not (crisis == no and war == yes)]
payoffs: {a: (crisis == no) - (move == go)}
timeline:
  horizon: 6
  events:
    roll:  {rate: 2, draw: luck}
    spark: {every: 2, set: {crisis: yes}}
    war:   {after: crisis == yes, delay: 1, set: {war: yes}}
  report: {at_war: war == yes, tense: crisis == yes}
"""


@pytest.fixture
def crisis():
    return dt.parse(CRISIS)


def of(found: Any, *names: str) -> list[tuple[float, str, dict[str, str]]]:
    return [event for event in found.events if event[1] in names]


def test_a_process_reads_and_changes_the_state_and_the_scenario_clocks_heed_it(crisis):
    def mediator(world):
        while True:
            yield world.changed
            if world["crisis"] == "yes":
                yield world.timeout(0.5)
                world.set("crisis", "no")

    found = trace(crisis, processes=[mediator])
    assert of(found, "spark", "mediator", "war") == [
        *((2.0, "spark", {"crisis": "yes"}), (2.5, "mediator", {"crisis": "no"})),
        *((4.0, "spark", {"crisis": "yes"}), (4.5, "mediator", {"crisis": "no"})),
        (6.0, "spark", {"crisis": "yes"}),
    ]
    assert found.occupancy["tense"] == 1.0
    assert "mediator  crisis: yes -> no" in str(found)


def test_draws_of_the_scenario_do_not_shift(crisis):
    def busy(world):
        while True:
            yield world.timeout(world.random())
            world.set("move", "go")

    assert of(trace(crisis, processes=[busy]), "roll") == of(trace(crisis), "roll")


def test_draws_of_a_process_have_a_stream_of_their_own(crisis):
    seen: dict[str, list[float]] = {"one": [], "two": []}

    def one(world):
        seen["one"] += [world.random(), world.random()]
        yield world.timeout(1)
        seen["one"].append(world.random())

    def two(world):
        seen["two"].append(world.random())
        yield world.timeout(1)

    trace(crisis, seed=4, replication=9, processes=[one, two])
    assert seen["one"] == [uniform(4, 9, 2**31, k) for k in range(3)]
    assert seen["two"] == [uniform(4, 9, 2**31 + 1, 0)]


def test_at_one_date_the_scenario_comes_first_then_processes_in_the_order_they_asked(crisis):
    order = []

    def asks_late(world):
        yield world.timeout(1)
        yield world.timeout(1)
        order.append(("late", world.now, world["crisis"]))

    def asks_early(world):
        yield world.timeout(2)
        order.append(("early", world.now, world["crisis"]))

    trace(crisis, processes=[asks_late, asks_early])
    assert order == [("early", 2.0, "yes"), ("late", 2.0, "yes")]


def test_a_process_starts_after_the_events_of_date_0():
    scenario = dt.Scenario(
        title="t",
        players={"a": "A"},
        facts={"x": ["off", "on"]},
        timeline={"horizon": 1, "events": {"start": {"at": 0, "set": {"x": "on"}}}},
    )

    def late(world):
        assert (world.now, world["x"]) == (0.0, "on")
        world.set("x", "off")
        yield world.timeout(1)

    assert [name for _, name, _ in trace(scenario, processes=[late]).events] == ["start", "late"]


def test_dates_of_a_process_are_exact():
    dates = []
    scenario = dt.Scenario(
        title="t",
        players={"a": "A"},
        facts={"x": ["off", "on"]},
        timeline={"horizon": 1, "events": {"never": {"at": 9, "set": {"x": "on"}}}},
    )

    def sleeper(world):
        for _ in range(7):
            yield world.timeout(0.1)
            dates.append(world.now)

    trace(scenario, processes=[sleeper])
    assert dates == list(itertools.accumulate([0.1] * 7))


def test_a_process_that_only_watches_moves_no_date():
    scenario = dt.parse(TEXTS["dates that coincide"])

    def watch(world):
        while True:
            yield world.timeout(0.1)
            assert world.value("x == on") in (0, 1)

    watched, plain = trace(scenario, processes=[watch]), trace(scenario)
    assert watched.events == plain.events
    assert watched.payoffs == plain.payoffs


def test_a_process_that_waits_for_a_change_acts_before_the_next_event_of_the_date():
    scenario = dt.Scenario(
        title="t",
        players={"a": "A"},
        facts={"x": ["off", "on"], "y": ["off", "on"]},
        timeline={
            "horizon": 1,
            "events": {
                "first": {"at": 1, "set": {"x": "on"}},
                "second": {"at": 1, "when": "x == on", "set": {"y": "on"}},
            },
        },
    )

    def veto(world):
        entry = yield world.changed
        assert (entry.name, entry.changes) == ("first", {"x": "on"})
        world.set("x", "off")

    assert [name for _, name, _ in trace(scenario, processes=[veto]).events] == ["first", "veto"]


def test_a_world_tells_state_parameters_and_values(crisis):
    def observer(world):
        yield world.timeout(2)
        assert world.state == {"move": "stay", "luck": world["luck"], "crisis": "yes", "war": "no"}
        assert world.parameters == {"heat": 1.5}
        assert world.value("tension + 1") == 4.0
        assert world.value("crisis == yes and move == stay") == 1.0
        assert world.value("a") == 0.0
        assert isinstance(world.env, simpy.Environment)
        world.log("all is seen")

    found = trace(crisis, given={"heat": 1.5}, processes=[observer])
    notes = [entry for entry in found.entries if entry.kind == "note"]
    assert [(note.time, note.name, note.text) for note in notes] == [(2.0, "observer", "all is seen")]
    assert len(found.events) == len(found.entries) - 1
    assert "observer  all is seen" in str(found)


def test_a_process_may_use_simpy_as_it_comes(crisis):
    """Resources, conditions, child processes and SimPy's own timeouts; a change at a date of its own wakes clocks."""

    def aide(world, desk):
        with desk.request() as turn:
            yield turn
            yield world.env.timeout(0.75)
            world.set("crisis", "yes")

    def office(world):
        desk = simpy.Resource(world.env, capacity=1)
        yield world.env.process(aide(world, desk)) & world.env.process(aide(world, desk))
        yield world.timeout(9) | world.changed
        world.log("changed")

    found = trace(crisis, processes=[office])
    assert of(found, "office", "war")[:3] == [
        (0.75, "office", {"crisis": "yes"}),
        (1.5, "office", {}),
        (1.75, "war", {"war": "yes"}),
    ]


def test_a_change_that_starts_a_clock_without_delay_is_followed_at_the_same_date():
    scenario = dt.Scenario(
        title="t",
        players={"a": "A"},
        facts={"x": ["off", "on"], "y": ["off", "on"]},
        timeline={"horizon": 3, "events": {"echo": {"after": "x == on", "delay": 0, "set": {"y": "on"}}}},
    )

    def exact(world):
        yield world.timeout(0.3)
        world.set("x", "on")

    def plain(world):
        yield world.env.timeout(0.3)
        world.set("x", "on")

    for process in (exact, plain):
        found = trace(scenario, processes=[process])
        assert [(time, name) for time, name, _ in found.events] == [(0.3, process.__name__), (0.3, "echo")]


def test_several_variables_change_at_once(crisis):
    def coup(world):
        yield world.timeout(1)
        world.change({"crisis": "yes", "war": "yes"})

    assert (1.0, "coup", {"crisis": "yes", "war": "yes"}) in trace(crisis, processes=[coup]).events


def test_a_change_that_breaks_a_constraint_ends_the_history(crisis):
    def rash(world):
        yield world.timeout(1)
        world.set("war", "yes")

    found = trace(crisis, processes=[rash])
    assert found.end == 1.0
    assert "war = yes, set by process 'rash', breaks the constraint" in found.error


def test_a_process_may_catch_what_a_constraint_forbids(crisis):
    def careful(world):
        yield world.timeout(1)
        try:
            world.set("war", "yes")
        except dt.DeterrenceError:
            world.log("not yet")

    found = trace(crisis, processes=[careful])
    assert found.error is None
    assert found.end == 6.0


@pytest.mark.parametrize(
    "bad", ["rate: 1 - 2 * (war == yes), draw: luck", "after: war == yes, delay: -heat, draw: luck"]
)
def test_a_change_that_cannot_be_leaves_everything_as_it_was(bad):
    scenario = dt.parse(CRISIS.replace("rate: 2, draw: luck", bad).replace("every: 2, set", "at: 0, set"))

    def careful(world):
        yield world.timeout(0.5)
        with pytest.raises(dt.DeterrenceError, match="negative"):
            world.set("war", "yes")
        assert world["war"] == "no"
        world.set("crisis", "no")

    found = trace(scenario, processes=[careful])
    assert found.error is None
    assert of(found, "careful", "war") == [(0.5, "careful", {"crisis": "no"})]


@pytest.mark.parametrize(
    ("act", "message"),
    [
        (lambda world: world["crises"], r"process 'wrong': unknown variable 'crises' \(did you mean 'crisis'\?\)"),
        (lambda world: world.set("crisis", "yess"), r"crisis has no value 'yess' \(did you mean 'yes'\?\)"),
        (lambda world: world.set("heat", "1"), "unknown variable 'heat'"),
        (lambda world: world.value("crisis == maybe"), "in 'crisis == maybe'"),
        (lambda world: world.timeout(-1), "cannot wait for -1: expected 0 or more"),
    ],
)
def test_a_mistake_in_a_process_is_raised_and_says_what_is_wrong(crisis, act, message):
    def wrong(world):
        yield world.timeout(1)
        act(world)

    with pytest.raises(ArgumentError, match=message):
        trace(crisis, processes=[wrong])


def test_what_is_no_process_is_refused(crisis):
    def idle(world):
        return None

    with pytest.raises(ArgumentError, match="process 'idle' gave a NoneType"):
        trace(crisis, processes=[idle])


def test_an_error_of_its_own_comes_through(crisis):
    def broken(world):
        yield world.timeout(1)
        raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        trace(crisis, processes=[broken])


def test_processes_that_chase_each_other_at_one_date_are_an_error(crisis):
    def up(world):
        while True:
            world.set("crisis", "yes")
            yield world.changed

    def down(world):
        while True:
            yield world.changed
            world.set("crisis", "no")

    error = trace(crisis, processes=[up, down]).error
    assert "'up' and 'down' chase each other" in error or "'down' and 'up' chase each other" in error


def test_a_process_that_never_lets_time_pass_is_an_error(crisis):
    def stuck(world):
        while True:
            yield world.timeout(0)

    assert "'stuck' has no end" in trace(crisis, processes=[stuck]).error
