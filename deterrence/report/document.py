"""The whole report of a job: what is said, between what was asked and how to ask it again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from deterrence.report.blocks import Block, Commands, Prose, Section
from deterrence.report.main_job import MainResult
from deterrence.report.sections import sections, setting
from deterrence.report.short import in_short
from deterrence.scenario.scenario import Scenario
from deterrence.tables.provenance import Provenance
from deterrence.tables.text import number

BRANCHES = 4


def document(result: MainResult, *, commands: Sequence[str] = ()) -> list[Section]:
    """Every section of a report; `commands` are the lines that make it again."""
    first, *rest = sections(result, branches=BRANCHES)
    found = [first, Section("In short", (Prose(in_short(result)),)), *sources(result.scenario), *rest]
    return [*found, *setting(result.scenario), provenance(result.claims.provenance, commands)]


def sources(scenario: Scenario) -> list[Section]:
    """Where the scenario's facts and arguments come from."""
    cites = [
        "- " + ", ".join(filter(None, (s.cite, s.locator, s.url))) + (f": {s.note}" if s.note else "")
        for s in scenario.sources
    ]
    return [Section("Sources", (Prose(tuple(cites)),))] if cites else []


def provenance(origin: Provenance, commands: Sequence[str] = ()) -> Section:
    """What was asked of which scenario by which release, and how to ask it again."""
    blocks: list[Block] = [Prose(tuple(origin_lines(origin)))]
    if commands:
        blocks += [Prose(("The same report again, with this release and the same file:",)), Commands(tuple(commands))]
    return Section("Provenance, and how to make this again", tuple(blocks))


def origin_lines(origin: Provenance) -> list[str]:
    """Hash, what was changed, tolerance and release, as items."""
    return [
        f"- scenario hash `{origin.hash}`",
        f"- given {changed(origin.given) or 'the baseline'}",
        f"- supposed {changed(origin.suppose) or 'nothing'}",
        f"- tie tolerance {origin.tie:g} max(1, |a|, |b|)",
        f"- deterrence {origin.version}",
    ]


def changed(values: Mapping[str, Any]) -> str:
    """``pay = 4, treaty = withdraw``; empty if nothing is."""
    return ", ".join(f"{name} = {_value(value)}" for name, value in values.items())


def _value(value: Any) -> str:
    if isinstance(value, (list, tuple)):
        return ", ".join(_value(one) for one in value)
    return number(value, 12) if isinstance(value, float) else str(value)
