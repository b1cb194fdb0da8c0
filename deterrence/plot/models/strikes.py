"""First strikes: what going first and waiting cost, how defences change it, and when fear is enough."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes

from deterrence.plot.drawing.interval_bars import Bar, interval_bars
from deterrence.plot.drawing.marked_curves import Line, Mark, marked_curves
from deterrence.plot.drawing.style import Size
from deterrence.tables.text import number

if TYPE_CHECKING:
    from deterrence.models.defence_transition import DefenceTransition
    from deterrence.models.first_strike import FirstStrike
    from deterrence.models.multipolar_strike import MultipolarStrike
    from deterrence.models.reciprocal_fear import ReciprocalFear

INDEX = "first-strike stability index (1: no incentive to strike first)"
MOST_CURVES = 5


def strike_costs(found: FirstStrike, *, ax: Axes | None = None, size: Size = "page") -> Axes:
    """Draw each side's cost of striking first beside that of waiting to be struck.

    Parameters
    ----------
    found
        The answer of `first_strike_index`.
    ax, size
        Where to draw; see `deterrence.plot.drawing.style.new_axes`.

    Raises
    ------
    ArgumentError
        An unknown size.
    """
    ratios = ", ".join(number(float(ratio)) for ratio in found.ratio)
    shares = " and ".join(f"{100 * float(share):.3g} %" for share in found.counterforce_share)
    return interval_bars(
        [
            (f"side {name}", [Bar(value=float(found.first[k])), Bar(value=float(found.second[k]))])
            for k, name in enumerate(("one", "two"))
        ],
        heading=f"What striking first and waiting cost: index {number(found.index)}",
        x="cost: own damage, and a share of what the other has left",
        series=("striking first", "waiting to be struck"),
        small_print=[f"Ratios {ratios}: 1 is no incentive to strike first. Aimed at forces: {shares}."],
        ax=ax,
        size=size,
    )


def division_indices(found: MultipolarStrike, *, ax: Axes | None = None, size: Size = "page") -> Axes:
    """Draw the index of every division into two blocs, the least stable first; options as `strike_costs` has them."""
    order = sorted(range(len(found.indices)), key=lambda k: found.indices[k])
    rows = [
        (" + ".join(found.divisions[k][0]) + " against " + " + ".join(found.divisions[k][1]), found.indices[k])
        for k in order
    ]
    return interval_bars(
        [(name, [Bar(value=index)]) for name, index in rows],
        heading="First-strike stability of every division into two blocs",
        x=INDEX,
        line=(found.mean, f"mean {number(found.mean)}"),
        limits=(0.0, 1.0),
        what="divisions",
        ax=ax,
        size=size,
    )


def transition_curve(found: DefenceTransition, *, ax: Axes | None = None, size: Size = "page") -> Axes:
    """Draw the index while both sides build equal defences, and its dip; options as `strike_costs` has them."""
    ends = [(float(found.defence[k]), float(found.index[k])) for k in (0, -1)]
    marks = [Mark(at=(found.dip, found.least), words=f"dip: {number(found.least)} at {number(found.dip)}")]
    marks += [
        Mark(at=end, words=number(end[1]), filled=False) for end in ends if abs(end[0] - found.dip) > 1e-9 * ends[1][0]
    ]
    return marked_curves(
        [Line(x=found.defence, y=found.index, words="")],
        marks=marks,
        heading="First-strike stability while both sides build the same defence",
        x="defence of each side, in units of force stopped",
        y=INDEX,
        xlim=(0.0, ends[1][0]),
        ylim=(-0.03, 1.08),
        ax=ax,
        size=size,
    )


def fear_curves(found: ReciprocalFear, *, ax: Axes | None = None, size: Size = "page") -> Axes:
    """Draw a side's best reply over the probability that the other strikes, and the equilibria.

    As the sides are alike, equilibria lie on the diagonal. Up to five points
    are drawn. Options as `strike_costs` has them.
    """
    edges, names = np.atleast_1d(found.threshold).ravel(), np.atleast_1d(found.risk_dominant).ravel()
    shown = edges[:MOST_CURVES]
    one = len(shown) == 1
    lines = [
        Line(
            x=np.array([0.0, edge, edge, 1.0]),
            y=np.array([0.0, 0.0, 1.0, 1.0]),
            words="best reply" if one else f"point {k}: strike from {number(float(edge))} ({_dominant(str(names[k]))})",
        )
        for k, edge in enumerate(shown)
    ]
    lines.append(Line(x=np.array([0.0, 1.0]), y=np.array([0.0, 1.0]), words="both strike as often", plain=True))
    sure = ((0.0, "both wait"), (1.0, "both strike"))
    marks = [Mark(at=(p, p), words=words, kind="equilibrium") for p, words in sure]
    marks += [
        Mark(
            at=(float(edge), float(edge)),
            words=number(float(edge)),
            kind="equilibrium at the threshold",
            filled=False,
        )
        for edge in shown
    ]
    left = len(edges) - len(shown)
    told = [f"In the long run favoured (risk dominant): {_dominant(str(names[0]))}."] if one else []
    return marked_curves(
        lines,
        marks=marks,
        heading="Reciprocal fear: when a side strikes because the other might",
        x="probability that the other strikes",
        y="probability of striking that is a best reply",
        xlim=(-0.03, 1.03),
        ylim=(-0.12, 1.12),
        small_print=[*told, *([f"{left} further points are not shown."] if left else [])],
        ax=ax,
        size=size,
    )


def _dominant(name: str) -> str:
    return {"tie": "neither", "strike": "striking", "wait": "waiting"}[name]
