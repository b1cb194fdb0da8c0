"""The top of a likelihood in one parameter, and the standard error that its curvature says."""

from __future__ import annotations

import math
from collections.abc import Callable

GOLDEN = (math.sqrt(5) - 1) / 2
SECTIONS = 80


def highest(function: Callable[[float], float], low: float, high: float) -> float:
    """Where a function with one top between two numbers is highest, by golden sections.

    >>> round(highest(lambda x: -(x - 2) ** 2, 0, 5), 6)
    2.0
    """
    left, right = high - GOLDEN * (high - low), low + GOLDEN * (high - low)
    at_left, at_right = function(left), function(right)
    for _ in range(SECTIONS):
        if at_left >= at_right:
            high, right, at_right = right, left, at_left
            left = high - GOLDEN * (high - low)
            at_left = function(left)
        else:
            low, left, at_left = left, right, at_right
            right = low + GOLDEN * (high - low)
            at_right = function(right)
        if high - low <= 1e-9 * (1.0 + abs(low)):
            break
    return (low + high) / 2


def standard_error(function: Callable[[float], float], at: float, step: float) -> float:
    """One over the root of the observed information, by fourth-order differences; NaN where that is not positive."""
    wide = function(at + 2 * step) + function(at - 2 * step)
    near = function(at + step) + function(at - step)
    curvature = (16 * near - wide - 30 * function(at)) / (12 * step * step)
    return 1.0 / math.sqrt(-curvature) if curvature < 0 else math.nan
