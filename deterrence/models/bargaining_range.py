"""The bargaining range: why war is a puzzle, and what private knowledge of its cost does to the peace."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from deterrence.models.arguments import frozen, numbers, together
from deterrence.models.origin import origin, record
from deterrence.models.points import point_table
from deterrence.solvers.ties import TIE
from deterrence.tables.provenance import Provenance
from deterrence.tables.text import html_table, text_table

if TYPE_CHECKING:
    from deterrence.plot.drawing.style import Axes, Size

Array = npt.NDArray[np.float64]

RANGE_SENSE = "nobody gains by war (stability of the agreement)"
OFFER_SENSE = "the peace is on the equilibrium path (deterrence stability)"
RANGE_COLUMNS = ("least", "most", "width")
OFFER_COLUMNS = ("demand", "war", "payoff", "regret")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BargainingRange:
    """Side A's shares that both prefer to war: from `least` to `most`, ends included.

    They are not cut off at 0 and 1; `width` is the sum of the costs of war.
    """

    least: Array
    most: Array
    width: Array
    provenance: Provenance

    def contains(self, share: npt.ArrayLike) -> npt.NDArray[np.bool_]:
        """Whether neither side gains by war if A has this share, in [0, 1]; an indifferent side keeps the peace."""
        given = numbers("share", share, least=0, most=1)
        return np.asarray((given >= self.least - TIE) & (given <= self.most + TIE))

    def plot(self, *, ax: Axes | None = None, size: Size = "page") -> Axes:
        """Draw the shares that both sides prefer to war."""
        from deterrence.plot.models.bargains import war_range

        return war_range(self, ax=ax, size=size)

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return record(self)

    def __str__(self) -> str:
        return f"{RANGE_SENSE}\n{text_table(*point_table(self, RANGE_COLUMNS))}"

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return html_table(*point_table(self, RANGE_COLUMNS))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ScreeningDemand:
    """What A demands of a B whose cost of war it does not know.

    `demand` is A's share, `war` the probability that B refuses it and fights,
    `payoff` what A expects; `regret` is what A would gain by the best of the
    demands 0, p, 1 and 99 between p and 1.
    """

    demand: Array
    war: Array
    payoff: Array
    regret: Array
    provenance: Provenance

    def plot(self, *, ax: Axes | None = None, size: Size = "page") -> Axes:
        """Draw the demand, the risk of war and the payoff."""
        from deterrence.plot.models.bargains import demand_curves

        return demand_curves(self, ax=ax, size=size)

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return record(self)

    def __str__(self) -> str:
        return f"{OFFER_SENSE}\n{text_table(*point_table(self, OFFER_COLUMNS))}"

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return html_table(*point_table(self, OFFER_COLUMNS))


def bargaining_range(*, win: npt.ArrayLike, cost_a: npt.ArrayLike, cost_b: npt.ArrayLike) -> BargainingRange:
    """The divisions of a good of size 1 that two sides prefer to a war over it.

    A wins the war, and all of the good, with probability p, and the war costs
    A and B ``c_A`` and ``c_B``. A prefers any share of at least ``p - c_A`` and
    B leaves A any share of at most ``p + c_B``: as war costs something there
    always is a bargain that both prefer, whoever is stronger. That is the
    puzzle. War needs a reason why the bargain is not found (private knowledge,
    `screening_demand`) or not kept (`power_shift`), or a good that cannot
    be divided. Strength moves the range and leaves its width, the costs; so a
    change of power is no reason for war, but a status quo left outside the range
    is one for a demand.

    Parameters
    ----------
    win
        p, in [0, 1]; numbers or arrays that broadcast together.
    cost_a, cost_b
        At least 0, in units of the good.

    Raises
    ------
    ArgumentError
        Out of bounds, or shapes that do not fit together.

    References
    ----------
    J. D. Fearon, "Rationalist explanations for war", International
    Organization 49, 1995, pp. 379-414.

    Examples
    --------
    >>> found = bargaining_range(win=0.6, cost_a=0.1, cost_b=0.2)
    >>> print(found)
    nobody gains by war (stability of the agreement)
    least  most  width
      0.5   0.8    0.3
    >>> found.contains([0.4, 0.5, 0.7, 0.9]).tolist()
    [False, True, True, False]
    """
    given = {
        "win": numbers("win", win, least=0, most=1),
        "cost_a": numbers("cost_a", cost_a, least=0),
        "cost_b": numbers("cost_b", cost_b, least=0),
    }
    p, a, b = together(**given)
    return BargainingRange(
        least=frozen(p - a),
        most=frozen(p + b),
        width=frozen(a + b),
        provenance=origin("bargaining range", given, RANGE_SENSE),
    )


def screening_demand(*, win: npt.ArrayLike, cost: npt.ArrayLike, ceiling: npt.ArrayLike) -> ScreeningDemand:
    """What side A demands, once, of a side B whose cost of war is known to B only: a risk of war for a larger share.

    A's demand x leaves B ``1 - x``; B accepts if that is no less than war
    brings it, that is if its cost is at least ``x - p``. With costs uniform on
    [0, ceiling] A expects ``x`` with probability ``1 - (x - p) / ceiling`` and
    ``p - cost`` otherwise, which is greatest at
    ``x = p + (ceiling - cost) / 2``. There war follows with probability
    ``(ceiling - cost) / (2 ceiling)``.

    Although A knows that a bargain exists with every B, it risks war: never by
    more than a half, less the dearer war is to A itself, and not at all from
    ``cost = ceiling`` on, where A demands p, which nobody refuses. It is the
    range of what B might be, not B's cost, that makes the risk. As a share is at
    most 1, a strong A demands everything, ``x = 1``, where p exceeds
    ``1 - (ceiling - cost) / 2``, and the risk is smaller (this corner and its
    risk ``(1 - p) / ceiling`` are derived here, as are all formulas for the
    uniform distribution). In a class: deal B's costs out as cards.

    Parameters
    ----------
    win
        p, the probability that A wins, in [0, 1]; arrays broadcast together.
    cost
        A's cost of war, at least 0, in units of the good.
    ceiling
        The greatest cost that B may have; positive.

    Raises
    ------
    ArgumentError
        Out of bounds, or shapes that do not fit together.

    References
    ----------
    J. D. Fearon, "Rationalist explanations for war", International
    Organization 49, 1995, pp. 379-414, for the trade-off of risk and return.

    Examples
    --------
    >>> print(screening_demand(win=0.5, cost=[0, 0.1, 0.4], ceiling=0.4))
    the peace is on the equilibrium path (deterrence stability)
    demand    war  payoff  regret
       0.7    0.5     0.6       0
      0.65  0.375  0.5563       0
       0.5      0     0.5       0
    """
    given = {
        "win": numbers("win", win, least=0, most=1),
        "cost": numbers("cost", cost, least=0),
        "ceiling": numbers("ceiling", ceiling, above=0),
    }
    p, c, top = together(**given)
    raised = np.minimum(np.maximum(top - c, 0.0) / 2, 1 - p)
    payoff = _payoff(p + raised, p, c, top)
    best = np.maximum(_payoff(np.zeros_like(p), p, c, top), payoff)
    for part in np.linspace(0.0, 1.0, 101):
        best = np.maximum(best, _payoff(p + part * (1 - p), p, c, top))
    return ScreeningDemand(
        demand=frozen(p + raised),
        war=frozen(raised / top),
        payoff=frozen(payoff),
        regret=frozen(best - payoff),
        provenance=origin("demand under private costs of war", given, OFFER_SENSE),
    )


def _payoff(demand: Array, win: Array, cost: Array, ceiling: Array) -> Array:
    """What A expects of a demand, from B's best replies."""
    war = np.clip((demand - win) / ceiling, 0.0, 1.0)
    return np.asarray((1 - war) * demand + war * (win - cost))
