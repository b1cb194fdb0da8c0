"""Plain tables for terminals and notebooks."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence


def number(value: float, digits: int = 4) -> str:
    """A number with a few significant digits and no trailing zeros.

    >>> number(0.62320), number(-0.0), number(1234567.0), number(float("inf"))
    ('0.6232', '0', '1234567', 'inf')
    """
    if value != value or value in (float("inf"), float("-inf")):
        return str(float(value))
    if abs(value) >= 1e6 and float(value).is_integer() and abs(value) < 1e15:
        return f"{value:.0f}"
    text = f"{value:.{digits}g}"
    return "0" if float(text) == 0 else text


def place(value: float, span: tuple[float, float], digits: int = 7) -> str:
    """A place on an interval: what is nearer to 0 than a hundred-millionth of its width is 0, as the tie rule moves it.

    >>> place(8e-10, (0.0, 4.0)), place(1.0000000015, (0.0, 4.0)), place(8e-10, (0.0, 1e-8))
    ('0', '1', '8e-10')
    """
    width = abs(span[1] - span[0])
    return "0" if abs(value) <= 1e-8 * width else number(value, digits)


def text_table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Aligned columns under a header; columns of numbers are flush right.

    >>> print(text_table(["player", "payoff"], [["us", "0.5"], ["russia", "10"]]))
    player  payoff
    us         0.5
    russia      10
    """
    body = [list(row) for row in rows]
    widths = [max(len(cells[i]) for cells in [list(header), *body]) for i in range(len(header))]
    right = [bool(body) and all(_numeric(row[i]) for row in body) for i in range(len(header))]
    lines = []
    for cells in [list(header), *body]:
        padded = (c.rjust(w) if r else c.ljust(w) for c, w, r in zip(cells, widths, right, strict=True))
        lines.append("  ".join(padded).rstrip())
    return "\n".join(lines)


def html_table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """The same table as HTML, escaped."""
    head = "".join(f"<th>{html.escape(cell)}</th>" for cell in header)
    body = "".join("<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _numeric(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return cell in ("", "-")
    return True
