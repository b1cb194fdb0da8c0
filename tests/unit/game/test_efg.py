"""Extensive games survive Gambit's files, and broken files are refused with their place."""

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

from deterrence import build_game, load
from deterrence.errors import ArgumentError, GameFileError
from deterrence.game.conversion import to_pygambit
from deterrence.game.efg import efg_text, parse_efg, read_efg, write_efg
from deterrence.game.efg_arrays import exact_law
from deterrence.game.gambit_text import number_text
from deterrence.game.information import information_sets
from deterrence.game.nested import Chance, Decision, End, extensive_game
from deterrence.game.strategic_form import strategic_form

CASES = Path(__file__).resolve().parents[2] / "cases"
VALID = sorted((CASES / "gambit").glob("*.efg"))
EXPECTED = json.loads((CASES / "gambit_invalid" / "expected.json").read_text())
PLAYERS = ("challenger", "defender", "third")
HEAD = 'EFG 2 R "t" { "a" "b" }\n'

labels = st.text(max_size=8).filter(lambda label: not label.endswith("\\") and label.isprintable())
numbers = st.floats(-1e6, 1e6) | st.integers(-3, 3).map(float) | st.sampled_from([0.1, 1 / 3, 1e-300, 1e300, -0.0])
ends = st.fixed_dictionaries(dict.fromkeys(PLAYERS, numbers)).map(End)


@st.composite
def laws(draw):
    weights = draw(st.lists(st.integers(0, 9), min_size=1, max_size=4).filter(any))
    return [weight / sum(weights) for weight in weights]


@st.composite
def nested_games(draw):
    """A tree of moves; information sets are shared between the branches of one draw."""
    names = iter(range(1000))

    def node(depth):
        kind = draw(st.sampled_from("edcs")) if depth else "e"
        if kind == "e":
            return draw(ends)
        name = f"{draw(labels)}{next(names)}"
        if kind == "c":
            law = draw(laws())
            return Chance(name, {f"{i}{draw(labels)}": (p, node(depth - 1)) for i, p in enumerate(law)})
        player = draw(st.sampled_from(PLAYERS))
        actions = draw(st.lists(labels, min_size=1, max_size=3, unique=True))
        if kind == "d":
            return Decision(player, name, {action: node(depth - 1) for action in actions})
        hidden = [Decision(player, name, {a: node(depth - 2) for a in actions}) for _ in range(2)] if depth > 1 else []
        return (
            Chance(f"{name} type", {str(i): (0.5, branch) for i, branch in enumerate(hidden)}) if hidden else draw(ends)
        )

    return extensive_game(PLAYERS, node(draw(st.integers(0, 4))))


def partition(tree):
    """Information sets as sets of the histories that lead to them, by action labels."""
    return {
        (s.player, frozenset(tuple(v for _, v in tree.history(int(n))) for n in s.nodes))
        for s in information_sets(tree)
    }


@pytest.mark.parametrize("path", VALID, ids=lambda path: path.stem)
def test_reading_and_writing_keeps_everything_a_file_says(path):
    game = read_efg(path)
    text = efg_text(game)
    again = parse_efg(text)
    assert again.record == game.record
    assert efg_text(again) == text


def test_a_file_is_written_as_it_reads(tmp_path):
    game = read_efg(CASES / "gambit" / "stages.efg")
    write_efg(game, tmp_path / "copy.efg")
    assert read_efg(str(tmp_path / "copy.efg")).record == game.record
    assert [file.name for file in tmp_path.iterdir()] == ["copy.efg"]


def test_every_field_of_a_file_is_in_the_record():
    game = read_efg(CASES / "gambit" / "stages.efg")
    record = game.record
    assert record.title == game.title == 'A "two-stage" demand'
    assert record.comment == "Outcomes on the way add up.\nSecond line of the comment."
    assert record.players == game.players == ("challenger", "defender")
    assert record.names[:4] == ("ROOT", "after weak", "", "")
    strength, demand, reply, war = record.moves
    assert (strength.number, strength.name, strength.probabilities) == (3, "strength", (Fraction(1, 3), Fraction(2, 3)))
    assert (demand.player, demand.number, demand.name, demand.actions) == (1, 7, "demand", ("stay", "press"))
    assert (reply.player, reply.actions) == (2, ("concede", 'resist "firmly"'))
    assert (war.player, war.number, war.probabilities) == (0, 9, (Fraction(1, 4), Fraction(3, 4)))
    assert [(o.number, o.name) for o in record.outcomes] == [(2, "effort"), (1, "gain"), (4, "war"), (5, "")]
    assert record.outcomes[2].payoffs == (Fraction(-1, 7), Fraction(-1, 7))
    assert record.repairs == ()


def test_payoffs_on_the_way_add_up_exactly_and_no_outcome_is_worth_nothing():
    game = read_efg(CASES / "gambit" / "stages.efg")
    once = [[-1, 0], [2, -1.5], [2 - 1 / 7, float(Fraction(-23, 14))], [float(Fraction(-8, 7)), -1 / 7]]
    assert game.payoffs[:, :, 0].tolist() == once * 2
    tenths = 'p "" 1 1 "" { "x" } 1 "" { 0.1 0 } t "" 2 "" { 0.2 0 }'
    assert parse_efg(HEAD + tenths).payoffs[0, 0, 0] == 0.3


def test_sets_are_shared_between_branches():
    tree = read_efg(CASES / "gambit" / "stages.efg").tree
    assert [(s.name, s.player, len(s.nodes)) for s in information_sets(tree)] == [
        ("demand", "challenger", 2),
        ("reply", "defender", 2),
    ]
    assert tree.size == {"decision": 4, "chance": 3, "terminal": 8}


def test_equal_and_empty_labels_are_repaired_and_said():
    game = read_efg(CASES / "gambit" / "labels.efg")
    assert game.players == ("side", "side (2)", "3", "Ångström")
    assert game.tree.variables == ("choice", "choice (2)", "3 1", "Ångström 12", "chance 1")
    assert game.tree.choices["choice"] == ("a", "a (3)", "a (2)", "4")
    assert game.record.players == ("side", "side", "", "Ångström")
    assert len(game.record.repairs) == 10
    assert game.record.repairs[0] == "player 2 has the same name as player 1; here it is called 'side (2)'"


def test_backslashes_and_line_ends_in_labels_stand_for_themselves():
    record = read_efg(CASES / "gambit" / "labels.efg").record
    assert record.names[5] == "a\nb"
    assert record.names[6] == "c:\\\\d"
    assert record.moves[3].actions == ("only \\x",)


@pytest.mark.parametrize(
    ("text", "value"),
    [("7", 7), ("-.5", -0.5), ("7.", 7), ("1/3", Fraction(1, 3)), ("+2.5E-3", 0.0025), ("1e+2", 100), ("-0/5", 0)],
)
def test_numbers_of_every_kind_are_read_exactly(text, value):
    record = parse_efg(HEAD + f't "" 1 "" {{ {text}, 0 }}').record
    assert record.outcomes[0].payoffs[0] == (value if isinstance(value, Fraction) else Fraction(str(value)))


@given(st.fractions() | st.decimals(allow_nan=False, allow_infinity=False, places=40).map(Fraction))
def test_a_written_number_means_the_same(number):
    assert Fraction(number_text(number)) == number


@pytest.mark.parametrize(
    "text", ["-51e-399", "." + "0" * 390 + "1e-5", "1/" + str(2**1300), "1" * 300, "1." + "3" * 399]
)
def test_numbers_with_hundreds_of_digits_are_written_so_that_they_can_be_read(text):
    game = parse_efg(HEAD + f't "" 1 "" {{ {text}, 0 }}')
    assert parse_efg(efg_text(game)).record == game.record


@given(laws())
def test_exact_laws_sum_to_one_and_mean_the_same_floats(law):
    exact = exact_law(tuple(law))
    assert sum(exact) == 1
    np.testing.assert_allclose([float(p) for p in exact], law, rtol=0, atol=1e-12)


def test_laws_are_decimals_or_simple_ratios_where_these_sum_to_one():
    assert exact_law((0.1, 0.2, 0.7)) == (Fraction(1, 10), Fraction(1, 5), Fraction(7, 10))
    assert exact_law((1 / 7, 2 / 7, 4 / 7)) == (Fraction(1, 7), Fraction(2, 7), Fraction(4, 7))


def test_the_likeliest_outcome_takes_up_what_is_left():
    law = tuple(weight / 30013 for weight in (10007, 20003, 3))
    first, most, last = exact_law(law)
    assert (float(first), float(last)) == (law[0], law[2])
    assert first + most + last == 1
    assert sum(Fraction(repr(p)) for p in law) != 1


@given(nested_games())
def test_any_game_survives_writing_and_reading(game):
    text = efg_text(game)
    again = parse_efg(text)
    for name in ("owner", "parent", "choice", "first", "count", "stage", "generations", "fixed"):
        np.testing.assert_array_equal(getattr(again.tree, name), getattr(game.tree, name))
    np.testing.assert_array_equal(again.tree.terminals, game.tree.terminals)
    np.testing.assert_array_equal(again.tree.depth_first, game.tree.depth_first)
    np.testing.assert_array_equal(again.payoffs, game.payoffs)
    np.testing.assert_allclose(again.branch_probability(), game.branch_probability(), rtol=0, atol=1e-12)
    if not any("has no name" in said for said in again.record.repairs):
        assert partition(again.tree) == partition(game.tree)
    assert efg_text(again) == text


@given(nested_games())
def test_gambit_reads_what_is_written(game):
    pygambit = pytest.importorskip("pygambit")
    other = to_pygambit(game)
    assert isinstance(other, pygambit.Game)
    again = parse_efg(other.to_efg())
    np.testing.assert_array_equal(again.payoffs, game.payoffs)
    np.testing.assert_array_equal(again.tree.parent, game.tree.parent)
    np.testing.assert_array_equal(again.tree.owner, game.tree.owner)
    np.testing.assert_allclose(again.branch_probability(), game.branch_probability(), rtol=0, atol=1e-12)


@pytest.mark.parametrize("name", ["stages", "numbers", "one_line", "only_an_end"])
def test_gambit_sees_the_same_game_in_a_file_and_in_its_copy(name):
    pygambit = pytest.importorskip("pygambit")
    game = read_efg(CASES / "gambit" / f"{name}.efg")
    copy = parse_efg(pygambit.read_efg(io.StringIO(efg_text(game))).to_efg())
    np.testing.assert_array_equal(copy.payoffs, game.payoffs)
    np.testing.assert_array_equal(copy.tree.information, game.tree.information)
    if name != "numbers":  # Gambit itself reads no "7." and wants a payoff repeated letter by letter
        assert parse_efg(pygambit.read_efg(CASES / "gambit" / f"{name}.efg").to_efg()).record == copy.record


def test_the_strategic_form_that_gambit_computes_is_ours():
    pygambit = pytest.importorskip("pygambit")
    path = CASES / "gambit" / "stages.efg"
    theirs = np.array([np.array(table, dtype=float) for table in pygambit.read_efg(path).to_arrays(dtype=float)])
    ours = strategic_form(read_efg(path)).game.payoffs[..., 0]
    np.testing.assert_allclose(np.moveaxis(theirs, 0, -1), ours, atol=1e-12)


def test_a_game_of_a_scenario_is_written_with_the_names_of_its_sets():
    game = build_game(load("technology-for-money"))
    again = parse_efg(efg_text(game))
    assert again.tree.variables == tuple(item.name for item in information_sets(game.tree))
    np.testing.assert_array_equal(again.payoffs, game.payoffs)
    assert again.record.repairs == ()


def test_changed_numbers_are_written_and_not_those_of_the_file():
    game = read_efg(CASES / "gambit" / "stages.efg")
    changed = replace(game, payoffs=game.payoffs + 1, title="changed")
    again = parse_efg(efg_text(changed))
    np.testing.assert_array_equal(again.payoffs, changed.payoffs)
    assert again.title == "changed"
    assert again.record.comment == game.record.comment
    assert parse_efg(efg_text(replace(game, title="only the title"))).record.names == game.record.names


def test_changed_chances_and_names_are_written_and_not_those_of_the_file():
    game = read_efg(CASES / "gambit" / "stages.efg")
    changed = replace(game, probability=game.probability[::-1])
    again = parse_efg(efg_text(changed))
    np.testing.assert_array_equal(again.branch_probability(), changed.branch_probability())
    other = replace(game, tree=replace(game.tree, players=("row", "column")))
    assert parse_efg(efg_text(other)).players == ("row", "column")
    other = replace(game, tree=replace(game.tree, choices={**game.tree.choices, "demand": ("wait", "act")}))
    assert parse_efg(efg_text(other)).tree.choices["demand"] == ("wait", "act")


def test_a_long_description_is_written_once():
    names = " ".join(f'"{letter * 300}"' for letter in "lr")
    long = HEAD + f'p "" 1 1 "s" {{ {names} }} 1 "{"o" * 300}" {{ 1 2 }} ' + 'p "" 1 1 1 t "" 1 ' * 50 + 't "" 1 t "" 1'
    game = parse_efg(long)
    assert len(efg_text(game)) < 3000
    assert parse_efg(efg_text(game)).record == game.record


def test_a_file_holds_one_point():
    game = extensive_game(["a"], Decision("a", "s", {"l": End({"a": np.array([1.0, 2.0])}), "r": End({"a": 0})}))
    with pytest.raises(ArgumentError, match=r"2 points .*pick one"):
        efg_text(game)
    assert parse_efg(efg_text(game.at([1]))).payoffs[:, 0, 0].tolist() == [2, 0]


def test_what_cannot_be_written_is_refused_and_leaves_no_file(tmp_path):
    with pytest.raises(ArgumentError, match="no finite number"):
        write_efg(extensive_game(["a"], End({"a": np.inf})), tmp_path / "x.efg")
    with pytest.raises(ArgumentError, match="backslash"):
        write_efg(extensive_game(["a\\"], End({"a\\": 0})), tmp_path / "x.efg")
    with pytest.raises(ArgumentError, match="no Unicode text"):
        write_efg(extensive_game(["\ud800"], End({"\ud800": 0})), tmp_path / "x.efg")
    (tmp_path / "folder").mkdir()
    with pytest.raises(OSError, match="folder"):
        write_efg(extensive_game(["a"], End({"a": 0})), tmp_path / "folder")
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]


@pytest.mark.parametrize("name", [name for name in EXPECTED if name.endswith(".efg")])
def test_a_broken_file_is_refused_with_its_place(name):
    line, words = EXPECTED[name]
    with pytest.raises(GameFileError) as caught:
        read_efg(CASES / "gambit_invalid" / name)
    where = caught.value.problem.where
    assert where is not None
    assert (Path(where.file).name, where.line) == (name, line)
    assert all(word in str(caught.value) for word in words), str(caught.value)


def test_every_broken_file_is_expected_to_fail_and_every_good_one_is_read():
    files = {path.name for path in (CASES / "gambit_invalid").glob("*.?fg")}
    assert files == set(EXPECTED)
    assert len(VALID) > 4


def test_the_place_has_a_column():
    with pytest.raises(GameFileError) as caught:
        parse_efg(HEAD + 't "" 1 "o" { 1, x }')
    assert (caught.value.problem.where.line, caught.value.problem.where.column) == (2, 17)


def test_a_missing_file_names_the_nearest_one():
    with pytest.raises(GameFileError, match=r"did you mean 'stages\.efg'"):
        read_efg(CASES / "gambit" / "stage.efg")


def test_old_files_in_latin_1_and_marked_utf_8_are_read(tmp_path):
    path = tmp_path / "old.efg"
    for encoding in ("latin-1", "utf-8-sig"):
        path.write_bytes('EFG 2 R "é" { "a" } t "" 0'.encode(encoding))
        assert read_efg(path).title == "é"


def test_deep_and_wide_trees_are_read_and_written():
    deep = HEAD + 'p "" 1 1 "s" { "l" "r" } 1 "o" { 1 2 } t "" 0\n' + 'p "" 1 1 1 t "" 0\n' * 5000 + 't "" 0'
    game = parse_efg(deep)
    assert game.payoffs[-1, :, 0].tolist() == [5001, 10002]
    assert efg_text(parse_efg(efg_text(game))) == efg_text(game)
    wide = HEAD + 'p "" 1 1 "s" { ' + '"a" ' * 5000 + "} 0 " + 't "" 0\n' * 5000
    game = parse_efg(wide)
    assert game.tree.choices["s"][-1] == "a (5000)"
    assert parse_efg(efg_text(game)).record == game.record


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1" * 200_000 + "x", "expected the kind of file"),
        (HEAD + 't "' + '\\"' * 200_000, "no closing quote"),
        (HEAD + 't "" 1 "" { 1e400000000 0 }', "more than 400 digits"),
        ('EFG 2 R "t" { ' + '"a" ' * 20_000 + '} t "" 0', "20,000 players"),
        (HEAD + 'p "" 1 1 "s" { ' + '"a" ' * 1_500_000 + "} 0 p", "expected the node's name"),
        (HEAD + 'p "" 1 1 "s" { ' + '"a" ' * 2_100_000 + "} 0", "more than 2,000,000 nodes"),
    ],
    ids=["digits", "quotes", "power", "players", "actions", "nodes"],
)
def test_hostile_files_are_refused_at_once(text, words):
    with pytest.raises(GameFileError, match=words):
        parse_efg(text)


def test_fractions_that_grow_along_a_path_are_refused():
    steps = "".join(f'p "" 1 {i} "" {{ "x" }} {i} "" {{ 1/{10**30 + i} 0 }}\n' for i in range(1, 60))
    with pytest.raises(GameFileError, match="denominator"):
        parse_efg(HEAD + steps + 't "" 0')
