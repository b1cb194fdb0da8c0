"""Confidence intervals of estimated shares."""

from __future__ import annotations

import math

NORMAL_975 = 1.959963984540054


def wilson(successes: int, trials: int, z: float = NORMAL_975) -> tuple[float, float]:
    """Wilson's interval for a share, at 95 percent or `z` standard errors; all of [0, 1] without trials.

    Unlike the share plus and minus its standard errors it stays inside [0, 1]
    and has a width when every trial succeeds.

    References
    ----------
    E. B. Wilson (1927), "Probable inference, the law of succession, and
    statistical inference", *Journal of the American Statistical Association*
    22, 209-212.

    Examples
    --------
    >>> tuple(round(end, 4) for end in wilson(160, 200))
    (0.7391, 0.8495)
    >>> tuple(round(end, 4) for end in wilson(20, 20))
    (0.8389, 1.0)
    """
    if not trials:
        return 0.0, 1.0
    share, z2 = successes / trials, z**2
    middle = share + z2 / (2 * trials)
    half = z * math.sqrt(share * (1 - share) / trials + z2 / (4 * trials**2))
    low, high = (middle - half) / (1 + z2 / trials), (middle + half) / (1 + z2 / trials)
    return (0.0 if successes == 0 else low), (1.0 if successes == trials else high)
