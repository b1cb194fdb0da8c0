"""Power shift: a side in decline strikes while it can, because no bargain binds a rising side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from deterrence.errors import ArgumentError
from deterrence.models.arguments import frozen, numbers, together
from deterrence.models.origin import origin
from deterrence.models.points import PointResult
from deterrence.solvers.ties import tied
from deterrence.tables.provenance import Provenance

if TYPE_CHECKING:
    from deterrence.plot.drawing.style import Axes, Size

Array = npt.NDArray[np.float64]

SENSE = "the peace is on the equilibrium path (deterrence stability)"
COLUMNS = ("war", "missing", "win_later", "cost", "patience", "treaty")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class PowerShift(PointResult):
    """Whether a declining side attacks, and what would keep the peace, each with all else as it is.

    `missing` is what the declining side would have to be given on top of all
    that there is today, negative where less is enough: war if it is positive.
    `win_later` is the greatest strength of the rising side tomorrow that is
    bought off, `cost` the least cost of war that deters, `patience` the
    discount factor up to which there is peace (NaN where patience of any degree
    keeps it), and `treaty` the share of the rise that must be prevented, from
    0 to 1.
    """

    war: npt.NDArray[np.bool_]
    missing: Array
    win_later: Array
    cost: Array
    patience: Array
    treaty: Array
    provenance: Provenance

    def plot(self, *, ax: Axes | None = None, size: Size = "page") -> Axes:
        """Draw what the declining side lacks, and parameters against their thresholds."""
        from deterrence.plot.models.bargains import decline_story

        return decline_story(self, ax=ax, size=size)

    def _shown(self) -> tuple[str, tuple[str, ...]]:
        return SENSE, COLUMNS


def power_shift(
    *, win_now: npt.ArrayLike, win_later: npt.ArrayLike, cost: npt.ArrayLike, discount_factor: npt.ArrayLike
) -> PowerShift:
    """A declining side attacks today iff ``delta p2 - p1 > c (1 - delta) ** 2``.

    A good worth 1 a period is divided in every period. The rising side would
    win a war with probability ``p1`` today and ``p2`` from tomorrow on; who
    wins has the good for ever. A war costs the declining side c, once. From
    tomorrow on the rising side, which makes the offers, gives it no more than
    a war then would bring. So the most that the peace can be worth to it is all
    of the good today and its war value tomorrow::

        war today     (1 - p1) / (1 - delta) - c
        peace         1 + delta ((1 - p2) / (1 - delta) - c)

    and it fights if the first is more. Both sides lose by that: the rising side
    would gladly promise more for the time after, but nothing makes it keep the
    promise. The trouble is commitment, not greed and not ignorance.

    What surprises is that the shadow of the future, which helps cooperation
    elsewhere, brings this war: the more patient the sides, the more the loss of
    tomorrow outweighs what today has to offer. And the side that a treaty
    would limit may want the treaty most: only a slower rise, of up to
    ``p2 = (p1 + c (1 - delta) ** 2) / delta``, saves it from the war. In a class:
    ask which amendment restores the peace, and who proposes it.

    Parameters
    ----------
    win_now, win_later
        ``p1 <= p2``, in [0, 1]; numbers or arrays that broadcast together.
    cost
        c, at least 0, in units of the good of one period.
    discount_factor
        delta, at least 0 and below 1.

    Raises
    ------
    ArgumentError
        Out of bounds, a side that does not rise, or shapes that do not fit.

    Notes
    -----
    At a tie there is peace. `win_later` may exceed 1 and is infinite at delta
    = 0: then no rise brings war. `patience` is the lower root of
    ``c delta ** 2 - (2 c + p2) delta + c + p1``; it exists where ``p2 > p1``.

    References
    ----------
    J. D. Fearon, "Rationalist explanations for war", International
    Organization 49, 1995, pp. 379-414, for the problem and the argument; the
    condition for a cost that is paid once and all thresholds are derived here.

    Examples
    --------
    >>> print(power_shift(win_now=0.3, win_later=[0.7, 0.5], cost=0.2, discount_factor=0.6))
    the peace is on the equilibrium path (deterrence stability)
    war  missing  win later  cost  patience  treaty
    yes     0.22     0.5533  0.75       0.5  0.3667
    no     -0.08     0.5533     0    0.6492       0
    """
    given = {
        "win_now": numbers("win_now", win_now, least=0, most=1),
        "win_later": numbers("win_later", win_later, least=0, most=1),
        "cost": numbers("cost", cost, least=0),
        "discount_factor": numbers("discount_factor", discount_factor, least=0, below=1),
    }
    p, q, c, d = together(**given)
    if (p > q).any():
        raise ArgumentError("'win_later' must be at least 'win_now'", "name the other side as the rising one")
    temptation, restraint = d * q - p, c * (1 - d) ** 2
    with np.errstate(divide="ignore", invalid="ignore"):  # nobody waits, or nothing rises: put in below
        later = np.where(d > 0, (p + restraint) / d, np.inf)
        patience = 2 * (c + p) / (2 * c + q + np.sqrt(q**2 + 4 * c * (q - p)))
        treaty = np.where(q > later, (q - later) / (q - p), 0.0)
    return PowerShift(
        war=(temptation > restraint) & ~tied(temptation, restraint),
        missing=frozen((temptation - restraint) / (1 - d)),
        win_later=frozen(later),
        cost=frozen(np.maximum(temptation, 0.0) / (1 - d) ** 2),
        patience=frozen(np.where(q > p, patience, np.nan)),
        treaty=frozen(np.clip(treaty, 0.0, 1.0)),
        provenance=origin("power shift", given, SENSE),
    )
