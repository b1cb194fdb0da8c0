"""A matrix of cells with words in them: shaded by a level, or told apart by looks."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.patches import Patch, Rectangle

from deterrence.plot.drawing.explained import explained
from deterrence.plot.drawing.glyphs import drawable, text_width
from deterrence.plot.drawing.height import AMPLE, set_height
from deterrence.plot.drawing.labels import settle
from deterrence.plot.drawing.rows import left_out, of_size, only_words
from deterrence.plot.drawing.style import (
    BLACK,
    GREY,
    HATCHES,
    LEVELS,
    PALE,
    POINTS,
    REGIONS,
    Size,
    bare,
    luminance,
    new_axes,
    title,
    wrapped,
    write,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_ROWS: Mapping[str, int] = {"page": 30, "slide": 12}
MOST_COLUMNS: Mapping[str, int] = {"page": 8, "slide": 10}
NAMES = 0.36  # of the width, at most, for the names of rows
LETTER = 0.4  # of an em: less than a letter is wide on average
LINE, PADDING = 1.25, 0.8  # of the points of a letter
PALEST = "#F4F4F4"
OUT = -1  # the look of what is out: grey
EDGE = "#8A8A8A"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A cell: its words, and its shade, a level from 0 to 1 or a place in a cycle of looks; neither leaves it white."""

    words: str
    level: float | None = None
    look: int | None = None
    bold: bool = False
    struck: bool = False


def cell_matrix(
    cells: Sequence[Sequence[Cell]],
    *,
    rows: Sequence[str],
    columns: Sequence[str],
    heading: str,
    key: Sequence[tuple[int, str]] = (),
    side: str = "",
    small_print: Sequence[str] = (),
    nothing: str = "There is nothing to draw.",
    ax: Axes | None = None,
    size: Size = "page",
) -> Axes:
    """Draw a matrix of cells under the names of its columns and beside those of its rows.

    Parameters
    ----------
    cells
        Row by row.
    rows, columns
        Their names.
    heading
        The title.
    key
        Looks, and what they stand for; those that are not used are not shown.
    side
        Whose the rows and columns are; stands in the corner.
    small_print
        Sentences below.
    nothing
        What is said where there are no rows.
    ax, size
        Where to draw; see `deterrence.plot.drawing.style.new_axes`.

    Raises
    ------
    ArgumentError
        An unknown size.

    Examples
    --------
    >>> ax = cell_matrix([[Cell(words="0.5", level=0.5)]], rows=["up"], columns=["left"], heading="Chances")
    >>> len(ax.patches), [text.get_text() for text in ax.texts]
    (1, ['left', 'up', '0.5'])
    """
    body = [row[: of_size(MOST_COLUMNS, size)] for row in cells[: of_size(MOST_ROWS, size)]]
    axes = new_axes(ax, size, height=2 * AMPLE)
    title(axes, heading, size)
    if not body or not body[0]:
        return only_words(axes, nothing, 1.0, size)
    bare(axes)
    told = [*small_print, *left_out(len(cells) - len(body), "rows")]
    told += left_out(len(columns) - len(body[0]), "columns")
    used = {cell.look for row in body for cell in row}
    told_looks = [(look, word) for look, word in key if look in used]
    samples = [Patch(**_look(look)) for look, _ in told_looks]
    explained(axes, samples, [word for _, word in told_looks], size, small_print=told)
    settle(axes)
    wide = float(axes.get_window_extent().width) * 72 / axes.get_figure(root=True).dpi  # type: ignore[union-attr]  # it has a figure
    _Layout(axes, body, list(rows), list(columns), side, wide, size).draw()
    return axes


class _Layout:
    """The matrix in points: columns as wide as there is room, rows as high as their words."""

    def __init__(
        self,
        ax: Axes,
        body: Sequence[Sequence[Cell]],
        rows: list[str],
        columns: list[str],
        side: str,
        wide: float,
        size: Size,
    ) -> None:
        self.ax, self.body, self.size, self.points = ax, body, size, POINTS[size]
        longest = max(text_width(drawable(name), self.points, bold=True) for name in [*rows[: len(body)], side])
        self.margin = min(longest + self.points, NAMES * wide)
        self.column = (wide - self.margin) / len(body[0])
        self.rows = [self.fitted(name, self.margin - self.points) for name in rows[: len(body)]]
        self.columns = [self.fitted(name, self.column - self.points) for name in columns[: len(body[0])]]
        self.side = self.fitted(side, self.margin - self.points)
        self.words = [[self.fitted(cell.words, self.column - self.points) for cell in row] for row in body]
        self.wide = wide

    def fitted(self, text: str, room: float) -> str:
        """The text in lines that are no wider than so many points."""
        letters = max(4, int(room / (LETTER * self.points)))
        while letters > 4 and text_width(wrapped(text, letters), self.points, bold=True) > room:
            letters -= 1
        return wrapped(text, letters)

    def height(self, texts: Sequence[str]) -> float:
        """How high a row of texts is."""
        return self.points * (LINE * max(1 + text.count("\n") for text in texts) + PADDING)

    def draw(self) -> None:
        """Draw it all from top to bottom, and make the sheet as high as that."""
        top = -self.height([*self.columns, self.side])
        for place, name in enumerate(self.columns):
            self.text(self.middle(place), top / 2, name, bold=True)
        if self.side:
            self.text(0.0, top / 2, self.side, ha="left", italic=True)
        for name, words, row in zip(self.rows, self.words, self.body, strict=True):
            bottom = top - self.height([name, *words])
            self.text(0.0, (top + bottom) / 2, name, ha="left")
            for place, (said, cell) in enumerate(zip(words, row, strict=True)):
                self.cell(place, top, bottom, said, cell)
            top = bottom
        self.ax.set(xlim=(0, self.wide), ylim=(top - 1, 0))
        set_height(self.ax, (1 - top) / 72)

    def middle(self, place: int) -> float:
        """The middle of a column."""
        return self.margin + (place + 0.5) * self.column

    def cell(self, place: int, top: float, bottom: float, said: str, cell: Cell) -> None:
        """A rectangle, its words, and a line through it where it is struck."""
        left, shade = self.margin + place * self.column, _shade(cell)
        look: dict[str, Any] = {"edgecolor": EDGE, "linewidth": 0.8} | shade
        self.ax.add_patch(Rectangle((left, bottom), self.column, top - bottom, zorder=2, **look))
        if cell.struck:
            self.ax.plot([left, left + self.column], [bottom, top], color=GREY, linewidth=0.9, zorder=3)
        ink = BLACK if cell.level is None or _is_light(shade["facecolor"]) else "white"
        self.text(
            self.middle(place),
            (top + bottom) / 2,
            said,
            bold=cell.bold,
            colour=ink,
            on_white=bool(look.get("hatch")) or cell.struck,
        )

    def text(self, x: float, y: float, said: str, **options: Any) -> None:
        """Words that take no part in the layout."""
        write(self.ax, x, y, said, size=self.size, **options).set_in_layout(False)


def _shade(cell: Cell) -> dict[str, Any]:
    if cell.level is not None and math.isfinite(cell.level):
        return {"facecolor": colormaps[LEVELS](min(1.0, max(0.0, cell.level)))}
    return {"facecolor": "white"} if cell.look is None else _look(cell.look)


def _look(place: int) -> dict[str, Any]:
    """Nearly white for the first, then pale colours with hatches: none needs its colour to be told apart."""
    if place == OUT:
        return {"facecolor": PALE, "edgecolor": EDGE, "linewidth": 0.8}
    colour = PALEST if place == 0 else REGIONS[(place - 1) % len(REGIONS)]
    return {"facecolor": colour, "hatch": HATCHES[place % len(HATCHES)], "edgecolor": EDGE, "linewidth": 0.8}


def _is_light(colour: Any) -> bool:
    return luminance(colour[:3]) > 0.3
