"""Sheets as high as what they show needs."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.transforms import blended_transform_factory

from deterrence.plot.drawing.labels import settle
from deterrence.plot.drawing.style import Picture, sheet_of

AMPLE = 6.0  # inches, enough for any title, legend and small print until their height is known
MARGIN = 0.01


def set_height(ax: Axes, inches: float) -> None:
    """Make a sheet so high that its axes are, with the title at its left; axes that were given stay as they are.

    Title, legend and small print must be there already; the width stays. The
    names beside bars can be so wide that a title over the bars alone has no room.

    >>> from deterrence.plot.drawing.style import new_axes
    >>> ax = new_axes(None, "page")
    >>> set_height(ax, 5.0)
    >>> sheet = ax.get_figure()
    >>> sheet.draw_without_rendering()
    >>> round(float(ax.get_window_extent().height / sheet.dpi), 1)
    5.0
    """
    if not isinstance(ax, Picture):
        return
    settle(ax)
    sheet = sheet_of(ax)
    wide, old = sheet.get_size_inches()
    new = old + inches - ax.get_window_extent().height / sheet.dpi
    small_print, legend = (share * old / new for share in sheet.kept)
    for text in sheet.texts:
        text.set_y(text.get_position()[1] * old / new)
    sheet.set_size_inches(wide, new)
    sheet.keep(small_print=small_print, legend=legend)
    heading = ax._left_title if hasattr(ax, "_left_title") else ax.title
    lift = ax.titleOffsetTrans  # type: ignore[attr-defined]  # the stubs lack it
    heading.set_transform(blended_transform_factory(sheet.transFigure, ax.transAxes) + lift)
    heading.set_x(MARGIN)
