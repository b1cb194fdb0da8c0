"""The event loop over a transition table: one source, compiled by numba where it is installed, plain Python elsewhere.

Tables are flat, so that the same indexing serves arrays and lists. A rate
clock holds a unit exponential that its hazard wears down: it draws once a
firing whatever happens in between, and a clock that an event leaves alone keeps
its date to the bit. A clock's `n`-th draw is the first of a pair; the second
is for the first effect of the event that it follows. `replicate` opens its tuples once, into local names, and is
longer for it: compiled code counts references at every look into a tuple, and
is five times slower.
"""

from __future__ import annotations

import math
from typing import Any

from deterrence.timeline.delays import delay
from deterrence.timeline.philox import pair, uniform
from deterrence.timeline.transition.clocks import AFTER, DATES, ONE_DATE, RATE, SLACK

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
    clocks, kind, stream, rate = t.clocks, t.kind, t.stream, t.rate
    running, target, fires = t.running, t.target, t.fires
    law, delay_a, delay_b, delay_error, error = t.law, t.delay_a, t.delay_b, t.delay_error, t.error
    first_date, dates, lottery, cumulative, branch = t.first_date, t.dates, t.lottery, t.cumulative, t.branch
    players, payoff, reports, report = t.players, t.payoff, t.reports, t.report
    pace, account = t.pace, t.account
    discount, observed, horizon, last = t.discount, t.observed, t.horizon, t.last
    noted_dates, noted_date, noted_accrued = t.noted_dates, t.noted_date, t.noted_accrued
    date, need, worn, starts = w.date, w.need, w.worn, w.starts
    queue, queued = w.queue, w.queued
    first, occupied, paid, paid_at, true_at = w.first, w.occupied, w.paid, w.paid_at, w.true_at
    room, log_date, log_clock, log_configuration = log.room, log.date, log.clock, log.configuration
    here, since, accounted, events, noted, crowd, anchor = 0, 0.0, accrued(discount, observed), 0, 0, 0, -1.0
    failure = _begin(t, w, seed, replication)
    if failure != FINE:
        return FAILED, failure, 0.0, 0
    while True:
        now, limit, waiting, who = _soonest(clocks, date)
        while noted < noted_dates and noted_date[noted] + SLACK * max(1.0, noted_date[noted]) < now:
            base, start = noted * players, max(since, observed)
            weight = noted_accrued[noted] - accounted if noted_date[noted] > start else 0.0
            for p in range(players):
                paid_at[base + p] = paid[p] + payoff[here * players + p] * weight
            for r in range(reports):
                true_at[noted * reports + r] = report[here * reports + r]
            noted += 1
        if now > last:
            break
        if now > anchor:
            anchor, crowd = limit, 0
        served = 0
        if waiting == 1:
            queue[0], queued[0] = who, starts[who]
        else:
            waiting = _due(clocks, date, starts, queue, queued, limit)
        crowd += waiting
        if crowd > ONE_DATE:
            return ENDLESS, FINE, now, events
        while served < waiting:
            c = queue[served]
            is_stale = queued[served] != starts[c] or date[c] > limit
            served += 1
            if is_stale:
                continue
            at, second = here * clocks + c, -1.0
            number = starts[c]
            if kind[c] == RATE:
                u, second = pair(seed, replication, stream[c], number)
                need[c], worn[c] = -math.log(u), now
                starts[c] = number + 1
                date[c] = now + need[c] / rate[at]
            elif kind[c] == AFTER:
                date[c] = math.inf
            else:
                number += 1
                starts[c] = number
                k = first_date[c] + number
                date[c] = dates[k] if k < first_date[c + 1] else math.inf
            there = target[at]
            while there < -1:
                row = 3 * (-2 - there)
                if not lottery[row + 1]:
                    return FAILED, lottery[row + 2], now, events
                if lottery[row + 2] or second < 0.0:
                    _, second = pair(seed, replication, stream[c] + lottery[row + 2], number)
                there = branch[_drawn(cumulative, lottery[row], lottery[row + 1], second)]
            if fires[at]:
                if events < room:
                    log_date[events], log_clock[events] = now, c
                    log_configuration[events] = here if there == -1 else there
                events += 1
            if there == -1 or there == here:
                continue
            if account[there] != account[here]:
                start, stop = max(since, observed), min(now, horizon)
                if stop > start:
                    fresh = accrued(discount, stop)
                    for p in range(players):
                        paid[p] += payoff[here * players + p] * (fresh - accounted)
                    accounted = fresh
                if stop > start or since >= observed:
                    for r in range(reports):
                        if report[here * reports + r]:
                            occupied[r] += max(0.0, stop - start)
                            first[r] = min(first[r], start)
                since = now
            if error[there] != FINE:
                return FAILED, error[there], now, events
            for c in range(clocks if pace[there] != pace[here] else 0):
                old, new = here * clocks + c, there * clocks + c
                if kind[c] == RATE:
                    if rate[old] != rate[new]:
                        if rate[old] > 0.0:
                            need[c] = max(0.0, need[c] - rate[old] * (now - worn[c]))
                        worn[c] = now
                        date[c] = now + need[c] / rate[new] if rate[new] > 0.0 else math.inf
                elif kind[c] == AFTER:
                    if not running[new]:
                        date[c] = math.inf
                    elif not running[old]:
                        if delay_error[new] != FINE:
                            return FAILED, delay_error[new], now, events
                        length = delay(law[c], delay_a[new], delay_b[new], seed, replication, stream[c], starts[c])
                        starts[c] += 1
                        date[c] = now + length
                        if date[c] <= limit:
                            queue[waiting], queued[waiting] = c, starts[c]
                            waiting += 1
                            crowd += 1
                            if crowd > ONE_DATE:
                                return ENDLESS, FINE, now, events
            here = there
    start = max(since, observed)
    for p in range(players):
        paid[p] += payoff[here * players + p] * (accrued(discount, horizon) - accounted)
    for r in range(reports):
        if report[here * reports + r]:
            occupied[r] += max(0.0, horizon - start)
            first[r] = min(first[r], start)
    return DONE, FINE, horizon, events


def _begin(t: Any, w: Any, seed: Any, replication: Any) -> Any:
    """Set all clocks going; the number of an error, or -1."""
    for c in range(t.clocks):
        w.starts[c] = 0
        w.worn[c], w.need[c], w.date[c] = 0.0, 0.0, math.inf
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
        w.first[r] = math.inf
        w.occupied[r] = 0.0
    for p in range(t.players):
        w.paid[p] = 0.0
    return t.error[0]


def _soonest(clocks: Any, date: Any) -> Any:
    """The next date, the last that counts as it, how many clocks are due then, and the last of them."""
    now = date[0]
    for c in range(1, clocks):
        now = date[c] if date[c] < now else now
    limit = now + SLACK * max(1.0, now)
    waiting, who = 0, 0
    for c in range(clocks):
        due = date[c] <= limit
        waiting += due
        who = c if due else who
    return now, limit, waiting, who


def _due(clocks: Any, date: Any, starts: Any, queue: Any, queued: Any, limit: Any) -> Any:
    """Line up the clocks due at this date, in file order; how many. One that is started again loses its place."""
    waiting = 0
    for c in range(clocks):
        if date[c] <= limit:
            queue[waiting], queued[waiting] = c, starts[c]
            waiting += 1
    return waiting


def _drawn(cumulative: Any, start: Any, count: Any, u: Any) -> Any:
    """The branch of a lottery that a draw falls on; the last one takes what rounding leaves."""
    for k in range(start, start + count - 1):
        if u < cumulative[k]:
            return k
    return start + count - 1


def accrued(discount: Any, date: Any) -> Any:
    """The integral of exp(-discount t) from the start to a date."""
    return date if discount == 0.0 else -math.expm1(-discount * date) / discount
