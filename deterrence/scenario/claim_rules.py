"""Rules of claims and of suppositions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from deterrence.errors import nearest
from deterrence.scenario.parts import Claim, Compare, Stable, TimelineClaim
from deterrence.scenario.symbols import Finding, Symbols

Where = tuple[str | int, ...]


def check_claims(symbols: Symbols) -> Iterator[Finding]:
    """Findings in every claim."""
    for name, claim in symbols.scenario.claims.items():
        yield from _check_claim(symbols, claim, ("claims", name))


def check_suppositions(symbols: Symbols, items: list[Any], here: Where) -> Iterator[Finding]:
    """Findings in a supposition: a situation's id, a mapping, or a list of these."""
    for index, item in enumerate(items):
        path = (*here, index) if len(items) > 1 else here
        if isinstance(item, str):
            if item not in symbols.scenario.situations and symbols.intact("situations", item):
                known = list(symbols.scenario.situations)
                help = nearest(item, known) or ("known: " + ", ".join(known[:12]) if known else "none is defined")
                yield Finding(f"unknown situation '{item}'", path, help)
            continue
        for variable, value in item.items():
            yield from _check_supposed(symbols, variable, value, (*path, variable))


def _check_supposed(symbols: Symbols, variable: str, value: Any, path: Where) -> Iterator[Finding]:
    if symbols.kinds.get(variable) == "fact":
        yield Finding(f"'{variable}' is a fact; facts cannot be supposed", path, key=True)
        return
    yield from symbols.unknown(variable, path, "decision", "chance", key=True)
    if variable not in symbols.choices:
        return
    if isinstance(value, str):
        yield from symbols.unknown_choice(variable, value, path)
        return
    for index, choice in enumerate(value):
        if choice != "any":
            yield from symbols.unknown_choice(variable, choice, (*path, index))
    positions = visits_to(symbols, variable)
    if len(value) != positions and symbols.intact("game"):
        yield Finding(f"{len(value)} values for {positions} visits to '{variable}' in the order of play", path)


def visits_to(symbols: Symbols, variable: str) -> int:
    """How many positions of the order visit a variable."""
    game = symbols.scenario.game
    return sum(visit.visit == variable for stage in (game.order if game else ()) for visit in stage.visits)


def _check_claim(symbols: Symbols, claim: Claim, here: Where) -> Iterator[Finding]:
    if len(claim.kinds) != 1 and symbols.intact(*here):
        found = " and ".join(claim.kinds) or "none"
        yield Finding(f"a claim states one kind, found {found}", here, "kinds: " + ", ".join(Claim.KINDS), key=True)
    for part in ("probability", "in_"):
        if getattr(claim, part) is not None and claim.expect is None and symbols.intact(*here):
            key = part.rstrip("_")
            yield Finding(f"'{key}' belongs to a claim of kind expect", (*here, key), key=True)
    for part in ("expect", "in_"):
        if getattr(claim, part) is not None:
            yield from symbols.expression(getattr(claim, part), (*here, part.rstrip("_")), payoffs=True)
    yield from _check_kind(symbols, claim, here)
    yield from _check_conditions(symbols, claim, here)


def _check_kind(symbols: Symbols, claim: Claim, here: Where) -> Iterator[Finding]:
    for kind in ("flips", "monotone"):
        scan = getattr(claim, kind)
        if scan is None:
            continue
        part = "expect" if kind == "flips" else "quantity"
        yield from symbols.expression(getattr(scan, part), (*here, kind, part), payoffs=True)
        yield from symbols.unknown(scan.parameter, (*here, kind, "parameter"), "parameter")
        if scan.over is not None and scan.over[0] >= scan.over[1]:
            yield Finding("over: expected low below high", (*here, kind, "over"))
    if claim.flips is not None:
        parameter = symbols.scenario.parameters.get(claim.flips.parameter)
        if parameter and claim.flips.over is None and (parameter.range is None or None in parameter.range):
            message = f"the range of '{claim.flips.parameter}' is open, so `over: [low, high]` is needed"
            yield Finding(message, (*here, "flips"), key=True)
        if claim.flips.tolerance is not None and claim.flips.tolerance < 0:
            yield Finding("a negative tolerance", (*here, "flips", "tolerance"))
    if claim.compare is not None:
        yield from _check_compare(symbols, claim.compare, (*here, "compare"))
    if claim.stable is not None:
        yield from _check_stable(symbols, claim.stable, (*here, "stable"))
    if claim.timeline is not None:
        yield from _check_timeline_claim(symbols, claim.timeline, (*here, "timeline"))


def _check_compare(symbols: Symbols, compare: Compare, here: Where) -> Iterator[Finding]:
    yield from symbols.expression(compare.quantity, (*here, "quantity"), payoffs=True)
    yield from check_suppositions(symbols, compare.suppose, (*here, "suppose"))
    yield from check_suppositions(symbols, compare.with_, (*here, "with"))


def _check_stable(symbols: Symbols, stable: Stable, here: Where) -> Iterator[Finding]:
    for variable, value in stable.state.items():
        path = (*here, "state", variable)
        yield from symbols.unknown(variable, path, "decision", key=True)
        if isinstance(value, str):
            yield from symbols.unknown_choice(variable, value, path)
        else:
            yield Finding("expected one choice, found a list", path)
    if stable.for_ is not None:
        yield from symbols.unknown(stable.for_, (*here, "for"), "player")


def _check_timeline_claim(symbols: Symbols, claim: TimelineClaim, here: Where) -> Iterator[Finding]:
    timeline = symbols.scenario.timeline
    if timeline is None:
        if symbols.intact("timeline"):
            yield Finding("the scenario has no `timeline` section", here, key=True)
        return
    if claim.quantity not in timeline.report and symbols.intact("timeline", "report", claim.quantity):
        known = list(timeline.report)
        help = nearest(claim.quantity, known) or "known: " + ", ".join(known[:12])
        yield Finding(f"'{claim.quantity}' is not in the timeline's report", (*here, "quantity"), help)
    if (claim.by is None) == (claim.at is None) and symbols.intact(*here):
        found = "both" if claim.by is not None else "neither"
        yield Finding(f"expected one of 'by' and 'at', found {found}", here, key=True)
    for part in ("by", "at"):
        date = getattr(claim, part)
        if date is not None and not 0 <= date <= timeline.horizon:
            yield Finding(f"{part}: {date:g} lies outside the horizon [0, {timeline.horizon:g}]", (*here, part))
    if not (claim.between[0] >= 0 and claim.between[1] <= 1):
        yield Finding("between: expected two probabilities in [0, 1]", (*here, "between"))


def _check_conditions(symbols: Symbols, claim: Claim, here: Where) -> Iterator[Finding]:
    if claim.suppose is not None:
        yield from check_suppositions(symbols, claim.suppose, (*here, "suppose"))
    for part in ("given", "for_all"):
        for name in getattr(claim, part):
            yield from symbols.unknown(name, (*here, part, name), "parameter", key=True)
    for name in claim.for_all:
        if name in claim.given:
            yield Finding(f"'{name}' is both given and ranged over", (*here, "for_all", name), key=True)
