"""The compiled tree against backward induction: the same bits at every point, one at a time and together."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

import deterrence as dt
from deterrence.errors import DeterrenceError
from deterrence.game.building import evaluate, suppositions
from deterrence.game.unroll import unroll
from deterrence.solvers.play_program import compile_play
from deterrence.solvers.solution import read_expression
from deterrence.solvers.subgame_perfect import backward_induction
from deterrence.states.kernel import compiled_kernels
from deterrence.testing import parameter_values, scenario_documents

ROOT = Path(__file__).resolve().parents[3]
ENGINES = [
    False,
    pytest.param(True, marks=pytest.mark.skipif(compiled_kernels() is None, reason="numba is not installed")),
]
SLOW = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow, HealthCheck.filter_too_much]}


def by_induction(scenario, unrolled, columns, points):
    """Payoffs, likeliest outcome, smallest margin reached and reach of every end, by arrays; and the sound points."""
    tree = unrolled.tree
    game = evaluate(scenario, unrolled, columns, points)
    solved, likely = backward_induction(game), game.branch_probability()
    reach = np.ones((len(tree.owner), points))
    margin = np.full(points, np.inf)
    for node in np.argsort(tree.depth_first):
        node = int(node)
        for child in tree.children(node):
            step = likely[child] if tree.owner[node] < 0 else (solved.chosen[node] == child).astype(float)
            reach[child] = reach[node] * step
    for node in np.flatnonzero(tree.owner >= 0):
        margin = np.where(reach[node] > 0, np.fmin(margin, solved.margin[node]), margin)
    ends = reach[tree.terminals]
    most = ends.max(axis=0)
    outcome = (ends >= most / (1 + 1e-12)).argmax(axis=0)
    return solved.values[0], outcome, margin, ends, ~np.isnan(game.payoffs).any(axis=(0, 1))


def compare(scenario, columns, points, *, suppose=None, compiled, quantities=()):
    """Assert that both solvers say the same at every point that fits the tree, and that what has no value is marked."""
    unrolled = unroll(scenario, scenario.baseline, suppositions(scenario, suppose))
    fits, _ = unrolled.conditions.fit({**scenario.baseline, **columns}, points)
    fixed = {name: value for name, value in scenario.baseline.items() if name not in columns}
    expressions = [read_expression(scenario, text) for text in quantities]
    program = compile_play(scenario, unrolled, fixed, expressions)
    out, marked = program.run(columns, points, compiled=compiled)
    everything = {
        name: np.broadcast_to(columns.get(name, scenario.baseline[name]), (points,)) for name in scenario.baseline
    }
    values, outcome, margin, ends, sound = by_induction(scenario, unrolled, everything, points)
    assert marked[~sound].all()
    kept = fits & ~marked
    players = len(scenario.players)
    np.testing.assert_array_equal(out[:players, kept], values[:, kept])
    np.testing.assert_array_equal(out[players, kept], outcome[kept])
    np.testing.assert_array_equal(out[players + 1, kept], margin[kept])
    plays = {}
    for j in np.flatnonzero(kept):
        met = frozenset(tuple(unrolled.tree.end_state(int(t)).items()) for t in np.flatnonzero(ends[:, j] > 0))
        plays.setdefault(out[players + 2, j], set()).add(met)
    assert all(len(found) == 1 for found in plays.values())
    assert len({next(iter(found)) for found in plays.values()}) == len(plays)
    return kept, out


@pytest.mark.parametrize("compiled", ENGINES)
@settings(max_examples=80, **SLOW)
@given(
    document=scenario_documents(),
    points=st.lists(st.tuples(parameter_values(), parameter_values()), min_size=1, max_size=8),
    both=st.booleans(),
)
def test_the_compiled_tree_agrees_with_backward_induction(compiled, document, points, both):
    scenario = dt.Scenario(**document)
    try:
        dt.solve(scenario)
    except DeterrenceError:
        assume(False)
    columns = dict(zip("pq", np.array(points).T, strict=True))
    if not both:
        columns.pop("q")
    kept, _ = compare(scenario, columns, len(points), compiled=compiled)
    if not document["chances"] and "constraints" not in document:
        fits, _ = unroll(scenario, scenario.baseline, {}).conditions.fit({**scenario.baseline, **columns}, len(points))
        assert (kept == fits).all()


@pytest.mark.parametrize("compiled", ENGINES)
@pytest.mark.parametrize(
    ("name", "suppose"),
    [
        ("treaty", None),
        ("treaty", "refused"),
        ("technology-for-money", None),
        ("technology-for-money", {"treaty": "withdraw"}),
        ("abm-2000", None),
    ],
)
def test_the_bundled_scenarios_agree_over_their_ranges(compiled, name, suppose):
    scenario = dt.load(name)
    points = 200 if name == "abm-2000" else 3000
    rng = np.random.default_rng(5)
    columns = {}
    for i, (p, value) in enumerate(scenario.baseline.items()):
        low, high = (
            (value / 2, value * 1.5) if name == "abm-2000" else scenario.span(p)
        )  # its requirements may not be 0
        columns[p] = rng.choice(np.linspace(low, high, 7), points) if i % 2 else rng.uniform(low, high, points)
    for parameter, column in columns.items():
        column[: points // 10] = scenario.baseline[parameter]
    kept, out = compare(scenario, columns, points, suppose=suppose, compiled=compiled)
    assert kept[: points // 10].all()
    assert len(set(out[len(scenario.players), kept])) > 2


def test_both_engines_give_the_same_bits():
    if compiled_kernels() is None:
        pytest.skip("numba is not installed")  # because numba is an extra: there is one engine without it
    scenario, points = dt.load("technology-for-money"), 5000
    rng = np.random.default_rng(1)
    columns = {p: rng.uniform(*scenario.span(p), points) for p in scenario.parameters}
    program = compile_play(
        scenario, unroll(scenario, scenario.baseline, {}), {}, [read_expression(scenario, "treaty == keep and us > 0")]
    )
    (one, _), (other, _) = (program.run(columns, points, compiled=compiled) for compiled in (False, True))
    np.testing.assert_array_equal(one.view(np.int64), other.view(np.int64))


def test_each_point_alone_gives_what_all_points_together_give():
    scenario, points = dt.load("treaty"), 64
    rng = np.random.default_rng(2)
    columns = {p: rng.uniform(*scenario.span(p), points) for p in scenario.parameters}
    program = compile_play(
        scenario, unroll(scenario, scenario.baseline, {}), {}, [read_expression(scenario, "us + russia")]
    )
    together, _ = program.run(columns, points)
    for j in range(points):
        alone, _ = program.run({p: float(column[j]) for p, column in columns.items()}, 1)
        np.testing.assert_array_equal(alone[:, 0], together[:, j])
        solution = dt.solve(scenario, given={p: float(column[j]) for p, column in columns.items()})
        assert list(solution.payoffs.values()) == list(alone[:2, 0])
        assert solution.game.tree.history(int(solution.game.tree.terminals[int(alone[2, 0])])) == solution.path
        assert min(d.margin for d in solution.visited) == alone[3, 0]
        assert solution.expected("us + russia") == alone[5, 0]


@pytest.mark.parametrize("compiled", ENGINES)
@pytest.mark.parametrize("gap", [0.0, -0.0, 1e-9, 1.1e-9, -1e-9, -1.1e-9, 5e-10])
def test_ties_are_broken_alike(compiled, gap):
    scenario = dt.Scenario(
        title="Nearly",
        players={"a": "A", "b": "B"},
        parameters={"gap": 0, "size": 1},
        decisions={"d": {"player": "a", "choices": ["x", "y", "z"]}, "e": {"player": "b", "choices": ["x", "y"]}},
        payoffs={
            "a": "size * (1 + gap * (d == y) + (gap / 2) * (d == z)) + (e == y)",
            "b": "gap * (e == y) * (d == x)",
        },
        game={"order": ["d", "e"]},
    )
    compare(scenario, {"gap": np.full(7, gap), "size": np.array([1, -1, 0, 1e6, -1e6, 0.5, 1e9])}, 7, compiled=compiled)


@pytest.mark.parametrize("compiled", ENGINES)
def test_points_without_a_value_are_marked_wherever_in_the_tree_it_fails(compiled):
    scenario = dt.Scenario(
        title="A hole off the path",
        players={"a": "A", "b": "B"},
        parameters={"p": 1, "w": 0.5},
        decisions={"d": {"player": "a", "choices": ["x", "y"]}, "e": {"player": "b", "choices": ["x", "y"]}},
        chances={"c": {"outcomes": {"l": "w", "r": "1 - w"}}},
        payoffs={"a": "10 * (d == x)", "b": "1 / p if d == y and e == y and c == r else 1"},
        game={"order": ["d", "e", "c"]},
    )
    columns = {"p": np.array([1.0, 0.0, 2.0, 1.0, 1.0]), "w": np.array([0.5, 0.5, 1.5, -0.1, 1.0])}
    for j in range(5):
        kept, _ = compare(scenario, {name: column[j : j + 1] for name, column in columns.items()}, 1, compiled=compiled)
        assert kept[0] == (j in (0, 4))
