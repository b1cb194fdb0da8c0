from __future__ import annotations

import itertools
import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from deterrence import build_game, load
from deterrence.errors import ArgumentError
from deterrence.game.normal_form import NormalFormGame
from deterrence.solvers.correlated import CorrelatedEquilibrium, correlated
from deterrence.solvers.equilibria import Termination
from deterrence.solvers.nash import nash


@st.composite
def games(draw: st.DrawFn) -> NormalFormGame:
    shape = tuple(draw(st.lists(st.integers(1, 3), min_size=1, max_size=3)))
    payoffs = draw(arrays(float, (*shape, len(shape)), elements=st.integers(0, 3).map(float)))
    return NormalFormGame(actions=tuple(tuple("abc"[:size]) for size in shape), payoffs=payoffs)


def gain_of_replacing(game: NormalFormGame, law: np.ndarray, player: int, told: int, other: int) -> float:
    total = 0.0
    for profile in itertools.product(*(range(size) for size in game.shape)):
        if profile[player] == told:
            changed = (*profile[:player], other, *profile[player + 1 :])
            total += law[profile] * (game.payoffs[(*changed, player, 0)] - game.payoffs[(*profile, player, 0)])
    return total


@given(games())
@settings(max_examples=80, deadline=None)
def test_nobody_gains_from_disobeying_any_recommendation(game):
    found = correlated(game)
    law = found.distribution[..., 0]
    gains = [
        gain_of_replacing(game, law, player, told, other)
        for player, size in enumerate(game.shape)
        for told in range(size)
        for other in range(size)
    ]
    assert max(gains) == pytest.approx(found.regret[0], abs=1e-12)
    assert found.regret[0] <= 1e-8
    assert law.min() >= 0
    assert law.sum() == pytest.approx(1)


@given(games())
@settings(max_examples=80, deadline=None)
def test_coarse_equilibria_are_worth_at_least_as_much_and_nobody_gains_from_a_fixed_strategy(game):
    fine, coarse = correlated(game), correlated(game, coarse=True)
    assert coarse.objective[0] >= fine.objective[0] - 1e-8
    gains = [
        sum(gain_of_replacing(game, coarse.distribution[..., 0], player, told, other) for told in range(size))
        for player, size in enumerate(game.shape)
        for other in range(size)
    ]
    assert max(gains) == pytest.approx(coarse.regret[0], abs=1e-12)
    assert coarse.regret[0] <= 1e-8


def test_the_best_for_one_player_is_at_least_their_best_nash_equilibrium():
    game = NormalFormGame(
        actions=(("a", "b", "c"),) * 2,
        payoffs=np.random.default_rng(1).integers(0, 4, (3, 3, 2, 40)).astype(float),
    )
    best, every = correlated(game, objective={"2": 1.0}), nash(game)
    assert (every.payoffs[:, 1] <= best.payoffs[every.point, 1] + 1e-8).all()
    assert np.allclose(best.objective, best.payoffs[:, 1])
    assert best.termination == Termination.FINISHED


def test_a_player_with_small_payoffs_is_not_overruled():
    chicken = np.array([[6, 2], [7, 0]]) * 1e-9
    found = correlated(NormalFormGame.of_matrices(chicken, chicken.T * 1e9), objective={"2": 1.0})
    law = found.distribution[..., 0]
    assert max(gain_of_replacing(found.game, law, 0, told, 1 - told) for told in range(2)) <= 1e-8 * np.ptp(chicken)


def test_any_weights_over_profiles_are_an_objective():
    chicken = NormalFormGame.of_matrices([[6, 2], [7, 0]], [[6, 7], [2, 0]])
    crash = correlated(chicken, objective=[[0, 0], [0, 1]])
    assert crash.objective[0] == pytest.approx(1 / 5)  # (0, 2, 2, 1) / 5; the mixed equilibrium has 1 / 9
    assert crash.regret[0] <= 1e-9


def test_points_without_numbers_have_no_law_and_say_so():
    payoffs = np.ones((2, 2, 2, 2))
    payoffs[0, 1, 1, 1] = np.nan
    found = correlated(NormalFormGame(actions=(("a", "b"),) * 2, payoffs=payoffs))
    assert found.terminations.tolist() == [Termination.FINISHED, Termination.UNDEFINED]
    assert np.isnan(found.distribution[..., 1]).all()
    assert np.isnan(found.regret[1])


def test_an_extensive_game_stands_for_its_plans_and_the_answer_prints_everywhere():
    found = correlated(build_game(load("technology-for-money")))
    assert isinstance(found, CorrelatedEquilibrium)
    assert found.regret[0] <= 1e-8
    assert str(found).startswith("correlated equilibrium (finished; regret at most ")
    assert "<table>" in found._repr_html_()
    assert json.loads(json.dumps(found.to_dict()))["coarse"] is False


def test_objectives_of_no_player_or_shape_are_refused():
    game = NormalFormGame(actions=(("a", "b"),) * 2, payoffs=np.ones((2, 2, 2)), players=("row", "column"))
    with pytest.raises(ArgumentError, match=r"unknown player 'colum' \(did you mean 'column'\?\)"):
        correlated(game, objective={"colum": 1.0})
    with pytest.raises(ArgumentError, match="shape"):
        correlated(game, objective=[1, 2])
