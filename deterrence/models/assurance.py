"""Assurance: how much trust cooperation takes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from deterrence.errors import ArgumentError
from deterrence.models.arguments import frozen, numbers, together
from deterrence.models.origin import origin
from deterrence.models.points import PointResult
from deterrence.models.threshold import ratio_threshold
from deterrence.solvers.ties import tied
from deterrence.tables.provenance import Provenance

if TYPE_CHECKING:
    from deterrence.plot.drawing.style import Axes, Size

Array = npt.NDArray[np.float64]

SENSE = "cooperation is on the equilibrium path (Bayesian Nash equilibrium between trustworthy sides)"
COLUMNS = ("threshold", "possible", "mixed")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Assurance(PointResult):
    """The equilibria of the trust game.

    `threshold` is the least trust for cooperation and `possible` whether there
    is that much. `mixed` is the probability with which trustworthy sides
    cooperate in the third equilibrium, NaN without one. `regret` holds the
    largest gain from deviating in the profiles ``(cooperate, mixed, defect)``
    along the last axis: where it is more than 0 the profile is no equilibrium.
    """

    threshold: Array
    possible: npt.NDArray[np.bool_]
    mixed: Array
    regret: Array
    provenance: Provenance

    def plot(self, *, ax: Axes | None = None, size: Size = "page") -> Axes:
        """Draw how often sides cooperate in each equilibrium, and the least trust."""
        from deterrence.plot.models.threats import trust_equilibria

        return trust_equilibria(self, ax=ax, size=size)

    def _shown(self) -> tuple[str, tuple[str, ...]]:
        return SENSE, COLUMNS


def assurance(
    *,
    trust: npt.ArrayLike,
    mutual: npt.ArrayLike,
    exploiting: npt.ArrayLike,
    exploited: npt.ArrayLike,
    conflict: npt.ArrayLike,
) -> Assurance:
    """A stag hunt between sides that do not know whether the other is trustworthy.

    Each side is trustworthy with probability t, the other's trust. The
    untrustworthy defect whatever happens. A trustworthy side likes mutual
    cooperation best, but worst to be exploited, and cooperates with a side that
    does if it is trustworthy exactly from the trust
    ``(DD - CD) / ((CC - DC) + (DD - CD))`` on (at a tie it may). It is the
    ratio of what a let-down costs to that and what cooperation gains, so that
    little to gain or much to lose asks for much trust.

    What surprises: mistrust confirms itself. At every level of trust there is
    also the equilibrium in which all defect, so that two sides that both want
    cooperation, and know it nearly for sure, can fail; no fact about the other
    would help, only an expectation. Between the two is an equilibrium in which
    trustworthy sides cooperate with probability ``threshold / t``. In a class:
    deal a few untrustworthy cards and ask each side for its trust before it
    plays, then let them make gestures (`reassuring_steps`).

    Parameters
    ----------
    trust
        t, in [0, 1].
    mutual, exploiting, exploited, conflict
        CC, DC, CD and DD: payoffs to a trustworthy side if both cooperate, if it
        defects alone, cooperates alone, and if both defect;
        ``CC > DC`` and ``DD > CD``. Arrays broadcast together.

    Raises
    ------
    ArgumentError
        Payoffs in another order, out of bounds, or shapes that do not fit.

    References
    ----------
    A. H. Kydd, "Trust, reassurance, and cooperation", International
    Organization 54, 2000, pp. 325-357, and Trust and Mistrust in International
    Relations, Princeton University Press 2005, ch. 1.

    Examples
    --------
    >>> print(assurance(trust=[0.6, 0.8], mutual=4, exploiting=3, exploited=0, conflict=2))
    cooperation is on the equilibrium path (Bayesian Nash equilibrium between trustworthy sides)
    threshold  possible   mixed
       0.6667  no           nan
       0.6667  yes       0.8333
    """
    payoffs = {"mutual": mutual, "exploiting": exploiting, "exploited": exploited, "conflict": conflict}
    t, cc, dc, cd, dd = together(
        trust=numbers("trust", trust, least=0, most=1),
        **{name: numbers(name, value) for name, value in payoffs.items()},
    )
    if ((cc <= dc) | tied(cc, dc)).any():
        raise ArgumentError("'mutual' must be worth more than 'exploiting'", "otherwise nobody is trustworthy")
    if ((dd <= cd) | tied(dd, cd)).any():
        raise ArgumentError("'conflict' must be worth more than 'exploited'", "otherwise it takes no trust")
    edge = ratio_threshold(dd - cd, cc - dc)
    possible = (t > edge) | tied(t, edge)
    with np.errstate(divide="ignore"):  # without trust nobody mixes
        mixed = np.where(possible, np.minimum(edge / t, 1.0), np.nan)
    profiles = (np.ones_like(t), np.where(possible, mixed, 0.0), np.zeros_like(t))
    regret = np.stack([_regret(p, t, (cc, dc, cd, dd)) for p in profiles], axis=-1)
    regret[..., 1] = np.where(possible, regret[..., 1], np.nan)
    return Assurance(
        threshold=frozen(edge),
        possible=possible,
        mixed=frozen(mixed),
        regret=frozen(regret),
        provenance=origin("assurance", {"trust": trust, **payoffs}, SENSE),
    )


def _regret(p: Array, t: Array, payoffs: tuple[Array, ...]) -> Array:
    """What a trustworthy side gains by another action if trustworthy sides cooperate with probability p."""
    cc, dc, cd, dd = payoffs
    other = t * p
    cooperate, defect = other * cc + (1 - other) * cd, other * dc + (1 - other) * dd
    return np.asarray(np.maximum(cooperate, defect) - (p * cooperate + (1 - p) * defect))
