"""How each kind of claim is judged: its verdict, the evidence, and what is said of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from deterrence.analysis.claim_tests import CompareTest, claim_test
from deterrence.analysis.counterexample import Search, search
from deterrence.analysis.line_tests import FlipsTest, MonotoneTest
from deterrence.analysis.timeline_test import ROUNDS, TimelineTest
from deterrence.analysis.verdicts import FALSE, TRUE, UNDECIDED, UNDEFINED, VACUOUS, is_within
from deterrence.conflict_graph.preference import margin_text
from deterrence.conflict_graph.scenario_graph import conflict
from deterrence.conflict_graph.state_test import StateTest
from deterrence.scenario.fields import Expression
from deterrence.scenario.parts import Claim
from deterrence.scenario.scenario import Scenario
from deterrence.solvers.concepts import Concept
from deterrence.solvers.decision import Outcome
from deterrence.solvers.solution import Solution
from deterrence.solvers.solve import solve
from deterrence.states.diagnosis import value_at
from deterrence.tables.text import number

HOLDS, FAILS, OPEN, EMPTY = "holds", "fails", "undecided", "vacuous"

UNLISTED = "or some may not be listed"

Judgement = tuple[str, Any, str, int]


def _judge_expect(scenario: Scenario, claim: Claim, name: str, concept: Concept) -> Judgement:
    if claim.for_all:
        return _judge_box(scenario, claim, name, concept)
    answer = solve(scenario, given=claim.given, suppose=claim.suppose, concept=concept.id, precision=concept.precision)
    views = [_View.of(scenario, claim, name, item) for item in answer.equilibria]
    if len(views) == 1 and answer.complete:
        truth = VACUOUS if views[0].is_vacuous else TRUE if views[0].true else FALSE
    else:
        truth = int(claim_test(scenario, claim, concept).at({}, 1).truth[0])
    if truth == UNDECIDED:
        witnesses = [next((view for view in views if view.true == true), None) for true in (False, True)]
        told = [view for view in views if view in witnesses]
        listed = "; ".join(f"{'true' if view.true else 'false'} in: {view.said}" for view in told)
        more = f" ({len(views)} equilibria listed)" if len(views) > len(told) else ""
        unlisted = "" if answer.complete else "; there may be other equilibria"
        return OPEN, [view.evidence for view in views], f"{listed}{more}{unlisted}", 1
    told = [view for view in views if not view.is_vacuous and view.true == (truth == TRUE)]
    if truth == VACUOUS or not told:
        return _VERDICT[truth], None, f"no branch with {claim.in_.text if claim.in_ else 'true'}", 1
    if claim.probability and len(told) > 1:
        chances = [float(view.evidence) for view in told]
        said = f"probability {number(min(chances))} to {number(max(chances))} in {len(told)} of {len(views)} equilibria"
        return _VERDICT[truth], told[0].evidence, said if max(chances) > min(chances) else told[0].said, 1
    several = f" (the first of {len(told)} equilibria)" if len(told) > 1 else ""
    return _VERDICT[truth], told[0].evidence, told[0].said + several, 1


@dataclass(frozen=True, slots=True)
class _View:
    """An `expect` claim in one equilibrium: whether it is true, and the end state or probability that tells."""

    true: bool
    is_vacuous: bool
    evidence: Any
    said: str

    @classmethod
    def of(cls, scenario: Scenario, claim: Claim, name: str, answer: Solution) -> _View:
        def true_at(part: str, expression: Expression | None, outcome: Outcome) -> bool:
            where = ("claims", name, part)
            return expression is None or value_at(scenario, expression, where, answer.point, outcome.state) != 0

        inside = [outcome for outcome in answer.outcomes if true_at("in", claim.in_, outcome)]
        if not inside:
            return cls(True, True, None, "no branch")
        holding = [outcome for outcome in inside if true_at("expect", claim.expect, outcome)]
        if claim.probability:
            chance = sum(outcome.probability for outcome in holding) / sum(outcome.probability for outcome in inside)
            return cls(is_within(chance, claim.probability), False, chance, f"probability {number(chance)}")
        telling = next((outcome for outcome in inside if outcome not in holding), inside[0])
        path = ", ".join(f"{variable} = {value}" for variable, value in telling.path) or "nothing is decided"
        return cls(len(holding) == len(inside), False, dict(telling.state), path)


def _judge_flips(scenario: Scenario, claim: Claim, name: str, concept: Concept) -> Judgement:
    if claim.for_all:
        return _judge_box(scenario, claim, name, concept)
    assert claim.flips is not None
    test = FlipsTest(scenario, claim, concept)
    found, truths = test.crossings({}, 1, some=claim.equilibria == "some")
    values = [crossing.value for crossing in found]
    truth = int(test.at({}, 1).truth[0])
    if truth == UNDEFINED:
        gaps = int(np.isnan(truths[0]).sum())
        detail = f"no value at {gaps} of the points scanned" if gaps else "no value next to a change"
        if concept.may_find_several(scenario):
            detail += f", {UNLISTED}"
        return OPEN, values, detail, len(truths[0])
    if truth == UNDECIDED:
        in_some = [crossing.value for crossing in test.crossings({}, 1, some=True)[0]]
        every, some = (", ".join(number(v, 7) for v in found[:6]) or "nowhere" for found in (values, in_some))
        detail = f"true in every equilibrium changes at: {every}; true in some: {some}"
        return OPEN, values, detail, len(truths[0])
    if len(values) != 1:
        always = "true" if truths[0][0] else "false"
        places = ", ".join(number(value, 7) for value in values[:6])
        detail = f"changes {len(values)} times: {places}" if values else f"{always} all along"
        return FAILS, values, detail, len(truths[0])
    sides = "false below, true above" if truths[0][-1] else "true below, false above"
    detail = f"{claim.flips.parameter} = {number(values[0], 7)} ({sides})"
    return _VERDICT[truth], values[0], detail, len(truths[0])


def _judge_monotone(scenario: Scenario, claim: Claim, name: str, concept: Concept) -> Judgement:
    if claim.for_all:
        return _judge_box(scenario, claim, name, concept)
    assert claim.monotone is not None
    test = MonotoneTest(scenario, claim, concept)
    values, most, _ = test.values({}, 1)
    if np.isnan(values).any():
        return OPEN, None, f"no value at {int(np.isnan(values).sum())} of the points scanned", values.size
    fall, where = test.drop(values, most)
    truth = int(test.at({}, 1).truth[0])
    if truth == UNDECIDED:
        return OPEN, None, f"it depends on which equilibrium is played, {UNLISTED}", values.size
    if truth == FALSE:
        at = float(test.grid[where[0]])
        detail = f"moves by {number(float(fall[0]))} the other way at {claim.monotone.parameter} = {number(at)}"
        return FAILS, {claim.monotone.parameter: at}, detail, values.size
    detail = f"from {number(values[0, 0])} to {number(values[0, -1])}"
    if claim.monotone.over is None and scenario.is_open(claim.monotone.parameter):
        detail += f", scanned over [{number(test.low)}, {number(test.high)}] as the range is open"
    return HOLDS, [float(values[0, 0]), float(values[0, -1])], detail, values.size


def _judge_compare(scenario: Scenario, claim: Claim, name: str, concept: Concept) -> Judgement:
    if claim.for_all:
        return _judge_box(scenario, claim, name, concept)
    test = CompareTest(scenario, claim, concept)
    left, right = test.values({}, 1)
    truth = int(test.at({}, 1).truth[0])
    if truth == UNDEFINED:
        for side in (claim.compare.suppose, claim.compare.with_) if claim.compare else ():
            supposed = [*(claim.suppose or []), *side]
            solve(scenario, given=claim.given, suppose=supposed, concept=concept.id, precision=concept.precision)
        return OPEN, None, "a side has no value", 2
    detail = f"{number(left[0])} against {number(right[0])}"
    if truth == UNDECIDED:
        detail = f"in the first equilibria {detail}; it depends on which are played, {UNLISTED}"
    return _VERDICT[truth], [float(left[0]), float(right[0])], detail, 2


def _judge_box(scenario: Scenario, claim: Claim, name: str, concept: Concept) -> Judgement:
    test = claim_test(scenario, claim, concept)
    found = search(test, {name: (low, high) for name, (low, high) in claim.for_all.items()}, scenario.baseline)
    if found.failure is not None:
        place = ", ".join(f"{name} = {number(value, 8)}" for name, value in found.failure.items())
        return FAILS, found.failure, f"fails at {place}", found.points
    return _survived(found)


def _survived(found: Search) -> Judgement:
    if found.true == found.undefined == found.undecided == 0:
        return EMPTY, None, f"vacuous at all {found.points:,} points tried", found.points
    evidence = {"points": found.points, "smallest_margin": found.margin}
    margin = f"smallest margin {number(found.margin)}" if np.isfinite(found.margin) else "no margin was met"
    detail = f"no counterexample in {found.points:,} points tried; {margin}"
    if found.undefined:
        return OPEN, evidence, f"{detail}; no value at {found.undefined:,} of them", found.points
    if found.undecided:
        return (
            OPEN,
            evidence,
            f"{detail}; at {found.undecided:,} it depends on the equilibrium, {UNLISTED}",
            found.points,
        )
    return HOLDS, evidence, detail, found.points


def _judge_stable(scenario: Scenario, claim: Claim, name: str, concept: Concept) -> Judgement:
    if claim.for_all:
        return _judge_box(scenario, claim, name, concept)
    assert claim.stable is not None
    state, which = claim.stable.state, claim.stable.concept
    graph = conflict(scenario, given=claim.given, suppose=claim.suppose)
    asked = [claim.stable.for_] if claim.stable.for_ else list(scenario.players)
    unstable = [player for player in asked if not graph.is_stable(state, which, player)]
    verdict, said = (FAILS, "not stable") if unstable else (HOLDS, "stable")
    said = f"{said} for {', '.join(unstable or asked)}"
    if scenario.ordinal:
        return verdict, {player: player not in unstable for player in asked}, said, 1
    test = StateTest(scenario, state, which, claim.stable.for_, given=claim.given, suppose=claim.suppose)
    margins = dict(zip(asked, test.each({}, 1)[:, 0].tolist(), strict=True))
    least = min(margins, key=lambda player: margins[player])
    firm = "nobody can move" if margins[least] == np.inf else f"least margin {margin_text(margins[least])} ({least})"
    return verdict, margins, f"{said}; {firm}", 1


def _judge_timeline(scenario: Scenario, claim: Claim, name: str, concept: Concept) -> Judgement:
    if claim.for_all:
        return _judge_box(scenario, claim, name, concept)
    test = TimelineTest(scenario, claim)
    chance = test.chance({}, ROUNDS)
    return _VERDICT[test.verdict(chance)], chance.estimate.value, str(chance), 1


_VERDICT = {TRUE: HOLDS, FALSE: FAILS, VACUOUS: EMPTY, UNDEFINED: OPEN, UNDECIDED: OPEN}
JUDGES: dict[str, Callable[[Scenario, Claim, str, Concept], Judgement]] = {
    "expect": _judge_expect,
    "flips": _judge_flips,
    "monotone": _judge_monotone,
    "compare": _judge_compare,
    "stable": _judge_stable,
    "timeline": _judge_timeline,
}
