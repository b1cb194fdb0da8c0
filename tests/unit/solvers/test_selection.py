from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from deterrence.errors import ArgumentError, ConceptError
from deterrence.game.normal_form import NormalFormGame
from deterrence.solvers.nash import nash
from deterrence.solvers.selection import payoff_dominant, risk_dominant

TABLES = arrays(float, (2, 2, 2), elements=st.integers(0, 4).map(float))


def game_of(payoffs: np.ndarray) -> NormalFormGame:
    return NormalFormGame.of_matrices(payoffs[..., 0], payoffs[..., 1])


def losses(payoffs: np.ndarray, i: int, j: int) -> tuple[float, float]:
    return payoffs[i, j, 0] - payoffs[1 - i, j, 0], payoffs[i, j, 1] - payoffs[i, 1 - j, 1]


@given(TABLES)
def test_marks_the_strict_equilibrium_with_the_larger_product_of_losses(payoffs):
    marks = risk_dominant(game_of(payoffs))[..., 0]
    for i, j in np.ndindex(2, 2):
        here, there = losses(payoffs, i, j), losses(payoffs, 1 - i, 1 - j)
        both_strict = min(here) > 0 and min(there) > 0
        assert marks[i, j] == (both_strict and np.prod(here) > np.prod(there))


@given(TABLES)
def test_risk_dominance_is_best_against_even_odds_in_symmetric_games(payoffs):
    row = payoffs[..., 0]
    marks = risk_dominant(NormalFormGame.of_matrices(row, row.T))[..., 0]
    for i in range(2):
        if marks[i, i]:
            assert row[i].sum() > row[1 - i].sum()


@given(arrays(float, (3, 3, 2, 3), elements=st.integers(0, 3).map(float)))
def test_marks_the_equilibrium_that_all_prefer_to_all_others(payoffs):
    game = NormalFormGame(actions=(("a", "b", "c"),) * 2, payoffs=payoffs)
    found = nash(game)
    marks = payoff_dominant(game, found)
    for k in range(len(found)):
        others = [m for m in range(len(found)) if m != k and found.point[m] == found.point[k]]
        assert marks[k] == all((found.payoffs[k] > found.payoffs[m] + 1e-9).all() for m in others)


def test_the_two_can_disagree():
    hunt = NormalFormGame.of_matrices([[4, 0], [3, 3]], [[4, 3], [0, 3]])
    assert np.argwhere(risk_dominant(hunt)[..., 0]).tolist() == [[1, 1]]
    assert payoff_dominant(hunt, nash(hunt)).tolist() == [True, False, False]


def test_a_tie_of_risks_marks_neither():
    assert not risk_dominant(NormalFormGame.of_matrices([[2, 0], [0, 2]], [[2, 0], [0, 2]])).any()


def test_other_games_are_refused():
    with pytest.raises(ConceptError, match="this one is 3 x 3"):
        risk_dominant(NormalFormGame.of_matrices(np.eye(3)))
    with pytest.raises(ArgumentError, match="not of this game"):
        payoff_dominant(NormalFormGame.of_matrices(np.ones((2, 2, 3))), nash(NormalFormGame.of_matrices(np.eye(2))))
