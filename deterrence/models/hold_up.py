"""Hold-up: who must invest before it bargains invests too little."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from deterrence.models.arguments import frozen, numbers, together
from deterrence.models.origin import origin
from deterrence.models.points import PointResult
from deterrence.tables.provenance import Provenance

if TYPE_CHECKING:
    from deterrence.plot.drawing.style import Axes, Size

Array = npt.NDArray[np.float64]

SENSE = "the investor gains by no other investment (Nash equilibrium)"
COLUMNS = ("investment", "efficient", "surplus", "lost_share")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class HoldUp(PointResult):
    """What is invested and what would be efficient.

    `surplus` is the joint value net of the investment; `efficient_surplus`
    the largest; `lost_share` the part of that which hold-up destroys.
    """

    investment: Array
    efficient: Array
    surplus: Array
    efficient_surplus: Array
    lost_share: Array
    provenance: Provenance

    def plot(self, *, ax: Axes | None = None, size: Size = "page") -> Axes:
        """Draw investment and surplus beside what would be efficient."""
        from deterrence.plot.models.bargains import investment_bars

        return investment_bars(self, ax=ax, size=size)

    def _shown(self) -> tuple[str, tuple[str, ...]]:
        return SENSE, COLUMNS


def hold_up(productivity: npt.ArrayLike, *, share: npt.ArrayLike = 0.5) -> HoldUp:
    """One side invests in a joint project, then both divide its value, and the investment is sunk.

    An investment I makes the project worth ``2 theta sqrt(I)``. Together the
    partners would choose ``theta ** 2``; the investor, who will get only its
    share s in the bargain that follows, chooses ``s ** 2 theta ** 2``: at equal
    division a quarter. The joint surplus falls by the share ``(1 - s) ** 2``.

    What surprises is that the promise of an equal division does not help: it
    is the division *after* the money is spent that does the harm, and no
    agreement before it binds. Remedies change who owns what (s near 1) or who
    pays when.

    In a class: let the partner with the technology invest, and the partner
    with the money divide.

    Parameters
    ----------
    productivity
        theta > 0; in the square root of units of payoff.
    share
        s, the investor's part of what is divided, in [0, 1].

    Raises
    ------
    ArgumentError
        Not finite, out of bounds, or shapes that do not fit.

    References
    ----------
    B. Klein, R. G. Crawford and A. A. Alchian, "Vertical integration,
    appropriable rents, and the competitive contracting process", Journal of
    Law and Economics 21, 1978; S. J. Grossman and O. D. Hart, "The costs and
    benefits of ownership", Journal of Political Economy 94, 1986. This
    functional form and its solution are derived here.

    Examples
    --------
    >>> print(hold_up(2, share=[0.5, 1]))
    the investor gains by no other investment (Nash equilibrium)
    investment  efficient  surplus  lost share
             1          4        3        0.25
             4          4        4           0
    """
    given = {
        "productivity": numbers("productivity", productivity, above=0),
        "share": numbers("share", share, least=0, most=1),
    }
    theta, s = together(**given)
    return HoldUp(
        investment=frozen((s * theta) ** 2),
        efficient=frozen(theta**2),
        surplus=frozen(theta**2 * s * (2 - s)),
        efficient_surplus=frozen(theta**2),
        lost_share=frozen((1 - s) ** 2),
        provenance=origin("hold-up of an investment", given, SENSE),
    )
