"""Game trees against the slow unrolling: nodes, paths, end states, chances, payoffs and information sets."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import oracles
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import deterrence as dt
from deterrence.errors import ArgumentError, ConceptError, DeterrenceError, EvaluationError, TreeTooLargeError
from deterrence.game.building import build_game
from deterrence.game.tree import CHANCE, TERMINAL
from deterrence.testing import parameter_values, scenario_documents

ROOT = Path(__file__).resolve().parents[3]
FILES = [
    path
    for folder in ("tests/cases/conformance/scenarios", "tests/cases/valid", "scenarios")
    for path in sorted((ROOT / folder).rglob("*.yaml"))
    if oracles.read(path).get("game") and oracles.read(path).get("payoffs")
]


def depth_first(tree):
    return [int(node) for node in np.argsort(tree.depth_first)]


def agrees(game, slow):
    """Whether a game and a slow tree are the same: every node, path, chance, end state and payoff, in order."""
    tree, likely = game.tree, game.branch_probability()[:, 0]
    nodes = list(slow.walk())
    assert tree.size == oracles.size(slow)
    for node, other in zip(depth_first(tree), nodes, strict=True):
        assert tree.history(node) == other.history
        owner = int(tree.owner[node])
        kind = {CHANCE: "chance", TERMINAL: "terminal"}.get(owner, "decision")
        assert kind == other.kind
        assert [tree.label(child) for child in tree.children(node)] == list(other.children)
        if kind == "terminal":
            end = int(tree.terminal_of[node])
            assert tree.end_state(end) == other.state
            assert dict(zip(tree.players, game.payoffs[end, :, 0], strict=True)) == pytest.approx(
                other.payoffs, rel=1e-12, abs=1e-12
            )
            continue
        assert tree.variables[tree.variable[node]] == other.variable
        if kind == "decision":
            assert tree.players[owner] == other.player
        else:
            assert [likely[child] for child in tree.children(node)] == pytest.approx(
                list(other.probabilities.values()), abs=1e-15
            )
    return True


def information_sets(tree):
    found = {}
    for node in depth_first(tree):
        if tree.owner[node] >= 0:
            found.setdefault(int(tree.information[node]), set()).add(tree.history(node))
    return sorted(map(sorted, found.values()))


def sets_by_definition(slow):
    found = {}
    for node in slow.walk():
        if node.kind == "decision":
            found.setdefault((node.player, node.view), set()).add(node.history)
    return sorted(map(sorted, found.values()))


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_scenario_unrolls_as_the_format_says(path):
    slow = oracles.unroll(oracles.read(path))
    game = build_game(dt.load(path))
    assert agrees(game, slow)
    assert information_sets(game.tree) == sets_by_definition(slow)
    assert game.tree.is_perfect_information == (max(map(len, sets_by_definition(slow))) == 1)


def unrolled_or_none(document, point, suppose):
    try:
        return oracles.unroll(document, point, suppose)
    except (ValueError, ArithmeticError):
        return None


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(document=scenario_documents(hidden=True), p=parameter_values(), q=parameter_values(), data=st.data())
def test_random_scenarios_unroll_as_the_format_says(document, p, q, data):
    scenario = dt.Scenario(**document)
    suppose = None
    if data.draw(st.booleans()):
        variable = data.draw(st.sampled_from([*document["decisions"], *document["chances"]]))
        values = [value for value in scenario.choices[variable] if value != "pending"]
        visits = sum(v.visit == variable for stage in scenario.game.order for v in stage.visits)
        one = st.sampled_from(values)
        suppose = {
            variable: data.draw(one | st.lists(st.sampled_from([*values, "any"]), min_size=visits, max_size=visits))
        }
    slow = unrolled_or_none(document, {"p": p, "q": q}, suppose)
    if slow is None:
        with pytest.raises(DeterrenceError):
            build_game(scenario, given={"p": p, "q": q}, suppose=suppose)
        return
    game = build_game(scenario, given={"p": p, "q": q}, suppose=suppose)
    assert agrees(game, slow)
    assert information_sets(game.tree) == sets_by_definition(slow)


def test_random_scenarios_are_of_every_kind():
    kinds = set()

    @settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
    @given(scenario_documents(hidden=True))
    def look(document):
        slow = unrolled_or_none(document, None, None)
        if slow is None:
            kinds.add("impossible")
            return
        size, decisions = oracles.size(slow), [node for node in slow.walk() if node.kind == "decision"]
        kinds.add("chance" if size["chance"] else "no chance")
        kinds.add("hidden" if any(node.hidden for node in slow.walk()) else "open")
        kinds.add("large" if size["terminal"] > 20 else "small")
        kinds.update("visited again" for node in decisions if node.variable in dict(node.history))
        kinds.update(
            "some choices"
            for node in decisions
            if len(node.children) < len(document["decisions"][node.variable]["choices"])
        )
        if any(len(group) > 1 for group in sets_by_definition(slow)):
            kinds.add("sets")

    look()
    assert kinds == {
        "impossible",
        "chance",
        "no chance",
        "hidden",
        "open",
        "large",
        "small",
        "visited again",
        "some choices",
        "sets",
    }


def binary(count, players=1):
    names = [f"d{i}" for i in range(count)]
    return dt.Scenario(
        title="Many",
        players={f"a{i}": "A" for i in range(players)},
        decisions={name: {"player": f"a{i % players}", "choices": ["x", "y"]} for i, name in enumerate(names)},
        payoffs={f"a{i}": " + ".join(f"({name} == y)" for name in names[i::players]) for i in range(players)},
        game={"order": names},
    )


def test_twenty_two_binary_decisions_are_refused_quickly_with_the_stages_named():
    scenario = binary(22)
    before = time.process_time()
    with pytest.raises(TreeTooLargeError) as caught:
        dt.solve(scenario)
    assert time.process_time() - before < 2
    for word in ("2,000,000", "d0 (x2)", "d4 (x2)", "when"):
        assert word in str(caught.value)


def test_the_refusal_names_the_stages_that_multiply_most():
    values = {"small": 2, "wide": 64, "large": 50, "next": 40, "last": 30}
    scenario = dt.Scenario(
        title="Wide",
        players={"a": "A"},
        decisions={name: {"player": "a", "choices": [f"c{i}" for i in range(count)]} for name, count in values.items()},
        payoffs={"a": 0},
        game={"order": list(values)},
    )
    with pytest.raises(TreeTooLargeError, match=r"wide \(x64\), large \(x50\), next \(x40\)"):
        dt.solve(scenario)


MILLION = """
import re, sys, time
from deterrence import Scenario, build_game
names = [f"d{i}" for i in range(19)]
decisions = {n: {"player": "a", "choices": ["x", "y"]} for n in names}
scenario = Scenario(title="Many", players={"a": "A"}, decisions=decisions,
                    payoffs={"a": "+".join(f"(d{i} == y)" for i in range(19))}, game={"order": names})
before = time.process_time()
game = build_game(scenario)
print(game.tree.size, game.payoffs.sum(), time.process_time() - before)
"""


def test_a_tree_of_a_million_nodes_still_unrolls():
    paths = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    done = subprocess.run(
        [sys.executable, "-c", MILLION], capture_output=True, text=True, timeout=120, check=True, env=paths
    )
    assert done.stdout.startswith("{'decision': 524287, 'chance': 0, 'terminal': 524288} " + str(19 * 2.0**18))


def test_a_scenario_without_a_game_or_payoffs_is_told_so():
    parts = {"title": "None", "players": {"a": "A"}, "decisions": {"d": {"player": "a", "choices": ["x", "y"]}}}
    with pytest.raises(ConceptError, match="game"):
        build_game(dt.Scenario(**parts, payoffs={"a": 1}))
    with pytest.raises(ConceptError, match="payoffs"):
        build_game(dt.Scenario(**parts, game={"order": ["d"]}))


def test_a_visit_without_an_option_says_where_and_in_which_state():
    scenario = dt.Scenario(
        title="Stuck",
        players={"a": "A"},
        decisions={
            "d": {"player": "a", "choices": ["x", "y"], "available": {"x": "e == v", "y": "e == v"}},
            "e": {"player": "a", "choices": ["v", "w"]},
        },
        payoffs={"a": 1},
        game={"order": ["e", "d"]},
    )
    with pytest.raises(EvaluationError, match=r"no choice of 'd' is available \(where e = w") as caught:
        build_game(scenario)
    assert caught.value.problem.at == "game.order.1"


def test_everything_in_a_group_is_read_in_the_state_before_it():
    document = {
        "title": "At once",
        "players": {"a": "A", "b": "B"},
        "decisions": {
            "one": {"player": "a", "choices": ["x", "y"]},
            "two": {"player": "b", "choices": ["x", "y", "z"], "available": {"z": "one == y"}},
        },
        "chances": {"luck": {"outcomes": {"l": "0.5 if one == x else 1", "r": "0.5 if one == x else 0"}}},
        "payoffs": {"a": 0, "b": 0},
        "game": {"order": [["one", {"visit": "two", "when": "one == x"}, "luck"]]},
    }
    game = build_game(dt.Scenario(**document))
    assert game.tree.size == {"decision": 3, "chance": 4, "terminal": 8}
    assert set(game.probability[:, 0]) == {0.5}


SKIPPED = {
    "title": "Offered only where nobody asks",
    "players": {"a": "A"},
    "decisions": {
        "first": {"player": "a", "choices": ["x", "y"]},
        "second": {"player": "a", "choices": ["l", "m", "r"], "available": {"r": "first == y"}},
    },
    "payoffs": {"a": 0},
    "game": {"order": ["first", {"visit": "second", "when": "first == x"}]},
}


def test_a_value_offered_only_at_skipped_visits_cannot_be_supposed():
    with pytest.raises(ArgumentError, match="'second'"):
        build_game(dt.Scenario(**SKIPPED), suppose={"second": "r"})
    assert build_game(dt.Scenario(**SKIPPED), suppose={"second": "m"}).tree.size == {
        "decision": 1,
        "chance": 1,
        "terminal": 2,
    }


def test_supposing_any_result_everywhere_supposes_nothing():
    scenario = dt.Scenario(**SKIPPED)
    assert build_game(scenario, suppose={"first": ["any"]}).tree.size == build_game(scenario).tree.size


def test_the_slow_unrolling_rejects_a_wrong_tree():
    path = ROOT / "tests/cases/conformance/scenarios/tech_for_money.yaml"
    game, document = build_game(dt.load(path)), oracles.read(path)
    for change in ({"order": ["treaty", "fund", "export"]}, {"order": ["fund", "treaty", "export", "shield"]}):
        with pytest.raises(AssertionError):
            agrees(game, oracles.unroll({**document, "game": change}))
    with pytest.raises(AssertionError):
        agrees(game, oracles.unroll(document, {"gain": 3.0}))


CERTAIN = """
deterrence: 1
title: A draw that leaves nothing open
players: {{a: A}}
parameters: {{p: 0.5}}
decisions: {{x: {{player: a, choices: [n, y]}}}}
chances: {{c: {{outcomes: {{{outcomes}}}}}}}
payoffs: {{a: x == y}}
game: {{order: [c, x]}}
"""


@pytest.mark.parametrize(
    ("outcomes", "suppose"),
    [("only: p", {}), ("r: p, s: 0.9", {"c": "r"})],
    ids=["one outcome", "a supposed outcome"],
)
def test_the_probabilities_of_a_draw_that_makes_no_node_must_be_sound_too(outcomes, suppose):
    scenario = dt.parse(CERTAIN.format(outcomes=outcomes))
    with pytest.raises(dt.DeterrenceError, match="sum to"):
        dt.solve(scenario, suppose=suppose)
    for many in (3, 300):  # by arrays, and compiled
        table = dt.sweep(scenario, {"p": [1 - 0.9 * bool(suppose), *[0.3] * many]}, suppose=suppose)
        assert table.failed == many


def test_a_tiny_probability_counts_and_what_rounding_left_of_none_does_not():
    written = dt.parse(CERTAIN.format(outcomes="h: 1e-16, t: 1 - 1e-16"))
    assert len(dt.solve(written).outcomes) == 2
    left = dt.parse(CERTAIN.format(outcomes="h: 0.7, m: 0.2 + 0.1 * p / 0.5, t: 1 - 0.7 - 0.2 - 0.1 * p / 0.5"))
    assert 1 - 0.7 - 0.2 - 0.1 > 0
    assert [outcome.path[0] for outcome in dt.solve(left).outcomes] == [("c", "h"), ("c", "m")]
