"""An exercise: its folder read and checked."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from deterrence.errors import ArgumentError, Problem, ScenarioError, nearest
from deterrence.scenario.loading import load
from deterrence.scenario.scenario import Scenario
from deterrence.scenario.source import Source, read_source
from deterrence.teaching.question import Question

READING, SCENARIO, QUESTIONS = "reading.md", "scenario.yaml", "exercise.yaml"


class ExerciseShape(BaseModel):
    """What `exercise.yaml` holds."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str
    line: str
    order: int
    minutes: int = Field(gt=0)
    tags: list[str] = Field(default_factory=list)
    numbers: dict[str, list[float]] = Field(default_factory=dict)
    questions: dict[str, Question] = Field(min_length=1)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Exercise:
    """A page of reading, a scenario, and questions.

    `numbers` gives, for some parameters of the scenario, the values of which
    each student is given one; `line` says in one line what is learned, and
    `order` is the exercise's place in the course.

    Examples
    --------
    >>> found = exercise("credible-threats")
    >>> found.title, list(found.questions)[0] in found.questions
    ('Credible threats', True)
    """

    name: str
    folder: Path
    title: str
    line: str
    order: int
    minutes: int
    tags: tuple[str, ...]
    numbers: Mapping[str, tuple[float, ...]]
    questions: Mapping[str, Question]
    scenario: Scenario

    @property
    def reading(self) -> str:
        """The page to read, in Markdown."""
        return (self.folder / READING).read_text(encoding="utf-8")

    @property
    def scenario_text(self) -> str:
        """The scenario as its file has it, comments and all."""
        return (self.folder / SCENARIO).read_text(encoding="utf-8")


def exercises_folder() -> Path:
    """The folder of bundled exercises: inside an installed package, beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "_exercises"
    return inside if inside.is_dir() else package.parent / "examples" / "exercises"


def exercises(folder: str | os.PathLike[str] | None = None) -> tuple[Exercise, ...]:
    """Every exercise of a folder, in the order of the course; the bundled ones by default.

    >>> exercises()[0].name
    'credible-threats'

    Raises
    ------
    ArgumentError
        There is no exercise in the folder.
    ScenarioError
        The files of one are malformed.
    """
    where = exercises_folder() if folder is None else Path(folder)
    if not _names(where):
        raise ArgumentError(f"no exercise in '{where}'", f"an exercise is a folder with a file {QUESTIONS}")
    found = [exercise(name, folder=where) for name in _names(where)]
    return tuple(sorted(found, key=lambda one: (one.order, one.name)))


def exercise(name: str, *, folder: str | os.PathLike[str] | None = None) -> Exercise:
    """One exercise, by the name of its folder.

    Parameters
    ----------
    name
        Such as ``"credible-threats"``.
    folder
        Where to look; among the bundled exercises by default.

    Raises
    ------
    ArgumentError
        There is none of that name; the nearest is named.
    ScenarioError
        Its files are malformed.
    """
    where = (exercises_folder() if folder is None else Path(folder)).resolve()
    if name not in _names(where):
        known = _names(where)
        help = nearest(name, known) or (f"exercises: {', '.join(known)}" if known else "there are none in that folder")
        raise ArgumentError(f"no exercise '{name[:80]}'", help)
    return _read(where / name)


def _names(folder: Path) -> list[str]:
    return sorted(path.parent.name for path in folder.glob(f"*/{QUESTIONS}"))


@cache
def _read(folder: Path) -> Exercise:
    path = folder / QUESTIONS
    source = read_source(path.read_bytes(), str(path))
    shape = _shape(source)
    scenario = load(folder / SCENARIO)
    problems = [*source.problems, *_strange(shape, scenario, source)]
    if problems:
        raise ScenarioError(problems)
    return Exercise(
        name=folder.name,
        folder=folder,
        title=shape.title,
        line=shape.line,
        order=shape.order,
        minutes=shape.minutes,
        tags=tuple(shape.tags),
        numbers={parameter: tuple(values) for parameter, values in shape.numbers.items()},
        questions=shape.questions,
        scenario=scenario,
    )


def _shape(source: Source) -> ExerciseShape:
    try:
        return ExerciseShape.model_validate(source.root.data)
    except ValidationError as error:
        problems = []
        for item in error.errors(include_url=False):
            path = source.real(tuple(item["loc"]))
            problems.append(Problem(item["msg"], ".".join(map(str, item["loc"])), source.locate(path)))
        raise ScenarioError([*source.problems, *problems]) from None


def _strange(shape: ExerciseShape, scenario: Scenario, source: Source) -> list[Problem]:
    """What the scenario does not have, though the exercise names it."""
    data = scenario.to_dict()
    problems = [
        Problem(f"unknown parameter '{name}'", f"numbers.{name}", source.locate(("numbers", name), key=True))
        for name in shape.numbers
        if name not in scenario.parameters
    ]
    for name, question in shape.questions.items():
        if question.slot and not _entry(data, question.slot):
            where = source.locate(("questions", name, "expression"))
            problems.append(Problem(f"the scenario has no entry '{question.expression}'", f"questions.{name}", where))
        for place, used in enumerate(question.uses):
            if used not in {*scenario.parameters, *scenario.definitions, *scenario.choices, *scenario.players}:
                where = source.locate(("questions", name, "uses", place))
                problems.append(Problem(f"the scenario has no name '{used}'", f"questions.{name}.uses", where))
    return problems


def _entry(data: Any, path: tuple[str, ...]) -> bool:
    for step in path:
        if not isinstance(data, Mapping) or step not in data:
            return False
        data = data[step]
    return not isinstance(data, Mapping | list)
