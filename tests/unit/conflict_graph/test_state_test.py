"""One state at many points against the whole graph at each: margins, blocked moves, what has no value, shares."""

from __future__ import annotations

import math
import random

import conflict_oracle as oracle
import numpy as np
import oracles
import pytest

import deterrence as dt
from deterrence.conflict_graph.concepts import INDIVIDUAL
from deterrence.conflict_graph.scenario_graph import conflict
from deterrence.conflict_graph.share import stable_share
from deterrence.conflict_graph.state_test import StateTest
from deterrence.errors import ArgumentError, ConceptError, DeterrenceError, EvaluationError

TEXT = """deterrence: 1
title: Blocked
players: {a: A, b: B}
parameters: {x: {value: 0.5, range: [0, 1]}, y: {value: 0.5, range: [0, 1]}}
decisions:
  one: {player: a, choices: [p, q, r], reversible: false, available: {q: x > y, r: one == q or x + y < 0.5}}
  two: {player: b, choices: [s, t], available: {t: y >= 0.25}}
  three: {player: b, choices: [u, v]}
constraints: [one != r or two == t or x < 0.9]
payoffs:
  a: x * (one == q) + (y - 0.5) * (two == t) + (one == r) - 2 * y * (three == v)
  b: (three == v) * (one != p) - x * (three == v) + y * (two == t) - (one == r)
"""


def margins_by_graph(scenario, state, concept, columns, points, **options):
    """The whole graph at each point, one at a time; NaN where there is none or the state is not in it."""
    found = np.full(points, math.nan)
    for k in range(points):
        try:
            graph = conflict(scenario, given={name: float(column[k]) for name, column in columns.items()}, **options)
            found[k] = min(graph.margin_at(state, concept, player) for player in graph.players)
        except DeterrenceError:
            continue
    return found


@pytest.mark.parametrize("state", [{}, {"one": "q"}, {"one": "r", "three": "v"}, {"two": "t"}])
def test_a_state_at_many_points_has_the_margins_of_each_points_own_graph(state):
    scenario, source, points = dt.parse(TEXT), np.random.default_rng(7), 80
    columns = {name: source.choice([0.0, 0.2, 0.25, 0.5, 0.6, 0.95], points) for name in ("x", "y")}
    for concept in INDIVIDUAL:
        found = StateTest(scenario, state, concept).at(columns, points)
        expected = margins_by_graph(scenario, state, concept, columns, points)
        assert np.array_equal(found, expected, equal_nan=True)
        assert np.isnan(found).any() == (state != {})
        assert len(np.unique(found[~np.isnan(found)])) > 2


def test_margins_at_points_are_those_of_the_definition():
    document, scenario = oracles.read(TEXT), dt.parse(TEXT)
    source = random.Random(3)
    points = [{"x": source.choice([0.0, 0.3, 0.6]), "y": source.choice([0.1, 0.3, 0.5])} for _ in range(25)]
    columns = {name: np.array([point[name] for point in points]) for name in ("x", "y")}
    graphs = [oracle.scenario_graph(document, point) for point in points]
    for concept in INDIVIDUAL:
        found = StateTest(scenario, {}, concept).each(columns, len(points))
        expected = [[oracle.margin(g, p, g.states[0], concept) for g in graphs] for p in ("a", "b")]
        assert found.tolist() == [pytest.approx(row) for row in expected]


def test_the_flagships_status_quo_at_many_points():
    flagship, points = dt.load("abm-2000"), 6
    source = np.random.default_rng(1)
    columns = {n: v * source.uniform(0.8, 1.2, points) for n, v in flagship.baseline.items()}
    for concept in INDIVIDUAL:
        found = StateTest(flagship, {}, concept, suppose="year_2001").at(columns, points)
        expected = margins_by_graph(flagship, {}, concept, columns, points, suppose="year_2001")
        assert np.allclose(found, expected, atol=1e-12)


def test_blocks_of_points_change_nothing(monkeypatch):
    deal = dt.load("technology-for-money")
    source = np.random.default_rng(2)
    columns = {name: source.uniform(*deal.span(name), 500) for name in deal.parameters}
    whole = StateTest(deal, {"fund": "pay"}, "sseq").at(columns, 500)
    monkeypatch.setattr("deterrence.conflict_graph.state_test.CELLS", 3000)
    assert np.array_equal(StateTest(deal, {"fund": "pay"}, "sseq").at(columns, 500), whole)
    assert len(np.unique(whole)) > 400


def test_thresholds_are_ties_and_ties_are_stable():
    deal = dt.load("technology-for-money")
    test = StateTest(deal, {}, "nash", "us")
    assert test.at({"gain": np.array([0.0, 1e-10, 1e-6])}, 3).tolist() == [0.0, 0.0, -1e-6]
    assert test.stable({"gain": np.array([0.0, 1e-10, 1e-6])}, 3).tolist() == [1, 1, 0]
    assert StateTest(deal, {"treaty": "withdraw"}, "nash", "us").at({}, 2).tolist() == [math.inf, math.inf]


def test_where_a_payoff_or_a_condition_has_no_value_there_is_no_answer():
    undefined = dt.parse(TEXT.replace("a: x *", "a: 1 / (x - 0.25 * (three == v)) + x *"))
    test = StateTest(undefined, {}, "nash")
    assert test.stable({"x": np.array([0.25, 0.0, 0.5])}, 3).tolist() == [-1, -1, 0]
    assert np.isnan(test.at({"x": np.array([0.25, 0.0])}, 2)).all()
    blocked = dt.parse(TEXT.replace("t: y >= 0.25", "t: 1 / (y - 0.25) > 0"))
    found = StateTest(blocked, {}, "gmr").at({"y": np.array([0.25, 0.3])}, 2)
    assert np.isnan(found).tolist() == [True, False]


def test_states_outside_a_points_graph_spoil_nothing_there():
    """At the second point `q` cannot be chosen, so that its payoff has no value does not matter."""
    text = TEXT.replace("a: x *", "a: (1 / (x - 0.25) if one == q else 0) + x *")
    columns = {"x": np.array([0.25, 0.25]), "y": np.array([0.1, 0.5])}
    found = StateTest(dt.parse(text), {}, "nash").at(columns, 2)
    assert np.isnan(found).tolist() == [True, False]
    assert np.array_equal(found, margins_by_graph(dt.parse(text), {}, "nash", columns, 2), equal_nan=True)


def test_where_the_start_breaks_a_constraint_there_is_no_answer():
    text = TEXT.replace("constraints: [", "chances: {z: {outcomes: {fine: 1, foul: 0}}}\nconstraints: [x <= 0.8, ")
    test = StateTest(dt.parse(text), {}, "nash")
    assert test.stable({"x": np.array([0.5, 0.9])}, 2).tolist() == [0, -1]
    always = dt.parse(text.replace("x <= 0.8", "z != foul"))
    with pytest.raises(EvaluationError, match="the initial state breaks the constraint"):
        StateTest(always, {}, "nash", suppose={"z": "foul"})


def test_odd_arguments_are_refused():
    deal = dt.load("technology-for-money")
    for make, words in (
        (lambda: StateTest(deal, {"treaty": "leave"}, "seq"), "has no choice 'leave'"),
        (lambda: StateTest(deal, {"shield": "alone"}, "seq"), "outside the conflict graph"),
        (lambda: StateTest(deal, {}, "cseq"), "does not serve here"),
        (lambda: StateTest(deal, {}, "seq", "usa"), "did you mean 'us'"),
        (lambda: StateTest(deal, {}, "seq", given={"nead": 1.0}), "did you mean 'need'"),
        (lambda: StateTest(deal, {}, "seq").at({"nead": 1.0}, 1), "did you mean 'need'"),
        (lambda: StateTest(deal, {}, "seq").at({"need": np.zeros(2)}, 3), "expected \\(3,\\)"),
        (lambda: StateTest(deal, {}, "seq").at([1.0], 1), "expected columns by parameter"),
        (lambda: StateTest(deal, {}, "seq").at({}, 1.5), "a number of points"),
        (lambda: StateTest("deal", {}, "seq"), "needs a Scenario"),
        (lambda: stable_share(deal, draws=0), "draws must be a whole number"),
        (lambda: stable_share(deal, draws=1.5), "draws must be a whole number"),
        (lambda: stable_share(deal, seed=-1), "seed must be a whole number"),
        (lambda: stable_share(deal, box={}), "a box maps parameters"),
        (lambda: stable_share(deal, box={"nead": [0, 1]}), "did you mean 'need'"),
        (lambda: stable_share(deal, box={"need": [1, 0]}), "low at most high"),
        (lambda: stable_share(deal, box={"need": [0, math.inf]}), "must be finite"),
        (lambda: stable_share(deal, box={"need": 3}), "must be \\[low, high\\]"),
    ):
        with pytest.raises(ArgumentError, match=words):
            make()


def test_ranks_have_verdicts_at_points_but_no_margins():
    ranks = dt.parse(TEXT + "ordinal: true\n")
    assert (
        StateTest(ranks, {}, "seq").stable({}, 2).tolist()
        == StateTest(dt.parse(TEXT), {}, "seq").stable({}, 2).tolist()
    )
    for ask in ("at", "each"):
        with pytest.raises(ConceptError, match="ranks only"):
            getattr(StateTest(ranks, {}, "seq"), ask)({}, 1)


def test_the_share_of_a_box_is_its_known_volume():
    """The US gains by leaving at once; answers deter it where the worst of them costs more than nothing."""
    scenario = dt.Scenario(
        title="A volume",
        players={"a": "A"},
        parameters={"x": {"value": 0, "range": [0, 1]}, "y": {"value": 0.5, "range": [0, 1]}},
        decisions={"go": {"player": "a", "choices": ["stay", "leave"]}},
        payoffs={"a": "(go == leave) * (x - 0.3) / (1 if y < 0.8 else 0)"},
    )
    found = stable_share(scenario, concept="nash", draws=20_000, seed=5)
    assert found.interval[0] < 0.3 < found.interval[1]
    assert found.interval[1] - found.interval[0] < 0.02
    assert abs(found.undefined / found.draws - 0.2) < 0.02
    assert found.stable == round(found.share * (found.draws - found.undefined))
    assert stable_share(scenario, concept="nash", draws=20_000, seed=5).share == found.share
    assert stable_share(scenario, concept="nash", draws=20_000, seed=6).share != found.share
    narrow = stable_share(scenario, concept="nash", box={"x": [0.1, 0.2]}, draws=100)
    assert (narrow.share, narrow.undefined, narrow.interval[1]) == (1.0, 0, 1.0)
    none = stable_share(scenario, concept="nash", box={"y": [0.9, 1]}, draws=10)
    assert math.isnan(none.share)
    assert none.interval == (0.0, 1.0)
    assert "without an answer" in str(none)
    assert found.to_dict()["provenance"]["seed"] == 5
