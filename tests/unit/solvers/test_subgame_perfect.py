"""Backward induction against the slow one, and the theorems about what it finds."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import oracles
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

import deterrence as dt
from deterrence.errors import ArgumentError, DeterrenceError
from deterrence.game.building import build_game, evaluate
from deterrence.game.unroll import unroll
from deterrence.solvers.regret import subgame_regret
from deterrence.solvers.solve import strategy
from deterrence.solvers.subgame_perfect import backward_induction
from deterrence.testing import parameter_values, scenario_documents

ROOT = Path(__file__).resolve().parents[3]
OPEN = [
    path
    for folder in ("tests/cases/conformance/scenarios", "tests/cases/valid", "scenarios")
    for path in sorted((ROOT / folder).rglob("*.yaml"))
    if oracles.read(path).get("game")
    and oracles.read(path).get("payoffs")
    and not any(node.hidden for node in oracles.unroll(oracles.read(path)).walk())
]
SLOW = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow, HealthCheck.filter_too_much]}


def agrees(solution, slow, tree):
    """Whether a solution is the slow one: payoffs, outcomes with their paths, and every decision of the tree."""
    assert solution.payoffs == pytest.approx(slow.payoffs, rel=1e-12, abs=1e-12)
    wanted = sorted(slow.outcomes, key=lambda outcome: -round(outcome[0], 12))
    for outcome, (probability, end) in zip(solution.outcomes, wanted, strict=True):
        assert outcome.probability == pytest.approx(probability, abs=1e-12)
        assert (outcome.path, outcome.state) == (end.history, end.state)
        assert outcome.payoffs == pytest.approx(end.payoffs, rel=1e-12, abs=1e-12)
    assert solution.path == solution.outcomes[0].path
    for found, decision in zip(solution.decisions, slow.decisions, strict=True):
        assert (found.variable, found.player, found.history) == (decision.variable, decision.player, decision.history)
        assert found.values == pytest.approx(decision.values, rel=1e-12, abs=1e-12)
        assert list(found.values) == list(decision.values)
        assert (list(found.optimal), found.choice) == (decision.optimal, decision.choice)
        assert found.margin == pytest.approx(decision.margin, abs=1e-12)
    reached = {
        history
        for probability, end in oracles.play(tree, slow.strategy)
        if probability > 0
        for history in prefixes(end.history)
    }
    assert [d.history for d in solution.visited] == [d.history for d in slow.decisions if d.history in reached]
    assert oracles.no_one_shot_gain(tree, {d.history: d.choice for d in solution.decisions})
    return True


def prefixes(history):
    return [history[:k] for k in range(len(history) + 1)]


@pytest.mark.parametrize("path", OPEN, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_open_scenario_is_solved_as_by_definition(path):
    tree = oracles.unroll(oracles.read(path))
    solution = dt.solve(dt.load(path))
    assert agrees(solution, oracles.backward_induction(tree), tree)
    assert solution.regret <= 1e-12


def solvable(document, point=None, suppose=None):
    try:
        return oracles.unroll(document, point, suppose)
    except (ValueError, ArithmeticError):
        assume(False)


@settings(max_examples=200, **SLOW)
@given(document=scenario_documents(), p=parameter_values(), q=parameter_values())
def test_random_scenarios_with_ties_are_solved_as_by_definition(document, p, q):
    tree = solvable(document, {"p": p, "q": q})
    slow = oracles.backward_induction(tree)
    solution = dt.solve(dt.Scenario(**document), given={"p": p, "q": q})
    assert agrees(solution, slow, tree)
    assert solution.regret == 0
    assert all((d.margin == 0) == (len(d.optimal) > 1) for d in solution.decisions)
    assert solution.explain()


def test_random_scenarios_have_ties_on_the_path_and_off_it():
    seen = set()

    @settings(max_examples=60, **SLOW)
    @given(scenario_documents())
    def look(document):
        tree = solvable(document)
        for decision in oracles.backward_induction(tree).decisions:
            seen.add((len(decision.optimal) > 1, len(decision.values)))

    look()
    assert seen == {(False, 2), (True, 2), (False, 3), (True, 3)}


@settings(max_examples=80, **SLOW)
@given(
    document=scenario_documents(),
    points=st.lists(st.tuples(parameter_values(), parameter_values()), min_size=2, max_size=6),
)
def test_solving_many_points_together_is_solving_them_one_by_one(document, points):
    solvable(document)
    scenario = dt.Scenario(**document)
    unrolled = unroll(scenario, scenario.baseline, {})
    columns = dict(zip("pq", np.array(points).T, strict=True))
    fits, _ = unrolled.conditions.fit(columns, len(points))
    game = evaluate(scenario, unrolled, columns, len(points))
    together = backward_induction(game)
    for j, (p, q) in enumerate(points):
        if not fits[j]:
            continue
        if np.isnan(game.payoffs[0, 0, j]):
            with pytest.raises(dt.errors.EvaluationError):
                dt.solve(scenario, given={"p": p, "q": q})
            continue
        alone = backward_induction(dt.build_game(scenario, given={"p": p, "q": q}))
        for name in ("values", "chosen", "optimal", "margin"):
            np.testing.assert_array_equal(getattr(together, name)[..., j], getattr(alone, name)[..., 0])


@settings(max_examples=80, **SLOW)
@given(
    document=scenario_documents(),
    factor=st.sampled_from([0.25, 0.5, 2, 8, 1024]),
    shift=st.sampled_from([-64, -3, 0, 5, 1024]),
    data=st.data(),
)
def test_positive_affine_rescaling_of_a_payoff_never_changes_play(document, factor, shift, data):
    solvable(document)
    player = data.draw(st.sampled_from(list(document["players"])))
    payoffs = {**document["payoffs"], player: f"{factor} * ({document['payoffs'][player]}) + {shift}"}
    before, after = (dt.solve(dt.Scenario(**d)) for d in (document, {**document, "payoffs": payoffs}))
    assert [(d.history, d.choice, d.optimal) for d in before.decisions] == [
        (d.history, d.choice, d.optimal) for d in after.decisions
    ]
    assert [(o.probability, o.path) for o in before.outcomes] == [(o.probability, o.path) for o in after.outcomes]
    assert after.payoffs[player] == factor * before.payoffs[player] + shift


@settings(max_examples=60, **SLOW)
@given(document=scenario_documents(), data=st.data())
def test_other_names_and_another_order_of_players_change_nothing(document, data):
    solvable(document)
    order = data.draw(st.permutations(list(document["players"])))
    other = dict(zip(order, ("x", "y", "z"), strict=False))
    renamed = {
        **document,
        "players": {other[p]: p for p in order},
        "payoffs": {other[p]: document["payoffs"][p] for p in reversed(order)},
        "decisions": {name: {**d, "player": other[d["player"]]} for name, d in document["decisions"].items()},
    }
    before, after = dt.solve(dt.Scenario(**document)), dt.solve(dt.Scenario(**renamed))
    assert {other[p]: value for p, value in before.payoffs.items()} == after.payoffs
    assert [o.path for o in before.outcomes] == [o.path for o in after.outcomes]
    assert [(other[d.player], d.values, d.optimal, d.margin) for d in before.decisions] == [
        (d.player, d.values, d.optimal, d.margin) for d in after.decisions
    ]


@settings(max_examples=60, **SLOW)
@given(document=scenario_documents(), data=st.data())
def test_the_order_of_definitions_and_variables_in_the_file_changes_nothing(document, data):
    solvable(document)
    moved = dict(document)
    for section in ("definitions", "decisions", "parameters"):
        moved[section] = {name: document[section][name] for name in data.draw(st.permutations(list(document[section])))}
    moved["definitions"] = {"unused": "p / 0", **moved["definitions"]}
    before, after = dt.solve(dt.Scenario(**document)), dt.solve(dt.Scenario(**moved))
    assert before.payoffs == after.payoffs
    assert [(o.path, o.state) for o in before.outcomes] == [(o.path, o.state) for o in after.outcomes]
    assert [d.values for d in before.decisions] == [d.values for d in after.decisions]


@settings(max_examples=80, **SLOW)
@given(document=scenario_documents(), data=st.data())
def test_regret_is_zero_at_every_node_and_positive_where_a_choice_is_spoiled(document, data):
    tree = solvable(document)
    slow = oracles.backward_induction(tree)
    game = build_game(dt.Scenario(**document))
    induction = backward_induction(game)
    play = strategy(game, induction)
    assert (subgame_regret(game, play) == 0).all()
    worse = [d for d in slow.decisions if len(d.optimal) < len(d.values)]
    assume(worse)
    decision = data.draw(st.sampled_from(worse))
    nodes = {game.tree.history(int(node)): int(node) for node in game.tree.in_order}
    node = nodes[decision.history]
    spoiled = next(child for child in game.tree.children(node) if game.tree.label(child) not in decision.optimal)
    play[list(game.tree.children(node))] = 0.0
    play[spoiled] = 1.0
    loss = max(decision.values.values()) - decision.values[game.tree.label(spoiled)]
    assert subgame_regret(game, play)[node, 0] == loss > 0


@settings(max_examples=60, **SLOW)
@given(scenario_documents())
def test_supposing_what_happens_anyway_changes_nothing(document):
    solvable(document)
    scenario = dt.Scenario(**document)
    before = dt.solve(scenario)
    choices = {}
    for decision in before.decisions:
        choices.setdefault(decision.variable, set()).add(decision.choice)
    for variable, values in choices.items():
        offered = all(set(d.values) >= values for d in before.decisions if d.variable == variable)
        if len(values) > 1 or not offered:
            continue
        after = dt.solve(scenario, suppose={variable: next(iter(values))})
        assert after.payoffs == before.payoffs
        assert [(o.path, o.probability) for o in after.outcomes] == [(o.path, o.probability) for o in before.outcomes]
        assert [d for d in before.decisions if d.variable != variable and d.probability] == [
            d for d in after.decisions if d.probability
        ]


@pytest.mark.parametrize("path", OPEN, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_supposing_the_equilibrium_path_leads_to_it(path):
    scenario = dt.load(path)
    before = dt.solve(scenario)
    order = [visit.visit for stage in scenario.game.order for visit in stage.visits]
    steps = {variable: [value for name, value in before.path if name == variable] for variable, _ in before.path}
    suppose = {
        variable: values[0]
        for variable, values in steps.items()
        if order.count(variable) == 1 and variable in scenario.decisions
    }
    after = dt.solve(scenario, suppose=suppose)
    assert before.path in [outcome.path for outcome in after.outcomes]
    for variable, _ in after.path:
        assert variable not in suppose or variable not in [d.variable for d in after.visited]


@settings(max_examples=60, **SLOW)
@given(document=scenario_documents(), data=st.data())
def test_suppositions_are_solved_as_by_definition(document, data):
    scenario = dt.Scenario(**document)
    names = [*document["decisions"], *document["chances"]]
    suppose = {}
    for variable in data.draw(st.lists(st.sampled_from(names), min_size=1, max_size=2, unique=True)):
        suppose[variable] = data.draw(st.sampled_from([v for v in scenario.choices[variable] if v != "pending"]))
    tree = solvable(document, None, suppose)
    assert agrees(dt.solve(scenario, suppose=suppose), oracles.backward_induction(tree), tree)


TIE = """
deterrence: 1
title: Nearly the same
players: {a: A}
parameters: {size: 0, gap: 0}
decisions: {d: {player: a, choices: [x, y, z]}}
payoffs: {a: size + gap * (d == y) - (d == z)}
game: {order: [d]}
"""


@pytest.mark.parametrize(
    ("size", "gap", "optimal"),
    [
        (0, 1e-9, ("x", "y")),
        (0, 1.1e-9, ("y",)),
        (0, -1e-9, ("x", "y")),
        (0, -1.1e-9, ("x",)),
        (1e6, 9e-4, ("x", "y")),
        (1e6, 1.1e-3, ("y",)),
        (-1e6, 9e-4, ("x", "y")),
        (1e9, 0.5, ("x", "y")),
        (1e10, 0.5, ("x", "y", "z")),
        (0.5, 0.9e-9, ("x", "y")),
    ],
)
def test_values_are_tied_within_the_tolerance_of_the_format(size, gap, optimal):
    decision = dt.solve(dt.parse(TIE), given={"size": size, "gap": gap}).decisions[0]
    assert decision.optimal == optimal
    assert decision.choice == optimal[0]
    assert (decision.margin == 0) == (len(optimal) > 1)


def test_structure_that_depends_on_a_parameter_is_solved_point_by_point():
    document = {
        "title": "A door that a number opens",
        "players": {"a": "A", "b": "B"},
        "parameters": {"key": 0, "prize": 1},
        "decisions": {
            "door": {"player": "a", "choices": ["wait", "enter"], "available": {"enter": "key >= 1"}},
            "toll": {"player": "b", "choices": ["none", "ask"]},
        },
        "payoffs": {"a": "prize * (door == enter) - 2 * (toll == ask)", "b": "(toll == ask) * (door == enter) * key"},
        "game": {"order": ["door", {"visit": "toll", "when": "door == enter or key < -1"}]},
    }
    scenario, paths = dt.Scenario(**document), {}
    for key in (-2, 0, 1, 2):
        for prize in (1, 2, 3):
            tree = oracles.unroll(document, {"key": key, "prize": prize})
            solution = dt.solve(scenario, given={"key": key, "prize": prize})
            assert agrees(solution, oracles.backward_induction(tree), tree)
            paths[key, prize] = solution.path
    assert len(set(paths.values())) == 4
    assert paths[0, 3] == ()


def test_backward_induction_refuses_hidden_and_simultaneous_moves_and_names_them():
    folder = ROOT / "tests/cases/conformance/scenarios"
    with pytest.raises(DeterrenceError, match="row_move, column_move move simultaneously"):
        dt.solve(dt.load(folder / "chicken.yaml"), concept="subgame_perfect")
    with pytest.raises(DeterrenceError, match="'type' is hidden from us"):
        dt.solve(dt.load(folder / "crisis_hidden.yaml"), concept="subgame_perfect")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"given": {"gian": 1}}, "gain"),
        ({"given": {"gain": float("nan")}}, "finite"),
        ({"suppose": {"traety": "keep"}}, "treaty"),
        ({"suppose": {"treaty": "kep"}}, "keep"),
        ({"suppose": "dael"}, "deal"),
        ({"suppose": {"treaty": ["keep", "keep"]}}, "1 visits"),
        ({"concept": "subgame"}, "subgame_perfect"),
    ],
)
def test_unknown_arguments_are_refused_with_the_nearest_name(options, words):
    with pytest.raises(ArgumentError) as caught:
        dt.solve(dt.load("technology-for-money"), **options)
    assert words in " ".join(map(str, caught.value.args))


def test_the_slow_induction_rejects_a_wrong_answer():
    path = ROOT / "tests/cases/conformance/scenarios/tech_for_money.yaml"
    tree = oracles.unroll(oracles.read(path))
    slow, solution = oracles.backward_induction(tree), dt.solve(dt.load(path))
    wrong = dict(slow.strategy)
    wrong[()] = "withdraw"
    assert not oracles.no_one_shot_gain(tree, wrong)
    for decision in (
        replace(slow.decisions[0], choice="withdraw"),
        replace(slow.decisions[0], margin=2.0),
        replace(slow.decisions[-1], optimal=[]),
    ):
        decisions = [decision if d.history == decision.history else d for d in slow.decisions]
        with pytest.raises(AssertionError):
            agrees(solution, replace(slow, decisions=decisions), tree)
    with pytest.raises(AssertionError):
        agrees(dt.solve(dt.load(path), given={"need": 0.5}), slow, tree)
