"""A timeline in words."""

from __future__ import annotations

from pathlib import Path

import deterrence as dt
from deterrence.report.calendar import calendar_section

CLOCKS = Path(__file__).parents[2] / "benchmarks" / "timeline.yaml"


def test_every_clock_rule_and_report_is_told():
    section = calendar_section(dt.load(CLOCKS).timeline)
    head, events, rules, reports = section.blocks
    assert head.lines == ("From 0 to 20 (year), discounted at 0.05 a year.",)
    told = {name: (when, what) for name, when, what in events.rows}
    assert told["flight_test"] == ("every 0.5", "test is drawn")
    assert told["notice"] == ("0.5 after treaty == withdraw", "in_force = no")
    assert told["renewal"][0] == "gamma(2, 0.5) after treaty == keep and in_force == no"
    assert told["calming"] == ("at rate 2, when posture == tense", "posture = calm")
    assert rules.rows == (("treaty", "keep 70 %, withdraw 30 %"),)
    assert ("lapsed", "in_force == no") in reports.rows
    assert len(told) == 8
