"""A sweep equals solving point by point, however it is cut up and whatever runs it."""

from __future__ import annotations

import functools
import tracemalloc

import numpy as np
import pytest

import deterrence as dt
from deterrence.analysis import evaluator, sweeping
from deterrence.errors import ArgumentError, ConceptError
from deterrence.run.chunks import chunks
from deterrence.states import program

DEAL = {"need": np.linspace(0, 4, 9), "rival": np.linspace(0, 6, 13)}
LESSON = {"protection": np.linspace(0, 6, 13), "arming": np.linspace(0, 2, 9), "exit": [0.0, 1.0, 2.5]}

STORM = dt.parse("""deterrence: 1
title: Weather and a gate
players: {a: A, b: B}
parameters: {x: {value: 0.5, range: [0, 1]}, y: {value: 0.5, range: [0, 1]}}
chances: {weather: {outcomes: {calm: x, storm: 1 - x}}}
decisions:
  sail: {player: a, choices: [stay, go, far], available: {far: y >= 0.5}}
  toll: {player: b, choices: [low, high]}
payoffs:
  a: (sail == go) * (1 if weather == calm else y - 0.75) + (sail == far) * (2.25 * y - (weather == storm))
     - 0.5 * (toll == high and sail != stay)
  b: (sail != stay) * (y if toll == high else 0.25)
game: {order: [weather, sail, {visit: toll, when: sail != stay}]}
situations: {fair: {weather: calm}}
""")
STORM_QUANTITIES = {"gone": "sail != stay", "worth": "a + 2 * b", "square": "x * x"}
STORM_GRID = {"x": np.linspace(0, 1, 11), "y": np.linspace(0, 1, 21)}
HOLES = dt.parse("""deterrence: 1
title: Points without a value
players: {a: A}
parameters: {x: {value: 1, range: [-1, 1]}}
decisions: {move: {player: a, choices: [stay, go]}}
payoffs: {a: "(move == go) * (1 / x + log(x + 0.55))"}
game: {order: [move]}
""")


def same(one, other):
    """Two tables hold the same labels and, bit for bit, the same numbers."""
    assert list(one.axes) == list(other.axes)
    assert list(one.columns) == list(other.columns)
    assert one.outcomes == other.outcomes
    assert one.failed == other.failed
    for left, right in [
        *zip(one.axes.values(), other.axes.values(), strict=True),
        *zip(one.columns.values(), other.columns.values(), strict=True),
    ]:
        assert left.dtype == right.dtype
        np.testing.assert_array_equal(left, right)


def agrees_with_solving(scenario, table, quantities, **options):
    """Every row of a table is what `solve` answers at its point."""
    free = [name for name in scenario.parameters if name in [*table.axes, *table.columns]]
    for row in table.to_pandas().to_dict("records"):
        solution = dt.solve(
            scenario,
            given={**options.get("given", {}), **{name: row[name] for name in free}},
            suppose=options.get("suppose"),
        )
        for player, payoff in solution.payoffs.items():
            assert row[f"payoff.{player}"] == pytest.approx(payoff, abs=1e-12)
        for name, expression in quantities.items():
            assert row[name] == pytest.approx(solution.expected(expression), abs=1e-12)
            if "==" in expression or "!=" in expression:
                assert row[name] == pytest.approx(solution.probability(expression), abs=1e-12)
        assert table.outcomes[row["outcome"]] == solution.path
        assert row["margin"] == pytest.approx(
            min((node.margin for node in solution.visited), default=np.inf), abs=1e-12
        )
    assert table.failed == 0


@pytest.mark.parametrize(
    ("scenario", "grid", "quantities", "options"),
    [
        ("technology-for-money", DEAL, {"kept": "treaty == keep", "cover": "cover"}, {}),
        ("technology-for-money", DEAL, {"sold": "export == technology"}, {"suppose": "exit", "given": {"pay": 1.5}}),
        ("treaty", LESSON, {"agreed": "agreed", "us_twice": "2 * us"}, {}),
        (STORM, STORM_GRID, STORM_QUANTITIES, {}),
        (STORM, STORM_GRID, STORM_QUANTITIES, {"suppose": "fair"}),
    ],
)
def test_a_grid_is_what_solving_each_point_answers(scenario, grid, quantities, options):
    scenario = dt.load(scenario) if isinstance(scenario, str) else scenario
    table = dt.sweep(scenario, grid, quantities=quantities, **options)
    assert table.shape == tuple(len(values) for values in grid.values())
    agrees_with_solving(scenario, table, quantities, **options)


def test_the_flagship_at_random_points_is_what_solving_each_answers():
    flagship = dt.load("abm-2000")
    rng = np.random.default_rng(7)
    names = list(flagship.parameters)
    points = {name: rng.uniform(*flagship.span(name), 8) for name in names}
    quantities = {"kept": "treaty == keep", "joint": "joint"}
    agrees_with_solving(flagship, dt.sweep(flagship, points=points, quantities=quantities), quantities)


def test_the_flagships_grid_compiled_is_what_solving_some_of_its_points_answers():
    flagship = dt.load("abm-2000")
    grid = {"rogue_threat_high": np.linspace(0, 1, 41), "trust": np.linspace(0, 1, 5)}
    table = dt.sweep(flagship, grid, quantities={"kept": "treaty == keep"}).to_pandas()
    for row in table.iloc[::37].to_dict("records"):
        solution = dt.solve(flagship, given={name: row[name] for name in grid})
        assert [row[f"payoff.{player}"] for player in flagship.players] == pytest.approx(
            list(solution.payoffs.values()), abs=1e-9
        )
        assert row["kept"] == pytest.approx(solution.probability("treaty == keep"), abs=1e-12)
        assert row["margin"] == pytest.approx(min(node.margin for node in solution.visited), abs=1e-9)


def test_points_are_one_row_each_with_their_parameters_beside_them():
    deal = dt.load("technology-for-money")
    points = {"need": [0.5, 1.2, 1.5], "gain": [2, 2, 3.5]}
    table = dt.sweep(deal, points=points, quantities={"kept": "treaty == keep"})
    assert list(table.axes) == ["point"]
    assert table.columns["gain"].tolist() == [2, 2, 3.5]
    assert table.columns["kept"].tolist() == [0, 1, 0]
    agrees_with_solving(deal, table, {"kept": "treaty == keep"})


def test_a_grid_and_the_same_points_listed_agree():
    deal = dt.load("technology-for-money")
    need, rival = (axis.ravel() for axis in np.meshgrid(*DEAL.values(), indexing="ij"))
    grid, points = dt.sweep(deal, DEAL), dt.sweep(deal, points={"need": need, "rival": rival})
    for name, column in grid.columns.items():
        np.testing.assert_array_equal(column.ravel(), points.columns[name])


def test_the_axes_are_in_the_order_asked_for():
    deal = dt.load("technology-for-money")
    turned = dt.sweep(deal, dict(reversed(DEAL.items())))
    np.testing.assert_array_equal(dt.sweep(deal, DEAL).columns["payoff.us"], turned.columns["payoff.us"].T)


@pytest.mark.parametrize("size", [1, 7, 64, 10_000])
@pytest.mark.parametrize(
    ("scenario", "grid"), [("technology-for-money", DEAL), ("treaty", LESSON), (STORM, STORM_GRID)]
)
def test_cutting_into_chunks_of_any_size_changes_nothing(scenario, grid, size, monkeypatch):
    scenario = dt.load(scenario) if isinstance(scenario, str) else scenario
    whole = dt.sweep(scenario, grid, quantities={"first": next(iter(scenario.players))})
    monkeypatch.setattr(sweeping, "chunks", functools.partial(chunks, size=size))
    same(whole, dt.sweep(scenario, grid, quantities={"first": next(iter(scenario.players))}))


@pytest.mark.parametrize(
    ("scenario", "grid"), [("technology-for-money", DEAL), ("treaty", LESSON), (STORM, STORM_GRID)]
)
def test_the_compiled_loop_numpy_and_the_whole_tree_give_identical_tables(scenario, grid, monkeypatch):
    scenario = dt.load(scenario) if isinstance(scenario, str) else scenario
    quantities = {"first": next(iter(scenario.players)), "twice": f"2 * {list(scenario.players)[-1]}"}
    compiled = dt.sweep(scenario, grid, quantities=quantities)
    with monkeypatch.context() as patched:
        patched.setattr(program, "compiled_kernels", lambda: None)
        same(compiled, dt.sweep(scenario, grid, quantities=quantities))
    with monkeypatch.context() as patched:
        patched.setattr(evaluator, "COMPILED_NODES", 1)
        patched.setattr(evaluator, "compile_play", None)  # not to be called
        same(compiled, dt.sweep(scenario, grid, quantities=quantities))
    with monkeypatch.context() as patched:
        patched.setattr(evaluator, "WORTH_COMPILING", 1)
        same(compiled, dt.sweep(scenario, grid, quantities=quantities))
    with monkeypatch.context() as patched:
        patched.setattr(evaluator, "WORTH_COMPILING", 10**9)
        patched.setattr(evaluator, "CELLS", 1)
        same(compiled, dt.sweep(scenario, grid, quantities=quantities))


def test_compiling_really_takes_place_where_it_is_worth_it(monkeypatch):
    monkeypatch.setattr(evaluator, "compile_play", None)
    with pytest.raises(TypeError):
        dt.sweep(dt.load("technology-for-money"), DEAL)


@pytest.mark.parametrize("count", [9, 901])  # looked at with care, and compiled
def test_points_without_a_value_are_nan_have_no_outcome_and_are_counted(count):
    x = np.linspace(-1, 1, count)
    table = dt.sweep(HOLES, {"x": x}, quantities={"gone": "move == go"})
    hole = (x == 0) | (x <= -0.55)
    assert hole.any()
    assert table.failed == hole.sum()
    assert (table.columns["outcome"][hole] == -1).all()
    for name in ("payoff.a", "margin", "gone"):
        assert np.isnan(table.columns[name][hole]).all()
        assert np.isfinite(table.columns[name][~hole]).all()
    value = 1 / x[~hole] + np.log(x[~hole] + 0.55)
    np.testing.assert_allclose(table.columns["payoff.a"][~hole], np.maximum(value, 0))
    paths = [table.outcomes[index] for index in table.columns["outcome"][~hole]]
    assert paths == [(("move", "go" if v > 0 else "stay"),) for v in value]
    assert f"{table.failed:,} points have no answer" in str(table)


@pytest.mark.parametrize("count", [3, 301])
def test_a_payoff_without_a_value_off_the_path_fails_its_point_too(count):
    text = """deterrence: 1
title: A hole where nobody goes
players: {a: A, b: B}
parameters: {x: {value: 1, range: [-1, 1]}}
decisions: {move: {player: a, choices: [stay, go]}}
payoffs: {a: -(move == go), b: 1 / x if move == go else 0}
game: {order: [move]}
"""
    x = np.linspace(-1, 1, count)
    table = dt.sweep(dt.parse(text), {"x": x}, quantities={"stayed": "move == stay"})
    assert np.isnan(table.columns["stayed"]).tolist() == (x == 0).tolist()
    assert np.isnan(table.columns["payoff.a"]).tolist() == (x == 0).tolist()
    assert table.failed == 1


def test_probabilities_that_are_none_leave_their_points_without_a_value():
    table = dt.sweep(STORM, {"x": [-0.5, 0.0, 0.5, 1.0, 1.5]})
    assert np.isnan(table.columns["payoff.a"]).tolist() == [True, False, False, False, True]
    assert table.failed == 2


def test_a_quantity_without_a_value_fails_its_point_only_where_play_ends_there():
    table = dt.sweep(HOLES, {"x": [-0.4, 1.0]}, quantities={"q": "1 / (move == go)"})
    assert np.isnan(table.columns["q"]).tolist() == [True, False]


@pytest.mark.parametrize("values", [[0.4, 0.5, 0.6], [0.6, 0.5, 0.4]])
def test_a_choice_that_is_offered_only_at_some_points_is_taken_only_there(values):
    table = dt.sweep(STORM, {"y": values}, quantities={"far": "sail == far"}, suppose="fair")
    assert table.columns["far"].tolist() == [float(value >= 0.5) for value in values]
    agrees_with_solving(STORM, table, {"far": "sail == far"}, suppose="fair")


@pytest.mark.parametrize("values", [[0.0, 0.5, 1.0], [1.0, 0.5, 0.0]])
def test_a_condition_without_a_value_leaves_its_points_without_one_in_any_order(values):
    gate = dt.parse("""deterrence: 1
title: A condition without a value at the baseline
players: {a: A}
parameters: {x: {value: 0, range: [0, 1]}}
decisions: {move: {player: a, choices: [stay, go], available: {go: 1 / x > 1.5}}}
payoffs: {a: move == go}
game: {order: [move]}
""")
    table = dt.sweep(gate, {"x": values}, quantities={"gone": "move == go"})
    expected = [np.nan if value == 0 else float(1 / value > 1.5) for value in values]
    np.testing.assert_array_equal(table.columns["gone"], expected)
    assert table.failed == 1


@pytest.mark.parametrize("size", [1, 10_000])
def test_a_sweep_without_payoffs_leaves_their_columns_out_and_changes_no_other(size, monkeypatch):
    monkeypatch.setattr(evaluator, "WORTH_COMPILING", size)
    whole = dt.sweep(STORM, STORM_GRID, quantities=STORM_QUANTITIES)
    lean = dt.sweep(STORM, STORM_GRID, quantities=STORM_QUANTITIES, payoffs=False)
    assert set(whole.columns) - set(lean.columns) == {"payoff.a", "payoff.b"}
    assert lean.outcomes == whole.outcomes
    for name, column in lean.columns.items():
        np.testing.assert_array_equal(column, whole.columns[name])


def test_progress_is_told_of_every_chunk(monkeypatch):
    monkeypatch.setattr(sweeping, "chunks", functools.partial(chunks, size=50))
    told = []
    dt.sweep(dt.load("technology-for-money"), DEAL, progress=lambda done, of: told.append((done, of)))
    assert told == [(50, 117), (100, 117), (117, 117)]


def test_a_table_says_where_it_comes_from():
    deal = dt.load("technology-for-money")
    origin = dt.sweep(deal, {"need": [1, 2]}, given={"pay": 1}, suppose="exit").provenance
    assert (origin.scenario, origin.hash) == (deal.title, deal.hash)
    assert (origin.given, origin.suppose) == ({"pay": 1}, {"treaty": "withdraw"})


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({}, "either a grid or points"),
        ({"grid": {}}, "either a grid or points"),
        ({"grid": {"need": [1]}, "points": {"need": [1]}}, "either a grid or points"),
        ({"grid": {"neeed": [1]}}, "unknown parameter 'neeed'.*need"),
        ({"points": {"us": [1]}}, "unknown parameter 'us'"),
        ({"points": {"need": [1, 2], "rival": [1]}}, "equally many values.*need.*rival"),
        ({"grid": {"need": []}}, "'need' needs a list of finite numbers"),
        ({"grid": {"need": [1, float("nan")]}}, "'need' needs a list of finite numbers"),
        ({"grid": {"need": [float("inf")]}}, "'need' needs a list of finite numbers"),
        ({"grid": {"need": [[1, 2], [3, 4]]}}, "'need' needs a list of finite numbers"),
        ({"grid": {"need": [1]}, "quantities": {"margin": "us"}}, "'margin' is a column already"),
        ({"grid": {"need": [1]}, "quantities": {"payoff.us": "us"}}, "'payoff.us' is a column already"),
        ({"grid": {"need": [1]}, "quantities": {"need": "us"}}, "'need' is a column already"),
        ({"grid": {"need": [1]}, "quantities": {"q": "treaty == kep"}}, "kep.*keep"),
        ({"grid": {"need": [1]}, "quantities": {"q": "us +"}}, r"us \+"),
        ({"grid": {"need": [1]}, "given": {"piy": 1}}, "unknown parameter 'piy'.*pay"),
        ({"grid": {"need": [1]}, "suppose": {"treaty": "withdrew"}}, "withdrew"),
        ({"grid": {"need": [1]}, "suppose": "deel"}, "deel.*deal"),
    ],
)
def test_a_sweep_that_cannot_be_meant_is_refused_with_its_reason(arguments, message):
    with pytest.raises(ArgumentError, match=message):
        dt.sweep(dt.load("technology-for-money"), **arguments)


def test_an_empty_grid_beside_points_is_no_grid():
    deal = dt.load("technology-for-money")
    same(dt.sweep(deal, {}, points={"need": [0.5, 2]}), dt.sweep(deal, points={"need": [0.5, 2]}))


def test_a_missing_section_and_backward_induction_over_a_hidden_move_are_refused():
    text = "deterrence: 1\ntitle: T\nplayers: {a: A, b: B}\nparameters: {x: 1}\n"
    text += "decisions: {one: {player: a, choices: [l, r]}, two: {player: b, choices: [l, r]}}\n"
    with pytest.raises(ConceptError, match="game"):
        dt.sweep(dt.parse(text), {"x": [1]})
    hidden = dt.parse(text + "payoffs: {a: x, b: x}\ngame: {order: [{visit: one, hidden_from: [b]}, two]}\n")
    with pytest.raises(ConceptError, match="'one' is hidden from b"):
        dt.sweep(hidden, {"x": [1]}, concept="subgame_perfect")


@pytest.mark.slow
def test_a_sweep_of_a_million_points_into_one_quantity_takes_its_share_of_a_gigabyte():
    """Ten million are to stay under 1 GiB, so a million stays under a tenth of that."""
    lesson = dt.load("treaty")
    dt.sweep(lesson, {"protection": np.linspace(0, 6, 200)}, quantities={"agreed": "agreed"})
    tracemalloc.start()
    try:
        table = dt.sweep(
            lesson,
            {"protection": np.linspace(0, 6, 1000), "exit": np.linspace(0, 4, 1000)},
            quantities={"agreed": "agreed"},
        )
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert len(table) == 1_000_000
    assert peak < 2**30 / 10


@pytest.mark.parametrize("executor", ["serial", "processes"])
def test_a_sweep_elsewhere_has_the_same_bits(executor, monkeypatch):
    monkeypatch.setattr(sweeping, "AFAR", 50)
    deal = dt.load("technology-for-money")
    wanted = dt.sweep(deal, DEAL, quantities={"kept": "treaty == keep"})
    found = dt.sweep(deal, DEAL, quantities={"kept": "treaty == keep"}, execution=executor)
    assert found.outcomes == wanted.outcomes
    assert found.failed == wanted.failed
    for name, column in wanted.columns.items():
        assert column.tobytes() == found.columns[name].tobytes()


def test_shards_make_a_table_together_and_say_what_is_missing(tmp_path, monkeypatch):
    monkeypatch.setattr(sweeping, "AFAR", 50)
    deal = dt.load("technology-for-money")
    wanted = dt.sweep(deal, DEAL)
    part = dt.sweep(deal, DEAL, execution=dt.Execution(folder=tmp_path, shard="1/2"))
    assert part.lost == ("a share of the work: 67 of 117 points; the others hold nothing",)
    dt.sweep(deal, DEAL, execution=dt.Execution(folder=tmp_path, shard="2/2"))
    stored = sorted(path.stat().st_mtime_ns for path in tmp_path.rglob("*.npz"))
    whole = dt.sweep(deal, DEAL, execution=dt.Execution(folder=tmp_path))
    assert sorted(path.stat().st_mtime_ns for path in tmp_path.rglob("*.npz")) == stored
    assert not whole.lost
    assert all(wanted.columns[name].tobytes() == whole.columns[name].tobytes() for name in wanted.columns)
