"""The exact answer: the law written slowly, published answers, the rules of dates, and what stands in the way."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest
import scipy.linalg
from timeline_chain_oracle import brute_integral, law_at, random_timeline

import deterrence as dt
from deterrence.errors import ArgumentError, ConceptError, EvaluationError, NoAnswerError
from deterrence.timeline.law.exact import exact, exact_of_table
from deterrence.timeline.transition.compiling import compile_timeline

CONFORMANCE = Path(__file__).parents[3] / "cases" / "conformance"
TIMES = [0, 0.25, 0.5, 1.0, 1.3, 2.0, 2.5, 3.0]


def timeline(events, *, horizon=3, facts="x: [a, b, c], y: [no, yes]", report="b: x == b, yes: y == yes", more=""):
    lines = "\n".join(f"    {name}: {event}" for name, event in events.items())
    return dt.parse(
        f"deterrence: 1\ntitle: T\nplayers: {{p: P}}\nfacts: {{{facts}}}\npayoffs: {{p: y == yes}}\n{more}\n"
        f"timeline:\n  horizon: {horizon}\n  events:\n{lines}\n  report: {{{report}}}\n"
    )


@pytest.mark.parametrize("name", ["t_posture", "t_notice"])
def test_published_answers_come_out(name):
    expected = json.loads((CONFORMANCE / "answers.json").read_text())[name]["timeline"]
    scenario = dt.load(CONFORMANCE / "scenarios" / f"{name}.yaml")
    found = exact(scenario, times=[row["date"] for row in expected["at"]])
    for row in expected["at"]:
        for report in scenario.timeline.report:
            assert found.probability(report).at(row["date"]).value == pytest.approx(row[report], abs=1e-12)
        for player, paid in row["discounted_payoffs_to_date"].items():
            assert found.payoff(player).at(row["date"]).value == pytest.approx(paid, abs=1e-11)
    for row in expected["ever_by"]:
        for report in scenario.timeline.report:
            assert found.ever(report).at(row["date"]).value == pytest.approx(row[report], abs=1e-12)


@pytest.mark.parametrize("seed", range(24))
def test_random_timelines_have_the_law_that_is_written_slowly(seed):
    table = compile_timeline(dt.parse(random_timeline(seed)))
    found = exact_of_table(table, times=TIMES)
    probability, ever, paid, spent = law_at(table, TIMES)
    for k, report in enumerate(table.scenario.timeline.report):
        np.testing.assert_allclose(found.probability(report), probability[:, k], atol=1e-11)
        np.testing.assert_allclose(found.ever(report), ever[:, k], atol=1e-11)
        assert found.occupancy[report].value == pytest.approx(spent[-1, k], abs=1e-11)
    np.testing.assert_allclose(found.payoff("a"), paid[:, 0], atol=1e-11)


def test_the_slow_law_tells_another_timeline_apart():
    text = random_timeline(3)
    probability, *_ = law_at(compile_timeline(dt.parse(text)), TIMES)
    changed, *_ = law_at(
        compile_timeline(dt.parse(text.replace("heads: 0.3, tails: 0.7", "heads: 0.4, tails: 0.6"))), TIMES
    )
    assert np.abs(probability - changed).max() > 1e-3


def test_payoffs_are_the_integral_of_what_each_moment_is_worth():
    scenario = dt.load(CONFORMANCE / "scenarios" / "t_posture.yaml")
    generator = np.array([[-0.1001, 0.1, 0.0001], [2, -2.02, 0.02], [0, 0, 0]])
    step, law, total = scipy.linalg.expm(generator * 0.005), np.array([1.0, 0, 0]), 0.0
    law = law @ scipy.linalg.expm(generator * 0.0025)
    for k in range(6000):
        total += math.exp(-0.05 * (k + 0.5) * 0.005) * (law @ [1, -2, -10]) * 0.005
        law = law @ step
    assert exact(scenario).payoffs["world"].value == pytest.approx(total, abs=1e-5)


def test_first_times_are_those_of_an_exponential():
    found = exact(timeline({"hit": "{rate: 0.4, when: x == a, set: {x: b}}"}, horizon=5))
    first = found.first_time("b")
    assert first.reached.value == pytest.approx(1 - math.exp(-2), abs=1e-14)
    assert first.mean.value == pytest.approx(2.5, rel=1e-14)
    assert first.restricted_mean.value == pytest.approx(brute_integral(lambda t: math.exp(-0.4 * t), 5), abs=1e-6)
    assert first.mean_if_reached.value == pytest.approx(
        brute_integral(lambda t: 0.4 * t * math.exp(-0.4 * t), 5) / (1 - math.exp(-2)), abs=1e-6
    )
    for share in (0.01, 0.5, 0.86):
        assert first.quantile(share).value == pytest.approx(-math.log(1 - share) / 0.4, abs=1e-9)
    assert first.quantile(0.9).value == math.inf


def test_a_first_time_that_is_not_certain_has_no_mean():
    events = {
        "lost": "{rate: 1, when: x == a, set: {x: c}}",
        "hit": "{rate: 1, when: x == a, set: {x: b}}",
    }
    first = exact(timeline(events)).first_time("b")
    assert first.mean.value == math.inf
    assert exact(timeline({"hit": "{at: 1, set: {x: b}}"})).first_time("b").mean is None
    assert math.isnan(exact(timeline(events)).first_time("yes").mean_if_reached.value)


def test_the_mean_of_a_first_time_does_not_mind_what_comes_after():
    events = {"hit": "{rate: 0.5, when: x == a, set: {x: b}}", "on": "{rate: 1, when: x == b, set: {x: c}}"}
    found = exact(timeline(events))
    assert found.first_time("b").mean.value == pytest.approx(2)
    assert found.probability("b").at(3).value < found.ever("b").at(3).value


def test_a_quantile_of_a_first_time_may_be_a_fixed_date():
    first = exact(
        timeline({"hit": "{rate: 0.1, when: x == a, set: {x: b}}", "date": "{at: 2, set: {x: b}}"})
    ).first_time("b")
    assert first.quantile(0.9).value == 2
    assert first.quantile(1).value == 2
    assert first.quantile(1 - math.exp(-0.2)).value == pytest.approx(2, abs=1e-9)
    assert first.quantile(0.1).value == pytest.approx(-math.log(0.9) / 0.1, abs=1e-9)


def test_what_is_true_only_between_two_events_of_a_date_has_been_true():
    found = exact(timeline({"on": "{at: 1, set: {x: b}}", "off": "{at: 1, set: {x: c}}"}))
    assert found.probability("b").value.max() == 0
    assert found.ever("b").at(1).value == 1
    assert found.ever("b").at(0.975).value == 0
    assert found.occupancy["b"].value == 0


def test_events_of_a_date_fire_in_file_order_and_delays_that_end_there_among_them():
    events = {"end": "{after: x == b, delay: 1, set: {x: c}}", "seen": "{at: 2, when: x == c, set: {y: yes}}"}
    start = {"start": "{at: 1, set: {x: b}}"}
    assert exact(timeline(start | events)).ever("yes").at(3).value == 1
    assert exact(timeline(start | dict(reversed(events.items())))).ever("yes").at(3).value == 0


def test_a_delay_of_nothing_fires_after_what_is_already_due():
    events = {
        "at_once": "{after: x == b, delay: 0, set: {x: c}}",
        "start": "{at: 1, set: {x: b}}",
        "seen": "{at: 1, when: x == b, set: {y: yes}}",
    }
    found = exact(timeline(events))
    assert found.probability("yes").at(1).value == 1
    assert found.probability("b").at(1).value == 0


def test_a_delay_cancelled_and_started_again_at_one_date_waits_behind_what_started_before():
    events = {
        "first": "{at: 1, set: {x: b}}",
        "second": "{at: 1, set: {y: yes}}",
        "cancelled": "{at: 1, set: {x: a}}",
        "again": "{at: 1, set: {x: b}}",
        "early": "{after: x == b, delay: 0, when: r == none, set: {r: early}}",
        "late": "{after: y == yes, delay: 0, when: r == none, set: {r: late}}",
    }
    facts = "x: [a, b], y: [no, yes], r: [none, early, late]"
    assert exact(timeline(events, facts=facts, report="late: r == late")).probability("late").at(1).value == 1


def test_a_delay_of_nothing_may_start_at_any_time():
    events = {
        "start": "{rate: 2, when: x == a, set: {x: b}}",
        "at_once": "{after: x == b, delay: 0, set: {x: c, y: yes}}",
    }
    found = exact(timeline(events))
    assert found.probability("yes").at(3).value == pytest.approx(1 - math.exp(-6), abs=1e-14)
    assert found.ever("b").at(3).value == pytest.approx(1 - math.exp(-6), abs=1e-14)
    assert found.probability("b").value.max() == 0
    assert found.first_time("b").mean.value == pytest.approx(0.5)


def test_a_fixed_delay_is_cancelled_when_its_condition_becomes_false():
    events = {
        "start": "{at: 0.5, set: {x: b}}",
        "cancel": "{rate: 0.7, when: x == b, set: {x: c}}",
        "end": "{after: x == b, delay: 2, set: {y: yes}}",
    }
    assert exact(timeline(events), times=[2.5]).probability("yes").at(2.5).value == pytest.approx(math.exp(-1.4))


def test_a_fixed_delay_that_starts_again_counts_from_its_second_start():
    events = {
        "on": "{at: [0.5, 1.5], set: {x: b}}",
        "off": "{at: 1, set: {x: a}}",
        "end": "{after: x == b, delay: 0.75, set: {y: yes}}",
    }
    first = exact(timeline(events)).first_time("yes")
    assert first.quantile(1).value == 2.25


def test_exponential_delays_are_rates():
    delayed = exact(timeline({"hit": "{after: x == a, delay: {exponential: [0.4]}, set: {x: b}}"}))
    rated = exact(timeline({"hit": "{rate: 2.5, when: x == a, set: {x: b}}"}))
    np.testing.assert_allclose(delayed.probability("b"), rated.probability("b"), atol=1e-15)


@pytest.mark.parametrize("delay", ["{gamma: [1, 0.4]}", "{weibull: [1, 0.4]}"])
def test_laws_that_are_exponential_are_taken_as_such(delay):
    found = exact(timeline({"hit": f"{{after: x == a, delay: {delay}, set: {{x: b}}}}"}))
    assert found.probability("b").at(3).value == pytest.approx(1 - math.exp(-7.5), abs=1e-14)


@pytest.mark.parametrize("delay", ["{uniform: [2, 2]}", "{lognormal: [log(2), 0]}"])
def test_laws_that_are_fixed_are_taken_as_such(delay):
    found = exact(timeline({"hit": f"{{after: x == a, delay: {delay}, set: {{x: b}}}}"}))
    assert found.first_time("b").quantile(0.5).value == pytest.approx(2)


@pytest.mark.parametrize(
    ("events", "words"),
    [
        ({"slow": "{after: x == a, delay: {gamma: [2, 1]}, set: {x: b}}"}, ["'slow'", "gamma", "simulate"]),
        (
            {"hit": "{rate: 1, when: x == a, set: {x: b}}", "notice": "{after: x == b, delay: 0.5, set: {x: c}}"},
            ["'notice'", "0.5 starts at a random date", "'hit'", "simulate"],
        ),
    ],
)
def test_the_clock_that_stands_in_the_way_is_named(events, words):
    with pytest.raises(NoAnswerError) as caught:
        exact(timeline(events))
    assert all(word in str(caught.value) for word in words)


def test_clocks_that_never_run_or_outlast_the_horizon_do_not_stand_in_the_way():
    events = {
        "hit": "{rate: 1, when: x == a, set: {x: b}}",
        "never": "{after: x == c, delay: {gamma: [2, 1]}, set: {x: a}}",
        "late": "{after: x == b, delay: 9, set: {x: a}}",
    }
    assert exact(timeline(events)).probability("b").at(3).value == pytest.approx(1 - math.exp(-3), abs=1e-14)


def test_an_error_that_can_be_met_is_raised_with_its_words():
    events = {"hit": "{rate: 1, when: x == a, set: {x: b}}", "bad": "{rate: 1 - 2 * (x == b), set: {y: yes}}"}
    with pytest.raises(EvaluationError, match="a rate of -1 is negative"):
        exact(timeline(events))
    with pytest.raises(EvaluationError, match="a rate of -1 is negative"):
        exact(timeline(events | {"hit": "{at: 1, set: {x: b}}"}))
    assert exact(timeline(events | {"hit": "{at: 2.9, when: y == no and x == c, set: {x: b}}"}))


def test_events_without_end_at_one_date_are_an_error():
    events = {
        "start": "{at: 1, set: {x: b}}",
        "to": "{after: x == b, delay: 0, set: {x: c}}",
        "fro": "{after: x == c, delay: 0, set: {x: b}}",
    }
    with pytest.raises(EvaluationError, match=r"more than 10,000 events happen at one date"):
        exact(timeline(events))


def test_a_scenario_without_a_timeline_is_refused():
    with pytest.raises(ConceptError, match="timeline"):
        exact(dt.load("technology-for-money"))


def test_dates_outside_the_horizon_are_refused():
    with pytest.raises(ArgumentError, match="outside 0 to the horizon"):
        exact(timeline({"hit": "{at: 1, set: {x: b}}"}), times=[4])


def test_without_dates_the_curves_have_a_grid_and_every_fixed_date():
    found = exact(timeline({"hit": "{at: [0.123, 2.9999], set: {x: b}}"}))
    assert {0.0, 0.123, 2.9999, 3.0} <= set(found.times.tolist())
    assert len(found.times) == 43


def test_stiff_chains_stay_right():
    events = {
        "in": "{rate: 0.01, when: x == a, set: {x: b}}",
        "out": "{rate: 4000, when: x == b, set: {x: a}}",
        "hit": "{rate: 2, when: x == b, set: {x: c}}",
    }
    found = exact(timeline(events, horizon=20, report="b: x == b, c: x == c"))
    generator = np.array([[-0.01, 0.01, 0], [4000, -4002, 2], [0, 0, 0]])
    law = scipy.linalg.expm(generator * 20)[0]
    assert found.probability("c").at(20).value == pytest.approx(law[2], rel=1e-11)
    assert found.probability("b").at(20).value == pytest.approx(law[1], rel=1e-11)
    assert found.error_bound < 1e-12


def test_names_that_are_not_there_are_refused_with_the_nearest():
    found = exact(timeline({"hit": "{at: 1, set: {x: b}}"}))
    with pytest.raises(ArgumentError, match="did you mean 'yes'"):
        found.probability("yess")
    with pytest.raises(ArgumentError, match="unknown player 'q'"):
        found.payoff("q")
    with pytest.raises(ArgumentError, match="a share above 0"):
        found.first_time("b").quantile(0)


def test_the_answer_prints_and_converts():
    found = exact(timeline({"hit": "{rate: 1, when: x == a, set: {x: b}}"}))
    assert "median first time" in str(found)
    assert "<table>" in found._repr_html_()
    assert "<table>" in found.first_time("b")._repr_html_()
    assert "mean without a horizon" in str(found.first_time("b"))
    plain = json.loads(json.dumps(found.to_dict(), allow_nan=False))
    assert plain["first_times"]["b"]["mean"] == 1
    frame = found.to_pandas()
    assert list(frame) == ["time", "b", "yes", "ever.b", "ever.yes", "payoff.p"]
    assert found.to_xarray()["ever.b"].dims == ("time",)
    assert len(found.first_time("b").to_pandas()) == len(found.times)
    assert not found.times.flags.writeable


def test_what_is_supposed_of_a_chance_is_heeded():
    scenario = timeline(
        {"draw": "{rate: 1, draw: coin}"},
        report="heads: coin == heads",
        more="chances: {coin: {outcomes: {heads: 0.3, tails: 0.7}}}",
    )
    assert exact(scenario).probability("heads").at(3).value == pytest.approx(0.3 * (1 - math.exp(-3)), abs=1e-14)
    found = exact(scenario, suppose={"coin": "heads"})
    assert found.provenance.suppose == {"coin": "heads"}
    assert found.probability("heads").at(3).value > 0.9


def test_it_says_how_far_it_has_come():
    heard = []
    exact(timeline({"hit": "{at: [1, 2], set: {x: b}}"}), progress=lambda done, total: heard.append(done / total))
    assert heard[-1] == 1
