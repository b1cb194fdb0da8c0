"""The closed forms of deterrence against the solvers, on the games of the published tests, over grids with ties.

The games are written in the neighbouring files from the rules of their sources; here `deterrence.models` says which
equilibria they have, and the solver, which knows no threshold, finds them.
"""

from __future__ import annotations

import numpy as np
import pytest
from published import test_contest_of_resolve as resolve_games
from published import test_extended_deterrence as extended_games
from published import test_mutual_deterrence as mutual_games
from published import test_probabilistic_threats as threat_games
from published import test_unilateral_deterrence as unilateral_games
from published.grids import TIE, at_least, axis, grid, plays, somewhere

from deterrence.models.asymmetric_deterrence import credibility_threshold
from deterrence.models.chance_threat import chance_threat
from deterrence.models.credible_defence import minimum_defence
from deterrence.models.defended_crisis import defended_crisis
from deterrence.models.extended_deterrence import hold_threshold
from deterrence.models.mutual_deterrence import PURE, Party, mutual_deterrence
from deterrence.models.pawn_crisis import pawn_crisis
from deterrence.models.probabilistic_threats import least_retaliation, most_defence
from deterrence.models.unilateral_deterrence import unilateral_deterrence
from deterrence.solvers.perfect_bayesian import perfect_bayesian

C, D = unilateral_games.CHALLENGER, unilateral_games.DEFENDER
UNILATERAL = {
    "gain": C["DC"],
    "status_quo": C["SQ"],
    "fight": C["hard"],
    "retreat": C["CD"],
    "suffer": C["soft"],
    "victory": D["CD"],
    "stand": D["hard"],
    "loss": D["DC"],
    "ruin": D["soft"],
}


def matches(rows, expected):
    """Rows of strategies that are played as expected, nowhere where nothing is."""
    return (np.abs(rows - expected) <= TIE).all(axis=1)


def test_the_rudimentary_game_is_pressed_and_left_alone_where_the_threshold_says():
    status_quo, hard = grid(np.linspace(0.1, 0.9, 9), np.linspace(0.05, 0.95, 19))
    threshold = credibility_threshold(concession=1, status_quo=status_quo, conflict=0)
    found = perfect_bayesian(unilateral_games.rudimentary(hard, status_quo=status_quo))
    assert (somewhere(found, plays(found, demand=0)) == at_least(hard, threshold)).all()
    assert (somewhere(found, plays(found, demand=1)) == at_least(threshold, hard)).all()
    assert (np.abs(hard - threshold) <= TIE).any()


def test_the_unilateral_game_has_the_classes_that_the_model_lists():
    edges = {
        name: float(edge)
        for name, edge in unilateral_deterrence(challenger_hard=0.5, defender_hard=0.5, **UNILATERAL).thresholds.items()
    }
    challenger, defender = grid(axis(0.02, 0.98, 9, edges["dn"]), axis(0.02, 0.98, 9, edges["tS"], edges["tH"]))
    found = perfect_bayesian(unilateral_games.unilateral(challenger, defender))
    rows, explained = unilateral_games.played(found), np.zeros(len(found.point), dtype=bool)
    model = unilateral_deterrence(challenger_hard=challenger, defender_hard=defender, **UNILATERAL)
    for i, name in enumerate(model.names):
        members = matches(rows, model.play[found.point, i])
        explained |= members
        assert (somewhere(found, members) == model.where(name)).all(), name
    quiet = rows[:, :2].max(axis=1) == 0
    assert (explained | quiet).all()


def test_a_defence_makes_the_unilateral_games_soft_defender_deny_where_the_model_says():
    least = float(minimum_defence(victory=D["CD"], concession=D["DC"], conflict=D["soft"]))
    e = axis(0, 1, 11, least)
    moved = D | {"soft": D["soft"] + e * (D["CD"] - D["soft"])}
    found = perfect_bayesian(unilateral_games.unilateral(0.9, np.full(len(e), 0.2), d=moved))
    attacked = somewhere(found, found.strategies["attack if hard"][:, 1] > TIE)
    assert (attacked == at_least(least, e)).all()


def test_the_mutual_game_has_the_classes_that_the_model_lists():
    worth = [
        {"win": s["DC"], "peace": s["CC"], "fight": s["hard"], "submit": s["CD"], "suffer": s["soft"]}
        for s in (mutual_games.A, mutual_games.B)
    ]
    edges = mutual_deterrence(Party(hard=0.5, **worth[0]), Party(hard=0.5, **worth[1])).thresholds
    one, other = grid(
        axis(0.02, 0.98, 7, float(edges["other deterred"]), float(edges["other separates"])),
        axis(0.02, 0.98, 7, float(edges["one deterred"]), float(edges["one separates"])),
    )
    found = perfect_bayesian(mutual_games.mutual(one, other))
    rows = np.column_stack([found.strategies[name][:, 1] for name in mutual_games.NAMES])
    model = mutual_deterrence(Party(hard=one, **worth[0]), Party(hard=other, **worth[1]))
    for i, name in enumerate(model.names):
        listed = somewhere(found, matches(rows, model.play[found.point, i]))
        if i < len(PURE):
            assert (listed == model.where(name)).all(), name
        else:
            assert listed[model.where(name)].all(), name


def test_pawn_games_approach_the_closed_form_as_kinds_become_finer():
    for tripwire in (0.031, 0.123, 0.229):
        model = pawn_crisis(
            win=extended_games.WIN,
            challenger_cost=extended_games.CHALLENGER_COST,
            defender_cost=extended_games.DEFENDER_COST,
            tripwire=tripwire,
        )
        for count in (10, 40):
            found = perfect_bayesian(extended_games.one_kind_at_a_time(count, tripwire))
            assert extended_games.resistance(found, count) == pytest.approx(model.resistance, abs=0.5 / count + TIE)
            initiates = found.strategies["demand"][:, 1].mean()
            assert initiates == pytest.approx(float(model.initiation), abs=1 / count + TIE)


@pytest.mark.parametrize("realigned", [-0.9, -0.2, 0.1])
def test_the_protege_holds_where_the_model_says(realigned):
    conceded, supported, alone = extended_games.CONCEDED, extended_games.SUPPORTED, extended_games.STOOD_ALONE
    threshold = float(hold_threshold(supported=supported, concede=conceded, alone=alone, realign=realigned))
    support = axis(0.02, 0.98, 13, threshold)
    found = perfect_bayesian(extended_games.tripartite(support, conceded, realigned), mixed=False)
    assert (somewhere(found, plays(found, protege=1)) == at_least(support, threshold)).all()
    assert (somewhere(found, plays(found, protege=0)) == at_least(threshold, support)).all()


def test_peace_is_an_equilibrium_of_the_deterrence_game_where_the_model_says():
    levels = np.arange(11) / 10
    shield, peace = grid(axis(0, 1, 11, 0.7), np.array([0.3, 0.5, 0.7, 0.9]))
    game = threat_games.deterrence_game(peace, np.full_like(peace, 0.9), levels, row_shield=shield)
    peaceful = threat_games.peaceful(game, levels)
    assert (peaceful.any(axis=(0, 1)) == at_least(most_defence(peace=peace), shield)).all()
    answers = levels[None, :, None] * (1 - shield)
    enough = at_least(answers, least_retaliation(peace=peace)) & at_least(levels, 0.1)[:, None, None]
    assert (peaceful == enough).all()


def test_a_threat_of_a_risk_works_exactly_in_the_models_window():
    brink = threat_games.BRINK["inputs"]
    s, t = brink["threatener"], brink["soft_target"]
    hard, risk = grid(axis(0.05, 0.95, 10, 1 / 3, 5 / 13), axis(0.05, 1, 10, 0.6, 0.75))
    window = chance_threat(
        success=s["success"],
        give_in=s["give_in"],
        disaster=s["disaster"],
        defy=t["defy_win"],
        comply=t["comply"],
        ruin=t["disaster"],
        undeterrable=hard,
    )
    works = threat_games.brinkmanship_works(risk, hard)
    assert (works == (at_least(risk, window.least) & at_least(window.most, risk))).all()
    assert (at_least(window.most, window.least) == window.open).all()


@pytest.mark.parametrize("effectiveness", [0.0, 0.2, 0.5, 0.9])
def test_crises_with_discrete_stakes_approach_the_closed_form(effectiveness):
    model = defended_crisis(
        defence=effectiveness,
        risk=resolve_games.RISK,
        share=resolve_games.SHARE,
        harm=resolve_games.DEFENDED_LOSS,
        rival_harm=resolve_games.RIVAL_LOSS,
    )
    for count in (10, 40):
        stands = [kinds.mean() for kinds in resolve_games.solved(count, effectiveness)[0]]
        assert np.abs(model.play[0] - stands).max() <= 2 / count
