"""Sections as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from deterrence.report.blocks import Block, Columns, Commands, Figure, Listing, Prose, Section
from deterrence.report.drawing import Picture
from deterrence.report.flow import ADDRESS, flow

FOLDER = "figures"


def markdown(sections: Sequence[Section], pictures: Mapping[str, Picture] | None = None) -> str:
    """Write a report as one text; `pictures` stand beside it in a folder `figures`, else their words stand here."""
    drawn = pictures or {}
    parts = [_section(section, 1 if place == 0 else 2, drawn) for place, section in enumerate(sections)]
    return "\n\n".join(parts) + "\n"


def _section(section: Section, level: int, pictures: Mapping[str, Picture]) -> str:
    blocks = [f"{'#' * level} {_escaped(section.title)}", *(_block(block, pictures) for block in section.blocks)]
    return "\n\n".join(block for block in blocks if block)


def _block(block: Block, pictures: Mapping[str, Picture]) -> str:
    match block:
        case Prose():
            return _prose(block)
        case Listing():
            return _table(block)
        case Figure():
            return _figure(block, pictures.get(block.name))
        case Commands():
            return "\n".join(["```sh", *block.lines, "```"])
        case Columns():
            parts = [
                (f"**{_escaped(label)}**", *(_block(one, pictures) for one in col)) for label, col in block.columns
            ]
            return "\n\n".join(text for part in parts for text in part)


def _prose(block: Prose) -> str:
    parts = [_escaped(part) if isinstance(part, str) else _items(part) for part in flow(block)]
    return "\n\n".join(parts)


def _items(items: Iterable[str]) -> str:
    return "\n".join(f"- {_escaped(item)}" for item in items)


def _table(block: Listing) -> str:
    def row(cells: Iterable[str]) -> str:
        return "| " + " | ".join(_escaped(" ".join(cell.split())).replace("|", "\\|") for cell in cells) + " |"

    return "\n".join([row(block.header), row("---" for _ in block.header), *(row(cells) for cells in block.rows)])


def _figure(figure: Figure, picture: Picture | None) -> str:
    if picture is None:
        return _escaped(figure.says())
    words = _escaped(picture.says).replace("[", "\\[").replace("]", "\\]")
    if picture.failure:
        return f"(This figure could not be drawn: {_escaped(picture.failure)}. What it would show: {words})"
    return f"![{words}]({FOLDER}/{picture.file})"


def _escaped(text: str) -> str:
    """Without what Markdown would take for its own; addresses of pages are links."""
    found, done = "", 0
    for match in ADDRESS.finditer(text):
        found += _plain(text[done : match.start()]) + f"<{match[0]}>"
        done = match.end()
    return found + _plain(text[done:])


def _plain(text: str) -> str:
    shown = text.replace("&", "&amp;").replace("<", "&lt;").replace("_", "\\_").replace("*", "\\*")
    return shown.replace("](", "]\\(").replace("![", "!\\[")
