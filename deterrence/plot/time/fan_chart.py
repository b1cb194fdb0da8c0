"""How far payoffs spread over time."""

from __future__ import annotations

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from deterrence.errors import ArgumentError, nearest
from deterrence.plot.drawing.curves import BAND, Look, draw_band, draw_curve, draw_exact, frame
from deterrence.plot.drawing.explained import explained
from deterrence.plot.drawing.style import GREY, LINES, Size, new_axes, player_colours
from deterrence.timeline.histories.ensemble import Ensemble
from deterrence.timeline.law.exact_answer import ExactAnswer

OUTER, INNER = (0.05, 0.95), (0.25, 0.75)
SAMPLES = 3


def fan_chart(
    ensemble: Ensemble,
    player: str | None = None,
    *,
    exact: ExactAnswer | None = None,
    ax: Axes | None = None,
    size: Size = "page",
) -> Axes:
    """Draw how a player's discounted payoff up to each date is spread over histories.

    Bands hold the middle 90 and 50 per cent of the histories, the thick line
    is the median; three thin lines are the histories 0, 1 and 2.

    Parameters
    ----------
    ensemble
        The answer of `simulate`.
    player
        Whose payoff; the first player's by default.
    exact
        The answer of `exact`, whose mean is drawn over it.
    ax, size
        Where to draw; see `deterrence.plot.drawing.style.new_axes`.

    Raises
    ------
    ArgumentError
        The scenario has no payoffs, an unknown player or an unknown size.

    Examples
    --------
    >>> from deterrence import load, simulate
    >>> ax = fan_chart(simulate(load("false-alarms"), replications=100, seed=1), "other")
    >>> ax.get_title(loc="left")
    'False alarms: payoff of The other side'
    """
    who = _player(ensemble, player)
    label = ensemble.table.scenario.players[who].label
    axes, times = new_axes(ax, size), ensemble.times
    look = Look(colour=player_colours(ensemble.players)[who], line="-", marker="")
    spread, paths = ensemble.quantiles[who], ensemble.paths(who)
    handles: list[Artist] = []
    for low, high in (OUTER, INNER):
        draw_band(axes, times, spread[low], spread[high], look)
        for edge in (low, high):
            axes.plot(times, spread[edge], color=look.colour, linewidth=0.4, zorder=2)
    handles += [Patch(facecolor=look.colour, alpha=BAND), Patch(facecolor=look.colour, alpha=1 - (1 - BAND) ** 2)]
    handles.append(draw_curve(axes, times, spread[0.5], look, marks=False))
    words = ["middle 90 % of histories", "middle 50 % of histories", "median"]
    for place in np.flatnonzero(~np.isnan(paths[:SAMPLES]).any(axis=1)):
        (line,) = axes.plot(times, paths[place], color=GREY, linewidth=0.9, linestyle=LINES[1 + place], zorder=3)
        handles, words = [*handles, line], [*words, f"history {place}"]
    if exact is not None:
        curve = exact.payoff(who)
        handles, words = [*handles, draw_exact(axes, curve.times, curve.value)], [*words, "mean, exact"]
    _zero(axes)
    frame(
        axes,
        size,
        horizon=float(times[-1]),
        unit=ensemble.unit,
        y=f"payoff of {label} up to each date, discounted",
        heading=f"{ensemble.provenance.scenario}: payoff of {label}",
    )
    explained(axes, handles, words, size, small_print=_small_print(ensemble, paths))
    return axes


def _player(ensemble: Ensemble, player: str | None) -> str:
    if not ensemble.players:
        raise ArgumentError("the scenario has no payoffs to draw")
    if player is not None and player not in ensemble.players:
        raise ArgumentError(
            f"unknown player '{player}'", nearest(player, ensemble.players) or ", ".join(ensemble.players)
        )
    return player or ensemble.players[0]


def _zero(ax: Axes) -> None:
    low, high = ax.get_ylim()
    if low < 0 < high:
        ax.axhline(0, color=GREY, linewidth=0.6, zorder=1)


def _small_print(ensemble: Ensemble, paths: np.ndarray[tuple[int, int], np.dtype[np.float64]]) -> list[str]:
    kept = int((~np.isnan(paths).any(axis=1)).sum())
    failed = f" {ensemble.failed:,} histories failed and are left out." if ensemble.failed else ""
    return [f"From {kept:,} histories, seed {ensemble.seed}.{failed}"]
