"""Explanations: the answers they tell are legal and as strong as the definition says; the right move is told."""

from __future__ import annotations

import itertools
import random

import conflict_oracle as oracle
import pytest

from deterrence.conflict_graph.concepts import INDIVIDUAL
from deterrence.conflict_graph.graph import ConflictGraph
from deterrence.conflict_graph.sanction import answers


def as_graph(graph):
    return ConflictGraph(states=graph.states, players=graph.players, moves=graph.moves, rankings=graph.worth)


@pytest.mark.parametrize("concept", INDIVIDUAL)
def test_told_answers_are_legal_and_have_the_strength_of_the_margin(concept):
    lengths = set()
    for seed in range(200):
        graph = oracle.random_graph(random.Random(seed), players=3, most=5, density=0.3)
        model = as_graph(graph).model
        for row, player in enumerate(graph.players):
            for state in graph.states:
                told = answers(model, row, state, concept, signs=False)
                margin = min((answer.total for answer in told), default=float("inf"))
                assert margin == oracle.margin(graph, player, state, concept)
                for answer in told:
                    movers = [mover for mover, _, _ in answer.steps]
                    ends = [answer.move, *(end for _, end, _ in answer.steps)]
                    assert all(one != other for one, other in itertools.pairwise(movers))
                    for mover, (begin, end) in zip(movers, itertools.pairwise(ends), strict=True):
                        assert (begin, end) in graph.moves[graph.players[mover]]
                    if answer.steps:
                        gains = [gain for *_, gain in answer.steps] if concept in ("seq", "sseq") else []
                        assert min([answer.loss, *gains]) == answer.strength
                    lengths.add(len(answer.steps))
    assert lengths == ({0} if concept == "nash" else {0, 1, 2} | lengths)


def test_of_several_improvements_the_least_deterred_is_told():
    graph = ConflictGraph(
        states=["calm", "probe", "strike", "answer"],
        players=["a", "b"],
        moves={"a": [("calm", "probe"), ("calm", "strike")], "b": [("strike", "answer")]},
        rankings={
            "a": {"calm": 0, "probe": 1, "strike": 5, "answer": -3},
            "b": {"calm": 0, "probe": 0, "strike": 0, "answer": 2},
        },
    )
    said = graph.explain("calm", "a", "seq")
    assert "of its 2 improvements the least deterred is to probe and gain 1." in said
    assert "Deterrence fails by 1" in said
    assert "strike" not in said


def test_a_way_out_of_the_sanction_is_told():
    graph = ConflictGraph(
        states=["calm", "strike", "answer", "worse", "out"],
        players=["a", "b"],
        moves={"a": [("calm", "strike"), ("answer", "worse"), ("answer", "out")], "b": [("strike", "answer")]},
        rankings={
            "a": {"calm": 0, "strike": 5, "answer": -3, "worse": -4, "out": 2},
            "b": {"calm": 0, "strike": 0, "answer": 1, "worse": 0, "out": 0},
        },
    )
    assert "Deterrence holds with margin 1: its weakest step is b's gain of 1" in graph.explain("calm", "a", "seq")
    said = graph.explain("calm", "a", "sseq")
    assert "2 above 'calm' for a after its best way out (to out)" in said
    assert "Deterrence fails by 2: a would still be 2 better off at its end." in said
