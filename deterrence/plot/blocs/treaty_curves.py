"""Treaties by their size: what signing and staying out are worth, and which sizes hold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes

from deterrence.plot.drawing.marked_curves import Line, Mark, marked_curves
from deterrence.plot.drawing.style import Size

if TYPE_CHECKING:
    from deterrence.coalitions.treaty_size import TreatySizes


def treaty_curves(sizes: TreatySizes, *, ax: Axes | None = None, size: Size = "page") -> Axes:
    """Draw the payoffs of signatories and outsiders over the number of signatories, and mark the stable sizes.

    A signatory stays where its curve is not below the dashed one, which is
    what it would have as an outsider to the treaty without it.

    Parameters
    ----------
    sizes
        The answer of `stable_sizes`.
    ax, size
        Where to draw; see `deterrence.plot.drawing.style.new_axes`.

    Raises
    ------
    ArgumentError
        An unknown size.

    Examples
    --------
    >>> from deterrence import stable_sizes
    >>> from deterrence.coalitions.treaty_size import linear_quadratic_treaty
    >>> ax = treaty_curves(stable_sizes(*linear_quadratic_treaty(10)))
    >>> [text.get_text() for text in ax.texts]
    ['2', '3']
    """
    count = np.arange(len(sizes.signatory), dtype=float)
    few = len(count) <= 40
    lines = [
        Line(x=count[1:], y=sizes.signatory[1:], words="a signatory", marks=few),
        Line(x=count[:-1], y=sizes.outsider[:-1], words="an outsider", marks=few),
        Line(x=count[1:], y=sizes.outsider[:-1], words="a signatory that leaves", plain=True),
    ]
    words = _runs(sizes.stable)
    marks = [
        Mark(
            at=(float(k), float(sizes.signatory[k])),
            words=words.get(k, ""),
            kind="self-enforcing size" if k in sizes.strictly else "self-enforcing size, with a tie",
            filled=k in sizes.strictly,
        )
        for k in sizes.stable
    ]
    return marked_curves(
        lines,
        marks=marks,
        heading="Which sizes of a treaty enforce themselves",
        x="number of signatories",
        y="payoff",
        small_print=["Stable: no signatory gains by leaving, no outsider by joining."]
        if marks
        else ["No size from 1 on is stable."],
        ax=ax,
        size=size,
    )


def _runs(sizes: Sequence[int]) -> dict[int, str]:
    """What is written at sizes: of three and more in a row the first and the last, at the one in the middle."""
    runs: list[list[int]] = []
    for size in sizes:
        if runs and size == runs[-1][-1] + 1:
            runs[-1].append(size)
        else:
            runs.append([size])
    found: dict[int, str] = {}
    for run in runs:
        found |= {k: str(k) for k in run} if len(run) < 3 else {run[len(run) // 2]: f"{run[0]} to {run[-1]}"}
    return found
