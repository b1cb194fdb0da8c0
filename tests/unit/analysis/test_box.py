"""Points of a box: the Sobol' sequence against SciPy's and against its own definition, corners, edges, neighbours."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from scipy.stats import qmc

from deterrence.analysis.box import BITS, _sequence, corners, edges, neighbours, sobol, spread

BOX = {"p": (0.0, 1.0), "q": (-2.0, 6.0), "r": (10.0, 10.5)}


def test_the_unscrambled_sequence_is_scipys_in_sixteen_dimensions():
    ours = np.stack([_sequence(dimension, 1024) for dimension in range(16)], axis=1) / (1 << BITS)
    assert np.array_equal(ours, qmc.Sobol(16, scramble=False).random(1024))


@pytest.mark.parametrize("seed", [0, 1, 20000120])
def test_a_scrambled_sequence_has_one_point_in_every_even_slice_of_every_side(seed):
    points = sobol(16, 256, seed)
    assert ((points > 0) & (points < 1)).all()
    for column in points.T:
        assert np.array_equal(np.sort(np.floor(column * 256)), np.arange(256))


@pytest.mark.parametrize("seed", [0, 5])
def test_a_scrambled_sequence_has_one_point_in_every_elementary_box_of_its_first_two_sides(seed):
    points = sobol(2, 256, seed)
    for level in range(9):
        cells = np.floor(points * [2**level, 2 ** (8 - level)]).astype(int)
        assert len({tuple(cell) for cell in cells}) == 256


def test_scrambling_depends_on_the_seed_and_on_nothing_else():
    assert np.array_equal(sobol(5, 64, 3), sobol(5, 64, 3))
    assert not np.array_equal(sobol(5, 64, 3), sobol(5, 64, 4))
    columns = sobol(5, 64, 3).T
    assert len({tuple(np.floor(column * 64)) for column in columns}) == 5


def test_more_than_sixteen_dimensions_are_balanced_too():
    points = sobol(20, 64, 0)
    assert points.shape == (64, 20)
    assert all(np.array_equal(np.sort(np.floor(column * 64)), np.arange(64)) for column in points.T)


def test_all_corners_are_tried_where_they_are_few_and_a_sample_where_they_are_many():
    assert {tuple(point) for point in corners(BOX, 0)} == set(itertools.product(*BOX.values()))
    many = {f"x{i}": (float(i), i + 1.0) for i in range(12)}
    found = corners(many, 0)
    assert len(found) == 1024
    assert all(value in side for point in found for value, side in zip(point, many.values(), strict=True))


def test_a_point_on_an_edge_has_at_most_one_side_off_its_ends():
    low, high = np.array(list(BOX.values())).T
    found = edges(BOX, 0)
    inside = ((found > low) & (found < high)).sum(axis=1)
    assert inside.max() == 1
    assert ((found >= low) & (found <= high)).all()


def test_neighbours_stay_within_their_radius_and_the_box():
    low, high = np.array(list(BOX.values())).T
    center = np.array([[0.5, 6.0, 10.2]])
    found = neighbours(center, BOX, 0.01, 500, 0)
    assert found.shape == (500, 3)
    assert (np.abs(found - center) <= 0.01 * (high - low) * (1 + 1e-9)).all()
    assert ((found >= low) & (found <= high)).all()
    assert (np.ptp(found, axis=0) > 0.008 * (high - low)).all()


def test_the_points_tried_hold_the_center_the_corners_and_lines_through_the_center():
    points = spread(BOX, 64, 0, {"p": 0.25, "q": 99.0, "r": 10.25})
    tried = {tuple(point) for point in points}
    assert (0.25, 6.0, 10.25) in tried  # moved into the box
    assert set(itertools.product(*BOX.values())) <= tried
    assert {(value, 6.0, 10.25) for value in np.linspace(0, 1, 33)} <= tried
    low, high = np.array(list(BOX.values())).T
    assert ((points >= low) & (points <= high)).all()
