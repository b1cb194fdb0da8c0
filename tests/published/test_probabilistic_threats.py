"""Threats that are carried out with some probability: levels of preemption and retaliation, and brinkmanship.

S. J. Brams and D. M. Kilgour, Game Theory and National Security, Blackwell, 1988; "From deterrence to defense: the
strategic implications of SDI", Mathematical and Computer Modelling 11, 1988. T. C. Schelling, The Strategy of Conflict,
Harvard University Press, 1960, ch. 8. A. Dixit and S. Skeath, Games of Strategy, Norton, the chapter on brinkmanship.
The cap that a defence puts on retaliation is derived here within the Deterrence Game.

The levels of the Deterrence Game are continuous in the book. Here each side chooses its preemption among 0, 1/2, 1 and
its retaliation among evenly spaced levels; whether peace is an equilibrium at given levels of retaliation does not
depend on how fine they are, since a payoff is linear in a side's own level.
"""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import numpy as np
import pytest
from published.grids import NEAR, TIE, at_least, axis, grid, plays, somewhere

from deterrence.game.nested import Chance, Decision, End, extensive_game
from deterrence.game.normal_form import NormalFormGame
from deterrence.solvers.perfect_bayesian import perfect_bayesian
from deterrence.solvers.pure_nash import pure_nash

CASES = json.loads((Path(__file__).resolve().parents[1] / "cases" / "published_cases.json").read_text())
BRINK = next(case for case in CASES if case["id"] == "dixit_skeath_brinkmanship")

PREEMPTIONS = (0.0, 0.5, 1.0)


def deterrence_game(row_compromise, column_compromise, levels, row_shield=0.0, column_shield=0.0):
    """The Deterrence Game at chosen levels.

    Both preempting is worth 0, preempting alone 1, compromise r3 and c3, and
    being preempted half of that; a preemption is answered, which makes it
    worth 0 to both, at the level of the other's retaliation, which a shield
    caps at one less its effectiveness.
    """
    row_strategies = list(itertools.product(PREEMPTIONS, levels))
    payoffs = np.zeros((len(row_strategies), len(row_strategies), 2, len(row_compromise)))
    for (i, (x, p)), (j, (y, q)) in itertools.product(enumerate(row_strategies), repeat=2):
        row_answers, column_answers = p * (1 - column_shield), q * (1 - row_shield)
        peace, row_alone, column_alone = (1 - x) * (1 - y), x * (1 - y), (1 - x) * y
        payoffs[i, j, 0] = (
            peace * row_compromise
            + row_alone * (1 - column_answers)
            + column_alone * (1 - row_answers) * row_compromise / 2
        )
        payoffs[i, j, 1] = (
            peace * column_compromise
            + column_alone * (1 - row_answers)
            + row_alone * (1 - column_answers) * column_compromise / 2
        )
    names = tuple(f"preempt {x:g}, retaliate {p:g}" for x, p in row_strategies)
    return NormalFormGame(actions=(names, names), payoffs=payoffs, players=("row", "column"))


def peaceful(game, levels):
    """Whether not to preempt is an equilibrium at each pair of levels of retaliation: ``(p, q, point)``."""
    return pure_nash(game)[: len(levels), : len(levels)]


@pytest.fixture(scope="module")
def levels():
    return np.arange(11) / 10


def test_peace_is_an_equilibrium_exactly_where_both_retaliate_at_one_less_the_others_compromise(levels):
    row, column = grid(np.arange(1, 21) / 21, np.arange(1, 21) / 20 - 0.025)
    on_levels = grid(levels[1:-1], levels[1:-1])
    row, column = (
        np.concatenate([row, on_levels[0] - NEAR, on_levels[0]]),
        np.concatenate([column, *[on_levels[1]] * 2]),
    )
    found = peaceful(deterrence_game(row, column, levels), levels)
    p, q = levels[:, None, None], levels[None, :, None]
    assert (found == (at_least(q, 1 - row) & at_least(p, 1 - column))).all()


def test_chicken_with_evenly_spaced_payoffs_needs_retaliation_at_a_third():
    levels = np.arange(13) / 12
    found = peaceful(deterrence_game(np.array([2 / 3]), np.array([2 / 3]), levels), levels)[..., 0]
    p, q = levels[:, None], levels[None, :]
    assert (found == (at_least(q, 1 / 3) & at_least(p, 1 / 3))).all()


def test_preemption_by_one_side_alone_is_an_equilibrium_where_the_other_does_not_retaliate():
    """The equilibria of Chicken remain: preempting against a side that never answers."""
    levels = np.arange(5) / 4
    found = pure_nash(deterrence_game(np.array([0.6]), np.array([0.6]), levels))[..., 0]
    row_preempts = found[2 * len(levels) :, : len(levels)]
    assert row_preempts[:, 0].any()
    assert not row_preempts[:, 1:].any()


def test_behind_a_shield_deterrence_is_feasible_exactly_up_to_the_value_of_compromise(levels):
    shield, compromise = grid(axis(0, 1, 21, 0.35), axis(0.05, 0.95, 19, 0.7))
    game = deterrence_game(compromise, np.full_like(compromise, 0.9), levels, row_shield=shield)
    assert (peaceful(game, levels).any(axis=(0, 1)) == at_least(compromise, shield)).all()


def test_two_shields_must_both_be_leaky_enough(levels):
    row_shield, column_shield = grid(axis(0, 1, 21, 2 / 3), axis(0, 1, 21, 0.45))
    row, column = np.full_like(row_shield, 2 / 3), np.full_like(row_shield, 0.45)
    found = peaceful(deterrence_game(row, column, levels, row_shield, column_shield), levels).any(axis=(0, 1))
    assert (found == (at_least(row, row_shield) & at_least(column, column_shield))).all()
    assert found[(row_shield == 0.5) & (column_shield == 0)].all()
    assert not found[(row_shield == 0.8) & (column_shield == 0)].any()


def chance_threat(risk, hard, *, target=None, threatener=None):
    """A side gives in or threatens; a soft or hard target complies or defies; defiance ends in disaster at `risk`.

    The hard target defies whatever the risk.
    """
    s = threatener or BRINK["inputs"]["threatener"]
    soft = target or BRINK["inputs"]["soft_target"]
    targets = {"soft": soft, "hard": {"comply": -8.0, "defy_win": 4.0, "disaster": -4.0}}

    def threatened(kind):
        worth = targets[kind]
        lost = End({"threatener": s["give_in"], "target": worth["defy_win"]})
        disaster = End({"threatener": s["disaster"], "target": worth["disaster"]})
        ways = {
            "comply": End({"threatener": s["success"], "target": worth["comply"]}),
            "defy": Chance("disaster", {"no": (1 - risk, lost), "yes": (risk, disaster)}),
        }
        given_up = End({"threatener": s["give_in"], "target": worth["defy_win"]})
        ways = {"give in": given_up, "threaten": Decision("target", f"defiance if {kind}", ways)}
        return Decision("threatener", "threat", ways)

    kinds = {"soft": (1 - hard, threatened("soft")), "hard": (hard, threatened("hard"))}
    return extensive_game(["threatener", "target"], Chance("kind", kinds))


def brinkmanship_works(risk, hard):
    """Where some equilibrium has a threat that the soft target gives way to."""
    found = perfect_bayesian(chance_threat(risk, hard))
    return somewhere(found, plays(found, threat=1, defiance_if_soft=0, defiance_if_hard=1))


def effective(risk):
    """A soft target gives way: q >= (w - c)/(w - x)."""
    soft = BRINK["inputs"]["soft_target"]
    return at_least(risk, (soft["defy_win"] - soft["comply"]) / (soft["defy_win"] - soft["disaster"]))


def acceptable(risk, hard):
    """The threat is no worse than giving in: q <= (s - g)/(g - d) (1 - p)/p."""
    s = BRINK["inputs"]["threatener"]
    ratio = (s["success"] - s["give_in"]) / (s["give_in"] - s["disaster"])
    return at_least(ratio * (1 - hard) / hard, risk)


def boundary(holds, low, high, *, found_above):
    """Where a property that changes once between two numbers changes, by search over ever finer grids."""
    while high - low > 1e-10:
        points = np.linspace(low, high, 65)
        above = holds(points) == found_above
        first = int(np.argmax(above))
        assert above[first:].all()
        assert first > 0
        low, high = points[first - 1], points[first]
    return high if found_above else low


def test_a_threat_that_leaves_something_to_chance_works_exactly_where_it_is_effective_and_acceptable():
    hard, risk = grid(axis(0.05, 0.95, 20, 1 / 3, 3 / 11, 5 / 13, 1 / 2), axis(0.05, 1, 20, 0.6, 0.75, 0.375))
    assert (brinkmanship_works(risk, hard) == (effective(risk) & acceptable(risk, hard))).all()
    found = perfect_bayesian(chance_threat(risk, hard))
    assert (somewhere(found, plays(found, defiance_if_soft=0)) == effective(risk)).all()
    assert found.regret.max() <= TIE


def test_with_a_third_of_targets_hard_the_window_reaches_from_three_fifths_to_three_quarters():
    works = brinkmanship_works(np.linspace(0, 1, 401), np.full(401, 1 / 3))
    window = np.linspace(0, 1, 401)[works]
    assert [window.min(), window.max(), len(window)] == pytest.approx([0.6, 0.75, 61])
    assert boundary(lambda q: brinkmanship_works(q, 1 / 3), 0.2, 0.7, found_above=True) == pytest.approx(0.6, abs=1e-8)
    assert boundary(lambda q: brinkmanship_works(q, 1 / 3), 0.7, 1, found_above=False) == pytest.approx(0.75, abs=1e-8)


def test_with_half_of_targets_hard_there_is_no_window():
    assert not brinkmanship_works(np.linspace(0, 1, 401), np.full(401, 0.5)).any()


def test_the_numbers_of_the_textbook_are_where_the_solver_changes_its_answer():
    expected = BRINK["expected"]
    works_at_three_fifths = lambda p: brinkmanship_works(np.full(len(p), 0.6), p)  # noqa: E731
    works_at_one = lambda p: brinkmanship_works(np.ones(len(p)), p)  # noqa: E731
    assert boundary(works_at_one, 0.1, 0.9, found_above=False) == pytest.approx(expected["p_pure_threat"], abs=1e-8)
    assert boundary(works_at_three_fifths, 0.1, 0.9, found_above=False) == pytest.approx(
        expected["p_feasible"], abs=1e-8
    )
    least = boundary(lambda q: brinkmanship_works(q, 0.1), 0.1, 0.9, found_above=True)
    assert least == pytest.approx(expected["q_effective"], abs=1e-8)


def test_against_a_target_that_gives_way_to_any_risk_the_largest_acceptable_one_is_the_ratio_of_odds():
    """At even odds of a hard target the largest acceptable risk is the published coefficient."""
    meek = {"comply": 2.0, "defy_win": 2.0, "disaster": -8.0}

    def threatened(risk):
        found = perfect_bayesian(chance_threat(risk, np.full(len(risk), 0.5), target=meek))
        return somewhere(found, plays(found, threat=1, defiance_if_soft=0))

    largest = boundary(threatened, 0.01, 0.99, found_above=False)
    assert largest == pytest.approx(BRINK["expected"]["coefficient"], abs=1e-8)
