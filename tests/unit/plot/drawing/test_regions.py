from __future__ import annotations

import numpy as np
import pytest
from matplotlib.path import Path

from deterrence.plot.drawing.regions import cell_edges, outline, roomiest, steps_to_edge


def loops(shape: Path) -> list[np.ndarray]:
    starts = np.flatnonzero(shape.codes == Path.MOVETO)
    return np.split(shape.vertices, starts[1:])


def area(loop: np.ndarray) -> float:
    x, y = loop[:, 0], loop[:, 1]
    return float(x[:-1] @ y[1:] - x[1:] @ y[:-1]) / 2


def windings(shape: Path, points: np.ndarray) -> np.ndarray:
    """How often the shape winds around each point: once inside, not at all outside or in a hole."""
    return sum(np.sign(area(loop)) * Path(loop).contains_points(points) for loop in loops(shape))


@pytest.mark.parametrize("seed", range(12))
def test_a_shape_holds_exactly_the_cells_of_its_mask(seed):
    draw = np.random.default_rng(seed)
    mask = draw.random((9, 7)) < draw.uniform(0.2, 0.9)
    mask[0, 0] = True
    xs, ys = np.arange(10.0) ** 1.3, np.arange(8.0)
    middles = np.stack(np.meshgrid((xs[1:] + xs[:-1]) / 2, (ys[1:] + ys[:-1]) / 2, indexing="ij"), axis=-1)
    assert (windings(outline(mask, xs, ys), middles.reshape(-1, 2)).reshape(mask.shape) == mask).all()
    cells = np.outer(np.diff(xs), np.diff(ys))
    assert sum(map(area, loops(outline(mask, xs, ys)))) == pytest.approx(cells[mask].sum())


def test_an_edge_lies_midway_between_two_points():
    assert cell_edges(np.array([0.0, 1.0, 4.0])).tolist() == [0.0, 0.5, 2.5, 4.0]


def test_a_box_is_put_where_all_of_it_is_inside():
    mask = np.zeros((20, 12), dtype=bool)
    mask[5:18, 3:10] = True
    x, y = roomiest(mask, 6, 3)
    assert 8 <= x <= 15
    assert 4.5 <= y <= 8.5
    assert roomiest(mask, 14, 3) is None


def test_steps_to_the_edge_are_those_to_the_nearest_cell_that_is_not_in_the_mask():
    rng = np.random.default_rng(3)
    mask = rng.random((9, 13)) < 0.85
    padded = np.pad(mask, 1)
    out = np.argwhere(~padded) - 1
    for (i, j), steps in np.ndenumerate(steps_to_edge(mask)):
        assert steps == np.abs(out - [i, j]).sum(axis=1).min()
