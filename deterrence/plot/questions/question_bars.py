"""Where a class stumbles: the share of sheets that are right, by question."""

from __future__ import annotations

from collections.abc import Mapping

from matplotlib.axes import Axes

from deterrence.plot.drawing.interval_bars import Bar, interval_bars
from deterrence.plot.drawing.style import Size


def question_bars(
    right: Mapping[str, tuple[int, int]],
    *,
    always: int = 0,
    unmarked: int = 0,
    ax: Axes | None = None,
    size: Size = "page",
) -> Axes:
    """Draw the share of sheets right by question, the most missed first.

    Parameters
    ----------
    right
        Question to how many sheets are right, and how many were asked it.
    always
        How many further questions are right on every sheet.
    unmarked
        How many sheets could not be marked.
    ax, size
        Where to draw; see `deterrence.plot.drawing.style.new_axes`.

    Raises
    ------
    ArgumentError
        An unknown size.

    Examples
    --------
    >>> ax = question_bars({"easy": (9, 10), "hard": (2, 10)})
    >>> [label.get_text() for label in ax.get_yticklabels()], [text.get_text() for text in ax.texts]
    (['hard', 'easy'], ['2 of 10', '9 of 10'])
    """
    order = sorted(right, key=lambda name: right[name][0] / right[name][1])
    told = [f"Right on every sheet: {always} more."] if always else []
    if unmarked:
        told.append(f"Not marked, and left out: {unmarked}.")
    return interval_bars(
        [(name, [Bar(value=right[name][0] / right[name][1], words="{} of {}".format(*right[name]))]) for name in order],
        heading="Where the class stumbles: sheets right by question, most missed first",
        x="share of sheets that are right",
        limits=(0.0, 1.0),
        small_print=told,
        nothing="Every question is right on every sheet." if always else "No sheet was marked.",
        what="questions",
        ax=ax,
        size=size,
    )
