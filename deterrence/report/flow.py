"""Lines of prose as paragraphs and lists, for writers that know both."""

from __future__ import annotations

import re

from deterrence.report.blocks import Prose

ITEM = "- "
ADDRESS = re.compile(r"https?://[^\s<>\"'`|]*[^\s<>\"'`|.,;:)]")


def flow(prose: Prose) -> list[str | tuple[str, ...]]:
    r"""Paragraphs as texts and lists as tuples of items; an indented line goes on with the one before it.

    Examples
    --------
    >>> flow(Prose(("Because:", "- it pays", "  well", "- it lasts", "So.")))
    ['Because:', ('it pays well', 'it lasts'), 'So.']
    >>> flow(Prose(("One.\nStill one.\n\nTwo.",)))
    ['One. Still one.', 'Two.']
    """
    found: list[str | tuple[str, ...]] = []
    for line in _whole_lines(prose):
        last = found[-1] if found else ""
        if not line.startswith(ITEM):
            found.append(line)
        elif isinstance(last, tuple):
            found[-1] = (*last, line.removeprefix(ITEM))
        else:
            found.append((line.removeprefix(ITEM),))
    return found


def _whole_lines(prose: Prose) -> list[str]:
    lines: list[str] = []
    for line in prose.lines:
        if line.startswith("  ") and lines:
            lines[-1] += " " + line.strip()
        else:
            lines += [" ".join(part.split()) for part in line.split("\n\n") if part.strip()]
    return lines
