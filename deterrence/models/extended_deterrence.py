"""Extended deterrence: what a third party must be worth, a tripwire, and a protégé who may look elsewhere."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from deterrence.errors import ArgumentError
from deterrence.models.arguments import numbers, together
from deterrence.models.payoff_order import descending
from deterrence.models.threshold import ratio_threshold

Array = npt.NDArray[np.float64]


def resistance_threshold(*, win: npt.ArrayLike, cost: npt.ArrayLike, tripwire: npt.ArrayLike = 0.0) -> Array:
    """The worth of a pawn to its defender from which on the defender resists an attack on it.

    A defender who resists keeps the pawn with probability ``1 - win`` and
    pays `cost`; one who stands aside loses it and pays `tripwire`, the cost
    of standing aside. It resists from ``(cost - tripwire) / (1 - win)`` on,
    at which (a tie) both are best replies; a tripwire as dear as the war
    makes every defender resist. It says when *resistance is a best reply
    when called*, not that it deters.

    Parameters
    ----------
    win
        Probability that the challenger wins a war, in [0, 1).
    cost
        The defender's cost of war, at least 0.
    tripwire
        At least 0, in the unit of `cost`.

    Raises
    ------
    ArgumentError
        A number out of its bounds, or shapes that do not fit.

    References
    ----------
    That the defender resists if the pawn is worth enough: D. M. Kilgour and
    F. C. Zagare, "Uncertainty and the role of the pawn in extended
    deterrence", Synthese 100, 1994, pp. 379-412. The tripwire: T. C.
    Schelling, The Strategy of Conflict, Harvard University Press 1960. The
    formula is derived here in a reduced form.

    Examples
    --------
    >>> resistance_threshold(win=0.4, cost=0.6, tripwire=[0.0, 0.2, 0.6]).round(4).tolist()
    [1.0, 0.6667, 0.0]
    """
    w, k, tau = _war(win, cost, tripwire)
    return np.asarray(np.maximum(k - tau, 0) / (1 - w))[()]


def required_tripwire(*, worth: npt.ArrayLike, win: npt.ArrayLike, cost: npt.ArrayLike) -> Array:
    """The least tripwire that holds a defender in place: ``cost - (1 - win) worth``, at least 0.

    Parameters
    ----------
    worth
        What the pawn is worth to the defender, at least 0.
    win, cost
        As in `resistance_threshold`.

    Raises
    ------
    ArgumentError
        A number out of its bounds, or shapes that do not fit.

    Examples
    --------
    >>> required_tripwire(worth=[0.4, 0.9, 1.5], win=0.4, cost=0.6).round(4).tolist()
    [0.36, 0.06, 0.0]
    """
    w, k, v = together(
        win=numbers("win", win, least=0, below=1),
        cost=numbers("cost", cost, least=0),
        worth=numbers("worth", worth, least=0),
    )
    return np.asarray(np.maximum(k - (1 - w) * v, 0))[()]


def initiation_threshold(*, resistance: npt.ArrayLike, win: npt.ArrayLike, cost: npt.ArrayLike) -> Array:
    """The worth of a pawn to the challenger above which it attacks.

    Attacking gains the pawn if nobody resists, which has probability ``1 -
    q``, and else with probability `win` at a cost: it pays above ``q cost /
    (1 - q (1 - win))``, and at it (a tie) attacking and waiting are worth the
    same. What surprises: with a challenger that wins its wars, even sure
    resistance protects only what is worth less than ``cost / win``.

    Parameters
    ----------
    resistance
        The probability of resistance, q, in [0, 1].
    win
        Probability that the challenger wins a war, in [0, 1); above 0 where
        resistance is sure, or no worth is enough.
    cost
        The challenger's cost of war, at least 0.

    Raises
    ------
    ArgumentError
        A number out of its bounds, or shapes that do not fit.

    References
    ----------
    As for `resistance_threshold`; the formula is derived here.

    Examples
    --------
    >>> initiation_threshold(resistance=[0.5, 1.0], win=0.4, cost=0.5).round(4).tolist()
    [0.3571, 1.25]
    """
    q, w, k = together(
        resistance=numbers("resistance", resistance, least=0, most=1),
        win=numbers("win", win, least=0, below=1),
        cost=numbers("cost", cost, least=0),
    )
    return np.asarray(q * k / _gets(q, w))[()]


def hold_threshold(
    *, supported: npt.ArrayLike, concede: npt.ArrayLike, alone: npt.ArrayLike, realign: npt.ArrayLike
) -> Array:
    """The probability of support from which on a protégé holds out against a demand.

    A protégé concedes, or holds and is supported or not; unsupported it
    stands alone or realigns with another patron, whichever is better for it.
    It holds from ``(concede - abandoned) / (supported - abandoned)`` on, at
    which (a tie) both are best replies; 0 if to be abandoned is no worse
    than to concede.

    What surprises: the better its way out, the *bolder* the protégé, with the
    support of the same patron: a threat to realign may bolster deterrence and
    undo restraint at once.

    Parameters
    ----------
    supported, concede
        The protégé's payoffs if it is supported and if it concedes, the first
        above the second.
    alone, realign
        Its payoffs if it is not supported.

    Returns
    -------
    ndarray of float, in [0, 1)

    Raises
    ------
    ArgumentError
        Support is worth no more than conceding or than being abandoned.

    References
    ----------
    F. C. Zagare and D. M. Kilgour, "Alignment patterns, crisis bargaining,
    and extended deterrence", International Studies Quarterly 47, 2003, pp.
    587-615, for challenger, defender and protégé and the double effect of a
    threat to realign; its payoff orders are not used, and the formula is
    derived here.

    Examples
    --------
    >>> hold_threshold(supported=1, concede=0.35, alone=-0.5, realign=[-0.9, -0.2, 0.1]).round(4).tolist()
    [0.5667, 0.4583, 0.2778]
    """
    backed, yielded = descending(supported=supported, concede=concede)
    left = np.maximum(*together(alone=numbers("alone", alone), realign=numbers("realign", realign)))
    backed, left = descending(supported=backed, abandoned=left)
    backed, yielded, left = together(supported=backed, concede=yielded, abandoned=left)
    return ratio_threshold(np.maximum(yielded - left, 0), backed - yielded)


def _war(win: npt.ArrayLike, cost: npt.ArrayLike, tripwire: npt.ArrayLike) -> tuple[Array, ...]:
    return together(
        win=numbers("win", win, least=0, below=1),
        cost=numbers("cost", cost, least=0),
        tripwire=numbers("tripwire", tripwire, least=0),
    )


def _gets(resistance: Array, win: Array) -> Array:
    """The chance that an attack brings the pawn."""
    chance = (1 - resistance) + resistance * win
    if (chance <= 0).any():
        raise ArgumentError("'win' must be above 0 where resistance is sure", "otherwise no worth is enough to attack")
    return np.asarray(chance)
