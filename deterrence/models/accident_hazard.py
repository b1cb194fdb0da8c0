"""Accidents at a constant rate: what a small risk a year comes to."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from deterrence.models.arguments import numbers, together

Array = npt.NDArray[np.float64]


def accident_probability(rate: npt.ArrayLike, horizon: npt.ArrayLike) -> Array:
    """The probability of an accident by a horizon, ``1 - exp(-rate * horizon)`` (stability as low accident hazard).

    Accidents that come independently at a constant rate are a Poisson
    process. What surprises is how small risks add up, and how they do not: a
    hundredth a year is nearly two thirds in a century, not a certainty.

    Parameters
    ----------
    rate
        Accidents a year (or any unit of time), at least 0.
    horizon
        In the same unit, at least 0.

    References
    ----------
    A. M. Barrett, S. D. Baum and K. Hostetler, "Analyzing and reducing the
    risks of inadvertent nuclear war between the United States and Russia",
    Science and Global Security 21, 2013, for inadvertent war as a Poisson
    process of alarms. The formulas are textbook.

    Examples
    --------
    >>> accident_probability(0.01, [1, 10, 100]).round(4).tolist()
    [0.01, 0.0952, 0.6321]
    """
    r, t = together(rate=numbers("rate", rate, least=0), horizon=numbers("horizon", horizon, least=0))
    return np.asarray(-np.expm1(-r * t))[()]


def thinned_rate(alarms: npt.ArrayLike, *probabilities: npt.ArrayLike) -> Array:
    """The rate of accidents if each alarm becomes one only by passing several independent stages.

    A Poisson process thinned with a probability is a Poisson process: alarms
    at some rate, each taken seriously with one probability and answered with
    another, bring accidents at the product. So halving any one stage halves
    the risk, and the cheapest stage to halve is the one to work on.

    Parameters
    ----------
    alarms
        Rate of alarms, at least 0.
    *probabilities
        Of each stage, given those before, in [0, 1].

    Examples
    --------
    >>> float(thinned_rate(4.0, 0.05, 0.02).round(6))
    0.004
    """
    arrays = {"alarms": numbers("alarms", alarms, least=0)}
    for index, stage in enumerate(probabilities, start=1):
        arrays[f"probability {index}"] = numbers(f"probability {index}", stage, least=0, most=1)
    return np.asarray(np.prod(np.stack(together(**arrays)), axis=0))[()]


def rate_of(probability: npt.ArrayLike, *, period: npt.ArrayLike = 1.0) -> Array:
    """The constant rate at which a probability is reached in a period: ``-log(1 - probability) / period``.

    For small risks the two are nearly the same number; for large ones a rate
    is the larger, and only rates may be added.

    Examples
    --------
    Published estimates of the risk a year, from a millionth to 7 per cent, over 70 years:

    >>> accident_probability(rate_of([1e-6, 0.007, 0.07]), 70).round(5).tolist()
    [7e-05, 0.38843, 0.99378]
    """
    p, t = together(
        probability=numbers("probability", probability, least=0, below=1),
        period=numbers("period", period, above=0),
    )
    return np.asarray(-np.log1p(-p) / t)[()]


def horizon_of(probability: npt.ArrayLike, rate: npt.ArrayLike) -> Array:
    """How long until the probability of an accident reaches a level: ``-log(1 - probability) / rate``.

    >>> horizon_of(0.5, [0.01, 0.02]).round(1).tolist()
    [69.3, 34.7]
    """
    p, r = together(
        probability=numbers("probability", probability, least=0, below=1), rate=numbers("rate", rate, above=0)
    )
    return np.asarray(-np.log1p(-p) / r)[()]


def probability_of_unknown_rate(mean_rate: npt.ArrayLike, shape: npt.ArrayLike, horizon: npt.ArrayLike) -> Array:
    """The probability of an accident if the rate itself is uncertain: ``1 - (1 + mean T / shape) ** -shape``.

    The rate has a gamma distribution with this mean and shape; the spread
    relative to the mean is ``1 / sqrt(shape)`` (derived here, as the mixture of
    exponentials). What surprises is the sign: the more uncertain the rate, the *lower*
    the probability over a long horizon for the same mean, as the mean
    rests on few very risky worlds in which the accident comes early. A
    mean rate put into `accident_probability` overstates the risk.

    Parameters
    ----------
    mean_rate, horizon
        As for `accident_probability`.
    shape
        Positive; small is very uncertain, large is certain.

    Examples
    --------
    >>> probability_of_unknown_rate(0.02, [0.5, 1, 1e6], 70).round(3).tolist()
    [0.487, 0.583, 0.753]
    """
    r, a, t = together(
        mean_rate=numbers("mean_rate", mean_rate, least=0),
        shape=numbers("shape", shape, above=0),
        horizon=numbers("horizon", horizon, least=0),
    )
    return np.asarray(-np.expm1(-a * np.log1p(r * t / a)))[()]
