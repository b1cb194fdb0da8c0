"""What a report is made of: headings, prose and tables."""

from __future__ import annotations

from dataclasses import dataclass


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
class Section:
    """A heading and what stands under it."""

    title: str
    blocks: tuple[Prose | Listing, ...]
