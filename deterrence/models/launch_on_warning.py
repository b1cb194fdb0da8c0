"""Launch on warning: what an alarm that may be false is worth."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from deterrence.errors import ArgumentError
from deterrence.models.arguments import numbers, together
from deterrence.models.threshold import ratio_threshold

Array = npt.NDArray[np.float64]


def belief_after_alarm(prior: npt.ArrayLike, *, detection: npt.ArrayLike, false_alarm: npt.ArrayLike) -> Array:
    """The probability that an alarm is true, by Bayes' rule: ``pi d / (pi d + (1 - pi) f)``.

    What surprises is how little a good sensor proves of a rare event: with an
    attack as improbable as one in a thousand, an alarm that is right nine
    times in ten and false once in a hundred is false eleven times in twelve.

    Parameters
    ----------
    prior
        pi, the probability of an attack before anything is seen, in [0, 1].
    detection, false_alarm
        d and f, probabilities of an alarm with and without an attack, in [0, 1].

    Returns
    -------
    ndarray of float
        NaN where no alarm can happen.

    Examples
    --------
    >>> belief_after_alarm([0.001, 0.1], detection=0.9, false_alarm=0.01).round(4).tolist()
    [0.0826, 0.9091]
    """
    pi, d, f = _sensor(prior, detection, false_alarm)
    true, false = pi * d, (1 - pi) * f
    heard = true + false
    return np.asarray(np.where(heard > 0, true / np.where(heard > 0, heard, 1.0), np.nan))[()]


def answer_threshold(error: npt.ArrayLike, late: npt.ArrayLike) -> Array:
    """The belief from which on an alarm is answered (a launch is a best reply): ``L / (L + G)``.

    Answering a false alarm loses L against holding; holding at a true one
    loses G against answering, as what is not used is lost. At the threshold
    both are worth the same. A force that survives an attack makes G small and
    the threshold high: survivability buys time to be sure. A defence that
    stops what survives an attack, but not a whole force, makes G large: it invites launch
    on warning.

    Parameters
    ----------
    error, late
        L and G, at least 0 and not both 0.

    References
    ----------
    Barrett, Baum and Hostetler, Science and Global Security 21, 2013, for the chain of alarms
    and decisions; the rule of decision in one link of it is derived here.

    Examples
    --------
    >>> answer_threshold(1.0, [0.25, 2]).round(4).tolist()
    [0.8, 0.3333]
    """
    return ratio_threshold(error, late)


def prior_threshold(
    *, error: npt.ArrayLike, late: npt.ArrayLike, detection: npt.ArrayLike, false_alarm: npt.ArrayLike
) -> Array:
    """The prior belief in an attack from which on an alarm is answered: ``f L / (f L + d G)``.

    `answer_threshold` seen from before the alarm. It is the tension of the
    times that makes hands quick: nothing about the sensors need change.

    Examples
    --------
    >>> prior_threshold(error=1, late=2, detection=0.9, false_alarm=[0.05, 0.005]).round(4).tolist()
    [0.027, 0.0028]
    """
    loss, gain, d, f = together(
        error=numbers("error", error, least=0),
        late=numbers("late", late, least=0),
        detection=numbers("detection", detection, least=0, most=1),
        false_alarm=numbers("false_alarm", false_alarm, least=0, most=1),
    )
    return ratio_threshold(f * loss, d * gain)


def false_alarm_threshold(
    prior: npt.ArrayLike, *, error: npt.ArrayLike, late: npt.ArrayLike, detection: npt.ArrayLike
) -> Array:
    """The rate of false alarms up to which alarms are answered: ``pi d G / ((1 - pi) L)``.

    Better sensors make the hand *quicker*: below this rate an alarm is
    believed. Above 1 alarms are always answered.

    Parameters
    ----------
    prior
        Below 1.
    error
        Positive.
    late, detection
        As above.

    Examples
    --------
    >>> false_alarm_threshold([0.01, 0.1], error=1, late=2, detection=0.9).round(4).tolist()
    [0.0182, 0.2]
    """
    pi, loss, gain, d = together(
        prior=numbers("prior", prior, least=0, below=1),
        error=numbers("error", error, above=0),
        late=numbers("late", late, least=0),
        detection=numbers("detection", detection, least=0, most=1),
    )
    return np.asarray(pi * d * gain / ((1 - pi) * loss))[()]


def sensors_needed(
    prior: npt.ArrayLike, threshold: npt.ArrayLike, *, detection: npt.ArrayLike, false_alarm: npt.ArrayLike
) -> Array:
    """How many independent sensors must agree before a belief reaches a threshold (derived here).

    Each alarm multiplies the odds of an attack by d / f, so that it takes the
    logarithm of the odds to be made up over that of d / f, rounded up. That
    holds if the sensors err independently; two that read the same screen are one.

    Parameters
    ----------
    prior, threshold
        Strictly between 0 and 1.
    detection, false_alarm
        Of each sensor; ``0 < f < d``.

    Returns
    -------
    ndarray of float
        Whole numbers, 0 where the prior is enough.

    Examples
    --------
    >>> sensors_needed([1e-6, 0.001, 0.5], 1 / 3, detection=0.9, false_alarm=0.01).tolist()
    [3.0, 2.0, 0.0]
    """
    pi, edge, d, f = together(
        prior=numbers("prior", prior, above=0, below=1),
        threshold=numbers("threshold", threshold, above=0, below=1),
        detection=numbers("detection", detection, above=0, most=1),
        false_alarm=numbers("false_alarm", false_alarm, above=0, most=1),
    )
    if (f >= d).any():
        raise ArgumentError("'false_alarm' must be below 'detection'", "else an alarm is no evidence of an attack")
    missing = np.log(edge / (1 - edge)) - np.log(pi / (1 - pi))
    return np.asarray(np.maximum(np.ceil(missing / np.log(d / f) - 1e-9), 0.0))[()]


def _sensor(prior: npt.ArrayLike, detection: npt.ArrayLike, false_alarm: npt.ArrayLike) -> tuple[Array, Array, Array]:
    pi, d, f = together(
        prior=numbers("prior", prior, least=0, most=1),
        detection=numbers("detection", detection, least=0, most=1),
        false_alarm=numbers("false_alarm", false_alarm, least=0, most=1),
    )
    return pi, d, f
