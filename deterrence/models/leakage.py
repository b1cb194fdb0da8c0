"""Leakage: what gets through a defence, and what is left of a threat that must get through."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from deterrence.models.arguments import numbers, together

Array = npt.NDArray[np.float64]


def stop_probability(single: npt.ArrayLike, tries: npt.ArrayLike) -> Array:
    """The probability that an attempt is stopped by n independent tries: ``1 - (1 - single) ** tries``.

    Parameters
    ----------
    single
        Probability that one try stops it, in [0, 1].
    tries
        How many are made at it, at least 0; need not be whole, as an average.

    Raises
    ------
    ArgumentError
        Out of bounds, or shapes that do not fit together.

    Examples
    --------
    >>> stop_probability(0.5, [0, 1, 2, 4]).tolist()
    [0.0, 0.5, 0.75, 0.9375]
    """
    k, n = together(single=_share("single", single), tries=numbers("tries", tries, least=0))
    return np.asarray(1 - (1 - k) ** n)[()]


def leak_probability(attempts: npt.ArrayLike, stop: npt.ArrayLike, *, common_failure: npt.ArrayLike = 0.0) -> Array:
    """The probability that at least one of W attempts gets through: ``1 - (1 - c) K ** W``.

    Each attempt is stopped with probability K on its own; with probability c,
    the `common_failure`, something that all tries rely on fails at once and
    nothing is stopped. What surprises is how fast good becomes bad: a defence
    that stops 95 of 100 lets something through in 40 of 100 cases if there are
    ten attempts. And no number of tries brings the probability below c, so
    that where nothing at all may get through, denial ends at the common
    failure. Insurance against a few attempts remains worth its price where
    perfect denial of many is hopeless.

    Parameters
    ----------
    attempts
        W, at least 0.
    stop
        K, the probability that one is stopped, in [0, 1].
    common_failure
        c, in [0, 1]; none by default.

    Raises
    ------
    ArgumentError
        Out of bounds, or shapes that do not fit together.

    References
    ----------
    D. A. Wilkening, "A simple model for calculating ballistic missile defense
    effectiveness", Science and Global Security 8, 2000, pp. 183-215, is known
    here at second hand; the formulas are elementary and derived here.

    Examples
    --------
    >>> leak_probability([1, 10, 100], 0.95).round(3).tolist()
    [0.05, 0.401, 0.994]
    >>> round(float(leak_probability(10, 1.0, common_failure=0.02)), 3)
    0.02
    """
    w, k, c = _defence(attempts, stop, common_failure)
    return np.where(w > 0, 1 - (1 - c) * k**w, 0.0)[()]


def expected_leaks(attempts: npt.ArrayLike, stop: npt.ArrayLike, *, common_failure: npt.ArrayLike = 0.0) -> Array:
    """How many of W attempts get through on average: ``W (1 - (1 - c) K)``, parameters as for `leak_probability`.

    >>> expected_leaks(10, [0.0, 0.95]).round(2).tolist(), round(float(expected_leaks(10, 0.95, common_failure=0.1)), 2)
    ([10.0, 0.5], 1.45)
    """
    w, k, c = _defence(attempts, stop, common_failure)
    return np.asarray(w * (1 - (1 - c) * k))[()]


def tries_needed(
    attempts: npt.ArrayLike, single: npt.ArrayLike, *, leak: npt.ArrayLike, common_failure: npt.ArrayLike = 0.0
) -> Array:
    """The tries at each attempt from which on something leaks with a probability of at most `leak`.

    Solved for n, ``1 - (1 - c) (1 - (1 - k) ** n) ** W <= leak`` gives
    ``n = log(1 - ((1 - leak) / (1 - c)) ** (1 / W)) / log(1 - k)`` (derived
    here). It is infinite where the common failure alone leaks more than is
    borne: denial is hopeless. In all, W n tries are needed, so that each further
    attempt must be met with n more, and n itself grows as the logarithm of W:
    where a try is not much cheaper than an attempt, the defence loses the
    exchange, and the more surely the fewer leaks it bears.

    Parameters
    ----------
    attempts
        W, at least 0; with 0 no tries are needed.
    single
        k, the probability that one try stops an attempt, above 0 and below 1.
    leak
        What is borne, above 0 and at most 1.
    common_failure
        c, in [0, 1].

    Returns
    -------
    ndarray of float
        At least 0 and not rounded up; infinite where no number is enough.

    Raises
    ------
    ArgumentError
        Out of bounds, or shapes that do not fit together.

    Examples
    --------
    >>> tries_needed([1, 10, 100], 0.5, leak=0.1).round(2).tolist()
    [3.32, 6.58, 9.89]
    >>> float(tries_needed(1, 0.5, leak=0.01, common_failure=0.02))
    inf
    """
    w, k, most, c = together(
        attempts=numbers("attempts", attempts, least=0),
        single=numbers("single", single, above=0, below=1),
        leak=numbers("leak", leak, above=0, most=1),
        common_failure=_share("common_failure", common_failure),
    )
    with np.errstate(divide="ignore", invalid="ignore"):  # what is not needed or not enough is put in below
        kept = np.log1p(-most) - np.log1p(-c)
        found = np.log(-np.expm1(kept / w)) / np.log1p(-k)
    found = np.where((w == 0) | (most == 1), 0.0, np.where(c >= most, np.inf, found))
    return np.asarray(np.maximum(found, 0.0))[()]


def threat_left(
    retaliation: npt.ArrayLike, *, tries: npt.ArrayLike, stop: npt.ArrayLike, needed: npt.ArrayLike
) -> Array:
    """What is left of a threat that must pass a defence, from 0 (hollow) to 1 (whole).

    A retaliation of size S against I tries that stop one each with probability
    e leaves ``S - e I``; it takes m of that for the threat to be whole, and so
    the share is ``clip((S - e I) / m, 0, 1)``. A defence is not felt at all as
    long as more than m is left, ``I <= (S - m) / e``, and has made the threat
    hollow at ``I = S / e``: who has much to spare may bear with a defence that
    ends the threat of one who has little. That the scale enters before the
    effectiveness is what a debate about tests alone misses.

    Parameters
    ----------
    retaliation, tries
        S and I, at least 0, in one unit.
    stop
        e, in [0, 1].
    needed
        m, positive, in the same unit.

    Raises
    ------
    ArgumentError
        Out of bounds, or shapes that do not fit together.

    Examples
    --------
    The same defence against a large and a small retaliation:

    >>> threat_left([1000, 20], tries=100, stop=0.15, needed=10).tolist()
    [1.0, 0.5]
    """
    s, i, e, m = together(
        retaliation=numbers("retaliation", retaliation, least=0),
        tries=numbers("tries", tries, least=0),
        stop=_share("stop", stop),
        needed=numbers("needed", needed, above=0),
    )
    return np.asarray(np.clip((s - e * i) / m, 0.0, 1.0))[()]


def _share(name: str, value: npt.ArrayLike) -> Array:
    return numbers(name, value, least=0, most=1)


def _defence(attempts: npt.ArrayLike, stop: npt.ArrayLike, common_failure: npt.ArrayLike) -> tuple[Array, ...]:
    return together(
        attempts=numbers("attempts", attempts, least=0),
        stop=_share("stop", stop),
        common_failure=_share("common_failure", common_failure),
    )
