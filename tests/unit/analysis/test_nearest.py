"""The nearest flip against a fine grid and known geometry: planes, corners, curves, ties, gaps, ends of spans."""

from __future__ import annotations

import flip_oracle
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from deterrence.analysis.nearest import nearest_flip
from deterrence.analysis.projection import nearest_on_planes
from deterrence.analysis.rays import Space
from deterrence.errors import ArgumentError

UNIT = (0.0, 1.0)


def found(labels, base, spans=None, **options):
    spans = spans or dict.fromkeys(base, UNIT)
    result = nearest_flip(labels, base, spans, list(base), **options)
    check(labels, base, spans, result)
    return result


def check(labels, base, spans, result):
    """What holds of any answer: labels differ as stated, moves are what they say, one alone is never nearer."""

    def label(values):
        return float(labels({n: np.array([float(v)]) for n, v in {**base, **values}.items()}, 1)[0])

    home = label({})
    flips = [flip for flip in [result.joint, *result.per_parameter.values()] if flip]
    for flip in flips:
        assert label(flip.values) == flip.label != home
        assert label(flip.near) != flip.label
        assert flip.values.keys() == flip.near.keys() == flip.moves.keys()
        for name, value in flip.values.items():
            low, high = min(spans[name][0], base[name]), max(spans[name][1], base[name])
            assert low <= value <= high
            assert flip.moves[name] == pytest.approx((value - base[name]) / (high - low), abs=1e-12)
        assert flip.distance == pytest.approx(np.linalg.norm(list(flip.moves.values())))
        assert result.joint.distance <= flip.distance


def step(f):
    return lambda at, n: np.broadcast_to(np.asarray(f(**at), dtype=float), n)


def test_a_plane_is_met_at_its_foot():
    result = found(step(lambda x, y, z: x + 2 * y + 2 * z > 3.1), {"x": 0.5, "y": 0.5, "z": 0.5})
    assert result.joint.distance == pytest.approx(0.6 / 3, abs=1e-9)
    wanted = {name: 0.5 + 0.6 * k / 9 for name, k in (("x", 1), ("y", 2), ("z", 2))}
    assert result.joint.values == pytest.approx(wanted, abs=1e-6)
    assert result.per_parameter["x"] is None
    assert result.per_parameter["y"].values["y"] == pytest.approx(0.8, abs=1e-9)


def test_moves_are_measured_in_spans():
    spans = {"x": (0.0, 10.0), "y": (0.0, 1.0)}
    result = found(step(lambda x, y: x / 10 + y > 1.2), {"x": 5.0, "y": 0.5}, spans)
    assert result.joint.moves == pytest.approx({"x": 0.1, "y": 0.1}, abs=1e-6)
    assert result.joint.values["x"] == pytest.approx(6, abs=1e-5)


def test_a_move_ends_where_a_span_does():
    result = found(step(lambda x, y: x + y > 1.75), {"x": 0.9, "y": 0.5})
    assert result.joint.distance == pytest.approx(np.hypot(0.1, 0.25), abs=1e-8)
    assert result.joint.values["x"] == 1.0


def test_a_base_on_the_end_of_its_span_moves_inwards():
    result = found(step(lambda x, y: x - y < 0.4), {"x": 1.0, "y": 0.0})
    assert result.joint.values == pytest.approx({"x": 0.7, "y": 0.3}, abs=1e-6)


def test_a_base_beyond_its_span_widens_it():
    result = found(step(lambda x, y: x > 0.5), {"x": -1.0, "y": 0.5})
    assert result.joint.moves == pytest.approx({"x": 0.75}, abs=1e-9)


def test_a_corner_takes_both_moves_and_no_single_parameter():
    result = found(step(lambda x, y, z: (x > 0.6) & (y > 0.8)), {"x": 0.5, "y": 0.5, "z": 0.5})
    assert not any(result.per_parameter.values())
    assert result.joint.values == pytest.approx({"x": 0.6, "y": 0.8}, abs=1e-6)


def test_a_corner_of_three_slanted_planes_is_found():
    def both(x, y, z):
        return (x + y > 1.3) & (y + z > 1.3) & (x + z > 1.3)

    assert found(step(both), {"x": 0.5, "y": 0.5, "z": 0.5}).joint.distance == pytest.approx(0.15 * 3**0.5, abs=1e-6)


def test_a_curved_boundary_is_met_at_its_nearest_point():
    result = found(step(lambda x, y: (x - 1) ** 2 + (y - 0.2) ** 2 < 0.09), {"x": 0.3, "y": 0.6})
    assert result.joint.distance == pytest.approx(np.hypot(0.7, 0.4) - 0.3, abs=1e-6)


def test_of_two_boundaries_the_nearer_counts_even_if_no_axis_meets_it():
    def either(x, y):
        return (x > 0.99) | ((x + y > 1.2) & (np.abs(x - y) < 0.05))

    result = found(step(either), {"x": 0.5, "y": 0.5})
    assert result.joint.distance == pytest.approx(0.1 * 2**0.5, abs=1e-6)


def test_in_many_dimensions_the_foot_of_a_plane_is_found():
    names = [f"p{i}" for i in range(40)]
    weight = np.random.default_rng(5).uniform(-1, 1, 40)
    base = dict.fromkeys(names, 0.5)

    def labels(at, n):
        total = sum(w * (np.asarray(at[name]) - 0.5) for w, name in zip(weight, names, strict=True))
        return np.broadcast_to(total > 0.3, n).astype(float)

    assert found(labels, base).joint.distance == pytest.approx(0.3 / np.linalg.norm(weight), abs=1e-6)


def test_parameters_that_do_not_matter_do_not_move():
    names = ["a", "b", "c", "d"]
    result = found(step(lambda a, b, c, d: a + b > 1.2), dict.fromkeys(names, 0.5))
    assert set(result.joint.values) == {"a", "b"}
    single = found(step(lambda a, b, c, d: a > 0.7), dict.fromkeys(names, 0.5))
    assert set(single.joint.values) == {"a"}
    assert single.joint.distance == single.per_parameter["a"].distance


def test_where_nothing_changes_there_is_no_flip():
    result = found(step(lambda x, y: 0 * x), {"x": 0.5, "y": 0.5})
    assert result.joint is None
    assert result.per_parameter == {"x": None, "y": None}


def test_points_without_a_label_are_no_flip():
    def gap(x, y):
        return np.where((x > 0.6) & (x < 0.8), np.nan, x > 0.7)

    result = found(step(gap), {"x": 0.5, "y": 0.5})
    assert result.joint.values == pytest.approx({"x": 0.8}, abs=1e-9)
    with pytest.raises(ArgumentError, match="no answer itself"):
        found(step(lambda x: np.nan * x), {"x": 0.5})


def test_a_base_on_a_tie_flips_at_once():
    result = found(step(lambda x, y: x - y > 1e-9), {"x": 0.5, "y": 0.5})
    assert 0 < result.joint.distance <= 1.1e-9
    assert result.per_parameter["x"].distance == pytest.approx(1e-9, rel=0.01)


def test_a_span_without_width_does_not_move():
    spans = {"x": (0.5, 0.5), "y": UNIT}
    result = found(step(lambda y, x=0.5: x + y > 1.2), {"x": 0.5, "y": 0.5}, spans)
    assert result.per_parameter["x"] is None
    assert set(result.joint.values) == {"y"}


def test_without_the_joint_search_the_best_single_parameter_is_the_answer():
    result = found(step(lambda x, y: x + y > 1.2), {"x": 0.5, "y": 0.5}, joint=False)
    assert result.joint.values == pytest.approx({"x": 0.7}, abs=1e-9)


def test_one_seed_gives_one_answer_and_progress_ends_complete():
    heard = []
    shapes = step(lambda x, y: x * y > 0.4), {"x": 0.5, "y": 0.5}
    first, second = (found(*shapes, seed=4, progress=lambda *a: heard.append(a)) for _ in range(2))
    assert first.joint.values == second.joint.values
    assert heard[-1][0] == heard[-1][1]
    assert all(a <= b for a, b in heard)


@st.composite
def regions(draw):
    """Unions of corners: each the intersection of up to two half-spaces, some through grid points: ties occur."""
    size = draw(st.integers(2, 3))
    weight = st.integers(-3, 3).filter(bool)
    plane = st.tuples(st.tuples(*[weight] * size), st.sampled_from([0.1, 0.25, 0.3, 0.5, 0.8]))
    return size, draw(st.lists(st.lists(plane, min_size=1, max_size=2), min_size=1, max_size=3))


@given(regions())
@settings(max_examples=25, deadline=None)
def test_no_grid_point_beyond_a_cell_is_nearer(case):
    size, corners = case
    names = ["x", "y", "z"][:size]
    base = dict.fromkeys(names, 0.5)

    def labels(at, n):
        moved = [np.asarray(at[name]) - 0.5 for name in names]
        inside = np.zeros(n, dtype=bool)
        for planes in corners:
            inside |= np.all([sum(w * m for w, m in zip(ws, moved, strict=True)) > c for ws, c in planes], axis=0)
        return inside.astype(float)

    result = found(labels, base)
    spans = dict.fromkeys(names, UNIT)
    wanted, cell = flip_oracle.nearest_on_grid(labels, base, spans, names, 201 if size == 2 else 51)
    distance = result.joint.distance if result.joint else np.inf
    assert distance <= wanted + 1e-9
    assert distance >= wanted - 3 * cell or wanted == np.inf


def test_the_grid_rejects_a_flip_that_is_too_far():
    labels = step(lambda x, y: x + y > 1.2)
    wanted, cell = flip_oracle.nearest_on_grid(labels, {"x": 0.5, "y": 0.5}, {"x": UNIT, "y": UNIT}, ["x", "y"])
    assert wanted == pytest.approx(0.1 * 2**0.5, abs=cell)
    assert wanted < 0.2


@given(st.integers(1, 3), st.integers(0, 10**6))
@settings(max_examples=40, deadline=None)
def test_the_projection_is_what_a_general_optimiser_finds(count, seed):
    from scipy.optimize import minimize

    rng = np.random.default_rng(seed)
    normals, levels = rng.normal(size=(count, 4)), rng.uniform(0.05, 0.3, count)
    low, high = -rng.uniform(0.2, 1, 4), rng.uniform(0.2, 1, 4)
    units = normals / np.linalg.norm(normals, axis=1, keepdims=True)
    assume((units @ units.T).min() > 0)
    best = minimize(
        lambda z: z @ z,
        np.zeros(4),
        jac=lambda z: 2 * z,
        bounds=list(zip(low, high, strict=True)),
        constraints={"type": "ineq", "fun": lambda z: normals @ z - levels, "jac": lambda z: normals},
        method="SLSQP",
        options={"ftol": 1e-14, "maxiter": 300},
    )
    point = nearest_on_planes(normals, levels, low, high)
    assert ((point >= low - 1e-12) & (point <= high + 1e-12)).all()
    if best.success:
        assert np.linalg.norm(point) == pytest.approx(np.linalg.norm(best.x), abs=1e-4)
        assert (normals @ point >= levels - 1e-4).all()


def many(weights, level):
    """A plane in many parameters of which few matter: labels, and the measure whose sign they are."""
    names = [f"x{k:02}" for k in range(60)]

    def measure(at, points):
        return level - sum(np.broadcast_to(at[name], points) * w for name, w in zip(names, weights, strict=False))

    return names, measure, lambda at, points: 1.0 * (measure(at, points) >= 0)


def test_of_sixty_parameters_few_labels_find_the_plane_that_three_of_them_make():
    names, measure, labels = many([3.0, -2.0, 1.0], 1.5)
    base = dict.fromkeys(names, 0.5)
    plain = nearest_flip(labels, base, dict.fromkeys(names, UNIT), names)
    cheap = nearest_flip(labels, base, dict.fromkeys(names, UNIT), names, measure=measure, budget=15_000)
    for found in (plain, cheap):
        assert found.joint.distance == pytest.approx(0.5 / 14**0.5, rel=1e-6)
        assert set(found.joint.moves) == {"x00", "x01", "x02"}
    assert cheap.points < 80_000


def test_a_measure_that_jumps_where_the_label_changes_is_not_taken_for_a_slope():
    labels = step(lambda x, y: x + 2 * y > 1.7)
    base = {"x": 0.5, "y": 0.5}

    def jumping(at, points):
        return np.where(labels(at, points) > 0, 1.0 + np.broadcast_to(at["x"], points), -1.0)

    result = found(labels, base, measure=jumping)
    assert result.joint.distance == pytest.approx(0.2 / 5**0.5, rel=1e-6)


@pytest.mark.parametrize(
    ("labels", "together"),
    [
        (step(lambda x, y: x + 2 * y > 1.9), 400),
        (step(lambda x, y: x + 2 * y > 1.9), 5_000),
        (step(lambda x, y: (x - 0.5) ** 2 + (y - 0.4) ** 2 > 0.07), 400),
        (step(lambda x, y: np.floor(23 * x + 17 * y**2) % 5), 63),
    ],
)
def test_asking_for_many_labels_together_changes_nothing(labels, together):
    base = {"x": 0.51, "y": 0.49}
    asked = []

    def counted(at, n):
        asked.append(n)
        return labels(at, n)

    one = nearest_flip(counted, base, dict.fromkeys(base, UNIT), list(base))
    calls, points = len(asked), sum(asked)
    asked.clear()
    other = nearest_flip(counted, base, dict.fromkeys(base, UNIT), list(base), together=together)
    flips = [(found.joint, *found.per_parameter.values()) for found in (one, other)]
    for first, second in zip(*flips, strict=True):
        assert (first is None) == (second is None)
        if first is not None:
            assert (first.values, first.near, first.label) == (second.values, second.near, second.label)
    assert one.points == other.points == points
    assert len(asked) < calls


def test_asking_together_asks_for_no_more_than_said_where_a_round_allows_it():
    sizes = []

    def labels(at, n):
        sizes.append(n)
        return np.broadcast_to(np.asarray(at["x"] > 0.7 + 0 * at["x"], dtype=float), n)

    space = Space(labels, {"x": 0.5}, {"x": UNIT}, ["x"], together=70)
    sizes.clear()
    near, far = space.cut(np.zeros(1), np.ones((1, 1)), np.zeros(1), np.full(1, 0.5), 4)
    assert sizes == [63, 63]
    assert near[0] < 0.2 <= far[0] + 1e-15
    assert far[0] - near[0] == pytest.approx(0.5 / 8**4)
