"""Finite repetitions: payoffs are sums, what is unique unravels, and two stage equilibria can discipline a start."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from deterrence.errors import ArgumentError, TreeTooLargeError
from deterrence.game.normal_form import NormalFormGame
from deterrence.game.repetition import repeated_game
from deterrence.solvers.perfect_bayesian import perfect_bayesian

DILEMMA = NormalFormGame.of_matrices(
    [[3, 0], [5, 1]], [[3, 5], [0, 1]], actions=(("keep", "breach"), ("keep", "breach"))
)


@pytest.mark.parametrize("discount", [1.0, 0.5, 0.0])
def test_every_end_is_worth_the_discounted_sum_of_its_periods(discount):
    game = repeated_game(DILEMMA, 3, discount_factor=discount)
    ways = list(itertools.product(range(2), repeat=6))
    assert len(game.tree.terminals) == len(ways)
    for terminal, way in enumerate(ways):
        for player in range(2):
            worth = sum(discount**t * DILEMMA.payoffs[way[2 * t], way[2 * t + 1], player, 0] for t in range(3))
            assert game.payoffs[terminal, player, 0] == pytest.approx(worth)


@pytest.mark.parametrize("periods", [1, 2, 3, 4])
def test_a_dilemma_with_a_known_end_unravels(periods):
    found = perfect_bayesian(repeated_game(DILEMMA, periods))
    assert found.complete
    assert len(found) == 1
    assert all(row[0, 1] == 1 for row in found.strategies.values())


def test_two_stage_equilibria_can_make_a_first_period_of_keeping_credible():
    """With a bad and a good way to end, breach now is punished by the bad end (Benoit and Krishna 1985)."""
    own = np.array([[4, 0, 0], [5, 3, 0], [0, 0, 1]], dtype=float)
    labels = ("keep", "breach", "spoil")
    stage = NormalFormGame.of_matrices(own, own.T, actions=(labels, labels))
    once, twice = (perfect_bayesian(repeated_game(stage, n), mixed=False) for n in (1, 2))
    assert all(row[0] == 0 for row in once.strategies["1"])
    assert any(row[0] == 1 for row in twice.strategies["1"])
    assert twice.payoffs.max() == 7


def test_a_repetition_has_periods_and_fits_in_memory():
    with pytest.raises(ArgumentError, match="a period or more"):
        repeated_game(DILEMMA, 0)
    with pytest.raises(ArgumentError, match="discount"):
        repeated_game(DILEMMA, 2, discount_factor=-1)
    with pytest.raises(TreeTooLargeError, match="too large"):
        repeated_game(DILEMMA, 30)
