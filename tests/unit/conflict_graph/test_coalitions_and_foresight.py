"""Coalitional concepts, jumps, simultaneous sanctions and limited moves against their definitions; reach; refusals."""

from __future__ import annotations

import random

import conflict_oracle as oracle
import numpy as np
import pytest

from deterrence.conflict_graph.concepts import COALITIONAL
from deterrence.conflict_graph.graph import ConflictGraph
from deterrence.conflict_graph.reach import pack, unpack
from deterrence.errors import ArgumentError, ConceptError, NoAnswerError


def as_graph(graph):
    return ConflictGraph(states=graph.states, players=graph.players, moves=graph.moves, rankings=graph.worth)


def graphs(count, players):
    return [oracle.random_graph(random.Random(1000 + seed), players=players) for seed in range(count)]


@pytest.mark.parametrize("players", [2, 3, 4])
def test_every_coalition_is_judged_by_the_definitions(players):
    verdicts = {concept: set() for concept in COALITIONAL}
    for graph in graphs(60, players):
        found = as_graph(graph)
        for concept in COALITIONAL:
            expected = {
                frozenset(group): [s for s in graph.states if oracle.coalition_stable(graph, group, s, concept)]
                for group in oracle.coalitions(graph.players)
            }
            assert found.stability(concept) == expected
            everywhere = [s for s in graph.states if all(s in states for states in expected.values())]
            assert found.equilibria(concept) == everywhere
            verdicts[concept] |= {0 < len(everywhere) < len(graph.states)}
    assert all(True in seen for seen in verdicts.values())


@pytest.mark.parametrize("concept", ["nash", "gmr"])
def test_jumps_are_joint_improvements_between_equilibria(concept):
    jumps = 0
    for graph in graphs(150, 3):
        found = as_graph(graph)
        stable = found.equilibria(concept)
        expected = {
            (s, t, frozenset(group))
            for group in oracle.coalitions(graph.players)
            if len(group) > 1
            for s in stable
            for t in oracle.joint_improvements(graph, group, s) & set(stable)
        }
        assert set(found.jumps(concept)) == expected
        assert len(found.jumps(concept)) == len(expected)
        jumps += len(expected)
    assert jumps


def test_simultaneous_stability_is_that_of_the_definition():
    met = 0
    for graph in graphs(300, 2):
        expected = {p: [s for s in graph.states if oracle.simultaneous(graph, p, s)] for p in graph.players}
        found = as_graph(graph).stability("sim")
        assert found == expected
        met += sum(bool(graph.improvements(p, s)) for p in graph.players for s in expected[p])
    assert met


@pytest.mark.parametrize("horizon", [1, 2, 3, 4])
def test_limited_move_stability_is_backward_induction(horizon):
    for graph in graphs(120, 2):
        expected = {p: [s for s in graph.states if oracle.limited(graph, p, s, horizon)[1]] for p in graph.players}
        assert as_graph(graph).stability("horizon", horizon=horizon) == expected


def test_a_horizon_of_one_is_nash_stability():
    for graph in graphs(50, 2):
        found = as_graph(graph)
        assert found.stability("horizon", horizon=1) == found.stability("nash")


@pytest.mark.parametrize("improving", [False, True])
def test_reach_is_that_of_legal_sequences(improving):
    for graph in graphs(60, 3):
        found = as_graph(graph)
        for group in oracle.coalitions(graph.players):
            for state in graph.states:
                expected = oracle.reach(graph, group, state, improving=improving)
                assert set(found.reach(group, state, improving=improving)) == expected


@pytest.mark.parametrize("columns", [1, 63, 64, 65, 130])
def test_packed_bits_come_out_as_they_went_in(columns):
    rows = np.random.default_rng(columns).random((7, columns)) < 0.5
    assert np.array_equal(unpack(pack(rows), columns), rows)


def test_concepts_for_two_refuse_three():
    (three,) = graphs(1, 3)
    for concept, horizon in (("sim", None), ("horizon", 2)):
        with pytest.raises(ConceptError, match="defined for two players; here there are 3"):
            as_graph(three).stability(concept, horizon)


def test_a_horizon_goes_with_its_concept_alone():
    (two,) = graphs(1, 2)
    for concept, horizon in (("horizon", None), ("horizon", 0), ("horizon", 1.5), ("horizon", True), ("nash", 2)):
        with pytest.raises(ArgumentError, match="goes with the concept 'horizon'"):
            as_graph(two).equilibria(concept, horizon)


def test_too_many_coalitions_are_refused():
    states, players = list(range(300)), [f"p{k}" for k in range(16)]
    ranking = dict.fromkeys(states, 0)
    graph = ConflictGraph(states=states, players=players, moves={}, rankings=dict.fromkeys(players, ranking))
    assert graph.is_stable(0, "sseq")
    with pytest.raises(NoAnswerError, match="65,535 coalitions"):
        graph.equilibria("cr")
