"""The main job: solve a scenario, find where its outcome flips, and check its claims."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any

from deterrence.analysis.check import CheckReport, check
from deterrence.analysis.disagreement import Disagreement
from deterrence.analysis.evaluator import Evaluator
from deterrence.analysis.robustness import Robustness, robustness
from deterrence.analysis.swings import Swings, swings
from deterrence.analysis.thresholds import Thresholds, thresholds
from deterrence.coalitions.partition_function import Alliances
from deterrence.conflict_graph.concepts import INDIVIDUAL
from deterrence.conflict_graph.graph import ConflictGraph
from deterrence.conflict_graph.scenario_graph import conflict
from deterrence.errors import ArgumentError, ConceptError, NoAnswerError
from deterrence.game.building import Suppose
from deterrence.run.chunks import Progress
from deterrence.scenario.scenario import Scenario
from deterrence.scenario.syntax import names
from deterrence.solvers.concepts import Concept
from deterrence.solvers.solution import Solution
from deterrence.solvers.solve import solve
from deterrence.timeline.answer import in_time
from deterrence.timeline.histories.ensemble import Ensemble
from deterrence.timeline.histories.plan import Plan
from deterrence.timeline.law.exact_answer import ExactAnswer
from deterrence.timeline.retelling.record import Trace

DRAWS = 2_000
HISTORIES = 20_000
MOVED = 24
SPREAD = 0.1
JOINTLY = 12

Watch = Callable[[str], AbstractContextManager[Progress | None]]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MainResult:
    """What `deterrence run` found; what a scenario has no section for is None, and `notes` says why.

    The last four are `full_job`'s: every lens, alliances, histories in time, and one of them told.
    """

    scenario: Scenario
    solution: Solution | None
    thresholds: Thresholds | None
    robustness: Robustness | None
    graph: ConflictGraph | None
    course: ExactAnswer | Ensemble | None
    swings: Swings | None
    claims: CheckReport
    notes: tuple[str, ...]
    is_unsolved: bool
    lenses: Disagreement | None = None
    blocs: Alliances | None = None
    histories: Ensemble | None = None
    history: Trace | None = None

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        wider = {"lenses": self.lenses, "alliances": self.blocs, "history": self.history}
        return {
            "title": self.scenario.title,
            "question": self.scenario.summary,
            "solution": self.solution.to_dict() if self.solution else None,
            "thresholds": self.thresholds.to_dict() if self.thresholds else None,
            "robustness": self.robustness.to_dict() if self.robustness else None,
            "status_quo": status_quo(self.graph) if self.graph else None,
            "timeline": self.course.to_dict() if self.course else None,
            "swings": self.swings.to_dict() if self.swings else None,
            "claims": self.claims.to_dict(),
            "notes": list(self.notes),
            **{name: answer.to_dict() for name, answer in wider.items() if answer is not None},
        }


def main_job(
    scenario: Scenario,
    *,
    given: Mapping[str, float] | None = None,
    suppose: Suppose = None,
    concept: str | None = None,
    precision: float | None = None,
    draws: int = DRAWS,
    watch: Watch | None = None,
) -> MainResult:
    """Solve, scan every parameter, and check every claim.

    Robustness rests on so many `draws` of the parameters; `watch` opens a progress report for a step of the work.

    Raises
    ------
    EvaluationError
        Something has no value at the baseline.
    """
    watching = watch or (lambda step: nullcontext(None))
    notes: list[str] = []
    solution, flips, firm, unsolved = None, None, None, False
    try:
        solution = solve(scenario, given=given, suppose=suppose, concept=concept, precision=precision)
        if scenario.parameters:
            evaluator = Evaluator(
                scenario,
                given=given,
                suppose=suppose,
                payoffs=False,
                concept=Concept(concept, precision),
                along=solution.path,
            )
            with watching("scanning parameters") as progress:
                flips = thresholds(
                    scenario,
                    given=given,
                    suppose=suppose,
                    concept=concept,
                    precision=precision,
                    progress=progress,
                    evaluator=evaluator,
                )
            with watching("drawing parameters") as progress:
                firm = robustness(
                    scenario,
                    given=given,
                    suppose=suppose,
                    draws=draws,
                    spread=SPREAD,
                    joint=len(scenario.parameters) <= JOINTLY,
                    concept=concept,
                    precision=precision,
                    progress=progress,
                    evaluator=evaluator,
                )
    except ConceptError as error:
        notes.append(f"Not solved: {error}.")
    except NoAnswerError as error:
        notes.append(f"Not solved: {error}.")
        unsolved = True
    graph = _graph(scenario, given, suppose, notes)
    notes += _oddities(scenario, given or {})
    course, moves = None, None
    if scenario.timeline is not None:
        course, moves, said = _in_time(scenario, given, suppose, watching)
        notes += said
    with watching("checking claims") as progress:
        claims = check(scenario, given=given, suppose=suppose, concept=concept, precision=precision, progress=progress)
    return MainResult(
        scenario=scenario,
        solution=solution,
        thresholds=flips,
        robustness=firm,
        graph=graph,
        course=course,
        swings=moves,
        claims=claims,
        notes=tuple(notes),
        is_unsolved=unsolved,
    )


def status_quo(graph: ConflictGraph) -> dict[str, Any]:
    """For each concept whether the initial state is stable for each player, with margins unless payoffs are ranks."""
    state = graph.initial
    stable = {c: {player: graph.is_stable(state, c, player) for player in graph.players} for c in INDIVIDUAL}
    if graph.ordinal:
        return {"state": state, "stable": stable}
    margins = {c: {player: graph.margin_at(state, c, player) for player in graph.players} for c in INDIVIDUAL}
    return {"state": state, "stable": stable, "margins": margins}


def _in_time(
    scenario: Scenario, given: Mapping[str, float] | None, suppose: Suppose, watching: Watch
) -> tuple[ExactAnswer | Ensemble | None, Swings | None, list[str]]:
    """The timeline exactly, or simulated, what moves the chance of its first report, and what there is to say."""
    try:
        with watching("playing the timeline") as progress:
            course = in_time(
                scenario, given=given, suppose=suppose, plan=Plan(replications=HISTORIES), progress=progress
            )
        if (isinstance(course, Ensemble) and course.failed) or not course.reports or not scenario.parameters:
            return course, None, []
        if len(scenario.parameters) > MOVED:
            return course, None, []
        with watching("moving parameters") as progress:
            return course, swings(scenario, given=given, suppose=suppose, progress=progress), []
    except (ArgumentError, ConceptError, NoAnswerError) as error:
        return None, None, [f"The timeline was not played: {error}."]


def _graph(
    scenario: Scenario, given: Mapping[str, float] | None, suppose: Suppose, notes: list[str]
) -> ConflictGraph | None:
    """The conflict graph, or a note that says why there is none."""
    try:
        return conflict(scenario, given=given, suppose=suppose)
    except (ArgumentError, ConceptError, NoAnswerError) as error:
        notes.append(f"No conflict graph: {error}.")
        return None


def _read_before(scenario: Scenario) -> list[str]:
    """Conditions in a simultaneous group that read what moves in it: they see the state before."""
    found = []
    for stage in scenario.game.order if scenario.game else []:
        together = {visit.visit for visit in stage.visits}
        for visit in stage.visits if len(together) > 1 else ():
            read = sorted(together & {found.id for found in names(visit.when.node)}) if visit.when else []
            if read:
                found.append(
                    f"The condition of '{visit.visit}' reads {', '.join(read)} as it was before they move together."
                )
    return found


def _oddities(scenario: Scenario, given: Mapping[str, float]) -> list[str]:
    """What the format allows and an author may not have meant."""
    found = []
    if scenario.game is not None:
        visited = {visit.visit for stage in scenario.game.order for visit in stage.visits}
        found += _read_before(scenario)
        if idle := [name for name in [*scenario.decisions, *scenario.chances] if name not in visited]:
            found.append(f"Never visited in the order of play, so always as at the start: {', '.join(idle)}.")
    for name, value in given.items():
        low, high = scenario.parameters[name].range or (None, None)
        if (low is not None and value < low) or (high is not None and value > high):
            found.append(f"{name} = {value:g} lies outside the range in the file.")
    return found
