"""The figures of a timeline: chances over time, first times, what it is worth, one history, and what moves it."""

from __future__ import annotations

from typing import Any

from deterrence.analysis.swings import Swings
from deterrence.report.blocks import Figure
from deterrence.scenario.scenario import Scenario
from deterrence.tables.text import number
from deterrence.timeline.histories.ensemble import Ensemble
from deterrence.timeline.law.exact_answer import ExactAnswer
from deterrence.timeline.retelling.record import Trace

SPOKEN = 4


def curves_figure(course: ExactAnswer | Ensemble) -> Figure:
    """The chance that each report is true, over time."""

    def says() -> str:
        middle, end = float(course.times[len(course.times) // 2]), float(course.times[-1])
        told = []
        for name in course.reports:
            curve = course.probability(name)
            told.append(f"{name} {number(curve.at(middle).value, 3)}, then {number(curve.at(end).value, 3)}")
        return f"Curves: the chance that a report is true at {number(middle)} and at {number(end)}: {'; '.join(told)}."

    def draw() -> Any:
        from deterrence.plot.time.report_curves import report_curves

        return report_curves(course)

    return Figure("reports", says, draw)


def first_passage_figure(course: ExactAnswer | Ensemble) -> Figure:
    """The chance that each report has come true by a date."""

    def says() -> str:
        told = []
        for name in course.reports:
            first = course.first_time(name)
            half = first.quantile(0.5).value
            when = f"half of them by {number(half, 3)}" if half < float("inf") else "not in half of them"
            told.append(f"{name} in {number(100 * first.reached.value, 3)} % of histories, {when}")
        return f"Rising curves: the chance that a report has come true by each date. By the end: {'; '.join(told)}."

    def draw() -> Any:
        from deterrence.plot.time.first_passage import first_passage

        return first_passage(course)

    return Figure("first-times", says, draw)


def fan_figure(histories: Ensemble, course: ExactAnswer | Ensemble) -> Figure:
    """How the first player's payoff is spread over histories."""
    player = histories.players[0]
    label = histories.table.scenario.players[player].label

    def says() -> str:
        spread = histories.quantiles[player]
        low, middle, high = (number(float(spread[share][-1])) for share in (0.05, 0.5, 0.95))
        return (
            f"Fan: the discounted payoff of {label} up to each date. At the end the median is {middle}, "
            f"and nine histories in ten lie between {low} and {high}."
        )

    def draw() -> Any:
        from deterrence.plot.time.fan_chart import fan_chart

        return fan_chart(histories, player, exact=course if isinstance(course, ExactAnswer) else None)

    return Figure("fan", says, draw)


def history_figure(history: Trace) -> Figure:
    """One history, event by event."""

    def says() -> str:
        changes = [
            f"at {number(date, 3)} {', '.join(f'{name} becomes {value}' for name, value in changed.items())}"
            for date, _, changed in history.events
            if changed
        ]
        rest = f"; and {len(changes) - SPOKEN} changes more" if changes[SPOKEN:] else ""
        told = "; ".join(changes[:SPOKEN]) + rest if changes else "nothing changes"
        return (
            f"One history (replication {history.replication} of seed {history.seed}) with {len(history.events):,} "
            f"events up to {number(history.end)}: {told}."
        )

    def draw() -> Any:
        from deterrence.plot.time.event_strip import event_strip

        return event_strip(history)

    return Figure("history", says, draw)


def swings_figure(moves: Swings, scenario: Scenario) -> Figure:
    """What each parameter does to the chance of the first report."""

    def says() -> str:
        told = []
        for row in moves.rows[:SPOKEN]:
            ends = ((row.to_low, row.low), (row.to_high, row.high))
            told.append(f"{row.parameter} " + ", ".join(f"{to.value:+.3g} at {number(end)}" for to, end in ends))
        return (
            f"Bars: how the chance of {moves.report} by {number(moves.by)}, {number(moves.base.value, 3)} now, changes "
            f"when one parameter goes to an end of its range, largest first. {'; '.join(told)}."
        )

    def draw() -> Any:
        from deterrence.plot.questions.tornado import swing_bars

        return swing_bars(moves, scenario=scenario)

    return Figure("swings", says, draw)
