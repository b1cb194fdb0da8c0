"""The same choices in time, as a section: how likely, how soon, and what would have to change."""

from __future__ import annotations

from deterrence.analysis.swings import Swings
from deterrence.report.blocks import Block, Listing, Prose, Section
from deterrence.report.time_figures import (
    curves_figure,
    fan_figure,
    first_passage_figure,
    history_figure,
    swings_figure,
)
from deterrence.scenario.scenario import Scenario
from deterrence.tables.text import number
from deterrence.timeline.histories.ensemble import Ensemble
from deterrence.timeline.law.exact_answer import ExactAnswer
from deterrence.timeline.retelling.record import Trace

DATES = 5


def timeline_section(
    course: ExactAnswer | Ensemble,
    swings: Swings | None,
    histories: Ensemble | None,
    history: Trace | None,
    scenario: Scenario,
) -> Section:
    """Reports at a few dates, when they first come true, what time is worth, and what moves the first of them."""
    blocks: list[Block] = [Prose(tuple(course.head()))]
    if course.reports:
        blocks += [_chances(course), curves_figure(course), _first_times(course), first_passage_figure(course)]
    if course.players:
        rows = tuple((name, estimate.rounded()) for name, estimate in course.payoffs.items())
        blocks.append(Listing(("player", "discounted payoff in time"), rows))
    if histories is not None and histories.players:
        blocks.append(fan_figure(histories, course))
    if history is not None:
        blocks.append(history_figure(history))
    if swings is not None:
        header, moves = swings.table()
        asked = f"What would have to change? The {swings.head()}."
        alone = "Each parameter alone, to the ends of its range:"
        blocks.append(Prose((asked, alone) if moves else (asked, "No parameter moves it on its own.")))
        if moves:
            blocks += [Listing(header, tuple(tuple(row) for row in moves)), swings_figure(swings, scenario)]
    elif course.reports:
        blocks.append(Prose(("`deterrence swings` tells which parameter moves these chances most.",)))
    return Section("In time: how likely, how soon", tuple(blocks))


def _chances(course: ExactAnswer | Ensemble) -> Listing:
    """The chance that each report has come true by some dates, and is true at the horizon."""
    shown = [course.times[round(k * (len(course.times) - 1) / DATES)] for k in range(1, DATES + 1)]
    shown = sorted(set(map(float, shown)))
    rows = tuple(
        (
            name,
            *(course.ever(name).at(date).rounded() for date in shown),
            course.probability(name).at(shown[-1]).rounded(),
        )
        for name in course.reports
    )
    return Listing(("report", *(f"by {number(date)}" for date in shown), f"true at {number(shown[-1])}"), rows)


def _first_times(course: ExactAnswer | Ensemble) -> Listing:
    rows = []
    for name in course.reports:
        first = course.first_time(name)
        median = first.quantile(0.5)
        rows.append(
            (
                name,
                median.rounded() if median.value < float("inf") else "later",
                first.mean_if_reached.rounded() if first.reached.value > 0 else "-",
                course.occupancy[name].rounded(),
            )
        )
    return Listing(("report", "median first time", "mean where it comes", "time in it"), tuple(rows))
