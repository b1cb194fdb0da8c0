"""What is said below a chart: the legend, and the small print."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.artist import Artist
from matplotlib.axes import Axes

from deterrence.plot.drawing.style import Size, legend, note

SHORT, MIDDLING = 20, 42  # letters that a legend of three columns, and of two, has room for
FEW = 5  # more words than these share two columns, whatever their length


def explained(
    ax: Axes, handles: Sequence[Artist], words: Sequence[str], size: Size, *, small_print: Sequence[str] = ()
) -> None:
    """Add a legend of as many columns as its words leave room for, and sentences of small print under it.

    >>> from matplotlib.patches import Patch
    >>> from deterrence.plot.drawing.style import new_axes
    >>> ax = new_axes(None, "page")
    >>> explained(ax, [Patch(), Patch()], ["war", "crisis"], "page", small_print=["Exact."])
    >>> [text.get_text() for text in ax.get_figure().texts]
    ['Exact.']
    """
    longest = max((len(word) for word in words), default=0)
    columns = 3 if longest <= SHORT else 2 if longest <= MIDDLING or len(words) > FEW else 1
    if words:
        legend(ax, handles, words, size, columns=columns)
    if small_print:
        note(ax, " ".join(small_print), size)
