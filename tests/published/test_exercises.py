"""The exercises of the course: right answers pass whatever the numbers, wrong ones fail with the hint that fits."""

from __future__ import annotations

from pathlib import Path

import pytest

from deterrence.scenario.source import read_source
from deterrence.teaching.exercise import exercises
from deterrence.teaching.marking import mark
from deterrence.teaching.numbers import own_scenario
from deterrence.teaching.sheet import Sheet

ROOT = Path(__file__).resolve().parents[2]
CASES = ROOT / "tests" / "cases" / "exercises"
NOTES = ROOT / "examples" / "instructors"
COURSE = {found.name: found for found in exercises()}
STUDENTS = ("", "ada", "ben", "7")


def case(name):
    text = (CASES / f"{name}.yaml").read_bytes()
    return read_source(text, name).root.data


def marks(name, student, answers):
    source = read_source("answers: {}", "sheet")
    return mark(Sheet(file="sheet", exercise=name, student=student, answers=answers, source=source))


@pytest.mark.parametrize("name", COURSE)
@pytest.mark.parametrize("student", STUDENTS)
def test_right_answers_pass_with_every_students_numbers(name, student):
    rows = marks(name, student, case(name)["right"]).rows
    assert {row.question: (row.verdict, row.because) for row in rows} == dict.fromkeys(
        COURSE[name].questions, ("right", "")
    )


@pytest.mark.parametrize("name", COURSE)
@pytest.mark.parametrize("student", ["", "ada"])
def test_plausible_wrong_answers_fail_with_the_hint_that_fits(name, student):
    told = case(name)
    assert len(told["wrong"]) >= 3
    for wrong in told["wrong"]:
        rows = marks(name, student, {**told["right"], wrong["question"]: wrong["answer"]}).rows
        row = next(row for row in rows if row.question == wrong["question"])
        assert row.verdict == "wrong", row
        assert row.because, row
        assert row.hint.startswith(wrong["hint"]), row


@pytest.mark.parametrize("name", COURSE)
def test_one_choice_alone_is_right(name):
    right = case(name)["right"]
    for question, asked in COURSE[name].questions.items():
        for choice in asked.choices:
            rows = marks(name, "", {**right, question: choice}).rows
            row = next(row for row in rows if row.question == question)
            assert (row.verdict == "right") == (choice == right[question]), row


@pytest.mark.parametrize("name", COURSE)
def test_a_rule_that_reads_off_what_is_done_is_not_right(name):
    found, right = COURSE[name], case(name)["right"]
    done = [f"{d} == {choice}" for d in found.scenario.decisions for choice in found.scenario.choices[d]]
    for question, asked in found.questions.items():
        for answer in done if asked.slot else ():
            rows = marks(name, "", {**right, question: answer}).rows
            row = next(row for row in rows if row.question == question)
            assert row.verdict == "wrong", row


@pytest.mark.parametrize("name", COURSE)
def test_numbers_that_vary_stay_within_their_ranges_and_differ(name):
    found = COURSE[name]
    assert found.numbers
    assert len({tuple(sorted(own_scenario(found, who).baseline.items())) for who in "abcdefghijkl"}) >= 3
    for parameter, values in found.numbers.items():
        low, high = found.scenario.span(parameter)
        assert all(low <= value <= high for value in values)


@pytest.mark.parametrize("name", COURSE)
def test_an_exercise_has_a_page_to_read_and_notes_that_work_every_question(name):
    found = COURSE[name]
    assert 1_200 < len(found.reading) < 6_000
    notes = (NOTES / f"{name}.md").read_text(encoding="utf-8")
    assert all(f"`{question}`" in notes for question in found.questions)
    assert not any(line.startswith("claims") for line in found.scenario_text.splitlines())
    assert len(found.questions) >= 3
    assert found.line.endswith(".")


def test_the_course_is_in_order():
    assert [found.order for found in COURSE.values()] == list(range(1, len(COURSE) + 1))
    assert sorted(path.stem for path in CASES.glob("*.yaml")) == sorted(COURSE)
