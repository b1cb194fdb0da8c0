"""Figures of rows: a sheet as high as its rows, and a name beside each of them."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeVar

from matplotlib.axes import Axes

from deterrence.errors import ArgumentError
from deterrence.plot.drawing.glyphs import drawable
from deterrence.plot.drawing.height import AMPLE, set_height
from deterrence.plot.drawing.style import Size, new_axes, tick_words, title, wrapped, write

if TYPE_CHECKING:
    from collections.abc import Mapping

Amount = TypeVar("Amount", int, float)
ROW: Mapping[str, float] = {"page": 0.29, "slide": 0.4}  # inches from row to row, for names of two lines
LOW: Mapping[str, float] = {"page": 0.24, "slide": 0.32}  # the same for names of one line
NAMES: Mapping[str, int] = {"page": 36, "slide": 34}
LEAST = 3
EDGE = 0.6


def of_size(numbers: Mapping[str, Amount], size: Size) -> Amount:
    """The number that is meant for a size.

    Raises
    ------
    ArgumentError
        An unknown size.

    >>> of_size({"page": 20, "slide": 9}, "slide")
    9
    """
    if size not in numbers:
        raise ArgumentError(f"unknown size '{size}'", "sizes: page, slide")
    return numbers[size]


def rows_sheet(
    count: int, heading: str, size: Size, *, ax: Axes | None = None, row: float | None = None
) -> tuple[Axes, float]:
    """Axes for so many rows, under a title, and how many inches high `set_height` is to make them in the end.

    >>> axes, high = rows_sheet(10, "Ten rows", "page")
    >>> axes.get_title(loc="left"), round(high, 2)
    ('Ten rows', 3.02)
    """
    high = (row or of_size(ROW, size)) * (max(LEAST, count) + 0.4)
    axes = new_axes(ax, size, height=high + AMPLE)
    title(axes, heading, size)
    return axes, high


def name_rows(ax: Axes, names: Sequence[str], size: Size) -> None:
    """Names in at most two lines beside rows at 0, -1, -2, …, and the limits and frame of such axes."""
    words = ["\n".join(textwrap.wrap(drawable(n), NAMES[size], max_lines=2, placeholder=" …")) for n in names]
    tick_words(ax, "y", [-float(k) for k in range(len(names))], words, size)
    ax.set_ylim(1 - len(names) - EDGE, EDGE)
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)


def only_words(ax: Axes, text: str, high: float, size: Size) -> Axes:
    """A sentence instead of rows, where there is nothing to draw."""
    ax.set_axis_off()
    write(ax, 0.5, 0.5, wrapped(text, 60), size=size, at=ax.transAxes)
    set_height(ax, high)
    return ax


def left_out(count: int, what: str) -> list[str]:
    """A sentence of small print for rows that are not shown, if there are any.

    >>> left_out(2, "parameters"), left_out(0, "parameters")
    (['2 further parameters are not shown.'], [])
    """
    return [f"{count:,} further {what} are not shown."] if count > 0 else []
