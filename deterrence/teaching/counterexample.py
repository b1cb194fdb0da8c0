"""What the model says against a wrong answer, without saying the right one."""

from __future__ import annotations

import hashlib

from deterrence.analysis.check import ClaimRow
from deterrence.errors import DeterrenceError
from deterrence.game.building import Suppose, suppositions
from deterrence.scenario.parts import Claim
from deterrence.scenario.scenario import Scenario
from deterrence.scenario.syntax import names
from deterrence.solvers.solve import solve
from deterrence.tables.text import number


def counterexample(scenario: Scenario, row: ClaimRow) -> str:
    """Where the answer's claim fails, in words, with what the claim supposes and changes.

    Of a threshold in the wrong place it shows what happens somewhere between
    there and the right place; of a comparison, which side is larger. Neither
    tells the right place or value.
    """
    claim = scenario.claims[row.name]
    return _conditions(scenario, claim) + _said(scenario, claim, row)


def _said(scenario: Scenario, claim: Claim, row: ClaimRow) -> str:
    if claim.for_all:
        return row.detail
    if claim.flips is not None:
        return _between(scenario, claim, row)
    if claim.compare is not None and isinstance(row.evidence, list):
        left, right = row.evidence
        size = "larger" if left > right else "smaller" if left < right else "no different"
        sides = [_told(scenario, side) for side in (claim.compare.suppose, claim.compare.with_)]
        named = [name.id for name in names(claim.compare.quantity.node) if name.id in scenario.players]
        what = f"what {named[0]} gets" if len(named) == 1 else claim.compare.quantity.text
        return f"{what} is {size} supposing {sides[0]} than supposing {sides[1]}"
    return f"the model: {row.detail}"


def _conditions(scenario: Scenario, claim: Claim) -> str:
    parts = []
    if claim.suppose:
        parts.append(f"supposing {_told(scenario, claim.suppose)}")
    if claim.given:
        parts.append("with " + ", ".join(f"{name} = {number(value)}" for name, value in claim.given.items()))
    return f"{', '.join(parts)}: " if parts else ""


def _told(scenario: Scenario, suppose: Suppose) -> str:
    fixed = suppositions(scenario, suppose)
    words = [f"{name} = {value if isinstance(value, str) else ', '.join(value)}" for name, value in fixed.items()]
    return ", ".join(words) or "nothing"


def _between(scenario: Scenario, claim: Claim, row: ClaimRow) -> str:
    assert claim.flips is not None
    found = row.evidence if isinstance(row.evidence, list) else [row.evidence]
    parameter, at = claim.flips.parameter, claim.flips.at
    if not found:
        return f"the model: {row.detail}; there is no threshold"
    right = min(found, key=lambda value: abs(value - at))
    middle = _middle(at, right, _share(scenario, at))
    still, comes = ("still as below", "higher") if at < right else ("already as above", "lower")
    told = f"at {parameter} = {middle:.10g} it is {still} your {number(at)}, and the change comes {comes}"
    try:
        answer = solve(scenario, given={**claim.given, parameter: middle}, suppose=claim.suppose)
    except DeterrenceError:
        return told
    return f"{told}: {', '.join(f'{variable} = {value}' for variable, value in answer.path)}"


def _middle(at: float, right: float, share: float) -> float:
    """A place on the way from one to the other, with as few digits as keep it between them."""
    place = at + (right - at) * share
    for digits in range(2, 16):
        rounded = float(f"{place:.{digits}g}")
        if min(at, right) < rounded < max(at, right):
            return rounded
    return place


def _share(scenario: Scenario, at: float) -> float:
    """How far towards the right place: from a quarter to three quarters, so that nobody can reckon back from it."""
    digest = hashlib.sha256(f"{scenario.hash} {at}".encode()).digest()
    return 0.25 + 0.5 * digest[0] / 255
