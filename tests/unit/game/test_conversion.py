"""Games come back from other packages as they went."""

from __future__ import annotations

import sys
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from deterrence import build_game, load
from deterrence.errors import ArgumentError
from deterrence.game.conversion import (
    from_nashpy,
    from_pygambit,
    from_quantecon,
    to_nashpy,
    to_pygambit,
    to_quantecon,
)
from deterrence.game.efg import parse_efg, read_efg
from deterrence.game.extensive import ExtensiveGame
from deterrence.game.nfg import read_nfg
from deterrence.game.normal_form import NormalFormGame
from deterrence.game.plain_labels import plain
from deterrence.game.strategic_form import strategic_form

CASES = Path(__file__).resolve().parents[2] / "cases" / "gambit"
BATTLE = NormalFormGame.of_matrices([[3, 1 / 3, 0], [0, 2, 5]], [[2, 1, 0], [0, 3, 1]])


def quietly(call, *arguments):
    """Call with a package that warns while it is imported."""
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return call(*arguments)


@pytest.mark.parametrize("path", sorted(CASES.iterdir()), ids=lambda path: path.name)
def test_every_case_goes_to_pygambit_and_back(path):
    pytest.importorskip("pygambit")
    game = (read_efg if path.suffix == ".efg" else read_nfg)(path)
    again = from_pygambit(to_pygambit(game))
    assert type(again) is type(game)
    assert again.title == plain(game.title)
    np.testing.assert_array_equal(again.payoffs, game.payoffs)
    if isinstance(game, ExtensiveGame):
        np.testing.assert_array_equal(again.branch_probability(), game.branch_probability())
        np.testing.assert_array_equal(again.tree.information, game.tree.information)


def test_exact_numbers_go_to_pygambit_and_back():
    pygambit = pytest.importorskip("pygambit")
    other = to_pygambit(read_efg(CASES / "stages.efg"))
    law = [action.prob for action in other.root.infoset.actions]
    assert law == [pygambit.Rational(1, 3), pygambit.Rational(2, 3)]
    assert from_pygambit(other).record.moves[0].probabilities == (Fraction(1, 3), Fraction(2, 3))


def test_a_scenario_goes_to_pygambit_and_back():
    pytest.importorskip("pygambit")
    game = build_game(load("technology-for-money"))
    again = from_pygambit(to_pygambit(game))
    np.testing.assert_array_equal(again.payoffs, game.payoffs)
    form, other = strategic_form(game), strategic_form(again)
    np.testing.assert_array_equal(form.game.payoffs, other.game.payoffs)


def test_labels_that_pygambit_refuses_are_made_plain():
    pytest.importorskip("pygambit")
    game = parse_efg('EFG 2 R "é" { "  a  b " "ä" } p "n" 1 1 "x" { "é" "e" } 0 t "n" 0 t "" 1 "\t" { 1 2 }')
    other = to_pygambit(game)
    assert [player.label for player in other.players] == ["a b", "a"]
    assert [action.label for action in other.root.infoset.actions] == ["e", "e (2)"]


def test_two_player_games_go_to_nashpy_and_back():
    pytest.importorskip("nashpy")
    again = from_nashpy(quietly(to_nashpy, BATTLE))
    np.testing.assert_array_equal(again.payoffs, BATTLE.payoffs)
    assert again.actions == BATTLE.actions


def test_games_of_any_number_of_players_go_to_quantecon_and_back():
    pytest.importorskip("quantecon")
    three = read_nfg(CASES / "counted.nfg")
    for game in (BATTLE, three):
        again = from_quantecon(quietly(to_quantecon, game))
        np.testing.assert_array_equal(again.payoffs, game.payoffs)
        assert again.actions == game.actions


def test_quantecon_sees_the_payoffs_of_each_profile():
    pytest.importorskip("quantecon")
    three = read_nfg(CASES / "counted.nfg")
    other = quietly(to_quantecon, three)
    assert other[1, 0, 2].tolist() == three.payoffs[1, 0, 2, :, 0].tolist()


def test_a_game_that_does_not_fit_is_refused():
    pytest.importorskip("nashpy")
    pytest.importorskip("quantecon")
    with pytest.raises(ArgumentError, match="3 players"):
        quietly(to_nashpy, read_nfg(CASES / "counted.nfg"))
    with pytest.raises(ArgumentError, match="4 points"):
        quietly(to_quantecon, NormalFormGame.of_matrices(np.zeros((2, 2, 4))))


@pytest.mark.parametrize(
    ("convert", "module", "name"),
    [
        (to_pygambit, "pygambit", "pygambit"),
        (to_nashpy, "nashpy", "nashpy"),
        (to_quantecon, "quantecon.game_theory", "quantecon"),
    ],
)
def test_a_missing_package_is_named(monkeypatch, convert, module, name):
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(ArgumentError, match=f"{name} is not installed .pip install {name}"):
        convert(BATTLE)
