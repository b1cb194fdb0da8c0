"""Asymmetric deterrence: how credible one defender's threat must be to stop one challenger."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from deterrence.models.arguments import numbers, together
from deterrence.models.payoff_order import descending
from deterrence.models.threshold import ratio_threshold

Array = npt.NDArray[np.float64]


def credibility_threshold(*, concession: npt.ArrayLike, status_quo: npt.ArrayLike, conflict: npt.ArrayLike) -> Array:
    """The credibility from which on a threat deters, in the Rudimentary Asymmetric Deterrence Game.

    A challenger stays or demands; a defender, told the demand, concedes or
    retaliates. Only the defender knows whether it is *hard* (prefers conflict
    to conceding); the challenger believes so with a probability, the
    credibility of the threat. In every equilibrium the hard retaliate and the
    soft concede, so that the challenger is deterred from ``(concession -
    status_quo) / (concession - conflict)`` on; at that credibility (a tie) it
    may stay or demand. The threshold answers whether the *status quo is on
    the equilibrium path*.

    What surprises: the threshold holds nothing of the defender's, and a
    challenger content enough is deterred by a threat that is hardly credible.

    Parameters
    ----------
    concession, status_quo, conflict
        The challenger's payoffs, in any one unit, in falling order; numbers
        or arrays that broadcast together.

    Returns
    -------
    ndarray of float, in (0, 1)

    Raises
    ------
    ArgumentError
        Another order. Conflict no worse than the status quo is a threat
        without capability: no credibility deters.

    References
    ----------
    F. C. Zagare and D. M. Kilgour, Perfect Deterrence, Cambridge University
    Press 2000, ch. 3 and app. 3, for the game and the hard and soft replies;
    the formula follows in one line.

    Examples
    --------
    >>> float(credibility_threshold(concession=1, status_quo=0.6, conflict=0))
    0.4

    For a class: by how much must one improve the status quo to halve it?

    >>> credibility_threshold(concession=1, status_quo=[0.6, 0.8], conflict=0).round(4).tolist()
    [0.4, 0.2]
    """
    best, quiet, fight = descending(concession=concession, status_quo=status_quo, conflict=conflict)
    return ratio_threshold(best - quiet, quiet - fight)


def satisfaction_threshold(*, concession: npt.ArrayLike, conflict: npt.ArrayLike, credibility: npt.ArrayLike) -> Array:
    """The value of the status quo from which on a threat of given credibility deters.

    The same condition as `credibility_threshold`, seen from the challenger's
    satisfaction: a demand is worth ``(1 - p) concession + p conflict``, and a
    status quo worth as much (a tie) or more deters without any change in the
    threat.

    Parameters
    ----------
    concession, conflict
        The challenger's payoffs, the first above the second.
    credibility
        The probability of retaliation, in [0, 1].

    Raises
    ------
    ArgumentError
        Another order, or a credibility that is no probability.

    Examples
    --------
    >>> float(satisfaction_threshold(concession=1, conflict=0, credibility=0.4))
    0.6
    """
    best, fight = descending(concession=concession, conflict=conflict)
    best, fight, p = together(
        concession=best, conflict=fight, credibility=numbers("credibility", credibility, least=0, most=1)
    )
    return np.asarray((1 - p) * best + p * fight)[()]
