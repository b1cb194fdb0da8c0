"""A crisis over a pawn whose worth to either side only that side knows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from deterrence.models.arguments import frozen, numbers, together
from deterrence.models.extended_deterrence import initiation_threshold, resistance_threshold
from deterrence.models.origin import origin, record
from deterrence.models.points import point_table
from deterrence.tables.provenance import Provenance
from deterrence.tables.text import html_table, text_table

if TYPE_CHECKING:
    from deterrence.plot.drawing.style import Axes, Size

Array = npt.NDArray[np.float64]

SENSE = "status quo on the equilibrium path; resistance a best reply when called"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PawnCrisis:
    """The equilibrium by cutoffs of a crisis over a pawn, over points.

    The defender resists at a worth of `resist_from` or more, the challenger
    initiates at `initiate_from` or more; `resistance` and `initiation` are how
    likely that is, `war` and `taken` how likely a war and a pawn taken
    without one are. `regret` is the largest gain of any kind of either side
    from the other act, computed from the payoffs.
    """

    resist_from: Array
    initiate_from: Array
    resistance: Array
    initiation: Array
    war: Array
    taken: Array
    regret: Array
    provenance: Provenance

    def plot(self, *, ax: Axes | None = None, size: Size = "page") -> Axes:
        """Draw how often the crisis begins, meets resistance and ends in war."""
        from deterrence.plot.models.threats import pawn_chances

        return pawn_chances(self, ax=ax, size=size)

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return record(self)

    def _table(self) -> tuple[tuple[str, ...], list[list[str]]]:
        return point_table(self, ("resist_from", "initiate_from", "resistance", "initiation", "war", "taken"))

    def __str__(self) -> str:
        return f"{SENSE}\n{text_table(*self._table())}"

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return html_table(*self._table())


def pawn_crisis(
    *,
    win: npt.ArrayLike,
    challenger_cost: npt.ArrayLike,
    defender_cost: npt.ArrayLike,
    tripwire: npt.ArrayLike = 0.0,
    challenger_most: npt.ArrayLike = 1.0,
    defender_most: npt.ArrayLike = 1.0,
) -> PawnCrisis:
    """A crisis over a pawn whose worth to each side only that side knows: uniform from 0 to a most.

    The challenger waits or initiates; the defender then resists or stands
    aside, as `resistance_threshold` has it; the challenger expects that and
    acts as `initiation_threshold` has it. At a cutoff, a tie of probability
    0, both acts are best replies.

    What surprises: a tripwire brings war before it brings peace. War becomes
    likelier as more defenders resist, and rarer only as fewer challengers
    attack, which may take a tripwire nearly as dear as the war. In a class:
    find the tripwire that makes war likeliest.

    Parameters
    ----------
    win, challenger_cost, defender_cost, tripwire
        As in `resistance_threshold` and `initiation_threshold`.
    challenger_most, defender_most
        The highest worth of the pawn to each side; positive.

    Raises
    ------
    ArgumentError
        A number out of its bounds, or shapes that do not fit.

    References
    ----------
    Derived here, inside the model family of Kilgour and Zagare 1994.

    Examples
    --------
    >>> print(pawn_crisis(win=0.4, challenger_cost=0.35, defender_cost=0.48, tripwire=[0.0, 0.18, 0.36, 0.48]))
    status quo on the equilibrium path; resistance a best reply when called
    resist from  initiate from  resistance  initiation     war    taken
            0.8        0.07955         0.2      0.9205  0.1841   0.7364
            0.5           0.25         0.5        0.75   0.375    0.375
            0.2         0.5385         0.8      0.4615  0.3692  0.09231
              0          0.875           1       0.125   0.125        0
    """
    resist_from = resistance_threshold(win=win, cost=defender_cost, tripwire=tripwire)
    w, kd, tau, kc, vc, vd, resist_from = together(
        win=numbers("win", win, least=0, below=1),
        defender_cost=numbers("defender_cost", defender_cost),
        tripwire=numbers("tripwire", tripwire),
        challenger_cost=numbers("challenger_cost", challenger_cost, least=0),
        challenger_most=numbers("challenger_most", challenger_most, above=0),
        defender_most=numbers("defender_most", defender_most, above=0),
        threshold=resist_from,
    )
    q = 1 - np.minimum(resist_from / vd, 1)
    initiate_from = initiation_threshold(resistance=q, win=w, cost=kc)
    initiation = 1 - np.minimum(initiate_from / vc, 1)
    gains = (
        _regret(lambda v: (1 - w) * v - kd + tau, resist_from, vd),
        _regret(lambda v: (1 - q) * v + q * (w * v - kc), initiate_from, vc),
    )
    parameters = {
        "win": win,
        "challenger_cost": challenger_cost,
        "defender_cost": defender_cost,
        "tripwire": tripwire,
        "challenger_most": challenger_most,
        "defender_most": defender_most,
    }
    return PawnCrisis(
        resist_from=frozen(resist_from),
        initiate_from=frozen(initiate_from),
        resistance=frozen(q),
        initiation=frozen(initiation),
        war=frozen(q * initiation),
        taken=frozen((1 - q) * initiation),
        regret=frozen(np.max(gains, axis=0)),
        provenance=origin("crisis over a pawn", parameters, SENSE),
    )


def _regret(gain: Callable[[Array], Array], cutoff: Array, most: Array) -> Array:
    """The largest gain from the other act over kinds from 0 to a most, acting from the cutoff on.

    `gain`, what acting brings more, rises with the kind in a straight line: it is largest among those who do not act at
    the cutoff, and least among those who act there too.
    """
    edge = np.minimum(cutoff, most)
    idle = np.where(edge > 0, np.maximum(gain(edge), 0), 0.0)
    acting = np.where(edge < most, np.maximum(-gain(edge), 0), 0.0)
    return np.asarray(np.maximum(idle, acting))
