"""The shared look of all figures: sizes, text that can always be drawn, a title, a legend, small print."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, get_args

import matplotlib as mpl
from matplotlib.axes import Axes as Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.legend import Legend
from matplotlib.text import Text

from deterrence.errors import ArgumentError
from deterrence.plot.drawing.colours import AROUND_ZERO as AROUND_ZERO
from deterrence.plot.drawing.colours import BLACK as BLACK
from deterrence.plot.drawing.colours import BLUE as BLUE
from deterrence.plot.drawing.colours import GREEN as GREEN
from deterrence.plot.drawing.colours import GREY as GREY
from deterrence.plot.drawing.colours import HATCHES as HATCHES
from deterrence.plot.drawing.colours import LEVELS as LEVELS
from deterrence.plot.drawing.colours import LINES as LINES
from deterrence.plot.drawing.colours import MARKERS as MARKERS
from deterrence.plot.drawing.colours import OKABE_ITO as OKABE_ITO
from deterrence.plot.drawing.colours import PALE as PALE
from deterrence.plot.drawing.colours import PETROFF as PETROFF
from deterrence.plot.drawing.colours import PURPLE as PURPLE
from deterrence.plot.drawing.colours import REGIONS as REGIONS
from deterrence.plot.drawing.colours import VERMILLION as VERMILLION
from deterrence.plot.drawing.colours import initials as initials
from deterrence.plot.drawing.colours import luminance as luminance
from deterrence.plot.drawing.colours import player_colours as player_colours
from deterrence.plot.drawing.colours import text_colour as text_colour
from deterrence.plot.drawing.given_axes import SMALL_PRINT, legend_under, make_room, under
from deterrence.plot.drawing.glyphs import drawable, families

if TYPE_CHECKING:
    from matplotlib.artist import Artist

    from deterrence.scenario.scenario import Scenario

Size = Literal["page", "slide"]
INCHES: Mapping[str, tuple[float, float]] = {"page": (6.3, 4.2), "slide": (10.0, 5.6)}
POINTS: Mapping[str, float] = {"page": 8.0, "slide": 12.0}
TITLE = 1.2
WIDE, BOLD = 0.6, 0.66  # of a letter, on average, in ems
SAVED: Any = {"svg.fonttype": "none", "svg.hashsalt": "deterrence", "pdf.fonttype": 42}


class Sheet(Figure):
    """A figure of its own, outside pyplot; what it saves keeps text as text.

    `kept` is what is kept free at the bottom, as shares of the height: for small print, and for the legend over it.
    """

    kept: tuple[float, float] = (0.0, 0.0)

    def keep(self, *, small_print: float | None = None, legend: float | None = None) -> None:
        """Keep a share of the height free of axes, at the bottom."""
        print_share, legend_share = self.kept
        print_share = print_share if small_print is None else small_print
        legend_share = legend_share if legend is None else legend
        self.kept = (print_share, legend_share)
        engine, below = self.get_layout_engine(), print_share + legend_share
        if isinstance(engine, ConstrainedLayoutEngine):
            engine.set(rect=(0, below, 1, 1 - below))
        for made in self.legends:
            made.set_bbox_to_anchor((0.005, print_share, 0.99, 1), self.transFigure)

    def savefig(self, fname: Any, *, outlines: bool = False, **options: Any) -> None:
        """As matplotlib's, with text kept as text in SVG and PDF; with `outlines`, SVG that needs no font."""
        with mpl.rc_context(SAVED | ({"svg.fonttype": "path"} if outlines else {})):
            super().savefig(fname, **options)


class Picture(Axes):
    """The axes of a `Sheet`; a notebook shows the sheet."""

    def _repr_png_(self) -> bytes:
        file = io.BytesIO()
        sheet_of(self).savefig(file, format="png", dpi=144)
        return file.getvalue()


def new_axes(ax: Axes | None, size: Size, *, height: float | None = None) -> Axes:
    """The axes to draw on: those given, or those of a new sheet of this size.

    Parameters
    ----------
    ax
        Drawn on if given; its figure and layout are left alone.
    size
        ``"page"`` (6.3 in wide) or ``"slide"`` (10 in wide).
    height
        In inches, instead of the size's own.

    Raises
    ------
    ArgumentError
        An unknown size.

    Examples
    --------
    >>> new_axes(None, "page").get_figure().get_size_inches().tolist()
    [6.3, 4.2]
    """
    if size not in get_args(Size):
        raise ArgumentError(f"unknown size '{size}'", "sizes: page, slide")
    if ax is not None:
        return ax
    wide, high = INCHES[size]
    sheet = Sheet(figsize=(wide, height or high), layout="constrained", facecolor="white")
    FigureCanvasAgg(sheet)
    made = sheet.add_subplot(axes_class=Picture)
    plain_axes(made, size)
    return made


def sheet_of(ax: Axes) -> Sheet:
    """The sheet that axes made here belong to."""
    sheet = ax.get_figure(root=True)
    assert isinstance(sheet, Sheet)
    return sheet


def around(ax: Axes, size: Size) -> float:
    """How many points of a sheet's height title, legend and small print take, as far as they are there."""
    sheet = sheet_of(ax)
    lines = 1 + ax.get_title(loc="left").count("\n")
    return 72 * sum(sheet.kept) * float(sheet.get_size_inches()[1]) + lines * 1.6 * TITLE * POINTS[size] + 12


def fit_sheet(ax: Axes, drawn: float, size: Size) -> None:
    """Make a sheet as tall as a diagram of so many points needs, title, legend and small print included."""
    if isinstance(ax, Picture):
        sheet = sheet_of(ax)
        high, (small_print, under) = float(sheet.get_size_inches()[1]), sheet.kept
        wanted = (around(ax, size) + drawn) / 72
        sheet.set_size_inches(INCHES[size][0], wanted)
        sheet.keep(small_print=small_print * high / wanted, legend=under * high / wanted)


def plain_axes(ax: Axes, size: Size) -> None:
    """Two thin spines, ticks outside, and text of this size."""
    ax.set_facecolor("white")
    ax.spines[["top", "right"]].set_visible(False)
    ax.spines[["left", "bottom"]].set(color=GREY, linewidth=0.8)
    ax.tick_params(
        labelsize=POINTS[size],
        labelcolor=BLACK,
        color=GREY,
        direction="out",
        pad=0.5 * POINTS[size],
        labelfontfamily="DejaVu Sans",
    )


def bare(ax: Axes) -> None:
    """No frame and no ticks: for figures that are diagrams."""
    ax.set(xticks=[], yticks=[])
    ax.set_axis_off()


def sheet_width(ax: Axes) -> float:
    """How many points wide the axes are, before the layout is settled roughly so."""
    if isinstance(ax, Picture):
        return float(0.88 * 72 * sheet_of(ax).get_size_inches()[0])
    return float(ax.get_window_extent().width) * 72 / ax.get_figure(root=True).dpi  # type: ignore[union-attr]  # as above


def wrapped(text: str, width: int) -> str:
    """Drawable text in lines of at most so many characters; long words are broken."""
    lines = str(text).splitlines() or [""]
    return "\n".join(drawable("\n".join(textwrap.wrap(line, max(4, width)) or [""])) for line in lines)


def write(
    ax: Axes,
    x: float,
    y: float,
    text: str,
    *,
    size: Size = "page",
    points: float | None = None,
    colour: str = BLACK,
    bold: bool = False,
    italic: bool = False,
    ha: str = "center",
    va: str = "center",
    on_white: bool = False,
    rotation: float = 0.0,
    at: Any = None,
    zorder: float = 6,
    clip: bool = False,
) -> Text:
    """Text as it stands (no mathtext), in a font that has its letters; `at` is a transform, data by default."""
    shown = drawable(text)
    made = ax.text(
        x,
        y,
        shown,
        transform=at or ax.transData,
        fontsize=points or POINTS[size],
        color=colour,
        fontweight="bold" if bold else "normal",
        fontstyle="italic" if italic else "normal",
        fontfamily=families(shown),
        ha=ha,
        va=va,
        rotation=rotation,
        zorder=zorder,
        parse_math=False,
        usetex=False,
        clip_on=clip,
        linespacing=1.1,
    )
    if on_white:
        made.set_bbox({"facecolor": "white", "edgecolor": "none", "pad": 0.8, "alpha": 0.85})
    return made


def restyled(text: Text, size: Size, *, points: float | None = None, colour: str = BLACK) -> Text:
    """A text that matplotlib made, as `write` would have made it."""
    shown = drawable(text.get_text())
    text.set(
        text=shown,
        fontfamily=families(shown),
        fontsize=points or POINTS[size],
        color=colour,
        parse_math=False,
        usetex=False,
    )
    return text


def title(ax: Axes, text: str, size: Size = "page", *, share: float = 1.0) -> Text:
    """A title in words, flush left, wrapped to a share of the width of the axes."""
    points = TITLE * POINTS[size]
    ax.set_title(wrapped(text, int(share * sheet_width(ax) / (BOLD * points))), loc="left", pad=POINTS[size])
    made = ax._left_title if hasattr(ax, "_left_title") else ax.title
    made.set_fontweight("bold")
    return restyled(made, size, points=points)


def axis_words(ax: Axes, size: Size, *, x: str | None = None, y: str | None = None) -> None:
    """What the axes show, in words."""
    long = int(sheet_width(ax) / (WIDE * POINTS[size]))
    if x is not None:
        restyled(ax.xaxis.label, size).set_text(wrapped(x, long))
        restyled(ax.xaxis.label, size)
    if y is not None:
        restyled(ax.yaxis.label, size).set_text(wrapped(y, int(0.46 * 72 * INCHES[size][1] / (WIDE * POINTS[size]))))
        restyled(ax.yaxis.label, size)


def tick_words(ax: Axes, side: Literal["x", "y"], places: Sequence[float], words: Sequence[str], size: Size) -> None:
    """Words at places on an axis, instead of numbers."""
    axis = ax.xaxis if side == "x" else ax.yaxis
    axis.set_ticks(list(places), [drawable(word) for word in words])
    for label in axis.get_ticklabels():
        restyled(label, size)


def legend(
    ax: Axes,
    handles: Sequence[Artist],
    words: Sequence[str],
    size: Size,
    *,
    columns: int = 1,
    points: float | None = None,
) -> Legend:
    """A legend in words, below the axes."""
    shown = [wrapped(word, int(1.55 * sheet_width(ax) / columns / (points or POINTS[size]))) for word in words]
    options: dict[str, Any] = {"frameon": False, "ncols": columns, "handlelength": 2.2, "alignment": "left"}
    if not isinstance(ax, Picture):
        made = legend_under(ax, handles, shown, points or POINTS[size], columns)
        for text in made.get_texts():
            restyled(text, size, points=points)
        make_room(ax)
        return made
    sheet = sheet_of(ax)
    made = sheet.legend(list(handles), shown, loc="lower left", borderaxespad=0.2, **options)
    made.set_in_layout(False)
    for text in made.get_texts():
        restyled(text, size, points=points)
    tall = float(made.get_window_extent().height)
    if size == "page":  # a page has room below: the axes keep their height
        wide, high = sheet.get_size_inches()
        sheet.set_size_inches(wide, high + tall / sheet.dpi)
    sheet.keep(legend=tall / sheet.bbox.height)
    return made


def note(ax: Axes, text: str, size: Size = "page", *, points: float | None = None) -> Text:
    """Small print under everything: what was left out, what a mark means. One for each figure."""
    points = points or 0.9 * POINTS[size]
    if not isinstance(ax, Picture):
        shown = wrapped(text, int(sheet_width(ax) / (WIDE * points)))
        look: Any = {"points": points, "colour": GREY, "ha": "left", "va": "top"}
        made = write(ax, 0, 0, shown, size=size, at=under(ax), **look)
        made.set_gid(SMALL_PRINT)
        make_room(ax)
        return made
    sheet = sheet_of(ax)
    wide, high = 72 * sheet.get_size_inches()
    shown = wrapped(text, int(wide / (WIDE * points)))
    made = sheet.text(0.01, 0.01, shown, ha="left", va="bottom", linespacing=1.1)
    restyled(made, size, points=points, colour=GREY)
    made.set_in_layout(False)
    sheet.keep(small_print=0.01 + 1.3 * points * (1 + shown.count("\n")) / high)
    return made


def parameter_words(scenario: Scenario | None, name: str) -> str:
    """A parameter's name with its meaning and unit, as far as the scenario is at hand."""
    found = scenario.parameters.get(name) if scenario is not None else None
    if found is None:
        return name
    meaning = f": {found.meaning}" if found.meaning else ""
    return f"{name}{meaning}" + (f" ({found.unit})" if found.unit else "")
