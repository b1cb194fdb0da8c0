"""Sections as Markdown."""

from __future__ import annotations

from collections.abc import Iterable

from deterrence.report.blocks import Listing, Prose, Section
from deterrence.report.main_job import MainResult
from deterrence.report.sections import sections, setting


def markdown(result: MainResult) -> str:
    """The whole report of a main job as one Markdown text, with how to make it again."""
    scenario = result.scenario
    first, *rest = sections(result)
    parts = [_section(first, level=1), *(_section(section, level=2) for section in [*rest, *setting(scenario)])]
    if scenario.sources:
        cites = [f"- {_escaped(s.cite)}" + (f", {_escaped(s.locator)}" if s.locator else "") for s in scenario.sources]
        parts.append("\n".join(["## Sources", "", *cites]))
    origin = result.claims.provenance
    parts.append(
        "\n".join(
            [
                "## Provenance",
                "",
                f"- scenario hash `{origin.hash}`",
                f"- given `{dict(origin.given) or 'the baseline'}`",
                f"- supposed `{dict(origin.suppose) or 'nothing'}`",
                f"- tie tolerance `{origin.tie:g} max(1, |a|, |b|)`",
                f"- deterrence {origin.version}",
            ]
        )
    )
    return "\n\n".join(parts) + "\n"


def _section(section: Section, *, level: int) -> str:
    blocks = [f"{'#' * level} {_escaped(section.title)}"]
    for block in section.blocks:
        blocks.append(_table(block) if isinstance(block, Listing) else _prose(block))
    return "\n\n".join(block for block in blocks if block)


def _prose(block: Prose) -> str:
    lines: list[str] = []
    for line in block.lines:
        if line.startswith("  ") and lines:
            lines[-1] += " " + line.strip()
        else:
            lines.append(line)
    found = ""
    for line, before in zip(lines, ["", *lines], strict=False):
        is_item = line.startswith("- ")
        apart = "\n" if before.startswith("- ") and not is_item else ""
        found += f"{apart}{_escaped(line)}\n" + ("" if is_item else "\n")
    return found.strip("\n")


def _table(block: Listing) -> str:
    def row(cells: Iterable[str]) -> str:
        return "| " + " | ".join(_escaped(cell).replace("|", "\\|") for cell in cells) + " |"

    return "\n".join([row(block.header), row("---" for _ in block.header), *(row(cells) for cells in block.rows)])


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("_", "\\_").replace("*", "\\*")
