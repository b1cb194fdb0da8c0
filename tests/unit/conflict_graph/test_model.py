"""Stability and margins of random graphs, full of ties, against the definitions and the published matrices."""

from __future__ import annotations

import random

import conflict_oracle as oracle
import numpy as np
import pytest

from deterrence.conflict_graph.concepts import INDIVIDUAL
from deterrence.conflict_graph.graph import ConflictGraph
from deterrence.conflict_graph.reach import stable_by_matrices

GRAPHS = 400


def as_graph(graph, **options):
    return ConflictGraph(states=graph.states, players=graph.players, moves=graph.moves, rankings=graph.worth, **options)


def graphs(count=GRAPHS, **options):
    for seed in range(count):
        yield oracle.random_graph(random.Random(seed), players=2 + seed % 3, **options)


def test_matrices_definitions_and_propagation_agree_on_random_graphs():
    verdicts = set()
    for graph in graphs():
        model = as_graph(graph).model
        adjacency = np.zeros((len(graph.players), len(graph.states), len(graph.states)))
        for row, player in enumerate(graph.players):
            for a, b in graph.moves[player]:
                adjacency[row, a, b] = 1
        published = oracle.published_matrices(adjacency, model.payoffs)
        for concept in INDIVIDUAL:
            found = model.stable(concept)
            expected = [[oracle.stable(graph, p, s, concept) for s in graph.states] for p in graph.players]
            assert found.tolist() == expected
            assert np.array_equal(published[concept], found)
            assert np.array_equal(stable_by_matrices(model, concept), found)
            verdicts |= set(found.ravel().tolist())
    assert verdicts == {True, False}


def test_a_state_is_stable_exactly_where_its_margin_is_not_negative():
    seen = set()
    for graph in graphs():
        model = as_graph(graph).model
        for concept in INDIVIDUAL:
            margins = model.margins(concept)
            assert np.array_equal(margins >= 0, model.stable(concept))
            seen |= {
                "tie": bool((margins == 0).any()),
                "tied gain": bool(((margins < 0) & (margins > -1e-300)).any()),
            }.items()
    assert seen == {("tie", True), ("tie", False), ("tied gain", True), ("tied gain", False)}


def test_margins_are_those_of_the_definition_with_every_sequence_written_out():
    sparse = [oracle.random_graph(random.Random(seed), players=4, most=4, density=0.2) for seed in range(60)]
    for graph in [*sparse, *(graph for graph in graphs(240, most=4) if len(graph.players) < 4)]:
        model = as_graph(graph).model
        for concept in INDIVIDUAL:
            expected = [[oracle.margin(graph, p, s, concept) for s in graph.states] for p in graph.players]
            assert model.margins(concept).tolist() == expected


def test_margins_at_one_state_are_those_of_all_states():
    for graph in graphs(60):
        found = as_graph(graph)
        for concept in INDIVIDUAL:
            margins = found.margin(concept)
            for player in graph.players:
                assert [found.margin_at(s, concept, player) for s in graph.states] == margins[player].tolist()


def test_the_inclusion_theorems_hold():
    strict = set()
    for graph in graphs():
        model = as_graph(graph).model
        stable = {concept: model.stable(concept) for concept in INDIVIDUAL}
        for inner, outer in (
            ("nash", "sseq"), ("sseq", "seq"), ("seq", "gmr"), ("smr", "gmr"), ("sseq", "smr"), ("nash", "smr"),
        ):  # fmt: skip
            assert not (stable[inner] & ~stable[outer]).any()
            if (stable[outer] & ~stable[inner]).any():
                strict.add((inner, outer))
    assert len(strict) == 6


def test_names_and_order_of_states_and_players_do_not_matter():
    for seed, graph in enumerate(graphs(120)):
        source = random.Random(seed)
        name = {state: f"s{k}" for k, state in enumerate(source.sample(graph.states, len(graph.states)))}
        players = source.sample(graph.players, len(graph.players))
        other = ConflictGraph(
            states=source.sample(list(name.values()), len(name)),
            players=players,
            moves={
                p: source.sample([(name[a], name[b]) for a, b in graph.moves[p]], len(graph.moves[p])) for p in players
            },
            rankings={p: {name[s]: value for s, value in graph.worth[p].items()} for p in players},
        )
        same = as_graph(graph)
        for concept in (*INDIVIDUAL, "cr", "cgmr", "csmr", "cseq"):
            renamed = {key: {name[s] for s in states} for key, states in same.stability(concept).items()}
            assert renamed == {key: set(states) for key, states in other.stability(concept).items()}


def test_payoffs_may_be_shifted_and_scaled():
    for graph in graphs(60):
        moved = {p: {s: 7 + 3 * round(v) for s, v in graph.worth[p].items()} for p in graph.players}
        plain = {p: {s: round(v) for s, v in graph.worth[p].items()} for p in graph.players}
        one = oracle.Graph(graph.states, graph.players, graph.moves, plain)
        other = oracle.Graph(graph.states, graph.players, graph.moves, moved)
        for concept in INDIVIDUAL:
            before, after = (as_graph(g).model.margins(concept) for g in (one, other))
            firm = np.isfinite(before) & (np.abs(before) > 1e-300)
            assert np.allclose(3 * before[firm], after[firm])
            assert np.array_equal(before[~firm], after[~firm])


@pytest.mark.parametrize("length", [5, 60, 400])
def test_a_sanction_may_be_as_long_as_the_graph(length):
    """The focal player moves once; two others alternate down a chain whose last state alone is bad."""
    states = list(range(length))
    moves = {"f": [(0, 1)], "a": [], "b": []}
    for k in range(1, length - 1):
        moves["ab"[k % 2]].append((k, k + 1))
    worth = {p: {s: s for s in states} for p in "ab"} | {"f": dict.fromkeys(states, 1) | {0: 0, length - 1: -1}}
    graph = ConflictGraph(states=states, players=list("fab"), moves=moves, rankings=worth)
    assert all(graph.is_stable(0, concept, "f") for concept in ("gmr", "smr", "seq", "sseq"))
    assert not graph.is_stable(0, "nash", "f")
    assert graph.margin_at(0, "seq", "f") == 1
    broken = {**moves, "ab"[(length - 2) % 2]: moves["ab"[(length - 2) % 2]][:-1]}
    short = ConflictGraph(states=states, players=list("fab"), moves=broken, rankings=worth)
    assert not short.is_stable(0, "gmr", "f")


def test_long_chains_are_searched_like_short_ones(monkeypatch):
    """The shortest-path search that takes over on long sequences gives what rounds give."""
    import deterrence.conflict_graph.sequences as sequences

    for graph in graphs(250):
        one = as_graph(graph).model
        rounds = {concept: one.stable(concept) for concept in INDIVIDUAL}
        monkeypatch.setattr(sequences, "PATIENCE", 0)
        other = as_graph(graph).model
        assert all(np.array_equal(other.stable(concept), rounds[concept]) for concept in INDIVIDUAL)
        monkeypatch.undo()


def test_the_oracle_sees_a_player_who_moves_twice_in_succession():
    """A, A is not legal; A, B, A is: an oracle that takes the one or misses the other is no oracle."""
    states, players = [0, 1, 2, 3], ["f", "a", "b"]
    worth = {p: dict.fromkeys(states, 0.0) for p in players}
    twice = oracle.Graph(states, players, {"f": [], "a": [(0, 1), (1, 2)], "b": []}, worth)
    assert oracle.reach(twice, ["a", "b"], 0) == {1}
    woven = oracle.Graph(states, players, {"f": [], "a": [(0, 1), (2, 3)], "b": [(1, 2)]}, worth)
    assert oracle.reach(woven, ["a", "b"], 0) == {1, 2, 3}
    assert {end for _, end in oracle.sequences(woven, ["a", "b"], 0)} == {1, 2, 3}
