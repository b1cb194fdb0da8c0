"""Conflict graphs of scenario files: states in order, moves, what fixes and what blocks them, limits."""

from __future__ import annotations

import json
import random
import time
from pathlib import Path

import conflict_oracle as oracle
import oracles
import pytest

import deterrence as dt
from deterrence.conflict_graph.concepts import INDIVIDUAL
from deterrence.conflict_graph.scenario_graph import conflict
from deterrence.errors import ArgumentError, ConceptError, EvaluationError, NoAnswerError

FOLDER = Path(__file__).parents[2] / "cases" / "conformance"
ANSWERS = json.loads((FOLDER / "answers.json").read_text(encoding="utf-8"))
GRAPHS = [stem for stem, answer in ANSWERS.items() if "conflict_graph" in answer]

TEXT = """deterrence: 1
title: Two who move
players: {a: A, b: B}
parameters: {x: {value: 0.5, range: [0, 1]}, y: {value: 0.5, range: [0, 1]}}
decisions:
  one: {player: a, choices: [p, q, r], reversible: %s%s}
  two: {player: a, choices: [s, t]%s}
  three: {player: b, choices: [u, v, w], reversible: %s%s}
chances: {weather: {outcomes: {calm: x, storm: 1 - x}}}
facts: {era: [old, new]}
%spayoffs:
  a: x * (one == q) + (two == t) * (three == v) - y * (weather == storm) + 2 * (one == r) * (three == w)
  b: (three == w) - 0.5 * (one == q) + y * (two == t)
"""


def text_of(source):
    """A scenario whose moves hang on choices, conditions and constraints drawn at random."""
    changes = ["true", "false", "{p: [q], q: [p, r]}", "{u: [v]}"]
    conditions = ["two == t", "x > 0.4", "three != w", "weather == storm", "x + y < 1.2 or one == q", "era == old"]

    def available(choice):
        return f", available: {{{choice}: '{source.choice(conditions)}'}}" if source.random() < 0.6 else ""

    constraints = source.sample(["not (one == r and two == t)", "one != q or y > 0.3", "three != w or x < 0.7"], 2)
    return TEXT % (
        source.choice(changes[:3]), available("q"), available("t"), source.choice([*changes[:2], changes[3]]),
        available("w"), f"constraints: ['{constraints[0]}', '{constraints[1]}']\n" if source.random() < 0.6 else "",
    )  # fmt: skip


@pytest.mark.parametrize("stem", GRAPHS)
def test_conformance_graphs_are_reproduced(stem):
    graph, answer = conflict(dt.load(FOLDER / "scenarios" / f"{stem}.yaml")), ANSWERS[stem]["conflict_graph"]
    data = graph.to_dict()
    assert list(graph.states) == answer["states"]
    assert data["arcs"] == answer["arcs"]
    assert data["payoffs"] == {p: pytest.approx(worth) for p, worth in answer["payoffs"].items()}
    assert data["stable_for"] == answer["stable_for"]
    assert data["equilibria"] == answer["equilibria"]


def test_random_scenarios_have_the_graph_of_the_definition():
    sizes = set()
    for seed in range(120):
        source = random.Random(seed)
        text = text_of(source)
        given = {"x": source.choice([0.0, 0.3, 0.5, 0.8]), "y": source.choice([0.1, 0.5])}
        suppose = source.choice([{}, {"weather": "storm"}, {"weather": "calm"}])
        document = oracles.read(text)
        expected = oracle.scenario_graph(document, given, suppose)
        assert expected is not None
        graph = conflict(dt.parse(text), given=given, suppose=suppose)
        fixed = {"weather": "pending", "era": "old"} | suppose
        assert graph.fixed == fixed
        assert [oracle.key(state | fixed) for state in graph.states] == expected.states
        moves = {p: {(oracle.key(a | fixed), oracle.key(b | fixed)) for a, b in m} for p, m in graph.moves.items()}
        assert moves == {p: set(m) for p, m in expected.moves.items()}
        for player in graph.players:
            assert graph.payoffs[player].tolist() == pytest.approx([expected.worth[player][s] for s in expected.states])
        sizes.add(len(graph.states))
    assert len(sizes) > 8


def test_technology_for_money_falls_by_one_at_russias_first_step():
    graph = conflict(dt.load("technology-for-money"))
    assert graph.margin_at({}, "seq", "us") == -1
    assert graph.margin_at({}, "gmr", "us") == 2.5
    said = graph.explain({}, "us", "seq")
    assert "it could improve by treaty = withdraw and gain 2" in said
    assert "1. russia: export = components (loses 1)" in said
    assert "Deterrence fails by 1: russia would lose 1 by export = components." in said
    assert all(graph.is_stable({}, "cseq", player) for player in graph.players)
    assert graph.is_stable({}, "cseq")


def test_every_verdict_can_be_explained_and_says_what_was_found():
    for name in ("technology-for-money", "treaty"):
        graph = conflict(dt.load(name))
        for state in graph.states:
            for player in graph.players:
                for concept in INDIVIDUAL:
                    stable = graph.is_stable(state, concept, player)
                    said = graph.explain(state, player, concept)
                    assert said.startswith(f"{player} is {'stable' if stable else 'not stable'} at ")
                    assert ("fails" in said) is not stable


def test_what_is_supposed_of_decisions_is_ignored_and_said():
    flagship = dt.load("abm-2000")
    graph = conflict(flagship, suppose="year_2001")
    assert graph.ignored == ("treaty",)
    assert graph.fixed == {"test": "miss", "threat": "high"}
    assert "fixed: test = miss, threat = high" in str(graph)
    assert "ignored, as the graph lets decisions move: what is supposed of treaty" in str(graph)
    assert len(graph.states) == len(conflict(flagship).states)


def test_a_state_is_named_by_what_differs_and_must_be_in_the_graph():
    graph = conflict(dt.load("technology-for-money"))
    assert graph.index({}) == 0
    assert graph.index({"treaty": "withdraw"}) == graph.index(graph.states[1])
    for state, words in (
        ({"treaty": "withdrow"}, "did you mean 'withdraw'"),
        ({"traety": "keep"}, "did you mean 'treaty'"),
        ({"shield": "alone"}, "outside the conflict graph"),
        ("keep", "a state is a mapping"),
    ):
        with pytest.raises(ArgumentError, match=words):
            graph.index(state)


def test_a_graph_has_one_value_of_a_chance():
    text = TEXT % ("true", "", "", "true", "", "") + "game: {order: [one, weather, two, weather]}\n"
    scenario = dt.parse(text)
    assert conflict(scenario, suppose={"weather": ["any", "storm"]}).fixed["weather"] == "storm"
    with pytest.raises(ArgumentError, match="one value of 'weather', supposed: calm, storm"):
        conflict(scenario, suppose={"weather": ["calm", "storm"]})
    with pytest.raises(ArgumentError, match="facts cannot be supposed"):
        conflict(scenario, suppose={"era": "new"})


def test_a_supposed_draw_that_breaks_a_constraint_at_the_start_is_an_error():
    text = TEXT % ("true", "", "", "true", "", "constraints: [weather != storm]\n")
    with pytest.raises(EvaluationError, match="the initial state breaks the constraint"):
        conflict(
            dt.parse(text.replace("storm: 1 - x", "storm: 0").replace("calm: x", "calm: 1")),
            suppose={"weather": "storm"},
        )


def test_what_has_no_value_is_an_error_that_names_it():
    scenario = dt.parse(
        TEXT.replace("a: x *", "a: 1 / (x - 0.5 * (one == q)) + x *") % ("true", "", "", "true", "", "")
    )
    with pytest.raises(EvaluationError, match=r"payoffs\.a"):
        conflict(scenario)
    assert len(conflict(scenario, given={"x": 0.25}).states) == 18
    blocked = dt.parse(TEXT % ("true", ", available: {q: 1 / (x - 0.5) > 0}", "", "true", "", ""))
    with pytest.raises(EvaluationError, match=r"decisions\.one\.available\.q"):
        conflict(blocked)


def test_missing_sections_are_named():
    bare = "deterrence: 1\ntitle: Bare\nplayers: {a: A}\n"
    with pytest.raises(ConceptError, match="no `decisions`"):
        conflict(dt.parse(bare + "facts: {era: [old]}\npayoffs: {a: 1}"))
    with pytest.raises(ConceptError, match="no `payoffs`"):
        conflict(dt.parse(bare + "decisions: {d: {player: a, choices: [u, v]}}"))
    with pytest.raises(ArgumentError, match="conflict needs a Scenario"):
        conflict(bare)


CHAIN = {f"c{k}": [f"c{k + 1}"] for k in range(63)}
LARGE = {
    "1,000,000 moves": [{"player": "ab"[k % 2], "choices": ["u", "v"]} for k in range(24)],
    "65,536 states": [{"player": p, "choices": [f"c{k}" for k in range(64)], "reversible": CHAIN} for p in "abc"],
}


@pytest.mark.parametrize("limit", LARGE)
def test_graphs_that_are_too_large_are_refused_at_once(limit, slowness):
    scenario = dt.Scenario(
        title="Large",
        players={p: p for p in "abc"},
        decisions={f"d{k}": decision for k, decision in enumerate(LARGE[limit])},
        payoffs=dict.fromkeys("abc", "1"),
    )
    begun = time.process_time()
    with pytest.raises(NoAnswerError, match=limit):
        conflict(scenario)
    assert time.process_time() - begun < 2 * slowness


def test_an_ordinal_file_has_every_ordinal_answer_and_no_margin():
    text = (FOLDER / "scenarios" / "chicken.yaml").read_text(encoding="utf-8")
    graph, ranks = conflict(dt.parse(text)), conflict(dt.parse(text + "\nordinal: true\n"))
    assert ranks.ordinal
    for concept in (*INDIVIDUAL, "sim", "cr", "cgmr", "csmr", "cseq"):
        assert ranks.stability(concept) == graph.stability(concept)
    with pytest.raises(ConceptError, match="ranks only"):
        ranks.margin("nash")
