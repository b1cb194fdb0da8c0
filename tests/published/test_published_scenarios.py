"""Published models as scenarios: every claim holds, thresholds follow their formulas, and named assumptions matter.

The formulas are those of the sources named in each file, or derived from its tree; each is written here once more, from
the payoffs, and compared with the crossing that the library finds at other parameters than the file's own.
"""

from __future__ import annotations

import math
from collections import Counter
from pathlib import Path

import pytest

import deterrence as dt
from deterrence.scenario.library import bundled

FOLDER = Path(__file__).resolve().parents[2] / "scenarios" / "published"
NAMES = sorted(path.stem for path in FOLDER.glob("*.yaml"))
SUBJECTS = {"treaty", "alliance", "credibility", "dynamics", "information"}
LEVELS = {"easy", "middle", "hard"}


def ratio(gain, loss):
    return gain / (gain + loss)


THRESHOLDS = [
    # scenario, claim, formula of the scenario's parameters, parameters other than the baseline
    ("zagare1993", "threshold", lambda p: ratio(p.concession - p.status_quo, p.status_quo - p.conflict), {"conflict": -0.5}),
    ("zagare1993", "threshold", lambda p: ratio(p.concession - p.status_quo, p.status_quo - p.conflict), {"status_quo": 0.3}),
    ("zagare1993", "satisfaction", lambda p: (1 - p.credibility) * p.concession + p.credibility * p.conflict, {"concession": 1.4}),
    ("zagare2000", "hard_try", lambda p: ratio(p.gain - p.status_quo, p.status_quo - p.fight), {"fight": 0.25}),
    ("zagare2000", "bluffs_end", lambda p: ratio(p.gain - p.status_quo, p.status_quo - p.retreat), {"status_quo": 0.58}),
    ("kilgour1994", "prize_rule", lambda p: p.caring * p.attacker_cost / (1 - p.caring * (1 - p.win)), {"caring": 0.7, "win": 0.2}),
    ("kilgour1994", "tripwire_rule", lambda p: p.defender_cost - (1 - p.win) * p.high, {"defender_cost": 0.8}),
    ("kilgour1994", "large_prize", lambda p: p.defender_cost - (1 - p.win) * p.low, {"low": 0.5}),
    ("dixit_skeath", "effective", lambda p: (p.win - p.comply) / (p.win - p.ruin), {"comply": -3, "win": 1}),
    ("dixit_skeath", "acceptable", lambda p: (p.success - p.give_in) / (p.give_in - p.disaster) * (1 - p.undeterrable) / p.undeterrable, {"disaster": -10.5}),
    ("dixit_skeath", "pure_threat", lambda p: ratio(p.success - p.give_in, p.give_in - p.disaster), {"success": 2}),
    ("fearon1994", "belief", lambda p: ratio(p.gain, p.war_cost), {"gain": 0.5}),
    ("fearon1994", "tied", lambda p: p.low_cost, {"low_cost": 0.3}),
    ("fearon1994", "everybody_fights", lambda p: p.high_cost, {"high_cost": 0.7}),
    ("fearon1995", "shift_rule", lambda p: (p.now + p.cost * (1 - p.patience) ** 2) / p.patience, {"now": 0.2, "patience": 0.7}),
    ("fearon1995", "cost_rule", lambda p: (p.patience * p.later - p.now) / (1 - p.patience) ** 2, {"later": 0.6}),
    ("quackenbush2006", "minimum", lambda p: (p.loss - p.conflict) / (p.victory - p.conflict), {"conflict": -0.6, "loss": 0.2}),
    ("powell2003", "emboldened", lambda p: 1 - (1 - p.risk) * p.share * p.stake / (p.risk * p.harm), {"risk": 0.3, "harm": 6}),
    ("powell2003", "rogue_yields", lambda p: (1 - p.risk) * p.share * p.rogue_stake / p.risk, {"risk": 0.2}),
    ("smith1995", "honour_rule", lambda p: p.worst * (1 - p.attacker_cost / p.prize - p.alone) / p.strengthening - p.strengthening * p.stake, {"stake": 0.2, "worst": 0.8}),
    ("smith1995", "target_fights", lambda p: p.worst * (p.target_cost / p.home - p.alone) / p.strengthening - p.strengthening * p.stake, {"target_cost": 0.5}),
    ("klein1978", "fear_rule", lambda p: (p.fee - p.margin / (1 - p.patience)) / (p.independence - p.dependence), {"fee": 4, "margin": 0.2}),
    ("klein1978", "patience_rule", lambda p: 1 - (p.supplied - p.price) / (p.own - p.copy_plans), {"copy_plans": 5}),
    ("abm1972", "patience_rule", lambda p: ((p.temptation - p.reward) / (p.temptation - p.punishment)) ** (1 / p.lag), {"lag": 3, "temptation": 4}),
    ("abm1972", "notice_is_weak", lambda p: p.reward + p.exit_cost * (1 - p.patience) / p.patience**p.notice, {"notice": 9}),
    ("wilkening2000", "punishment_rule", lambda p: (1 - p.effectiveness**p.attempts) * p.benefit / p.cost, {"effectiveness": 0.3, "attempts": 4}),
    ("wilkening2000", "effectiveness_rule", lambda p: (1 - p.punishment * p.cost / p.benefit) ** (1 / p.attempts), {"attempts": 2, "benefit": 3}),
    ("barrett2013", "prior_rule", lambda p: p.false_alarm * p.error / (p.false_alarm * p.error + p.detect * p.late), {"late": 3, "false_alarm": 0.1}),
    ("mosteller1965", "its_chance", lambda p: p.weak_skill, {"weak_skill": 0.2}),
    ("mosteller1965", "mistake", lambda p: 1 - 1 / (2 - p.weak_skill), {"weak_skill": 0.25}),
    ("kydd2005", "trust_rule", lambda p: ratio(p.conflict - p.exploited, p.mutual - p.exploiting), {"exploited": 1, "mutual": 5}),
]  # fmt: skip

DROPPED = [
    # scenario, claim, the assumption that its text names, and a parameter that drops it
    ("zagare1993", "certain_reply", "conflict is worse than the status quo", {"conflict": 1.0}),
    ("zagare2000", "certain_deterrence", "conflict is worse than the status quo", {"fight": 0.7}),
    ("kilgour1994", "sure_resistance", "war costs the challenger something", {"attacker_cost": 0}),
    ("dixit_skeath", "made", "the risk runs by itself", {"automatic": 0}),
    ("fearon1994", "deterred", "taking it back costs something", {"audience": 0}),
    ("fearon1995", "war", "nothing binds the rising side", {"limit": 1}),
    ("quackenbush2006", "credible_is_enough", "the challenger does not resent it", {"resentment": 1.5}),
    ("powell2003", "never_hit", "much to lose", {"harm": 1}),
    ("smith1995", "deterred", "breaking a promise costs something", {"honour": 0}),
    ("romer1978", "bound_hands", "a no leaves the status quo in force", {"exit": 1}),
    ("klein1978", "dependence_keeps", "technology makes the buyer independent", {"copy_plans": 8}),
    ("abm1972", "safe_from_surprise", "found out within two periods", {"lag": 12}),
    ("selten1978", "paradox", "a fight costs something", {"fight_cost": -0.1}),
    ("wilkening2000", "deterred_by_both", "the state would punish", {"effort": 2}),
    ("barrett2013", "silence", "the sensors see most attacks", {"detect": 0}),
    ("mosteller1965", "passes", "the weakest may pass", {"may_pass": 0}),
    ("kydd2005", "reassured", "it costs more than the exploiter gains", {"greed": 4}),
]


class Point:
    def __init__(self, parameters):
        self.__dict__.update(parameters)


def verdict(scenario, claim, **changes):
    (row,) = dt.check(scenario, names=[claim], **changes).rows
    return row


@pytest.mark.parametrize("name", NAMES)
def test_every_claim_of_a_published_model_holds(name):
    scenario = dt.load(name)
    assert {row.name: row.verdict for row in dt.check(scenario).rows} == dict.fromkeys(scenario.claims, "holds")


@pytest.mark.parametrize("name", NAMES)
def test_a_published_model_tells_its_source_its_subject_and_what_each_number_means(name):
    scenario = dt.load(name)
    assert scenario.sources
    assert "Published:" in scenario.summary
    assert "Derived here:" in scenario.summary
    assert set(scenario.tags) <= SUBJECTS | LEVELS
    assert set(scenario.tags) & SUBJECTS
    assert len(set(scenario.tags) & LEVELS) == 1
    assert len(scenario.claims) >= 3
    assert all(parameter.meaning and parameter.range for parameter in scenario.parameters.values())


@pytest.mark.parametrize("name", NAMES)
def test_a_published_model_has_a_threshold_or_is_of_ranks_only(name):
    scenario = dt.load(name)
    assert scenario.ordinal or any(claim.flips for claim in scenario.claims.values())


@pytest.mark.parametrize(("name", "claim", "formula", "given"), THRESHOLDS)
def test_a_threshold_follows_its_formula_at_other_parameters(name, claim, formula, given):
    scenario = dt.load(name)
    own = scenario.claims[claim].given
    assert not set(own) & set(given)
    expected = formula(Point({**scenario.baseline, **own, **given}))
    assert math.isfinite(expected)
    assert verdict(scenario, claim, given=given).evidence == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize(("name", "claim", "assumption", "given"), DROPPED)
def test_a_claim_fails_when_the_assumption_it_names_is_dropped(name, claim, assumption, given):
    scenario = dt.load(name)
    says = scenario.claims[claim].says
    assert "provided" in says, assumption
    assert verdict(scenario, claim, given=given).verdict == "fails", assumption


def test_every_published_model_has_an_assumption_that_is_dropped_here():
    assert {case[0] for case in DROPPED} == set(NAMES)


def test_a_published_model_is_loaded_by_its_key_alone():
    stems = Counter(path.stem for path in bundled().values())
    assert stems.most_common(1)[0][1] == 1
    assert all(dt.load(name) == dt.load(f"published/{name}") for name in NAMES[:2])
