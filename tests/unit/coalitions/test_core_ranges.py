"""What the core leaves each player, against points of a fine grid."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

import deterrence as dt
from deterrence.coalitions.core_ranges import core_ranges


def in_core(game, amounts):
    return (game.excesses(dict(zip(game.players, amounts, strict=True))) <= 1e-9).all()


@pytest.mark.parametrize("seed", range(6))
def test_ranges_are_those_of_all_points_of_a_grid_in_the_core(seed):
    rng = np.random.default_rng(seed)
    pairs = rng.integers(0, 6, size=3)
    game = dt.CoalitionGame(["a", "b", "c"], [0, 0, 0, pairs[0], 0, pairs[1], pairs[2], 8])
    points = [(a, b, 8 - a - b) for a, b in itertools.product(np.arange(0, 8.25, 0.5), repeat=2)]
    kept = np.array([point for point in points if in_core(game, point)])
    found = core_ranges(game)
    assert found is not None
    np.testing.assert_allclose([found[who][0] for who in "abc"], kept.min(axis=0), atol=1e-6)
    np.testing.assert_allclose([found[who][1] for who in "abc"], kept.max(axis=0), atol=1e-6)


def test_an_empty_core_has_no_ranges():
    assert core_ranges(dt.CoalitionGame(["a", "b", "c"], lambda s: float(len(s) > 1))) is None


def test_a_core_of_one_point_leaves_no_room():
    game = dt.CoalitionGame(["holder", "one", "two"], lambda s: float("holder" in s and len(s) > 1))
    assert core_ranges(game) == {"holder": (1.0, 1.0), "one": (0.0, 0.0), "two": (0.0, 0.0)}


def test_a_single_player_gets_all():
    assert core_ranges(dt.CoalitionGame(["a"], [0, 3])) == {"a": (3.0, 3.0)}
