"""Rules of the `timeline` section."""

from __future__ import annotations

from collections.abc import Iterator

from deterrence.scenario.parts import Behavior, Delay, Event, Stage, Timeline
from deterrence.scenario.scenario import ScenarioShape
from deterrence.scenario.symbols import Finding, Symbols

CLOCKS = ("rate", "every", "at", "after")
ARGUMENTS = {
    "uniform": "[low, high]",
    "exponential": "[mean]",
    "gamma": "[shape, scale]",
    "weibull": "[shape, scale]",
    "lognormal": "[mean, sd of the log]",
}
SLACK = 1e-9

Where = tuple[str | int, ...]


def check_timeline(symbols: Symbols) -> Iterator[Finding]:
    """Findings in the `timeline` section; none where there is no such section."""
    timeline = symbols.scenario.timeline
    if timeline is None:
        return
    if timeline.horizon <= 0:
        yield Finding(f"horizon {timeline.horizon:g} is not positive", ("timeline", "horizon"))
    if timeline.discount is not None:
        yield from symbols.expression(timeline.discount, ("timeline", "discount"), variables=False)
    for name, event in timeline.events.items():
        yield from _check_event(symbols, event, name)
    for name, expression in timeline.report.items():
        yield from symbols.expression(expression, ("timeline", "report", name), payoffs=True)
        if name in symbols.kinds and symbols.kinds[name] == "player":
            continue
    for decision, behavior in timeline.behavior.items():
        path = ("timeline", "behavior", decision)
        yield from symbols.unknown(decision, path, "decision", key=True)
        yield from _check_behavior(symbols, decision, behavior, path)
    yield from _check_lookahead(symbols, timeline)


def _check_event(symbols: Symbols, event: Event, name: str) -> Iterator[Finding]:
    here: Where = ("timeline", "events", name)
    clocks = [clock for clock in CLOCKS if getattr(event, clock) is not None]
    if len(clocks) != 1 and symbols.intact(*here):
        found = " and ".join(clocks) or "none"
        yield Finding(
            f"event '{name}' needs one clock, found {found}",
            here,
            "clocks: rate, every, at, or after with delay",
            key=True,
        )
    for part in ("rate", "after", "when"):
        expression = getattr(event, part)
        if expression is not None:
            yield from symbols.expression(expression, (*here, part))
    yield from _check_dates(event, here)
    if event.after is not None and event.delay is None and symbols.intact(*here):
        yield Finding("'after' needs a delay", (*here, "after"), "add delay: 0 for at once", key=True)
    if event.delay is not None:
        if event.after is None and symbols.intact(*here):
            yield Finding("'delay' belongs to the clock 'after'", (*here, "delay"), key=True)
        yield from _check_delay(symbols, event.delay, (*here, "delay"))
    yield from _check_effects(symbols, event, here)


def _check_dates(event: Event, here: Where) -> Iterator[Finding]:
    if event.every is not None and event.every <= 0:
        yield Finding(f"every: a period of {event.every:g} would never advance; expected more than 0", (*here, "every"))
    if event.first is not None and event.every is None:
        yield Finding("'first' belongs to the clock 'every'", (*here, "first"), key=True)
    if event.first is not None and event.first < 0:
        yield Finding(f"first: {event.first:g} is before the start", (*here, "first"))
    for index, date in enumerate(event.at or ()):
        if date < 0:
            yield Finding(f"at: {date:g} is before the start", (*here, "at", index))


def _check_delay(symbols: Symbols, delay: Delay, here: Where) -> Iterator[Finding]:
    kinds = [kind for kind in type(delay).model_fields if getattr(delay, kind) is not None]
    if len(kinds) != 1:
        yield Finding(f"expected one delay, found {' and '.join(kinds) or 'none'}", here, key=True)
    for kind in kinds:
        value = getattr(delay, kind)
        if kind == "fixed":
            yield from symbols.expression(value, here, variables=False)
            continue
        if len(value) != ARGUMENTS[kind].count(",") + 1:
            yield Finding(f"{kind} takes {ARGUMENTS[kind]}, found {len(value)} values", (*here, kind))
        for index, argument in enumerate(value):
            yield from symbols.expression(argument, (*here, kind, index))


def _check_effects(symbols: Symbols, event: Event, here: Where) -> Iterator[Finding]:
    for index, name in enumerate(event.draw):
        yield from symbols.unknown(name, (*here, "draw", index), "chance")
    for index, name in enumerate(event.decide):
        yield from symbols.unknown(name, (*here, "decide", index), "decision")
    for index, changes in enumerate(event.set):
        for fact, value in changes.items():
            path = (*here, "set", index, fact)
            actual = symbols.kinds.get(fact)
            if actual and actual != "fact":
                yield Finding(f"`set` changes facts only; '{fact}' is a {actual}", path, key=True)
                continue
            yield from symbols.unknown(fact, path, "fact", key=True)
            yield from symbols.unknown_choice(fact, value, path)


def _check_behavior(symbols: Symbols, decision: str, behavior: Behavior, here: Where) -> Iterator[Finding]:
    rules = [rule for rule in ("rule", "fixed", "mixed") if getattr(behavior, rule) is not None]
    if len(rules) > 1:
        yield Finding(f"expected one of rule, fixed and mixed, found {' and '.join(rules)}", here, key=True)
    if not rules and behavior.precision is None and symbols.intact(*here):
        yield Finding(
            "no behavior is stated", here, "rule: lookahead, myopic or farsighted; or fixed; or mixed", key=True
        )
    if behavior.precision is not None:
        yield from symbols.expression(behavior.precision, (*here, "precision"))
        if "fixed" in rules or "mixed" in rules:
            yield Finding("'precision' does not go with fixed or mixed behavior", (*here, "precision"), key=True)
    if decision not in symbols.scenario.decisions:
        return
    if behavior.fixed is not None:
        yield from symbols.unknown_choice(decision, behavior.fixed, (*here, "fixed"))
    if behavior.mixed is not None:
        yield from _check_mixture(symbols, decision, behavior.mixed, here)


def _check_mixture(symbols: Symbols, decision: str, mixed: dict[str, float], here: Where) -> Iterator[Finding]:
    for choice, probability in mixed.items():
        yield from symbols.unknown_choice(decision, choice, (*here, "mixed", choice), key=True)
        if not 0 <= probability <= 1:
            yield Finding(f"probability {probability:g} lies outside [0, 1]", (*here, "mixed", choice))
    if abs(sum(mixed.values()) - 1) > SLACK and symbols.intact(*here):
        yield Finding(f"mixed: probabilities sum to {sum(mixed.values()):.12g}, expected 1", (*here, "mixed"), key=True)


def _check_lookahead(symbols: Symbols, timeline: Timeline) -> Iterator[Finding]:
    s = symbols.scenario
    decided = {name: (event, index) for event, e in timeline.events.items() for index, name in enumerate(e.decide)}
    for name, (event, index) in decided.items():
        behavior = timeline.behavior.get(name)
        if name not in s.decisions or (behavior and (behavior.fixed is not None or behavior.mixed is not None)):
            continue
        path = ("timeline", "behavior", name) if behavior else ("timeline", "events", event, "decide", index)
        if not s.payoffs and symbols.intact("payoffs"):
            yield Finding(f"'{name}' is decided in time, so payoffs are needed", path)
        if (behavior is None or behavior.rule in (None, "lookahead")) and symbols.intact("game"):
            yield from _looks_ahead(symbols, name, path)


def _looks_ahead(symbols: Symbols, name: str, path: Where) -> Iterator[Finding]:
    order = symbols.scenario.game.order if symbols.scenario.game else []
    if not _is_sound(symbols.scenario, order):
        return
    at = next((i for i, stage in enumerate(order) if any(v.visit == name for v in stage.visits)), None)
    help = "state another rule under `behavior`: myopic, farsighted, fixed or mixed"
    if at is None:
        yield Finding(f"'{name}' looks ahead but is not in the order of play", path, help)
    elif not order[at].joint:
        hidden = next((later for later in order[at:] if later.joint or any(v.hidden_from for v in later.visits)), None)
        if hidden:
            message = f"'{name}' looks ahead but the move '{hidden.visits[0].visit}' after it is hidden"
            yield Finding(message, path, help)


def _is_sound(s: ScenarioShape, order: list[Stage]) -> bool:
    """Whether an order of play has no mistakes of its own, which are reported elsewhere."""
    for visit in (visit for stage in order for visit in stage.visits):
        owner = s.decisions[visit.visit].player if visit.visit in s.decisions else None
        if (owner is None and visit.visit not in s.chances) or owner in visit.hidden_from:
            return False
        if any(player not in s.players for player in visit.hidden_from):
            return False
    return all(stage.visits for stage in order)
