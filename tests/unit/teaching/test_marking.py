"""Marks: an answer is right if the model agrees; a wrong one gets a case against it, and not the right one."""

from __future__ import annotations

import pytest

import deterrence as dt
from deterrence.errors import ArgumentError, ScenarioError
from deterrence.teaching.counterexample import counterexample
from deterrence.teaching.marking import mark
from deterrence.teaching.sheet import Sheet, read_sheet

QUESTIONS = ("first_move", "threshold", "louder", "rule")


def marked(student="", **answers):
    blank = read_sheet("exercise: credible-threats\nanswers: {}")
    return mark(Sheet(file="s", exercise="credible-threats", student=student, answers=answers, source=blank.source))


def row(question, answer, student="", **others):
    return next(row for row in marked(student, **{**others, question: answer}).rows if row.question == question)


def test_an_empty_sheet_is_unanswered():
    for empty in ({}, dict.fromkeys(QUESTIONS), dict.fromkeys(QUESTIONS, "")):
        marks = marked(**empty)
        assert [(mark.question, mark.verdict) for mark in marks.rows] == [(name, "unanswered") for name in QUESTIONS]
        assert (marks.right, marks.asked) == (0, 4)


@pytest.mark.parametrize("answer", [1, 1.0, "1", "toll", "2 / 2", " toll ", 1.004])
def test_a_number_may_be_written_as_one_or_as_an_expression_and_rounded(answer):
    assert row("threshold", answer).verdict == "right"


@pytest.mark.parametrize(
    ("answer", "because"),
    [
        (1.1, "already as above your 1.1"),
        ("1,0", "a decimal comma? write 1.0"),
        ("50%", "0.4 and not 40%"),
        ("tol", "did you mean 'toll'"),
        ("reply == resist", "a number from 0.1 to 3"),
        ("stake * reply", "is no parameter"),
        ("1 / (toll - toll)", "division by zero"),
        (True, "expected a number"),
        ([1], "expected a number"),
        (1e9, "a number from 0.1 to 3"),
        (float("nan"), "a number from 0.1 to 3"),
        ("__import__('os')", "is no expression"),
        ("1 +", "is no expression"),
        ("(" * 290, "is no expression"),
        ("1" + "+1" * 400, "the limit is 300"),
    ],
)
def test_a_number_that_is_none_or_wrong_says_why(answer, because):
    found = row("threshold", answer)
    assert found.verdict == "wrong"
    assert because in found.because


def test_a_threshold_in_the_wrong_place_is_shown_a_case_between_and_not_the_place():
    scenario = dt.load("examples/exercises/credible-threats/scenario.yaml")
    for answer, comes in ((1.4, "lower"), (0.6, "higher")):
        found = row("threshold", answer).because
        case = float(found.partition("at stake = ")[2].split()[0])
        assert min(1, answer) < case < max(1, answer)
        assert abs(case - (1 + answer) / 2) > 1e-9
        reply = dict(dt.solve(scenario, given={"stake": case}, suppose={"demand": "press"}).path)["reply"]
        assert f"the change comes {comes}: demand = press, reply = {reply}" in found
        assert found.startswith("supposing demand = press: ")


def test_a_comparison_says_which_side_is_larger_and_no_value():
    scenario = dt.load("treaty")
    turned = dt.Scenario(**{**scenario.to_dict(), "claims": {"turned": {"says": "x", "suppose": "offer_made", "given": {
        "offer": 0.2}, "compare": {"quantity": "russia", "suppose": {"amendment": "accept"},
        "with": {"amendment": "refuse"}, "relation": "<"}}}})  # fmt: skip
    said = counterexample(turned, dt.check(turned).rows[0])
    assert said == (
        "supposing treaty = amend, any, with offer = 0.2: what russia gets is larger supposing amendment = accept than "
        "supposing amendment = refuse"
    )


def test_a_rule_is_judged_everywhere_and_a_counterexample_is_one():
    found = row("rule", "pain > prize")
    at = dict(part.split(" = ") for part in found.because.partition("fails at ")[2].split(", "))
    point = {name: float(value) for name, value in at.items()}
    scenario = dt.load("examples/exercises/credible-threats/scenario.yaml")
    stays = dt.solve(scenario, given=point).path == (("demand", "stay"),)
    assert stays != (point["pain"] > point["prize"])


@pytest.mark.parametrize(
    "answer", ["1 / (stake - stake)", "sqrt(-stake)", "exp(exp(exp(9 * stake)))", "tol > 1", "rule"]
)
def test_a_rule_without_a_value_is_wrong_and_not_a_crash(answer):
    found = row("rule", answer)
    assert found.verdict == "wrong"
    assert found.because


@pytest.mark.parametrize("answer", ["demand == stay", "stake > toll and reply == resist", "rule", "challenger >= 0"])
def test_a_rule_that_reads_off_the_outcome_is_no_rule(answer):
    found = row("rule", answer)
    assert found.verdict == "wrong"
    assert "may not be used here" in found.because


def test_a_broken_rule_does_not_touch_the_other_answers():
    right = {"first_move": "stay", "threshold": 1, "louder": "no_however_much"}
    assert [mark.verdict for mark in marked(**right, rule="stake >").rows] == ["right", "right", "right", "wrong"]


def test_a_copied_answer_fails_with_other_numbers():
    own = {student: row("threshold", "toll", student).verdict for student in ("ada", "ben", "cleo", "dan")}
    copied = {student: row("threshold", 1, student).verdict for student in own}
    assert set(own.values()) == {"right"}
    assert "wrong" in copied.values()


def test_a_question_that_is_not_asked_is_an_error_with_the_nearest():
    with pytest.raises(ScenarioError, match="did you mean 'threshold'") as caught:
        mark(read_sheet("exercise: credible-threats\nanswers:\n  treshold: 1"))
    assert caught.value.problems[0].where.line == 3


def test_an_unknown_exercise_is_an_error_with_the_nearest():
    with pytest.raises(ArgumentError, match="did you mean 'credible-threats'"):
        mark(read_sheet("exercise: credible-threat"))


def test_marks_are_plain_data_and_a_table():
    marks = marked(first_move="press", threshold=1)
    assert marks.to_dict()["right"] == 1
    assert [entry["verdict"] for entry in marks.to_dict()["rows"]] == ["wrong", "right", "unanswered", "unanswered"]
    assert "1 of 4 right" in str(marks)
    assert "<table" in marks._repr_html_()
