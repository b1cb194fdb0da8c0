"""A sweep's work on a range of points, wherever it is done."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

from deterrence.analysis.evaluator import Evaluator
from deterrence.analysis.task import Paths, PointTask, written
from deterrence.game.building import Suppose
from deterrence.game.tree import History
from deterrence.run.chunks import CHUNK, Progress, chunks
from deterrence.run.execution import Execution
from deterrence.run.outcome import Arrays, Task
from deterrence.scenario.scenario import Scenario
from deterrence.solvers.concepts import Concept
from deterrence.solvers.solution import read_expression

RESULT = 1  # raised whenever the same points would give other numbers
AFAR = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Question:
    """What a sweep asks: of which points, grid or list, and for which columns."""

    scenario: Scenario
    axes: Mapping[str, npt.NDArray[np.float64]]
    shape: tuple[int, ...]
    is_grid: bool
    quantities: Mapping[str, str]
    given: Mapping[str, float] | None
    suppose: Suppose
    payoffs: bool
    concept: Concept

    @property
    def points(self) -> int:
        """How many points."""
        return int(np.prod(self.shape, dtype=int))

    def columns(self) -> dict[str, npt.NDArray[Any]]:
        """Room for the answers."""
        reals = [f"payoff.{player}" for player in self.scenario.players if self.payoffs]
        found: dict[str, npt.NDArray[Any]] = {name: np.empty(self.points) for name in reals}
        found |= {"outcome": np.empty(self.points, dtype=np.int32), "margin": np.empty(self.points)}
        found |= {name: np.empty(self.points) for name in self.quantities}
        if self.concept.may_find_several(self.scenario):
            found["equilibria"] = np.empty(self.points, dtype=np.int32)
        return found

    def evaluator(self) -> Evaluator:
        """The evaluator of its points."""
        return Evaluator(
            self.scenario,
            given=self.given,
            suppose=self.suppose,
            quantities=[read_expression(self.scenario, text) for text in self.quantities.values()],
            payoffs=self.payoffs,
            play=False,
            concept=self.concept,
        )

    def solve(self, evaluator: Evaluator, start: int, stop: int) -> tuple[list[npt.NDArray[Any]], int]:
        """The columns at some points, in the order of `columns`, and how many of the points have no answer."""
        count = stop - start
        if self.is_grid:
            places = np.unravel_index(np.arange(start, stop), self.shape)
            here = {name: axis[place] for (name, axis), place in zip(self.axes.items(), places, strict=True)}
        else:
            here = {name: values[start:stop] for name, values in self.axes.items()}
        answers = evaluator.at(here, count)
        rows = [*answers.payoffs, answers.outcome, answers.margin, *answers.quantities]
        if self.concept.may_find_several(self.scenario):
            rows.append(np.bincount(answers.rows.point, minlength=count))
        return rows, count - int(answers.sound.sum())

    def manifest(self) -> dict[str, Any]:
        """All that the columns depend on."""
        axes = {name: hashlib.sha256(axis.tobytes()).hexdigest() for name, axis in self.axes.items()}
        return {
            "sweep": axes,
            "scenario": self.scenario.to_dict(),
            "shape": list(self.shape),
            "grid": self.is_grid,
            "quantities": dict(self.quantities),
            "given": dict(self.given or {}),
            "suppose": self.evaluator().supposed,
            "payoffs": self.payoffs,
            "concept": [self.concept.id, self.concept.precision],
            "result": RESULT,
        }


def here(
    question: Question, columns: Mapping[str, npt.NDArray[Any]], progress: Progress | None
) -> tuple[int, list[History]]:
    """Fill the columns in this process; how many points have no answer, and the outcomes by number."""
    evaluator, failed = question.evaluator(), 0
    for part in chunks(question.points, progress):
        rows, lacking = question.solve(evaluator, part.start, part.stop)
        for column, row in zip(columns.values(), rows, strict=True):
            column[part] = row
        failed += lacking
    return failed, evaluator.outcomes


def elsewhere(
    question: Question, columns: Mapping[str, npt.NDArray[Any]], execution: Execution, progress: Progress | None
) -> tuple[int, list[History], list[str]]:
    """Fill the columns in chunks of an execution; and a line for each chunk that is missing."""
    paths, failed, lost, done = Paths(), 0, [], 0
    task = PointTask(partial(_task, question))
    for chunk in execution.run(task, question.points, size=AFAR, manifest=question.manifest(), progress=progress):
        part = slice(chunk.start, chunk.stop)
        done += chunk.stop - chunk.start
        if chunk.arrays is None:
            lost.append(str(chunk))
        for name, column in columns.items():
            if chunk.arrays is None:
                column[part] = -1 if name == "outcome" else 0 if name == "equilibria" else np.nan
            elif name == "outcome":
                column[part] = paths.numbered(chunk.arrays["paths"])[chunk.arrays[name]]
            else:
                column[part] = chunk.arrays[name]
        failed += int(chunk.arrays["failed"][0]) if chunk.arrays else chunk.stop - chunk.start
    if done < question.points:
        lost.append(f"a share of the work: {done:,} of {question.points:,} points; the others hold nothing")
    return failed, paths.found, lost


def _task(question: Question) -> Task:
    evaluator, names = question.evaluator(), list(question.columns())

    def solved(start: int, stop: int) -> Arrays:
        found: dict[str, list[npt.NDArray[Any]]] = {name: [] for name in names}
        failed = 0
        for at in range(start, stop, CHUNK):
            rows, lacking = question.solve(evaluator, at, min(at + CHUNK, stop))
            failed += lacking
            for name, row in zip(names, rows, strict=True):
                found[name].append(row)
        arrays = {name: np.concatenate(parts) for name, parts in found.items()}
        return arrays | {"failed": np.array([failed]), "paths": written(evaluator.outcomes)}

    return solved
