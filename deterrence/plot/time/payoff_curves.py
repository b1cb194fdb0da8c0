"""What a timeline is worth to each player, up to each date."""

from __future__ import annotations

from matplotlib.axes import Axes

from deterrence.errors import ArgumentError
from deterrence.plot.drawing.curves import draw_curve, draw_error, finish, looks
from deterrence.plot.drawing.style import GREY, Size, new_axes
from deterrence.plot.time.report_curves import Answer, small_print


def payoff_curves(answer: Answer, *, ax: Axes | None = None, size: Size = "page") -> Axes:
    """Draw every player's expected discounted payoff up to each date.

    Parameters
    ----------
    answer
        Of `simulate`, with two standard errors either way, or of `exact`.
    ax, size
        Where to draw; see `deterrence.plot.drawing.style.new_axes`.

    Raises
    ------
    ArgumentError
        The scenario has no payoffs; an unknown size.

    Examples
    --------
    >>> from deterrence import exact, load
    >>> ax = payoff_curves(exact(load("false-alarms")))
    >>> [text.get_text() for text in ax.get_figure().legends[0].get_texts()]
    ['warned', 'other']
    """
    if not answer.players:
        raise ArgumentError("the scenario has no payoffs to draw")
    axes, styles = new_axes(ax, size), looks(answer.players)
    handles, blurred = [], False
    for name in answer.players:
        curve = answer.payoff(name)
        handles.append(draw_curve(axes, curve.times, curve.value, styles[name]))
        blurred = draw_error(axes, curve, styles[name]) or blurred
    low, high = axes.get_ylim()
    if low < 0 < high:
        axes.axhline(0, color=GREY, linewidth=0.6, zorder=1)
    finish(
        axes,
        size,
        handles,
        list(answer.players),
        exact=None,
        small_print=small_print(answer, blurred),
        horizon=float(answer.times[-1]),
        unit=answer.unit,
        y="expected payoff up to each date, discounted",
        heading=f"{answer.provenance.scenario}: what it is worth in time",
    )
    return axes
