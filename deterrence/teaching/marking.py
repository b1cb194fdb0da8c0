"""A sheet marked by the model: every answer becomes claims, and the claims are checked."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import cache, lru_cache, partial
from typing import Any

from deterrence.analysis.check import ClaimRow, check
from deterrence.errors import DeterrenceError, EvaluationError, ScenarioError, nearest
from deterrence.scenario.scenario import Scenario
from deterrence.tables.text import html_table, text_table
from deterrence.teaching.answer import UnreadableError, read_answer
from deterrence.teaching.counterexample import counterexample
from deterrence.teaching.exercise import Exercise, exercise
from deterrence.teaching.hints import hint_for
from deterrence.teaching.numbers import own_scenario
from deterrence.teaching.question import TEXT_LIMIT, Question
from deterrence.teaching.sheet import Sheet

RIGHT, WRONG, OPEN, BLANK = "right", "wrong", "undecided", "unanswered"
KEPT = 512

Slots = tuple[tuple[tuple[str, ...], str | float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One question: the answer, the verdict, the counterexample in words, and a hint.

    `verdict` is ``right``, ``wrong``, ``unanswered``, or ``undecided`` where
    the model itself cannot tell.
    """

    question: str
    answer: str
    verdict: str
    because: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Marks:
    """The marks of one sheet.

    Examples
    --------
    >>> from deterrence.teaching.sheet import read_sheet
    >>> marks = mark(read_sheet("exercise: credible-threats"))
    >>> marks.right, marks.asked == len(marks.rows)
    (0, True)
    """

    exercise: str
    student: str
    rows: tuple[Mark, ...]

    @property
    def asked(self) -> int:
        """How many questions there are."""
        return len(self.rows)

    @property
    def right(self) -> int:
        """How many answers are right."""
        return self.count(RIGHT)

    def count(self, verdict: str) -> int:
        """How many questions have a verdict."""
        return len(self.questions(verdict))

    def questions(self, verdict: str) -> tuple[str, ...]:
        """The questions that have a verdict."""
        return tuple(row.question for row in self.rows if row.verdict == verdict)

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        rows = [asdict(row) for row in self.rows]
        return {"exercise": self.exercise, "student": self.student, "right": self.right, "rows": rows}

    def _table(self) -> tuple[tuple[str, ...], list[list[str]]]:
        rows = [[row.question, row.verdict, row.answer, row.because, row.hint] for row in self.rows]
        return ("question", "verdict", "answer", "because", "hint"), rows

    def __str__(self) -> str:
        return f"{self.exercise}: {self.right} of {self.asked} right\n{text_table(*self._table())}"

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return html_table(*self._table())


def mark(sheet: Sheet, *, folder: str | os.PathLike[str] | None = None) -> Marks:
    """Mark a sheet: an answer is right if every claim that it amounts to holds in the model.

    The model is the exercise's scenario with the student's own numbers and
    with what this answer and the ones before it complete.

    Parameters
    ----------
    sheet
        See `load_sheet`.
    folder
        Where the exercise is; among the bundled ones by default.

    Raises
    ------
    ArgumentError
        There is no such exercise.
    ScenarioError
        The sheet answers a question that the exercise does not ask.
    """
    found = exercise(sheet.exercise, folder=folder)
    _known(sheet, found)
    slots: Slots = ()
    rows = []
    for name, question in found.questions.items():
        row, slots = _marked(found, sheet, name, question, slots)
        rows.append(row)
    return Marks(exercise=found.name, student=sheet.student, rows=tuple(rows))


def _known(sheet: Sheet, found: Exercise) -> None:
    problems = []
    for name in sheet.answers:
        if name not in found.questions:
            help = nearest(name, found.questions) or f"questions: {', '.join(found.questions)}"
            problems.append(sheet.problem(f"unknown question '{name[:80]}'", name, key=True, help=help))
    if problems:
        raise ScenarioError(problems)


def _marked(found: Exercise, sheet: Sheet, name: str, question: Question, slots: Slots) -> tuple[Mark, Slots]:
    """One question's mark, and what the scenario is completed with for the questions that follow."""
    written = sheet.answers.get(name)
    if written is None or written == "":
        return Mark(question=name, answer="", verdict=BLANK), slots
    told = partial(Mark, question=name, answer=" ".join(str(written).split())[:TEXT_LIMIT])
    own = own_scenario(found, sheet.student)
    try:
        answer = read_answer(question, written, own)
        filled = (*slots, (question.slot, answer)) if question.slot else slots
        scenario, report = _judged(own, question, filled, answer)
    except (UnreadableError, ScenarioError, EvaluationError) as error:
        return told(verdict=WRONG, because=_reason(error)), slots
    except DeterrenceError as error:
        return told(verdict=OPEN, because=str(error)), slots
    bad = [row for row in report if row.verdict != "holds"]
    if not bad:
        return told(verdict=RIGHT), filled
    failed = [row for row in bad if row.verdict != "undecided" or question.slot]
    if not failed:
        return told(verdict=OPEN, because=bad[0].detail), filled
    hint = hint_for(question, answer, scenario, [row.name for row in failed])
    return told(verdict=WRONG, because=counterexample(scenario, failed[0]), hint=hint), filled


def _reason(error: UnreadableError | ScenarioError | EvaluationError) -> str:
    if isinstance(error, UnreadableError):
        return str(error)
    problem = error.problem if isinstance(error, EvaluationError) else error.problems[0]
    return f"{problem.message} ({problem.help})" if problem.help else problem.message


@cache
def warm(found: Exercise) -> None:
    """Judge some answer to each question, so that later ones take no longer than their own work."""
    for question in found.questions.values():
        some = question.choices[0] if question.choices else sum(question.number) / 2 if question.number else "0"
        slots = ((question.slot, some),) if question.slot else ()
        with suppress(DeterrenceError):
            _judged(own_scenario(found, ""), question, slots, some)


def _judged(
    own: Scenario, question: Question, slots: Slots, answer: str | float
) -> tuple[Scenario, tuple[ClaimRow, ...]]:
    """The claims of one answer, checked in the student's own scenario, completed by the student."""
    claims = json.dumps(question.claims_for(answer))
    return _checked(own, slots, claims)


@lru_cache(maxsize=KEPT)
def _checked(own: Scenario, slots: Slots, claims: str) -> tuple[Scenario, tuple[ClaimRow, ...]]:
    """A class gives the same answers to the same numbers again and again."""
    data = own.to_dict()
    for path, value in slots:
        _put(data, path, value)
    data["claims"] = {name: {"says": "what the answer amounts to", **told} for name, told in json.loads(claims).items()}
    scenario = Scenario(**data)
    return scenario, check(scenario).rows


def _put(data: Mapping[str, Any], path: tuple[str, ...], value: str | float) -> None:
    *steps, last = path
    inner: Any = data
    for step in steps:
        inner = inner[step]
    inner[last] = value
