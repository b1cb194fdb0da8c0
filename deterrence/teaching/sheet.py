"""An answer sheet: the one file that a student hands in."""

from __future__ import annotations

import os
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deterrence.errors import Location, Problem, ScenarioError, nearest
from deterrence.scenario.fields import shown
from deterrence.scenario.source import Source, read_source
from deterrence.scenario.writing import quoted
from deterrence.teaching.exercise import Exercise

SHEET = "answers.yaml"
BYTES = 64_000
KEYS = ("exercise", "student", "answers")
WIDTH = 100


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sheet:
    r"""Answers to an exercise; without a student the numbers are the scenario's own.

    Examples
    --------
    >>> sheet = read_sheet("exercise: credible-threats\nanswers: {first_move: stay}")
    >>> sheet.exercise, sheet.student, sheet.answers
    ('credible-threats', '', {'first_move': 'stay'})
    """

    file: str
    exercise: str
    student: str
    answers: Mapping[str, Any]
    source: Source

    def problem(self, message: str, question: str, *, help: str = "", key: bool = False) -> Problem:
        """Something wrong with one answer, and where it stands."""
        where = self.source.locate(("answers", question), key=key)
        return Problem(message, f"answers.{question}", where, help)


def load_sheet(path: str | os.PathLike[str]) -> Sheet:
    """Read an answer sheet from a file.

    Raises
    ------
    ScenarioError
        It is no answer sheet: where, what was found and what was expected.
    OSError
        There is no such file, or it cannot be read.
    """
    file = Path(path)
    if not file.is_file():
        what = "a folder, not an answer sheet" if file.is_dir() else "no such file"
        raise ScenarioError([Problem(f"'{path}': {what}", help=f"`start` writes a sheet called {SHEET}")])
    with file.open("rb") as opened:
        return read_sheet(opened.read(BYTES + 1), file=str(path))


def read_sheet(text: str | bytes, *, file: str = "answers") -> Sheet:
    """Read an answer sheet from a text; `file` is the name that errors give it.

    Raises
    ------
    ScenarioError
        It is no answer sheet.
    """
    if len(text) > BYTES:
        message = f"more than {BYTES:,} bytes; an answer sheet is far smaller"
        raise ScenarioError([Problem(message, where=Location(file, 1, 1))])
    source = read_source(text, file)
    data = source.root.data
    if not isinstance(data, dict) or "exercise" not in data:
        begins = f"it begins with 'exercise: NAME'; `start` writes one, called {SHEET}"
        raise ScenarioError([Problem("this is no answer sheet", where=source.locate(()), help=begins)])
    problems = [*source.problems, *_misshapen(data, source)]
    if problems:
        raise ScenarioError(problems)
    student = data.get("student")
    return Sheet(
        file=file,
        exercise=data["exercise"],
        student="" if student is None else str(student),
        answers=data.get("answers") or {},
        source=source,
    )


def _misshapen(data: dict[str, Any], source: Source) -> list[Problem]:
    problems = []
    for key, value in data.items():
        where, at = source.locate((key,)), str(key)
        if key not in KEYS:
            help = nearest(str(key), KEYS) or f"known: {', '.join(KEYS)}"
            problems.append(Problem(f"unknown key '{key}'", at, source.locate((key,), key=True), help))
        elif key == "exercise" and not isinstance(value, str):
            problems.append(Problem(f"expected the name of an exercise, found {shown(value)}", at, where))
        elif key == "student" and isinstance(value, dict | list | bool):
            problems.append(Problem(f"expected a name or a number, found {shown(value)}", at, where))
        elif key == "answers" and value is not None and not isinstance(value, dict):
            problems.append(Problem(f"expected a mapping of answers, found {shown(value)}", at, where))
    return problems


def blank_sheet(exercise: Exercise, student: str = "") -> str:
    """The text of a sheet without answers: every question, and what an answer looks like."""
    who = student.strip()
    lines = [
        f"# {exercise.title}. Write each answer after its colon, and check as often as you like:",
        f"#   deterrence exercise check {SHEET}",
        f"exercise: {exercise.name}",
        f"student: {quoted(who)}   # your numbers hang on this: leave it" if who else "student:",
        "answers:",
    ]
    for place, (name, question) in enumerate(exercise.questions.items(), 1):
        lines += ["", *_comment(f"{place}. {' '.join(question.ask.split())}")]
        lines += [*_comment(f"({question.expects})"), f"  {name}:"]
    return "\n".join(lines) + "\n"


def _comment(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent="  # ", subsequent_indent="  # ", break_on_hyphens=False)
