"""What a timeline says, as a section: its clocks and their events, how decisions are taken, and what is followed."""

from __future__ import annotations

from deterrence.report.blocks import Listing, Prose, Section
from deterrence.scenario.parts import Behavior, Delay, Event, Timeline
from deterrence.tables.text import number


def calendar_section(timeline: Timeline) -> Section:
    """Every event with its clock and effects, the rule of each decision that states one, and the reports."""
    unit = timeline.unit or "date"
    discount = f", discounted at {timeline.discount.text} a {unit}" if timeline.discount else ""
    events = tuple((name, _clock(event), _effects(event)) for name, event in timeline.events.items())
    blocks: list[Prose | Listing] = [
        Prose((f"From 0 to {number(timeline.horizon)} ({unit}){discount}.",)),
        Listing(("event", "when", "what"), events, ("when", "what")),
    ]
    if timeline.behavior:
        rules = tuple((name, _rule(behavior)) for name, behavior in timeline.behavior.items())
        blocks.append(Listing(("decision", "taken by"), rules))
    if timeline.report:
        reports = tuple((name, expression.text) for name, expression in timeline.report.items())
        blocks.append(Listing(("followed", "true while"), reports, ("true while",)))
    return Section("In time", tuple(blocks))


def _clock(event: Event) -> str:
    """When an event happens, in words."""
    guard = f", when {event.when.text}" if event.when else ""
    if event.rate is not None:
        return f"at rate {event.rate.text}{guard}"
    if event.every is not None:
        first = f" from {number(event.first)}" if event.first is not None else ""
        return f"every {number(event.every)}{first}{guard}"
    if event.at is not None:
        return f"at {', '.join(map(number, event.at))}{guard}"
    return f"{_delay(event.delay)} after {event.after.text if event.after else ''}{guard}"


def _delay(delay: Delay | None) -> str:
    if delay is None:
        return "at once"
    if delay.fixed is not None:
        return delay.fixed.text
    law = next(kind for kind in Delay.model_fields if getattr(delay, kind) is not None)
    return f"{law}({', '.join(argument.text for argument in getattr(delay, law))})"


def _effects(event: Event) -> str:
    """What an event does, in order."""
    found = [f"{name} is drawn" for name in event.draw] + [f"{name} is decided" for name in event.decide]
    found += [f"{fact} = {value}" for changes in event.set for fact, value in changes.items()]
    return "; ".join(found) or "nothing"


def _rule(behavior: Behavior) -> str:
    noise = f", precision {behavior.precision.text}" if behavior.precision else ""
    if behavior.fixed is not None:
        return f"always {behavior.fixed}"
    if behavior.mixed is not None:
        return ", ".join(f"{choice} {number(100 * share)} %" for choice, share in behavior.mixed.items())
    return (behavior.rule or "lookahead") + noise
