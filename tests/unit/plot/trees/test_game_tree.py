from __future__ import annotations

import numpy as np
import pytest

import deterrence as dt
from deterrence.plot.trees.game_tree import game_tree
from deterrence.plot.trees.pruning import cut
from deterrence.plot.trees.tree_key import THICK


@pytest.fixture(scope="module")
def treaty():
    return dt.solve(dt.load("treaty"))


def edges(ax):
    return {
        int(line.get_gid().removeprefix("edge-")): line for line in ax.lines if str(line.get_gid()).startswith("edge-")
    }


def drawn_nodes(ax):
    return {int(line.get_gid().removeprefix("node-")) for line in ax.lines if str(line.get_gid()).startswith("node-")}


def words(ax):
    return [text.get_text() for text in ax.texts]


@pytest.mark.parametrize("name", ["treaty", "technology-for-money", "abm-2000-resolve", "abm-2000"])
def test_thick_edges_are_what_is_played_and_arrows_what_would_be(name):
    solution = dt.solve(dt.load(name))
    ax, play = game_tree(solution), solution.play
    threats = {int(p.get_gid().removeprefix("threat-")) for p in ax.patches if str(p.get_gid()).startswith("threat-")}
    for node, line in edges(ax).items():
        parent = solution.game.tree.parent[node]
        assert (line.get_linewidth() == THICK) == (play.reach[node] > 0)
        unplayed = play.step[node] > 0 and play.reach[node] == 0
        assert (node in threats) == (unplayed and solution.game.tree.owner[parent] >= 0)


def test_payoffs_and_margins_are_written(treaty):
    said = words(game_tree(treaty))
    assert "treaty, +1.1" in said
    assert "amendment, +0.1" in said
    assert {"1.1", "\N{MINUS SIGN}0.4"} <= set(said)


def test_children_stand_right_of_their_parents_and_rows_do_not_meet(treaty):
    ax, tree = game_tree(treaty), treaty.game.tree
    at = {
        int(line.get_gid().removeprefix("node-")): (line.get_xdata()[0], line.get_ydata()[0])
        for line in ax.lines
        if str(line.get_gid()).startswith("node-")
    }
    assert len(at) == len(tree.owner)
    assert all(at[node][0] > at[int(tree.parent[node])][0] for node in at if node)
    rows = sorted(at[int(node)][1] for node in tree.terminals)
    assert min(np.diff(rows)) > 8


def test_a_large_tree_is_pruned_and_says_so():
    solution = dt.solve(dt.load("abm-2000"))
    ax = game_tree(solution, most=60)
    shown = drawn_nodes(ax)
    assert len(shown) <= 60
    said = " ".join(text.get_text() for text in ax.figure.texts).replace("\n", " ")
    assert f"{len(shown)} of 2,939 nodes are drawn" in said
    assert "Pruned to the likeliest path" in said


def test_a_pruned_tree_keeps_the_path_and_counts_every_end():
    solution = dt.solve(dt.load("abm-2000"))
    part = cut(solution, lambda part: len(part.nodes) <= 60)
    tree = solution.game.tree
    node = next(int(n) for n in tree.terminals if tree.history(int(n)) == solution.path)
    while node >= 0:
        assert node in part.nodes
        node = int(tree.parent[node])
    ends = sum(tree.count[node] == 0 for node in part.nodes)
    assert ends + sum(part.hidden.values()) == len(tree.terminals)


def test_the_best_deviations_come_before_the_others():
    solution = dt.solve(dt.load("technology-for-money"))
    part = cut(solution, lambda part: len(part.nodes) <= 12)
    opened = {solution.game.tree.history(node) for node in part.nodes if part.children[node]}
    assert (("treaty", "withdraw"),) in opened


def test_nodes_that_cannot_be_told_apart_share_an_oval():
    solution = dt.solve(dt.load("abm-2000-resolve"))
    ax = game_tree(solution)
    assert sum(str(patch.get_gid()).startswith("information-") for patch in ax.patches) == 1
    assert "treaty, belief 0.3" in words(ax)


def test_a_tree_can_be_drawn_on_given_axes(treaty):
    from matplotlib.figure import Figure

    given = Figure(figsize=(8, 5)).add_subplot()
    assert treaty.plot(ax=given) is given


def test_a_branch_of_chance_that_cannot_be_is_not_called_a_choice():
    def told(payoff):
        scenario = dt.Scenario(
            title="A coin",
            players={"a": "One"},
            decisions={"x": {"player": "a", "choices": ["l", "r"] if payoff else ["l"]}},
            chances={"coin": {"outcomes": {"heads": 1, "tails": 0}}},
            payoffs={"a": "x == l"},
            game={"order": ["coin", "x"]},
        )
        return [text.get_text() for text in game_tree(dt.solve(scenario)).figure.legends[0].get_texts()]

    assert "of probability 0" in told(False)
    assert "not chosen or of probability 0" in told(True)
