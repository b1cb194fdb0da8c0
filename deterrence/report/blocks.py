"""What a report is made of: headings, prose, tables, figures and commands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Prose:
    """Lines of text."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """A table; `flex` names the columns that may wrap."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    flex: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture: its name among files, what it shows in words, and the function that draws it.

    `says` and `draw` (which returns matplotlib axes) are called by those who
    show pictures; a terminal calls neither.
    """

    name: str
    says: Callable[[], str]
    draw: Callable[[], Any]


@dataclass(frozen=True, slots=True)
class Commands:
    """Lines to be typed into a shell."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Columns:
    """The same of several, side by side where there is room, each under its own label."""

    columns: tuple[tuple[str, tuple[Prose | Listing | Figure, ...]], ...]


Block = Prose | Listing | Figure | Commands | Columns


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it."""

    title: str
    blocks: tuple[Block, ...]


def figures_of(sections: Iterable[Section]) -> Iterator[Figure]:
    """Every figure, in order, those within columns too."""
    for section in sections:
        for block in section.blocks:
            inner = [one for _, blocks in block.columns for one in blocks] if isinstance(block, Columns) else [block]
            yield from (one for one in inner if isinstance(one, Figure))
