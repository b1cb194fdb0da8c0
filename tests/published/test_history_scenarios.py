"""Situations of public history: what happened is the solution, thresholds are where they are derived to be, and a named
assumption carries a named claim."""

from __future__ import annotations

import time
from functools import cache
from pathlib import Path

import pytest

import deterrence as dt

SECONDS, TRIES = 2, 5
SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"
NUDGES = (0.007, -0.01, 0.004, -0.006, 0.01)

# The path that was taken: the first, most probable outcome.
HISTORY = {
    "inf-2019": "charge ultimatum, system keep, treaty withdraw, support back, answer moratorium",
    "cuban-1962": "resolve mild, response quarantine, offer quiet_trade, reply withdraw",
    "jcpoa-2018": "deal withdraw, effort words, patience wait, waivers end, answer reduce, sanctions hold",
    "nato-double-track-1979": "track both, terms zero, early refuse, mood firm, vote station, late agree",
    "salt-1972": "funds grant, proposal linked, reply accept",
    "agreed-framework-1994": (
        "approach talks, plant freeze, progress late, hedge covert, found yes, deliveries stop, aftermath resume"
    ),
    "open-skies-2020": "access restrict, treaty leave, assurance vague, membership follow",
    "baruch-1946": "plan no_veto, reply counter, answer insist, programme build",
}

# A claim, and the assumption without which it fails.
DROPPED = {
    "inf-2019": ("compliance_bought", "the United States would stay if the charge were met", {"freedom": 5}),
    "cuban-1962": ("always_settled", "a crisis can get out of hand", {"risk": 0}),
    "jcpoa-2018": ("erosion_unpunished", "it costs something to punish who has waited", {"fault": 0}),
    "nato-double-track-1979": ("history", "an offer to talk eases protest", {"eased": 1}),
    "salt-1972": ("history", "the defence works even against a build-up", {"offset": 0.8}),
    "agreed-framework-1994": ("sequel", "deliveries come late", {"late_share": 1}),
    "open-skies-2020": ("no_empty_pledge", "sharing is worth more to the allies than their word", {"sharing": 0.1}),
    "baruch-1946": ("not_kept", "to be alone with the weapon is worth more than to be rid of it", {"monopoly": 1.2}),
}


def _stakes(p):
    """What the United States would lose to leaders who stay in October 1962, beyond the pledge."""
    return (1 - p["risk"]) * p["stay_loss"] + p["risk"] * p["war_loss"] - p["pledge_cost"]


def _staying(p, gained):
    return (p["stay_gain"] + p["retreat_firm"] - gained) / (p["stay_gain"] + p["disaster"])


# Every threshold again, from the parameters.
CLOSED_FORMS = {
    "inf-2019": {
        "asking_rule": lambda p: p["bound"] + p["freedom"] - p["with_cause"] * p["blame"],
        "exhibition_rule": lambda p: 1 - (p["with_cause"] * p["blame"] - p["freedom"]) / p["bound"],
        "cause_rule": lambda p: (p["bound"] * (1 - p["candour"]) + p["freedom"]) / p["blame"],
        "compliance_rule": lambda p: p["worth"] + p["removal"],
        "second_half": lambda p: p["blame"] + p["split"],
        "allied_rule": lambda p: p["with_cause"] * p["shared_blame"] - p["exposure"],
    },
    "cuban-1962": {
        "risk_moves_them": lambda p: _staying(p, p["pledge_gain"] + p["trade_gain"]),
        "more_risk_less_price": lambda p: _staying(p, p["pledge_gain"]),
        "trade_rule": lambda p: (
            p["retreat_firm"] - p["pledge_gain"] + (1 - p["risk"]) * p["stay_gain"] - p["risk"] * p["disaster"]
        ),
        "belief_rule": lambda p: (p["trade_cost"] + (1 - p["secrecy"]) * p["allied_cost"]) / _stakes(p),
        "secrecy_rule": lambda p: 1 - (p["firm"] * _stakes(p) - p["trade_cost"]) / p["allied_cost"],
        "without_quarantine": lambda p: (p["stay_loss"] - p["strike_cost"]) / p["reprisal_loss"],
    },
    "jcpoa-2018": {
        "empty_threat": lambda p: p["leave_gain"] - (p["waived"] + p["reach"]) * p["relief"],
        "fault_rule": lambda p: p["alignment"] - p["hollow_value"],
        "reach_rule": lambda p: p["reduce_gain"] / p["relief"],
        "waiver_rule": lambda p: p["full_pressure"] - p["limits_kept"],
    },
    "nato-double-track-1979": {
        "sure_threat": lambda p: p["lead"] / (p["lead"] + p["climb_down"]),
        "compromise_rule": lambda p: (
            p["steady"] * (p["zero_value"] - p["strain"]) - (1 - p["steady"]) * (p["imbalance"] + p["setback"])
        ),
        "second_track_carries_the_first": lambda p: p["restored"] / p["protest_steady"],
        "late_rule": lambda p: p["lead"] + p["climb_down"],
    },
    "salt-1972": {
        "chip_of_value": lambda p: p["build_cost"] / (1 - p["offset"]),
        "chip_for_sale": lambda p: (p["calm"] + p["build_cost"] + p["race_loss"]) / (1 - p["offset"]),
        "offset_rule": lambda p: 1 - p["build_cost"] / p["shield"],
        "fear_rule": lambda p: (p["lead"] - p["race_cost"] - p["respite"]) / (1 - p["offset"]),
        "start_rule": lambda p: p["wish"],
    },
    "agreed-framework-1994": {
        "face_rule": lambda p: p["pain"] + p["war_risk"] * p["disaster"] - p["arming"],
        "delay_rule": lambda p: (p["hedging"] / p["detection"] + p["resuming"] - p["oil"]) / p["reactors"],
        "oil_rule": lambda p: p["hedging"] / p["detection"] + p["resuming"] - p["late_share"] * p["reactors"],
        "blame_rule": lambda p: p["later"] * p["programme"],
    },
    "open-skies-2020": {
        "grievance_rule": lambda p: p["flights"] + p["rift"],
        "word_rule": lambda p: p["sharing"],
        "opening_rule": lambda p: p["over_europe"] - p["observed"] + p["over_us"] - p["by_us"] + p["blame_after"],
        "proxy_rule": lambda p: p["over_europe"] - p["observed"] + p["blame_after"],
    },
    "baruch-1946": {
        "intrusion_rule": lambda p: p["security"] - p["waiting"] - (p["parity"] - p["effort"]),
        "ban_rule": lambda p: p["security"] + p["effort"],
        "little_inspection": lambda p: (p["monopoly"] - p["effort"] - p["security"]) / (p["monopoly"] + p["penalty"]),
    },
}
THRESHOLDS = [(name, claim) for name, forms in CLOSED_FORMS.items() for claim in forms]


@cache
def scenario(name):
    return dt.load(SCENARIOS / f"{name}.yaml")


def nudged(name):
    """Every parameter a little up or down in turn, so that no threshold stays where it was by luck."""
    values = {}
    for k, (key, value) in enumerate(scenario(name).baseline.items()):
        low, high = scenario(name).parameters[key].range
        values[key] = min(max(value * (1 + NUDGES[k % len(NUDGES)]), low), high)
    return values


def kinds(name):
    return [claim.kinds[0] for claim in scenario(name).claims.values()]


@pytest.fixture(scope="module")
def warm():
    """Checks of every kind have been run once, so that nobody's imports are timed."""
    dt.check(dt.load(SCENARIOS / "treaty.yaml"))
    dt.check(dt.load(SCENARIOS / "false-alarms.yaml"), names=["always_on_warning"])


@pytest.mark.parametrize("name", HISTORY)
def test_every_claim_holds(name):
    report = dt.check(scenario(name))
    assert {row.name: row.detail for row in report.rows if row.verdict != "holds"} == {}


@pytest.mark.usefixtures("warm")
@pytest.mark.parametrize("name", HISTORY)
def test_checking_takes_less_than_two_seconds(name):
    taken = []
    while not taken or (min(taken) >= SECONDS and len(taken) < TRIES):  # others may be using the processor
        fresh, begun = dt.load(SCENARIOS / f"{name}.yaml"), time.process_time()
        dt.check(fresh)
        taken.append(time.process_time() - begun)
    assert min(taken) < SECONDS


@pytest.mark.parametrize("name", HISTORY)
def test_what_happened_is_the_first_outcome(name):
    solution = dt.solve(scenario(name))
    assert ", ".join(f"{variable} {choice}" for variable, choice in solution.outcomes[0].path) == HISTORY[name]
    assert all(len(decision.optimal) == 1 for decision in solution.visited)
    assert sum(solution.game.tree.size.values()) < 200


@pytest.mark.parametrize("name", DROPPED)
def test_a_claim_fails_without_the_assumption_it_is_named_with(name):
    claim, _, dropped = DROPPED[name]
    (row,) = dt.check(scenario(name), names=[claim], given=dropped).rows
    assert row.verdict == "fails"


@pytest.mark.parametrize("dropped", [{"face": 0.5}, {"late_share": 0.5}, {"delay": 0.5}])
def test_what_is_said_about_time_is_exact_and_fails_without_its_assumptions(dropped):
    for row in dt.check(scenario("agreed-framework-1994"), names=["by_eight", "as_often_as_late"], given=dropped).rows:
        assert row.verdict == "fails"
        assert "exact" in row.detail


@pytest.mark.parametrize(("name", "claim"), THRESHOLDS)
def test_thresholds_are_the_closed_forms(name, claim):
    flips = scenario(name).claims[claim].flips
    assert flips.at == pytest.approx(CLOSED_FORMS[name][claim](scenario(name).baseline), rel=1e-9)


@pytest.mark.parametrize(("name", "claim"), THRESHOLDS)
def test_thresholds_move_as_the_closed_forms_say(name, claim):
    stated, values = scenario(name).claims[claim], nudged(name)
    at = CLOSED_FORMS[name][claim](values)
    assert at != pytest.approx(stated.flips.at, rel=1e-4)
    moved = stated.model_copy(update={"flips": stated.flips.model_copy(update={"at": at})})
    (row,) = dt.check(scenario(name).model_copy(update={"claims": {claim: moved}}), given=values).rows
    assert row.verdict == "holds", row.detail


@pytest.mark.parametrize("name", HISTORY)
def test_every_file_has_sources_meanings_and_the_kinds_of_claim_a_lesson_needs(name):
    file = scenario(name)
    assert set(CLOSED_FORMS[name]) == {key for key, claim in file.claims.items() if claim.flips}
    assert {"expect", "flips", "compare"} <= set(kinds(name))
    assert any(claim.for_all for claim in file.claims.values())
    assert len(file.sources) >= 3
    assert "?" in file.summary
    assert "All quantities are abstract." in file.summary.replace("\n", " ")
    assert {"easy", "middle", "hard"} & set(file.tags)
    assert all(parameter.meaning and parameter.range for parameter in file.parameters.values())


def test_every_file_is_asked_the_same_questions():
    assert set(HISTORY) == set(DROPPED) == set(CLOSED_FORMS)
