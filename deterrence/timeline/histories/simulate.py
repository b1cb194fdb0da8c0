"""Play a timeline many times."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from deterrence.errors import ArgumentError, expect_kind
from deterrence.game.building import Suppose
from deterrence.run.chunks import Progress
from deterrence.run.execution import Execution
from deterrence.scenario.scenario import Scenario
from deterrence.tables.provenance import Provenance
from deterrence.timeline.dates import wanted_dates
from deterrence.timeline.histories.engine import compiled_loop
from deterrence.timeline.histories.ensemble import Ensemble, Failed
from deterrence.timeline.histories.loop import ENDLESS
from deterrence.timeline.histories.plan import KEPT, Plan
from deterrence.timeline.histories.play import RESULT, Play
from deterrence.timeline.histories.program import program
from deterrence.timeline.histories.tally import BLOCK
from deterrence.timeline.histories.totals import Totals
from deterrence.timeline.transition.clocks import ONE_DATE
from deterrence.timeline.transition.compiling import compile_timeline
from deterrence.timeline.transition.table import Table

STRIDE = 20 * BLOCK
CHUNK_EVENTS = {True: 20_000_000, False: 200_000}  # about two seconds of work, compiled and not
PILOT = 32


def simulate(
    scenario: Scenario,
    *,
    replications: int = 10_000,
    seed: int = 0,
    given: Mapping[str, float] | None = None,
    suppose: Suppose = None,
    times: Sequence[float] | npt.NDArray[Any] | None = None,
    until: float | None = None,
    antithetic: bool = False,
    observe_from: float = 0.0,
    keep: int = KEPT,
    record: bool = False,
    execution: Execution | str | None = None,
    compiled: bool = True,
    progress: Progress | None = None,
) -> Ensemble:
    """Play a timeline many times.

    Every draw is a function of the seed, the replication's number, the clock
    and how often it has drawn, and of nothing else. So the answer is the same
    to the bit for any number of processes, compiled or not; `trace` with the
    same seed retells any replication; and two calls that differ in a parameter
    share their random numbers, see `Ensemble.difference`.

    Parameters
    ----------
    scenario
        Needs a `timeline` section.
    replications
        How many histories; with `until` at most that many.
    seed
        A whole number from 0 to 2**63 - 1.
    given, suppose
        Parameters that differ from the baseline, and chances whose every draw
        is fixed. What is supposed of decisions is ignored.
    times
        The dates of curves; by default the start, the horizon, every fixed
        date and an even grid of 40 steps.
    until
        Stop as soon as no standard error of a report's probability, at or by
        any of the dates, exceeds this; looked at every 20,000 replications.
    antithetic
        Play replications in pairs, one with the draws 1 - u of the other. It
        helps where a quantity goes one way with every draw; standard errors
        are those of the pairs.
    observe_from
        Warm-up: payoffs, times in reports and first times count from this date on.
    keep
        Of how many histories, from the first, payoffs and first times are kept
        one by one, for quantiles and paired differences.
    record
        Keep every event of every history, for `Ensemble.events`; without it
        they are played again when asked for.
    execution
        ``serial``, ``processes``, ``dask``, a scheduler's address, or an
        `Execution` that also says how many workers, in which folder finished
        chunks are kept, and which share of the work to do.
    compiled
        Use numba where it is installed. The answer is the same without.
    progress
        Hears how many of how many replications are played.

    Returns
    -------
    Ensemble
        A replication that meets an error is left out, counted, and listed with
        the error and its seed.

    Raises
    ------
    ArgumentError
        An unknown parameter, a date outside the horizon, or a bad number.
    ConceptError
        The scenario has no timeline.
    TreeTooLargeError
        More than 200,000 states can be reached.

    References
    ----------
    .. [1] J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw, "Parallel random
       numbers: as easy as 1, 2, 3", SC '11, 2011.

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
    >>> run = simulate(parse(text), replications=4_000, seed=1, compiled=False)
    >>> print(run.probability("crisis").at(10))  # 1 - exp(-1) is 0.632
    0.6348 ± 0.0076
    >>> run.events(3)
    ((2.7756474379712186, 'onset', {'posture': 'crisis'}),)
    """
    expect_kind(scenario, Scenario, "simulate")
    plan = Plan(
        replications=replications,
        seed=seed,
        times=times,
        until=until,
        antithetic=antithetic,
        observe_from=observe_from,
        keep=keep,
        record=record,
        execution=execution,
        compiled=compiled,
    )
    table = compile_timeline(scenario, given=given, suppose=suppose)
    return play_table(table, plan, given=given, progress=progress)


def play_table(
    table: Table, plan: Plan, *, given: Mapping[str, float] | None = None, progress: Progress | None = None
) -> Ensemble:
    """Play a compiled timeline many times; `given` is what was changed to compile it."""
    horizon = _horizon(table)
    if not 0 <= plan.observe_from <= horizon:
        raise ArgumentError(f"observe_from = {plan.observe_from:g} is outside 0 to the horizon, {horizon:g}")
    dates = wanted_dates((date for clock in table.clocks for date in clock.dates), horizon, plan.times)
    twins = 2 if plan.antithetic else 1
    play = Play(
        program=program(table, dates, plan.observe_from),
        seed=plan.seed,
        twins=twins,
        kept=min(plan.keep, plan.replications),
        record=plan.record,
        compiled=plan.compiled,
    )
    units, manifest = -(-plan.replications // twins), _manifest(table, play, dates)
    totals, stopped = _totals(play, units, plan.run, plan.until, manifest, progress)
    return Ensemble(
        table=table,
        play=play,
        totals=totals,
        times=dates,
        stopped=stopped,
        failures=tuple(_failures(table, play, totals)),
        lost=tuple(map(str, totals.lost)),
        provenance=Provenance(
            scenario=table.scenario.title,
            hash=table.scenario.hash,
            given=dict(given or {}),
            suppose=dict(table.supposed),
            concept="simulation",
            seed=plan.seed,
        ),
    )


def _horizon(table: Table) -> float:
    timeline = table.scenario.timeline
    return float(timeline.horizon) if timeline else 0.0


def _totals(
    play: Play, units: int, run: Execution, until: float | None, manifest: Mapping[str, Any], progress: Progress | None
) -> tuple[Totals, str]:
    """Play the chunks and add them up in order, until all are done or the errors are small enough."""

    def told(done: int, total: int) -> None:
        if progress:
            progress(done * play.twins, total * play.twins)

    totals = Totals(play.twins)
    size = STRIDE if until is not None else _chunk(play)
    for chunk in run.run(play, units, size=size, manifest=manifest, progress=told):
        totals.add(chunk)
        if until is not None and totals.units and (totals.shares()[1] <= until).all():
            return totals, "precise enough"
    return totals, "a share of the work" if run.partial else "finished"


def _chunk(play: Play) -> int:
    """Units a chunk: whole blocks of about two seconds, by the events of a few replications."""
    events = sum(len(play.events(k).date) for k in range(PILOT))
    each = max(1.0, play.twins * (events / PILOT + 0.1 * len(play.program.noted_date)))
    blocks = CHUNK_EVENTS[play.compiled and compiled_loop() is not None] / each / BLOCK
    return BLOCK * max(1, min(1000, int(blocks)))


def _manifest(table: Table, play: Play, dates: npt.NDArray[np.float64]) -> dict[str, Any]:
    """All that the numbers depend on."""
    return {
        "scenario": table.scenario.to_dict(),
        "point": dict(table.point),
        "supposed": dict(table.supposed),
        "times": dates.tolist(),
        "observe_from": play.program.observed,
        "seed": play.seed,
        "twins": play.twins,
        "kept": play.kept,
        "record": play.record,
        "result": RESULT,
    }


def _failures(table: Table, play: Play, totals: Totals) -> list[Failed]:
    """Replications that met an error, in words."""
    found = []
    for number, status, error, date in np.concatenate([np.zeros((0, 4)), *totals.failures])[:100]:
        if status == ENDLESS:
            names = {table.clocks[int(clock)].name for clock in play.events(int(number)).clock[-ONE_DATE // 2 :]}
            said = f"more than {ONE_DATE:,} events at one date: {', '.join(sorted(names))}"
        else:
            said = table.errors[int(error)]
        found.append(Failed(replication=int(number), date=float(date), error=said, seed=play.seed))
    return found
