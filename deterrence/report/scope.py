"""Which branches of chance an answer looks at, and how far off a threshold is."""

from __future__ import annotations

from deterrence.analysis.robustness import Robustness
from deterrence.analysis.thresholds import Threshold, Thresholds
from deterrence.scenario.scenario import Scenario

ANY_BRANCH = "on any branch of chance"


def any_branch(scenario: Scenario) -> str:
    """What thresholds look at, if chance draws anything: every branch."""
    return ANY_BRANCH if scenario.chances else ""


def likeliest_branch(firm: Robustness, scenario: Scenario) -> str:
    """What errors and flips look at, if chance draws anything: ``on the likeliest path: miss, high``."""
    drawn = ", ".join(value for variable, value in firm.path if variable in scenario.chances)
    return f"on the likeliest path{f': {drawn}' if drawn else ''}" if scenario.chances else ""


def likeliest_path(firm: Robustness, scenario: Scenario) -> str:
    """That path in a sentence: ``the likeliest path (miss, high)``."""
    drawn = ", ".join(value for variable, value in firm.path if variable in scenario.chances)
    return f"the likeliest path{f' ({drawn})' if drawn else ''}"


def share_of_span(found: Thresholds, row: Threshold) -> float:
    """How far a threshold is from the baseline, as a share of what was scanned."""
    low, high = found.spans[row.parameter]
    return abs(row.value - found.baseline[row.parameter]) / (high - low or 1.0)
