"""Brinkmanship as a contest of resolve: the risk that is worth running, and bids of risk against the unknown."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from deterrence.models.arguments import numbers, together
from deterrence.models.payoff_order import descending
from deterrence.models.threshold import ratio_threshold

Array = npt.NDArray[np.float64]

CONTEST_DISASTER = 11 - 4 * math.e
"""Probability of disaster in a contest of bids between two sides drawn by lot, about one in eight."""


def resolve(*, win: npt.ArrayLike, quit: npt.ArrayLike, disaster: npt.ArrayLike, defence: npt.ArrayLike = 0.0) -> Array:
    """The largest risk of disaster that is worth running rather than backing down: a side's resolve.

    Whoever stands at risk r prevails unless there is disaster; standing is
    worth more than backing down below ``(win - quit) / (win - disaster)``, at
    which (a tie) both are best replies. If each knows the other's resolve, the
    less resolute side backs down at once, and the more resolute prevails at
    no risk: the *accident hazard* is nothing, and it is the loser's resolve,
    not the winner's, that a crisis would have to exhaust.

    A defence of effectiveness e takes that part from the loss ``quit -
    disaster``. What surprises: it makes its owner bolder exactly as it makes
    it safer, so that it may buy a prize and not a smaller risk.

    Parameters
    ----------
    win, quit, disaster
        Payoffs of prevailing, of backing down and of disaster, in falling
        order.
    defence
        Effectiveness of a defence, in [0, 1]; a perfect one makes any risk
        worth running.

    Returns
    -------
    ndarray of float, in (0, 1]

    Raises
    ------
    ArgumentError
        Another order, or a number out of its bounds.

    References
    ----------
    R. Powell, Nuclear Deterrence Theory, Cambridge University Press 1990, and
    "Nuclear brinkmanship with two-sided incomplete information", American
    Political Science Review 82, 1988, for crises as contests of resolve. The
    effect of a defence in this form is derived here.

    Examples
    --------
    >>> resolve(win=1, quit=0, disaster=-4, defence=[0, 0.5, 0.8]).round(4).tolist()
    [0.2, 0.3333, 0.5556]
    """
    prize, back, worst = descending(win=win, quit=quit, disaster=disaster)
    prize, back, worst, e = together(
        win=prize, quit=back, disaster=worst, defence=numbers("defence", defence, least=0, most=1)
    )
    return ratio_threshold(prize - back, (1 - e) * (back - worst))


def risk_bid(stake: npt.ArrayLike) -> Array:
    """How much risk a side runs before it concedes, when it knows its own stakes alone.

    Two sides run a risk that mounts until one concedes. What prevailing is
    worth over what disaster costs, z, is uniform on [0, 1] for either side
    and known to it alone. In the symmetric equilibrium a side holds out to a
    cumulative hazard of ``T(z) = -z - log(1 - z)``: the chance of having got
    there without disaster is ``exp(-T)``. At the margin a little more hazard
    costs as much as the other's conceding within it brings: ``z`` times the
    other's rate of conceding is 1.

    What surprises: a rate of risk appears nowhere. A slower or a faster
    crisis has the same bids, winners and disasters; only the clock differs
    (the neutrality of escalation).

    Parameters
    ----------
    stake
        z, in [0, 1): the last holds out for ever.

    Raises
    ------
    ArgumentError
        A number out of its bounds.

    References
    ----------
    B. Nalebuff, "Brinkmanship and nuclear deterrence: the neutrality of
    escalation", Conflict Management and Peace Science 9, 1986, as recalled,
    for the neutrality. The bids and what follows from them are derived here.

    Examples
    --------
    >>> risk_bid([0.0, 0.5, 0.9]).round(4).tolist()
    [0.0, 0.1931, 1.4026]
    """
    z = numbers("stake", stake, least=0, below=1)
    return np.asarray(-z - np.log1p(-z))[()]


def conceding_disaster(stake: npt.ArrayLike) -> Array:
    """The probability of disaster before a side concedes, against one that holds out longer: ``1 - (1 - z) exp(z)``.

    Parameters
    ----------
    stake
        z of the side that would concede first, in [0, 1]. See `risk_bid`.

    Raises
    ------
    ArgumentError
        A number out of its bounds.

    Examples
    --------
    A crisis is as dangerous as its *less* resolute side is resolute:

    >>> conceding_disaster([0.1, 0.5, 0.9]).round(4).tolist()
    [0.0053, 0.1756, 0.754]
    """
    z = numbers("stake", stake, least=0, most=1)
    return np.asarray(1 - (1 - z) * np.exp(z))[()]


def contest_worth(stake: npt.ArrayLike, *, bid_as: npt.ArrayLike | None = None) -> Array:
    """What the contest of `risk_bid` is worth to a side, in units of its loss from disaster.

    It prevails with probability ``(2 - y) exp(y) - 2`` and meets disaster with
    probability ``3 - (3 - 3 y + y^2) exp(y)`` if it bids like a side of stake
    y; conceding is worth 0.

    Parameters
    ----------
    stake
        Its z, in [0, 1].
    bid_as
        The y whose bid it makes, in [0, 1]; its own by default, which is
        best: no other bid is worth more, so the bids are an equilibrium.

    Raises
    ------
    ArgumentError
        A number out of its bounds, or shapes that do not fit.

    Examples
    --------
    >>> float(contest_worth(0.5).round(4))
    0.1218
    >>> [float(contest_worth(0.5, bid_as=y).round(4)) for y in (0.4, 0.6)]
    [0.1174, 0.118]

    Even the most resolute side prevails in no more than 72 of 100 crises:

    >>> float(contest_worth(1.0).round(4)), round((2 - 1) * math.e - 2, 4)
    (0.4366, 0.7183)
    """
    own = numbers("stake", stake, least=0, most=1)
    z, y = together(stake=own, bid_as=own if bid_as is None else numbers("bid_as", bid_as, least=0, most=1))
    prevails = (2 - y) * np.exp(y) - 2
    disaster = 3 - (3 - 3 * y + y**2) * np.exp(y)
    return np.asarray(z * prevails - disaster)[()]
