"""`deterrence exercise`: from the list to a graded folder."""

from __future__ import annotations

import csv
import errno
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

import deterrence as dt
from deterrence.cli.main import main
from deterrence.teaching.exercise import exercises

RIGHT = {"first_move": "stay", "threshold": "toll", "louder": "no_however_much", "rule": "stake > toll"}


def call(*arguments, code=0):
    result = CliRunner().invoke(main, ["exercise", *(str(argument) for argument in arguments)])
    assert result.exit_code == code, result.output
    assert "Traceback" not in result.output
    return result


def answered(file, answers):
    lines = file.read_text(encoding="utf-8").splitlines()
    for question, answer in answers.items():
        lines = [f"  {question}: {answer}" if line == f"  {question}:" else line for line in lines]
    file.write_text("\n".join(lines), encoding="utf-8")


def test_list_gives_the_course_in_order():
    names = [row["name"] for row in json.loads(call("list", "--json").stdout)]
    assert names == [found.name for found in exercises()]
    text = call("list").stdout
    assert [name for name in names if name in text] == names


def test_an_exercise_is_started_answered_checked_and_graded(tmp_path):
    folder = tmp_path / "class" / "ada"
    assert "deterrence exercise check" in call("start", "credible-threats", folder, "--student", "ada").stdout
    assert sorted(path.name for path in folder.iterdir()) == ["answers.yaml", "reading.md", "scenario.yaml"]
    assert dt.solve(dt.load(folder / "scenario.yaml")).path
    sheet = folder / "answers.yaml"
    assert "0 of 4 right" in call("check", sheet, code=1).stdout
    answered(sheet, {**RIGHT, "threshold": "pain"})
    text = " ".join(call("check", sheet, code=1).stdout.split())
    assert "3 of 4 right" in text
    assert "hint: That is what resistance costs the challenger" in text
    sheet.write_text(sheet.read_text(encoding="utf-8").replace("threshold: pain", "threshold: toll"), encoding="utf-8")
    assert "4 of 4 right" in call("check", sheet).stdout
    (row,) = csv.DictReader(io.StringIO(call("grade", tmp_path / "class", "--csv", "--seeded").stdout))
    assert (row["file"], row["student"], row["right"], row["asked"]) == ("ada/answers.yaml", "ada", "4", "4")
    assert "ada/answers.yaml" in call("grade", tmp_path / "class").stdout


def test_a_started_exercise_is_not_written_over(tmp_path):
    call("start", "credible-threats", tmp_path / "mine")
    answered(tmp_path / "mine" / "answers.yaml", RIGHT)
    before = (tmp_path / "mine" / "answers.yaml").read_bytes()
    assert "nothing was written" in call("start", "credible-threats", tmp_path / "mine", code=2).stderr
    assert (tmp_path / "mine" / "answers.yaml").read_bytes() == before


def test_a_disk_that_fills_midway_leaves_nothing_behind(tmp_path, monkeypatch):
    written = Path.write_text

    def full(path, text, **options):
        if path.name == "answers.yaml":
            raise OSError(errno.ENOSPC, "No space left on device")
        return written(path, text, **options)

    monkeypatch.setattr(Path, "write_text", full)
    assert "No space left" in call("start", "credible-threats", tmp_path / "mine", code=4).stderr
    assert not list(tmp_path.iterdir())


def test_marks_and_grades_as_json(tmp_path):
    call("start", "credible-threats", tmp_path / "mine")
    answered(tmp_path / "mine" / "answers.yaml", RIGHT)
    assert json.loads(call("check", tmp_path / "mine" / "answers.yaml", "--json").stdout)["right"] == 4
    assert json.loads(call("grade", tmp_path, "--json").stdout)["rows"][0]["right"] == 4


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["start", "credible-threat"], "did you mean 'credible-threats'"),
        (["start", "../exercises"], "no exercise"),
        (["check", "none.yaml"], "no such file"),
        (["check", "."], "a folder"),
        (["grade", "none"], "is no folder"),
        (["grade", "."], "no answer sheet"),
        (["grade", ".", "--csv", "--json"], "do not go together"),
        (["list", "--from", "none"], "no exercise"),
    ],
)
def test_bad_usage_is_told_and_nothing_is_written(arguments, message, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = call(*arguments, code=2)
    assert message in result.stderr
    assert not list(tmp_path.iterdir())


OWN = """\
title: Mine
line: One line.
order: 1
minutes: 5
questions:
  move:
    ask: What happens?
    choose: [stay, press]
    claims: {{c: {{expect: "demand == {{answer}}"}}}}
{more}"""


def own(tmp_path, more=""):
    folder = tmp_path / "exercises" / "mine"
    folder.mkdir(parents=True)
    (folder / "exercise.yaml").write_text(OWN.format(more=more), encoding="utf-8")
    (folder / "reading.md").write_text("# Mine\n", encoding="utf-8")
    CliRunner().invoke(main, ["new", str(folder / "scenario.yaml"), "--template"])
    return tmp_path / "exercises"


def test_exercises_of_ones_own_work_like_the_bundled_ones(tmp_path):
    folder = own(tmp_path)
    assert "One line." in call("list", "--from", folder).stdout
    call("start", "mine", tmp_path / "hand" / "ada", "--from", folder)
    answered(tmp_path / "hand" / "ada" / "answers.yaml", {"move": "stay"})
    assert "1 of 1 right" in call("check", tmp_path / "hand" / "ada" / "answers.yaml", "--from", folder).stdout
    (row,) = csv.DictReader(io.StringIO(call("grade", tmp_path / "hand", "--csv", "--from", folder).stdout))
    assert row["right"] == "1"


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ("colour: red", "exercise.yaml:10:9: error: Extra inputs are not permitted"),
        ("numbers: {prise: [1, 2]}", "unknown parameter 'prise'"),
        ("  x: {ask: Why?, expression: definitions.none, claims: {a: {expect: demand == stay}}}", "no entry"),
        ("  x: {ask: Why?, number: [0, 1]}", "nothing would judge the answer"),
        ("  x: {ask: Why?}", "expected one of choose, number and expression"),
    ],
)
def test_a_malformed_exercise_says_where_and_why(more, message, tmp_path):
    assert message in call("list", "--from", own(tmp_path, more), code=2).stderr
