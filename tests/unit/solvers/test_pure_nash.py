from __future__ import annotations

import itertools

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from deterrence.game.normal_form import NormalFormGame
from deterrence.solvers.pure_nash import pure_nash

SHAPES = st.lists(st.integers(1, 3), min_size=1, max_size=3)


@st.composite
def games(draw: st.DrawFn) -> NormalFormGame:
    shape = tuple(draw(SHAPES))
    payoffs = draw(arrays(float, (*shape, len(shape), 2), elements=st.integers(0, 3).map(float)))
    return NormalFormGame(actions=tuple(tuple("abc"[:size]) for size in shape), payoffs=payoffs)


def nobody_gains(payoffs: np.ndarray, profile: tuple[int, ...]) -> bool:
    for player, size in enumerate(payoffs.shape[:-1]):
        for other in range(size):
            deviation = (*profile[:player], other, *profile[player + 1 :])
            if payoffs[(*deviation, player)] > payoffs[(*profile, player)] + 1e-9:
                return False
    return True


@given(games())
def test_marks_exactly_the_profiles_the_definition_marks(game):
    marks = pure_nash(game)
    for point in range(2):
        for profile in itertools.product(*(range(size) for size in game.shape)):
            assert marks[(*profile, point)] == nobody_gains(game.payoffs[..., point], profile)


def test_a_tie_by_rounding_counts_as_a_tie():
    marks = pure_nash(NormalFormGame.of_matrices([[0.1 + 0.2], [0.3]], [[0], [0]]))
    assert marks[..., 0].tolist() == [[True], [True]]


def test_nothing_is_marked_where_a_payoff_is_no_number():
    payoffs = np.ones((2, 2, 2, 2))
    payoffs[0, 0, 0, 1] = np.nan
    marks = pure_nash(NormalFormGame(actions=(("a", "b"),) * 2, payoffs=payoffs))
    assert marks[..., 0].all()
    assert not marks[..., 1].any()
