"""Sections as one page of HTML that needs nothing else: no network, no script, figures within."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping, Sequence
from html import escape

from deterrence.report.blocks import Block, Columns, Commands, Figure, Listing, Prose, Section
from deterrence.report.drawing import Picture
from deterrence.report.flow import ADDRESS, flow
from deterrence.report.stylesheet import STYLE
from deterrence.tables.provenance import VERSION

TYPES = {"svg": "image/svg+xml", "png": "image/png"}
VERDICTS = {"holds", "fails", "undecided", "vacuous"}
SHORT, WORDY = 32, 20  # letters of a cell above which its column may wrap, and is given room
FEW = 8  # rows of a table that paper does not break
POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"


def page(sections: Sequence[Section], pictures: Mapping[str, Picture]) -> str:
    """Write a report: its first section is its head, its second the short of it, which stands before the contents."""
    head, *rest = sections
    contents = "".join(f'<li><a href="#part-{n}">{_text(part.title)}</a></li>' for n, part in enumerate(rest, 1))
    first, *others = [_section(part, n, pictures) for n, part in enumerate(rest, 1)] or [""]
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f'<meta name="generator" content="deterrence {VERSION}">\n'
        f"<title>{escape(head.title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        '<a class="skip" href="#report">Skip to the report</a>\n'
        f"<header><h1>{_text(head.title)}</h1>{_blocks(head, pictures, level=2)}</header>\n"
        f'<main id="report" tabindex="-1">\n{first}'
        f'<nav aria-label="Contents"><ol>{contents}</ol></nav>\n{"".join(others)}</main>\n</body>\n</html>\n'
    )


def _section(section: Section, place: int, pictures: Mapping[str, Picture]) -> str:
    heading = f'<h2 id="part-{place}-title">{_text(section.title)}</h2>'
    inner = _blocks(section, pictures, level=3)
    return f'<section id="part-{place}" aria-labelledby="part-{place}-title">{heading}\n{inner}</section>\n'


def _blocks(section: Section, pictures: Mapping[str, Picture], *, level: int) -> str:
    return "".join(_block(block, section.title, pictures, level) for block in section.blocks)


def _block(block: Block, about: str, pictures: Mapping[str, Picture], level: int) -> str:
    match block:
        case Prose():
            return "".join(f"<p>{_text(part)}</p>\n" if isinstance(part, str) else _items(part) for part in flow(block))
        case Listing():
            return _table(block, about)
        case Figure():
            return _figure(block, pictures.get(block.name))
        case Commands():
            return f'<pre tabindex="0"><code>{escape(chr(10).join(block.lines))}</code></pre>\n'
        case Columns():
            columns = [_column(label, blocks, about, pictures, level) for label, blocks in block.columns]
            return f'<div class="columns">{"".join(columns)}</div>\n'


def _column(label: str, blocks: Sequence[Block], about: str, pictures: Mapping[str, Picture], level: int) -> str:
    inner = "".join(_block(block, f"{about}, {label}", pictures, level + 1) for block in blocks)
    return f'<div><h{level} class="column">{_text(label)}</h{level}>{inner}</div>'


def _items(items: Sequence[str]) -> str:
    return "<ul>" + "".join(f"<li>{_text(item)}</li>" for item in items) + "</ul>\n"


def _table(block: Listing, about: str) -> str:
    columns = list(zip(*block.rows, strict=True)) or [()] * len(block.header)
    kinds = [_kind(name, cells, block.flex) for name, cells in zip(block.header, columns, strict=True)]
    named = len(set(columns[0])) == len(block.rows) and kinds[0] != "number"
    head = "".join(
        f'<th scope="col"{_class(kind)}>{_text(name)}</th>' for name, kind in zip(block.header, kinds, strict=True)
    )
    body = ""
    for row in block.rows:
        cells = [
            _cell(cell, kind, named and place == 0) for place, (cell, kind) in enumerate(zip(row, kinds, strict=True))
        ]
        body += f"<tr>{''.join(cells)}</tr>\n"
    label, few = escape(f"Table: {about}"), " few" if len(block.rows) <= FEW else ""
    return (
        f'<div class="scroll{few}" tabindex="0" role="region" aria-label="{label}"><table>'
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody></table></div>\n"
    )


def _cell(cell: str, kind: str, is_name: bool) -> str:
    shown = f'<span class="{cell}">{cell}</span>' if cell in VERDICTS else _text(cell)
    return f'<th scope="row"{_class(kind)}>{shown}</th>' if is_name else f"<td{_class(kind)}>{shown}</td>"


def _class(kind: str) -> str:
    return f' class="{kind}"' if kind else ""


def _kind(name: str, cells: Sequence[str], flex: Sequence[str]) -> str:
    if cells and all(_is_numeric(cell) for cell in cells):
        return "number"
    if name in flex or any(len(cell) > SHORT for cell in cells):
        return "long" if max(map(len, cells), default=0) > WORDY else ""
    return "short"


def _is_numeric(cell: str) -> bool:
    try:
        float(cell.rstrip(" %").split(" ± ")[0])
    except ValueError:
        return cell == "-"
    return True


def _figure(figure: Figure, picture: Picture | None) -> str:
    if picture is None:
        return f"<p>{_text(figure.says())}</p>\n"
    words = escape(picture.says)
    if picture.failure:
        why = escape(picture.failure)
        return f'<p class="failed">This figure could not be drawn: {why}. What it would show: {words}</p>\n'
    data = base64.b64encode(picture.data).decode()
    return (
        f'<figure class="scroll" tabindex="0" role="group" aria-label="Figure: {escape(figure.name)}">'
        f'<img src="data:{TYPES[picture.kind]};base64,{data}" alt="{words}"></figure>\n'
    )


def _text(text: str) -> str:
    """Escaped; what stands between backticks is code, and an address of a page is a link."""
    found, done = "", 0
    for match in ADDRESS.finditer(text):
        found += _code(text[done : match.start()])
        found += f'<a href="{escape(match[0])}" rel="noreferrer">{escape(match[0])}</a>'
        done = match.end()
    return found + _code(text[done:])


def _code(text: str) -> str:
    return re.sub(r"`([^`\n]+)`", r"<code>\1</code>", escape(text))
