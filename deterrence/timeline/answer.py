"""The answer of a timeline: exact where its clocks allow, else simulated."""

from __future__ import annotations

from collections.abc import Mapping

from deterrence.errors import NoAnswerError
from deterrence.game.building import Suppose
from deterrence.run.chunks import Progress
from deterrence.scenario.scenario import Scenario
from deterrence.timeline.histories.ensemble import Ensemble
from deterrence.timeline.histories.plan import Plan
from deterrence.timeline.histories.simulate import play_table
from deterrence.timeline.law.exact import exact_of_table
from deterrence.timeline.law.exact_answer import ExactAnswer
from deterrence.timeline.transition.compiling import compile_timeline

Answer = ExactAnswer | Ensemble


def in_time(
    scenario: Scenario,
    *,
    given: Mapping[str, float] | None = None,
    suppose: Suppose = None,
    plan: Plan,
    progress: Progress | None = None,
) -> Answer:
    """What a timeline does, by `exact` if no clock stands in its way, else by simulation; at the plan's dates.

    Examples
    --------
    >>> from deterrence import load
    >>> type(in_time(load("false-alarms"), plan=Plan())).__name__
    'ExactAnswer'
    """
    table = compile_timeline(scenario, given=given, suppose=suppose)
    try:
        return exact_of_table(table, times=plan.times)
    except NoAnswerError:
        return play_table(table, plan, given=given, progress=progress)
