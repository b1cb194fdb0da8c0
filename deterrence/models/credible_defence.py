"""What a defence does to the credibility of its owner's threat, and to what the challenger puts up with."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from deterrence.models.arguments import numbers, together
from deterrence.models.payoff_order import descending
from deterrence.models.threshold import ratio_threshold

Array = npt.NDArray[np.float64]


def minimum_defence(*, victory: npt.ArrayLike, concession: npt.ArrayLike, conflict: npt.ArrayLike) -> Array:
    """The effectiveness of a defence from which on a soft defender would rather deny than concede.

    A defence of effectiveness e moves what conflict is worth to the defender
    from `conflict` towards `victory`: ``conflict + e (victory - conflict)``.
    The defender turns hard where that is worth conceding, at ``(concession -
    conflict) / (victory - conflict)``; there (a tie) it is indifferent. A
    defence far from perfect may thus do the work of a perfect one. It says
    when the *threat is a best reply when called*, not whether the challenger
    accepts the new status quo: see `provoking_defence`.

    Parameters
    ----------
    victory, concession
        The defender's payoffs if the challenger backs down and if it concedes
        itself, the first above the second.
    conflict
        Its payoff from conflict without a defence, below `victory`; where it
        is not below `concession`, 0 is enough.

    Returns
    -------
    ndarray of float, in [0, 1)

    Raises
    ------
    ArgumentError
        Another order.

    References
    ----------
    That there is a least effectiveness: S. L. Quackenbush, "National missile
    defense and deterrence", Political Research Quarterly 59, 2006, known here
    from abstracts. The formula is derived inside the published model family.

    Examples
    --------
    >>> round(float(minimum_defence(victory=0.8, concession=0.1, conflict=-0.1)), 6)
    0.222222
    """
    win, yielded = descending(victory=victory, concession=concession)
    win, fight = descending(victory=win, conflict=conflict)
    win, yielded, fight = together(victory=win, concession=yielded, conflict=fight)
    return ratio_threshold(np.maximum(yielded - fight, 0), win - yielded)


def provoking_defence(*, status_quo: npt.ArrayLike, conflict: npt.ArrayLike, resentment: npt.ArrayLike) -> Array:
    """The effectiveness beyond which the challenger would rather fight than live with the defence.

    A defence of effectiveness e takes ``e resentment`` from the challenger's
    value of the status quo; a challenger that would fight, met by a sure
    denial, is deterred up to ``(status_quo - conflict) / resentment``, at
    most 1. Between `minimum_defence` and this there is a window; where the
    two have crossed no defence deters.

    Parameters
    ----------
    status_quo, conflict
        The challenger's payoffs without a defence, the first above the second.
    resentment
        Positive, in the same unit.

    Returns
    -------
    ndarray of float, in (0, 1]

    Raises
    ------
    ArgumentError
        Another order, or no resentment.

    References
    ----------
    The counter-effect: S. L. Quackenbush and A. C. Drury, "National missile
    defense and satisfaction", Journal of Peace Research 48, 2011. The formula
    is derived here.

    Examples
    --------
    >>> provoking_defence(status_quo=0.6, conflict=0.3, resentment=[0.2, 0.6, 1.5]).round(4).tolist()
    [1.0, 0.5, 0.2]
    """
    quiet, fight = descending(status_quo=status_quo, conflict=conflict)
    quiet, fight, taken = together(
        status_quo=quiet, conflict=fight, resentment=numbers("resentment", resentment, above=0)
    )
    return np.asarray(np.minimum((quiet - fight) / taken, 1.0))[()]
