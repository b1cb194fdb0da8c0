"""What moves a chance in time: every parameter to the ends of its range, one at a time."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from deterrence.analysis.arguments import named_parameters, whole_number
from deterrence.errors import ArgumentError, ConceptError, EvaluationError, expect_kind, nearest
from deterrence.game.building import Suppose
from deterrence.run.chunks import Progress
from deterrence.scenario.scenario import Scenario
from deterrence.tables.provenance import Provenance
from deterrence.tables.text import html_table, number, text_table
from deterrence.timeline.answer import Answer, in_time
from deterrence.timeline.curve import Estimate
from deterrence.timeline.histories.ensemble import Ensemble
from deterrence.timeline.histories.plan import Plan
from deterrence.timeline.histories.simulate import play_table
from deterrence.timeline.histories.totals import paired
from deterrence.timeline.law.exact_answer import ExactAnswer
from deterrence.timeline.transition.compiling import compile_timeline

if TYPE_CHECKING:
    import pandas as pd

    from deterrence.plot.drawing.style import Axes

SHOWN = 12
NOTICEABLE = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Swing:
    """How a chance moves when one parameter goes to the low, and to the high end of its range."""

    parameter: str
    low: float
    high: float
    to_low: Estimate
    to_high: Estimate

    @property
    def size(self) -> float:
        """The larger of the two moves."""
        return max(abs(self.to_low.value), abs(self.to_high.value))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Swings:
    """The answer to `swings`.

    Attributes
    ----------
    report, by
        The chance that this report is true at some time up to this date.
    base
        That chance at the baseline.
    rows
        A `Swing` a parameter, the largest first.
    method
        ``exact``, or ``simulation`` with common random numbers.
    unanswered
        Parameters at whose ends something has no value.
    """

    report: str
    by: float
    base: Estimate
    rows: tuple[Swing, ...]
    method: str
    unanswered: tuple[str, ...]
    provenance: Provenance

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        rows = [
            {
                "parameter": row.parameter,
                "low": row.low,
                "high": row.high,
                "to_low": list(row.to_low),
                "to_high": list(row.to_high),
            }
            for row in self.rows
        ]
        return {
            "report": self.report,
            "by": self.by,
            "base": list(self.base),
            "method": self.method,
            "rows": rows,
            "unanswered": list(self.unanswered),
            "provenance": self.provenance.to_dict(),
        }

    def to_pandas(self) -> pd.DataFrame:
        """One row a parameter."""
        import pandas as pd

        return pd.DataFrame(
            {
                "parameter": [row.parameter for row in self.rows],
                "low": [row.low for row in self.rows],
                "change_at_low": [row.to_low.value for row in self.rows],
                "high": [row.high for row in self.rows],
                "change_at_high": [row.to_high.value for row in self.rows],
            }
        )

    def plot(self, **options: Any) -> Axes:
        """Draw the moves as bars; options as `deterrence.plot.questions.tornado.swing_bars` has them."""
        from deterrence.plot.questions.tornado import swing_bars

        return swing_bars(self, **options)

    def head(self) -> str:
        """What was asked, in a sentence."""
        how = "exact" if self.method == "exact" else "simulated with common random numbers"
        return f"chance of {self.report} by {number(self.by)}: {self.base} at the baseline; {how}"

    def table(self) -> tuple[tuple[str, ...], list[list[str]]]:
        """The largest moves as rows of text."""
        rows = [
            [row.parameter, number(row.low), _signed(row.to_low), number(row.high), _signed(row.to_high)]
            for row in self.rows[:SHOWN]
            if row.size > NOTICEABLE
        ]
        return ("parameter", "low end", "moves it by", "high end", "moves it by"), rows

    def __str__(self) -> str:
        return f"{self.head()}\n\n{text_table(*self.table())}"

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return f"<p>{html.escape(self.head())}</p>{html_table(*self.table())}"


def swings(
    scenario: Scenario,
    report: str | None = None,
    *,
    by: float | None = None,
    given: Mapping[str, float] | None = None,
    suppose: Suppose = None,
    parameters: str | Sequence[str] | None = None,
    replications: int = 4_000,
    seed: int = 0,
    progress: Progress | None = None,
) -> Swings:
    """Ask what would have to change for something to become likely, or unlikely, in time.

    Parameters
    ----------
    scenario
        Needs a `timeline` section with reports, and parameters.
    report
        Which; by default the first.
    by
        The chance of its ever being true up to this date; by default the horizon.
    given, suppose
        As for `simulate`. What is given is the baseline.
    parameters
        Which are moved; by default all.
    replications, seed
        Where there is no exact answer: how many histories at each point, all
        with the same random numbers.
    progress
        Hears how many of how many points are done.

    Returns
    -------
    Swings
        An open end of a range counts as the value ± max(1, abs(value)).

    Raises
    ------
    ArgumentError
        An unknown report or parameter, or a date outside the horizon.
    ConceptError
        The scenario has no timeline or no parameters, or the timeline no reports.
    EvaluationError
        Something has no value at the baseline.

    Examples
    --------
    >>> from deterrence import load
    >>> found = swings(load("false-alarms"))
    >>> found.method
    'exact'
    """
    expect_kind(scenario, Scenario, "swings")
    report, date = _asked(scenario, report, by)
    names = named_parameters(scenario, parameters)
    replications = whole_number("replications", replications)
    plan = Plan(replications=replications, keep=replications, seed=seed, times=[date])
    ask = _Question(scenario, report, suppose, plan)
    base = ask.at(given or {})
    if isinstance(base, Ensemble):
        base.raise_for_status()
    rows, unanswered = [], []
    for done, name in enumerate(names):
        low, high = scenario.span(name)
        try:
            moves = [ask.move(base, given or {}, {name: value}) for value in (low, high)]
            rows.append(Swing(parameter=name, low=low, high=high, to_low=moves[0], to_high=moves[1]))
        except EvaluationError:
            unanswered.append(name)
        if progress:
            progress(done + 1, len(names))
    return Swings(
        report=report,
        by=date,
        base=base.ever(report).at(date),
        rows=tuple(sorted(rows, key=lambda row: -row.size)),
        method="exact" if isinstance(base, ExactAnswer) else "simulation",
        unanswered=tuple(unanswered),
        provenance=base.provenance,
    )


@dataclass(frozen=True, slots=True)
class _Question:
    """One report's chance by one date, at any parameter point."""

    scenario: Scenario
    report: str
    suppose: Suppose
    plan: Plan

    def at(self, point: Mapping[str, float]) -> Answer:
        """Exactly where the clocks allow."""
        return in_time(self.scenario, given=point, suppose=self.suppose, plan=self.plan)

    def simulated(self, point: Mapping[str, float]) -> Ensemble:
        """By simulation, whether or not there is an exact answer."""
        return play_table(compile_timeline(self.scenario, given=point, suppose=self.suppose), self.plan)

    def move(self, base: Answer, given: Mapping[str, float], change: Mapping[str, float]) -> Estimate:
        """How the chance moves from a point to another; history by history where it is simulated."""
        there = self.at({**given, **change}) if isinstance(base, ExactAnswer) else self.simulated({**given, **change})
        if isinstance(there, Ensemble):
            there.raise_for_status()
        if isinstance(there, ExactAnswer):
            return Estimate(float(there.ever(self.report).value[0] - base.ever(self.report).value[0]), 0.0)
        if isinstance(base, ExactAnswer):
            base = self.simulated(given)
        date = float(there.times[-1])
        return paired(there.by(self.report, date), base.by(self.report, date))


def _asked(scenario: Scenario, report: str | None, by: float | None) -> tuple[str, float]:
    """The report and the date that are meant."""
    timeline = scenario.timeline
    if timeline is None or not timeline.report:
        raise ConceptError("the scenario has no `timeline` with a `report`, so there is no chance to ask about")
    name = next(iter(timeline.report)) if report is None else report
    if name not in timeline.report:
        known = list(timeline.report)
        raise ArgumentError(f"unknown report '{name}'", nearest(name, known) or f"known: {', '.join(known)}")
    date = float(timeline.horizon if by is None else by)
    if not 0 <= date <= timeline.horizon:
        raise ArgumentError(f"the date {date:g} is outside 0 to the horizon, {timeline.horizon:g}")
    return name, date


def _signed(estimate: Estimate) -> str:
    error = f" ± {estimate.error:.2g}" if estimate.error else ""
    return (f"{estimate.value:+.3g}" if abs(estimate.value) > NOTICEABLE else "0") + error
