"""Ensembles: what they count, their errors, and the same bits however they are made."""

from __future__ import annotations

import math

import numpy as np
import pytest
import scipy.stats
from timeline_cases import TEXTS, random_timeline

import deterrence as dt
from deterrence.timeline.histories import tally
from deterrence.timeline.histories.engine import Draws, compiled_loop
from deterrence.timeline.philox import pair, uniform

POSTURE = dt.parse(TEXTS["posture"])
CLOCKS = dt.parse(TEXTS["every clock, myopic"])

CRISIS = """
deterrence: 1
title: A crisis
players: {world: The world}
parameters: {hazard: {value: 0.1, range: [0, 1]}}
facts: {posture: [calm, crisis]}
payoffs: {world: 1 - 3 * (posture == crisis)}
timeline:
  horizon: 10
  discount: 0.05
  events:
    onset:   {rate: hazard, when: posture == calm, set: {posture: crisis}}
    calming: {rate: 1, when: posture == crisis, set: {posture: calm}}
  report: {crisis: posture == crisis}
"""


def same(one, other):
    """Whether two ensembles are equal to the bit in everything they say."""
    assert one.to_dict() == other.to_dict()
    for name in ("counts", "squares", "sums", "sums_of_squares"):
        assert getattr(one.totals, name).tobytes() == getattr(other.totals, name).tobytes()
    assert np.concatenate(one.totals.rows).tobytes() == np.concatenate(other.totals.rows).tobytes()


@pytest.mark.parametrize("scenario", [POSTURE, CLOCKS], ids=["posture", "every clock"])
def test_curves_count_what_single_histories_say(scenario):
    run = dt.simulate(scenario, replications=40, seed=5, times=[0, 1, 2.5, scenario.timeline.horizon], compiled=False)
    traces = [dt.trace(scenario, seed=5, replication=k) for k in range(40)]
    for name in run.reports:
        first = np.array([history.first_time[name] for history in traces])
        assert run.first_time(name).values.tolist() == first.tolist()
        spent = [history.occupancy[name] for history in traces]
        assert run.occupancy[name].value == pytest.approx(np.mean(spent), rel=1e-12)
        assert run.occupancy[name].error == pytest.approx(np.std(spent, ddof=1) / math.sqrt(40), rel=1e-9)
        for k, date in enumerate(run.times):
            assert run.ever(name).value[k] == pytest.approx(np.mean(first <= date + 1e-9))
            now = [history.state_at(date) for history in traces]
            true = [bool(_value(scenario, name, state)) for state in now]
            assert run.probability(name).value[k] == pytest.approx(np.mean(true))
    for player in run.players:
        paid = [history.payoffs[player] for history in traces]
        assert run.payoffs[player].value == pytest.approx(np.mean(paid), rel=1e-12)
        assert run.payoffs[player].error == pytest.approx(np.std(paid, ddof=1) / math.sqrt(40), rel=1e-7)
        assert run.payoff(player).at(scenario.timeline.horizon) == run.payoffs[player]


def _value(scenario, report, state):
    from deterrence.states.diagnosis import value_at

    return value_at(scenario, scenario.timeline.report[report], ("report",), scenario.baseline, state)


@pytest.mark.parametrize("scenario", [POSTURE, CLOCKS], ids=["posture", "every clock"])
def test_compiled_and_plain_code_give_the_same_bits(scenario):
    pytest.importorskip("numba")
    asked = {"replications": 300, "seed": 3, "keep": 200}
    same(dt.simulate(scenario, **asked), dt.simulate(scenario, **asked, compiled=False))


def test_random_timelines_too_compiled_and_not():
    pytest.importorskip("numba")
    for seed in range(12):
        scenario = random_timeline(seed)
        one, other = (dt.simulate(scenario, replications=20, seed=seed, compiled=c) for c in (True, False))
        assert one.failed == other.failed
        assert np.array_equal(one.totals.counts, other.totals.counts)
        assert np.concatenate(one.totals.rows).tobytes() == np.concatenate(other.totals.rows).tobytes()


PROCESSES = [
    ("serial", 1),
    ("serial", 60_000),
    (dt.Execution(executor="processes", workers=1), 60_000),
    (dt.Execution(executor="processes", workers=2), 1),
    (dt.Execution(executor="processes", workers=5), 60_000),
]


@pytest.mark.parametrize(("execution", "events"), PROCESSES, ids=["one", "two", "a worker", "two workers", "five"])
def test_processes_and_chunks_change_nothing(execution, events, monkeypatch):
    from deterrence.timeline.histories import simulate as module

    wanted = dt.simulate(POSTURE, replications=5_000, seed=2)
    monkeypatch.setattr(module, "CHUNK_EVENTS", {True: events, False: events})
    same(wanted, dt.simulate(POSTURE, replications=5_000, seed=2, execution=execution))


def test_a_dask_cluster_changes_nothing():
    pytest.importorskip("distributed")
    same(
        dt.simulate(POSTURE, replications=3_000, seed=2),
        dt.simulate(POSTURE, replications=3_000, seed=2, execution=dt.Execution(executor="dask", workers=2)),
    )


def test_a_longer_run_begins_with_the_shorter_one():
    short, long = (dt.simulate(POSTURE, replications=n, seed=9, compiled=False) for n in (50, 100))
    assert np.concatenate(long.totals.rows)[:50].tobytes() == np.concatenate(short.totals.rows).tobytes()


def test_simulated_chances_are_the_exact_ones():
    scenario = dt.parse(CRISIS)
    run, exact = dt.simulate(scenario, replications=20_000, seed=1), dt.exact(scenario)
    assert run.times.tolist() == exact.times.tolist()
    for name, curve in run.columns().items():
        wanted = exact.columns()[name]
        assert (np.abs(curve.value - wanted) <= 4 * curve.error + 1e-12).all()
    first = run.first_time("crisis").values
    reached = first[np.isfinite(first)]
    law = scipy.stats.expon(scale=10)
    assert scipy.stats.kstest(reached, lambda t: law.cdf(t) / law.cdf(10)).pvalue > 1e-3
    median = run.first_time("crisis").quantile(0.5)
    assert abs(median.value - 10 * math.log(2)) <= 4 * median.error
    mean = run.first_time("crisis").mean_if_reached
    assert abs(mean.value - exact.first_time("crisis").mean_if_reached.value) <= 4 * mean.error
    cut = run.first_time("crisis").restricted_mean
    assert abs(cut.value - exact.first_time("crisis").restricted_mean.value) <= 4 * cut.error


def test_quantile_bands_are_those_of_the_histories_kept():
    run = dt.simulate(dt.parse(CRISIS), replications=200, seed=1, times=[5, 10], compiled=False)
    paid = [dt.trace(dt.parse(CRISIS), seed=1, replication=k).payoffs["world"] for k in range(200)]
    assert run.quantiles["world"][0.95][1] == pytest.approx(np.quantile(paid, 0.95))
    assert run.quantiles["world"][0.05][1] == pytest.approx(np.quantile(paid, 0.05))


def test_antithetic_pairs_turn_the_draws_round_and_sharpen_what_is_monotone():
    scenario = dt.parse(CRISIS)
    plain = dt.simulate(scenario, replications=4_000, seed=1)
    pairs = dt.simulate(scenario, replications=4_000, seed=1, antithetic=True)
    assert pairs.replications == 4_000
    cut = [run.first_time("crisis").restricted_mean for run in (plain, pairs)]
    assert cut[1].error < 0.6 * cut[0].error
    assert abs(cut[0].value - cut[1].value) <= 4 * math.hypot(cut[0].error, cut[1].error)
    unit = next(k for k in range(50) if uniform(1, k, 0, 0) < 0.5)
    draw = -math.log(1 - uniform(1, unit, 0, 0)) / 0.1
    assert pairs.events(2 * unit + 1)[0] == (draw, "onset", {"posture": "crisis"})
    assert dt.trace(scenario, seed=1, replication=-1 - unit).events == pairs.events(2 * unit + 1)


def test_common_random_numbers_sharpen_differences():
    scenario = dt.parse(CRISIS)
    one, other = (dt.simulate(scenario, replications=4_000, seed=1, given={"hazard": h}) for h in (0.1, 0.11))
    gap = other.difference(one)["ever.crisis"]
    apart = math.hypot(one.ever("crisis").error[-1], other.ever("crisis").error[-1])
    assert gap.error < 0.5 * apart
    assert abs(gap.value - (math.exp(-1) - math.exp(-1.1))) <= 4 * gap.error
    with pytest.raises(dt.DeterrenceError, match="one seed"):
        other.difference(dt.simulate(scenario, replications=10, seed=2))


def test_warm_up_leaves_out_what_came_before():
    scenario = dt.parse(CRISIS)
    run = dt.simulate(scenario, replications=60, seed=4, observe_from=6, times=[6, 8, 10], compiled=False)
    crisis = np.array([_first_from(dt.trace(scenario, seed=4, replication=k), 6.0) for k in range(60)])
    assert run.first_time("crisis").values.tolist() == crisis.tolist()
    whole = dt.simulate(scenario, replications=60, seed=4, compiled=False)
    assert run.occupancy["crisis"].value < whole.occupancy["crisis"].value
    gone = math.exp(-0.3)
    factor = dt.simulate(dt.parse(CRISIS.replace("3 * (posture == crisis)", "0")), replications=2, observe_from=6)
    assert factor.payoffs["world"].value == pytest.approx((gone - math.exp(-0.5)) / 0.05, rel=1e-12)


def _first_from(history, date):
    """The first date from `date` on at which there is a crisis, read off the log."""
    if history.state_at(date)["posture"] == "crisis":
        return date
    return next((t for t, _, new in history.events if t > date and new.get("posture") == "crisis"), math.inf)


def test_it_stops_when_the_errors_are_small_enough():
    run = dt.simulate(dt.parse(CRISIS), replications=10**6, seed=1, until=0.003)
    assert run.stopped == "precise enough"
    assert run.replications == 40_000  # 0.5 / sqrt(40,000) is 0.0025, 0.5 / sqrt(20,000) is 0.0035
    assert max(run.ever("crisis").error.max(), run.probability("crisis").error.max()) <= 0.003


def test_a_replication_that_fails_is_a_row_and_not_the_end():
    text = CRISIS.replace("rate: 1,", "rate: 1 / (alarm != pending),").replace(
        "facts:", "chances: {alarm: {outcomes: {yes: 0.5, no: 0.5}}}\nfacts:"
    )
    text = text.replace("onset:   {rate: hazard,", "onset:   {rate: hazard, draw: alarm,").replace(
        "rate: 1 / (alarm != pending)", "rate: 1 / (alarm != yes)"
    )
    scenario = dt.parse(text)
    run = dt.simulate(scenario, replications=200, seed=3, compiled=False)
    bad = [k for k in range(200) if dt.trace(scenario, seed=3, replication=k).error]
    assert run.failed == len(bad) > 20
    assert [row.replication for row in run.failures] == bad[:100]
    assert run.replications == 200 - len(bad)
    worst = dt.trace(scenario, seed=3, replication=bad[0])
    assert (run.failures[0].date, run.failures[0].error, run.failures[0].seed) == (worst.end, worst.error, 3)
    assert "division by zero" in str(run)
    with pytest.raises(dt.DeterrenceError, match=rf"{len(bad)} replications failed; replication {bad[0]} of seed 3"):
        run.raise_for_status()


def test_when_every_replication_fails_nothing_is_claimed():
    run = dt.simulate(dt.parse(CRISIS.replace("rate: hazard", "rate: 0 - hazard")), replications=5)
    assert run.replications == 0
    assert np.isnan(run.probability("crisis").value).all()
    assert "is negative" in str(run)


def test_recorded_events_are_those_played_again():
    asked = {"replications": 60, "seed": 7, "compiled": False}
    kept, again = dt.simulate(CLOCKS, **asked, record=True), dt.simulate(CLOCKS, **asked)
    assert sum(len(kept.events(k)) for k in range(60)) == kept.totals.events
    for k in (0, 17, 59):
        assert kept.events(k) == again.events(k) == dt.trace(CLOCKS, seed=7, replication=k).events
    assert kept.events(1_000) == dt.trace(CLOCKS, seed=7, replication=1_000).events


def test_prefetched_draws_are_the_draws():
    draws = Draws()
    for place in [(1, 0, 0, 0), (1, 700, 3, 129), (1, -1, 0, 0), (2, 2**40, 5, 2**20)]:
        assert draws.uniform(*place) == uniform(*place)
        assert draws.pair(*place) == pair(*place)


def test_the_name_of_compiled_code_changes_with_its_source(monkeypatch):
    pytest.importorskip("numba")
    from deterrence.timeline.histories import engine

    def other(t, w, f, place):
        return None

    before = compiled_loop()["play_units"].py_func.__name__
    changed = tuple(other if source is tally._add else source for source in engine.SOURCES)
    monkeypatch.setattr(engine, "SOURCES", changed)
    engine.compiled_loop.cache_clear()
    try:
        assert compiled_loop()["play_units"].py_func.__name__ != before
    finally:
        monkeypatch.undo()
        engine.compiled_loop.cache_clear()


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ({"replications": 0}, "replications = 0: expected a whole number from 1"),
        ({"replications": True}, "replications = True"),
        ({"seed": -1}, "seed = -1"),
        ({"until": 0}, "expected a standard error above 0"),
        ({"observe_from": 11}, "outside 0 to the horizon, 10"),
        ({"times": [11]}, "the date 11 is outside"),
        ({"given": {"hazrd": 1}}, "did you mean 'hazard'"),
        ({"execution": "proceses"}, "did you mean 'processes'"),
    ],
)
def test_arguments_that_make_no_sense_are_refused_in_words(asked, wanted):
    with pytest.raises(dt.DeterrenceError, match=wanted):
        dt.simulate(dt.parse(CRISIS), **asked)


def test_an_unknown_report_is_named_with_the_nearest():
    run = dt.simulate(dt.parse(CRISIS), replications=10)
    with pytest.raises(dt.DeterrenceError, match=r"unknown report 'crises' .did you mean 'crisis'"):
        run.probability("crises")


def test_tables_go_to_other_libraries(tmp_path):
    run = dt.simulate(dt.parse(CRISIS), replications=50, times=[5, 10])
    frame = run.to_pandas()
    assert list(frame.columns[:3]) == ["time", "crisis", "crisis.error"]
    assert run.to_xarray()["ever.crisis"].shape == (2,)
    run.to_csv(tmp_path / "run.csv")
    assert (tmp_path / "run.csv").read_text().startswith("time,crisis,crisis.error")
