"""What is kept with a tree: once found, by its arguments, of that tree alone, and never without limit."""

from __future__ import annotations

import gc
import weakref
from dataclasses import replace

import pytest

import deterrence as dt
from deterrence.game import remembered as module
from deterrence.game.remembered import remembered


def a_tree():
    game = dt.build_game(dt.load("technology-for-money"))
    return replace(game.tree)


def counting():
    asked = []

    @remembered
    def found(tree, *arguments):
        asked.append(arguments)
        return [tree.players, arguments]

    return found, asked


def test_an_answer_is_found_once_for_each_tree_and_arguments():
    found, asked = counting()
    one, other = a_tree(), a_tree()
    assert found(one, 1) is found(one, 1)
    assert found(one, 1) is not found(other, 1)
    assert found(one, 2) == [one.players, (2,)]
    assert asked == [(1,), (1,), (2,)]


def test_two_functions_do_not_share_answers():
    (one, _), (other, asked) = counting(), counting()
    tree = a_tree()
    one(tree)
    other(tree)
    assert asked == [()]


def test_what_is_raised_is_not_kept():
    tree, asked = a_tree(), []

    @remembered
    def refused(tree):
        asked.append(tree)
        raise dt.DeterrenceError("no")

    for _ in range(2):
        with pytest.raises(dt.DeterrenceError):
            refused(tree)
    assert len(asked) == 2


def test_answers_are_dropped_when_there_are_too_many(monkeypatch):
    monkeypatch.setattr(module, "MOST", 3)
    found, asked = counting()
    tree = a_tree()
    for number in range(5):
        assert found(tree, number)[1] == (number,)
    assert found(tree, 0)[1] == (0,)
    assert len(asked) == 6
    assert all(len(kept) <= 3 for kept in tree.__dict__["_remembered"].values())


def test_answers_go_with_their_tree():
    found, _ = counting()
    tree = a_tree()

    @remembered
    def itself(tree):
        return tree

    assert itself(tree) is tree
    assert found(tree)
    gone = weakref.ref(tree)
    del tree
    gc.collect()
    assert gone() is None


def test_another_tree_made_from_one_remembers_nothing():
    found, asked = counting()
    tree = a_tree()
    found(tree)
    found(replace(tree))
    assert len(asked) == 2
