"""Orders of payoffs: what must be worth more than what, and comparisons in which ties count."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import numpy.typing as npt

from deterrence.errors import ArgumentError
from deterrence.models.arguments import numbers, together
from deterrence.solvers.ties import tied
from deterrence.tables.text import number

Array = npt.NDArray[np.float64]


def descending(**payoffs: npt.ArrayLike) -> tuple[Array, ...]:
    """Payoffs of one player, each worth strictly more than the next at every point, broadcast to one shape.

    Raises
    ------
    ArgumentError
        Not finite numbers, shapes that do not fit, or two payoffs that are
        tied or in the wrong order; it names both and their values.

    Examples
    --------
    >>> [a.tolist() for a in descending(win=[1.0, 2.0], lose=0.0)]
    [[1.0, 2.0], [0.0, 0.0]]
    >>> descending(win=1.0, peace=[0.5, 1.0])
    Traceback (most recent call last):
    ...
    deterrence.errors.ArgumentError: 'win' must be worth more than 'peace' (found 1 and 1)
    """
    arrays = together(**{name: numbers(name, value) for name, value in payoffs.items()})
    for (better, high), (worse, low) in pairwise(zip(payoffs, arrays, strict=True)):
        bad = (high <= low) | tied(high, low)
        if bad.any():
            found = f"found {number(float(high[bad][0]))} and {number(float(low[bad][0]))}"
            raise ArgumentError(f"'{better}' must be worth more than '{worse}'", found)
    return arrays


def at_least(a: npt.ArrayLike, b: npt.ArrayLike) -> npt.NDArray[np.bool_]:
    """Where `a` is as large as `b`, or tied with it by the rule of the library.

    >>> at_least([0.5, 0.4, 0.4 - 1e-12], 0.4).tolist()
    [True, True, True]
    """
    left, right = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    return np.asarray((left >= right) | tied(left, right))
