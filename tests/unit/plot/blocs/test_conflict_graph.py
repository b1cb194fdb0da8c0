from __future__ import annotations

import numpy as np
import pytest

import deterrence as dt
from deterrence.plot.blocs.conflict_graph import conflict_graph
from deterrence.plot.drawing.stress import apart, stress_layout

DILEMMA = dt.ConflictGraph(
    states=["cc", "dc", "cd", "dd"],
    players=["one", "two"],
    moves={"one": [("cc", "dc"), ("cd", "dd")], "two": [("cc", "cd"), ("dc", "dd")]},
    rankings={
        "one": {"cc": 3, "dc": 4, "cd": 1, "dd": 2},
        "two": {"cc": 3, "dc": 1, "cd": 4, "dd": 2},
    },
)


def filled(ax):
    return {str(patch.get_gid()) for patch in ax.patches if str(patch.get_gid()).startswith("stable-")}


@pytest.mark.parametrize("concept", ["nash", "seq"])
def test_rings_are_filled_for_those_who_would_stay(concept):
    ax = conflict_graph(DILEMMA, concept)
    wanted = {
        f"stable-{who}-{DILEMMA.states.index(s)}" for who, held in DILEMMA.stability(concept).items() for s in held
    }
    assert filled(ax) == wanted


def test_every_move_is_one_arrow():
    ax = conflict_graph(DILEMMA)
    assert sum(str(patch.get_gid()).startswith("move-") for patch in ax.patches) == 4


def test_equilibria_are_bold():
    bold = {
        text.get_gid()
        for text in conflict_graph(DILEMMA, "seq").texts
        if text.get_weight() == "bold" and text.get_gid()
    }
    assert bold == {"state-0", "state-3"}


def test_of_many_states_some_are_drawn_and_the_rest_counted():
    graph = dt.conflict(dt.load("abm-2000"))
    ax = conflict_graph(graph, most=20)
    drawn = [text for text in ax.texts if str(text.get_gid()).startswith("state-")]
    assert "state-0" in {text.get_gid() for text in drawn}
    assert any(f"{len(drawn)} of 342 states" in text.get_text() for text in ax.figure.texts)
    assert len(drawn) <= 20


def test_distances_on_paper_follow_the_graph():
    joined = np.zeros((6, 6), dtype=bool)
    for node in range(5):
        joined[node, node + 1] = joined[node + 1, node] = True
    x = stress_layout(joined)[:, 0]
    assert np.all(np.diff(x) > 0.1) or np.all(np.diff(x) < -0.1)


def test_points_are_moved_apart():
    spots = apart(np.array([[0.0, 0.0], [0.5, 0.0], [9.0, 9.0]]), 2.0)
    assert np.linalg.norm(spots[0] - spots[1]) >= 2.0 - 1e-9
    assert spots[2].tolist() == [9.0, 9.0]
