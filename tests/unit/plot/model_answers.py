"""Answers of the models: at one point, over one parameter and over two."""

from __future__ import annotations

from functools import cache

import numpy as np

from deterrence.models.alliance_reliability import alliance_reliability
from deterrence.models.arming import arming
from deterrence.models.assurance import assurance
from deterrence.models.audience_costs import audience_crisis
from deterrence.models.bargaining_range import bargaining_range, screening_demand
from deterrence.models.chance_threat import chance_threat
from deterrence.models.defended_crisis import defended_crisis
from deterrence.models.deterrence_probit import deterrence_probit
from deterrence.models.deterrence_probit_fit import fit_deterrence_probit
from deterrence.models.emboldening_defence import riskiest_defence
from deterrence.models.global_game import global_game
from deterrence.models.hawk_dove import retaliator_rest
from deterrence.models.hold_up import hold_up
from deterrence.models.inspection import inspection_stage
from deterrence.models.inspector_leadership import inspector_leadership
from deterrence.models.mutual_deterrence import Party, mutual_deterrence
from deterrence.models.pawn_crisis import pawn_crisis
from deterrence.models.posture_chain import posture_chain
from deterrence.models.power_shift import power_shift
from deterrence.models.preventive_war import preventive_war
from deterrence.models.ratification import ratification
from deterrence.models.reputation import reputation
from deterrence.models.security_autonomy import security_autonomy
from deterrence.models.technology_sale import technology_sale
from deterrence.models.tied_hands import sunk_costs, tied_hands
from deterrence.models.treaty_exit import treaty_exit
from deterrence.models.truel import truel

GRID = np.linspace
THREAT = {"success": 1, "give_in": -2, "disaster": -10, "defy": 2, "comply": -4}
TYPES = {"prize": (0.5, 1), "war": (-0.5, 0.2)}
ALLY = {"strengthening": 0.4, "stake": 0.5, "worst_cost": 1, "alone": 0.3, "home": 1, "prize": 1, "attacker_cost": 0.5}
PAWN = {"challenger_cost": 0.35, "defender_cost": 0.48}
SHIFT = {"investment": 0.2, "strike_cost": 0.3, "shift": 1, "discount_factor": 0.9}
STAG = {"mutual": 4, "exploiting": 3, "exploited": 0, "conflict": 2}
STRIKE = {"peace": 0, "first": -1, "struck": -4, "mutual": -3, "prior_mean": 0}
RISE = {"win_now": 0.3, "discount_factor": 0.6}
TREATY = {"temptation": 5, "reward": 3, "punishment": 1, "lag": 2, "notice": 6}
SALE = {"own": 10, "supplied": 1, "price": 0.4, "copy_parts": 8, "copy_plans": 3, "margin": 0.3, "fee": 5}
SALE |= {"discount_factor": 0.9, "independence": 0.6, "dependence": 0.1}
JOIN = {"security": [0.1, 0.6], "autonomy": [0.3, -0.5]}
CRISIS = {"risk": 0.1, "share": 0.5, "rival_harm": 1}
WORTH = {"win": 1, "peace": 0.6, "fight": 0.3, "submit": 0.1, "suffer": -0.2}
PAIR = np.ones((100, 1))
STARTS = [[0.3, 0.3, 0.4], [0.6, 0.3, 0.1], [0.1, 0.5, 0.4], [0.1, 0.8, 0.1], [0.2, 0.6, 0.2]]
WEIGHTS = np.stack([np.ones(21), GRID(0, 2, 21)], axis=-1)
COSTS = np.stack([GRID(0.5, 4, 21), np.ones(21)])

MODELS = {
    "threat": lambda: chance_threat(**THREAT, ruin=-8, undeterrable=0.2),
    "threats": lambda: chance_threat(**THREAT, ruin=-8, undeterrable=GRID(0, 1, 101)),
    "threats in a plane": lambda: chance_threat(**THREAT, ruin=GRID(-20, -5, 20)[:, None], undeterrable=GRID(0, 1, 21)),
    "sunk costs": lambda: sunk_costs(**TYPES),
    "sunk costs, many": lambda: sunk_costs(**TYPES, tough=GRID(0, 0.95, 20)),
    "tied hands": lambda: tied_hands(**TYPES, tough=0.6),
    "tied hands, many": lambda: tied_hands(**TYPES, tough=GRID(0, 0.95, 20)),
    "ally": lambda: alliance_reliability(**ALLY, target_cost=0.4, honour=0.25),
    "allies": lambda: alliance_reliability(**ALLY, target_cost=0.4, honour=GRID(-0.2, 0.8, 61)),
    "allies in a plane": lambda: alliance_reliability(
        **ALLY, target_cost=GRID(0, 1, 21)[:, None], honour=GRID(-0.2, 0.8, 20)
    ),
    "pawn": lambda: pawn_crisis(**PAWN, win=0.4, tripwire=0.18),
    "pawns": lambda: pawn_crisis(**PAWN, win=0.4, tripwire=GRID(0, 0.48, 25)),
    "pawns in a plane": lambda: pawn_crisis(**PAWN, win=GRID(0.1, 0.9, 20)[:, None], tripwire=GRID(0, 0.48, 21)),
    "prevention": lambda: preventive_war(**SHIFT, detection=0.4),
    "preventions": lambda: preventive_war(**SHIFT, detection=GRID(0, 1, 41)),
    "probit": lambda: deterrence_probit(status_quo=0, capitulation=1, war=-1, resistance=0.5),
    "probits": lambda: deterrence_probit(status_quo=0, capitulation=1, war=-1, resistance=GRID(-4, 4, 41)),
    "probit fit": lambda: fit_deterrence_probit(
        [0] * 60 + [1] * 30 + [2] * 10, {"status_quo": PAIR, "resistance": PAIR}
    ),
    "trust": lambda: assurance(**STAG, trust=0.8),
    "trusts": lambda: assurance(**STAG, trust=GRID(0, 1, 51)),
    "signals": lambda: global_game(**STRIKE, prior_precision=1, signal_precision=4),
    "public signals": lambda: global_game(**STRIKE, prior_precision=10, signal_precision=4),
    "defence": lambda: riskiest_defence(risk=0.1, share=0.5, harm=3, rival_harm=1),
    "defence of the bold": lambda: riskiest_defence(risk=0.1, share=0.5, harm=1, rival_harm=1),
    "range": lambda: bargaining_range(win=0.6, cost_a=0.1, cost_b=0.2),
    "ranges": lambda: bargaining_range(win=GRID(0, 1, 11), cost_a=0.1, cost_b=0.2),
    "demand": lambda: screening_demand(win=0.5, cost=0.1, ceiling=0.4),
    "demands": lambda: screening_demand(win=0.5, cost=GRID(0, 0.6, 31), ceiling=0.4),
    "shift": lambda: power_shift(**RISE, win_later=0.7, cost=0.2),
    "shifts": lambda: power_shift(**RISE, win_later=GRID(0.3, 1, 31), cost=0.2),
    "shifts in a plane": lambda: power_shift(**RISE, win_later=GRID(0.3, 1, 31)[:, None], cost=GRID(0, 1, 20)),
    "arms": lambda: arming(discount_factor=0.5, offence=1, war_loss=0.2),
    "arms, many": lambda: arming(discount_factor=0.5, offence=GRID(0.1, 1.5, 41), war_loss=0.2),
    "ratification": lambda: ratification(proposer=1, ratifier=0.3),
    "ratifications": lambda: ratification(proposer=1, ratifier=GRID(-0.2, 1, 31)),
    "ratifications with exit": lambda: ratification(proposer=1, ratifier=0.3, exit_to=1, exit_cost=GRID(0, 1.5, 31)),
    "exit": lambda: treaty_exit(**TREATY, outside=2.5, discount_factor=0.9),
    "exits": lambda: treaty_exit(**TREATY, outside=GRID(1, 4, 31), discount_factor=0.9),
    "exits in a plane": lambda: treaty_exit(
        **TREATY, outside=GRID(1, 4, 31)[:, None], discount_factor=GRID(0.3, 0.95, 21)
    ),
    "hold-up": lambda: hold_up(2, share=0.5),
    "hold-ups": lambda: hold_up(2, share=GRID(0, 1, 21)),
    "sale": lambda: technology_sale(**SALE, fear=3),
    "sales": lambda: technology_sale(**SALE, fear=GRID(0, 8, 21)),
    "alliance": lambda: security_autonomy(**JOIN, weight=[1, 0.8]),
    "alliances": lambda: security_autonomy(**JOIN, weight=WEIGHTS),
    "inspection": lambda: inspection_stage(periods=6, inspections=2),
    "inspection, long": lambda: inspection_stage(periods=30, inspections=12),
    "inspections": lambda: inspection_stage(periods=np.arange(2, 13), inspections=1),
    "leadership of inspectors": lambda: inspector_leadership(gain=3, penalty=6, cost=0.1, seen=0.4),
    "leaderships of inspectors": lambda: inspector_leadership(gain=3, penalty=GRID(0.5, 12, 25), cost=0.1, seen=0.4),
    "reputation": lambda: reputation(12, doubt=0.1, gain=0.5, monopoly=2),
    "reputation for one round": lambda: reputation(1, doubt=0.1, gain=0.5, monopoly=2),
    "no reputation": lambda: reputation(50, doubt=0, gain=0.5, monopoly=2),
    "postures": lambda: posture_chain(
        [[0, 0.5], [5, 0]], [0.001, 0.1], times=GRID(0, 200, 41), postures=["calm", "alert"]
    ),
    "postures at once": lambda: posture_chain([[0, 0.5], [5, 0]], [0.001, 0.1], times=10, postures=["calm", "alert"]),
    "audience": lambda: audience_crisis(audience=[2, 1], prize=1, worst_war=1),
    "audiences": lambda: audience_crisis(audience=COSTS, prize=1, worst_war=1),
    "truel": lambda: truel([0.3, 1, 0.5], shields=[0, 0.6, 0.6]),
    "truels": lambda: truel(np.stack([GRID(0.05, 1, 20), np.full(20, 1.0), np.full(20, 0.5)])),
    "population": lambda: retaliator_rest([0.3, 0.3, 0.4], prize=2, cost=6),
    "populations": lambda: retaliator_rest(STARTS, prize=2, cost=6),
    "classes": lambda: mutual_deterrence(Party(hard=0.5, **WORTH), Party(hard=0.5, **WORTH)),
    "classes of one": lambda: defended_crisis(**CRISIS, harm=6, defence=GRID(0, 1, 41)),
    "classes in a plane": lambda: mutual_deterrence(
        Party(hard=GRID(0.02, 0.98, 25)[:, None], **WORTH), Party(hard=GRID(0.02, 0.98, 25), **WORTH)
    ),
}


@cache
def model_answer(name):
    return MODELS[name]()
