"""What the model says against a wrong answer, without saying the right one."""

from __future__ import annotations

from deterrence.analysis.check import ClaimRow
from deterrence.errors import DeterrenceError
from deterrence.scenario.parts import Claim
from deterrence.scenario.scenario import Scenario
from deterrence.solvers.solve import solve
from deterrence.tables.text import number


def counterexample(scenario: Scenario, row: ClaimRow) -> str:
    """Where the answer's claim fails, in words.

    Of a threshold in the wrong place it shows what happens half-way between
    there and the right place, which is not told.
    """
    claim = scenario.claims[row.name]
    if claim.for_all:
        return row.detail
    if claim.flips is not None:
        return _between(scenario, claim, row)
    return f"the model: {row.detail}"


def _between(scenario: Scenario, claim: Claim, row: ClaimRow) -> str:
    assert claim.flips is not None
    found = row.evidence if isinstance(row.evidence, list) else [row.evidence]
    at = claim.flips.at
    if not found:
        return f"the model: {row.detail}; there is no threshold"
    right = min(found, key=lambda value: abs(value - at))
    middle = (right + at) / 2
    where = "above your answer it is still as below it"
    if at > middle:
        where = "below your answer it is already as above it"
    place = f"at {claim.flips.parameter} = {number(middle)}"
    try:
        answer = solve(scenario, given={**claim.given, claim.flips.parameter: middle}, suppose=claim.suppose)
    except DeterrenceError:
        return f"{place}, {where}"
    path = ", ".join(f"{variable} = {value}" for variable, value in answer.path)
    return f"{place}, {where}: {path}"
