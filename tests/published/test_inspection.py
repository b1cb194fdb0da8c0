"""Recursive inspection games, one-shot deterrence of violations, and commitment by the inspector.

M. Dresher, A Sampling Inspection Problem in Arms Control Agreements, RAND RM-2972, 1962; R. Avenhaus, B. von Stengel
and S. Zamir, "Inspection games", Handbook of Game Theory 3, 2002, ch. 51; B. von Stengel, "Recursive inspection games",
Mathematics of Operations Research 41, 2016; M. Maschler, "A price leadership method for solving the inspector's
non-constant-sum game", Naval Research Logistics Quarterly 13, 1966. The one-shot threshold is derived here.
"""

from __future__ import annotations

import json
from fractions import Fraction
from functools import cache
from math import comb
from pathlib import Path

import numpy as np
import pytest
from published.grids import TIE, at_least, axis, grid, plays, somewhere

from deterrence.game.nested import Chance, Decision, End, extensive_game
from deterrence.game.normal_form import NormalFormGame
from deterrence.solvers.leadership import leadership
from deterrence.solvers.nash import nash
from deterrence.solvers.perfect_bayesian import perfect_bayesian
from deterrence.solvers.zero_sum import zero_sum

CASES = json.loads((Path(__file__).resolve().parents[1] / "cases" / "published_cases.json").read_text())
DRESHER = next(case for case in CASES if case["id"] == "dresher_inspection_values")

TABLE = {
    1: {
        (2, 1): "1/3", (3, 1): "1/2", (4, 1): "3/5", (5, 1): "2/3", (6, 1): "5/7",
        (2, 2): "0", (3, 2): "1/7", (4, 2): "3/11", (5, 2): "3/8", (6, 2): "5/11",
        (3, 3): "0", (4, 3): "1/15", (5, 3): "2/13", (6, 3): "5/21",
        (4, 4): "0", (5, 4): "1/31", (6, 4): "5/57",
    },
    2: {
        (2, 1): "1/4", (3, 1): "2/5", (4, 1): "1/2", (5, 1): "4/7", (6, 1): "5/8",
        (2, 2): "0", (3, 2): "1/13", (4, 2): "1/6", (5, 2): "1/4", (6, 2): "10/31",
        (3, 3): "0", (4, 3): "1/40", (5, 3): "2/29", (6, 3): "5/41",
    },
}  # fmt: skip
ENTRIES = [(b, *stage, value) for b, values in TABLE.items() for stage, value in values.items()]


def binomial_value(periods, inspections, penalty):
    """What the inspectee can expect from one violation, in sums of binomial coefficients."""
    if inspections >= periods:
        return Fraction(0)
    below = sum(comb(periods, i) * Fraction(penalty) ** (inspections - i) for i in range(inspections + 1))
    return Fraction(comb(periods - 1, inspections)) / below


@cache
def recursive_value(periods, inspections, penalty):
    """The same by the recursion over periods: a two by two stage game, solved exactly."""
    if inspections >= periods:
        return Fraction(0)
    if inspections == 0:
        return Fraction(1)
    caught, free = (
        recursive_value(periods - 1, inspections - 1, penalty),
        recursive_value(periods - 1, inspections, penalty),
    )
    penalty = Fraction(penalty)
    return (caught + penalty * free) / (caught + penalty + 1 - free)


def inspection_game(periods, inspections, penalties):
    """The tree: in each period inspect or rest, and at the same time violate or act legally; one violation ends it.

    Where inspections last for all periods that are left the inspector may rest nevertheless.
    """
    penalties = np.asarray(penalties, dtype=float)

    def period(left, still, past):
        if left == 0:
            return End({"inspectee": 0.0, "inspector": 0.0})

        def answer(caught, after):
            gain = -penalties if caught else np.ones_like(penalties)
            ways = {"legal": after, "violate": End({"inspectee": gain, "inspector": -gain})}
            return Decision("inspectee", f"act{past}", ways)

        ways = {"rest": answer(False, period(left - 1, still, past + " r"))}
        if still:
            ways["inspect"] = answer(True, period(left - 1, still - 1, past + " i"))
        return Decision("inspector", f"inspect{past}", ways)

    return extensive_game(["inspectee", "inspector"], period(periods, inspections, ""))


@pytest.mark.parametrize(("penalty", "periods", "inspections", "value"), ENTRIES)
def test_the_binomial_formula_and_the_recursion_give_the_table(penalty, periods, inspections, value):
    assert binomial_value(periods, inspections, penalty) == Fraction(value)
    assert recursive_value(periods, inspections, penalty) == Fraction(value)


def test_the_recursion_is_the_binomial_formula_up_to_twelve_periods():
    for penalty in (Fraction(1, 2), 1, 2, 5):
        for periods in range(1, 13):
            for inspections in range(periods + 1):
                expected = binomial_value(periods, inspections, penalty)
                assert recursive_value(periods, inspections, penalty) == expected


WHOLE_TREES = [(n, m) for n in range(2, 7) for m in range(1, min(n, 3) + 1)]


@pytest.mark.parametrize(("periods", "inspections"), WHOLE_TREES)
def test_every_equilibrium_found_in_the_tree_is_worth_what_the_formula_says(periods, inspections):
    penalties = [1, 2, 0.5, 5]
    found = perfect_bayesian(inspection_game(periods, inspections, penalties))
    values = np.array([float(binomial_value(periods, inspections, Fraction(b))) for b in penalties])
    assert set(found.point) == set(range(len(penalties)))
    assert np.allclose(found.payoffs[:, 0], values[found.point], atol=TIE)
    assert found.regret.max() <= TIE


def one_period(caught, free, penalties):
    """A period with an inspection left as a game of its own; what follows it has a known worth to the inspectee."""

    def answer(gain, after):
        ways = {"legal": end(after), "violate": end(gain)}
        return Decision("inspectee", "act", ways)

    def end(worth):
        return End({"inspectee": worth, "inspector": -worth})

    ways = {"rest": answer(np.ones_like(penalties), free), "inspect": answer(-penalties, caught)}
    return extensive_game(["inspectee", "inspector"], Decision("inspector", "inspect", ways))


@cache
def solved(periods, inspections):
    """The game with some periods to go at penalties 1 and 2, the later periods solved first, and its values."""
    inspections = min(inspections, periods)
    if inspections == 0:
        return None, np.full(2, float(periods > 0))
    after = [solved(periods - 1, left)[1] for left in (inspections - 1, inspections)]
    found = perfect_bayesian(one_period(*after, np.array([1.0, 2.0])))
    assert found.complete
    values = found.payoffs[np.searchsorted(found.point, [0, 1]), 0]
    assert np.allclose(found.payoffs[:, 0], values[found.point], atol=TIE)
    return found, values


@pytest.mark.parametrize(("penalty", "periods", "inspections", "value"), ENTRIES)
def test_solved_from_the_last_period_on_the_game_has_the_values_of_the_table(penalty, periods, inspections, value):
    _, values = solved(periods, inspections)
    assert values[penalty - 1] == pytest.approx(float(Fraction(value)), abs=TIE)


def test_the_published_values_are_found():
    assert DRESHER["inputs"]["b"] == 1
    found = [solved(n, m)[1][0] for n, m in DRESHER["inputs"]["pairs_n_m"]]
    assert found == pytest.approx(DRESHER["expected"]["values"], abs=DRESHER["tolerance"])


@pytest.mark.parametrize(
    ("periods", "inspections", "first"), [(2, 1, "1/3"), (3, 1, "1/4"), (4, 2, "4/11"), (5, 2, "5/16")]
)
def test_the_first_period_is_inspected_with_the_known_probability(periods, inspections, first):
    stage, _ = solved(periods, inspections)
    assert len(stage.at(0)) == 1
    assert stage.at(0)[0].probabilities["inspector"]["inspect"][1] == pytest.approx(float(Fraction(first)), abs=TIE)
    if (periods, inspections) in WHOLE_TREES:
        found = perfect_bayesian(inspection_game(periods, inspections, [1]))
        assert np.allclose(found.strategies["inspect"][:, 1], float(Fraction(first)), atol=TIE)


def stage_matrix(periods, inspections, penalty):
    """Violate or legal against inspect or rest, with what follows at its value."""
    caught, free = (float(recursive_value(periods - 1, k, penalty)) for k in (inspections - 1, inspections))
    return [[-penalty, 1], [caught, free]]


@pytest.mark.parametrize("solver", [zero_sum, nash])
@pytest.mark.parametrize(("penalty", "periods", "inspections", "value"), ENTRIES)
def test_each_stage_has_the_value_of_the_table(solver, penalty, periods, inspections, value):
    found = solver(NormalFormGame.of_matrices(stage_matrix(periods, inspections, penalty)))
    assert np.allclose(found.payoffs[:, 0], float(Fraction(value)), atol=TIE)


@pytest.mark.parametrize(("periods", "inspections"), [(2, 1), (3, 1), (3, 2), (4, 1), (4, 2)])
def test_the_whole_tree_as_one_table_has_the_value_of_its_recursion(periods, inspections):
    for penalty in (1, 2):
        found = nash(inspection_game(periods, inspections, [penalty]), method="zero_sum")
        assert found.payoffs[0, 0] == pytest.approx(float(binomial_value(periods, inspections, penalty)), abs=TIE)


def test_more_inspections_and_fewer_periods_are_worse_for_the_inspectee():
    values = {stage: solved(*stage)[1][0] for stage in TABLE[1]}
    for (n, m), value in values.items():
        assert value < values.get((n + 1, m), 1)
        assert value > values.get((n, m + 1), -1)


def test_with_almost_no_penalty_the_inspectee_escapes_as_often_as_a_period_is_not_inspected():
    for periods, inspections in ((2, 1), (3, 1), (4, 1), (3, 2)):
        found = perfect_bayesian(inspection_game(periods, inspections, [1e-6]))
        assert found.payoffs[0, 0] == pytest.approx((periods - inspections) / periods, abs=1e-5)


def violation(detection, gain, penalty):
    caught = Chance(
        "detection", {"no": (1 - detection, End({"side": gain})), "yes": (detection, End({"side": -penalty}))}
    )
    return extensive_game(["side"], Decision("side", "act", {"legal": End({"side": 0.0}), "violate": caught}))


def test_one_violation_is_deterred_exactly_from_the_ratio_of_gain_to_gain_and_penalty_on():
    detection, gain = grid(axis(0, 1, 21, 1 / 3), axis(0.5, 12, 24, 3.0))
    penalty = 6.0
    found = perfect_bayesian(violation(detection, gain, penalty))
    threshold = gain / (penalty + gain)
    assert (somewhere(found, plays(found, act=0)) == at_least(detection, threshold)).all()
    assert (somewhere(found, plays(found, act=1)) == at_least(threshold, detection)).all()
    at_a_third = (gain == 3.0) & (np.abs(detection - 1 / 3) <= TIE)
    assert np.bincount(found.point)[at_a_third].tolist() == [2]


def one_inspection(gain, penalty, cost, damage, caught):
    """Inspect or rest against legal or violate; every number is positive and being caught hurts the inspectee."""
    inspector = [[-cost, -cost - caught], [0.0, -damage]]
    inspectee = [[0.0, -penalty], [0.0, gain]]
    payoffs = np.stack([inspector, inspectee], axis=2)
    labels = (("inspect", "rest"), ("legal", "violate"))
    return NormalFormGame(actions=labels, payoffs=payoffs, players=("inspector", "inspectee"))


def test_an_inspector_who_commits_to_the_threshold_makes_the_inspectee_legal():
    """At the threshold the inspectee is indifferent in equilibrium too, but then violates now and then."""
    game = one_inspection(gain=3, penalty=6, cost=1, damage=9, caught=2)
    led, equilibrium = leadership(game, leader="inspector"), nash(game)
    assert led.reply == "legal"
    assert led.commitment["inspect"] == pytest.approx(1 / 3)
    assert led.payoffs["inspector"] == pytest.approx(-1 / 3)
    assert len(equilibrium) == 1
    assert equilibrium[0].probabilities["inspector"][0] == pytest.approx(1 / 3)
    assert equilibrium[0].probabilities["inspectee"][1] > 0
    assert equilibrium[0].payoffs["inspector"] < led.payoffs["inspector"] - 0.1


def test_commitment_is_never_worth_less_to_the_inspector_than_any_equilibrium():
    rng = np.random.default_rng(16)
    for _ in range(100):
        gain, penalty, cost, damage, caught = rng.integers(1, 9, 5)
        game = one_inspection(gain, penalty, cost, damage, caught)
        led = leadership(game, leader="inspector").payoffs["inspector"]
        assert at_least(led, nash(game).payoffs[:, 0]).all()


def test_in_games_of_pure_conflict_commitment_is_worth_the_value():
    for penalty, periods, inspections, value in ENTRIES:
        game = NormalFormGame.of_matrices(stage_matrix(periods, inspections, penalty))
        led = leadership(game, leader="2")
        assert led.payoffs["2"] == pytest.approx(-float(Fraction(value)), abs=TIE)
