"""Information sets: those of the recorded answers, and the rules of observation one by one."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

import deterrence as dt
from deterrence.game.building import build_game

FOLDER = Path(__file__).resolve().parents[2] / "cases" / "conformance"
ANSWERS = json.loads((FOLDER / "answers.json").read_text())
HIDDEN = [name for name, answer in ANSWERS.items() if answer.get("game", {}).get("information") == "imperfect"]


def sets(scenario, **options):
    """Each information set as (player, variable, options, histories)."""
    tree = build_game(scenario, **options).tree
    found = {}
    for node in np.argsort(tree.depth_first):
        if tree.owner[node] >= 0:
            found.setdefault(int(tree.information[node]), []).append(int(node))
    return [
        (
            tree.players[tree.owner[nodes[0]]],
            tree.variables[tree.variable[nodes[0]]],
            tuple(tree.label(child) for child in tree.children(nodes[0])),
            frozenset(tree.history(node) for node in nodes),
        )
        for nodes in found.values()
    ]


@pytest.mark.parametrize("name", HIDDEN)
def test_information_sets_are_those_of_the_recorded_answers(name):
    scenario, game = dt.load(FOLDER / "scenarios" / f"{name}.yaml"), ANSWERS[name]["game"]
    found = sets(scenario)
    branching = {
        (node, step)
        for _, variable, options, nodes in found
        for node in nodes
        for step in ((variable, o) for o in options)
    }
    branching |= {(h[:i], h[i]) for *_, nodes in found for h in nodes for i in range(len(h))}  # draws too

    def without_passed(steps):
        kept = ()
        for step in steps:
            kept = (*kept, tuple(step)) if (kept, tuple(step)) in branching else kept
        return kept

    wanted = [
        (s["player"], s["variable"], tuple(s["options"]), frozenset(map(without_passed, s["nodes"])))
        for s in game["information_sets"]
    ]
    assert sorted(map(str, found)) == sorted(map(str, wanted)) or set(found) == set(wanted)
    assert build_game(scenario).tree.size == game["size"]


def scenario(order, **decisions):
    names = decisions or {"first": "a", "second": "b", "third": "a"}
    return dt.Scenario(
        title="Seen and unseen",
        players={"a": "A", "b": "B", "c": "C"},
        decisions={name: {"player": player, "choices": ["x", "y"]} for name, player in names.items()},
        payoffs={"a": 0, "b": 0, "c": 0},
        game={"order": order},
    )


def count(order, variable, **options):
    return sum(found[1] == variable for found in sets(scenario(order), **options))


def test_what_is_open_is_seen_by_all():
    assert count(["first", "second", "third"], "third") == 4


def test_what_is_hidden_is_not_seen_but_the_owner_remembers_it():
    hidden = {"visit": "first", "hidden_from": ["b"]}
    assert count([hidden, "second", "third"], "second") == 1
    assert count([hidden, "second", "third"], "third") == 4


def test_members_of_a_group_do_not_see_each_other_and_all_see_the_group():
    assert count([["first", "second"], "third"], "second") == 1
    assert count([["first", "second"], "third"], "third") == 4


def test_a_later_open_visit_reveals_the_value():
    hidden = {"visit": "first", "hidden_from": ["b"]}
    again = {"visit": "first", "when": "second == y"}
    found = sets(scenario([hidden, again, "second"]))
    assert sum(variable == "second" for _, variable, *_ in found) == 2


def test_what_is_supposed_is_known_to_everyone():
    hidden = {"visit": "first", "hidden_from": ["b"]}
    assert count([hidden, "second", "third"], "second", suppose={"first": "y"}) == 1
    assert count([hidden, {"visit": "second", "hidden_from": ["a"]}, "third"], "third") == 2
    assert count([hidden, {"visit": "second", "hidden_from": ["a"]}, "third"], "third", suppose={"second": "y"}) == 2


def test_where_a_supposed_value_was_not_offered_everyone_knows_that_too():
    third = dt.Scenario(
        title="Known to all where it was fixed",
        players={"a": "A", "b": "B", "c": "C"},
        decisions={
            "first": {"player": "a", "choices": ["x", "y"]},
            "second": {"player": "b", "choices": ["x", "z", "y"], "available": {"y": "first == y"}},
            "third": {"player": "c", "choices": ["x", "y"]},
        },
        payoffs={"a": 0, "b": 0, "c": 0},
        game={"order": [{"visit": "first", "hidden_from": ["c"]}, {"visit": "second", "hidden_from": ["c"]}, "third"]},
    )

    def seen(**options):
        return sorted(len(nodes) for _, variable, _, nodes in sets(third, **options) if variable == "third")

    assert seen() == [5]
    assert seen(suppose={"second": "y"}) == [1, 2]


def test_nodes_with_different_offers_are_never_in_one_set():
    hidden = dt.Scenario(
        title="Offers tell",
        players={"a": "A", "b": "B"},
        decisions={
            "first": {"player": "a", "choices": ["x", "y", "z"]},
            "second": {"player": "b", "choices": ["l", "m", "r"], "available": {"r": "first != z"}},
            "third": {"player": "b", "choices": ["l", "r"]},
        },
        payoffs={"a": 0, "b": 0},
        game={"order": [{"visit": "first", "hidden_from": ["b"]}, "second", "third"]},
    )
    found = sets(hidden)
    assert sorted(len(nodes) for _, variable, _, nodes in found if variable == "second") == [1, 2]
    assert sorted(len(nodes) for _, variable, _, nodes in found if variable == "third") == [1, 1, 2, 2, 2]
