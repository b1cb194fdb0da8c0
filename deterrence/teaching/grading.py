"""A folder of answer sheets, marked."""

from __future__ import annotations

import csv
import io
import json
import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from deterrence.errors import ArgumentError, DeterrenceError
from deterrence.run.chunks import Progress
from deterrence.run.execution import Execution, processors
from deterrence.states.kernel import compiled_kernels
from deterrence.tables.text import html_table, text_table
from deterrence.teaching.exercise import READING, SCENARIO, exercise, exercises
from deterrence.teaching.marking import BLANK, OPEN, WRONG, mark, warm
from deterrence.teaching.patience import Impatience, patience
from deterrence.teaching.sheet import load_sheet

if TYPE_CHECKING:
    from deterrence.plot.drawing.style import Axes, Size

FEW = 12
CHUNK = 6
SUFFIXES = (".yaml", ".yml", ".txt")
HEADER = ("file", "exercise", "student", "right", "asked", "wrong", "unanswered", "undecided", "note")


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade:
    """One sheet: how many answers are right, and which are not.

    `note` says what is to be known of the sheet: why it could not be read, or
    that another has the same student.
    """

    file: str
    exercise: str = ""
    student: str = ""
    right: int = 0
    asked: int = 0
    wrong: tuple[str, ...] = ()
    unanswered: tuple[str, ...] = ()
    undecided: tuple[str, ...] = ()
    note: str = ""

    @property
    def cells(self) -> list[str]:
        """The row of a table; a sheet that was not marked has no numbers, rather than 0 of 0."""
        found = {name: getattr(self, name) for name in HEADER}
        if not self.asked:
            found |= {"right": "", "asked": ""}
        return [" ".join(value) if isinstance(value, tuple) else str(value) for value in found.values()]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Grades:
    """The grades of a folder of sheets, in the order of the files' names.

    `ignored` are files that are no sheets: archives, say, or documents.
    """

    rows: tuple[Grade, ...]
    ignored: tuple[str, ...] = ()

    def missed(self) -> dict[str, int]:
        """How many sheets miss each question, as ``exercise.question``: wrong, unanswered or undecided."""
        missed: Counter[str] = Counter()
        for row in self.rows:
            missed.update(f"{row.exercise}.{name}" for name in (*row.wrong, *row.unanswered, *row.undecided))
        return dict(missed.most_common())

    def plot(self, *, ax: Axes | None = None, size: Size = "page") -> Axes:
        """Draw the share of sheets right by question, the most missed first."""
        from deterrence.plot.questions.question_bars import question_bars

        marked = [row for row in self.rows if row.asked]
        sheets = Counter(row.exercise for row in marked)
        names = {question: question.partition(".")[0] for question in self.missed()}
        right = {
            (question if len(sheets) > 1 else question.partition(".")[2]): (sheets[name] - missed, sheets[name])
            for (question, name), missed in zip(names.items(), self.missed().values(), strict=True)
        }
        asked = sum({row.exercise: row.asked for row in marked}.values())
        return question_bars(right, always=asked - len(right), unmarked=len(self.rows) - len(marked), ax=ax, size=size)

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return {"rows": [asdict(row) for row in self.rows], "missed": self.missed(), "ignored": self.ignored}

    def to_csv(self) -> str:
        """A row a sheet, for a spreadsheet or a course system; no cell is read as a formula there."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(HEADER)
        writer.writerows([_harmless(cell) for cell in row.cells] for row in self.rows)
        return out.getvalue()

    def __str__(self) -> str:
        return text_table(HEADER, [row.cells for row in self.rows])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return html_table(HEADER, [row.cells for row in self.rows])


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


@dataclass(frozen=True, slots=True)
class _Marking:
    """Marks a range of files; a value that can travel to another process."""

    files: tuple[str, ...]
    root: str
    exercises: str | None
    seeded: bool
    seconds: float

    def __call__(self, start: int, stop: int) -> dict[str, np.ndarray[Any, Any]]:
        if len(self.files) > FEW:
            compiled_kernels()  # or a sheet midway would pay for the loading
        rows = [json.dumps(asdict(self.grade(file))) for file in self.files[start:stop]]
        return {"grade": np.array(rows)}

    def grade(self, file: str) -> Grade:
        """One file's grade; a sheet that cannot be marked says why."""
        blank = Grade(file=os.path.relpath(file, self.root))
        try:
            sheet = load_sheet(file)
            blank = replace(blank, exercise=sheet.exercise[:80], student=sheet.student[:80])
            if self.seeded and not sheet.student.strip():
                return replace(blank, note="no student: its numbers are not a student's own")
            found = exercise(sheet.exercise, folder=self.exercises)
            warm(found)
            strange = [name for name in sheet.answers if name not in found.questions]
            blank = replace(blank, note=f"no such question: {' '.join(strange)[:80]}" if strange else "")
            asked = {name: answer for name, answer in sheet.answers.items() if name in found.questions}
            with patience(self.seconds):
                marks = mark(replace(sheet, answers=asked), folder=self.exercises)
        except Impatience:
            return replace(blank, note=f"not marked: more than {self.seconds:g} seconds of work; look at it yourself")
        except (DeterrenceError, OSError) as error:
            return replace(blank, note=_line(error))
        return replace(
            blank,
            right=marks.right,
            asked=marks.asked,
            wrong=marks.questions(WRONG),
            unanswered=marks.questions(BLANK),
            undecided=marks.questions(OPEN),
        )


def _line(error: Exception) -> str:
    text = str(error).splitlines()
    return text[0][:200] if text else type(error).__name__


def grade(
    folder: str | os.PathLike[str],
    *,
    exercises_in: str | os.PathLike[str] | None = None,
    seeded: bool = False,
    seconds: float = 2.0,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Grades:
    """Mark every answer sheet in a folder and the folders in it.

    Nothing that a student wrote runs as code: a sheet is data of a limited
    size, and its expressions are those of the scenario format.

    Parameters
    ----------
    folder
        Sheets are files ending in ``.yaml``, ``.yml`` or ``.txt``, a folder a
        student or all in one; what `start` wrote beside them is passed over,
        and other files are told in `ignored`.
    exercises_in
        A folder of exercises of your own; the bundled ones by default.
    seeded
        Whether a sheet must name its student, so that its numbers are its own.
    seconds
        How much processor time a sheet may take. One that takes more is left
        unmarked, with a note. Not heeded on Windows.
    workers
        How many processes; as many as there are processors by default.
    progress
        Hears how many sheets of how many are done.

    Raises
    ------
    ArgumentError
        There is no such folder, or no sheet in it.
    """
    root = Path(folder)
    if not root.is_dir():
        raise ArgumentError(f"'{folder}' is no folder")
    kinds = {str(path): _kind(path) for path in sorted(root.rglob("*")) if not path.is_dir()}
    files = tuple(path for path, kind in kinds.items() if kind == "sheet")
    if not files:
        raise ArgumentError(f"no answer sheet in '{folder}'", "a sheet is a .yaml file that begins with an exercise")
    own = None if exercises_in is None else str(exercises_in)
    exercises(own)
    task = _Marking(files, str(root), own, seeded, seconds)
    crew = min(workers or processors(), -(-len(files) // FEW))
    execution = Execution(executor="processes", workers=crew) if crew > 1 else Execution()
    rows = []
    for chunk in execution.run(task, len(files), size=CHUNK, progress=progress):
        rows += [Grade(**_tuples(json.loads(str(row)))) for row in chunk.require()["grade"]]
    ignored = tuple(os.path.relpath(path, root) for path, kind in kinds.items() if kind == "ignored")
    return Grades(rows=tuple(_noted(rows)), ignored=ignored)


def _kind(path: Path) -> str:
    """A ``sheet``; what `start` wrote ``beside`` it; or to be ``ignored``."""
    if path.suffix.lower() not in SUFFIXES:
        return "beside" if path.name in (READING, SCENARIO) else "ignored"
    try:
        if not path.is_file():
            return "ignored"
        with path.open("rb") as file:
            begins = b"\n" + file.read(20_000)
    except OSError:
        return "sheet"
    if b"\ndeterrence:" in begins:
        return "beside"
    return "ignored" if path.suffix.lower() == ".txt" and b"\nexercise:" not in begins else "sheet"


def _tuples(row: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}


def _noted(rows: Sequence[Grade]) -> list[Grade]:
    """The rows, with a note where a student is missing, though others have theirs, or is there twice."""
    count = Counter((row.exercise, row.student.strip().casefold()) for row in rows if row.student)
    named = {exercise for exercise, _ in count}

    def note(row: Grade) -> str:
        if not row.student:
            return "no student: marked with the file's own numbers" if row.asked and row.exercise in named else ""
        twice = count[row.exercise, row.student.strip().casefold()] > 1
        return "another sheet has the same student" if twice else ""

    return [replace(row, note="; ".join(filter(None, (row.note, note(row))))) for row in rows]
