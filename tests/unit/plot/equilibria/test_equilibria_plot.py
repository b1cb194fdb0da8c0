"""Equilibria: best replies by their definition, crossings, and bars."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from unit.plot.overlaps import outside, overlapping

import deterrence as dt
from deterrence.plot.equilibria.best_replies import best_replies
from deterrence.plot.equilibria.equilibria_plot import equilibria_plot

ACTIONS = (("yield", "straight"), ("yield", "straight"))
CHICKEN = dt.NormalFormGame.of_matrices([[3, 2], [4, 1]], [[3, 4], [2, 1]], players=("row", "column"), actions=ACTIONS)
WAYS = (("rock", "paper", "scissors"),) * 2
ROCK = dt.NormalFormGame.of_matrices([[0, -1, 1], [1, 0, -1], [-1, 1, 0]], players=("a", "b"), actions=WAYS)


def on_curve(corners, point):
    """Whether a point lies on upright and level pieces between corners."""
    for (x0, y0), (x1, y1) in itertools.pairwise(corners):
        inside = min(x0, x1) - 1e-9 <= point[0] <= max(x0, x1) + 1e-9
        if inside and min(y0, y1) - 1e-9 <= point[1] <= max(y0, y1) + 1e-9:
            return True
    return False


small = st.integers(-3, 3).map(float)


@given(small, small)
def test_the_curve_holds_exactly_the_best_replies(first, second):
    corners = best_replies(np.array([first, second]))
    for other, own in itertools.product(np.linspace(0, 1, 13), (0.0, 0.3, 1.0)):
        gain = other * first + (1 - other) * second
        best = abs(gain) < 1e-9 or own == (1.0 if gain > 0 else 0.0)
        assert (corners is None or on_curve(corners, (other, own))) == best


def test_equilibria_are_marked_where_best_replies_cross():
    found = dt.nash(CHICKEN)
    ax = equilibria_plot(found, game=CHICKEN)
    row, column, dots = ax.lines
    marks = list(zip(dots.get_xdata(), dots.get_ydata(), strict=True))
    assert sorted(marks) == [(0.0, 1.0), (0.5, 0.5), (1.0, 0.0)]
    for mark in marks:
        assert on_curve(list(zip(row.get_xdata(), row.get_ydata(), strict=True)), mark)
        assert on_curve(list(zip(column.get_xdata(), column.get_ydata(), strict=True)), mark)
    assert [text.get_text() for text in ax.texts] == ["1", "2", "3"]
    assert ax.get_xlabel() == "probability that player row chooses yield, not straight"


def test_a_player_who_does_not_care_has_a_whole_square_of_best_replies():
    game = dt.NormalFormGame.of_matrices([[1, 1], [1, 0]], [[1, 1], [1, 1]])
    ax = equilibria_plot(dt.nash(game), game=game)
    assert [patch.get_width() for patch in ax.patches] == [1]
    assert ax.patches[0].get_hatch()


def test_larger_games_are_bars_of_probabilities():
    ax = equilibria_plot(dt.nash(ROCK), game=ROCK)
    np.testing.assert_allclose([patch.get_width() for patch in ax.patches], 1 / 3)
    np.testing.assert_allclose([patch.get_x() for patch in ax.patches], [0, 1 / 3, 2 / 3] * 2)
    assert [text.get_text() for text in ax.texts][:3] == ["rock 0.333", "paper 0.333", "scissors 0.333"]


def test_an_extensive_form_has_a_bar_for_each_information_set():
    game = dt.build_game(dt.load("abm-2000-resolve"), given={"resolute": 0.6})
    ax = dt.perfect_bayesian(game).plot()
    names = [label.get_text() for label in ax.get_yticklabels()]
    assert names == ["us: treaty", "russia: start after firm, withdraw", "russia: start after restrained, withdraw"]
    assert [text.get_text() for text in ax.texts] == ["keep 1", "drop12 1", "drop2 1"]


def test_several_points_or_another_game_are_errors():
    two = dt.NormalFormGame.of_matrices(np.ones((2, 2, 2)), np.ones((2, 2, 2)))
    with pytest.raises(dt.DeterrenceError, match="one parameter point"):
        equilibria_plot(dt.nash(two))
    with pytest.raises(dt.DeterrenceError, match="another game"):
        equilibria_plot(dt.nash(CHICKEN), game=ROCK)


@pytest.mark.parametrize("size", ["page", "slide"])
def test_no_texts_overlap(size):
    for game in (CHICKEN, ROCK):
        for ax in (equilibria_plot(dt.nash(game), game=game, size=size), dt.nash(game).plot(size=size)):
            assert not overlapping(ax)
            assert not outside(ax)
