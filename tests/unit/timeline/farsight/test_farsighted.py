"""Farsighted players: the definition with slow values, hand arithmetic, closed forms, cycles and ties."""

from __future__ import annotations

import math
import random

import numpy as np
import pytest
from farsighted_oracle import Slow
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from loop_histories import assert_same_histories

import deterrence as dt
from deterrence.errors import ConceptError, EvaluationError, NoAnswerError
from deterrence.timeline.farsight import farsighted, regret
from deterrence.timeline.retelling.trace import trace
from deterrence.timeline.transition.compiling import compile_timeline

ARMS = """
deterrence: 1
title: Arms and an answer
players: {a: A, b: B}
parameters: {pain: {value: 2, range: [0, 4]}}
decisions:
  arm:    {player: a, choices: [no, yes], reversible: false}
  answer: {player: b, choices: [no, yes], reversible: false, available: {yes: arm == yes}}
payoffs:
  a: (arm == yes) - pain * (answer == yes)
  b: (answer == yes) - 2 * (arm == yes)
timeline:
  horizon: 5
  discount: 0.1
  events:
    a_turn: {rate: 1, decide: arm}
    b_turn: {rate: 2, decide: answer}
  behavior: {arm: {rule: farsighted}, answer: {rule: farsighted}}
  report: {armed: arm == yes}
"""

PREEMPTION = """
deterrence: 1
title: Who stops first
players: {a: A, b: B}
parameters: {care: {value: 1, range: [0, 10]}}
decisions:
  one: {player: a, choices: [wait, stop], reversible: false, available: {stop: two == wait}}
  two: {player: b, choices: [wait, stop], reversible: false, available: {stop: one == wait}}
payoffs:
  a: -1 * (one == stop) - 3 * (two == stop)
  b: (two == stop) + 3 * (one == stop)
timeline:
  horizon: 10
  discount: 0.1
  events: {first: {rate: 1, decide: one}, second: {rate: 1, decide: two}}
  behavior: {one: {rule: farsighted}, two: {rule: farsighted}}
"""

TREATY = """
deterrence: 1
title: A treaty and its verification
players: {us: A}
parameters: {discount_rate: {value: 0.1, range: [0.01, 2]}}
decisions:
  treaty: {player: us, choices: [keep, breach], reversible: false}
facts: {seen: [no, soon, yes]}
payoffs: {us: 3 if treaty == keep else (1 if seen == yes else 5)}
timeline:
  horizon: 20
  discount: discount_rate
  events:
    respond: {every: 1, when: seen == soon, set: {seen: yes}}
    detect:  {every: 1, when: treaty == breach and seen == no, set: {seen: FOUND}}
    review:  {every: 1, decide: treaty}
  behavior: {treaty: {rule: farsighted}}
  report: {kept: treaty == keep}
"""


def made_at_random(seed, players=("a", "b"), dates=False, delays=False, luck=True):
    """A few states, one or two decisions; payoffs are small whole numbers, so that ties abound."""
    rng = random.Random(seed)
    values = {"d": ["u", "v"], "c": ["pending", "h", "t"], "f": ["p", "q"]}
    if len(players) > 1:
        values["e"] = ["u", "v"]

    def condition():
        name = rng.choice(list(values))
        return f"{name} == {rng.choice(values[name][name == 'c' :])}"

    def worth():
        return " + ".join(f"{rng.choice([-2, -1, 1, 2])} * ({condition()} and {condition()})" for _ in range(4))

    def clock(decides):
        if dates and (decides or rng.random() < 0.3):
            return {"every": 0.7}
        return {"rate": rng.choice([0.5, 1, f"1 + ({condition()})"])}

    decisions = [name for name in ("d", "e") if name in values]
    events = {f"decide_{name}": clock(True) | {"decide": name} for name in decisions}
    if luck and rng.random() < 0.5:
        events["decide_d"] |= {"draw": "c"}
    events |= {
        **({"luck": clock(False) | {"draw": "c"}} if luck else {}),
        "there": clock(False) | {"when": condition(), "set": {"f": "q"}},
        "back": clock(False) | {"when": condition(), "set": {"f": "p"}},
    }
    if delays:
        events["later"] = {"after": condition(), "delay": {"exponential": [0.6]}, "set": {"f": rng.choice("pq")}}
        if not dates:
            events["deferred"] = {"after": condition(), "delay": {"exponential": [0.4]}, "decide": decisions}
    order = list(events)
    rng.shuffle(order)
    share = f"0.25 + 0.5 * ({condition()})"
    return dt.Scenario(
        title=f"Random {seed}",
        players={player: player.upper() for player in players},
        decisions={
            name: {"player": player, "choices": values[name], "reversible": rng.choice([True, True, False])}
            for name, player in zip(decisions, players, strict=True)
        },
        chances={"c": {"outcomes": {"h": share, "t": f"1 - ({share})"}}},
        facts={"f": values["f"]},
        payoffs={player: worth() for player in players},
        timeline={
            "horizon": 3,
            "discount": rng.choice([0.05, 0.3, 1]),
            "events": {name: events[name] for name in order},
            "behavior": {name: {"rule": "farsighted"} for name in decisions},
        },
    )


def conducts(table, name):
    """The law of a decision by the values of all variables in words."""
    found = {}
    choices, variables = table.scenario.choices, list(table.scenario.choices)
    for (path, row), number in table.strategy.situations.items():
        if path[2] == name:
            state = tuple(choices[v][code] for v, code in zip(variables, row, strict=False))
            conduct = table.strategy.conduct[number]
            found[state] = dict(
                zip((choices[variables[0]][c] for c in conduct.values), conduct.probability, strict=True)
            )
    return found


def test_two_players_by_hand():
    """Once armed and answered: a gets (1 - 2) / 0.1 = -10. Armed, unanswered: (1 - 2 * 10) / (0.1 + 2) = -19 / 2.1.

    So a stays unarmed (0). At b's turn answering is worth (1 - 2) / 0.1 = -10, and
    waiting (-2 + 2 * -10) / (0.1 + 2) = -22 / 2.1 less; so the threat is carried out.
    """
    table = compile_timeline(dt.parse(ARMS))
    at = {
        (path[2], row[:2]): conduct
        for (path, row), number in table.strategy.situations.items()
        for conduct in [table.strategy.conduct[number]]
    }
    assert at["a_turn", b"\0\0"].probability == (1.0, 0.0)
    assert at["a_turn", b"\0\0"].worth == pytest.approx((0.0, -19 / 2.1), abs=1e-12)
    assert at["b_turn", b"\1\0"].probability == (0.0, 1.0)
    assert at["b_turn", b"\1\0"].worth == pytest.approx((-22 / 2.1, -10), abs=1e-12)
    assert len(table) == 1  # what nobody chooses is not in the table
    certificate = table.certificate
    assert certificate.regret == {"a": 0.0, "b": 0.0}
    assert certificate.deviation == certificate.logit == certificate.ties == 0
    assert certificate.residual < 1e-12


def test_the_certificate_of_another_strategy_says_what_is_lost(monkeypatch):
    """If b never answers, it gets -2 / 0.1 = -20 once armed: 10 less than by answering there and then.

    At rest it waits for its turn, at rate 2, to do better: (-2 + 2 * -10) / 2.1. And a, who
    would get 1 / 0.1 = 10 by arming, waits for its turn at rate 1: 10 / 1.1 instead of 0.
    """
    seen = []
    monkeypatch.setattr(farsighted, "certified", lambda *found: seen.append(found) or regret.certified(*found))
    compile_timeline(dt.parse(ARMS))
    game, law, rounds = seen[0]
    law = law.copy()
    k = next(k for k, choice in enumerate(game.choices) if choice.path[2] == "b_turn" and choice.row[:2] == (1, 0))
    law[game.start[k] : game.start[k + 1]] = [1.0, 0.0]
    found = regret.certified(game, law, rounds)
    assert found.regret == pytest.approx({"a": 10 / 1.1, "b": 20 - 22 / 2.1})
    assert found.deviation == pytest.approx(10)


def test_the_threat_deters_up_to_the_pain_at_which_arming_pays():
    """Arming is worth (1 + 2 (1 - pain) / 0.1) / 2.1, which is 0 at pain = 1.05."""
    for pain, armed in ((1.049, True), (1.051, False)):
        answer = dt.exact(dt.parse(ARMS), given={"pain": pain})
        assert (answer.probability("armed").at(5).value > 0.9) is armed


@given(st.integers(0, 10**6), st.booleans())
@settings(max_examples=20, deadline=None)
def test_one_player_does_as_well_as_the_best_of_all_stationary_strategies(seed, dates):
    scenario = made_at_random(seed, players=("a",), dates=dates, luck=False)
    slow, table = Slow(scenario), compile_timeline(scenario)
    found = slow.values(slow.of_table(table))[:, 0]
    every = list(slow.strategies(0))
    assert len(every) <= 16
    assert found == pytest.approx(np.max([slow.values(strategy)[:, 0] for strategy in every], axis=0), abs=1e-9)
    assert table.certificate.regret["a"] < 1e-8


@given(st.integers(0, 10**6), st.booleans())
@settings(max_examples=12, deadline=None)
def test_nobody_gains_by_another_choice_in_any_situation(seed, dates):
    scenario = made_at_random(seed, dates=dates)
    slow = Slow(scenario)
    try:
        table = compile_timeline(scenario)
    except NoAnswerError:
        assume(False)
    assert slow.gain(slow.of_table(table)) < 1e-7
    assert max(table.certificate.regret.values()) < 1e-7


def test_the_oracle_notices_a_worse_strategy():
    scenario = dt.parse(ARMS.replace(", available: {yes: arm == yes}", ""))
    slow = Slow(scenario)
    found = slow.of_table(compile_timeline(scenario))
    assert slow.gain(found) < 1e-12
    wrong = {**found, ("b_turn", 0, ("yes", "no")): {"no": 1.0}}
    assert slow.gain(wrong) > 0.4


@pytest.mark.parametrize(("found", "lag"), [("yes", 1), ("soon", 2)])
def test_a_treaty_is_kept_up_to_the_impatience_of_the_grim_trigger(found, lag):
    """With T = 5, R = 3, P = 1 and a breach seen after `lag` periods: kept iff exp(-rate lag) >= (T - R) / (T - P)."""
    scenario = dt.parse(TREATY.replace("FOUND", found))
    low, high = 0.01, 2.0
    while high - low > 1e-8:
        middle = (low + high) / 2
        table = compile_timeline(scenario, given={"discount_rate": middle})
        low, high = (middle, high) if len(table) == 1 else (low, middle)
    assert low == pytest.approx(-math.log((5 - 3) / (5 - 1)) / lag, abs=1e-7)


def test_notice_deters_exit_by_what_it_costs_in_its_time():
    """Leaving costs 2 a year during a notice of mean 0.5 and then gains 1 for ever: pays iff rate < 1 / (2 * 0.5)."""
    text = """
deterrence: 1
title: Notice
players: {us: A}
parameters: {rate: {value: 0.1, range: [0.01, 3]}}
decisions: {treaty: {player: us, choices: [keep, leave]}}
facts: {in_force: [yes, no]}
payoffs: {us: (in_force == no) - 2 * (treaty == leave and in_force == yes)}
timeline:
  horizon: 5
  discount: rate
  events:
    review: {rate: 3, when: in_force == yes, decide: treaty}
    notice: {after: treaty == leave, delay: {exponential: [0.5]}, set: {in_force: no}}
  behavior: {treaty: {rule: farsighted}}
  report: {gone: in_force == no}
"""
    sizes = {rate: len(compile_timeline(dt.parse(text), given={"rate": rate})) for rate in (0.99, 1.01)}
    assert sizes == {0.99: 3, 1.01: 1}
    assert_same_histories(dt.parse(text), replications=50, seed=3)


def test_play_that_cycles_is_reported_with_who_changes_what_and_where():
    """If b waits, a waits; if a waits, b stops; if b stops, a stops; if a stops, b waits."""
    with pytest.raises(NoAnswerError) as raised:
        compile_timeline(dt.parse(PREEMPTION))
    told = str(raised.value)
    assert "farsighted play cycles" in told
    assert "a decides one = wait or stop at 'first' where one = wait, two = wait" in told
    assert "b decides two = wait or stop at 'second' where one = wait, two = wait" in told


def test_precision_finds_play_where_pure_play_cycles():
    text = PREEMPTION.replace("{rule: farsighted}", "{rule: farsighted, precision: care / 5}")
    scenario = dt.parse(text)
    table = compile_timeline(scenario)
    assert table.certificate.logit < 1e-10
    assert any(0.01 < chance < 0.99 for conduct in table.strategy.conduct for chance in conduct.probability)
    for conduct in table.strategy.conduct:
        if len(conduct.values) == 2:
            stop = 1 / (1 + math.exp(-0.2 * (conduct.worth[1] - conduct.worth[0])))
            assert conduct.probability[1] == pytest.approx(stop, abs=1e-9)
    assert_same_histories(scenario, replications=200, seed=5)


def test_of_tied_options_the_one_listed_first_is_taken_and_the_tie_is_reported():
    text = ARMS.replace("(arm == yes) - pain * (answer == yes)", "0 * pain").replace("[no, yes]", "[yes, no]", 1)
    text = text.replace("reversible: false", "reversible: true", 1)
    table = compile_timeline(dt.parse(text))
    for state, law in conducts(table, "a_turn").items():
        assert law["yes"] == 1.0, state
    assert table.certificate.ties >= 1
    assert "a decides arm = yes or no at 'a_turn'" in table.certificate.tied[0]
    assert "tied" in str(table.certificate)


def test_a_trace_is_the_replication_of_the_loop():
    compared = 0
    for seed in range(14):
        scenario = made_at_random(seed, dates=seed % 2 == 0, delays=True)
        try:
            compile_timeline(scenario)
        except NoAnswerError:
            continue
        compared += assert_same_histories(scenario, replications=10, seed=seed)
    assert compared > 500


def test_a_trace_says_what_the_options_were_worth():
    log = trace(dt.parse(ARMS), seed=1)
    decided = next(entry.decided[0] for entry in log.entries if entry.name == "a_turn")
    assert decided.rule == "farsighted"
    assert decided.values["yes"] == pytest.approx(-19 / 2.1)


def test_a_process_that_leads_where_the_timeline_never_goes_ends_the_trace_with_the_reason():
    def usurper(world):
        yield world.timeout(0)
        world.set("f", "on")

    text = ARMS.replace("payoffs:", "facts: {f: [off, on]}\npayoffs:")
    found = trace(dt.parse(text), processes=[usurper])
    assert "by itself never comes to decide" in found.error
    assert "f = on" in found.error


def test_every_engine_plays_what_farsighted_players_choose():
    scenario = dt.parse(ARMS.replace("pain: {value: 2", "pain: {value: 1.049"))
    ensemble = dt.simulate(scenario, replications=4000, seed=1)
    estimate, wanted = ensemble.probability("armed").at(1), dt.exact(scenario, times=[1]).probability("armed").at(1)
    assert wanted.value == pytest.approx(1 - math.exp(-1))
    assert abs(estimate.value - wanted.value) < 4 * estimate.error


def test_other_rules_stay_what_they_are_beside_farsighted_ones():
    """Here b is myopic: it answers at once, as before, and a foresees it."""
    mixed = dt.parse(ARMS.replace("answer: {rule: farsighted}", "answer: {rule: myopic}"))
    assert len(compile_timeline(mixed)) == 1
    blind = dt.parse(ARMS.replace("{rule: farsighted}", "{rule: myopic}"))
    table = compile_timeline(blind)
    assert table.strategy is None
    assert table.certificate is None
    assert len(table) == 3


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("a_turn: {rate: 1,", "a_turn: {at: 1,", "'a_turn' stands in the way, as its dates come once"),
        ("a_turn: {rate: 1,", "a_turn: {every: 1,", "'b_turn' stands in the way, as 'answer' is decided"),
        (
            "a_turn: {rate: 1,",
            "a_turn: {after: arm == no, delay: 1,",
            "'a_turn' stands in the way, as its delay is fixed",
        ),
        (
            "a_turn: {rate: 1, decide: arm}\n    b_turn: {rate: 2,",
            "a_turn: {every: 1, decide: arm}\n    b_turn: {every: 2,",
            "'b_turn' stands in the way, as its dates are not those of 'a_turn'",
        ),
    ],
)
def test_a_clock_that_stands_in_the_way_is_named(old, new, named):
    with pytest.raises(NoAnswerError, match="lookahead, myopic, fixed and mixed") as raised:
        compile_timeline(dt.parse(ARMS.replace(old, new)))
    assert named in str(raised.value)


def test_a_delay_whose_mean_depends_on_where_it_starts_is_named():
    text = ARMS.replace("b_turn: {rate: 2,", "b_turn: {after: mood == on, delay: {exponential: [1 + (arm == yes)]},")
    text = text.replace("payoffs:", "facts: {mood: [off, on]}\npayoffs:")
    text = text.replace(
        "a_turn:", "shift: {rate: 1, set: {mood: on}}\n    back: {rate: 1, set: {mood: off}}\n    a_turn:"
    )
    with pytest.raises(NoAnswerError, match="'b_turn' stands in the way, as the mean of its delay is not the same"):
        compile_timeline(dt.parse(text))


def test_without_a_discount_the_reason_is_given():
    with pytest.raises(ConceptError, match="needs a `discount` above 0"):
        compile_timeline(dt.parse(ARMS.replace("discount: 0.1", "discount: 0")))


def test_an_error_that_a_choice_can_lead_to_has_no_value():
    with pytest.raises(EvaluationError, match="a rate of -1 is negative"):
        compile_timeline(dt.parse(ARMS.replace("{rate: 2,", "{rate: 1 - 2 * (arm == yes),")))


def test_dates_at_the_start_alone_are_no_obstacle():
    text = ARMS.replace("  events:\n", "  events:\n    open: {at: 0, set: {stage: on}}\n")
    text = text.replace("payoffs:", "facts: {stage: [off, on]}\npayoffs:")
    assert len(compile_timeline(dt.parse(text))) == 2
