"""Preventive war: investing in a shift of power that may be seen, and striking on suspicion."""

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

SENSE = "status quo on the equilibrium path: nobody invests and nobody strikes"
COLUMNS = ("kind", "invest", "blind_strike", "war", "mistaken_war", "detection_threshold")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class PreventiveWar(PointResult):
    """How often a rising side invests, and how often the other strikes.

    `kind` is "peace", "mixture" or "unopposed" (the investment is made and
    never struck). `invest` is the probability of the investment,
    `blind_strike` that of a strike without having seen anything,
    `strike_belief` the belief from which on a blind strike pays. `war` is the
    probability of a strike, `mistaken_war` that of one although nothing was
    invested. From `detection_threshold` on there is peace. The regrets are
    what either side could gain by another action, from the payoffs.
    """

    kind: npt.NDArray[np.str_]
    invest: Array
    blind_strike: Array
    strike_belief: Array
    war: Array
    mistaken_war: Array
    detection_threshold: Array
    investor_regret: Array
    striker_regret: Array
    provenance: Provenance

    def plot(self, *, ax: Axes | None = None, size: Size = "page") -> Axes:
        """Draw how often there are investments and strikes."""
        from deterrence.plot.models.threats import investment_chances

        return investment_chances(self, ax=ax, size=size)

    def _shown(self) -> tuple[str, tuple[str, ...]]:
        return SENSE, COLUMNS


def preventive_war(
    *,
    investment: npt.ArrayLike,
    strike_cost: npt.ArrayLike,
    shift: npt.ArrayLike,
    discount_factor: npt.ArrayLike,
    detection: npt.ArrayLike,
    strike_loss: npt.ArrayLike = 0.0,
) -> PreventiveWar:
    """A rising side may invest in a shift of power, and the other may strike before it comes.

    An investment costs k now and moves the shift s from the other side to the
    investor next period, worth d s now. It is seen with probability q. Then,
    or blindly, the other side may strike, at a cost c, which undoes the
    investment and costs the investor w besides.

    - If ``c >= d s`` a strike never pays and the investment is made if d s > k.
    - If ``(1 - q) d s - q w <= k`` the investment would be seen and struck too
      often: peace. That is so from ``q* = (d s - k) / (d s + w)`` on.
    - Between the two there is no peace and no certainty: a blind strike pays
      from a belief ``m* = c / (d s)`` on, the investor invests with probability
      ``m* / (m* + (1 - m*) (1 - q))``, which keeps the belief of who saw
      nothing at m*, and a blind strike comes with probability
      ``1 - k / ((1 - q) d s - q w)``, which makes investing a tie.

    At a tie nobody invests and nobody strikes; otherwise the equilibrium is the
    only one. What surprises is that better detection makes investment *more*
    frequent as long as it does not end it: who is seen seldom is suspected
    less when it is not. War becomes little rarer up to the threshold, and then
    it stops. And much of it is by mistake, against who did nothing.

    In a class: plot `war` and `mistaken_war` against `detection`.

    Parameters
    ----------
    investment
        k > 0.
    strike_cost
        c > 0.
    shift
        s > 0, in the same unit.
    discount_factor
        d, in (0, 1].
    detection
        q, in [0, 1].
    strike_loss
        w >= 0, what a strike costs the investor beyond the investment.

    Raises
    ------
    ArgumentError
        Not finite, out of bounds, or shapes that do not fit.

    References
    ----------
    A. Debs and N. P. Monteiro, "Known unknowns: power shifts, uncertainty,
    and war", International Organization 68, 2014, for undetected investment
    as a cause of war and peace under transparency. This reduced game and its
    closed forms are derived here.

    Examples
    --------
    >>> print(preventive_war(investment=0.2, strike_cost=0.3, shift=1, discount_factor=0.9,
    ...                      detection=[0, 0.4, 0.77, 0.8]))
    status quo on the equilibrium path: nobody invests and nobody strikes
    kind     invest  blind strike     war  mistaken war  detection threshold
    mixture  0.3333        0.7778  0.7778        0.5185               0.7778
    mixture  0.4545        0.6296   0.697        0.3434               0.7778
    mixture  0.6849       0.03382  0.5434       0.01065               0.7778
    peace         0             0       0             0               0.7778
    """
    given = {
        "investment": numbers("investment", investment, above=0),
        "strike_cost": numbers("strike_cost", strike_cost, above=0),
        "shift": numbers("shift", shift, above=0),
        "discount_factor": numbers("discount_factor", discount_factor, above=0, most=1),
        "detection": numbers("detection", detection, least=0, most=1),
        "strike_loss": numbers("strike_loss", strike_loss, least=0),
    }
    k, c, s, d, q, w = together(**given)
    stake = d * s
    strikes = (c < stake) & ~tied(c, stake)
    hidden = np.where(strikes, (1 - q) * stake - q * w, stake)
    pays = (hidden > k) & ~tied(hidden, k)
    mixes = pays & strikes
    belief = np.minimum(c / stake, 1.0)
    invest = np.where(mixes, belief / np.where(mixes, belief + (1 - belief) * (1 - q), 1.0), pays)
    blind = np.where(mixes, 1 - k / np.where(mixes, hidden, 1.0), 0.0)
    seen = np.where(strikes, q, 0.0)
    return PreventiveWar(
        kind=np.where(mixes, "mixture", np.where(pays, "unopposed", "peace")),
        invest=frozen(invest),
        blind_strike=frozen(blind),
        strike_belief=frozen(belief),
        war=frozen(invest * seen + (1 - invest * seen) * blind),
        mistaken_war=frozen((1 - invest) * blind),
        detection_threshold=frozen(np.where(strikes, np.clip((stake - k) / (stake + w), 0, 1), np.nan)),
        investor_regret=frozen(_investor_regret(invest, blind, seen, q, k, stake, w)),
        striker_regret=frozen(_striker_regret(invest, blind, seen, q, c, stake)),
        provenance=origin("preventive war over a hidden investment", given, SENSE),
    )


def _investor_regret(invest: Array, blind: Array, seen: Array, q: Array, k: Array, stake: Array, w: Array) -> Array:
    """Gain from the better of investing and not; `seen` is the probability of being seen and struck for it."""
    struck = seen + (1 - q) * blind
    investing = -k + (1 - struck) * stake - struck * w
    waiting = -blind * w
    return np.asarray(np.maximum(investing, waiting) - (invest * investing + (1 - invest) * waiting))


def _striker_regret(invest: Array, blind: Array, seen: Array, q: Array, c: Array, stake: Array) -> Array:
    """Gain from the better of striking and not, when the investment was seen and when nothing was."""
    answers = np.where(q > 0, seen / np.where(q > 0, q, 1.0), 1.0)
    when_seen = invest * q * (np.maximum(stake - c, 0) - answers * (stake - c))
    unseen = invest * (1 - q) * stake - (1 - invest * q) * c
    return np.asarray(when_seen + np.maximum(unseen, 0) - blind * unseen)
