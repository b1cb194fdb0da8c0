"""How long a delay lasts: inverse transforms and one rejection method, one source for Python and numba.

Only `math` is used: its functions give the same bits when compiled, NumPy's do not.
"""

from __future__ import annotations

import math
from typing import Any

from deterrence.timeline.philox import uniform

FIXED, UNIFORM, EXPONENTIAL, GAMMA, WEIBULL, LOGNORMAL = range(6)
KINDS = ("fixed", "uniform", "exponential", "gamma", "weibull", "lognormal")
ATTEMPTS = 64  # each fails with a chance below 0.05

# Wichura's coefficients, numerator and denominator
CENTRE = (
    (3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.69376550946,
     45921.95393154987, 67265.7709270087, 33430.57558358813, 2509.0809287301227),
    (42.31333070160091, 687.1870074920579, 5394.196021424751,
     21213.794301586597, 39307.89580009271, 28729.085735721943, 5226.495278852854),
)  # fmt: skip
MIDDLE = (
    (1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045,
     1.2704582524523684, 0.2417807251774506, 0.022723844989269184, 0.0007745450142783414),
    (2.053191626637759, 1.6763848301838038, 0.6897673349851,
     0.14810397642748008, 0.015198666563616457, 0.0005475938084995345, 1.0507500716444169e-09),
)  # fmt: skip
TAIL = (
    (6.657904643501103, 5.463784911164114, 1.7848265399172913, 0.29656057182850487,
     0.026532189526576124, 0.0012426609473880784, 2.7115555687434876e-05, 2.0103343992922881e-07),
    (0.599832206555888, 0.1369298809227358, 0.014875361290850615,
     0.0007868691311456133, 1.8463183175100548e-05, 1.421511758316446e-07, 2.0442631033899397e-15),
)  # fmt: skip


def delay(kind: Any, a: Any, b: Any, seed: Any, replication: Any, stream: Any, number: Any) -> Any:
    """The length of a delay from the draws of its own stream.

    Parameters
    ----------
    kind
        Index in `KINDS`.
    a, b
        Its arguments: the length; low and high; the mean; shape and scale;
        or mean and standard deviation of the logarithm.
    seed, replication, stream, number
        Which draw: the `number`-th start of the clock. A gamma takes as many
        as it needs from places of its own.
    """
    if kind == FIXED:
        return a
    if kind == GAMMA:
        return b * _gamma(a, seed, replication, stream, number)
    u = uniform(seed, replication, stream, number)
    if kind == UNIFORM:
        return a + (b - a) * u
    if kind == EXPONENTIAL:
        return -a * math.log(u)
    if kind == WEIBULL:
        return b * (-math.log(u)) ** (1.0 / a)
    return math.exp(a + b * normal_quantile(u))


def _gamma(shape: Any, seed: Any, replication: Any, stream: Any, number: Any) -> Any:
    """Unit scale; Marsaglia and Tsang (2000), with their step for shapes below 1."""
    raised = shape if shape >= 1.0 else shape + 1.0
    d = raised - 1.0 / 3.0
    c = 1.0 / math.sqrt(9.0 * d)
    place = number * (2 * ATTEMPTS + 1)
    found = d
    for attempt in range(ATTEMPTS):
        x = normal_quantile(uniform(seed, replication, stream, place + 2 * attempt))
        root = 1.0 + c * x
        v = root * root * root
        if v > 0.0:
            u = uniform(seed, replication, stream, place + 2 * attempt + 1)
            if math.log(u) < 0.5 * x * x + d - d * v + d * math.log(v):
                found = d * v
                break
    if shape < 1.0:
        found *= uniform(seed, replication, stream, place + 2 * ATTEMPTS) ** (1.0 / shape)
    return found


def normal_quantile(p: Any) -> Any:
    """The standard normal deviate below which a share `p` of the mass lies, to about 1e-15 relative.

    References
    ----------
    M. J. Wichura (1988), "Algorithm AS 241: the percentage points of the normal
    distribution", *Applied Statistics* 37, 477-484.

    Examples
    --------
    >>> round(normal_quantile(0.975), 12)
    1.95996398454
    """
    q = p - 0.5
    if abs(q) <= 0.425:
        return q * _ratio(0.180625 - q * q, *CENTRE)
    r = math.sqrt(-math.log(p if q < 0.0 else 1.0 - p))
    found = _ratio(r - 1.6, *MIDDLE) if r <= 5.0 else _ratio(r - 5.0, *TAIL)
    return -found if q < 0.0 else found


def _ratio(x: Any, top: Any, bottom: Any) -> Any:
    """One polynomial over another whose constant is 1, coefficients from the lowest power."""
    above, below = 0.0, 0.0
    for k in range(len(top) - 1, -1, -1):
        above = above * x + top[k]
    for k in range(len(bottom) - 1, -1, -1):
        below = below * x + bottom[k]
    return above / (below * x + 1.0)
