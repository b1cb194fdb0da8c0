"""The exact answer of a timeline, from its transition table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from deterrence.errors import expect_kind
from deterrence.game.building import Suppose, suppositions
from deterrence.run.chunks import Progress
from deterrence.scenario.scenario import Scenario
from deterrence.tables.provenance import Provenance
from deterrence.timeline.curve import Curve, Estimate
from deterrence.timeline.dates import wanted_dates
from deterrence.timeline.law.course import Course
from deterrence.timeline.law.exact_answer import ExactAnswer
from deterrence.timeline.law.first_time import FirstTime, first_time
from deterrence.timeline.law.hitting import mean_time
from deterrence.timeline.law.jumps import Jump, jumps
from deterrence.timeline.law.schedule import Schedule, schedule
from deterrence.timeline.law.travel import Traveller
from deterrence.timeline.transition.clocks import DATES, SLACK
from deterrence.timeline.transition.compiling import compile_timeline
from deterrence.timeline.transition.readings import FINE, Array
from deterrence.timeline.transition.table import Bools, Table


def exact(
    scenario: Scenario,
    *,
    given: Mapping[str, float] | None = None,
    suppose: Suppose = None,
    times: Sequence[float] | npt.NDArray[Any] | None = None,
    progress: Progress | None = None,
) -> ExactAnswer:
    """Work out what a timeline does in law, without simulating it.

    Between fixed dates the law of the states follows a Markov chain in
    continuous time, whose transient probabilities are summed by
    uniformization; at a date its events are played on the law.

    Parameters
    ----------
    scenario
        Needs a `timeline` whose clocks are exponential (a `rate`, or an
        exponential delay), fixed dates, or fixed delays that start at the
        start, at a fixed date or at the end of such a delay. A delay of 0 may
        start at any time.
    given
        Parameters that differ from the baseline; they may leave their range.
    suppose
        Results of chances, as for `solve`.
    times
        The dates of the curves; by default 0, the horizon, every fixed date
        and an even grid of 40 steps.
    progress
        Hears how far the table is, and then how far the law has been followed.

    Returns
    -------
    ExactAnswer
        Two events at one date, or a random and a fixed one, keep their order;
        two random dates are never one date.

    Raises
    ------
    NoAnswerError
        A clock stands in the way: the message says which and why.
    ArgumentError
        A date outside the horizon, or an unknown parameter or supposition.
    ConceptError
        The scenario has no timeline.
    EvaluationError
        An error is met with positive chance.

    References
    ----------
    .. [1] A. Jensen, "Markoff chains as an aid in the study of Markoff processes",
       Skandinavisk Aktuarietidskrift 36, 1953.
    .. [2] B. L. Fox and P. W. Glynn, "Computing Poisson probabilities",
       Communications of the ACM 31, 1988.

    Examples
    --------
    >>> from deterrence import parse
    >>> text = '''
    ... deterrence: 1
    ... title: A crisis
    ... players: {world: The world}
    ... facts: {posture: [calm, crisis]}
    ... timeline:
    ...   horizon: 10
    ...   events: {onset: {rate: 0.1, when: posture == calm, set: {posture: crisis}}}
    ...   report: {crisis: posture == crisis}
    ... '''
    >>> found = exact(parse(text))
    >>> round(found.probability("crisis").at(10).value, 10)
    0.6321205588
    >>> found.first_time("crisis").mean.value
    10.0
    """
    expect_kind(scenario, Scenario, "exact")
    table = compile_timeline(scenario, given=given, suppose=suppose, progress=progress)
    found = exact_of_table(table, times=times, progress=progress)
    return replace(
        found,
        provenance=replace(found.provenance, given=dict(given or {}), suppose=suppositions(scenario, suppose)),
    )


def exact_of_table(
    table: Table, *, times: Sequence[float] | npt.NDArray[Any] | None = None, progress: Progress | None = None
) -> ExactAnswer:
    """The exact answer of a compiled timeline; see `exact`."""
    plan = schedule(table)
    dates = wanted_dates([date for date, _ in plan.dates], plan.horizon, times)
    moves = jumps(table, plan)
    reports, players = _names(table)
    traveller = Traveller(table, plan, moves)
    course = traveller.travel(_quantities(table), table.discount, progress)
    at, integral = course.at(dates), course.integral(dates, discounted=True)
    end = np.array([plan.horizon])
    spent, paid = course.integral(end)[0], course.integral(end, discounted=True)[0]
    firsts = {name: _first(traveller, course, k, dates) for k, name in enumerate(reports)}
    count = len(reports)
    timeline = table.scenario.timeline
    return ExactAnswer(
        times=dates,
        probabilities={name: _curve(name, dates, at[:, k]) for k, name in enumerate(reports)},
        first_times=firsts,
        accrued={name: _curve(name, dates, integral[:, count + k]) for k, name in enumerate(players)},
        occupancy={name: Estimate(float(spent[k]), 0.0) for k, name in enumerate(reports)},
        payoffs={name: Estimate(float(paid[count + k]), 0.0) for k, name in enumerate(players)},
        states=len(table),
        error_bound=max([course.bound, *(first.course.bound for first in firsts.values())]),
        unit=(timeline.unit if timeline else None) or "",
        horizon=plan.horizon,
        certificate=table.certificate,
        provenance=Provenance(scenario=table.scenario.title, hash=table.scenario.hash, concept="exact"),
    )


def _first(traveller: Traveller, whole: Course, k: int, dates: Array) -> FirstTime:
    """The first time of report `k`; the course of what stays true once it is says it without another pass."""
    table, moves = traveller.table, traveller.events.moves
    name = _names(table)[0][k]
    true = np.append(table.reports[:, k] & (table.error == FINE), np.zeros(len(table.errors), dtype=bool))
    stays, memoryless = _stays(moves, true), _memoryless(table, traveller.plan)
    if stays and not memoryless:
        return first_time(name, whole.only(k), dates, None)
    stopped = traveller.until(true)
    course = whole.only(k) if stays else stopped.travel(true[:, None].astype(float), 0.0)
    mean = mean_time(stopped.flow, stopped.opening(), true) if memoryless else None
    return first_time(name, course, dates, mean)


def _stays(moves: tuple[Jump, ...], true: Bools) -> bool:
    """Whether no event leads from configurations where something is true to others."""
    return not any((true[jump.row] & ~true[jump.column]).any() for jump in moves)


def _memoryless(table: Table, plan: Schedule) -> bool:
    """Whether every clock is exponential, or a delay that ends at once."""
    instant = all((length[table.running[:, f]] <= SLACK).all() for f, length in plan.delays.items())
    return instant and not any(clock.kind == DATES for clock in table.clocks)


def _names(table: Table) -> tuple[list[str], list[str]]:
    timeline = table.scenario.timeline
    assert timeline is not None
    return list(timeline.report), list(table.scenario.payoffs)


def _quantities(table: Table) -> Array:
    """Reports and payoffs of every configuration; nothing where there is an error."""
    found = np.zeros((len(table) + len(table.errors), table.reports.shape[1] + table.payoffs.shape[1]))
    sound = np.flatnonzero(table.error == FINE)
    found[sound] = np.hstack([table.reports[sound], table.payoffs[sound]])
    return found


def _curve(name: str, times: Array, value: Array) -> Curve:
    return Curve(name=name, times=times, value=value, error=np.zeros(len(times)))
