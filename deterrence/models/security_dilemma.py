"""The security dilemma: arms for fear of arms, and what seeing them in time is worth."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from deterrence.errors import ArgumentError
from deterrence.models.arguments import numbers, together
from deterrence.models.threshold import ratio_threshold
from deterrence.solvers.ties import tied

Array = npt.NDArray[np.float64]


def restraint_threshold(*, cost: npt.ArrayLike, advantage: npt.ArrayLike, exposure: npt.ArrayLike) -> Array:
    """How likely it may be that the other arms before a side arms for fear: ``(c - mu) / (d - mu)``.

    Arms cost c, gain mu against one who has none, and one without arms against
    one with them loses d. A side that would rather not arm (``mu < c``)
    restrains itself while the other arms with a probability below the threshold,
    gain ``c - mu`` over gain and loss ``d - c``; at the threshold, a tie, it may
    do either. If the other is moderate, too, that is the probability that it is
    greedy, and restraint by both moderate sides is an equilibrium up to it; both
    arming is one as well.

    The stronger the offence (d), the less suspicion is borne; the larger the
    advantage (mu), too. No one need be greedy for arms to be built: fear of fear
    is enough, see `arms_race` for how it multiplies.

    Parameters
    ----------
    cost
        c, at least `advantage` and less than `exposure`.
    advantage, exposure
        mu and d, in units of cost; arrays broadcast together.

    Raises
    ------
    ArgumentError
        Arms that are dominant or never worth their cost, or shapes that do not
        fit together.

    References
    ----------
    R. Jervis, "Cooperation under the security dilemma", World Politics 30,
    1978, pp. 167-214, for offence and defence; the threshold is derived here
    from payoffs in the manner of S. Baliga and T. Sjostrom, Review of Economic
    Studies 71, 2004, pp. 351-369.

    Examples
    --------
    >>> restraint_threshold(cost=0.3, advantage=0.1, exposure=[0.8, 1.1, 2.1]).round(4).tolist()
    [0.2857, 0.2, 0.1]
    """
    c, mu, d = together(
        cost=numbers("cost", cost), advantage=numbers("advantage", advantage), exposure=numbers("exposure", exposure)
    )
    if ((mu > c) & ~tied(mu, c)).any():
        raise ArgumentError("'cost' must be at least 'advantage'", "otherwise arming is a dominant action")
    if ((d <= c) | tied(d, c)).any():
        raise ArgumentError("'exposure' must be more than 'cost'", "otherwise restraint is a dominant action")
    return ratio_threshold(np.maximum(c - mu, 0.0), d - c)


def visible_restraint_threshold(*, cost: npt.ArrayLike, delay: npt.ArrayLike, exposure: npt.ArrayLike) -> Array:
    """The same when arms are seen in time for a late answer: ``c / (c + delay)``.

    A side that sees the other's arms arms itself after all, at a cost of c and
    `delay`. As the other's answer takes every advantage away, arming first is
    worth ``-c`` for sure, and restraint costs ``c + delay`` if the other arms
    and nothing else. Neither offence nor advantage enters: where postures are
    visible in time the dilemma is one of being late, and it is the delay that
    verification must shorten.

    Parameters
    ----------
    cost, delay
        c and the cost of answering late, at least 0 and not both 0.
    exposure
        d, at least ``c + delay``: otherwise nobody answers, and seeing is no
        use.

    Raises
    ------
    ArgumentError
        Out of bounds, or shapes that do not fit together.

    References
    ----------
    R. Jervis, as for `restraint_threshold`, for visible postures; the threshold
    is derived here.

    Examples
    --------
    >>> round(float(visible_restraint_threshold(cost=0.3, delay=0.1, exposure=0.8)), 4)
    0.75
    """
    c, late, d = together(
        cost=numbers("cost", cost, least=0),
        delay=numbers("delay", delay, least=0),
        exposure=numbers("exposure", exposure),
    )
    if ((d < c + late) & ~tied(d, c + late)).any():
        raise ArgumentError("'exposure' must be at least 'cost' and 'delay'", "otherwise nobody answers arms late")
    return ratio_threshold(c, late)
