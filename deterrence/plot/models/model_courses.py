"""Models that run: rounds of a reputation, postures over time, a crisis before audiences, populations, a truel."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from deterrence.plot.drawing.interval_bars import Bar, interval_bars
from deterrence.plot.drawing.marked_curves import Line, Mark, marked_curves
from deterrence.plot.drawing.style import Size
from deterrence.plot.models.model_pictures import Story, draw_story
from deterrence.tables.text import number

if TYPE_CHECKING:
    from deterrence.models.audience_costs import AudienceCrisis
    from deterrence.models.posture_chain import PostureChain
    from deterrence.models.reputation import Reputation

STEPS = 121
FEW = 25
AIR = 0.04


def reputation_rounds(found: Reputation, *, ax: Axes | None = None, size: Size = "page") -> Axes:
    """Draw reputation, entry and fights round by round to the last, and from when on entrants try.

    Parameters
    ----------
    found
        The answer of `reputation`.
    ax, size
        Where to draw; see `deterrence.plot.drawing.style.new_axes`.

    Raises
    ------
    ArgumentError
        An unknown size.

    Examples
    --------
    >>> from deterrence.models.reputation import reputation
    >>> ax = reputation_rounds(reputation(5, doubt=0.1, gain=0.5, monopoly=2))
    >>> bool(ax.xaxis_inverted())
    True
    """
    doubt, gain = (float(found.provenance.given[name]) for name in ("doubt", "gain"))
    left = found.rounds_left
    depth = float(np.log(doubt) / np.log(gain)) if doubt > 0 else np.inf
    seen = 1 <= depth <= len(left)
    named = {
        "reputation: probability that the incumbent is tough": found.reputation,
        "an entrant comes in": found.entry,
        "a weak incumbent fights it": found.fight,
    }
    told = [f"All rounds are worth {number(float(found.worth[0]))} to a weak incumbent."]
    words = "probability, while all who came in were fought"
    if len(left) == 1:
        rows = [(name, [Bar(value=float(values[0]))]) for name, values in named.items()]
        return interval_bars(rows, heading=_doubt(doubt, depth, 1), x=words, small_print=told, ax=ax, size=size)
    axes = marked_curves(
        [Line(x=left, y=values, words=name, marks=len(left) <= FEW) for name, values in named.items()],
        heading=_doubt(doubt, depth, len(left)),
        x="rounds left, this one included",
        y=words,
        verticals=[(depth, f"entrants try with fewer than {number(depth)} rounds left")] if seen else (),
        xlim=(float(left[0]) + 0.3, 0.7),
        ylim=(-AIR, 1 + AIR),
        small_print=told,
        ax=ax,
        size=size,
    )
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    return axes


def _doubt(doubt: float, depth: float, rounds: int) -> str:
    if doubt == 0:
        return "A chain store without doubt: everybody comes in"
    if depth < 1:
        return "So much doubt that nobody comes in"
    if depth > rounds:
        return "A chain store with too little doubt for so few rounds"
    return "A little doubt keeps entrants out until near the end"


def posture_curves(found: PostureChain, *, ax: Axes | None = None, size: Size = "page") -> Axes:
    """Draw the probability of each posture and of an accident over time, or bars at a single time.

    Options as `reputation_rounds` has them.
    """
    heading = "Postures over time, and an accident by then"
    told = [
        f"Mean time to an accident: {number(found.mean_time) if np.isfinite(found.mean_time) else 'it may never come'}."
        f" Hazard in the long run: {number(found.long_run_rate)}."
    ]
    parts = {name: found.occupancy[:, k] for k, name in enumerate(found.postures)}
    if len(found.times) == 1:
        rows = [(name, [Bar(value=float(values[0]))]) for name, values in parts.items()]
        return interval_bars(
            [*rows, ("accident", [Bar(value=float(found.accident[0]))])],
            heading=f"{heading}, at time {number(float(found.times[0]))}",
            x="probability",
            small_print=told,
            what="postures",
            ax=ax,
            size=size,
        )
    order = np.argsort(found.times, kind="stable")
    times = found.times[order]
    few = len(times) <= FEW
    lines = [Line(x=times, y=values[order], words=name, marks=few) for name, values in parts.items()]
    lines.append(Line(x=times, y=found.accident[order], words="an accident by then", marks=few))
    inside = times[0] <= found.mean_time <= times[-1]
    return marked_curves(
        lines,
        heading=heading,
        x="time, in the unit of the rates",
        y="probability",
        verticals=[(found.mean_time, f"mean time to an accident {number(found.mean_time)}")] if inside else (),
        ylim=(-AIR, 1 + AIR),
        small_print=told,
        ax=ax,
        size=size,
    )


def standing_curves(found: AudienceCrisis, *, ax: Axes | None = None, size: Size = "page") -> Axes:
    """Draw who still stands as a crisis with audience costs goes on; over several points, war and concessions.

    Options as `reputation_rounds` has them.
    """
    if found.war.size > 1:
        return _audience_points(found, ax, size)
    horizon, war = float(found.horizon.flat[0]), float(found.war.flat[0])
    times = np.linspace(0.0, horizon, STEPS)
    stand = np.stack([found.standing(np.full(found.horizon.shape, time)).reshape(2) for time in times], axis=1)
    return marked_curves(
        [Line(x=times, y=stand[k], words=f"side {side} still stands") for k, side in enumerate(("one", "two"))],
        marks=[
            Mark(
                at=(horizon, float(1 - found.backs_down.reshape(2)[k])),
                words=number(float(1 - found.backs_down.reshape(2)[k])),
            )
            for k in range(2)
        ],
        heading=f"A crisis before audiences: war with probability {number(war)}",
        x="time since the crisis began, which is what backing down costs per unit of audience",
        y="probability",
        xlim=(-0.02 * horizon, 1.12 * horizon),
        ylim=(-AIR, 1 + 2 * AIR),
        verticals=[(horizon, f"horizon {number(horizon)}: nobody is left who would back down")],
        small_print=[
            f"At once concede: side one with {number(float(found.concedes.flat[0]))}, side two with"
            f" {number(float(found.concedes.reshape(2)[1]))}. Marked: who would fight."
        ],
        ax=ax,
        size=size,
    )


def _audience_points(found: AudienceCrisis, ax: Axes | None, size: Size) -> Axes:
    given = {
        f"{name} of side {side}": values[k]
        for name, values in (("audience cost", found.audience), ("prize", found.prize), ("worst war", found.worst_war))
        for k, side in enumerate(("one", "two"))
    }
    story = Story(
        given=given,
        curves={
            "war": found.war,
            "side one concedes at once": found.concedes[0],
            "side two concedes at once": found.concedes[1],
        },
        heading="A crisis before audiences: war and concessions",
        y="probability",
    )
    return draw_story(story, ax=ax, size=size)
