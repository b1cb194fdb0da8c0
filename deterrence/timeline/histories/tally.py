"""Many replications, counted: one source, compiled by numba where it is installed.

Yes-or-no quantities are counted in whole numbers. Sums of real numbers are kept
a block of units at a time, and blocks are added up in order elsewhere, so that
they do not depend on how units were spread over chunks and processes.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from deterrence.timeline.histories.loop import DONE, replicate
from deterrence.timeline.histories.program import Program
from deterrence.timeline.transition.clocks import SLACK

BLOCK = 1_000
FAILURES = 100


class Tally(NamedTuple):
    """What some units leave behind; a unit is a replication, or a pair of antithetic ones.

    `counts` and `squares` are, of every date and report, in how many
    replications it was true then and, behind these, ever until then; and the
    squares of these numbers by unit. `sums` and `sums_of_squares` are a row a
    block: payoffs by date and player, payoffs to the horizon, time in each
    report, first times cut at the horizon. `rows` holds, of the replications
    that are kept, payoffs by date and player, payoffs to the horizon, time in
    each report, and first times; NaN where a replication failed.
    """

    twins: int
    kept: int
    counts: Any
    squares: Any
    sums: Any
    sums_of_squares: Any
    units: Any
    events: Any
    rows: Any
    failed: Any
    failure: Any
    yes: Any
    real: Any


def tally(p: Program, units: int, twins: int, kept: int) -> Tally:
    """Room for some units, and for the rows of the first `kept` of their replications."""
    yes = 2 * p.noted_dates * p.reports
    real = p.noted_dates * p.players + p.players + 2 * p.reports
    blocks = -(-units // BLOCK)
    return Tally(
        twins=twins,
        kept=kept,
        counts=np.zeros(yes, dtype=np.int64),
        squares=np.zeros(yes, dtype=np.int64),
        sums=np.zeros((blocks, real)),
        sums_of_squares=np.zeros((blocks, real)),
        units=np.zeros(1, dtype=np.int64),
        events=np.zeros(1, dtype=np.int64),
        rows=np.full((kept, real), np.nan),
        failed=np.zeros(1, dtype=np.int64),
        failure=np.zeros((FAILURES, 4)),
        yes=np.zeros(yes, dtype=np.int64),
        real=np.zeros(real),
    )


def play_units(t: Any, w: Any, log: Any, f: Any, seed: Any, start: Any, stop: Any) -> Any:
    """Play units `start` to `stop` and count them into the tally `f`; tuples are opened once, as in the loop."""
    twins, yes, real, counts, squares = f.twins, f.yes, f.real, f.counts, f.squares
    sums, sums_of_squares, units, seen, failed = f.sums, f.sums_of_squares, f.units, f.events, f.failed
    for unit in range(start, stop):
        fine = True
        for k in range(len(yes)):
            yes[k] = 0
        for k in range(len(real)):
            real[k] = 0.0
        for twin in range(twins):
            status, error, date, events = replicate(t, w, log, seed, unit if twin == 0 else -1 - unit)
            seen[0] += events
            if status == DONE:
                _add(t, w, f, (unit - start) * twins + twin)
            else:
                fine = False
                if failed[0] < len(f.failure):
                    row = f.failure[failed[0]]
                    row[0], row[1], row[2], row[3] = unit * twins + twin, status, error, date
                failed[0] += 1
        if fine:
            units[0] += 1
            sums_here, squares_here = sums[(unit - start) // BLOCK], sums_of_squares[(unit - start) // BLOCK]
            for k in range(len(yes)):
                counts[k] += yes[k]
                squares[k] += yes[k] * yes[k]
            for k in range(len(real)):
                sums_here[k] += real[k]
                squares_here[k] += real[k] * real[k]


def _add(t: Any, w: Any, f: Any, place: Any) -> Any:
    """Add what the registers hold of one replication to its unit."""
    dates, reports, players, horizon, noted_date = t.noted_dates, t.reports, t.players, t.horizon, t.noted_date
    first, occupied, paid, paid_at, true_at = w.first, w.occupied, w.paid, w.paid_at, w.true_at
    yes, real = f.yes, f.real
    for k in range(dates):
        until = noted_date[k] + SLACK * max(1.0, noted_date[k])
        for r in range(reports):
            at = k * reports + r
            yes[at] += true_at[at]
            yes[dates * reports + at] += first[r] <= until
    at = dates * players
    for k in range(at):
        real[k] += paid_at[k]
    for p in range(players):
        real[at + p] += paid[p]
    for r in range(reports):
        real[at + players + r] += occupied[r]
        real[at + players + reports + r] += min(first[r], horizon)
    if place < f.kept:
        row = f.rows[place]
        for k in range(at):
            row[k] = paid_at[k]
        for p in range(players):
            row[at + p] = paid[p]
        for r in range(reports):
            row[at + players + r], row[at + players + reports + r] = occupied[r], first[r]
