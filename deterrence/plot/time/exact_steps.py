"""Exact curves with the jumps at fixed dates upright."""

from __future__ import annotations

import numpy as np

from deterrence.timeline.curve import Array
from deterrence.timeline.law.exact_answer import ExactAnswer
from deterrence.timeline.law.first_time import FirstTime

FINE = 401
JUST_BEFORE = 3e-9  # dates nearer than 1e-9 are one date
NOTHING = 1e-6  # a smaller jump is not seen
USUAL = 0.5  # a gap that is less than so much of the last step is none


def first_steps(first: FirstTime) -> tuple[Array, Array]:
    """Dates and chances of a law, with a date just before each of its jumps."""
    starts = first.course.starts
    dates = np.unique(np.concatenate([np.linspace(0, first.horizon, FINE), starts, just_before(starts)]))
    return dates, first.course.at(dates)[:, 0]


def report_steps(answer: ExactAnswer, report: str, *, ever: bool = False) -> tuple[Array, Array]:
    """The answer's dates and chances of a report, with a date just before each jump at a fixed date.

    What has been true once is known at any date. What may cease to be true is
    known at the answer's dates; just before a jump it is where the two dates
    before lead, straight on.
    """
    first, curve = answer.first_time(report), answer.ever(report) if ever else answer.probability(report)
    if ever or np.allclose(curve.value, first.curve.value, rtol=0, atol=NOTHING):
        return _known(first, curve.times, curve.value)
    return _led(curve.times, curve.value, first.course.starts)


def just_before(dates: Array) -> Array:
    """The dates just before some dates, those after 0."""
    found: Array = dates - JUST_BEFORE * np.maximum(1.0, dates)
    return found[found > 0]


def _known(first: FirstTime, times: Array, value: Array) -> tuple[Array, Array]:
    starts = first.course.starts[(first.course.starts > times[0]) & (first.course.starts <= times[-1])]
    if not len(starts):
        return times, value
    before = just_before(starts)
    left, right = first.course.at(before)[:, 0], first.course.at(starts)[:, 0]
    jumps = np.abs(right - left) > NOTHING
    dates = np.concatenate([times, before[jumps], starts[jumps]])
    chances = np.concatenate([value, left[jumps], right[jumps]])
    chosen, where = np.unique(dates, return_index=True)
    return chosen, chances[where]


def _led(times: Array, value: Array, starts: Array) -> tuple[Array, Array]:
    jumps, lefts = list[int](), list[float]()
    for k in np.flatnonzero(np.isin(times, starts))[1:].tolist():
        left, usual = _straight_on(times, value, starts, k)
        if abs(value[k] - left) > USUAL * usual + NOTHING:
            jumps.append(k)
            lefts.append(left)
    before = just_before(times[jumps])
    return np.insert(times, jumps, before), np.insert(value, jumps, lefts)


def _straight_on(times: Array, value: Array, starts: Array, k: int) -> tuple[float, float]:
    """Where the two dates before date `k` lead, and how far from the last of them; no fixed date is passed."""
    if k < 2 or np.any((starts > times[k - 2]) & (starts < times[k]) & (starts != times[k - 2])):
        return float(value[k - 1]), 0.0
    slope = (value[k - 1] - value[k - 2]) / (times[k - 1] - times[k - 2])
    left = min(1.0, max(0.0, float(value[k - 1] + slope * (times[k] - times[k - 1]))))
    return left, abs(left - float(value[k - 1]))
