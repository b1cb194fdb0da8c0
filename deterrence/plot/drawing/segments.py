"""Coloured stretches on lanes, each with its words where they fit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.patches import Patch, Rectangle

from deterrence.plot.drawing.labels import box_of, settle
from deterrence.plot.drawing.style import HATCHES, PALE, POINTS, REGIONS, Size, write

THICK = 0.76
EDGE = "#8A8A8A"
MIDDLE = "center_baseline"
PADDING = 2.0  # points between words and the ends of their stretch
NARROW = 0.35  # of a letter's height: no letter is narrower on average


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A stretch of a lane: where it is, what it says, and its look, a place in a cycle of colours and hatches.

    `key` is what it stands for: of all stretches with one key, one that is
    labelled is enough to read the others by.
    """

    lane: float
    start: float
    stop: float
    words: str
    look: int
    key: str

    @property
    def colour(self) -> str:
        """Pale grey for the first look, then pale colours that black text can be read on."""
        return PALE if self.look == 0 else REGIONS[(self.look - 1) % len(REGIONS)]

    @property
    def hatch(self) -> str:
        """None for the first look, so that the others can be told apart without colour."""
        return HATCHES[self.look % len(HATCHES)]


def draw_segments(ax: Axes, segments: Iterable[Segment], *, thick: float = THICK) -> None:
    """Draw the stretches, without their words."""
    for one in segments:
        ax.add_patch(
            Rectangle(
                (one.start, one.lane - thick / 2),
                one.stop - one.start,
                thick,
                facecolor=one.colour,
                hatch=one.hatch,
                edgecolor=EDGE,
                linewidth=0.5,
                zorder=3,
            )
        )


def label_segments(ax: Axes, segments: Sequence[Segment], *, size: Size = "page") -> list[Segment]:
    """Write the words of every stretch that is wide enough, and return one stretch of each key that none was for.

    The limits of the axes and whatever stands beside them must be final: the
    layout is settled here.
    """
    settle(ax)
    scale = ax.get_figure(root=True).dpi / 72  # type: ignore[union-attr]  # axes that are drawn on have a figure
    told: set[str] = set()
    untold: dict[str, Segment] = {}
    for one in segments:
        (left, low), (right, high) = ax.transData.transform([(one.start, one.lane), (one.stop, one.lane + THICK)])
        room, least = right - left - 2 * PADDING * scale, len(one.words) * NARROW * POINTS[size] * scale
        if least > room:
            untold.setdefault(one.key, one)
            continue
        text = write(
            ax, (one.start + one.stop) / 2, one.lane, one.words, size=size, va=MIDDLE, on_white=bool(one.hatch)
        )
        text.set_in_layout(False)
        box = box_of(text)
        if box.width <= room and box.height <= high - low:
            told.add(one.key)
        else:
            text.remove()
            untold.setdefault(one.key, one)
    return [one for key, one in untold.items() if key not in told]


def swatch(segment: Segment) -> Patch:
    """A sample of a stretch's look, for a legend."""
    return Patch(facecolor=segment.colour, hatch=segment.hatch, edgecolor=EDGE, linewidth=0.5)
