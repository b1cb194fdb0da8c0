"""The bundled timelines: engines agree, claims hold and can fail, stories point the right way."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
import pytest
from loop_histories import assert_same_histories

import deterrence as dt
from deterrence.errors import NoAnswerError
from deterrence.timeline.transition.compiling import CONFIGURATIONS

NAMES = ("abm-2000-timeline", "false-alarms", "treaty-cascade")
LONG = (pytest.param("abm-2000-timeline", marks=pytest.mark.slow), "false-alarms", "treaty-cascade")
MEMORYLESS = {"abm-2000-timeline": {"talks_shape": 1}, "false-alarms": {}, "treaty-cascade": {"mediation_shape": 1}}
STATES = {"abm-2000-timeline": 1166, "false-alarms": 33, "treaty-cascade": 318}
HISTORIES = 100_000
SURE = 4.0

CREDIBLE = {"audience_share_exit": 1, "audience_cost": 5}
TRUSTING = {"trust": 0.9, "rogue_threat_2000": 0.9}

# A claim, and an assumption without which it fails. The assumption replaces what the claim itself is `given`.
BREAKS = {
    "abm-2000-timeline": {
        "put_off": TRUSTING,
        "notice_in_december": {"high_threat_chance": 0.1},
        "still_in_force": {"high_threat_chance": 0.1},
        "gone_by_five": {"high_threat_chance": 0.1},
        "gone_by_five_exactly": CREDIBLE,
        "first_crisis": {"strain_hollow": 0},
        "no_joint_shield": TRUSTING,
        "change_threat": {},
        "change_credibility": {},
        "change_buildup": {},
    },
    "false-alarms": {
        "always_on_warning": {"onset_rate": 0},
        "first_crisis": {"calming_rate": 4},
        "war_in_thirty_years": {"surviving": 0.6},
        "crises_are_short": {"surviving": 0.6},
        "no_hair_trigger_no_war": {},
        "settle_faster": {},
        "fewer_mistakes": {},
    },
    "treaty-cascade": {
        "first_exit": {"benefit": 1.4},
        "all_follow": {"burden_east": 1.2},
        "not_at_once": {"notice": 0},
        "fire_line": {},
        "good_mediation": {"relief": 0},
        "long_notice": {},
        "memoryless_mediation": {"benefit": 1.4},
    },
}

# What an assumption changes, and in which direction.
SIGNS = [
    ("abm-2000-timeline", {"high_threat_chance": 0.1}, "ever.treaty_gone", -1),
    ("abm-2000-timeline", {"high_threat_chance": 0.1}, "ever.crisis", -1),
    ("abm-2000-timeline", CREDIBLE, "ever.treaty_gone", -1),
    ("abm-2000-timeline", CREDIBLE, "ever.start1_gone", +1),
    ("abm-2000-timeline", CREDIBLE, "ever.amended", +1),
    ("abm-2000-timeline", TRUSTING, "ever.joint_shield", +1),
    ("abm-2000-timeline", TRUSTING, "occupancy.announced", +1),
    ("abm-2000-timeline", {"strain_hollow": 0}, "ever.crisis", -1),
    ("abm-2000-timeline", {"notice_period": 1.5}, "occupancy.treaty_gone", -1),
    ("false-alarms", {"settlement_rate": 4}, "ever.war", -1),
    ("false-alarms", {"surviving": 0.6}, "ever.hair_trigger", -1),
    ("false-alarms", {"alarm_rate": 8}, "ever.war", +1),
    ("false-alarms", {"alarm_rate": 8}, "payoff.other", -1),
    ("treaty-cascade", {"benefit": 1.4}, "ever.first_exit", -1),
    ("treaty-cascade", {"burden_east": 1.2}, "ever.collapse", -1),
    ("treaty-cascade", {"burden_east": 1.2}, "payoff.south", +1),
    ("treaty-cascade", {"relief": 0}, "ever.collapse", +1),
    ("treaty-cascade", {"contagion": 0}, "ever.collapse", -1),
    ("treaty-cascade", {"notice": 2}, "occupancy.no_treaty", -1),
    ("treaty-cascade", {"mediation_mean": 0.1}, "ever.collapse", -1),
]


@cache
def scenario(name: str) -> dt.Scenario:
    return dt.load(name)


def timeline_claims(name: str) -> dict:
    return {key: claim for key, claim in scenario(name).claims.items() if claim.timeline}


def claimed_dates(name: str) -> list[float]:
    asked = [claim.timeline for claim in timeline_claims(name).values()]
    return sorted({one.at if one.at is not None else one.by for one in asked} | {scenario(name).timeline.horizon})


@cache
def played(name: str, given: tuple[tuple[str, float], ...]) -> dt.Ensemble:
    run = dt.simulate(scenario(name), replications=20_000, seed=7, given=dict(given), times=claimed_dates(name))
    run.raise_for_status()
    return run


@cache
def exactly(name: str) -> dt.ExactAnswer:
    return dt.exact(scenario(name), given=MEMORYLESS[name])


@cache
def counted(name: str) -> dt.Ensemble:
    return dt.simulate(scenario(name), given=MEMORYLESS[name], replications=HISTORIES, seed=20000120)


def share(run: dt.Ensemble, asked) -> tuple[float, float]:
    found = (run.probability if asked.at is not None else run.ever)(asked.quantity).at(
        asked.at if asked.at is not None else asked.by
    )
    return found.value, found.error


@pytest.mark.parametrize("name", NAMES)
def test_it_loads_and_its_table_is_small(name):
    table = played(name, ()).table
    assert len(table) == STATES[name] < CONFIGURATIONS
    assert not table.errors


@pytest.mark.parametrize("name", NAMES)
def test_every_parameter_has_a_range_that_holds_its_value_and_a_meaning(name):
    assert all(parameter.range and parameter.meaning for parameter in scenario(name).parameters.values())
    assert all([scenario(name).summary, scenario(name).sources, scenario(name).tags])


@pytest.mark.parametrize("name", LONG)
def test_simulated_and_exact_agree_on_every_report_at_every_date(name):
    exact, run = exactly(name), counted(name)
    for report in run.reports:
        for found, law in (
            (run.probability(report), exact.probability(report)),
            (run.ever(report), exact.ever(report)),
        ):
            assert found.times.tolist() == law.times.tolist()
            spread = np.sqrt(law.value * (1 - law.value) / HISTORIES)
            assert (np.abs(found.value - law.value) <= SURE * spread + 1e-9).all(), report


@pytest.mark.parametrize("name", LONG)
def test_simulated_first_times_follow_the_exact_law(name):
    exact, run = exactly(name), counted(name)
    for report in run.reports:
        dates = np.sort(run.first_time(report).values)
        seen, count = np.unique(dates[np.isfinite(dates)], return_counts=True)
        law = exact.first_time(report).course.at(seen)[:, 0] if len(seen) else np.zeros(0)
        apart = np.abs(np.cumsum(count) / len(dates) - law).max(initial=0)
        assert apart < 1.95 / math.sqrt(len(dates)), report  # Kolmogorov's bound at one in a thousand


@pytest.mark.parametrize(
    ("name", "replications"), [("abm-2000-timeline", 5), ("false-alarms", 40), ("treaty-cascade", 40)]
)
def test_a_trace_is_the_replication_of_the_loop(name, replications):
    assert assert_same_histories(scenario(name), replications=replications, seed=3) > 10 * replications


@pytest.mark.parametrize(
    "name",
    [
        "false-alarms",
        pytest.param("treaty-cascade", marks=pytest.mark.slow),
        pytest.param("abm-2000-timeline", marks=pytest.mark.slow),
    ],
)
def test_every_claim_holds(name):
    report = dt.check(scenario(name))
    assert {row.name: row.verdict for row in report.rows if row.verdict != "holds"} == {}


@pytest.mark.parametrize(("name", "claim"), [(name, claim) for name in NAMES for claim in BREAKS[name]])
def test_no_claim_about_time_holds_without_its_assumption(name, claim):
    asked = timeline_claims(name)[claim].timeline
    low, high = asked.between
    value, _ = share(played(name, tuple(BREAKS[name][claim].items())), asked)
    spread = SURE * math.sqrt(max(value * (1 - value), 1e-4) / 20_000)
    assert value < low - spread or value > high + spread


@pytest.mark.parametrize("name", NAMES)
def test_every_claim_about_time_is_shown_to_be_able_to_fail(name):
    assert set(BREAKS[name]) == set(timeline_claims(name))


@pytest.mark.parametrize(("name", "given", "quantity", "sign"), SIGNS)
def test_what_would_have_to_change_changes_it(name, given, quantity, sign):
    moved = played(name, tuple(given.items())).difference(played(name, ()))[quantity]
    assert sign * moved.value > SURE * moved.error


@pytest.mark.parametrize("period", [0.5, 1.5])
def test_the_treaty_ends_a_period_of_notice_after_it_is_announced(period):
    run = (
        played("abm-2000-timeline", (("notice_period", period),)) if period != 0.5 else played("abm-2000-timeline", ())
    )
    announced, gone = run.first_time("announced").values, run.first_time("treaty_gone").values
    ended = np.isfinite(gone)
    assert ended.any()
    assert np.allclose(gone[ended] - announced[ended], period)


def test_no_war_of_false_alarms_comes_before_a_crisis():
    run = played("false-alarms", ())
    war, crisis = run.first_time("war").values, run.first_time("crisis").values
    assert (crisis <= war).all()
    assert np.isfinite(war).any()


def test_the_bounds_of_the_false_alarms_are_those_of_the_closed_forms():
    up, back, further, ten = 0.25, 2.0, 0.5, 10.0
    both = up + back + further
    fast, slow = (both + math.sqrt(both**2 - 4 * up * further)) / 2, (both - math.sqrt(both**2 - 4 * up * further)) / 2
    crisis = 1 - (fast * math.exp(-slow * ten) - slow * math.exp(-fast * ten)) / (fast - slow)
    for claim, value in (("first_crisis", crisis), ("always_on_warning", 1 - math.exp(-4 * 0.02 * 0.25 * 30))):
        low, high = timeline_claims("false-alarms")[claim].timeline.between
        assert low < value < high < low + 1e-7
    assert exactly("false-alarms").first_time("crisis").mean.value == pytest.approx(both / (up * further))


def test_talks_that_take_time_stand_in_the_way_of_an_exact_answer():
    with pytest.raises(NoAnswerError, match=r"'mediation'.*gamma"):
        dt.exact(scenario("treaty-cascade"))


def test_the_smaller_model_keeps_the_numbers_of_the_flagship():
    flagship, smaller = dt.load("abm-2000").parameters, scenario("abm-2000-timeline").parameters
    shared = set(flagship) & set(smaller)
    assert len(shared) > 45
    assert {name: smaller[name].value for name in shared} == {name: flagship[name].value for name in shared}


@pytest.mark.parametrize("claim", ["p5_rogue_threshold", "p9_audience_makes_threat"])
def test_the_smaller_model_has_the_thresholds_of_the_flagship(claim):
    smaller = {"p5_rogue_threshold": "same_rogue_threshold", "p9_audience_makes_threat": "same_audience_threshold"}
    ours = scenario("abm-2000-timeline").claims[smaller[claim]].flips
    theirs = dt.load("abm-2000").claims[claim].flips
    assert (ours.parameter, ours.at) == (theirs.parameter, theirs.at)
