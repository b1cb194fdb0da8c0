"""Where lenses disagree: for every lens and player whether it keeps to a state, with the margin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.axes import Axes

from deterrence.plot.drawing.cell_matrix import Cell, cell_matrix
from deterrence.plot.drawing.style import Size

if TYPE_CHECKING:
    from deterrence.analysis.disagreement import Disagreement

LOOKS = {True: 0, False: 1, None: 2}
KEY = ((0, "keeps to it"), (1, "leaves"), (2, "it depends"))


def lens_matrix(found: Disagreement, *, ax: Axes | None = None, size: Size = "page") -> Axes:
    """Draw what each lens says of each player; bold where it differs from the first lens.

    Parameters
    ----------
    found
        The answer of `disagreement`.
    ax, size
        Where to draw; see `deterrence.plot.drawing.style.new_axes`.

    Raises
    ------
    ArgumentError
        An unknown size.

    Examples
    --------
    >>> from deterrence import disagreement, load
    >>> ax = lens_matrix(disagreement(load("treaty")))
    >>> len(ax.patches) == len(disagreement(load("treaty")).views) * 2
    True
    """
    players = list(found.header()[1:])
    cells = [
        [
            Cell(words=said, look=LOOKS[view.keeps[player]], bold=view.keeps[player] != found.views[0].keeps[player])
            for player, said in zip(players, row[1:], strict=True)
        ]
        for view, row in zip(found.views, found.rows(), strict=True)
    ]
    told = "All lenses agree." if found.agrees else "Bold: differs from the first lens. In brackets: margins."
    return cell_matrix(
        cells,
        rows=[view.name for view in found.views],
        columns=players,
        heading=found.question(),
        key=KEY,
        small_print=[told],
        ax=ax,
        size=size,
    )
