"""Closed forms of the published models' thresholds, and the assumptions that their claims name.

Each formula is that of `deterrence.models` where it has one, and else written from the payoffs of its model, as its
source has it or as it is derived from the tree. It takes a point: an object with the parameters of the scenario as
attributes.
"""

from __future__ import annotations

from deterrence.models.alliance_reliability import alliance_reliability
from deterrence.models.assurance import assurance
from deterrence.models.asymmetric_deterrence import credibility_threshold, satisfaction_threshold
from deterrence.models.chance_threat import acceptable_risk, effective_risk, most_undeterrable
from deterrence.models.credible_defence import minimum_defence, provoking_defence
from deterrence.models.emboldening_defence import emboldening_defence, yielding_harm
from deterrence.models.extended_deterrence import initiation_threshold, required_tripwire
from deterrence.models.inspection import inspection_value
from deterrence.models.inspector_leadership import deterring_inspection
from deterrence.models.launch_on_warning import false_alarm_threshold, prior_threshold
from deterrence.models.mutual_deterrence import Party, deterrence_threshold
from deterrence.models.power_shift import power_shift
from deterrence.models.probabilistic_threats import least_retaliation, most_defence
from deterrence.models.ratification import bold_offer_threshold
from deterrence.models.reassurance import separating_gesture
from deterrence.models.reciprocal_fear import reciprocal_fear
from deterrence.models.rogue_deterrence import attempts_threshold, effectiveness_threshold, punishment_threshold
from deterrence.models.security_autonomy import growth_threshold, highest_price
from deterrence.models.security_dilemma import restraint_threshold, visible_restraint_threshold
from deterrence.models.technology_sale import copy_patience_threshold, technology_sale
from deterrence.models.threshold import ratio_threshold
from deterrence.models.treaty_exit import treaty_exit
from deterrence.models.truel import truel_chances
from deterrence.models.unilateral_deterrence import unilateral_deterrence


def ratio(gain, loss):
    return gain / (gain + loss)


def decline(p):
    return power_shift(win_now=p.now, win_later=p.later, cost=p.cost, discount_factor=p.patience)


def chance_of_the_weakest(p, target):
    """The weakest moves first, the strongest, who never fails, second; the two others aim at each other."""
    return truel_chances([p.weak_skill, 1.0, p.middle_skill], targets=(target, 2, 1))[0]


def stag_hunt(p):
    names = ("trust", "mutual", "exploiting", "exploited", "conflict")
    return assurance(**{name: getattr(p, name) for name in names})


def gestures(p):
    return separating_gesture(mutual=p.mutual, conflict=p.conflict, greed=p.greed, greedy_conflict=p.conflict)


def left_to_the_inspectee(p):
    return inspection_value(periods=p.periods, inspections=p.inspections, penalty=p.caught)


def challenger_threshold(p):
    """The credibility that stops the challenger of the rudimentary game."""
    return credibility_threshold(concession=p.concession, status_quo=p.status_quo, conflict=p.conflict)


def unilateral(p):
    """Thresholds of the Unilateral Deterrence Game."""
    names = ("challenger_hard", "defender_hard", "gain", "status_quo", "fight", "retreat", "suffer", "victory", "stand")
    return unilateral_deterrence(**{name: getattr(p, name) for name in (*names, "loss", "ruin")}).thresholds


def mutual_threshold(p):
    """The credibility that deters the first side of mutual deterrence."""
    worth = {name: getattr(p, name) for name in ("win", "peace", "fight", "submit", "suffer")}
    return deterrence_threshold(Party(hard=p.one_hard, **worth))


def threatener(p):
    """Payoffs of who makes a threat that leaves something to chance."""
    return {"success": p.success, "give_in": p.give_in, "disaster": p.disaster}


def treaty(p):
    """Keeping, breaching and leaving a treaty."""
    names = ("temptation", "reward", "punishment", "outside", "lag", "notice", "exit_cost")
    return treaty_exit(discount_factor=p.patience, **{name: getattr(p, name) for name in names})


def signing_threshold(p):
    """The chance of a willing legislature that makes a bold treaty worth signing."""
    return bold_offer_threshold(p.cautious, p.bold, embarrassment=p.embarrassment)


def alliance(p):
    """An ally that may not come."""
    names = ("strengthening", "stake", "honour", "alone", "home", "target_cost", "prize", "attacker_cost")
    return alliance_reliability(worst_cost=p.worst, **{name: getattr(p, name) for name in names})


def sale(p):
    """Components or technology."""
    names = ("own", "supplied", "price", "copy_parts", "copy_plans", "margin", "fee", "fear")
    return technology_sale(
        discount_factor=p.patience,
        independence=p.independence,
        dependence=p.dependence,
        **{name: getattr(p, name) for name in names},
    )


def copying_threshold(p):
    """The patience of a buyer who holds the plans and does not use them."""
    return copy_patience_threshold(own=p.own, supplied=p.supplied, price=p.price, copy_cost=p.copy_plans)


THRESHOLDS = [
    # scenario, claim, formula of the scenario's parameters, parameters other than the baseline
    (
        "zagare1993",
        "threshold",
        challenger_threshold,
        {"conflict": -0.5},
    ),
    (
        "zagare1993",
        "threshold",
        challenger_threshold,
        {"status_quo": 0.3},
    ),
    (
        "zagare1993",
        "satisfaction",
        lambda p: satisfaction_threshold(concession=p.concession, conflict=p.conflict, credibility=p.credibility),
        {"concession": 1.4},
    ),
    ("zagare2000", "hard_try", lambda p: unilateral(p)["tH"], {"fight": 0.25}),
    (
        "zagare2000",
        "bluffs_end",
        lambda p: unilateral(p)["tS"],
        {"status_quo": 0.58},
    ),
    (
        "kilgour1994",
        "prize_rule",
        lambda p: initiation_threshold(resistance=p.caring, win=p.win, cost=p.attacker_cost),
        {"caring": 0.7, "win": 0.2},
    ),
    (
        "kilgour1994",
        "tripwire_rule",
        lambda p: required_tripwire(worth=p.high, win=p.win, cost=p.defender_cost),
        {"defender_cost": 0.8},
    ),
    (
        "kilgour1994",
        "large_prize",
        lambda p: required_tripwire(worth=p.low, win=p.win, cost=p.defender_cost),
        {"low": 0.5},
    ),
    (
        "dixit_skeath",
        "effective",
        lambda p: effective_risk(defy=p.win, comply=p.comply, ruin=p.ruin),
        {"comply": -3, "win": 1},
    ),
    (
        "dixit_skeath",
        "acceptable",
        lambda p: acceptable_risk(**threatener(p), undeterrable=p.undeterrable),
        {"disaster": -10.5},
    ),
    (
        "dixit_skeath",
        "window_closes",
        lambda p: most_undeterrable(**threatener(p), risk=p.risk),
        {"disaster": -12},
    ),
    ("dixit_skeath", "pure_threat", lambda p: most_undeterrable(**threatener(p)), {"success": 2}),
    ("fearon1994", "belief", lambda p: ratio_threshold(p.gain, p.war_cost), {"gain": 0.5}),
    ("fearon1994", "tied", lambda p: p.low_cost, {"low_cost": 0.3}),
    ("fearon1994", "everybody_fights", lambda p: p.high_cost, {"high_cost": 0.7}),
    ("fearon1995", "shift_rule", lambda p: decline(p).win_later, {"now": 0.2, "patience": 0.7}),
    ("fearon1995", "cost_rule", lambda p: decline(p).cost, {"later": 0.6}),
    ("fearon1995", "shadow_of_the_future", lambda p: decline(p).patience, {"cost": 0.4}),
    ("fearon1995", "treaty_rule", lambda p: decline(p).treaty, {"later": 0.8}),
    (
        "quackenbush2006",
        "minimum",
        lambda p: minimum_defence(victory=p.victory, concession=p.loss, conflict=p.conflict),
        {"conflict": -0.6, "loss": 0.2},
    ),
    (
        "quackenbush2006",
        "resented",
        lambda p: provoking_defence(status_quo=p.status_quo, conflict=p.fight, resentment=p.resentment),
        {"fight": 0.2},
    ),
    (
        "powell2003",
        "emboldened",
        lambda p: emboldening_defence(risk=p.risk, share=p.share, stake=p.stake, harm=p.harm),
        {"risk": 0.3, "harm": 6},
    ),
    (
        "powell2003",
        "rogue_yields",
        lambda p: yielding_harm(risk=p.risk, share=p.share, stake=p.rogue_stake),
        {"risk": 0.2},
    ),
    ("smith1995", "honour_rule", lambda p: alliance(p).deter_honour, {"stake": 0.2, "worst": 0.8}),
    ("smith1995", "target_fights", lambda p: alliance(p).resist_honour, {"target_cost": 0.5}),
    ("klein1978", "fear_rule", lambda p: sale(p).fear_threshold, {"fee": 4, "margin": 0.2}),
    ("klein1978", "patience_rule", copying_threshold, {"copy_plans": 5}),
    ("abm1972", "patience_rule", lambda p: treaty(p).patience_threshold, {"lag": 3, "temptation": 4}),
    ("abm1972", "notice_is_weak", lambda p: treaty(p).exit_threshold, {"notice": 9}),
    ("abm1972", "exit_rule", lambda p: treaty(p).exit_threshold, {"exit_cost": 1}),
    (
        "wilkening2000",
        "punishment_rule",
        lambda p: punishment_threshold(
            benefit=p.benefit, cost=p.cost, effectiveness=p.effectiveness, attempts=p.attempts
        ),
        {"effectiveness": 0.3, "attempts": 4},
    ),
    (
        "wilkening2000",
        "effectiveness_rule",
        lambda p: effectiveness_threshold(benefit=p.benefit, cost=p.cost, punishment=p.punishment, attempts=p.attempts),
        {"attempts": 2, "benefit": 3},
    ),
    (
        "wilkening2000",
        "bargain",
        lambda p: attempts_threshold(
            benefit=p.benefit, cost=p.cost, punishment=p.punishment, effectiveness=p.effectiveness
        ),
        {"benefit": 3},
    ),
    (
        "barrett2013",
        "prior_rule",
        lambda p: prior_threshold(error=p.error, late=p.late, detection=p.detect, false_alarm=p.false_alarm),
        {"late": 3, "false_alarm": 0.1},
    ),
    (
        "barrett2013",
        "good_sensors",
        lambda p: false_alarm_threshold(p.prior, error=p.error, late=p.late, detection=p.detect),
        {"late": 4},
    ),
    ("mosteller1965", "its_chance", lambda p: chance_of_the_weakest(p, None), {"weak_skill": 0.2}),
    ("mosteller1965", "at_the_strongest", lambda p: chance_of_the_weakest(p, 1), {"weak_skill": 0.2}),
    ("mosteller1965", "mistake", lambda p: 1 - 1 / (2 - p.weak_skill), {"weak_skill": 0.25}),
    ("kydd2005", "trust_rule", lambda p: stag_hunt(p).threshold, {"exploited": 1, "mutual": 5}),
    ("kydd2005", "cheap_gesture", lambda p: gestures(p)[0], {"greed": 3.2}),
    ("kydd2005", "dear_gesture", lambda p: gestures(p)[1], {"mutual": 4.5}),
    (
        "schelling1960",
        "threshold",
        lambda p: reciprocal_fear(peace=p.wait, first=p.first, struck=p.struck, mutual=p.both).threshold,
        {"struck": -5},
    ),
    (
        "jervis1978",
        "greed_rule",
        lambda p: restraint_threshold(cost=p.cost, advantage=p.advantage, exposure=p.exposure),
        {"cost": 0.4},
    ),
    (
        "jervis1978",
        "visible",
        lambda p: visible_restraint_threshold(cost=p.cost, delay=p.delay, exposure=p.exposure),
        {"delay": 0.2},
    ),
    ("kilgour1991", "threshold", mutual_threshold, {"fight": 0.25}),
    ("brams1988", "least_threat", lambda p: least_retaliation(peace=p.row_peace), {"row_peace": 0.75}),
    ("brams1988", "defence_rule", lambda p: most_defence(peace=p.row_peace), {"row_peace": 0.8}),
    ("dresher1962", "value", left_to_the_inspectee, {"caught": 0.5}),
    ("dresher1962", "two_inspections", left_to_the_inspectee, {"caught": 2}),
    ("dresher1962", "two_periods", left_to_the_inspectee, {"caught": 2}),
    ("iida1993", "bold_rule", signing_threshold, {"cautious": 0.4}),
    ("iida1993", "embarrassment_rule", signing_threshold, {"cautious": 0.45}),
    ("kreps1982", "last_rule", lambda p: ratio_threshold(p.gain, p.fought), {"gain": 0.2, "fought": 0.8}),
    ("avenhaus2002", "level_rule", lambda p: deterring_inspection(p.gain, p.penalty), {"penalty": 3}),
    ("avenhaus2002", "lead_rule", lambda p: deterring_inspection(p.gain, p.penalty), {"gain": 2}),
    (
        "morrow1991",
        "growth_breaks",
        lambda p: growth_threshold(p.security, p.say, p.minor_value),
        {"security": 0.9},
    ),
    ("morrow1991", "price", lambda p: highest_price(p.security, p.minor_value), {"minor_value": 0.9}),
    (
        "morrow1991",
        "entrapment_rule",
        lambda p: p.say + highest_price(p.help, p.major_value),
        {"major_value": 0.5},
    ),
    ("olson1966", "first_unit", lambda p: 1 / (1 - 0.75 ** (p.taste / (1 - p.taste))), {"taste": 0.35}),
]

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
    ("schelling1960", "calm", "being struck is not much worse", {"struck": -8}),
    ("fraser1984", "history", "the position is worth keeping", {"kept": 10.5}),
    ("hipel2001", "modified", "the company prefers it to abandonment", {"abandonment": 8}),
    ("brams1988", "peace", "nobody has a good defence", {"row_defence": 0.8}),
    ("jervis1978", "restraint", "the defence is dominant enough", {"exposure": 2}),
    ("kilgour1991", "peace", "conflict is worse than peace", {"fight": 0.7}),
    ("dresher1962", "relied_on", "being caught hurts", {"caught": -0.9}),
    ("kreps1982", "last_deterred", "a fight is a loss", {"fought": 0}),
    ("iida1993", "cautious", "the reluctant would ratify it", {"reluctant": 0.2}),
    ("avenhaus2002", "leads", "the inspector can bind itself", {"binding": 0}),
    ("fang1993", "arms", "it is worst to be the only one without", {"disarmed": 2.5}),
    ("morrow1991", "allied", "security is prized more than autonomy", {"minor_value": 1.5}),
    ("olson1966", "exploitation", "only the common good", {"own": 0.5}),
]
