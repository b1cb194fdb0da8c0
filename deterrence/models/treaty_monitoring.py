"""Keeping a treaty under verification that errs: breaches missed, and alarms that are false."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from deterrence.errors import ArgumentError
from deterrence.models.arguments import numbers, together
from deterrence.solvers.ties import tied

Array = npt.NDArray[np.float64]


def patience_threshold(
    *,
    temptation: npt.ArrayLike,
    reward: npt.ArrayLike,
    punishment: npt.ArrayLike,
    detection: npt.ArrayLike = 1.0,
    false_alarm: npt.ArrayLike = 0.0,
) -> Array:
    """The discount factor from which on nobody gains by breaching (stability of the treaty), with errors.

    Each period a breach sets off an alarm with probability `detection` (q),
    compliance with probability `false_alarm` (f), and after an alarm the
    treaty is over for good. Complying is then worth
    ``(R - P) / (1 - d (1 - f))`` more than the end of the treaty, and a breach
    gains T - R now for ``d (q - f)`` more risk of that end. So a breach does not
    pay from ``(T - R) / ((q - f) (R - P) + (1 - f) (T - R))`` on.

    What surprises is that false alarms harm twice: they blunt the difference
    that a breach makes, and shorten the future that there is to lose. Sensors
    that cry wolf as often as they see (q = f) keep no treaty.

    Parameters
    ----------
    temptation, reward, punishment
        Payoffs a period, T > R > P.
    detection, false_alarm
        Probabilities a period, ``false_alarm <= detection``.

    Returns
    -------
    ndarray of float
        At this discount factor complying and breaching tie; 1 or more where no
        patience is enough.

    Raises
    ------
    ArgumentError
        Not finite, out of bounds, not T > R > P, or more alarms without a breach than with one.

    References
    ----------
    E. J. Green and R. H. Porter, "Noncooperative collusion under imperfect
    price information", Econometrica 52, 1984, for punishment after noise, in
    another game and for a limited time; this threshold is derived here.

    Examples
    --------
    >>> patience_threshold(temptation=5, reward=3, punishment=1, detection=[1, 0.5, 0.5],
    ...                    false_alarm=[0, 0, 0.1]).round(4).tolist()
    [0.5, 0.6667, 0.7692]
    """
    t, r, p, q, f = together(
        temptation=numbers("temptation", temptation),
        reward=numbers("reward", reward),
        punishment=numbers("punishment", punishment),
        detection=numbers("detection", detection, least=0, most=1),
        false_alarm=numbers("false_alarm", false_alarm, least=0, most=1),
    )
    _require(t, r, p)
    if (f > q).any():
        raise ArgumentError("'false_alarm' must be at most 'detection'", "swap what counts as an alarm")
    base = (q - f) * (r - p) + (1 - f) * (t - r)
    least = np.where(base > 0, (t - r) / np.where(base > 0, base, 1.0), np.inf)
    return least[()]


def detection_threshold(
    *,
    temptation: npt.ArrayLike,
    reward: npt.ArrayLike,
    punishment: npt.ArrayLike,
    discount_factor: npt.ArrayLike,
    false_alarm: npt.ArrayLike = 0.0,
) -> Array:
    """The probability of detection that keeps a treaty: ``f + (T - R) (1 - d (1 - f)) / (d (R - P))``.

    The same condition as that of `patience_threshold`, asked of the sensors (derived here). Above 1 nothing
    that they could see is enough.

    Parameters
    ----------
    temptation, reward, punishment, false_alarm
        As for `patience_threshold`.
    discount_factor
        Strictly between 0 and 1.

    Examples
    --------
    >>> detection_threshold(temptation=5, reward=3, punishment=1, discount_factor=0.9,
    ...                     false_alarm=[0, 0.1, 0.5]).round(4).tolist()
    [0.1111, 0.3111, 1.1111]
    """
    t, r, p, d, f = together(
        temptation=numbers("temptation", temptation),
        reward=numbers("reward", reward),
        punishment=numbers("punishment", punishment),
        discount_factor=numbers("discount_factor", discount_factor, above=0, below=1),
        false_alarm=numbers("false_alarm", false_alarm, least=0, most=1),
    )
    _require(t, r, p)
    least: Array = f + (t - r) * (1 - d * (1 - f)) / (d * (r - p))
    return least[()]


def _require(t: Array, r: Array, p: Array) -> None:
    if ((t <= r) | tied(t, r)).any() or ((r <= p) | tied(r, p)).any():
        raise ArgumentError("payoffs must have 'temptation' > 'reward' > 'punishment'")
