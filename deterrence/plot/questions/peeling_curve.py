"""The search behind a box: density against coverage."""

from __future__ import annotations

import numpy as np
from matplotlib import colormaps
from matplotlib.artist import Artist
from matplotlib.axes import Axes

from deterrence.analysis.discovery import Discovery
from deterrence.errors import ArgumentError
from deterrence.plot.drawing.explained import explained
from deterrence.plot.drawing.style import (
    BLACK,
    GREY,
    LEVELS,
    MARKERS,
    Size,
    axis_words,
    new_axes,
    title,
)


def peeling_curve(discovery: Discovery, *, cover: int = 0, ax: Axes | None = None, size: Size = "page") -> Axes:
    """Draw how pure every box of a search is, against how much of the failures it holds.

    The search starts at the right, with everything, and peels; the ring is
    the knee, the star the box that is suggested in the end, and the hollow star
    the same box on draws that the search has not seen.

    Parameters
    ----------
    discovery
        The answer of `discover`.
    cover
        Which of its trajectories; 0 is that behind the first box.
    ax, size
        Where to draw; see `deterrence.plot.drawing.style.new_axes`.

    Raises
    ------
    ArgumentError
        There is no such trajectory, or an unknown size.

    Examples
    --------
    >>> from deterrence import discover, load
    >>> ax = peeling_curve(discover(load("technology-for-money"), "treaty != keep", draws=2_000))
    >>> ax.get_xlabel()
    'coverage: share of all failures that lie in the box'
    """
    if not discovery.trajectories:
        raise ArgumentError("no box was searched for", "; ".join(discovery.sentences()))
    if not 0 <= cover < len(discovery.trajectories):
        raise ArgumentError(f"there is no trajectory {cover}", f"there are {len(discovery.trajectories)}, from 0")
    axes, path = new_axes(ax, size), discovery.trajectories[cover]
    axes.plot(path.coverage, path.density, color=GREY, linewidth=0.8, zorder=2)
    numbers = np.unique(path.restricted).tolist()
    handles: list[Artist] = []
    for place, number in enumerate(numbers):
        chosen = path.restricted == number
        colour = colormaps[LEVELS](place / max(1, len(numbers) - 1) * 0.9)
        marker = MARKERS[place % len(MARKERS)]
        handles += axes.plot(path.coverage[chosen], path.density[chosen], marker, color=colour, markersize=5, zorder=3)
    words = [f"{number} parameter{'s' * (number != 1)} restricted" if number else "everything" for number in numbers]
    knee = path.boxes[path.suggested]
    handles += axes.plot([knee.coverage], [knee.density], "o", color="none", markeredgecolor=BLACK, markersize=11)
    words.append("knee")
    if cover < len(discovery.boxes):
        box = discovery.boxes[cover]
        for where, face, word in (
            ((box.coverage, box.density), BLACK, "suggested box"),
            ((box.fresh_coverage, box.fresh_density), "white", "the same on fresh draws"),
        ):
            handles += axes.plot(
                *([part] for part in where), "*", color=face, markeredgecolor=BLACK, markersize=11, zorder=4
            )
            words.append(word)
    axes.set_xlim(0, 1.03)
    axes.set_ylim(0, 1.03)
    title(axes, f"Search for where it fails: {discovery.failure}", size)
    axis_words(
        axes,
        size,
        x="coverage: share of all failures that lie in the box",
        y="density: share of the box's draws that fail",
    )
    told = f"{len(path.boxes)} boxes; {100 * discovery.share:.3g} % of all draws fail."
    explained(axes, handles, words, size, small_print=[told])
    return axes
