"""Coalition functions without what players are worth alone, so that only what they gain together is left."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from deterrence.coalitions.power import member_count
from deterrence.solvers.ties import TIE

Array = npt.NDArray[np.float64]

DIGITS = 13


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ZeroNormal:
    """A coalition function from which the worths of its players alone are subtracted.

    Attributes
    ----------
    alone
        What each player is worth alone.
    surplus
        What each coalition is worth beyond that, by bit mask; exactly 0 where
        it is no more than what rounding of the worths can make.
    scale
        The largest size of a surplus, 1 if there is none.
    grain
        The power of ten to which surpluses are rounded, since the worths
        cannot be told apart below it.
    """

    alone: Array
    surplus: Array
    scale: float
    grain: float

    @property
    def share(self) -> Array:
        """Surpluses in units of the largest."""
        return self.surplus / self.scale

    def exceeds(self, one: float, other: float) -> bool:
        """Whether one surplus is above another by more than a tie and more than rounding can make."""
        return one - other > max(TIE * max(1.0, abs(one), abs(other)), 2 * self.grain)

    def rounded(self, surplus: Array) -> Array:
        """Amounts of a surplus without the digits that their size cannot hold, nor the worths tell."""
        own = DIGITS - math.frexp(self.scale)[1] * 3 // 10
        return np.round(surplus, min(own, 3 - round(math.log10(self.grain))))

    def rounded_sum(self, gains: Array) -> Array:
        """What players get: what they have alone and a gain, without noise in the last digits."""
        size = float(np.abs(self.alone).max(initial=self.scale))
        return np.round(self.alone + gains, DIGITS + 1 - math.frexp(size)[1] * 3 // 10)


def zero_normal(worth: Array) -> ZeroNormal:
    """Subtract what players are worth alone, each difference rounded once.

    Parameters
    ----------
    worth
        By bit mask.

    Examples
    --------
    What three players add to each other is told apart although it is small beside what they have:

    >>> found = zero_normal(np.array([0.0, 1e6, 2e6, 3e6 + 1e-3, 0, 1e6, 2e6, 3e6 + 2e-3]))
    >>> found.surplus.tolist(), found.alone.tolist()
    ([0.0, 0.0, 0.0, 0.001, 0.0, 0.0, 0.0, 0.002], [1000000.0, 2000000.0, 0.0])
    """
    players = member_count(worth)
    alone = worth[1 << np.arange(players)]
    noise = players * float(np.finfo(float).eps) * float(np.abs(worth).max())
    digits = -math.ceil(math.log10(max(noise, 1e-290)))
    lots = alone.tolist()
    surplus = np.array(
        [
            math.fsum([value, *(-lots[k] for k in range(players) if mask >> k & 1)])
            for mask, value in enumerate(worth.tolist())
        ]
    )
    surplus = np.round(surplus, digits) + 0.0
    return ZeroNormal(alone=alone, surplus=surplus, scale=float(np.abs(surplus).max()) or 1.0, grain=10.0**-digits)
