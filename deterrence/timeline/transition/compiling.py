"""From a scenario's timeline to its transition table, one generation of configurations at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from deterrence.errors import ConceptError, TreeTooLargeError
from deterrence.game.building import Suppose, parameters_at
from deterrence.game.suppositions import fixed_values, supposed_chances
from deterrence.run.chunks import Progress
from deterrence.scenario.parts import Timeline
from deterrence.scenario.scenario import Scenario
from deterrence.timeline.farsight.farsighted import markov_perfect
from deterrence.timeline.farsight.markov_game import refuse_undiscounted
from deterrence.timeline.farsight.strategy import Strategy
from deterrence.timeline.transition.clocks import AFTER, RATE, clocks, farsighted_effects
from deterrence.timeline.transition.firing import Firing
from deterrence.timeline.transition.offers import require_start
from deterrence.timeline.transition.readings import Ints, Readings, earlier
from deterrence.timeline.transition.rest import Rest
from deterrence.timeline.transition.table import NOTHING, Table

CONFIGURATIONS = 200_000

Bytes = npt.NDArray[np.uint8]
Bools = npt.NDArray[np.bool_]


def compile_timeline(
    scenario: Scenario,
    *,
    given: Mapping[str, float] | None = None,
    suppose: Suppose = None,
    progress: Progress | None = None,
) -> Table:
    """The transition table of a scenario's timeline at one parameter point.

    Where a decision is farsighted, the timeline is compiled with its choices
    open, solved (see `markov_perfect`), and compiled again with the choices
    made; the table then holds the `strategy` and its `certificate`.

    Parameters
    ----------
    scenario
        Needs a `timeline` section.
    given
        Parameters that differ from the baseline; they may leave their range.
    suppose
        Chances whose every draw is fixed. What is supposed of decisions is ignored.
    progress
        Hears how many configurations are done of those found so far.

    Raises
    ------
    ArgumentError
        An unknown parameter, variable, value or situation.
    ConceptError
        The scenario has no timeline; or a decision is farsighted and the discount 0.
    EvaluationError
        The discount has no value or is negative; the initial state breaks a
        constraint; or a farsighted decision may lead to an error.
    NoAnswerError
        Farsighted play cycles or does not settle, or a clock stands in its way.
    TreeTooLargeError
        More than 200,000 configurations can be reached.
    """
    if scenario.timeline is None:
        raise ConceptError("the scenario has no `timeline` section, so nothing happens in time")
    supposed = supposed_chances(scenario, fixed_values(scenario, suppose)[0])
    readings = Readings(scenario, parameters_at(scenario, given), supposed)
    require_start(readings)
    if not farsighted_effects(scenario):
        return _Compiler(readings, scenario.timeline, progress, None).run()
    refuse_undiscounted(Rest(readings, scenario.timeline, ()).discount())
    undecided = _Compiler(readings, scenario.timeline, progress, None)
    play = markov_perfect(undecided.run(), undecided.firing.lotteries)
    table = _Compiler(readings, scenario.timeline, progress, play.strategy).run()
    return replace(table, strategy=play.strategy, certificate=play.certificate)


class _Compiler:
    def __init__(
        self, readings: Readings, timeline: Timeline, progress: Progress | None, strategy: Strategy | None
    ) -> None:
        self.readings, self.timeline, self.progress = readings, timeline, progress
        self.scenario = readings.scenario
        self.clocks = clocks(self.scenario)
        self.variables = tuple(self.scenario.choices)
        self.number: dict[bytes, int] = {}
        self.found: list[Bytes] = []
        self.rest = Rest(readings, timeline, self.clocks)
        self.firing = Firing(readings, self.clocks, self.numbered, strategy)

    def run(self) -> Table:
        """Breadth first from the start. A configuration's row is its state and, behind it, which clocks are spent."""
        start = np.zeros((1, len(self.variables) + len(self.clocks)), dtype=np.uint8)
        self.numbered(start)
        done, targets, fires = 0, [], []
        while done < len(self.found):
            rows = np.array(self.found[done:])
            target, happens = self.fired(rows)
            targets.append(target)
            fires.append(happens)
            done += len(rows)
            if self.progress:
                self.progress(done, len(self.found))
        return self.table(np.array(self.found), np.concatenate(targets), np.concatenate(fires))

    def fired(self, rows: Bytes) -> tuple[Ints, Bools]:
        """What each clock leads to from some configurations, and whether its event happens; by configuration, clock."""
        running, rate, _ = self.rest.resting(rows)
        found = np.full((len(rows), len(self.clocks)), NOTHING, dtype=np.int64)
        fires = np.zeros(found.shape, dtype=bool)
        for k, clock in enumerate(self.clocks):
            may = rate[:, k] > 0 if clock.kind == RATE else running[:, k] if clock.kind == AFTER else True
            asked = np.flatnonzero(np.broadcast_to(may, (len(rows),)))
            if len(asked):
                found[asked, k], fires[asked, k] = self.firing.fire(k, rows[asked])
        return found, fires

    def numbered(self, rows: Bytes) -> Ints:
        """The number of each configuration; new ones get the next."""
        distinct, which = np.unique(rows, axis=0, return_inverse=True)
        numbers = np.empty(len(distinct), dtype=np.int64)
        for place, row in enumerate(distinct):
            key = row.tobytes()
            if key not in self.number:
                if len(self.found) == CONFIGURATIONS:
                    self.refuse_size()
                self.number[key] = len(self.found)
                self.found.append(row)
            numbers[place] = self.number[key]
        found: Ints = numbers[which.reshape(-1)]
        return found

    def refuse_size(self) -> None:
        rows = np.array(self.found)
        sizes = {name: len(np.unique(rows[:, k])) for k, name in enumerate(self.variables)}
        busiest = ", ".join(f"{name} (x{size})" for name, size in sorted(sizes.items(), key=lambda i: -i[1])[:5])
        raise TreeTooLargeError(
            f"the timeline reaches more than {CONFIGURATIONS:,} states. The variables with the most values: {busiest}. "
            "Drop values that nothing depends on, or trace single histories, which needs no table."
        )

    def table(self, rows: Bytes, target: Ints, fires: Bools) -> Table:
        """The table, once all configurations are known."""
        running, rate, error = self.rest.resting(rows)
        delay, delay_error = self.rest.delays(rows, running)
        payoffs, failed = self.rest.columns(rows, "payoffs", self.scenario.payoffs)
        reports, undefined = self.rest.columns(rows, "report", self.timeline.report)
        return Table(
            scenario=self.scenario,
            point=self.readings.point,
            supposed=self.readings.supposed,
            clocks=self.clocks,
            codes=rows[:, : len(self.variables)],
            running=running,
            rate=rate,
            delay=delay,
            target=target,
            fires=fires,
            lottery=np.array(self.firing.lotteries.rows, dtype=np.int64).reshape(-1, 3),
            cumulative=np.array(self.firing.lotteries.cumulative),
            branch=np.array(self.firing.lotteries.branch, dtype=np.int64),
            error=earlier(earlier(error, failed), undefined),
            delay_error=delay_error,
            payoffs=payoffs,
            reports=reports != 0,
            discount=self.rest.discount(),
            errors=tuple(self.readings.errors),
        )
