"""Sequential equilibria against closed forms, the limit of vanishing noise, and perfect Bayesian ones."""

from __future__ import annotations

import numpy as np
import pytest

import deterrence as dt
from deterrence.game.information import information_sets
from deterrence.game.interchange import postpone_draws
from deterrence.game.nested import Chance, Decision, End, extensive_game
from deterrence.solvers.assessment import Assessments
from deterrence.solvers.concepts import strategies
from deterrence.solvers.perfect_bayesian import perfect_bayesian
from deterrence.solvers.quantal_response import quantal_response
from deterrence.solvers.sequential import sequential


def ends(first, second):
    return End({"us": first, "them": second})


def crisis(firm):
    """A demand in ignorance of the other side's type; it concedes or resists; the demander backs down or escalates."""

    def after(kind):
        fight = (-2, -1) if kind == "firm" else (0.5, -3)
        final = Decision(
            "us", "final", {"back down": ends(-0.5, 1 if kind == "firm" else 0.5), "escalate": ends(*fight)}
        )
        concede = ends(1, -1.5 if kind == "firm" else -0.2)
        return Decision("them", f"reply if {kind}", {"concede": concede, "resist": final})

    def demand(kind):
        return Decision("us", "demand", {"accept": ends(0, 0), "demand": after(kind)})

    return extensive_game(
        ["us", "them"], Chance("type", {"firm": (firm, demand("firm")), "soft": (1 - firm, demand("soft"))})
    )


def test_a_crisis_has_one_sequential_equilibrium_with_the_mixture_of_two_indifferences():
    """Derived: the soft type resists just so often that the belief in firmness is 2/5.

    With f the chance of backing down the soft type is indifferent at 0.5 f - 3 (1 - f) = -0.2, f = 0.8; the demand is
    worth 1 - 3.75 p up to p = 0.4 and is made up to p = 4/15.
    """
    grid = np.array([0.05, 0.1, 0.2, 0.25, 0.3, 0.35])
    found = sequential(crisis(grid))
    assert found.complete
    assert found.point.tolist() == list(range(len(grid)))
    resist = grid / (1 - grid) * 1.5
    np.testing.assert_allclose(found.strategies["reply if soft"][:, 1], resist, atol=1e-9)
    np.testing.assert_allclose(found.strategies["final"][:, 0], 0.8, atol=1e-9)
    np.testing.assert_array_equal(found.strategies["demand"][:, 1], grid < 4 / 15)
    np.testing.assert_allclose(found.beliefs["final"], np.tile([0.4, 0.6], (len(grid), 1)), atol=1e-9)
    np.testing.assert_allclose(found.beliefs["demand"], np.transpose([grid, 1 - grid]))


def test_perfect_bayesian_equilibria_of_the_same_crisis_believe_what_they_like():
    weak = perfect_bayesian(crisis(0.22))
    assert {row[1] for row in weak.strategies["demand"].round(9).tolist()} == {0, 1}
    assert sequential(crisis(0.22)).strategies["demand"].tolist() == [[0, 1]]


def test_beliefs_about_a_draw_that_nobody_saw_are_its_odds_though_nothing_leads_there():
    """The textbook case of a weak perfect Bayesian equilibrium that is not sequential (Mas-Colell and others, 9.C)."""

    def move(kind):
        worth = {"left": 1.0, "right": 0.0} if kind == "one" else {"left": 0.0, "right": 3.0}
        reply = {side: ends(4 if side == "right" else -1, worth[side]) for side in ("left", "right")}
        return Decision("us", "enter", {"out": ends(0, 0), "in": Decision("them", "guess", reply)})

    game = extensive_game(["us", "them"], Chance("kind", {"one": (0.5, move("one")), "two": (0.5, move("two"))}))
    weak = perfect_bayesian(game)
    assert {tuple(row) for row in weak.strategies["enter"].tolist()} >= {(1, 0), (0, 1)}
    found = sequential(game)
    assert found.strategies["enter"].tolist() == [[0, 1]]
    assert found.beliefs["guess"].tolist() == [[0.5, 0.5]]
    assert found.complete


def test_seltens_horse_has_its_sequential_equilibria_and_loses_the_other_nash_equilibria():
    """R. Selten, "Reexamination of the perfectness concept", 1975: the second player never plays down."""

    def end(a, b, c):
        return End({"1": a, "2": b, "3": c})

    def third(left, right):
        return Decision("3", "third", {"L": left, "R": right})

    second = Decision("2", "second", {"across": end(1, 1, 1), "down": third(end(4, 4, 0), end(0, 0, 1))})
    horse = extensive_game(
        ["1", "2", "3"], Decision("1", "first", {"across": second, "down": third(end(3, 3, 2), end(0, 0, 0))})
    )
    pure = dt.nash(horse, method="pure")
    assert any(item.probabilities["1"]["first"][1] == 1 for item in pure)
    found = sequential(horse)
    assert len(found) >= 1
    assert (found.strategies["first"][:, 0] == 1).all()
    assert (found.strategies["second"][:, 0] == 1).all()


def random_game(seed):
    """A small crisis with whole payoffs: a move in ignorance, a typed reply, and sometimes a last word."""
    rng = np.random.default_rng(seed)

    def end():
        return ends(*rng.integers(0, 4, 2).astype(float))

    def after(kind):
        last = Decision("us", "last", {"a": end(), "b": end()})
        return Decision("them", f"reply if {kind}", {"a": end(), "b": last})

    def first(kind):
        return Decision("us", "first", {"a": end(), "b": after(kind)})

    likely = rng.integers(1, 4) / 4
    return extensive_game(["us", "them"], Chance("type", {"x": (likely, first("x")), "y": (1 - likely, first("y"))}))


@pytest.mark.parametrize("seed", range(60))
def test_sequential_equilibria_are_perfect_bayesian_in_the_game_as_given(seed):
    game = random_game(seed)
    found = sequential(game)
    played = Assessments(game, information_sets(game.tree), strategies(game, found), found.point)
    assert (played.regret <= 1e-9).all()
    for name, item in ((item.name, item) for item in played.sets):
        reach = played.reach[item.nodes].T
        on = reach.sum(axis=1) > 1e-12
        bayes = reach[on] / reach[on].sum(axis=1, keepdims=True)
        np.testing.assert_allclose(found.beliefs[name][on], bayes, atol=1e-9)
        np.testing.assert_allclose(found.beliefs[name].sum(axis=1), 1)


def test_where_the_list_is_complete_vanishing_noise_ends_at_one_of_them():
    """Limits of logit equilibria are sequential (McKelvey and Palfrey 1998)."""
    checked = 0
    for seed in range(60):
        game = random_game(1000 + seed)
        found = sequential(game)
        noisy = quantal_response(game, precision=300.0)
        if not found.complete or found.degenerate.any() or noisy.termination != 0:
            continue
        ends_of = Assessments(game, found.sets, strategies(game, found), found.point).reach[game.tree.terminals]
        limit = Assessments(game, noisy.sets, strategies(game, noisy), noisy.point).reach[game.tree.terminals]
        assert np.abs(ends_of - limit).max(axis=0).min() < 0.05
        checked += 1
    assert checked >= 10


def test_putting_off_draws_changes_no_payoff_of_any_pair_of_plans():
    before, after = postpone_draws(crisis(0.3))
    one, other = dt.strategic_form(before).game, dt.strategic_form(after).game
    rows = {tuple(np.round(row, 12)) for row in one.payoffs[..., 0].reshape(-1, 2)}
    assert rows == {tuple(np.round(row, 12)) for row in other.payoffs[..., 0].reshape(-1, 2)}


def test_sequential_equilibria_can_be_asked_of_a_scenario():
    resolve = dt.load("abm-2000-resolve")
    answer = dt.solve(resolve, concept="sequential", given={"resolute": 0.9})
    assert answer.concept == "sequential equilibrium"
    assert answer.payoffs["us"] == 0
    table = dt.sweep(resolve, {"resolute": [0.1, 0.9]}, concept="sequential", quantities={"kept": "treaty == keep"})
    assert table.columns["kept"].tolist() == [0, 1]
    assert dt.check(resolve, names=["threshold", "exits"], concept="sequential").ok
