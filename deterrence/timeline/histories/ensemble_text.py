"""An ensemble in words: what was played, and the reports and payoffs in a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deterrence.tables.text import number
from deterrence.timeline.curve import Estimate

if TYPE_CHECKING:
    from deterrence.timeline.histories.ensemble import Ensemble


def sentences(run: Ensemble) -> list[str]:
    """What was played, why it ended, what failed and what is missing; a sentence a line."""
    pairs = " in antithetic pairs" * run.antithetic
    found = [
        f"{run.replications:,} histories{pairs} to {run.unit or 'date'} {number(run.horizon)}, "
        f"seed {run.seed}; {run.totals.events:,} events"
    ]
    if run.stopped != "finished":
        found.append(f"stopped: {run.stopped}")
    if run.failed:
        first = run.failures[0]
        found.append(
            f"{run.failed:,} replications failed and are left out; the first, {first.replication}, at "
            f"{number(first.date)}: {first.error}"
        )
    if run.table.certificate is not None:
        found.append(str(run.table.certificate))
    return found + list(run.lost)


def tables(run: Ensemble) -> list[tuple[tuple[str, ...], list[list[str]]]]:
    """Each report at the last date, and each player's payoff; header and rows."""
    reports = []
    for name in run.reports:
        first, last = run.first_time(name), run.probability(name)
        cells = (
            Estimate(float(last.value[-1]), float(last.error[-1])),
            Estimate(float(first.curve.value[-1]), float(first.curve.error[-1])),
            run.occupancy[name],
            first.quantile(0.5),
        )
        reports.append([name, *map(str, cells)])
    paid = [[name, str(estimate)] for name, estimate in run.payoffs.items()]
    date = number(float(run.times[-1]))
    header = ("report", f"at {date}", f"ever by {date}", "time in it", "median first time")
    found: list[tuple[tuple[str, ...], list[list[str]]]] = [(header, reports)] if reports else []
    return [*found, (("player", "discounted payoff"), paid)] if paid else found
