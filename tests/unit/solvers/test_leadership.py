"""Commitments against a fine grid of mixtures, and against all Nash equilibria."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from deterrence.errors import ArgumentError, ConceptError
from deterrence.game.normal_form import NormalFormGame
from deterrence.solvers.extreme_equilibria import extreme_equilibria
from deterrence.solvers.leadership import leadership

SMALL = arrays(np.float64, (2, 3), elements=st.integers(0, 3))
GRID = np.linspace(0, 1, 6 * 5 * 4 * 3 * 7 + 1)  # holds every ratio of small integers at which a reply changes


@settings(max_examples=60, deadline=None)
@given(own=SMALL, other=SMALL)
def test_no_mixture_on_a_fine_grid_is_worth_more_and_the_answer_is_attained(own, other):
    found = leadership(NormalFormGame.of_matrices(own, other))
    best = -np.inf
    for share in GRID:
        mixed = np.array([share, 1 - share])
        gains = mixed @ other
        best = max(best, (mixed @ own)[gains >= gains.max() - 1e-9].max())
    assert found.payoffs["1"] == pytest.approx(best, abs=1e-6)
    assert found.regret <= 1e-9


@settings(max_examples=60, deadline=None)
@given(
    own=arrays(np.float64, (3, 3), elements=st.integers(0, 3)),
    other=arrays(np.float64, (3, 3), elements=st.integers(0, 3)),
)
def test_leading_is_never_worse_than_any_nash_equilibrium(own, other):
    game = NormalFormGame.of_matrices(own, other)
    for leader, column in (("1", 0), ("2", 1)):
        found = leadership(game, leader=leader)
        assert found.payoffs[leader] >= extreme_equilibria(game).payoffs[:, column].max() - 1e-7
        assert found.guaranteed <= found.payoffs[leader] + 1e-7


def test_what_is_guaranteed_survives_the_worst_breaking_of_ties():
    game = NormalFormGame.of_matrices([[1, 0], [0, 0]], [[0, 0], [0, 0]])
    found = leadership(game)
    assert found.payoffs["1"] == 1
    assert found.guaranteed == 0


@pytest.mark.parametrize(("gain", "penalty"), [(3, 6), (1, 1), (2, 8), (0.5, 2)])
def test_an_inspector_who_leads_inspects_just_often_enough(gain, penalty):
    """Legal behavior is a best reply from the rate gain / (penalty + gain) on."""
    table = np.array([[[-1, 0], [-2, -penalty]], [[0, 0], [-9, gain]]], dtype=float)
    found = leadership(NormalFormGame(actions=(("inspect", "rest"), ("comply", "violate")), payoffs=table))
    assert found.commitment["inspect"] == pytest.approx(gain / (penalty + gain))
    assert found.reply == "comply"
    assert (
        found.payoffs["1"] > extreme_equilibria(NormalFormGame.of_matrices(table[..., 0], table[..., 1])).payoffs[0, 0]
    )


def test_leadership_says_what_it_needs():
    three = NormalFormGame(actions=(("l",), ("l",), ("l",)), payoffs=np.zeros((1, 1, 1, 3)))
    with pytest.raises(ConceptError, match="two players"):
        leadership(three)
    with pytest.raises(ArgumentError, match="unknown player"):
        leadership(NormalFormGame.of_matrices([[1.0]]), leader="3")
    with pytest.raises(ArgumentError, match="one point"):
        leadership(NormalFormGame.of_matrices(np.zeros((2, 2, 3))))
