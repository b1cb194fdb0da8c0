"""What draws of the parameters do to an outcome: how many keep it, and where the others first depart from it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from deterrence.analysis.evaluator import Evaluator
from deterrence.analysis.outcome import Divergence, Outcome
from deterrence.analysis.priors import Priors, band, priors
from deterrence.analysis.task import Paths, PointTask, written
from deterrence.errors import NoAnswerError
from deterrence.game.building import Suppose
from deterrence.run.chunks import CHUNK, Progress
from deterrence.run.execution import Execution
from deterrence.run.outcome import Arrays, Task
from deterrence.scenario.scenario import Scenario
from deterrence.solvers.concepts import Concept

RESULT = 1  # raised whenever the same draws would give other counts
AFAR = 1 << 17


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """How often the path first diverges at one decision in one way; `share` is of the draws that change the outcome."""

    divergence: Divergence | None
    count: int
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Departures:
    """Of some draws how many keep the outcome, how many have no answer, and where the others diverge first."""

    draws: int
    kept: int
    unanswered: int
    rows: tuple[Departure, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Drawing:
    """Draws of the parameters, and the outcome that is asked at each."""

    scenario: Scenario
    expression: str | None
    given: Mapping[str, float] | None
    suppose: Suppose
    concept: Concept
    names: Sequence[str]
    spread: float | None
    seed: int

    def sought(self, evaluator: Evaluator | None = None) -> Outcome:
        """The outcome at the baseline."""
        return Outcome(
            self.scenario,
            expression=self.expression,
            given=self.given,
            suppose=self.suppose,
            concept=self.concept,
            evaluator=evaluator,
        )

    def source(self, base: Mapping[str, float]) -> Priors:
        """Where the draws come from."""
        if self.spread is None:
            return priors(self.scenario, self.names, self.seed)
        return band(self.scenario, self.names, base, self.spread, self.seed)

    def manifest(self, sought: Outcome) -> dict[str, Any]:
        """All that the counts depend on."""
        return {
            "robustness": list(self.names),
            "scenario": self.scenario.to_dict(),
            "outcome": self.expression,
            "point": sought.base,
            "suppose": sought.evaluator.supposed,
            "concept": [self.concept.id, self.concept.precision],
            "spread": self.spread,
            "seed": self.seed,
            "result": RESULT,
        }

    def task(self, sought: Outcome | None = None) -> Task:
        """Counts, over ranges of draws: kept, without an answer, and each other path."""
        asked = sought or self.sought()
        source = self.source(asked.base)

        def counted(start: int, stop: int) -> Arrays:
            kept = unanswered = 0
            gone: Counter[int] = Counter()
            for at in range(start, stop, CHUNK):
                end = min(at + CHUNK, stop)
                found = asked.kept(source.draw(at, end), end - at)
                kept += int((found.label == 1).sum())
                unanswered += int(np.isnan(found.label).sum())
                gone.update(found.path[found.label == 0].tolist())
            return {
                "kept": np.array([kept]),
                "unanswered": np.array([unanswered]),
                "paths": written([asked.paths[path] for path in gone]),
                "counts": np.array(list(gone.values()), dtype=np.int64),
            }

        return counted


def departures(
    drawing: Drawing, sought: Outcome, draws: int, execution: Execution | None, progress: Progress
) -> Departures:
    """Ask the outcome at every draw, a chunk at a time.

    Raises
    ------
    NoAnswerError
        No draw has an answer.
    ChunkError
        A chunk could not be done.
    """
    afar = execution or Execution()
    task = PointTask(partial(drawing.task, None if execution else sought))
    size = CHUNK if execution is None else AFAR
    manifest = drawing.manifest(sought)
    kept = unanswered = done = 0
    paths: Counter[str] = Counter()
    for chunk in afar.run(task, draws, size=size, manifest=manifest, progress=progress):
        found = chunk.require()
        done += chunk.stop - chunk.start
        kept, unanswered = kept + int(found["kept"][0]), unanswered + int(found["unanswered"][0])
        paths.update(dict(zip(found["paths"].tolist(), found["counts"].tolist(), strict=True)))
    if unanswered == done:
        raise NoAnswerError(f"none of {done:,} draws has an answer")
    where: Counter[Divergence | None] = Counter()
    numbers = Paths()
    for text, count in paths.items():
        numbers.numbered(np.array([text]))
        where[sought.divergence(numbers.found[-1])] += count
    total = sum(where.values())
    rows = [Departure(divergence=d, count=count, share=count / total) for d, count in where.most_common()]
    return Departures(draws=done, kept=kept, unanswered=unanswered, rows=tuple(rows))
