"""Reassurance: what gestures do for trust, and what they must cost."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from deterrence.errors import ArgumentError
from deterrence.models.arguments import numbers, together
from deterrence.solvers.ties import TIE, tied

Array = npt.NDArray[np.float64]


def updated_trust(trust: npt.ArrayLike, *, trustworthy: npt.ArrayLike, untrustworthy: npt.ArrayLike) -> Array:
    """Trust after an act that trustworthy and untrustworthy sides do with these probabilities, by Bayes' rule.

    Parameters
    ----------
    trust
        Before, in [0, 1].
    trustworthy, untrustworthy
        Probabilities of the act by type, in [0, 1].

    Raises
    ------
    ArgumentError
        Out of bounds, an act that had no chance to be seen, or shapes that do
        not fit together.

    Examples
    --------
    >>> round(float(updated_trust(0.4, trustworthy=0.9, untrustworthy=0.6)), 4)
    0.5
    """
    t, a, b = together(
        trust=_chance("trust", trust),
        trustworthy=_chance("trustworthy", trustworthy),
        untrustworthy=_chance("untrustworthy", untrustworthy),
    )
    seen = t * a + (1 - t) * b
    if not seen.all():
        raise ArgumentError("the act had probability 0", "Bayes' rule says nothing of what cannot happen")
    return np.asarray(t * a / seen)[()]


def reassuring_steps(
    trust: npt.ArrayLike, *, threshold: npt.ArrayLike, trustworthy: npt.ArrayLike, untrustworthy: npt.ArrayLike
) -> Array:
    """How many gestures in a row lift trust to a threshold, if both types make each with a probability of its own.

    Each gesture multiplies the odds of trust by the ratio of the two
    probabilities, so that ``log(odds of the threshold / odds of trust) / log(ratio)``
    steps, rounded up, are enough; at a tie the threshold counts as reached
    (derived here). Small steps that the untrustworthy often make, too, add up,
    but slowly: a gesture must be one that they would rather not make.

    Returns
    -------
    ndarray of float
        Whole numbers, 0 where there is trust enough, and infinite where no
        number of steps is.

    Raises
    ------
    ArgumentError
        Out of bounds, or shapes that do not fit together.

    Examples
    --------
    >>> reassuring_steps(0.3, threshold=2 / 3, trustworthy=0.9, untrustworthy=[0, 0.3, 0.6, 0.8, 0.9]).tolist()
    [1.0, 2.0, 4.0, 14.0, inf]
    """
    t, edge, a, b = together(
        trust=_chance("trust", trust),
        threshold=_chance("threshold", threshold),
        trustworthy=_chance("trustworthy", trustworthy),
        untrustworthy=_chance("untrustworthy", untrustworthy),
    )
    enough = (t > edge) | tied(t, edge)
    never = (t == 0) | (a <= b) | ((edge == 1) & (b > 0))
    with np.errstate(divide="ignore", invalid="ignore"):  # certain trust and acts never done are put in below
        needed = (np.log(edge) - np.log1p(-edge) - np.log(t) + np.log1p(-t)) / (np.log(a) - np.log(b))
    steps = np.where(b == 0, 1.0, np.maximum(np.ceil(needed - TIE), 1.0))
    return np.where(enough, 0.0, np.where(never, np.inf, steps))[()]


def separating_gesture(
    *, mutual: npt.ArrayLike, conflict: npt.ArrayLike, greed: npt.ArrayLike, greedy_conflict: npt.ArrayLike
) -> tuple[Array, Array]:
    """The least and the greatest cost of a gesture that only a trustworthy side makes.

    Who makes it is trusted, and gains cooperation: an untrustworthy side then
    exploits it, and gains ``greed - greedy_conflict``; a trustworthy one keeps
    it, and gains ``mutual - conflict``. Between the two, ends included, the
    gesture tells the types apart; where the first is more nothing does
    (derived here). That the trustworthy are willing to pay more is what makes
    reassurance possible.

    Parameters
    ----------
    mutual, conflict
        CC and DD of the trustworthy type.
    greed, greedy_conflict
        DC and DD of the untrustworthy type.

    Returns
    -------
    (least, greatest)
        Arrays; the gesture separates where least <= greatest.

    Raises
    ------
    ArgumentError
        Not finite, a gain below 0, or shapes that do not fit together.

    References
    ----------
    A. H. Kydd, "Trust, reassurance, and cooperation", International
    Organization 54, 2000, pp. 325-357, for reassurance by costly gestures.

    Examples
    --------
    >>> [float(end) for end in separating_gesture(mutual=4, conflict=2, greed=3, greedy_conflict=2)]
    [1.0, 2.0]
    """
    cc, dd, dc, own = together(
        mutual=numbers("mutual", mutual),
        conflict=numbers("conflict", conflict),
        greed=numbers("greed", greed),
        greedy_conflict=numbers("greedy_conflict", greedy_conflict),
    )
    if (cc < dd).any() or (dc < own).any():
        raise ArgumentError("'mutual' and 'greed' must be worth at least conflict to their types")
    return np.asarray(dc - own)[()], np.asarray(cc - dd)[()]


def most_mimicry(trust: npt.ArrayLike, threshold: npt.ArrayLike) -> Array:
    """The largest share of the untrustworthy that may make a gesture, too, if it is still to be believed enough.

    All trustworthy sides make it; then trust after it is at the threshold T
    where the share is ``t (1 - T) / ((1 - t) T)`` (derived here by Bayes' rule).

    >>> float(most_mimicry(0.3, 2 / 3).round(4)), float(most_mimicry(0.7, 2 / 3))
    (0.2143, 1.0)
    """
    t, edge = together(trust=_chance("trust", trust), threshold=numbers("threshold", threshold, above=0, most=1))
    with np.errstate(divide="ignore", invalid="ignore"):  # certain trust is put in below
        share = t * (1 - edge) / ((1 - t) * edge)
    return np.where(t >= edge, 1.0, np.minimum(share, 1.0))[()]


def _chance(name: str, value: npt.ArrayLike) -> Array:
    return numbers(name, value, least=0, most=1)
