"""In which share of a box of parameters a state is stable, with its interval."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from matplotlib.axes import Axes

from deterrence.conflict_graph.concepts import NAMES
from deterrence.errors import ArgumentError
from deterrence.plot.drawing.interval_bars import Bar, interval_bars
from deterrence.plot.drawing.style import Size

if TYPE_CHECKING:
    from deterrence.conflict_graph.share import StableShare


def stable_share_bars(shares: Sequence[StableShare], *, ax: Axes | None = None, size: Size = "page") -> Axes:
    """Draw shares of one state beside one another, a row for each concept and set of players.

    Parameters
    ----------
    shares
        Answers of `stable_share` about one state.
    ax, size
        Where to draw; see `deterrence.plot.drawing.style.new_axes`.

    Raises
    ------
    ArgumentError
        None, or of different states; an unknown size.

    Examples
    --------
    >>> from deterrence import load, stable_share
    >>> deal = load("technology-for-money")
    >>> found = [stable_share(deal, concept=name, player="us", draws=500) for name in ("nash", "gmr")]
    >>> [label.get_text() for label in stable_share_bars(found).get_yticklabels()]
    ['Nash stability (R), us', 'general metarationality (GMR), us']
    """
    if not shares:
        raise ArgumentError("there is no share to draw")
    if any(one.state != shares[0].state for one in shares):
        raise ArgumentError("these are shares of different states", f"the first is {shares[0].words}")
    rows = []
    for one in shares:
        said = "no answer" if one.share != one.share else f"{100 * one.share:.3g} %"
        rows.append(
            (
                f"{NAMES[one.concept]}, {', '.join(one.players)}",
                [Bar(value=one.share, words=said, interval=one.interval)],
            )
        )
    least, most = (limit(one.draws for one in shares) for limit in (min, max))
    draws = f"{most:,}" if least == most else f"{least:,} to {most:,}"
    missing = sum(one.undefined for one in shares)
    told = [f"{draws} draws."] + [f"{missing:,} draws without an answer are left out."] * bool(missing)
    return interval_bars(
        rows,
        heading=f"How often {shares[0].words} is stable",
        x="share of the parameters' box",
        interval="95 % interval",
        limits=(0.0, 1.0),
        small_print=told,
        what="concepts",
        ax=ax,
        size=size,
    )
