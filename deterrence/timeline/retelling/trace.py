"""One history of a timeline, event by event: SimPy processes run the scenario itself, and processes of your own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from deterrence.errors import ArgumentError, EvaluationError, NoAnswerError, expect_kind
from deterrence.game.building import Suppose
from deterrence.scenario.scenario import Scenario
from deterrence.tables.provenance import Provenance
from deterrence.timeline.retelling.history import History
from deterrence.timeline.retelling.record import Trace
from deterrence.timeline.retelling.rules import Rules
from deterrence.timeline.retelling.world import Process, start


def trace(
    scenario: Scenario,
    *,
    seed: int = 0,
    replication: int = 0,
    given: Mapping[str, float] | None = None,
    suppose: Suppose = None,
    processes: Sequence[Process] = (),
    until: float | None = None,
) -> Trace:
    """Play one history of a scenario's timeline and keep its log.

    SimPy processes run the scenario as it is written, one state at a time; no
    table is made, so its size has no limit. An error that is met ends the
    history and is kept in it.

    Parameters
    ----------
    scenario
        Needs a `timeline` section.
    seed, replication
        Which history; replication ``-1 - k`` is the antithetic twin of `k`.
    given
        Parameters that differ from the baseline.
    suppose
        Values of chances, given at every draw; of decisions it is not heeded.
    processes
        SimPy processes of your own: functions of a `World`, which says what they can do.
    until
        The date to stop at, by default the horizon.

    Raises
    ------
    ArgumentError
        An unknown name, also in a process; a seed, date or process that is none.
    ConceptError
        The scenario has no timeline, or a question that does not fit it.
    EvaluationError
        The discount has no value or is negative.

    Examples
    --------
    >>> from deterrence import Scenario
    >>> treaty = Scenario(
    ...     title="Notice",
    ...     players={"us": "United States"},
    ...     decisions={"treaty": {"player": "us", "choices": ["keep", "withdraw"], "reversible": False}},
    ...     facts={"in_force": ["yes", "no"]},
    ...     payoffs={"us": "treaty == withdraw"},
    ...     timeline={
    ...         "unit": "year",
    ...         "horizon": 2,
    ...         "events": {
    ...             "summer": {"at": 0.6, "decide": "treaty"},
    ...             "notice": {"after": "treaty == withdraw", "delay": 0.5, "set": {"in_force": "no"}},
    ...         },
    ...         "behavior": {"treaty": {"rule": "myopic"}},
    ...         "report": {"gone": "in_force == no"},
    ...     },
    ... )
    >>> print(trace(treaty))
    Notice: replication 0 of seed 0, 2 events up to 2 (year)
    date  event   what changed              who decided
     0.6  summer  treaty: keep -> withdraw  us decides treaty = withdraw (myopic: keep 0, withdraw 1)
     1.1  notice  in_force: yes -> no
    payoffs: us 1.4
    gone: first at 1.1, for 0.9 in all
    """
    expect_kind(scenario, Scenario, "trace")
    rules = Rules(scenario, given=given, suppose=suppose)
    provenance = Provenance(
        scenario=scenario.title,
        hash=scenario.hash,
        given=dict(given or {}),
        suppose=rules.supposed,
        concept="one history in time",
        seed=seed,
    )
    return play(rules, seed=seed, replication=replication, processes=processes, until=until, provenance=provenance)


def play(
    rules: Rules,
    *,
    seed: int,
    replication: int,
    provenance: Provenance,
    processes: Sequence[Process] = (),
    until: float | None = None,
) -> Trace:
    """One history by rules that may have served others: what they have read once they remember."""
    history = History(rules, _whole("seed", seed, 0), _whole("replication", replication, -(2**63)), _end(rules, until))
    for place, process in enumerate(processes):
        start(history, process, place)
    error = None
    try:
        history.run()
    except (EvaluationError, NoAnswerError) as problem:
        error = str(problem)
    ledger, nothing = history.ledger, float("nan")
    first = [nothing if error is not None and date == np.inf else date for date in ledger.first]
    paid, occupied = ([nothing if error is not None else x for x in some] for some in (ledger.paid, ledger.occupied))
    reports = rules.timeline.report
    return Trace(
        entries=tuple(history.entries),
        initial=rules.named(rules.start),
        end=history.end if error is None else history.now,
        payoffs=dict(zip(rules.scenario.payoffs, paid, strict=True)),
        first_time=dict(zip(reports, first, strict=True)),
        occupancy=dict(zip(reports, occupied, strict=True)),
        seed=seed,
        replication=replication,
        error=error,
        unit=rules.timeline.unit or "",
        provenance=provenance,
    )


def _whole(what: str, value: object, least: int) -> int:
    if isinstance(value, (int, np.integer)) and not isinstance(value, bool) and least <= value < 2**63:
        return int(value)
    raise ArgumentError(
        f"a {what} is a whole number of at most 63 bits{', and not negative' * (not least)}, found {value!r}"
    )


def _end(rules: Rules, until: float | None) -> float:
    horizon = float(rules.timeline.horizon)
    if until is None:
        return horizon
    if not 0 <= until <= horizon:
        raise ArgumentError(f"until {until:g} lies outside the horizon [0, {horizon:g}]")
    return float(until)
