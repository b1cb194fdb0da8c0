"""The verbs of timelines: what they print, write and exit with; and a run that is killed goes on."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

import deterrence as dt
from deterrence.cli.main import main

ROOT = Path(__file__).parents[3]
GAMMA = ROOT / "tests" / "benchmarks" / "timeline.yaml"
FAILING = """
deterrence: 1
title: A crisis
players: {world: The world}
facts: {posture: [calm, crisis]}
timeline:
  horizon: 10
  events: {onset: {rate: 1, when: posture == calm, set: {posture: crisis}}}
  report: {crisis: 1 / (posture == calm)}
"""


def run(*arguments):
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def test_exact_answers_at_the_dates_asked_for(tmp_path):
    found = run("exact", "false-alarms", "--at", "1,10", "--json", "--output", tmp_path / "curves.csv")
    assert found.exit_code == 0
    data = json.loads(found.stdout)
    assert data["times"] == [1.0, 10.0]
    wanted = dt.exact(dt.load("false-alarms"), times=[10]).ever("war").value[0]
    assert data["curves"]["ever.war"][1] == pytest.approx(wanted, rel=1e-12)
    assert (tmp_path / "curves.csv").read_text().startswith("time,")


def test_exact_says_which_clock_stands_in_the_way():
    found = run("exact", GAMMA)
    assert found.exit_code == 3
    assert "the clock 'renewal' stands in the way" in found.stderr


def test_simulate_prints_what_the_function_finds(tmp_path):
    found = run("simulate", GAMMA, "--replications", 500, "--seed", 3, "--at", "5,20", "--output", tmp_path / "run.csv")
    assert found.exit_code == 0
    assert found.stdout.strip() == str(dt.simulate(dt.load(GAMMA), replications=500, seed=3, times=[5, 20])).strip()
    assert (tmp_path / "run.csv").read_text().splitlines()[0].startswith("time,lapsed,lapsed.error")


def test_simulate_hands_its_options_on():
    found = run(
        "simulate", GAMMA, "--replications", 400, "--antithetic", "--observe-from", 5, "--set", "hit=1", "--json"
    )
    data = json.loads(found.stdout)
    wanted = dt.simulate(dt.load(GAMMA), replications=400, antithetic=True, observe_from=5, given={"hit": 1}).to_dict()
    assert data["payoffs"] == {name: list(pair) for name, pair in wanted["payoffs"].items()}
    assert data["antithetic"] is True


def test_replications_that_fail_leave_the_answer_undecided(tmp_path):
    (tmp_path / "failing.yaml").write_text(FAILING)
    found = run("simulate", tmp_path / "failing.yaml", "--replications", 50)
    assert found.exit_code == 3
    assert "replications failed" in found.stdout
    assert "division by zero" in found.stdout
    traced = run("trace", tmp_path / "failing.yaml")
    assert traced.exit_code == 3
    assert "division by zero" in traced.stdout


@pytest.mark.parametrize(
    ("arguments", "wanted"),
    [
        (("simulate", GAMMA, "--replications", 0), "replications = 0: expected a whole number from 1"),
        (("simulate", GAMMA, "--at", "soon"), "expected dates such as 1,2.5"),
        (("simulate", GAMMA, "--at", "21"), "the date 21 is outside"),
        (("simulate", GAMMA, "--executor", "procesess"), "did you mean 'processes'"),
        (("simulate", GAMMA, "--shard", "1/4"), "name a folder"),
        (("simulate", GAMMA, "--shard", "5/4", "--folder", "x"), "expected k/n"),
        (("simulate", GAMMA, "--output", "x.txt"), "ends in .csv or .parquet"),
        (("simulate", "treaty"), "no `timeline` section"),
        (("exact", "treaty"), "no `timeline` section"),
        (("trace", "treaty"), "no `timeline` section"),
        (("trace", GAMMA, "--seed", -1), "seed"),
        (("swings", "treaty"), "no `timeline`"),
        (("swings", "false-alarms", "--report", "wor"), "did you mean 'war'"),
    ],
)
def test_wrong_input_is_said_in_a_line_and_exits_with_2(arguments, wanted):
    found = run(*arguments)
    assert found.exit_code == 2
    assert wanted in found.stderr
    assert "Traceback" not in found.stderr


def test_trace_tells_the_replication_that_simulate_played(tmp_path):
    found = run("trace", GAMMA, "--seed", 2, "--replication", 5, "--output", tmp_path / "log.csv", "--json")
    events = [(row["time"], row["name"]) for row in json.loads(found.stdout)["log"]]
    assert events == [(date, name) for date, name, _ in dt.simulate(dt.load(GAMMA), replications=1, seed=2).events(5)]
    assert len((tmp_path / "log.csv").read_text().splitlines()) == len(events) + 2  # a header, and the start


def test_swings_are_ordered_by_size_and_right():
    data = json.loads(run("swings", "false-alarms", "serious_share", "alarm_rate", "--by", 10, "--json").stdout)
    sizes = [max(abs(row["to_low"][0]), abs(row["to_high"][0])) for row in data["rows"]]
    assert sizes == sorted(sizes, reverse=True)
    row = next(row for row in data["rows"] if row["parameter"] == "alarm_rate")
    war = [
        dt.exact(dt.load("false-alarms"), given=given, times=[10]).ever("war").value[0]
        for given in ({}, {"alarm_rate": row["high"]})
    ]
    assert row["to_high"] == [war[1] - war[0], 0.0]


def test_swings_of_a_simulated_timeline_share_their_random_numbers():
    found = dt.swings(dt.load(GAMMA), "lapsed", by=2, replications=2_000)
    assert found.method == "simulation"
    one, other = (dt.simulate(dt.load(GAMMA), replications=2_000, times=[2], given={"hit": h}) for h in (0.3, 1.0))
    row = next(row for row in found.rows if row.parameter == "hit")
    assert row.to_high.value == pytest.approx(other.ever("lapsed").value[0] - one.ever("lapsed").value[0], abs=1e-12)
    apart = (one.ever("lapsed").error[0] ** 2 + other.ever("lapsed").error[0] ** 2) ** 0.5
    assert 0 < row.to_high.error < apart


def test_the_main_job_shows_the_timeline():
    found = run("run", "false-alarms")
    assert found.exit_code == 0
    assert "In time: how likely, how soon" in found.stdout
    assert "What would have to change? The chance of war by 30" in found.stdout


@pytest.mark.slow
def test_killed_at_random_moments_it_goes_on_to_the_same_bytes(tmp_path):
    command = [sys.executable, "-m", "deterrence.cli.main", "simulate", str(GAMMA), "--replications", "300000"]
    command += ["--executor", "processes", "--workers", "2", "--json", "--folder"]
    code = "import deterrence.timeline.histories.simulate as s; s.CHUNK_EVENTS = {True: 2_000_000, False: 2_000_000}\n"
    code += "from deterrence.cli.main import main; import sys; main(sys.argv[1:])"
    command[1:3] = ["-c", code]
    whole = subprocess.run([*command, str(tmp_path / "whole")], capture_output=True, check=True, cwd=ROOT).stdout
    for _ in range(int(os.environ.get("KILL_ROUNDS", "3"))):
        child = subprocess.Popen([*command, str(tmp_path / "killed")], stdout=subprocess.DEVNULL, cwd=ROOT)
        time.sleep(random.uniform(0.5, 4))
        child.send_signal(signal.SIGKILL)
        child.wait()
    again = subprocess.run([*command, str(tmp_path / "killed")], capture_output=True, check=True, cwd=ROOT).stdout
    assert again == whole
    chunks = [sorted((tmp_path / name).rglob("*.npz")) for name in ("whole", "killed")]
    assert len(chunks[0]) > 10
    assert [path.read_bytes() for path in chunks[0]] == [path.read_bytes() for path in chunks[1]]
