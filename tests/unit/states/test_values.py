"""The three evaluators - scalar, array and compiled - against the slow recursive one."""

from __future__ import annotations

import itertools
import math

import numpy as np
import oracles
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import ExpressionTexts

from deterrence import Scenario
from deterrence.scenario.evaluation import Undefined, evaluate
from deterrence.scenario.fields import Expression
from deterrence.states.diagnosis import PointState
from deterrence.states.folding import Folder
from deterrence.states.graph import Graph
from deterrence.states.kernel import compiled_kernels
from deterrence.states.program import Program
from deterrence.states.values import StateValues

PARAMETERS = ("p", "q", "r")
CHOICES = {"move": ("stay", "turn", "leave"), "reply": ("stay", "press")}
OUTCOMES = {"luck": ("good", "bad")}
NUMBERS = [
    0.0,
    -0.0,
    1.0,
    -1.0,
    2.0,
    3.0,
    0.5,
    -0.5,
    1e-9,
    64.0,
    710.0,
    1e154,
    -1e200,
    1e29,
    -1e29,
    1e30,
    1e308,
    1.7976931348623157e308,
    1e-320,
]
VALUES = st.sampled_from(NUMBERS) | st.floats(allow_nan=False, allow_infinity=False)


def expressions(*, library=True):
    """Two definitions, the second resting on the first, and one expression over both."""
    variables = CHOICES | {"luck": ("pending", *OUTCOMES["luck"])}
    first = ExpressionTexts(PARAMETERS, variables, library=library).strategy(3)
    second = ExpressionTexts(PARAMETERS, variables, ["one"], library=library).strategy(3)
    third = ExpressionTexts(PARAMETERS, variables, ["one", "two"], library=library).strategy(4)
    return st.tuples(first, second, third)


def points():
    return st.lists(st.tuples(VALUES, VALUES, VALUES), min_size=1, max_size=6)


def build(one, two):
    return {
        "title": "Random",
        "players": {"a": "A"},
        "parameters": dict.fromkeys(PARAMETERS, 0),
        "decisions": {name: {"player": "a", "choices": list(values)} for name, values in CHOICES.items()},
        "chances": {name: {"outcomes": {"good": "0.5", "bad": "0.5"}} for name in OUTCOMES},
        "definitions": {"one": one, "two": two},
    }


def states(scenario):
    """Every state: its codes as columns, and each in words."""
    combinations = list(itertools.product(*(range(len(values)) for values in scenario.choices.values())))
    codes = {
        name: np.array(column, dtype=np.uint8)
        for name, column in zip(scenario.choices, zip(*combinations, strict=True), strict=True)
    }
    named = [
        {name: scenario.choices[name][code] for name, code in zip(scenario.choices, combination, strict=True)}
        for combination in combinations
    ]
    return codes, named


def by_definition(document, text, point, state):
    """The value by the oracle; NaN where there is none."""
    try:
        return oracles.Evaluator(document, point, state).value(text)
    except (ArithmeticError, ValueError):
        return math.nan


def by_array(scenario, expression, columns, codes, count):
    values = StateValues(scenario, columns, codes).evaluate(expression)
    return np.broadcast_to(values, (len(codes["move"]), count))


def same(a, b):
    return a == b or (math.isnan(a) and math.isnan(b))


@settings(max_examples=200, deadline=None)
@given(expressions(), points())
def test_the_scalar_evaluator_follows_the_definition(texts, rows):
    document = build(*texts[:2])
    scenario = Scenario(**document)
    node = Expression.parse(texts[2]).node
    for row, state in itertools.product(rows, states(scenario)[1]):
        point = dict(zip(PARAMETERS, row, strict=True))
        try:
            found = evaluate(node, PointState(scenario, point, state))
        except Undefined:
            found = math.nan
        assert same(found, by_definition(document, texts[2], point, state)), (point, state)


@settings(max_examples=200, deadline=None)
@given(expressions(library=False), points())
def test_arrays_follow_the_definition(texts, rows):
    document = build(*texts[:2])
    scenario = Scenario(**document)
    codes, named = states(scenario)
    columns = dict(zip(PARAMETERS, np.array(rows).T, strict=True))
    found = by_array(scenario, Expression.parse(texts[2]), columns, codes, len(rows))
    for (i, state), (j, row) in itertools.product(enumerate(named), enumerate(rows)):
        wanted = by_definition(document, texts[2], dict(zip(PARAMETERS, row, strict=True)), state)
        assert same(found[i, j], wanted), (state, row, found[i, j], wanted)


ENGINES = [
    False,
    pytest.param(True, marks=pytest.mark.skipif(compiled_kernels() is None, reason="numba is not installed")),
]


def program_of(scenario, expressions):
    """Every expression in every state as one program; values that may fail are kept, as the solvers do."""
    graph = Graph()
    folder = Folder(scenario, graph)
    codes, named = states(scenario)
    state_codes = [{name: int(codes[name][i]) for name in codes} for i in range(len(named))]
    nodes = [folder.fold(expression, state) for expression in expressions for state in state_codes]
    fragile = [node for node in nodes if not graph.is_total(node)]
    return Program(graph, nodes, fragile), len(named)


@pytest.mark.parametrize("compiled", ENGINES)
@settings(max_examples=200, deadline=None)
@given(texts=expressions(), rows=points(), repeats=st.sampled_from([1, 1, 1, 1500]))
def test_a_program_gives_the_bits_of_the_arrays_or_marks_the_point(compiled, texts, rows, repeats):
    scenario = Scenario(**build(*texts[:2]))
    expression = Expression.parse(texts[2])
    rows = rows * repeats
    columns = dict(zip(PARAMETERS, np.array(rows).T, strict=True))
    program, count = program_of(scenario, [expression])
    out = np.full((count, len(rows)), 12345.0)
    marked = program.run(columns, len(rows), out, compiled=compiled)
    wanted = by_array(scenario, expression, columns, states(scenario)[0], len(rows))
    undefined = np.isnan(wanted).any(axis=0)
    assert marked[undefined].all(), "a point without a value is not marked"
    assert (out[:, ~marked] == wanted[:, ~marked]).all()


@pytest.mark.parametrize("compiled", ENGINES)
@pytest.mark.parametrize(
    "text",
    [
        "1 / p",
        "q / p",
        "0 / p",
        "0 * (1 / p)",
        "(1 / p) * 0",
        "min(1 / p, 0)",
        "max(0, log(p))",
        "1 / p == 1 / p",
        "(1 / p) - (1 / p)",
        "abs(1 / p) >= 0",
        "not 1 / p",
        "1 / p and 0",
        "1 / p or 1",
        "2 if 1 / p else 2",
        "clip(q, p, -p - 1)",
        "clip(1, 2, 1)",
        "0 * clip(1, 2, 1)",
        "1 / 0",
        "0 * (1 / 0)",
        "log(0)",
        "sqrt(-1)",
        "(0 - 1) ** .5",
        "sqrt(-1 - abs(q))",
        "exp(710)",
        "0 ** (p - 1)",
        "0 ** -1",
        "1e308 * 10 - 1e308 * 10",
        "p * 1e308 + 1e308 * 10",
        "exp(exp(exp(7 + p)))",
        "0 * exp(1000)",
        "sqrt(p - 1) == sqrt(p - 1)",
    ],
)
def test_what_has_no_value_is_marked_whatever_is_done_with_it(compiled, text):
    scenario = Scenario(**build("0", "0"))
    expression = Expression.parse(text)
    columns = {"p": np.zeros(3), "q": np.ones(3), "r": np.ones(3)}
    program, count = program_of(scenario, [expression])
    assert np.isnan(by_array(scenario, expression, columns, states(scenario)[0], 3)).all()
    assert math.isnan(by_definition(build("0", "0"), text, {"p": 0.0, "q": 1.0, "r": 1.0}, scenario.initial))
    assert program.run(columns, 3, np.empty((count, 3)), compiled=compiled).all()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0 and 1 / p", 0.0),
        ("1 or 1 / p", 1.0),
        ("5 if 1 else 1 / p", 5.0),
        ("1 / p if p else 7", 7.0),
        ("2 < 1 < 1 / p", 0.0),
        ("p != 0 and 1 / p > 0", 0.0),
        ("(p and 1 / p) + (p == 0 or log(p))", 1.0),
        ("3 if move == leave or reply == press and 1 / p else 4", 4.0),
        ("clip(5, 1, 1)", 1.0),
        ("min(2)", 2.0),
        ("-2 ** 2", -4.0),
        ("0 ** 0", 1.0),
        ("not 0.1", 0.0),
        ("2 and 3", 1.0),
        ("luck == pending", 1.0),
        ("stay == move", 1.0),
        ("1e308 * 0.1 * 5", 5e307),
    ],
)
def test_what_is_skipped_spoils_nothing(text, value):
    scenario = Scenario(**build("0", "0"))
    state, point = scenario.initial, {"p": 0.0, "q": 1.0, "r": 1.0}
    assert evaluate(Expression.parse(text).node, PointState(scenario, point, state)) == value
    found = StateValues(scenario, point, dict.fromkeys(scenario.choices, 0)).evaluate(Expression.parse(text))
    assert float(found.reshape(-1)[0]) == value
    assert by_definition(build("0", "0"), text, point, state) == value


@pytest.mark.parametrize("function", ["exp", "log", "sqrt"])
def test_library_functions_agree_with_the_scalar_ones_to_the_last_digits(function):
    scenario = Scenario(**build("0", "0"))
    expression = Expression.parse(f"{function}(p) + abs(p) ** 1.5")
    column = np.linspace(0.01, 20, 400)
    found = StateValues(scenario, {"p": column, "q": 0.0, "r": 0.0}, dict.fromkeys(scenario.choices, 0)).evaluate(
        expression
    )
    wanted = [by_definition(build("0", "0"), expression.text, {"p": p}, scenario.initial) for p in column]
    np.testing.assert_allclose(found.reshape(-1), wanted, rtol=1e-14)


@pytest.mark.parametrize("compiled", [True, False])
def test_a_bad_point_fails_only_its_own_small_block(compiled):
    scenario = Scenario(**build("0", "0"))
    program, count = program_of(scenario, [Expression.parse("1 / p")])
    column = np.arange(1.0, 100_001.0)
    column[[77_777, 99_999]] = 0.0
    out = np.empty((count, len(column)))
    marked = program.run({"p": column, "q": 0.0, "r": 0.0}, len(column), out, compiled=compiled)
    assert marked[[77_777, 99_999]].all()
    assert marked.sum() <= 2 * (4 if compiled and compiled_kernels() else 256)
    assert (out[0, ~marked] == 1 / column[~marked]).all()


def test_the_oracle_rejects_a_wrong_value():
    document, state = build("p + 1", "one / q"), {"move": "turn", "reply": "stay", "luck": "pending"}
    assert by_definition(document, "two + (move == turn)", {"p": 1.0, "q": 2.0}, state) == 2.0
    assert not same(by_definition(document, "two", {"p": 1.0, "q": 2.0}, state), 2.0)
    assert math.isnan(by_definition(document, "two", {"p": 1.0, "q": 0.0}, state))
