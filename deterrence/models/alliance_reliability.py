"""Whether an ally comes, whether its promise deters, and what its record in war tells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from deterrence.models.arguments import frozen, numbers, together
from deterrence.models.origin import origin
from deterrence.models.points import PointResult
from deterrence.solvers.ties import tied
from deterrence.tables.provenance import Provenance

if TYPE_CHECKING:
    from deterrence.plot.drawing.style import Axes, Size

Array = npt.NDArray[np.float64]

SENSE = "status quo on the equilibrium path: the target is not attacked"
COLUMNS = ("reliability", "resist_threshold", "deter_threshold", "outcome")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class AllianceReliability(PointResult):
    """What an alliance does to an attacker, by the ally's reliability.

    `reliability` is the probability that the ally comes. From
    `resist_threshold` on the target fights, from `deter_threshold` on the
    attacker prefers peace to a war with both; a threshold at or below 0 is
    always passed and one above 1 never. `outcome` is "peace", "war" or
    "surrender". `resist_honour` and `deter_honour` are the same thresholds in
    what breaking its promise costs the ally.
    """

    reliability: Array
    resist_threshold: Array
    deter_threshold: Array
    resist_honour: Array
    deter_honour: Array
    outcome: npt.NDArray[np.str_]
    provenance: Provenance

    def plot(self, *, ax: Axes | None = None, size: Size = "page") -> Axes:
        """Draw how reliable the ally is, against the thresholds."""
        from deterrence.plot.models.threats import ally_thresholds

        return ally_thresholds(self, ax=ax, size=size)

    def _shown(self) -> tuple[str, tuple[str, ...]]:
        return SENSE, COLUMNS


def alliance_reliability(
    *,
    strengthening: npt.ArrayLike,
    stake: npt.ArrayLike,
    honour: npt.ArrayLike,
    worst_cost: npt.ArrayLike,
    alone: npt.ArrayLike,
    home: npt.ArrayLike,
    target_cost: npt.ArrayLike,
    prize: npt.ArrayLike,
    attacker_cost: npt.ArrayLike,
) -> AllianceReliability:
    """Attacker, target and ally: who attacks, who resists, who comes.

    An attacker may attack a target, the target resists or gives in, and if it
    resists its ally comes or breaks its promise, at a cost of aid that only it
    knows, uniform from 0 to `worst_cost`. Coming pays the ally up to
    ``dp v_C + h``, so that it comes with probability
    ``rho = (dp v_C + h) / k_max``, cut off at 0 and 1. The target resists if
    ``(p0 + dp rho) v_B >= k_B``, and the attacker attacks who gives in, and
    who resists if ``(1 - p0 - dp rho) g_A > k_A``.

    What surprises: between the two thresholds in rho an alliance makes war
    *more* likely, as it emboldens the target and does not yet deter the
    attacker; and only there are allies put to the test (see
    `observed_reliability`).

    In a class: raise `honour` from 0 and watch surrender turn into war and war
    into peace.

    Parameters
    ----------
    strengthening
        dp, what aid adds to the target's chance of winning; positive.
    stake
        v_C >= 0, what the target's victory is worth to the ally.
    honour
        h, what breaking its promise costs the ally; any number, as an
        alliance may also be an embarrassment.
    worst_cost
        k_max > 0, the ally's greatest cost of aid.
    alone
        p0, the target's chance of winning alone; ``p0 + dp <= 1``.
    home, prize
        v_B and g_A, what target and attacker fight for; positive.
    target_cost, attacker_cost
        k_B and k_A, their costs of war; at least 0.

    Returns
    -------
    AllianceReliability
        At a tie the target resists and the attacker keeps the peace.

    Raises
    ------
    ArgumentError
        Not finite, out of bounds, or shapes that do not fit.

    References
    ----------
    A. Smith, "Alliance formation and war", International Studies Quarterly
    39, 1995, for the selection of unreliable alliances; the closed forms, of a
    reduced game, are derived here.

    Examples
    --------
    >>> print(alliance_reliability(strengthening=0.4, stake=0.5, honour=[0, 0.25, 0.4], worst_cost=1, alone=0.3,
    ...                            home=1, target_cost=0.4, prize=1, attacker_cost=0.5))
    status quo on the equilibrium path: the target is not attacked
    reliability  resist threshold  deter threshold  outcome
            0.2              0.25              0.5  surrender
           0.45              0.25              0.5  war
            0.6              0.25              0.5  peace
    """
    given = {
        "strengthening": numbers("strengthening", strengthening, above=0, most=1),
        "stake": numbers("stake", stake, least=0),
        "honour": numbers("honour", honour),
        "worst_cost": numbers("worst_cost", worst_cost, above=0),
        "alone": numbers("alone", alone, least=0, most=1),
        "home": numbers("home", home, above=0),
        "target_cost": numbers("target_cost", target_cost, least=0),
        "prize": numbers("prize", prize, above=0),
        "attacker_cost": numbers("attacker_cost", attacker_cost, least=0),
    }
    dp, stake_, h, worst, p0, v_b, k_b, g_a, k_a = together(**given)
    numbers("alone + strengthening", p0 + dp, most=1 + 1e-12)
    rho = np.clip((dp * stake_ + h) / worst, 0.0, 1.0)
    resist, deter = (k_b / v_b - p0) / dp, (1 - k_a / g_a - p0) / dp
    fights = (rho > resist) | tied(rho, resist)
    deterred = fights & ((rho > deter) | tied(rho, deter))
    return AllianceReliability(
        reliability=frozen(rho),
        resist_threshold=frozen(resist),
        deter_threshold=frozen(deter),
        resist_honour=frozen(worst * resist - dp * stake_),
        deter_honour=frozen(worst * deter - dp * stake_),
        outcome=np.where(deterred, "peace", np.where(fights, "war", "surrender")),
        provenance=origin("alliance with an ally that may not come", given, SENSE),
    )


def observed_reliability(
    resist_threshold: npt.ArrayLike, deter_threshold: npt.ArrayLike, *, least: float = 0.0, most: float = 1.0
) -> tuple[Array, Array]:
    """How often allies come in wars, and how often they would come where there is no war.

    Of alliances whose reliability is spread evenly from `least` to `most`,
    those between the two thresholds are fought over, and those above both
    deter and are never seen. The means are the middles of the two ranges
    (derived here), so what is seen lies below what is not: that allies in war
    kept their word in about three cases of four (Leeds 2003) is a lower bound for
    promises that deterred, if selection works like this.

    Parameters
    ----------
    resist_threshold, deter_threshold
        As found by `alliance_reliability`.
    least, most
        Range of reliabilities, within [0, 1].

    Returns
    -------
    tuple of ndarray
        Means in war and in peace; NaN where there is no such alliance.

    References
    ----------
    Smith 1995; B. A. Leeds, "Alliance reliability in times of war",
    International Organization 57, 2003.

    Examples
    --------
    >>> war, peace = observed_reliability(0.25, 0.5)
    >>> float(war), float(peace)
    (0.375, 0.75)
    """
    low = numbers("least", least, least=0, most=1, ndim=0)
    high = numbers("most", most, above=float(low), most=1, ndim=0)
    resist, deter = together(
        resist_threshold=numbers("resist_threshold", resist_threshold),
        deter_threshold=numbers("deter_threshold", deter_threshold),
    )
    begin, end = np.clip(resist, low, high), np.clip(np.maximum(resist, deter), low, high)
    war = np.where(end > begin, (begin + end) / 2, np.nan)
    peace = np.where(end < high, (end + high) / 2, np.nan)
    return war[()], peace[()]
