"""What a trace holds and how it reads."""

from __future__ import annotations

import csv
import json
import math

import numpy as np
import pytest
from timeline_cases import TEXTS

import deterrence as dt
from deterrence.errors import ArgumentError, ConceptError, EvaluationError
from deterrence.timeline.retelling.trace import trace

NOTICE = """
deterrence: 1
title: Notice
players: {us: United States}
parameters: {gain: {value: 1, range: [-2, 2]}}
decisions: {treaty: {player: us, choices: [keep, withdraw], reversible: false}}
chances: {test: {outcomes: {hit: 0.5, miss: 0.5}}}
facts: {in_force: [yes, no]}
payoffs: {us: gain * (treaty == withdraw) - (test == miss)}
game: {order: [treaty, test]}
timeline:
  unit: year
  horizon: 4
  events:
    flight: {every: 1, draw: test}
    summer: {at: 1.5, decide: treaty}
    notice: {after: treaty == withdraw, delay: 0.5, set: {in_force: no}}
  behavior: {treaty: {rule: myopic, precision: 8}}
  report: {gone: in_force == no, missed: test == miss}
"""
FAILS = NOTICE.replace("delay: 0.5", "delay: -0.5")


@pytest.fixture
def notice():
    return dt.parse(NOTICE)


def test_the_log_says_when_what_and_who(notice):
    found = trace(notice, suppose={"test": "hit"})
    assert str(found).splitlines() == [
        "Notice: replication 0 of seed 0, 6 events up to 4 (year)",
        "date  event   what changed              who decided",
        "   1  flight  test: pending -> hit",
        " 1.5  summer  treaty: keep -> withdraw  us decides treaty = withdraw (myopic, precision 8: keep 0, 0.0335%; "
        "withdraw 1, 100%)",
        "   2  flight  no change",
        "   2  notice  in_force: yes -> no",
        "   3  flight  no change",
        "   4  flight  no change",
        "payoffs: us 2.5",
        "gone: first at 2, for 2 in all",
        "missed: never",
    ]
    assert found.events[1] == (1.5, "summer", {"treaty": "withdraw"})
    assert found.times.tolist() == [1, 1.5, 2, 2, 3, 4]


def test_the_state_at_a_date_is_that_after_its_events(notice):
    found = trace(notice, suppose={"test": "hit"})
    start = {"treaty": "keep", "test": "pending", "in_force": "yes"}
    assert found.state_at(0) == start == dict(found.initial)
    assert found.state_at(1) == {**start, "test": "hit"}
    assert found.state_at(2 - 1e-6)["in_force"] == "yes"
    assert found.state_at(2 - 1e-10)["in_force"] == "no"
    assert found.state_at(4) == found.state == {"treaty": "withdraw", "test": "hit", "in_force": "no"}


@pytest.mark.parametrize("date", [-0.1, 4.1, math.nan])
def test_a_date_outside_the_history_is_refused(notice, date):
    with pytest.raises(ArgumentError, match="it runs from 0 to 4"):
        trace(notice).state_at(date)


def test_until_stops_earlier_with_the_same_beginning(notice):
    whole, part = trace(notice, seed=3), trace(notice, seed=3, until=2)
    assert part.end == 2
    assert part.events == whole.events[:4]
    assert part.occupancy["gone"] == 0
    for bad in (-1, 5, math.nan):
        with pytest.raises(ArgumentError, match=r"lies outside the horizon \[0, 4\]"):
            trace(notice, until=bad)


def test_a_supposition_fixes_every_draw_of_a_chance_and_says_nothing_of_decisions(notice):
    found = trace(notice, suppose={"test": "miss", "treaty": "keep"})
    assert [c["test"] for _, _, c in found.events if "test" in c] == ["miss"]
    assert found.state["treaty"] == "withdraw"
    assert found.provenance.suppose == {"test": "miss"}
    twice = dt.parse(NOTICE.replace("[treaty, test]", "[test, treaty, test]"))
    with pytest.raises(ArgumentError, match="a timeline has one value of 'test', supposed: hit, miss"):
        trace(twice, suppose={"test": ["miss", "hit"]})
    with pytest.raises(ArgumentError, match="test has no value 'mis'"):
        trace(notice, suppose={"test": "mis"})


def test_an_error_ends_the_history_and_is_kept():
    found = trace(dt.parse(FAILS))
    assert "a delay of -0.5 is negative" in found.error
    assert found.end == 1.5
    assert [name for _, name, _ in found.events] == ["flight", "summer"]
    assert math.isnan(found.payoffs["us"])
    assert math.isnan(found.first_time["gone"])
    assert math.isnan(found.occupancy["missed"])
    assert "ended with an error at 1.5" in str(found)
    with pytest.raises(EvaluationError, match=r"replication 0 of seed 0 ended at 1\.5: .*a delay of -0\.5 is negative"):
        found.raise_for_status()
    with pytest.raises(ArgumentError):
        found.state_at(2)


def test_a_history_without_error_raises_nothing(notice):
    assert trace(notice).error is None
    trace(notice).raise_for_status()


def test_an_error_at_the_start_leaves_an_empty_log():
    found = trace(dt.parse(NOTICE.replace("every: 1,", "rate: -1,")))
    assert (found.events, found.end) == ((), 0.0)
    assert "a rate of -1 is negative" in str(found)


def test_rows_are_the_start_and_every_entry_with_the_state_after_it(notice, tmp_path):
    found = trace(notice, suppose={"test": "hit"})
    frame = found.to_pandas()
    assert frame.columns.tolist() == ["time", "event", "what", "treaty", "test", "in_force"]
    assert frame.iloc[0].tolist() == [0.0, "start", "", "keep", "pending", "yes"]
    assert frame.iloc[-1].tolist() == [4.0, "flight", "no change", "withdraw", "hit", "no"]
    found.to_csv(tmp_path / "log.csv")
    with (tmp_path / "log.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["in_force"] for row in rows] == frame["in_force"].tolist()
    assert [float(row["time"]) for row in rows] == frame["time"].tolist()


def test_plain_data_is_json(notice):
    data = json.loads(json.dumps(trace(notice, suppose={"test": "hit"}).to_dict(), allow_nan=False))
    assert data["first_time"] == {"gone": 2.0, "missed": None}
    assert data["log"][1]["changes"] == {"treaty": "withdraw"}
    assert data["log"][1]["decided"][0]["values"] == {"keep": 0.0, "withdraw": 1.0}
    assert data["provenance"]["seed"] == 0


def test_a_notebook_gets_an_escaped_table(notice):
    shown = trace(notice, suppose={"test": "hit"})._repr_html_()
    assert "<td>treaty: keep -&gt; withdraw</td>" in shown
    assert "<p>missed: never</p>" in shown


def test_a_long_log_is_shortened_in_print_and_says_so():
    found = trace(dt.parse(TEXTS["dates that coincide"].replace("horizon: 3.3", "horizon: 9")))
    lines = str(found).splitlines()
    assert len(found.events) > 60
    assert len(lines) == len(["title", "header", *range(60), "...", "payoffs", "up", "z_up"])
    assert lines[2 + 50].split() == ["...", str(len(found.events) - 60), "more"]


def test_the_same_seed_and_replication_give_the_same_history(notice):
    assert trace(notice, seed=5, replication=2).events == trace(notice, seed=5, replication=2).events
    logs = {str(trace(notice, seed=5, replication=k).events) for k in range(20)}
    assert len(logs) > 5


@pytest.mark.parametrize("bad", [1.5, "1", None, True, 2**63])
def test_a_seed_is_a_whole_number(notice, bad):
    with pytest.raises(ArgumentError, match="a seed is a whole number"):
        trace(notice, seed=bad)
    assert trace(notice, seed=np.int64(3)).seed == 3


def test_what_does_not_fit_is_refused(notice):
    with pytest.raises(ConceptError, match="no `timeline` section"):
        trace(dt.load("technology-for-money"))
    with pytest.raises(ArgumentError, match="trace needs a Scenario, found a str"):
        trace("abm-2000")
    with pytest.raises(ArgumentError, match="unknown parameter 'gian'"):
        trace(notice, given={"gian": 1})
    with pytest.raises(ConceptError, match=r"needs a .discount. above 0"):
        trace(dt.parse(NOTICE.replace("myopic, precision: 8", "farsighted")))
    with pytest.raises(EvaluationError, match="a discount of -1 is negative"):
        trace(dt.parse(NOTICE.replace("horizon: 4", "horizon: 4\n  discount: -gain")))


def test_no_table_limits_the_size():
    facts = {f"f{k}": ["off", "on"] for k in range(40)}  # 2**40 states
    events = {f"e{k}": {"rate": 0.2, "set": {f"f{k}": "on"}} for k in range(40)}
    big = dt.Scenario(
        title="Big", players={"a": "A"}, facts=facts, timeline={"horizon": 5, "events": events}, payoffs={"a": "1"}
    )
    assert len(trace(big).events) > 10
