"""Answer sheets: what is blank says what is asked, and what is no sheet says why."""

from __future__ import annotations

import pytest

from deterrence.errors import ScenarioError
from deterrence.teaching.exercise import exercise, exercises
from deterrence.teaching.sheet import BYTES, blank_sheet, load_sheet, read_sheet


@pytest.mark.parametrize("found", exercises(), ids=lambda found: found.name)
@pytest.mark.parametrize("student", ["", "ada", "007", "no", "O'Brien: #1"])
def test_a_blank_sheet_is_read_back_with_its_student_and_no_answers(found, student):
    sheet = read_sheet(blank_sheet(found, student))
    assert (sheet.exercise, sheet.student) == (found.name, student)
    assert dict(sheet.answers) == dict.fromkeys(found.questions)


def test_a_blank_sheet_says_what_is_asked_and_what_an_answer_looks_like():
    text = " ".join(blank_sheet(exercise("credible-threats")).replace("#", " ").split())
    for question in exercise("credible-threats").questions.values():
        assert " ".join(question.ask.split()) in text
        assert question.expects in text


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("[a, b]", 1, "no answer sheet"),
        ("answers: {}", 1, "no answer sheet"),
        ("exercise: [x]", 1, "expected the name of an exercise, found a list"),
        ("exercise: x\nstudnet: a", 2, "unknown key 'studnet'"),
        ("exercise: x\nstudent: [a]", 2, "expected a name or a number"),
        ("exercise: x\nanswers: 3", 2, "expected a mapping of answers, found 3"),
        ("exercise: x\nexercise: y", 2, "duplicate key 'exercise'"),
        ("exercise: &a x\nanswers: {b: *a}", 1, "anchor"),
        ("exercise: !!python/object/apply:os.system [ls]", 1, "tag"),
        ("exercise: x\nanswers:\n\ta: 1", 3, "a tab"),
        ("", 1, "the file is empty"),
    ],
)
def test_what_is_no_sheet_is_told_where_and_why(text, line, message):
    with pytest.raises(ScenarioError) as caught:
        read_sheet(text)
    (problem, *_) = caught.value.problems
    assert message in problem.message
    assert problem.where.line == line


def test_the_nearest_key_is_told():
    with pytest.raises(ScenarioError, match="did you mean 'student'"):
        read_sheet("exercise: x\nstudnet: a")


def test_a_huge_sheet_is_refused_unread(tmp_path):
    file = tmp_path / "huge.yaml"
    file.write_bytes(b"exercise: x\nstudent: " + b"a" * BYTES)
    with pytest.raises(ScenarioError, match="more than 64,000 bytes"):
        load_sheet(file)


def test_a_folder_and_a_missing_file_are_no_sheets(tmp_path):
    for path, message in ((tmp_path, "a folder"), (tmp_path / "none.yaml", "no such file")):
        with pytest.raises(ScenarioError, match=message):
            load_sheet(path)
