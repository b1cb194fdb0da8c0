"""The main job, and what a report shows beyond it: every lens, alliances, and histories in time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import replace
from typing import TypeVar

from deterrence.analysis.disagreement import Disagreement, disagreement
from deterrence.coalitions.partition_function import Alliances, alliances
from deterrence.errors import ArgumentError, ConceptError, EvaluationError, NoAnswerError
from deterrence.game.building import Suppose
from deterrence.report.main_job import MainResult, Watch, main_job
from deterrence.scenario.scenario import Scenario
from deterrence.timeline.histories.ensemble import Ensemble
from deterrence.timeline.histories.simulate import simulate
from deterrence.timeline.retelling.record import Trace
from deterrence.timeline.retelling.trace import trace

DRAWS = 10_000
HISTORIES = 2_000
FEW = 5  # players of whom all partitions are shown

T = TypeVar("T")


def full_job(
    scenario: Scenario,
    *,
    given: Mapping[str, float] | None = None,
    suppose: Suppose = None,
    concept: str | None = None,
    precision: float | None = None,
    draws: int = DRAWS,
    watch: Watch | None = None,
) -> MainResult:
    """Do the main job with more draws, and ask every lens, every alliance and some histories too.

    What cannot be asked of a scenario is left out, and the notes say why. Raises as `main_job`.
    """
    watching = watch or (lambda step: nullcontext(None))
    found = main_job(
        scenario, given=given, suppose=suppose, concept=concept, precision=precision, draws=draws, watch=watch
    )
    notes: list[str] = []
    lenses: Disagreement | None = None
    blocs: Alliances | None = None
    if found.graph is not None:
        with watching("asking every lens"):
            lenses, said = _tried(
                "Lenses were not compared", lambda: disagreement(scenario, given=given, suppose=suppose)
            )
            notes += said
    if found.solution is not None and 2 <= len(scenario.players) <= FEW:
        with watching("forming alliances"):
            blocs, said = _tried("No alliances", lambda: alliances(scenario, given=given, suppose=suppose))
            notes += said
    played: tuple[Ensemble, Trace] | None = None
    if found.course is not None:
        with watching("playing histories"):
            played, said = _tried("No single histories", lambda: _histories(found, given, suppose))
            notes += said
    histories, history = played or (None, None)
    return replace(
        found, lenses=lenses, blocs=blocs, histories=histories, history=history, notes=(*found.notes, *notes)
    )


def _histories(found: MainResult, given: Mapping[str, float] | None, suppose: Suppose) -> tuple[Ensemble, Trace]:
    """Histories to spread payoffs over: those of the answer where it is simulated; and the first of them, told."""
    course, scenario = found.course, found.scenario
    if isinstance(course, Ensemble):
        histories, seed = course, course.seed
    else:
        seed = 0
        histories = simulate(scenario, given=given, suppose=suppose, replications=HISTORIES, seed=seed)
    return histories, trace(scenario, given=given, suppose=suppose, seed=seed)


def _tried(what: str, ask: Callable[[], T]) -> tuple[T | None, list[str]]:
    """An answer, or why there is none."""
    try:
        return ask(), []
    except (ArgumentError, ConceptError, EvaluationError, NoAnswerError) as error:
        return None, [f"{what}: {error}."]
