"""Arming: how much it takes that breaking out of a peace does not pay."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from deterrence.models.arguments import frozen, numbers, together
from deterrence.models.origin import origin
from deterrence.models.points import PointResult
from deterrence.solvers.ties import TIE
from deterrence.tables.provenance import Provenance

if TYPE_CHECKING:
    from deterrence.plot.drawing.style import Axes, Size

Array = npt.NDArray[np.float64]

SENSE = "nobody gains by breaking out in one period (stability of the armed peace)"
COLUMNS = ("outcome", "level", "spending", "peace", "war", "offence_limit")
BUILDS = np.concatenate([[0.0], np.geomspace(0.01, 100.0, 41)])


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Arming(PointResult):
    """The least arms of both sides at which neither breaks out.

    `outcome` is ``no arms``, ``armed peace`` or ``war at the outset``; `level`
    the least arms and `spending` their cost a period (both NaN where no level
    is enough); `peace` and `war` what a side expects of that peace and of a war
    at the outset; `offence_limit` the largest advantage of the attacker at which
    some level is enough. `regret` is what the best of 43 ways to break out from
    the level gains, the best one by the formula among them.
    """

    outcome: npt.NDArray[np.str_]
    level: Array
    spending: Array
    peace: Array
    war: Array
    offence_limit: Array
    regret: Array
    provenance: Provenance

    def plot(self, *, ax: Axes | None = None, size: Size = "page") -> Axes:
        """Draw what armed peace and war are worth, and the limit of the offence."""
        from deterrence.plot.models.bargains import arming_story

        return arming_story(self, ax=ax, size=size)

    def _shown(self) -> tuple[str, tuple[str, ...]]:
        return SENSE, COLUMNS


def arming(
    *,
    discount_factor: npt.ArrayLike,
    offence: npt.ArrayLike,
    war_loss: npt.ArrayLike,
    upkeep: npt.ArrayLike = 1.0,
) -> Arming:
    """Two equal sides arm to the first level at which a breakout does not pay, or fight at the outset.

    Each side has half of a good worth 1 a period, ``V = 1 / (1 - delta)`` for
    ever, and pays `upkeep` a period for each unit of arms. In peace both hold m. A side
    that breaks out builds m' unseen for one period and attacks in the next: it
    wins all, and needs no arms any more, with probability
    ``theta m' / (theta m' + m)``, and the war costs it a share of V. Peace at m
    keeps if ``(1/2 - c m) V`` is at least
    ``max over m' of 1/2 - c m' + delta V (theta m' / (theta m' + m) - loss)``.

    Without arms a handful of them would win, and the breakout pays unless the
    war costs half of everything. More arms of the other make it dearer. With
    ``A = 1/2 - loss`` the least spending that deters is::

        c m = theta delta V u ** 2,   u = A / (1 + sqrt(1 - (1 + theta V) A))

    and no level deters once ``(1 + theta V) A > 1``, that is beyond the offence
    limit ``theta = (1/2 + loss) / ((1/2 - loss) V)``. The upkeep cancels: dear
    arms mean fewer of them, not less spending. What surprises is patience: the
    breakout is paid for once and a deterrent for ever, so that the more the
    future counts, the smaller an advantage of the offence destroys the peace.

    Parameters
    ----------
    discount_factor
        delta, above 0 and below 1; arrays broadcast together.
    offence
        theta, positive: weight of the attacker's arms against the defender's;
        below 1 the defence has the advantage.
    war_loss
        Share of V that a war costs each side, at least 0 and at most 1.
    upkeep
        c, positive, in units of the good.

    Raises
    ------
    ArgumentError
        Out of bounds, or shapes that do not fit together.

    Notes
    -----
    At a tie of breakout and peace there is peace; at a tie of peace and war at
    the outset, too.

    References
    ----------
    J. D. Fearon, "Arming and arms races", draft 2011, of which the abstract is
    known here: states build to the first level at which a one-period breakout
    does not pay or fight at the outset, and defence advantage favours the first.
    The contest, the costs and all formulas here are derived, not the draft's.

    Examples
    --------
    >>> print(arming(discount_factor=0.5, offence=[0.2, 1.0, 1.2], war_loss=0.2))
    nobody gains by breaking out in one period (stability of the armed peace)
    outcome               level  spending   peace  war  offence limit
    armed peace        0.005801  0.005801  0.9884  0.6          1.167
    armed peace         0.05195   0.05195  0.8961  0.6          1.167
    war at the outset       nan       nan     nan  0.6          1.167
    """
    given = {
        "discount_factor": numbers("discount_factor", discount_factor, above=0, below=1),
        "offence": numbers("offence", offence, above=0),
        "war_loss": numbers("war_loss", war_loss, least=0, most=1),
        "upkeep": numbers("upkeep", upkeep, above=0),
    }
    delta, theta, loss, cost = together(**given)
    future = 1 / (1 - delta)
    gain = np.maximum(0.5 - loss, 0.0)
    room = 1 - (1 + theta * future) * gain
    enough = room >= -TIE
    part = gain / (1 + np.sqrt(np.maximum(room, 0.0)))
    spending = np.where(enough, theta * delta * future * part**2, np.nan)
    peace, war = (0.5 - spending) * future, (0.5 - loss) * future
    kept = enough & (peace >= war - TIE * np.maximum(1.0, future))
    return Arming(
        outcome=np.where(kept, np.where(spending > 0, "armed peace", "no arms"), "war at the outset"),
        level=frozen(spending / cost),
        spending=frozen(spending),
        peace=frozen(peace),
        war=frozen(war),
        offence_limit=frozen(_offence_limit(loss, future)),
        regret=frozen(_regret(spending, delta, theta, loss)),
        provenance=origin("arming against breakout", given, SENSE),
    )


def breakout_cap(*, offence: npt.ArrayLike, war_loss: npt.ArrayLike) -> Array:
    """How many times its rival's arms a side may be able to build in a period without breaking a peace with few arms.

    If verification or slow building keeps a breakout below b times the other's
    arms, in the model of `arming`, peace keeps at any level of arms however
    small if ``theta b <= (1/2 + loss) / (1/2 - loss)`` (derived here). It is not
    how much arms there are but how fast their ratio can change that the treaty
    must limit.

    Parameters
    ----------
    offence, war_loss
        As for `arming`.

    Returns
    -------
    ndarray of float
        Infinite where a war costs half of everything or more.

    Raises
    ------
    ArgumentError
        Out of bounds, or shapes that do not fit together.

    Examples
    --------
    >>> breakout_cap(offence=1, war_loss=[0, 0.1, 0.3, 0.5]).round(4).tolist()
    [1.0, 1.5, 4.0, inf]
    """
    theta, loss = together(
        offence=numbers("offence", offence, above=0), war_loss=numbers("war_loss", war_loss, least=0, most=1)
    )
    return _offence_limit(loss, theta)[()]


def _offence_limit(loss: Array, weight: Array) -> Array:
    spared = 0.5 - loss
    return np.where(spared > 0, (0.5 + loss) / (np.where(spared > 0, spared, 1.0) * weight), np.inf)


def _regret(spending: Array, delta: Array, theta: Array, loss: Array) -> Array:
    """What a breakout gains, all arms counted by their cost a period."""
    future = 1 / (1 - delta)
    peace = (0.5 - spending) * future
    best = np.where(spending > 0, -np.inf, 0.5 + delta * future * np.maximum(1 - loss, 0.0))
    exact = np.maximum(np.sqrt(delta * future * spending / theta) - spending / theta, 0.0)
    for build in (exact, *(spending * multiple for multiple in BUILDS)):
        arms = theta * build + spending
        chance = np.divide(theta * build, arms, out=np.zeros_like(arms), where=arms > 0)
        best = np.maximum(best, 0.5 - build + delta * future * (chance - loss))
    return np.asarray(best - peace)
