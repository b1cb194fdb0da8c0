"""Balanced collections: the reason why a core is empty."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from deterrence.coalitions.nucleolus import POSITIVE, PRECISE, membership
from deterrence.coalitions.power import member_count
from deterrence.coalitions.zero_normal import zero_normal
from deterrence.errors import NoAnswerError

Array = npt.NDArray[np.float64]


def strongest_collection(worth: Array) -> tuple[dict[int, float], float]:
    """The balanced collection of coalitions other than all together that is worth most, and what it is worth.

    The dual of the least total that satisfies every coalition: weights of at
    least 0 on coalitions, summing to 1 over those of each player, of the
    largest weighted worth. By the Bondareva-Shapley theorem the core is empty
    exactly when this exceeds v(N).

    Parameters
    ----------
    worth
        By bit mask.

    Returns
    -------
    dict, float
        Weight by bit mask, positive ones only; and the weighted surplus over
        what the players are worth alone, which every balanced collection is
        worth in any case. Nothing and minus infinity for a single player.

    References
    ----------
    .. [1] L. S. Shapley, "On balanced sets and cores", Naval Research
       Logistics Quarterly 14, 1967.

    Examples
    --------
    Of three players any two can take 1: half of each pair is worth 3/2.

    >>> strongest_collection(np.array([0.0, 0, 0, 1, 0, 1, 1, 1]))
    ({3: 0.5, 5: 0.5, 6: 0.5}, 1.5)
    """
    from scipy.optimize import linprog

    players = member_count(worth)
    masks = np.arange(1, len(worth) - 1)
    if not len(masks):
        return {}, -np.inf
    found = zero_normal(worth)  # what players have alone adds the same to every collection
    rows = membership(masks, players).T
    solved = linprog(-found.share[masks], A_eq=rows, b_eq=np.ones(players), method="highs-ds", options=PRECISE)
    if solved.status != 0:
        raise NoAnswerError(f"the linear program for the core has no answer: {solved.message}")
    used = np.flatnonzero(solved.x > POSITIVE)
    weights = np.linalg.lstsq(rows[:, used], np.ones(players), rcond=None)[0].round(13)
    return dict(zip(masks[used].tolist(), weights.tolist(), strict=True)), float(weights @ found.surplus[masks[used]])
