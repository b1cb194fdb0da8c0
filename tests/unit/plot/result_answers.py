"""One small answer of each kind, with the options that its picture takes."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np

import deterrence as dt
from deterrence.coalitions.textbook import bankruptcy
from deterrence.coalitions.treaty_size import linear_quadratic_treaty, linear_treaty
from deterrence.models.arms_race import arms_race
from deterrence.models.burden_sharing import burden_sharing
from deterrence.models.defence_transition import defence_transition
from deterrence.models.first_strike import Side, first_strike_index
from deterrence.models.intriligator_brito import ForcePlane, force_path
from deterrence.models.multipolar_strike import multipolar_strike
from deterrence.models.reciprocal_fear import reciprocal_fear
from deterrence.models.richardson import richardson
from deterrence.models.richardson_fit import fit_pair, fit_race, fit_total
from deterrence.solvers.equilibria import Termination
from deterrence.solvers.logit_branch import logit_branch
from deterrence.solvers.strategic_probit import ProbitFit

LABELS = (("yield", "press"), ("yield", "press"))
CHICKEN = dt.NormalFormGame.of_matrices([[6, 2], [7, 0]], [[6, 7], [2, 0]], players=("us", "them"), actions=LABELS)
DILEMMA = dt.NormalFormGame.of_matrices([[3, 0], [5, 1]], [[3, 5], [0, 1]])
HAWKS = dt.NormalFormGame.of_matrices([[-0.5, 2], [0, 1]], [[-0.5, 0], [2, 1]], actions=(("hawk", "dove"),) * 2)
LEAVING = dt.NormalFormGame.of_matrices([[3, 0, 2], [0, 3, 1], [1, 1, 0]], [[2, 1, 0], [1, 3, 0], [4, 0, -1]])
THREE = dt.NormalFormGame(
    actions=(("a", "b"),) * 3, players=("x", "y", "z"), payoffs=np.arange(24.0).reshape(2, 2, 2, 3) % 7
)
PENNIES = dt.NormalFormGame.of_matrices([[9, 0], [0, 1]], [[0, 1], [1, 0]])
DEAL = dt.CoalitionGame(["holder", "one", "two"], lambda s: float("holder" in s and len(s) > 1))
MAJORITY = dt.CoalitionGame(["a", "b", "c"], lambda s: float(len(s) > 1))
SIDE = Side(force=1, vulnerable=0.5, counterforce=2)
RACE = richardson(reaction=(1, 2), fatigue=(2, 3), grievance=(1, 1))
PLANE = ForcePlane(exchange_a=0.5, exchange_b=0.5, deter_a=100, deter_b=100, attack_a=20, attack_b=20)
NO_CONE = ForcePlane(exchange_a=1.5, exchange_b=1, deter_a=100, deter_b=80, attack_a=10, attack_b=10)
BUDGETS = [[4.0, 0.0], [3.2, 0.9], [2.7, 1.2], [2.3, 1.4], [2.1, 1.3], [1.8, 1.4]]


def _budgets():
    return fit_race(BUDGETS, nations=("a", "b"))


def _claims():
    deal = dt.load("technology-for-money")
    names = ["us_stays", "need_rule", "backfire", "pay_rule", "deterrent_bites", "need_bought", "feared_reply"]
    return dt.check(deal, names=names), {"scenario": deal}


def _shares():
    deal = dt.load("technology-for-money")
    found = [dt.stable_share(deal, concept=name, player="us", draws=60) for name in ("nash", "gmr", "seq")]
    return found[0], {"others": found[1:]}


ANSWERS = {
    "claims": _claims,
    "disagreement": lambda: (dt.disagreement(dt.load("technology-for-money")), {}),
    "inverse": lambda: (dt.inverse(dt.load("treaty")), {"scenario": dt.load("treaty")}),
    "stable shares": _shares,
    "correlated": lambda: (dt.correlated(CHICKEN), {}),
    "correlated, three": lambda: (dt.correlated(THREE), {}),
    "sustainable": lambda: (dt.sustainable(DILEMMA, [1, 1]), {}),
    "dominance": lambda: (dt.dominance(LEAVING), {"game": LEAVING}),
    "dominance, alone": lambda: (dt.dominance(LEAVING), {}),
    "plays": lambda: (dt.nash_outcomes(dt.load("technology-for-money")), {}),
    "leadership": lambda: (dt.leadership(CHICKEN), {}),
    "evolution": lambda: (dt.evolutionarily_stable(HAWKS), {}),
    "replicator": lambda: (dt.replicator(HAWKS, [0.1, 0.9]), {"game": HAWKS}),
    "precision": lambda: (dt.fit_precision(DILEMMA, {"1": [3, 7], "2": [2, 8]}), {"game": DILEMMA}),
    "probit": lambda: (
        ProbitFit(
            log_deviation=0.1,
            standard_error=0.2,
            log_likelihood=-30.0,
            outcomes=(0.5, 0.3, 0.2),
            termination=Termination.FINISHED,
        ),
        {},
    ),
    "branch": lambda: (logit_branch(PENNIES, up_to=5.0), {}),
    "coalitions": lambda: (DEAL, {}),
    "coalitions, empty core": lambda: (MAJORITY, {}),
    "division": lambda: (DEAL.shapley(), {"others": [DEAL.banzhaf()], "game": DEAL}),
    "core": lambda: (bankruptcy(200, [100, 200, 300]).core(), {"game": bankruptcy(200, [100, 200, 300])}),
    "empty core": lambda: (MAJORITY.core(), {}),
    "least core": lambda: (MAJORITY.least_core(), {}),
    "partitions": lambda: (dt.alliances(dt.load("technology-for-money")).stable_partitions(notion="individual"), {}),
    "treaty sizes": lambda: (dt.stable_sizes(*linear_quadratic_treaty(10)), {}),
    "many treaty sizes": lambda: (dt.stable_sizes(*linear_treaty(60, 1.0, 20.5)), {}),
    "first strike": lambda: (first_strike_index(SIDE, replace(SIDE, force=2.0)), {}),
    "multipolar": lambda: (multipolar_strike({"a": SIDE, "b": SIDE, "c": replace(SIDE, force=2.0)}), {}),
    "transition": lambda: (defence_transition(SIDE, SIDE), {}),
    "fear": lambda: (reciprocal_fear(peace=0, first=-1.5, struck=-4, mutual=-3), {}),
    "fears": lambda: (reciprocal_fear(peace=0, first=[-2, -1, -0.5], struck=-4, mutual=-3), {}),
    "arms race": lambda: (arms_race(advantage=-0.2, exposure=1.5, ceiling=1.0), {}),
    "burdens": lambda: (burden_sharing([10, 6, 2], taste=0.6, allies=["great", "middling", "small"]), {}),
    "total": lambda: (fit_total([199.2, 204.8, 214.9, 238.7, 289.0]), {}),
    "fitted race": lambda: (_budgets(), {}),
    "pair": lambda: (fit_pair([4.0, 6.0, 9.1, 13.5], [1.0, 1.5, 2.25, 3.375]), {}),
    "rest": lambda: (RACE.rest(), {}),
    "race": lambda: (RACE, {}),
    "race of one": lambda: (richardson(reaction=[[0]], fatigue=[1], grievance=[2]), {}),
    "forces": lambda: (PLANE, {}),
    "forces without a cone": lambda: (NO_CONE, {}),
    "path of forces": lambda: (force_path(PLANE, [(300, 300), (0, 0)]), {}),
}


@cache
def answer(name):
    return ANSWERS[name]()
