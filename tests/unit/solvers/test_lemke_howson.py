from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from deterrence.errors import ArgumentError, ConceptError
from deterrence.game.normal_form import NormalFormGame
from deterrence.solvers.equilibria import Termination
from deterrence.solvers.extreme_equilibria import extreme_equilibria
from deterrence.solvers.lemke_howson import lemke_howson

TIED = arrays(float, st.tuples(st.integers(1, 5), st.integers(1, 5), st.just(2)), elements=st.integers(0, 2).map(float))


@given(TIED)
@settings(max_examples=150, deadline=None)
def test_every_label_leads_to_an_equilibrium_also_through_ties(payoffs):
    game = NormalFormGame.of_matrices(payoffs[..., 0], payoffs[..., 1])
    for label in range(sum(game.shape)):
        found = lemke_howson(game, label=label)
        assert len(found) == 1
        assert found.termination == Termination.FINISHED
        assert found.regret[0] <= 1e-9
        assert not found.complete


def test_without_ties_it_finds_one_of_all_equilibria():
    game = NormalFormGame(actions=(("a", "b", "c"),) * 2, payoffs=np.random.default_rng(1).random((3, 3, 2, 40)))
    every, one = extreme_equilibria(game), lemke_howson(game, label=4)
    for point in range(40):
        found = one.at(point)[0].probabilities["1"]
        assert any(np.allclose(found, other.probabilities["1"]) for other in every.at(point))


def test_a_large_game_has_a_certified_answer():
    rng = np.random.default_rng(2)
    found = lemke_howson(NormalFormGame.of_matrices(rng.random((60, 60)), rng.random((60, 60))))
    assert found.regret[0] <= 1e-9
    assert found.statistics["pivots"] > 0


def test_points_without_numbers_have_no_row():
    payoffs = np.ones((2, 2, 2, 2))
    payoffs[0, 0, 0, 0] = np.nan
    found = lemke_howson(NormalFormGame(actions=(("a", "b"),) * 2, payoffs=payoffs))
    assert found.point.tolist() == [1]
    assert found.terminations.tolist() == [Termination.UNDEFINED, Termination.FINISHED]


def test_other_games_and_labels_are_refused():
    with pytest.raises(ArgumentError, match="no label 4; they go from 0 to 3"):
        lemke_howson(NormalFormGame.of_matrices(np.eye(2)), label=4)
    with pytest.raises(ConceptError, match="this game has 1"):
        lemke_howson(NormalFormGame(actions=(("a",),), payoffs=np.ones((1, 1))))
