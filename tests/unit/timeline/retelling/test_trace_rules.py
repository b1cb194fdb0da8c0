"""The format's rules on clocks, guards, effects and order, one small scenario a rule, by hand."""

from __future__ import annotations

import math
from typing import Any

import pytest

from deterrence import Scenario
from deterrence.timeline.delays import KINDS, delay
from deterrence.timeline.philox import pair, uniform
from deterrence.timeline.retelling.trace import trace

SWITCH = ["off", "on"]
FACTS = {"x": SWITCH, "y": SWITCH, "z": SWITCH, "n": ["zero", "one", "two"]}
COIN = {"coin": {"outcomes": {"heads": 0.5, "tails": 0.5}}}


def scenario(events: dict[str, Any], *, horizon: float = 3, timeline: Any = None, **parts: Any) -> Scenario:
    base = {"title": "Rule", "players": {"a": "A"}, "facts": FACTS}
    section = {"horizon": horizon, "events": events, **(timeline or {})}
    return Scenario(**{**base, **parts}, timeline=section)


def play(events: dict[str, Any], *, seed: int = 0, **parts: Any) -> Any:
    return trace(scenario(events, **parts), seed=seed)


def log(events: dict[str, Any], **parts: Any) -> list[tuple[float, str]]:
    found = play(events, **parts)
    found.raise_for_status()
    return [(time, name) for time, name, _ in found.events]


# Clocks


def test_every_rings_at_whole_multiples_of_its_period_up_to_and_including_the_horizon():
    assert log({"beat": {"every": 1.5, "set": {"x": "on"}}}) == [(1.5, "beat"), (3.0, "beat")]


def test_a_multiple_that_rounding_puts_past_the_horizon_is_at_the_horizon():
    assert 3 * 0.1 > 0.3
    assert len(log({"beat": {"every": 0.1, "set": {"x": "on"}}}, horizon=0.3)) == 3


def test_every_with_first_starts_there():
    assert log({"beat": {"every": 1, "first": 0.25, "set": {"x": "on"}}}) == [(k + 0.25, "beat") for k in range(3)]
    assert log({"beat": {"every": 2, "first": 0, "set": {"x": "on"}}}) == [(0.0, "beat"), (2.0, "beat")]


def test_at_takes_dates_in_any_order_and_0_is_the_start():
    assert log({"a1": {"at": [2, 0, 7], "set": {"x": "on"}}}) == [(0.0, "a1"), (2.0, "a1")]


def test_an_event_that_changes_nothing_is_logged_with_nothing():
    assert play({"a1": {"at": [1, 2], "set": {"x": "on"}}}).events == ((1.0, "a1", {"x": "on"}), (2.0, "a1", {}))


def test_a_rate_waits_for_a_unit_exponential_over_the_rate():
    need = -math.log(uniform(0, 0, 0, 0))
    again = need / 2 - math.log(uniform(0, 0, 0, 1)) / 2
    assert log({"hit": {"rate": 2, "set": {"x": "on"}}}, horizon=again) == [(need / 2, "hit"), (again, "hit")]


def test_a_rate_that_changes_wears_down_what_is_left():
    events = {
        "fast": {"at": 0.5, "set": {"x": "on"}},
        "hit": {"rate": "1 + 3 * (x == on)", "when": "y == off", "set": {"y": "on"}},
    }
    need = -math.log(uniform(3, 0, 1, 0))  # stream 0 belongs to `fast`
    assert need > 0.5
    found = {name: time for time, name, _ in play(events, seed=3, horizon=9).events}
    assert found["hit"] == pytest.approx(0.5 + (need - 0.5) / 4, rel=1e-15)


def test_a_rate_rests_while_its_guard_is_false_and_keeps_what_it_has_worn_down():
    events = {
        "stop": {"at": 0.01, "set": {"x": "on"}},
        "go": {"at": 5, "set": {"x": "off"}},
        "hit": {"rate": 1, "when": "x == off and y == off", "set": {"y": "on"}},
    }
    need = -math.log(uniform(0, 0, 2, 0))
    assert need > 0.01
    found = {name: time for time, name, _ in play(events, horizon=20).events}
    assert found["hit"] == pytest.approx(5 + need - 0.01, rel=1e-15)


def test_a_rate_keeps_its_date_to_the_bit_when_events_leave_it_alone():
    hit = {"hit": {"rate": 0.3, "set": {"z": "on"}}}
    alone = [time for time, name in log(hit, horizon=20)]
    among = log({**hit, "beat": {"every": 0.7, "set": {"x": "on"}}}, horizon=20)
    assert alone
    assert [time for time, name in among if name == "hit"] == alone


def test_after_starts_when_its_condition_becomes_true_also_at_the_start():
    events = {
        "on": {"at": 1, "set": {"x": "on"}},
        "late": {"after": "x == on", "delay": 0.5, "set": {"y": "on"}},
        "early": {"after": "x == off", "delay": 0.75, "set": {"z": "on"}},
    }
    assert log(events) == [(0.75, "early"), (1.0, "on"), (1.5, "late")]


def test_after_is_cancelled_when_its_condition_becomes_false():
    events = {
        "off": {"at": 0.5, "set": {"x": "on"}},
        "early": {"after": "x == off", "delay": 0.75, "set": {"z": "on"}},
    }
    assert log(events) == [(0.5, "off")]


def test_after_starts_again_only_after_its_condition_was_false():
    events = {
        "flip": {"at": [1, 2], "set": {"x": "on"}},
        "flop": {"at": 1.5, "set": {"x": "off"}},
        "late": {"after": "x == on", "delay": 0.25, "set": {"y": "on"}},
    }
    assert [time for time, name in log(events, horizon=9) if name == "late"] == [1.25, 2.25]
    stays = {"late": {"after": "x == off", "delay": 0.25, "set": {"y": "on"}}}
    assert log(stays, horizon=9) == [(0.25, "late")]


def test_after_that_makes_its_own_condition_false_may_start_again():
    events = {
        "fall": {"after": "x == off", "delay": 1, "set": {"x": "on"}},
        "rise": {"after": "x == on", "delay": 0.5, "set": {"x": "off"}},
    }
    assert log(events) == [(1.0, "fall"), (1.5, "rise"), (2.5, "fall"), (3.0, "rise")]


def test_after_is_read_after_the_effects_and_not_between_them():
    events = {
        "blink": {"at": 1, "set": [{"x": "on"}, {"x": "off"}]},
        "late": {"after": "x == on", "delay": 0, "set": {"y": "on"}},
        "steady": {"after": "x == off", "delay": 1.5, "set": {"z": "on"}},
    }
    assert log(events) == [(1.0, "blink"), (1.5, "steady")]


@pytest.mark.parametrize(
    ("law", "a", "b"),
    [("uniform", 0.2, 1.2), ("exponential", 0.5, 0), ("gamma", 2, 0.3), ("weibull", 1.5, 0.6), ("lognormal", -1, 0.5)],
)
def test_a_delay_is_drawn_from_the_stream_of_its_clock_by_the_number_of_starts(law, a, b):
    arguments = [a] if law == "exponential" else [a, b]
    events = {
        "fall": {"after": "x == off", "delay": {law: arguments}, "set": {"x": "on"}},
        "rise": {"after": "x == on", "delay": 10, "set": {"x": "off"}},
    }
    first, second = (delay(KINDS.index(law), a, b, 7, 0, 0, number) for number in (0, 1))
    times = [time for time, name in [(t, n) for t, n, _ in play(events, seed=7, horizon=99).events] if name == "fall"]
    assert times[:2] == [first, first + 10 + second]


def test_arguments_of_a_delay_are_read_when_the_clock_starts():
    length = "1 + 5 * (y == on)"
    events = {
        "y": {"at": 0.5, "set": {"y": "on"}},
        "fall": {"after": "x == off", "delay": {"uniform": [length, length]}, "set": {"x": "on"}},
        "rise": {"after": "x == on", "delay": 1, "set": {"x": "off"}},
    }
    assert [e for e in log(events, horizon=9) if e[1] == "fall"] == [(1.0, "fall"), (8.0, "fall")]


# Guards


def test_an_event_whose_guard_is_false_is_no_event():
    events = {"x": {"at": 1.5, "set": {"x": "on"}}, "beat": {"every": 1, "when": "x == on", "set": {"y": "on"}}}
    assert log(events) == [(1.5, "x"), (2.0, "beat"), (3.0, "beat")]


def test_the_guard_is_read_before_the_effects():
    events = {"beat": {"every": 1, "when": "x == off", "set": {"x": "on"}}}
    assert play(events).events == ((1.0, "beat", {"x": "on"}),)


def test_a_delay_whose_guard_is_false_as_it_ends_is_over():
    events = {
        "late": {"after": "x == off", "delay": 1, "when": "y == on", "set": {"z": "on"}},
        "y": {"at": 1.5, "set": {"y": "on"}},
        "flip": {"at": 2, "set": {"x": "on"}},
        "flop": {"at": 2.5, "set": {"x": "off"}},
    }
    assert [e for e in log(events, horizon=5) if e[1] == "late"] == [(3.5, "late")]


# Effects


def test_effects_happen_as_draw_then_decide_then_set():
    found = play(
        {"all": {"at": 1, "set": {"x": "on"}, "decide": "move", "draw": "coin"}},
        chances={"coin": {"outcomes": {"heads": "x == off and move == stay", "tails": "x == on or move == go"}}},
        decisions={"move": {"player": "a", "choices": ["stay", "go"]}},
        payoffs={"a": "(move == go) * (1 if coin == heads and x == off else -1)"},
        timeline={"behavior": {"move": {"rule": "myopic"}}},
    )
    assert found.events == ((1.0, "all", {"coin": "heads", "move": "go", "x": "on"}),)


def test_a_list_of_effects_happens_in_its_order():
    assert play({"e": {"at": 1, "set": [{"n": "one"}, {"n": "two"}]}}).state["n"] == "two"


def test_a_draw_walks_the_outcomes_by_the_stream_of_its_place_and_the_number_of_the_event():
    law = {"low": 0.2, "middle": 0.5, "high": 0.3}
    found = play(
        {"roll": {"every": 1, "set": {"x": "on"}, "draw": ["coin", "die"]}},
        seed=5,
        horizon=40,
        chances={**COIN, "die": {"outcomes": law}},
    )
    for k in range(40):
        _, u = pair(5, 0, 1, k + 1)  # the clock and the coin have stream 0, the die stream 1
        assert found.state_at(k + 1)["die"] == ("low" if u < 0.2 else "middle" if u < 0.7 else "high")


def test_an_outcome_without_a_chance_is_never_drawn():
    found = play({"roll": {"every": 0.1, "draw": "coin"}}, chances={"coin": {"outcomes": {"heads": 0, "tails": 1}}})
    assert {state.get("coin", "tails") for _, _, state in found.events} == {"tails"}


def test_a_redraw_may_depend_on_what_was_drawn_before():
    law = {"heads": "0 if coin == heads else 1", "tails": "1 if coin == heads else 0"}
    found = play({"roll": {"every": 1, "draw": "coin"}}, chances={"coin": {"outcomes": law}})
    assert [changes["coin"] for _, _, changes in found.events] == ["heads", "tails", "heads"]


# Order at one date


def test_events_of_one_date_happen_in_file_order():
    events = {"second": {"every": 1, "set": {"n": "one"}}, "first": {"at": [1, 2], "set": {"n": "two"}}}
    assert log(events, horizon=2) == [(1.0, "second"), (1.0, "first"), (2.0, "second"), (2.0, "first")]


def test_dates_within_a_billionth_are_one_date_the_earliest():
    early, late = 1 - 5e-10, 1
    events = {"listed_first": {"at": late, "set": {"n": "one"}}, "due_first": {"at": early, "set": {"n": "two"}}}
    assert log(events) == [(early, "listed_first"), (early, "due_first")]
    far = {**events, "due_first": {"at": 1 - 2e-9, "set": {"n": "two"}}}
    assert [name for _, name in log(far)] == ["due_first", "listed_first"]


def test_dates_that_are_one_date_happen_once():
    assert log({"e": {"at": [1, 1 + 5e-10], "set": {"x": "on"}}}) == [(1.0, "e")]


def test_an_event_due_at_a_date_may_be_cancelled_at_that_date():
    events = {"off": {"at": 1, "set": {"x": "on"}}, "late": {"after": "x == off", "delay": 1, "set": {"y": "on"}}}
    assert log(events) == [(1.0, "off")]
    assert log(dict(reversed(events.items()))) == [(1.0, "late"), (1.0, "off")]


def test_a_clock_that_starts_with_delay_0_comes_after_those_already_due():
    events = {
        "chained": {"after": "x == on", "delay": 0, "set": {"y": "on"}},
        "spark": {"at": 1, "set": {"x": "on"}},
        "due": {"at": 1, "set": {"z": "on"}},
    }
    assert log(events) == [(1.0, "spark"), (1.0, "due"), (1.0, "chained")]


def test_clocks_that_start_with_delay_0_happen_first_started_first_then_in_file_order():
    events = {
        "third": {"after": "y == on", "delay": 0, "set": {"n": "one"}},
        "fourth": {"after": "y == on", "delay": 0, "set": {"n": "one"}},
        "second": {"after": "x == on", "delay": 0, "set": {"n": "two"}},
        "spark_x": {"at": 1, "set": {"x": "on"}},
        "spark_y": {"at": 1, "set": {"y": "on"}},
    }
    assert [name for _, name in log(events)] == ["spark_x", "spark_y", "second", "third", "fourth"]


def test_a_clock_that_is_started_again_at_a_date_loses_its_place_in_the_queue():
    events = {
        "with_it": {"after": "y == on", "delay": 0, "set": {"n": "one"}},
        "chained": {"after": "x == on", "delay": 0, "set": {"z": "on"}},
        "start": {"at": 1, "set": {"x": "on"}},
        "stop": {"at": 1, "set": {"x": "off"}},
        "restart": {"at": 1, "set": [{"x": "on"}, {"y": "on"}]},
    }
    assert [name for _, name in log(events)] == ["start", "stop", "restart", "with_it", "chained"]


def test_events_that_chase_each_other_at_one_date_are_an_error_that_names_them():
    events = {
        "calm": {"at": 1, "set": {"x": "on"}},
        "up": {"after": "x == on and y == off", "delay": 0, "set": {"y": "on"}},
        "down": {"after": "x == on and y == on", "delay": 0, "set": {"y": "off"}},
    }
    found = play(events)
    assert found.end == 1
    assert "more than 10,000 events at date 1: 'down' and 'up' chase each other" in found.error
    assert len(found.events) >= 10_000


def test_a_rate_so_high_that_time_stands_still_is_an_error():
    assert "'hit' has no end" in play({"hit": {"rate": "1e300", "set": {"x": "on"}}}).error


# Errors when met


def test_an_effect_that_breaks_a_constraint_ends_the_history_at_that_date():
    events = {"fine": {"at": 1, "set": {"x": "on"}}, "bad": {"at": 2, "set": {"y": "on"}}}
    found = play(events, constraints=["not (x == on and y == on)"])
    assert (found.end, found.events) == (2.0, ((1.0, "fine", {"x": "on"}),))
    assert "y = on breaks the constraint 'not (x == on and y == on)'" in found.error


def test_a_constraint_holds_between_the_effects_of_an_event_too():
    found = play({"swap": {"at": 1, "set": [{"x": "on"}, {"x": "off"}]}}, constraints=["x == off"])
    assert "x = on breaks" in found.error


def test_a_negative_rate_is_an_error_once_it_is_met():
    events = {"turn": {"at": 1, "set": {"x": "on"}}, "hit": {"rate": "0 - (x == on)", "set": {"y": "on"}}}
    found = play(events)
    assert (found.end, found.events) == (1.0, ((1.0, "turn", {"x": "on"}),))
    assert "a rate of -1 is negative" in found.error
    assert "timeline.events.hit.rate" in found.error


def test_a_negative_delay_is_an_error_once_its_clock_starts():
    events = {"turn": {"at": 1, "set": {"x": "on"}}, "late": {"after": "x == on", "delay": "-p", "set": {"y": "on"}}}
    found = play(events, parameters={"p": 1})
    assert found.end == 1.0
    assert "a delay of -1 is negative" in found.error


def test_an_expression_without_a_value_is_an_error_once_it_is_met():
    events = {"turn": {"at": 1, "set": {"x": "on"}}, "beat": {"at": 2, "when": "1 / (x == off) > 0", "draw": "coin"}}
    found = play(events, chances=COIN)
    assert found.end == 2.0
    assert "division by zero" in found.error


# Decisions


def deciding(behavior: dict[str, Any], *, seed: int = 0, horizon: float = 3, **parts: Any) -> Any:
    base: dict[str, Any] = {
        "decisions": {"move": {"player": "a", "choices": ["stay", "go", "run"]}},
        "payoffs": {"a": "(move == go) + 2 * (move == run)"},
    }
    timeline = {"behavior": {"move": behavior}}
    return play({"beat": {"every": 1, "decide": "move"}}, seed=seed, horizon=horizon, timeline=timeline, **base | parts)


def moves(found: Any) -> list[str]:
    return [found.state_at(k + 1)["move"] for k in range(int(found.end))]


def test_a_myopic_decision_takes_what_is_best_right_after():
    assert moves(deciding({"rule": "myopic"})) == ["run"] * 3


def test_of_tied_choices_the_one_listed_first_is_taken():
    assert moves(deciding({"rule": "myopic"}, payoffs={"a": "move != stay"})) == ["go"] * 3


def test_staying_put_is_always_an_option_and_permission_is_asked_for_changes():
    ladder = {"stay": ["go"], "go": ["run"]}
    steps = {"move": {"player": "a", "choices": ["stay", "go", "run"], "reversible": ladder}}
    assert moves(deciding({"rule": "myopic"}, decisions=steps)) == ["go", "run", "run"]


def test_availability_is_read_in_the_state_before_the_move():
    gated = {"move": {"player": "a", "choices": ["stay", "go", "run"], "available": {"run": "move == go"}}}
    assert moves(deciding({"rule": "myopic"}, decisions=gated)) == ["go", "run", "run"]


def test_a_choice_that_would_break_a_constraint_is_not_offered():
    assert moves(deciding({"rule": "myopic"}, constraints=["move != run"])) == ["go"] * 3


def test_a_fixed_choice_that_is_not_offered_means_to_stay_put():
    gated = {"move": {"player": "a", "choices": ["stay", "go", "run"], "available": {"run": "false"}}}
    assert moves(deciding({"fixed": "go"})) == ["go"] * 3
    assert moves(deciding({"fixed": "run"}, decisions=gated)) == ["stay"] * 3


def test_a_mixture_is_restricted_to_what_is_offered_and_rescaled():
    found = deciding({"mixed": {"stay": 0.2, "go": 0.3, "run": 0.5}}, constraints=["move != run"], horizon=30)
    assert moves(found) == ["stay" if pair(0, 0, 0, k + 1)[1] < 0.4 else "go" for k in range(30)]


def test_precision_makes_a_choice_logit_in_its_values():
    weights = [math.exp(0.5 * value) for value in (0, 1, 2)]
    bounds = [weights[0] / sum(weights), (weights[0] + weights[1]) / sum(weights)]
    draws = [pair(0, 0, 0, k + 1)[1] for k in range(30)]
    wanted = ["stay" if u < bounds[0] else "go" if u < bounds[1] else "run" for u in draws]
    assert moves(deciding({"rule": "myopic", "precision": 0.5}, horizon=30)) == wanted
    assert len(set(wanted)) == 3


def test_lookahead_solves_the_rest_of_the_order_in_the_current_state():
    parts = {
        "players": {"a": "A", "b": "B"},
        "decisions": {
            "move": {"player": "a", "choices": ["stay", "go"]},
            "reply": {"player": "b", "choices": ["yield", "fight"]},
        },
        "payoffs": {
            "a": "0 if move == stay else 1 if reply == yield else -1",
            "b": "0 if move == stay else (x == on) if reply == fight else 0.5",
        },
        "game": {"order": [{"visit": "move", "when": "false"}, "reply"]},
    }
    events = {"arm": {"at": 1.5, "set": {"x": "on"}}, "beat": {"every": 1, "decide": "move"}}
    found = play(events, **parts)  # b yields while x is off and fights once it is on
    assert [found.state_at(t)["move"] for t in (1, 2, 3)] == ["go", "stay", "stay"]
    assert found.entries[0].decided[0].values == {"stay": 0.0, "go": 1.0}
    assert found.entries[2].decided[0].values == {"stay": 0.0, "go": -1.0}


# What is counted


def test_payoffs_are_integrals_of_discounted_flow_and_reports_are_followed():
    found = play(
        {"up": {"at": 1, "set": {"x": "on"}}, "down": {"at": 2.5, "set": {"x": "off"}}},
        payoffs={"a": "3 * (x == on)"},
        timeline={"discount": 0.2, "report": {"up": "x == on", "down": "x == off", "never": "n == two"}},
    )
    assert found.payoffs["a"] == pytest.approx(3 * (math.exp(-0.2) - math.exp(-0.5)) / 0.2)
    assert found.occupancy == {"up": 1.5, "down": 1.5, "never": 0.0}
    assert found.first_time == {"up": 1.0, "down": 0.0, "never": math.inf}


def test_without_discount_payoffs_are_plain_integrals():
    found = play({"up": {"at": 1, "set": {"x": "on"}}}, payoffs={"a": "3 * (x == on)"})
    assert found.payoffs == {"a": 6.0}


def test_what_is_true_for_no_time_at_all_was_true():
    events = {"up": {"at": 1, "set": {"x": "on"}}, "down": {"after": "x == on", "delay": 0, "set": {"x": "off"}}}
    found = play(events, timeline={"report": {"up": "x == on"}})
    assert (found.first_time, found.occupancy) == ({"up": 1.0}, {"up": 0.0})
    assert found.state_at(1)["x"] == "off"
