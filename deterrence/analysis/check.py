"""A scenario's claims, checked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from deterrence.analysis.claim_tests import (
    FALSE,
    TRUE,
    UNDEFINED,
    VACUOUS,
    CompareTest,
    FlipsTest,
    MonotoneTest,
    claim_test,
)
from deterrence.analysis.counterexample import Search, search
from deterrence.errors import ArgumentError, ConceptError, NoAnswerError, ScenarioError, nearest
from deterrence.game.building import Suppose, parameters_at, suppositions
from deterrence.run.chunks import Progress
from deterrence.scenario.fields import Expression
from deterrence.scenario.parts import Claim
from deterrence.scenario.scenario import Scenario
from deterrence.solvers.solution import Outcome
from deterrence.solvers.solve import origin, solve
from deterrence.states.diagnosis import value_at
from deterrence.tables.provenance import Provenance
from deterrence.tables.text import html_table, number, text_table

HOLDS, FAILS, UNDECIDED, EMPTY = "holds", "fails", "undecided", "vacuous"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimRow:
    """One claim: what it says, its verdict, and the evidence.

    `evidence` is the end state, the crossing point (a list where there is not
    exactly one), the two values compared, or the counterexample's parameters;
    `detail` says it in words; `points` counts the parameter points examined.
    `lacks_section` marks a claim that the scenario has no section for.
    """

    name: str
    says: str
    kind: str
    verdict: str
    evidence: Any
    detail: str
    points: int
    lacks_section: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CheckReport:
    """Every claim of a scenario with its verdict; see `ClaimRow`."""

    rows: tuple[ClaimRow, ...]
    provenance: Provenance

    @property
    def ok(self) -> bool:
        """Whether every claim holds or is vacuous."""
        return all(row.verdict in (HOLDS, EMPTY) for row in self.rows)

    def count(self, verdict: str) -> int:
        """How many claims have a verdict."""
        return sum(row.verdict == verdict for row in self.rows)

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        rows = [{name: getattr(row, name) for name in row.__slots__} for row in self.rows]
        return {"ok": self.ok, "rows": rows, "provenance": self.provenance.to_dict()}

    def _table(self) -> tuple[tuple[str, ...], list[list[str]]]:
        return ("claim", "verdict", "evidence"), [[row.name, row.verdict, row.detail] for row in self.rows]

    def __str__(self) -> str:
        return text_table(*self._table())

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return html_table(*self._table())


def check(
    scenario: Scenario,
    *,
    names: Sequence[str] | None = None,
    given: Mapping[str, float] | None = None,
    suppose: Suppose = None,
    progress: Progress | None = None,
) -> CheckReport:
    """Check the claims of a scenario.

    Parameters
    ----------
    scenario
        Claims of kind expect, flips, monotone and compare are decided; of
        kind stable and timeline they are `undecided` in this release.
    names
        Which claims; all by default.
    given, suppose
        Changes to the baseline under every claim; a claim's own win.
    progress
        Hears after each claim how many of how many are done.

    Returns
    -------
    CheckReport
        A `for_all` claim that survives says how many points were tried and the
        smallest margin met; that is not a proof. One that fails carries the
        simplest counterexample found.

    Raises
    ------
    ArgumentError
        An unknown claim, parameter or supposition.
    EvaluationError
        Something has no value at a claim's own parameter point.

    Examples
    --------
    >>> from deterrence import load
    >>> report = check(load("technology-for-money"))
    >>> report.ok, report.rows[1].name, round(report.rows[1].evidence, 6)
    (True, 'need_rule', 1.0)
    """
    wanted = list(scenario.claims) if names is None else list(names)
    for name in wanted:
        if name not in scenario.claims:
            known = list(scenario.claims)
            raise ArgumentError(f"unknown claim '{name}'", nearest(name, known) or f"known: {', '.join(known)}")
    parameters_at(scenario, given)
    supposed = suppositions(scenario, suppose)
    rows = []
    for done, name in enumerate(wanted):
        rows.append(_row(scenario, name, _under(scenario.claims[name], given, suppose)))
        if progress:
            progress(done + 1, len(wanted))
    provenance = origin(scenario, given, supposed)
    return CheckReport(rows=tuple(rows), provenance=provenance)


def _under(claim: Claim, given: Mapping[str, float] | None, suppose: Suppose) -> Claim:
    if not given and not suppose:
        return claim
    outer = [suppose] if isinstance(suppose, (str, Mapping)) else list(suppose or ())
    kept = {name: value for name, value in (given or {}).items() if name not in claim.for_all}
    return claim.model_copy(update={"given": {**kept, **claim.given}, "suppose": [*outer, *(claim.suppose or [])]})


def _row(scenario: Scenario, name: str, claim: Claim) -> ClaimRow:
    kind = claim.kinds[0]
    lacks_section = False
    try:
        verdict, evidence, detail, points = _JUDGES[kind](scenario, claim, name)
    except (ConceptError, NoAnswerError) as error:
        verdict, evidence, detail, points = UNDECIDED, None, str(error), 0
        lacks_section = isinstance(error, ConceptError)
    except ArgumentError as error:
        raise ScenarioError([scenario.problem(error.message, ("claims", name), help=error.help)]) from None
    return ClaimRow(
        name=name,
        says=claim.says,
        kind=kind,
        verdict=verdict,
        evidence=evidence,
        detail=detail,
        points=points,
        lacks_section=lacks_section,
    )


_Judgement = tuple[str, Any, str, int]


def _judge_expect(scenario: Scenario, claim: Claim, name: str) -> _Judgement:
    if claim.for_all:
        return _judge_box(scenario, claim, name)
    answer = solve(scenario, given=claim.given, suppose=claim.suppose)
    truth = int(claim_test(scenario, claim).at({}, 1).truth[0])

    def true_at(part: str, expression: Expression | None, outcome: Outcome) -> bool:
        where = ("claims", name, part)
        return expression is None or value_at(scenario, expression, where, answer.point, outcome.state) != 0

    inside = [outcome for outcome in answer.outcomes if true_at("in", claim.in_, outcome)]
    if not inside:
        return EMPTY, None, f"no branch with {claim.in_.text if claim.in_ else 'true'}", 1
    holding = [outcome for outcome in inside if true_at("expect", claim.expect, outcome)]
    if claim.probability:
        chance = sum(outcome.probability for outcome in holding) / sum(outcome.probability for outcome in inside)
        return _VERDICT[truth], chance, f"probability {number(chance)}", 1
    telling = next((outcome for outcome in inside if outcome not in holding), inside[0])
    path = ", ".join(f"{variable} = {value}" for variable, value in telling.path) or "nothing is decided"
    return _VERDICT[truth], dict(telling.state), path, 1


def _judge_flips(scenario: Scenario, claim: Claim, name: str) -> _Judgement:
    if claim.for_all:
        return _judge_box(scenario, claim, name)
    assert claim.flips is not None
    test = FlipsTest(scenario, claim, claim.flips)
    found, truths = test.crossings({}, 1)
    values = [crossing.value for crossing in found]
    truth = int(test.at({}, 1).truth[0])
    if truth == UNDEFINED:
        gaps = int(np.isnan(truths[0]).sum())
        detail = f"no value at {gaps} of the points scanned" if gaps else "no value next to a change"
        return UNDECIDED, values, detail, len(truths[0])
    if len(values) != 1:
        always = "true" if truths[0][0] else "false"
        places = ", ".join(number(value, 7) for value in values[:6])
        detail = f"changes {len(values)} times: {places}" if values else f"{always} all along"
        return FAILS, values, detail, len(truths[0])
    sides = "false below, true above" if truths[0][-1] else "true below, false above"
    detail = f"{claim.flips.parameter} = {number(values[0], 7)} ({sides})"
    return _VERDICT[truth], values[0], detail, len(truths[0])


def _judge_monotone(scenario: Scenario, claim: Claim, name: str) -> _Judgement:
    if claim.for_all:
        return _judge_box(scenario, claim, name)
    assert claim.monotone is not None
    test = MonotoneTest(scenario, claim, claim.monotone)
    values = test.values({}, 1)
    if np.isnan(values).any():
        return UNDECIDED, None, f"no value at {int(np.isnan(values).sum())} of the points scanned", values.size
    fall, where = test.drop(values)
    if fall[0] > 0:
        at = float(test.grid[where[0]])
        detail = f"moves by {number(float(fall[0]))} the other way at {claim.monotone.parameter} = {number(at)}"
        return FAILS, {claim.monotone.parameter: at}, detail, values.size
    detail = f"from {number(values[0, 0])} to {number(values[0, -1])}"
    if claim.monotone.over is None and scenario.is_open(claim.monotone.parameter):
        detail += f", scanned over [{number(test.low)}, {number(test.high)}] as the range is open"
    return HOLDS, [float(values[0, 0]), float(values[0, -1])], detail, values.size


def _judge_compare(scenario: Scenario, claim: Claim, name: str) -> _Judgement:
    if claim.for_all:
        return _judge_box(scenario, claim, name)
    test = CompareTest(scenario, claim)
    left, right = test.values({}, 1)
    truth = int(test.at({}, 1).truth[0])
    if truth == UNDEFINED:
        for side in (claim.compare.suppose, claim.compare.with_) if claim.compare else ():
            solve(scenario, given=claim.given, suppose=[*(claim.suppose or []), *side])
        return UNDECIDED, None, "a side has no value", 2
    return _VERDICT[truth], [float(left[0]), float(right[0])], f"{number(left[0])} against {number(right[0])}", 2


def _judge_box(scenario: Scenario, claim: Claim, name: str) -> _Judgement:
    test = claim_test(scenario, claim)
    found = search(test, {name: (low, high) for name, (low, high) in claim.for_all.items()}, scenario.baseline)
    if found.failure is not None:
        place = ", ".join(f"{name} = {number(value, 8)}" for name, value in found.failure.items())
        return FAILS, found.failure, f"fails at {place}", found.points
    return _survived(found)


def _survived(found: Search) -> _Judgement:
    if found.true == 0 and found.undefined == 0:
        return EMPTY, None, f"vacuous at all {found.points:,} points tried", found.points
    evidence = {"points": found.points, "smallest_margin": found.margin}
    margin = f"smallest margin {number(found.margin)}" if np.isfinite(found.margin) else "no margin was met"
    detail = f"no counterexample in {found.points:,} points tried; {margin}"
    if found.undefined:
        return UNDECIDED, evidence, f"{detail}; no value at {found.undefined:,} of them", found.points
    return HOLDS, evidence, detail, found.points


def _undecided(scenario: Scenario, claim: Claim, name: str) -> _Judgement:
    what = {"stable": "the conflict graph", "timeline": "the timeline"}[claim.kinds[0]]
    return UNDECIDED, None, f"{what} is read but not yet played in this release", 0


_VERDICT = {TRUE: HOLDS, FALSE: FAILS, VACUOUS: EMPTY, UNDEFINED: UNDECIDED}
_JUDGES: dict[str, Callable[[Scenario, Claim, str], _Judgement]] = {
    "expect": _judge_expect,
    "flips": _judge_flips,
    "monotone": _judge_monotone,
    "compare": _judge_compare,
    "stable": _undecided,
    "timeline": _undecided,
}
