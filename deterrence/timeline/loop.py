"""The event loop over a transition table: one source, compiled by numba where it is installed, plain Python elsewhere.

Tables are flat, so that the same indexing serves arrays and lists. A rate
clock holds a unit exponential that its hazard wears down: it draws once a
firing whatever happens in between, and a clock that an event leaves alone keeps
its date to the bit.
"""

from __future__ import annotations

import math
from typing import Any

from deterrence.timeline.clocks import AFTER, DATES, ONE_DATE, RATE, SLACK
from deterrence.timeline.delays import delay
from deterrence.timeline.philox import uniform

DONE, ENDLESS, FAILED = 0, 1, 2
FINE = -1


def replicate(t: Any, w: Any, log: Any, seed: Any, replication: Any) -> Any:
    """Play one replication; returns its status, the number of its error or -1, the date reached, and its events.

    Parameters
    ----------
    t
        The `Program`: the table as flat columns.
    w
        The `Registers`: what the replication leaves behind.
    log
        The `Log`, of as many events as it has room for.
    seed, replication
        The place of its draws.
    """
    here, events, noted, since = 0, 0, 0, 0.0
    error = _begin(t, w, seed, replication)
    if error != FINE:
        return FAILED, error, 0.0, 0
    while True:
        now = _earliest(t, w)
        while noted < t.dates_noted and t.noted[noted] + SLACK * max(1.0, t.noted[noted]) < now:
            _note(t, w, here, since, noted)
            noted += 1
        if now > t.last:
            break
        limit = now + SLACK * max(1.0, now)
        waiting, served = _due(t, w, limit), 0
        while served < waiting:
            c = w.queue[served]
            served += 1
            if w.date[c] > limit:
                continue
            there = _fire(t, w, seed, replication, here, c, now)
            if there < -1:
                return FAILED, -2 - there, now, events
            if t.fires[here * t.clocks + c]:
                w.firings[c] += 1
                if events < log.room:
                    log.date[events], log.clock[events] = now, c
                    log.configuration[events] = here if there == -1 else there
                events += 1
            if there == -1 or there == here:
                continue
            _pay(t, w, here, since, now)
            since = now
            waiting = _enter(t, w, seed, replication, here, there, now, limit, waiting)
            if waiting < 0:
                return (ENDLESS, FINE, now, events) if waiting == -1 else (FAILED, -2 - waiting, now, events)
            here = there
    while noted < t.dates_noted:
        _note(t, w, here, since, noted)
        noted += 1
    _pay(t, w, here, since, t.horizon)
    return DONE, FINE, t.horizon, events


def _begin(t: Any, w: Any, seed: Any, replication: Any) -> Any:
    """Set all clocks going; the number of an error, or -1."""
    for c in range(t.clocks):
        w.starts[c], w.firings[c] = 0, 0
        w.since[c], w.need[c], w.date[c] = 0.0, 0.0, math.inf
        if t.kind[c] == RATE:
            w.need[c] = -math.log(uniform(seed, replication, t.stream[c], 0))
            w.starts[c] = 1
            if t.rate[c] > 0.0:
                w.date[c] = w.need[c] / t.rate[c]
        elif t.kind[c] == DATES:
            if t.first_date[c] < t.first_date[c + 1]:
                w.date[c] = t.dates[t.first_date[c]]
        elif t.running[c]:
            if t.delay_error[c] != FINE:
                return t.delay_error[c]
            w.date[c] = delay(t.law[c], t.delay_a[c], t.delay_b[c], seed, replication, t.stream[c], 0)
            w.starts[c] = 1
    for r in range(t.reports):
        w.first[r] = 0.0 if t.report[r] else math.inf
        w.occupied[r] = 0.0
    for p in range(t.players):
        w.paid[p] = 0.0
    return t.error[0]


def _earliest(t: Any, w: Any) -> Any:
    now = w.date[0]
    for c in range(1, t.clocks):
        now = min(now, w.date[c])
    return now


def _due(t: Any, w: Any, limit: Any) -> Any:
    """Line up the clocks due at this date, in file order; how many."""
    waiting = 0
    for c in range(t.clocks):
        if w.date[c] <= limit:
            w.queue[waiting] = c
            waiting += 1
    return waiting


def _fire(t: Any, w: Any, seed: Any, replication: Any, here: Any, c: Any, now: Any) -> Any:
    """Wind one clock up again and draw where its event leads: a configuration, -1 for nowhere, or ``-2 - error``."""
    if t.kind[c] == DATES:
        w.starts[c] += 1
        k = t.first_date[c] + w.starts[c]
        w.date[c] = t.dates[k] if k < t.first_date[c + 1] else math.inf
    elif t.kind[c] == AFTER:
        w.date[c] = math.inf
    else:
        w.need[c] = -math.log(uniform(seed, replication, t.stream[c], w.starts[c]))
        w.starts[c] += 1
        w.since[c] = now
        w.date[c] = now + w.need[c] / t.rate[here * t.clocks + c]
    there = t.target[here * t.clocks + c]
    while there < -1:
        row = 3 * (-2 - there)
        branch, last = t.lottery[row], t.lottery[row] + t.lottery[row + 1] - 1
        if last < branch:
            return -2 - t.lottery[row + 2]
        u = uniform(seed, replication, t.stream[c] + 1 + t.lottery[row + 2], w.firings[c])
        while branch < last and u >= t.cumulative[branch]:
            branch += 1
        there = t.branch[branch]
    return there


def _enter(
    t: Any, w: Any, seed: Any, replication: Any, here: Any, there: Any, now: Any, limit: Any, waiting: Any
) -> Any:
    """Note what is true now and set the clocks by the new configuration.

    Returns how many clocks wait at this date; -1 if without end; ``-2 - error``.
    """
    if t.error[there] != FINE:
        return -2 - t.error[there]
    for r in range(t.reports):
        if t.report[there * t.reports + r] and w.first[r] == math.inf:
            w.first[r] = now
    for c in range(t.clocks):
        old, new = here * t.clocks + c, there * t.clocks + c
        if t.kind[c] == RATE:
            if t.rate[old] != t.rate[new]:
                if t.rate[old] > 0.0:
                    w.need[c] = max(0.0, w.need[c] - t.rate[old] * (now - w.since[c]))
                w.since[c] = now
                w.date[c] = now + w.need[c] / t.rate[new] if t.rate[new] > 0.0 else math.inf
        elif t.kind[c] == AFTER:
            if not t.running[new]:
                w.date[c] = math.inf
            elif not t.running[old]:
                if t.delay_error[new] != FINE:
                    return -2 - t.delay_error[new]
                number = w.starts[c]
                w.starts[c] = number + 1
                w.date[c] = now + delay(
                    t.law[c], t.delay_a[new], t.delay_b[new], seed, replication, t.stream[c], number
                )
                if w.date[c] <= limit:
                    if waiting > ONE_DATE:
                        return -1
                    w.queue[waiting] = c
                    waiting += 1
    return waiting


def _pay(t: Any, w: Any, here: Any, since: Any, until: Any) -> Any:
    """Add what the time since the last change was worth, and which reports were true in it."""
    stop = min(until, t.horizon)
    weight = _weight(t.discount, since, stop)
    for p in range(t.players):
        w.paid[p] += t.payoff[here * t.players + p] * weight
    for r in range(t.reports):
        if t.report[here * t.reports + r]:
            w.occupied[r] += stop - since


def _note(t: Any, w: Any, here: Any, since: Any, k: Any) -> Any:
    """Write down how things stand at a date of the grid, after its events."""
    weight = _weight(t.discount, since, t.noted[k])
    for p in range(t.players):
        w.paid_at[k * t.players + p] = w.paid[p] + t.payoff[here * t.players + p] * weight
    for r in range(t.reports):
        w.true_at[k * t.reports + r] = t.report[here * t.reports + r]


def _weight(discount: Any, start: Any, stop: Any) -> Any:
    """The integral of exp(-discount t) from start to stop."""
    if stop <= start:
        return 0.0
    if discount == 0.0:
        return stop - start
    return (math.exp(-discount * start) - math.exp(-discount * stop)) / discount
