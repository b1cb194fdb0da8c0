"""A folder of sheets: everyone's marks, whatever one of them hands in."""

from __future__ import annotations

import csv
import io
import sys
import time

import pytest

from deterrence.errors import ArgumentError
from deterrence.teaching.grading import grade
from deterrence.teaching.marking import mark
from deterrence.teaching.patience import Impatience, patience
from deterrence.teaching.sheet import read_sheet

RIGHT = "answers: {first_move: stay, threshold: toll, louder: no_however_much, rule: stake > toll}"
WRONG = "answers: {first_move: press, threshold: pain, louder: no_however_much, rule: pain > prize}"
HOSTILE = {
    "bomb.yaml": "exercise: credible-threats\na: &a [x, x]\nb: &b [*a, *a]\nanswers: {first_move: *b}",
    "deep.yaml": "exercise: credible-threats\nanswers: " + "[" * 5000,
    "long.yaml": "exercise: credible-threats\nanswers: {rule: '" + "1+" * 30_000 + "1'}",
    "huge.yaml": "exercise: credible-threats\n#" + "x" * 2_000_000,
    "code.yaml": "exercise: !!python/object/apply:os.system ['touch owned']",
    "power.yaml": "exercise: credible-threats\nanswers: {rule: '9**9**9**9 > stake', threshold: '9**9**9**9'}",
    "path.yaml": "exercise: ../../../etc\nanswers: {}",
    "bytes.yaml": b"exercise: credible-threats\nanswers: {rule: \xff\xfe}",
    "empty.yaml": "",
    "formula.yaml": "exercise: credible-threats\nstudent: '=cmd()'\nanswers: {first_move: stay}",
}


def hand_in(folder, **sheets):
    for name, text in sheets.items():
        data = text if isinstance(text, bytes) else text.encode()
        (folder / f"{name}.yaml").write_bytes(data)


def sheet(answers, student=""):
    return f"exercise: credible-threats\nstudent: {student}\n{answers}"


def test_grades_are_the_marks_of_each_sheet_in_the_order_of_names(tmp_path):
    hand_in(tmp_path, b=sheet(RIGHT, "ben"), a=sheet(WRONG, "ada"), c=sheet("answers: {}"))
    grades = grade(tmp_path)
    assert [row.file for row in grades.rows] == ["a.yaml", "b.yaml", "c.yaml"]
    for row, text in zip(grades.rows, (sheet(WRONG, "ada"), sheet(RIGHT, "ben"), sheet("answers: {}")), strict=True):
        marks = mark(read_sheet(text))
        assert (row.right, row.asked, row.wrong) == (marks.right, marks.asked, marks.questions("wrong"))
        assert row.unanswered == marks.questions("unanswered")
    assert grades.missed()["credible-threats.rule"] == 2


def test_grades_do_not_depend_on_how_many_processes_mark(tmp_path):
    hand_in(tmp_path, **{f"s{i:02}": sheet(RIGHT if i % 3 else WRONG, f"student {i}") for i in range(14)})
    assert grade(tmp_path, workers=2).to_csv() == grade(tmp_path, workers=1).to_csv()


@pytest.mark.skipif(sys.platform == "win32", reason="no clock of processor time")
def test_hostile_sheets_are_told_apart_and_the_others_keep_their_marks(tmp_path):
    hand_in(tmp_path, a=sheet(RIGHT, "ada"), z=sheet(RIGHT, "zoe"))
    for name, text in HOSTILE.items():
        (tmp_path / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    (tmp_path / "loop.yaml").symlink_to(tmp_path / "loop.yaml")
    (tmp_path / "folder.yaml").mkdir()
    began = time.process_time()
    grades = {row.file: row for row in grade(tmp_path, workers=1).rows}
    assert time.process_time() - began < 2 * len(HOSTILE)
    assert grades["a.yaml"].right == grades["z.yaml"].right == 4
    for name in HOSTILE:
        if name not in ("formula.yaml", "power.yaml", "long.yaml"):
            assert grades[name].note, name
        assert grades[name].right <= 1, name
    assert grades["power.yaml"].wrong


def test_a_spreadsheet_reads_no_formula_and_every_row_has_every_column(tmp_path):
    hand_in(tmp_path, a=sheet("answers: {first_move: stay}", "'=cmd()'"), b=sheet(RIGHT, "'@x, \"y\"'"))
    rows = list(csv.reader(io.StringIO(grade(tmp_path).to_csv())))
    assert [len(row) for row in rows] == [9, 9, 9]
    assert [row[2] for row in rows[1:]] == ["'=cmd()", '\'@x, "y"']


def test_a_class_with_own_numbers_must_name_its_students_once(tmp_path):
    hand_in(tmp_path, a=sheet(RIGHT), b=sheet(RIGHT, "ben"), c=sheet(RIGHT, " Ben "), d=sheet(RIGHT, "dan"))
    rows = grade(tmp_path, seeded=True).rows
    assert [row.right for row in rows] == [0, 4, 4, 4]
    assert rows[0].cells[3:5] == ["", ""]
    assert "no student" in rows[0].note
    assert rows[1].note == rows[2].note == "another sheet has the same student"
    assert not rows[3].note


def test_scenarios_beside_the_sheets_are_passed_over_and_folders_are_entered(tmp_path):
    inner = tmp_path / "ada"
    inner.mkdir()
    hand_in(inner, answers=sheet(RIGHT, "ada"), scenario="deterrence: 1\ntitle: x\nplayers: {a: A}")
    assert [row.right for row in grade(tmp_path).rows] == [4]


def test_files_of_any_name_are_marked_or_told_to_be_ignored(tmp_path):
    hand_in(tmp_path, a=sheet(RIGHT, "ada"))
    for name, text in {
        "b.YAML": sheet(RIGHT, "ben"),
        "c.yaml.txt": sheet(RIGHT, "cleo"),
        "notes.txt": "I did my best",
        "d.zip": "PK",
        "reading.md": "# x",
        "scenario.yaml": "deterrence: 1",
    }.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    grades = grade(tmp_path)
    assert [(row.file, row.right) for row in grades.rows] == [("a.yaml", 4), ("b.YAML", 4), ("c.yaml.txt", 4)]
    assert grades.ignored == ("d.zip", "notes.txt")


def test_a_question_that_is_not_asked_is_noted_and_the_rest_is_marked(tmp_path):
    hand_in(tmp_path, a=sheet("answers: {first_move: stay, bonus: 7}", "ada"), b=sheet(RIGHT))
    one, two = grade(tmp_path).rows
    assert (one.right, one.note) == (1, "no such question: bonus")
    assert (two.right, two.note) == (4, "no student: marked with the file's own numbers")


def test_no_folder_and_no_sheet_are_errors(tmp_path):
    with pytest.raises(ArgumentError, match="is no folder"):
        grade(tmp_path / "none")
    with pytest.raises(ArgumentError, match="no answer sheet"):
        grade(tmp_path)


@pytest.mark.skipif(sys.platform == "win32", reason="no clock of processor time")
def test_patience_ends_and_the_clock_is_put_back():
    def forever():
        with patience(0.05):
            while True:
                pass

    with pytest.raises(Impatience):
        forever()

    def gc_callback():
        busy = time.process_time()
        while time.process_time() - busy < 0.15:
            pass

    def deaf():
        with patience(0.05):
            gc_callback()
            while True:
                pass

    with pytest.raises(Impatience):
        deaf()
    with patience(0.05):
        pass
    busy = time.process_time()
    while time.process_time() - busy < 0.1:
        pass


@pytest.mark.skipif(sys.platform == "win32", reason="no clock of processor time")
def test_a_sheet_that_takes_too_long_is_left_with_a_note(tmp_path):
    hand_in(tmp_path, a=sheet("answers: {rule: stake > toll + 0.0123}", "ada"))  # nobody else's, so not remembered
    (row,) = grade(tmp_path, seconds=1e-4, workers=1).rows
    assert row.right == 0
    assert "look at it yourself" in row.note
