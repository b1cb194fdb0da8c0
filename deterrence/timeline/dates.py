"""The dates at which an answer is wanted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from deterrence.errors import ArgumentError
from deterrence.timeline.transition.clocks import slack

GRID = 40

Array = npt.NDArray[np.float64]


def wanted_dates(fixed: Iterable[float], horizon: float, times: Sequence[float] | npt.NDArray[Any] | None) -> Array:
    """Dates in order, those that are one date once.

    Without `times` they are the start, the horizon, every fixed date and an
    even grid of 40 steps. Raises `ArgumentError` for a date outside the horizon.

    >>> wanted_dates([], 2.0, [2, 0.5, 0.5]).tolist()
    [0.5, 2.0]
    """
    if times is None:
        found = np.sort(np.concatenate([list(fixed), np.linspace(0.0, horizon, GRID + 1)])).clip(max=horizon)
    else:
        found = np.sort(np.array(times, dtype=float).reshape(-1))
        outside = found[~((found >= 0) & (found <= horizon + slack(horizon)))]
        if len(outside):
            raise ArgumentError(f"the date {outside[0]:g} is outside 0 to the horizon, {horizon:g}")
        found = found.clip(max=horizon)
    kept = [k for k, date in enumerate(found) if not k or date - found[k - 1] > slack(date)]
    return np.asarray(found[kept], dtype=float)
