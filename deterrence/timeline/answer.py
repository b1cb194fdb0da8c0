"""The answer of a timeline: exact where its clocks allow, else simulated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from deterrence.errors import NoAnswerError
from deterrence.game.building import Suppose
from deterrence.scenario.scenario import Scenario
from deterrence.timeline.compiling import compile_timeline
from deterrence.timeline.ensemble import Ensemble
from deterrence.timeline.exact import exact_of_table
from deterrence.timeline.exact_answer import ExactAnswer
from deterrence.timeline.simulate import play_table

Answer = ExactAnswer | Ensemble


def in_time(
    scenario: Scenario,
    *,
    given: Mapping[str, float] | None = None,
    suppose: Suppose = None,
    times: Sequence[float] | None = None,
    **simulation: Any,
) -> Answer:
    """What a timeline does, by `exact` if a clock does not stand in its way, else by `simulate` with these options.

    Examples
    --------
    >>> from deterrence import load
    >>> type(in_time(load("false-alarms"))).__name__
    'ExactAnswer'
    """
    table = compile_timeline(scenario, given=given, suppose=suppose)
    try:
        return exact_of_table(table, times=times)
    except NoAnswerError:
        return play_table(table, given=given, times=times, **simulation)
