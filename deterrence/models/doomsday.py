"""The doomsday machine: retaliation made automatic, and the accidents that come with it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from deterrence.errors import ArgumentError
from deterrence.models.arguments import numbers, together
from deterrence.models.threshold import ratio_threshold

Array = npt.NDArray[np.float64]


def commitment_threshold(*, concession: npt.ArrayLike, status_quo: npt.ArrayLike, conflict: npt.ArrayLike) -> Array:
    """The probability of automatic retaliation that deters a challenger (status quo on the equilibrium path).

    A challenger keeps the status quo or demands a concession. A machine
    retaliates with probability q; where it does not, the defender, who would
    rather concede than fight, concedes. The demand pays below
    ``q* = (concession - status quo) / (concession - conflict)``; at q* it is a
    tie. Who cannot be believed to *want* to retaliate deters all the same, by
    not being asked. And certainty is not needed: q* falls with the conflict's
    horror, so that the worse the machine, the less of it is enough.

    Parameters
    ----------
    concession, status_quo, conflict
        The challenger's payoffs; ``concession > status_quo >= conflict``.

    Raises
    ------
    ArgumentError
        Not finite, or payoffs in another order.

    References
    ----------
    T. C. Schelling, The Strategy of Conflict, Harvard University Press 1960, ch. 8, for threats that leave
    something to chance. F. C. Zagare and D. M. Kilgour, Perfect Deterrence,
    Cambridge University Press 2000, for the rudimentary game, with the
    machine in the place of a hard defender.

    Examples
    --------
    >>> commitment_threshold(concession=1, status_quo=0.6, conflict=[0, -3]).round(4).tolist()
    [0.4, 0.1]
    """
    dc, sq, dd = together(
        concession=numbers("concession", concession),
        status_quo=numbers("status_quo", status_quo),
        conflict=numbers("conflict", conflict),
    )
    if (dc <= sq).any() or (sq < dd).any():
        raise ArgumentError("payoffs must have 'concession' > 'status_quo' >= 'conflict'")
    return ratio_threshold(dc - sq, sq - dd)


def accident_threshold(
    commitment: npt.ArrayLike, *, status_quo: npt.ArrayLike, concession: npt.ArrayLike, disaster: npt.ArrayLike
) -> Array:
    """The chance of a false start at which a doomsday machine is no longer worth having to the defender.

    A machine that answers with probability q also answers a demand that was
    not made: with a chance of a false start x, disaster comes with
    probability x q. Deterring keeps the status quo and risks that; without the
    machine the defender concedes. So the machine is worth having up to
    ``x* = (status quo - concession) / (q (status quo - disaster))``, a tie at
    x* (derived here); above 1 it always is. As the threat that deters is
    q times the horror of conflict, more horror with less q buys the same
    deterrence, but not the same safety.

    Parameters
    ----------
    commitment
        q, in (0, 1]: at least the `commitment_threshold`, else it buys nothing.
    status_quo, concession, disaster
        The defender's payoffs; ``status_quo > concession > disaster``.

    Examples
    --------
    >>> accident_threshold(0.4, status_quo=1, concession=0, disaster=[-4, -49]).round(4).tolist()
    [0.5, 0.05]
    """
    q, sq, dc, dd = together(
        commitment=numbers("commitment", commitment, above=0, most=1),
        status_quo=numbers("status_quo", status_quo),
        concession=numbers("concession", concession),
        disaster=numbers("disaster", disaster),
    )
    if (sq <= dc).any() or (dc <= dd).any():
        raise ArgumentError("payoffs must have 'status_quo' > 'concession' > 'disaster'")
    return np.asarray((sq - dc) / (q * (sq - dd)))[()]
