"""Beginning an exercise: a folder with the reading, the scenario and a blank sheet."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from deterrence.errors import ArgumentError
from deterrence.teaching.exercise import READING, SCENARIO, Exercise
from deterrence.teaching.numbers import own_text
from deterrence.teaching.sheet import SHEET, blank_sheet


def start(exercise: Exercise, folder: str | os.PathLike[str], *, student: str = "") -> tuple[Path, ...]:
    """Write an exercise into a new folder.

    Parameters
    ----------
    exercise
        See `deterrence.teaching.exercise.exercise`.
    folder
        Must not exist, or be empty.
    student
        Whose numbers the scenario gets; without a name, its own.

    Returns
    -------
    tuple of Path
        The files written.

    Raises
    ------
    ArgumentError
        There is something in the folder; nothing is written.
    """
    where = Path(folder)
    if where.exists() and (not where.is_dir() or any(where.iterdir())):
        raise ArgumentError(f"'{where}' exists and is not empty; nothing was written", "name another folder")
    texts = {
        READING: exercise.reading,
        SCENARIO: own_text(exercise, student),
        SHEET: blank_sheet(exercise, student),
    }
    where.parent.mkdir(parents=True, exist_ok=True)
    stage = Path(tempfile.mkdtemp(prefix=".exercise-", dir=where.parent))
    try:
        for name, text in texts.items():
            (stage / name).write_text(text, encoding="utf-8")
        stage.chmod(0o755)  # a temporary folder is its maker's alone
        if where.exists():
            where.rmdir()
        stage.rename(where)
    except BaseException:
        shutil.rmtree(stage, ignore_errors=True)
        raise
    return tuple(where / name for name in texts)
