"""The ratio threshold: temptation over temptation and loss."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from deterrence.errors import ArgumentError
from deterrence.models.arguments import numbers, together

Array = npt.NDArray[np.float64]


def ratio_threshold(gain: npt.ArrayLike, loss: npt.ArrayLike) -> Array:
    """The probability of a response from which on a temptation does not pay: ``gain / (gain + loss)``.

    Who acts gains `gain` if there is no response and loses `loss` if there is
    one, both against not acting. Acting is worth ``(1 - p) gain - p loss``,
    which is positive exactly when `p` is below the threshold; at the threshold
    (a tie) acting and not acting are worth the same. A threshold says when a
    *threat deters if it is believed*, not that carrying it out is a best reply.

    Parameters
    ----------
    gain, loss
        At least 0, not both 0, in one unit of payoff; numbers or arrays that
        broadcast together.

    Returns
    -------
    ndarray of float, in [0, 1]
        Of the shape of the arguments; a NumPy number for numbers.

    Raises
    ------
    ArgumentError
        Not finite, negative, or both 0 at once.

    Notes
    -----
    The same ratio is found in many models of deterrence under other names:

    ==========================  ======================================  ==================================
    what is compared with it    gain                                    loss
    ==========================  ======================================  ==================================
    credibility of retaliation  concession over status quo              status quo over conflict
    risk of disaster            prize over backing down                 backing down over disaster
    trust in a stag hunt        mutual defection over being exploited   mutual cooperation over defection
    other's striking first      peace over striking first               mutual war over being struck
    probability of inspection   success over legality                   legality over being caught
    discount factor, grim       temptation over cooperation             cooperation over punishment
    ==========================  ======================================  ==================================

    Examples
    --------
    A trustworthy player of a stag hunt with payoffs 4, 3, 2, 0 cooperates
    from a trust of two thirds on:

    >>> float(ratio_threshold(2 - 0, 4 - 3))
    0.6666666666666666
    >>> ratio_threshold([0.0, 1.0, 3.0], 1.0).tolist()
    [0.0, 0.5, 0.75]
    """
    gains, losses = together(gain=numbers("gain", gain, least=0), loss=numbers("loss", loss, least=0))
    scale = np.maximum(gains, losses)
    if not scale.all():
        raise ArgumentError("'gain' and 'loss' are both 0: nothing is at stake, and any probability is a threshold")
    small, large = gains / scale, losses / scale  # sums of huge numbers overflow, and of tiny ones vanish
    share: Array = small / (small + large)
    return share[()]
