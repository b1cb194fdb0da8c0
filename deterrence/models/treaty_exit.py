"""Keeping a treaty, breaching it in secret, or leaving it with notice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from deterrence.errors import ArgumentError
from deterrence.models.arguments import frozen, numbers, together
from deterrence.models.origin import origin
from deterrence.models.points import PointResult
from deterrence.solvers.repeated import discount_threshold, exit_threshold
from deterrence.solvers.ties import tied
from deterrence.tables.provenance import Provenance

if TYPE_CHECKING:
    from deterrence.plot.drawing.style import Axes, Size

Array = npt.NDArray[np.float64]

SENSE = "no party gains by breaching or leaving (stability of the treaty)"
COLUMNS = ("comply", "breach", "leave", "best", "tie", "patience_threshold", "exit_threshold")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class TreatyExit(PointResult):
    """What the three courses are worth to a party, from the first period on, and where the best one changes.

    `best` is the course worth most; at a tie (marked in `tie`) a party
    complies rather than leaves and leaves rather than breaches.
    `patience_threshold` is the discount factor from which on a breach does not
    pay, `exit_threshold` the outside payoff above which leaving does, and
    `regret` what a party that complies gives up.
    """

    comply: Array
    breach: Array
    leave: Array
    best: npt.NDArray[np.str_]
    tie: npt.NDArray[np.bool_]
    patience_threshold: Array
    exit_threshold: Array
    regret: Array
    provenance: Provenance

    def plot(self, *, ax: Axes | None = None, size: Size = "page") -> Axes:
        """Draw what complying, breaching and leaving are worth."""
        from deterrence.plot.models.bargains import course_worths

        return course_worths(self, ax=ax, size=size)

    def _shown(self) -> tuple[str, tuple[str, ...]]:
        return SENSE, COLUMNS


def treaty_exit(
    *,
    temptation: npt.ArrayLike,
    reward: npt.ArrayLike,
    punishment: npt.ArrayLike,
    outside: npt.ArrayLike,
    discount_factor: npt.ArrayLike,
    lag: npt.ArrayLike = 1,
    notice: npt.ArrayLike = 0,
    exit_cost: npt.ArrayLike = 0.0,
) -> TreatyExit:
    """Comply, breach or leave: what each is worth to a party, and the thresholds between them.

    The parties of a treaty keep it as long as all are seen to keep it (a grim
    trigger). One of them, on its own, chooses for good. It may comply and get
    the reward R for ever; breach, and get the temptation T until it is found
    out after `lag` periods L and the punishment P ever after; or give notice,
    get R for the `notice` periods N and the outside payoff W ever after, at a
    cost K of leaving that is felt at once (reputation, domestic opposition).

    A breach does not pay from a discount factor of
    ``((T - R) / (T - P)) ** (1 / L)`` on: one power a period of delay, so slow
    detection breaks treaties that large temptations do not. Leaving pays above
    ``W* = R + K (1 - d) / d ** N``. What surprises is how little notice does
    against leaving: N only postpones the benefit, and d ** N is nearly 1 for
    the patient. What notice forbids is the *surprise*: who must announce its
    exit cannot take T meanwhile.

    In a class: find the lag at which a breach becomes better than an open
    exit, and ask whether the party would rather have the clause than not.

    Parameters
    ----------
    temptation, reward, punishment
        Payoffs a period, T > R > P.
    outside
        W, payoff a period after an open exit.
    discount_factor
        d, the worth of the next period's payoff today, strictly between 0 and 1.
    lag
        L >= 1, periods in which a breach goes unseen.
    notice
        N >= 0, periods between the announcement and the exit.
    exit_cost
        K >= 0, in units of payoff, paid at the announcement.

    Raises
    ------
    ArgumentError
        Not finite, out of bounds, not T > R > P, or shapes that do not fit.

    References
    ----------
    J. W. Friedman, "A non-cooperative equilibrium for supergames", Review of
    Economic Studies 38, 1971, for the threshold with a lag of one; the lag and
    the exit threshold are derived here. Six months' notice: Treaty on the
    Limitation of Anti-Ballistic Missile Systems, 1972, article XV.

    Examples
    --------
    >>> print(treaty_exit(temptation=5, reward=3, punishment=1, outside=[2.5, 3.2], discount_factor=0.9,
    ...                   lag=2, notice=6))
    no party gains by breaching or leaving (stability of the treaty)
    comply  breach  leave  best    tie  patience threshold  exit threshold
        30    17.6  27.34  comply  no               0.7071               3
        30    17.6  31.06  leave   no               0.7071               3

    Six periods of notice move the threshold of leaving by little:

    >>> treaty_exit(temptation=5, reward=3, punishment=1, outside=3, discount_factor=0.95,
    ...             notice=[0, 6], exit_cost=2).exit_threshold.round(3).tolist()
    [3.1, 3.136]
    """
    given = {
        "temptation": numbers("temptation", temptation),
        "reward": numbers("reward", reward),
        "punishment": numbers("punishment", punishment),
        "outside": numbers("outside", outside),
        "discount_factor": numbers("discount_factor", discount_factor, above=0, below=1),
        "lag": numbers("lag", lag, least=1),
        "notice": numbers("notice", notice, least=0),
        "exit_cost": numbers("exit_cost", exit_cost, least=0),
    }
    t, r, p, w, d, late, wait, k = together(**given)
    _require_dilemma(t, r, p)
    comply = r / (1 - d)
    breach = (t * (1 - d**late) + p * d**late) / (1 - d)
    leave = (r * (1 - d**wait) + w * d**wait) / (1 - d) - k
    most = np.maximum(np.maximum(comply, breach), leave)
    leads = np.stack([tied(worth, most) for worth in (comply, leave, breach)])
    with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
        edge = np.where(k == 0, r, exit_threshold(r, k, d, notice=wait))
    return TreatyExit(
        comply=frozen(comply),
        breach=frozen(breach),
        leave=frozen(leave),
        best=np.where(leads[0], "comply", np.where(leads[1], "leave", "breach")),
        tie=leads.sum(axis=0) > 1,
        patience_threshold=frozen(discount_threshold(t, r, p, lag=late)),
        exit_threshold=frozen(edge),
        regret=frozen(most - comply),
        provenance=origin("treaty with notice and exit", given, SENSE),
    )


def longest_lag(
    *,
    temptation: npt.ArrayLike,
    reward: npt.ArrayLike,
    punishment: npt.ArrayLike,
    discount_factor: npt.ArrayLike,
) -> Array:
    """The slowest detection that still keeps a treaty: ``log((T - R) / (T - P)) / log(d)`` periods (derived here).

    A breach pays if it goes unseen for longer than this; at this lag it is a
    tie. Below 1, no verification by the end of the period is fast enough. It
    is what a budget for verification buys, in periods.

    Parameters
    ----------
    temptation, reward, punishment, discount_factor
        As for `treaty_exit`.

    Examples
    --------
    >>> longest_lag(temptation=5, reward=3, punishment=1, discount_factor=[0.5, 0.9, 0.99]).round(3).tolist()
    [1.0, 6.579, 68.968]
    """
    t, r, p, d = together(
        temptation=numbers("temptation", temptation),
        reward=numbers("reward", reward),
        punishment=numbers("punishment", punishment),
        discount_factor=numbers("discount_factor", discount_factor, above=0, below=1),
    )
    _require_dilemma(t, r, p)
    periods: Array = np.log((t - r) / (t - p)) / np.log(d)
    return periods[()]


def _require_dilemma(t: Array, r: Array, p: Array) -> None:
    if ((t <= r) | tied(t, r)).any():
        raise ArgumentError("'temptation' must be worth more than 'reward'", "otherwise nobody wants to breach")
    if ((r <= p) | tied(r, p)).any():
        raise ArgumentError("'reward' must be worth more than 'punishment'", "otherwise no threat keeps the treaty")
