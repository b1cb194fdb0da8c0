"""Strategic games survive Gambit's files, and broken files are refused with their place."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from deterrence.errors import ArgumentError, GameFileError
from deterrence.game.conversion import from_pygambit, to_pygambit
from deterrence.game.nfg import nfg_text, parse_nfg, read_nfg, write_nfg
from deterrence.game.normal_form import NormalFormGame

CASES = Path(__file__).resolve().parents[2] / "cases"
VALID = sorted((CASES / "gambit").glob("*.nfg"))
EXPECTED = json.loads((CASES / "gambit_invalid" / "expected.json").read_text())

labels = st.text(max_size=6).filter(lambda label: not label.endswith("\\") and label.isprintable())


@st.composite
def normal_form_games(draw):
    shape = draw(st.lists(st.integers(1, 3), min_size=1, max_size=4))
    payoffs = draw(arrays.arrays(float, (*shape, len(shape)), elements=st.floats(-1e300, 1e300)))
    names = [f"{draw(labels)}{i}" for i in range(len(shape))]
    actions = tuple(tuple(f"{draw(labels)}{i}" for i in range(size)) for size in shape)
    return NormalFormGame(actions=actions, payoffs=payoffs, players=tuple(names), title=draw(labels))


@pytest.mark.parametrize("path", VALID, ids=lambda path: path.stem)
def test_reading_and_writing_keeps_everything_a_file_says(path, tmp_path):
    game = read_nfg(path)
    text = nfg_text(game)
    again = parse_nfg(text)
    assert again.record == game.record
    assert nfg_text(again) == text
    np.testing.assert_array_equal(again.payoffs, game.payoffs)
    write_nfg(game, tmp_path / "copy.nfg")
    assert read_nfg(str(tmp_path / "copy.nfg")).record == game.record
    assert [file.name for file in tmp_path.iterdir()] == ["copy.nfg"]


def test_the_first_players_strategy_varies_fastest():
    game = read_nfg(CASES / "gambit" / "payoffs.nfg")
    assert game.actions == (("yield", "straight"), ("yield", "straight", "turn"))
    assert game.payoffs[1, 0, :, 0].tolist() == [4, 2]
    assert game.payoffs[0, 2, :, 0].tolist() == [1 / 3, -0.5]
    assert game.record.payoffs[-1] == Fraction(-1, 7)
    assert game.record.comment == "The first player's strategy varies fastest."


def test_counted_strategies_are_numbered_and_stay_counted():
    game = read_nfg(CASES / "gambit" / "counted.nfg")
    assert game.actions == (("1", "2"), ("1",), ("1", "2", "3"))
    assert game.payoffs[1, 0, 2, :, 0].tolist() == [0.25, 0.001, 18]
    assert nfg_text(game).startswith('NFG 1 D "Three sides" { "1" "2" "3" }\n\n{ 2 1 3 }\n')


def test_outcomes_are_shared_and_none_is_worth_nothing():
    game = read_nfg(CASES / "gambit" / "outcomes.nfg")
    assert game.payoffs[:, :, 0, :, 0].tolist() == [[[1, 2, 3], [1 / 3, -4, 0.25]], [[0, 0, 0], [1, 2, 3]]]
    assert game.record.indices == (1, 0, 2, 1)
    assert [outcome.name for outcome in game.record.outcomes] == ["first", "", "never { reached"]


def test_a_file_may_have_outcomes_and_use_none():
    game = parse_nfg('NFG 1 R "" { "a" } { 2 } { } 0 0')
    assert game.payoffs.ravel().tolist() == [0, 0]
    assert parse_nfg(nfg_text(game)).record == game.record


def test_equal_and_empty_labels_are_repaired_and_said():
    game = read_nfg(CASES / "gambit" / "labels.nfg")
    assert game.players == ("1", "p", "p (2)")
    assert game.actions == (("s", "s (2)", "3"), ("中",), ("two\nlines", "back\\slash"))
    assert game.record.strategies[0] == ("s", "s", "")
    assert len(game.record.repairs) == 4


@given(normal_form_games())
def test_any_game_survives_writing_and_reading(game):
    text = nfg_text(game)
    again = parse_nfg(text)
    assert (again.players, again.actions, again.title) == (game.players, game.actions, game.title)
    np.testing.assert_array_equal(again.payoffs, game.payoffs)
    assert nfg_text(again) == text


@pytest.mark.parametrize("path", VALID, ids=lambda path: path.stem)
def test_gambit_sees_the_same_payoffs(path):
    pygambit = pytest.importorskip("pygambit")
    game = read_nfg(path)
    np.testing.assert_array_equal(from_pygambit(to_pygambit(game)).payoffs, game.payoffs)
    if path.stem == "labels":
        return  # Gambit wants plain labels
    for other in (pygambit.read_nfg(path), pygambit.read_nfg(io.StringIO(nfg_text(game)))):
        np.testing.assert_array_equal(from_pygambit(other).payoffs, game.payoffs)
        assert other.title == game.title


def test_changed_numbers_are_written_and_not_those_of_the_file():
    game = read_nfg(CASES / "gambit" / "outcomes.nfg")
    changed = replace(game, payoffs=game.payoffs + 1)
    again = parse_nfg(nfg_text(changed))
    np.testing.assert_array_equal(again.payoffs, changed.payoffs)
    assert (again.title, again.record.comment) == (game.title, "with a comment")
    assert parse_nfg(nfg_text(replace(game, title="other"))).record == replace(game.record, title="other")


def test_a_file_holds_one_point_of_finite_numbers(tmp_path):
    with pytest.raises(ArgumentError, match=r"3 points .*pick one"):
        write_nfg(NormalFormGame.of_matrices(np.zeros((2, 2, 3))), tmp_path / "x.nfg")
    with pytest.raises(ArgumentError, match="no finite number"):
        write_nfg(NormalFormGame.of_matrices([[np.nan]], [[0]]), tmp_path / "x.nfg")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", [name for name in EXPECTED if name.endswith(".nfg")])
def test_a_broken_file_is_refused_with_its_place(name):
    line, words = EXPECTED[name]
    with pytest.raises(GameFileError) as caught:
        read_nfg(CASES / "gambit_invalid" / name)
    where = caught.value.problem.where
    assert where is not None
    assert (Path(where.file).name, where.line) == (name, line)
    assert all(word in str(caught.value) for word in words), str(caught.value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('NFG 1 R "" { ' + '"a" ' * 31 + "} { " + "1 " * 31 + "} " + "0 " * 31, "31 players, expected 1 to 30"),
        ('NFG 1 R "" { "a" "b" } { 2000000 2000000 } 1', "more than 2,000,000 payoffs"),
        ('NFG 1 R "" { "a" "b" } { 99999999999999999999 1 } 1', "number of strategies of 'a'"),
        ('NFG 1 R "" { "a" } { 1 } 1' + "0" * 400, "larger than 1e300"),
    ],
    ids=["players", "profiles", "strategies", "digits"],
)
def test_hostile_files_are_refused(text, words):
    with pytest.raises(GameFileError, match=words):
        parse_nfg(text)
