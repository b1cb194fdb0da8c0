"""Graphs given state by state: what is refused and how, ranks, structure, and what is printed."""

from __future__ import annotations

import json
import math

import pytest

from deterrence.conflict_graph.graph import ConflictGraph
from deterrence.errors import ArgumentError, ConceptError

PARTS = {
    "states": ["peace", "threat", "war"],
    "players": ["challenger", "defender"],
    "moves": {"challenger": [("peace", "threat")], "defender": [("threat", "war")]},
    "rankings": {
        "challenger": {"peace": 2, "threat": 3, "war": 1},
        "defender": {"peace": 3, "threat": 1, "war": 2},
    },
}


def made(**changes):
    return ConflictGraph(**{**PARTS, **changes})


def ranking(**changes):
    return {**PARTS["rankings"], "challenger": {**PARTS["rankings"]["challenger"], **changes}}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"states": []}, "at least one state"),
        ({"states": "peace"}, "at least one state"),
        ({"states": ["peace", "peace", "war"]}, "state 'peace' is listed twice"),
        ({"states": [["peace"], "war"]}, "a state is a text"),
        ({"players": []}, "at least one player"),
        ({"players": ["challenger", "challenger"]}, "player 'challenger' is listed twice"),
        ({"players": [1, 2]}, "named by a text"),
        ({"moves": {"chalenger": []}}, "unknown player 'chalenger' \\(did you mean 'challenger'"),
        ({"moves": [("peace", "war")]}, "moves must map each player"),
        ({"moves": {"challenger": [("peace", "peace")]}}, "leads from 'peace' to itself"),
        ({"moves": {"challenger": [("peace", "thread")]}}, "unknown state 'thread' \\(did you mean 'threat'"),
        ({"moves": {"challenger": ["peace"]}}, "must be a pair of states"),
        ({"moves": {"challenger": [("peace", "war", "war")]}}, "must be a pair of states"),
        ({"moves": {"challenger": [("peace", ["war"])]}}, "unknown state"),
        ({"moves": {"challenger": 3}}, "must be pairs of states"),
        ({"rankings": {"challenger": PARTS["rankings"]["challenger"]}}, "'defender' needs a ranking"),
        ({"rankings": ranking(war=math.nan)}, "must be a finite number, found nan"),
        ({"rankings": ranking(war=math.inf)}, "must be a finite number, found inf"),
        ({"rankings": ranking(war=1e301)}, "1e300 at most"),
        ({"rankings": ranking(war="3")}, "must be a finite number, found '3'"),
        ({"rankings": ranking(war=True)}, "must be a finite number, found True"),
        ({"rankings": ranking(wor=1)}, "unknown state 'wor' \\(did you mean 'war'"),
        ({"rankings": {**PARTS["rankings"], "challenger": {"peace": 1}}}, "lacks 2 states, first 'threat'"),
    ],
)
def test_what_is_wrong_with_a_graph_is_said(changes, words):
    with pytest.raises(ArgumentError, match=words):
        made(**changes)


def test_questions_about_what_is_not_there_are_refused():
    graph = made()
    for ask in (
        lambda: graph.stability("nahs"),
        lambda: graph.stability(3),
        lambda: graph.margin("cr"),
        lambda: graph.explain("peace", "challenger", "sim"),
        lambda: graph.is_stable("peece", "nash"),
        lambda: graph.is_stable({"peace": 1}, "nash"),
        lambda: graph.is_stable(["peace"], "nash"),
        lambda: graph.is_stable("peace", "nash", "challengr"),
        lambda: graph.reach("nobody", "peace"),
        lambda: graph.reach(3, "peace"),
        lambda: graph.structural("nobody"),
        lambda: graph.margin_at("peace", "nash", "nobody"),
    ):
        with pytest.raises(ArgumentError):
            ask()
    with pytest.raises(ArgumentError, match="did you mean 'peace'"):
        graph.index("peece")
    with pytest.raises(ArgumentError, match="did you mean 'nash'"):
        graph.equilibria("nahs")


def test_deterrence_by_a_credible_threat_and_its_margin():
    graph = made()
    assert graph.equilibria("nash") == ["war"]
    assert graph.equilibria("seq") == ["peace", "war"]
    assert graph.margin("seq")["challenger"].tolist() == [1.0, math.inf, math.inf]
    assert graph.structural() == {"challenger": ["threat", "war"], "defender": ["peace", "war"]}
    hollow = made(rankings={**PARTS["rankings"], "defender": {"peace": 3, "threat": 2, "war": 0.5}})
    assert not hollow.is_stable("peace", "seq", "challenger")
    assert hollow.is_stable("peace", "gmr", "challenger")
    assert hollow.margin_at("peace", "seq", "challenger") == -1.0
    assert "Deterrence fails by 1: challenger would gain 1 and keep it" in hollow.explain("peace", "challenger", "seq")


def test_a_tied_sanction_deters_and_a_tied_gain_is_no_sanction():
    tied_end = made(rankings=ranking(war=2 + 1e-10))
    assert tied_end.margin_at("peace", "seq", "challenger") == 0.0
    assert tied_end.is_stable("peace", "seq", "challenger")
    assert "0 (a tie)" in tied_end.explain("peace", "challenger", "seq")
    tied_gain = made(rankings={**PARTS["rankings"], "defender": {"peace": 3, "threat": 2, "war": 2}})
    assert not tied_gain.is_stable("peace", "seq", "challenger")
    assert -1e-300 < tied_gain.margin_at("peace", "seq", "challenger") < 0
    assert "fails by a tie: its weakest step gains defender nothing" in tied_gain.explain("peace", "challenger", "seq")


def test_ranks_answer_every_ordinal_question_and_refuse_margins():
    graph, ranks = made(), made(ordinal=True)
    for concept in ("nash", "gmr", "smr", "seq", "sseq", "sim", "cr", "cgmr", "csmr", "cseq"):
        assert graph.stability(concept) == ranks.stability(concept)
    for ask in (lambda: ranks.margin("seq"), lambda: ranks.margin_at("peace", "seq", "challenger")):
        with pytest.raises(ConceptError, match="ranks only"):
            ask()
    for state in graph.states:
        for player in graph.players:
            for concept in ("nash", "gmr", "smr", "seq", "sseq"):
                said = ranks.explain(state, player, concept)
                head = f"{player} is {'' if graph.is_stable(state, concept, player) else 'not '}stable"
                assert said.startswith(head)
                assert not any(word in said for word in ("margin", "gain 1", "below", "above", "by 1"))


def test_a_move_listed_twice_is_one_move_in_its_first_place():
    moves = {"challenger": [("peace", "war"), ("threat", "peace"), ("peace", "threat"), ("peace", "war")]}
    graph = made(moves=moves)
    assert graph.moves["challenger"] == [("peace", "war"), ("peace", "threat"), ("threat", "peace")]
    assert graph.arcs == {"challenger": 3, "defender": 0}


def test_answers_are_read_only_and_what_is_made_from_lists_does_not_follow_them():
    states = list(PARTS["states"])
    graph = made(states=states)
    states[0] = "changed"
    assert graph.initial == "peace"
    for array in (*graph.payoffs.values(), *graph.margin("seq").values()):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 9


def test_a_graph_prints_converts_and_goes_to_json():
    graph = made()
    text = str(graph)
    shown = ("nash", "gmr", "smr", "seq", "sseq", "sim", "cr", "cgmr", "csmr", "cseq")
    assert text.splitlines()[0].split()[-len(shown) :] == list(shown)
    marks = ["yes" for concept in shown if "peace" in graph.equilibria(concept)]
    assert text.splitlines()[1].split() == ["peace", "2", "3", *marks]
    assert len(marks) == 7
    assert "3 states, 2 moves (challenger 1, defender 1)" in text
    assert "<td>peace</td>" in graph._repr_html_()
    data = json.loads(json.dumps(graph.to_dict()))
    assert data["equilibria"] == {"nash": [2], "gmr": [0, 2], "smr": [0, 2], "seq": [0, 2], "sseq": [0, 2]}
    assert data["moves"] == {"challenger": [[0, 1]], "defender": [[1, 2]]}
    frame = graph.to_pandas()
    assert frame["payoff.challenger"].tolist() == [2, 3, 1]
    assert frame["seq.challenger"].tolist() == [True, True, True]


def test_a_large_graph_shows_its_equilibria_and_says_how_many_states_it_hides():
    states = list(range(50))
    graph = ConflictGraph(
        states=states,
        players=["a"],
        moves={"a": [(k, k + 1) for k in range(47)]},
        rankings={"a": {k: k for k in states}},
    )
    lines = str(graph).splitlines()
    assert [line.split()[0] for line in lines[1:4]] == ["47", "48", "49"]
    assert any("47 states are not shown" in line for line in lines)
