"""What is said below a chart: the legend, and the small print."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.transforms import ScaledTranslation

from deterrence.plot.drawing.style import POINTS, Picture, Size, axis_words, legend, note

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
    if not isinstance(ax, Picture):
        _below(ax, handles, words, size, columns, " ".join(small_print))
        return
    if words:
        legend(ax, handles, words, size, columns=columns)
    if small_print:
        note(ax, " ".join(small_print), size)


def _below(
    ax: Axes, handles: Sequence[Artist], words: Sequence[str], size: Size, columns: int, small_print: str
) -> None:
    """The same for axes that were given: small print after the words of the axis, and the legend below them."""
    lines = [line for line in (ax.get_xlabel(), small_print) if line]
    axis_words(ax, size, x="\n".join(lines))
    if words:
        made = legend(ax, handles, words, size, columns=columns)
        depth = (3 + 1.3 * ax.get_xlabel().count("\n") + 1.3 * bool(lines)) * POINTS[size] / 72
        below = ScaledTranslation(0, -depth, ax.get_figure(root=True).dpi_scale_trans)  # type: ignore[union-attr]  # it has a figure
        made.set_loc("upper left")
        made.set_bbox_to_anchor((0, 0), ax.transAxes + below)
