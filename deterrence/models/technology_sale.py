"""Selling parts or plans: whether a buyer comes to build its own."""

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

SENSE = "the buyer does not gain by building its own (stability of dependence)"
COLUMNS = ("sale", "copies_parts", "copies_plans", "fear_threshold", "fee_limit")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class TechnologySale(PointResult):
    """What a seller of technology sells, and what its buyer does with it.

    `sale` is "components" or "technology" (components at a tie); `components`
    and `technology` are the seller's worths of the two. `copies_parts` and
    `copies_plans` say whether the buyer builds its own with either in hand.
    `fear_threshold` is the least loss D from an independent buyer at which
    components are sold; it applies where plans are copied and parts are not,
    else NaN. `fee_limit` is what the technology is worth to the buyer.
    """

    sale: npt.NDArray[np.str_]
    components: Array
    technology: Array
    copies_parts: npt.NDArray[np.bool_]
    copies_plans: npt.NDArray[np.bool_]
    fear_threshold: Array
    fee_limit: Array
    provenance: Provenance

    def plot(self, *, ax: Axes | None = None, size: Size = "page") -> Axes:
        """Draw what selling parts and selling plans are worth."""
        from deterrence.plot.models.bargains import sale_worths

        return sale_worths(self, ax=ax, size=size)

    def _shown(self) -> tuple[str, tuple[str, ...]]:
        return SENSE, COLUMNS


def copy_patience_threshold(
    *, own: npt.ArrayLike, supplied: npt.ArrayLike, price: npt.ArrayLike, copy_cost: npt.ArrayLike
) -> Array:
    """The discount factor from which on a buyer stays dependent: ``1 - (V_dep - pi) / (V_own - K)``.

    A buyer that builds its own gets ``V_own - K`` at once; one that goes on
    being supplied gets V_dep - pi a period for ever. So it is the *impatient*
    that build: whoever counts on tomorrow's supply has less reason to. At the
    threshold they tie, and the buyer stays dependent. It is 0 or less where
    nobody builds, minus infinity where building is worth nothing.

    Parameters
    ----------
    own, copy_cost
        V_own, the worth of an own system, and K >= 0, its cost.
    supplied, price
        V_dep and pi, worth and price a period of a supplied one; ``pi <= V_dep``.

    Examples
    --------
    >>> copy_patience_threshold(own=10, supplied=1, price=0.4, copy_cost=[8, 3]).round(4).tolist()
    [0.7, 0.9143]
    """
    v, d, pi, k = together(
        own=numbers("own", own),
        supplied=numbers("supplied", supplied),
        price=numbers("price", price),
        copy_cost=numbers("copy_cost", copy_cost, least=0),
    )
    if (pi > d).any():
        raise ArgumentError("'price' must be at most 'supplied'", "otherwise nobody would be supplied")
    alone = v - k
    least = np.where(alone > 0, 1 - (d - pi) / np.where(alone > 0, alone, 1.0), -np.inf)
    return least[()]


def technology_sale(
    *,
    own: npt.ArrayLike,
    supplied: npt.ArrayLike,
    price: npt.ArrayLike,
    copy_parts: npt.ArrayLike,
    copy_plans: npt.ArrayLike,
    margin: npt.ArrayLike,
    fee: npt.ArrayLike,
    discount_factor: npt.ArrayLike,
    fear: npt.ArrayLike,
    independence: npt.ArrayLike,
    dependence: npt.ArrayLike,
) -> TechnologySale:
    """A seller supplies components for ever or the technology once; its buyer may build its own.

    The seller moves first. Components bring it a margin a period while the
    buyer depends on them; the technology brings a fee once and lowers the
    buyer's cost of copying from K_0 to K_1. A buyer builds its own if
    ``V_own - K > (V_dep - pi) / (1 - d)``, and an independent buyer costs the
    seller ``D l_own`` against ``D l_dep`` of a dependent one. Where the plans
    would be copied and the parts not, components are sold exactly from
    ``D* = (fee - margin / (1 - d)) / (l_own - l_dep)`` on.

    What surprises is who may safely be sold the technology: a buyer patient
    and well enough supplied not to use it. But then it has no reason to pay for
    it either: `fee_limit`, the worth of the technology to the buyer, is 0, and
    the fee, here taken as agreed, must be paid for reasons outside this model.

    In a class: who gains by a lower cost of copying, and who pays for it?

    Parameters
    ----------
    own, supplied, price
        As for `copy_patience_threshold`; ``V_own > V_dep``.
    copy_parts, copy_plans
        K_0 and K_1, costs of an own system with components alone and with the
        technology; ``0 <= K_1 <= K_0``.
    margin
        The seller's gain a period from components, at least 0.
    fee
        The price of the technology, at least 0.
    discount_factor
        d, of both, strictly between 0 and 1.
    fear
        D >= 0, the seller's loss from a fully independent buyer.
    independence, dependence
        l_own and l_dep, the shares of that loss; ``0 <= l_dep < l_own <= 1``.

    Raises
    ------
    ArgumentError
        Not finite, out of bounds or order, or shapes that do not fit.

    References
    ----------
    B. Klein, R. G. Crawford and A. A. Alchian, Journal of Law and Economics
    21, 1978, for hold-up; J. Levin, "Relational incentive contracts", American
    Economic Review 93, 2003, for relations that the future keeps up. Both
    thresholds are derived here.

    Examples
    --------
    >>> print(technology_sale(own=10, supplied=1, price=0.4, copy_parts=8, copy_plans=3, margin=0.3, fee=5,
    ...                       discount_factor=0.9, fear=[3, 6], independence=0.6, dependence=0.1))
    the buyer does not gain by building its own (stability of dependence)
    sale        copies parts  copies plans  fear threshold  fee limit
    technology  no            yes                        4          1
    components  no            yes                        4          1
    """
    given = {
        "own": numbers("own", own),
        "supplied": numbers("supplied", supplied),
        "price": numbers("price", price),
        "copy_parts": numbers("copy_parts", copy_parts, least=0),
        "copy_plans": numbers("copy_plans", copy_plans, least=0),
        "margin": numbers("margin", margin, least=0),
        "fee": numbers("fee", fee, least=0),
        "discount_factor": numbers("discount_factor", discount_factor, above=0, below=1),
        "fear": numbers("fear", fear, least=0),
        "independence": numbers("independence", independence, least=0, most=1),
        "dependence": numbers("dependence", dependence, least=0, most=1),
    }
    v, s, pi, k0, k1, m, f, d, fear_, l_own, l_dep = together(**given)
    _require_order(("price", pi), ("supplied", s), strict=False)
    _require_order(("supplied", s), ("own", v), strict=True)
    _require_order(("copy_plans", k1), ("copy_parts", k0), strict=False)
    _require_order(("dependence", l_dep), ("independence", l_own), strict=True)
    depend = (s - pi) / (1 - d)
    parts, plans = (((v - k > depend) & ~tied(v - k, depend)) for k in (k0, k1))
    components = np.where(parts, -fear_ * l_own, m / (1 - d) - fear_ * l_dep)
    technology = f - fear_ * np.where(plans, l_own, l_dep)
    sells_plans = (technology > components) & ~tied(technology, components)
    return TechnologySale(
        sale=np.where(sells_plans, "technology", "components"),
        components=frozen(components),
        technology=frozen(technology),
        copies_parts=parts,
        copies_plans=plans,
        fear_threshold=frozen(np.where(plans & ~parts, (f - m / (1 - d)) / (l_own - l_dep), np.nan)),
        fee_limit=frozen(np.maximum(v - k1, depend) - np.maximum(v - k0, depend)),
        provenance=origin("sale of components or technology", given, SENSE),
    )


def _require_order(low: tuple[str, Array], high: tuple[str, Array], *, strict: bool) -> None:
    if (low[1] >= high[1]).any() if strict else (low[1] > high[1]).any():
        raise ArgumentError(f"'{low[0]}' must be {'below' if strict else 'at most'} '{high[0]}'")
