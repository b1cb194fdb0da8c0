"""Killed by force at random moments, workers and the main process: what is resumed equals what was never stopped."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from chunk_tasks import Noted, figures, runs

from deterrence.run.execution import Execution

TESTS = Path(__file__).parents[2]
TOTAL, SIZE = 120, 3
ROUNDS = int(os.environ.get("KILL_ROUNDS", "10"))

SCRIPT = f"""
import sys
from chunk_tasks import Noted
from deterrence.run.execution import Execution
shard = sys.argv[3] or None
execution = Execution(executor="serial" if shard else "processes", workers=2, folder=sys.argv[1], shard=shard)
for chunk in execution.run(Noted(sys.argv[2], 0.02), {TOTAL}, size={SIZE}, manifest={{"seed": 1}}):
    chunk.require()
"""


def stored(folder):
    return {file.name: file.read_bytes() for file in folder.rglob("*") if file.is_file() and file.suffix != ".part"}


def uninterrupted(tmp_path):
    list(Execution(folder=tmp_path / "whole").run(figures, TOTAL, size=SIZE, manifest={"seed": 1}))
    return stored(tmp_path / "whole")


def start(runs_folder, notes, shard=""):
    return subprocess.Popen(
        [sys.executable, "-c", SCRIPT, str(runs_folder), str(notes), shard],
        env={**os.environ, "PYTHONPATH": str(TESTS)},
    )


@pytest.mark.slow
def test_the_main_process_killed_at_ten_random_moments(tmp_path):
    whole, notes, folder = uninterrupted(tmp_path), tmp_path / "notes", tmp_path / "runs"
    notes.mkdir()
    for _ in range(ROUNDS):
        kept = {int(name[6:14]) * SIZE for name in stored(folder) if name.startswith("chunk")}
        before = runs(notes)
        with start(folder, notes) as main:
            with contextlib.suppress(subprocess.TimeoutExpired):
                main.wait(random.uniform(0.1, 1.2))
            main.kill()
        assert all(runs(notes)[chunk] == before[chunk] for chunk in kept)
        assert all(whole[name] == data for name, data in stored(folder).items())
    with start(folder, notes) as main:
        assert main.wait(60) == 0
    assert stored(folder) == whole


@pytest.mark.slow
def test_workers_killed_at_random_moments(tmp_path):
    whole, notes = uninterrupted(tmp_path), tmp_path / "notes"
    notes.mkdir()
    over = threading.Event()

    def kill_now_and_then():
        killed = 0
        while killed < ROUNDS and not over.wait(random.uniform(0.02, 1.0)):
            for process in random.sample(multiprocessing.active_children(), k=1)[:1]:
                with contextlib.suppress(ProcessLookupError, TypeError, ValueError):
                    os.kill(process.pid, signal.SIGKILL)
                    killed += 1

    execution = Execution(executor="processes", workers=3, folder=tmp_path / "runs", retries=50)
    results = execution.run(Noted(str(notes), 0.05), TOTAL, size=SIZE, manifest={"seed": 1})
    first = next(results)
    killer = threading.Thread(target=kill_now_and_then)
    killer.start()
    try:
        found = [first, *results]
    finally:
        over.set()
        killer.join()
    assert not [chunk for chunk in found if chunk.failure]
    assert stored(tmp_path / "runs") == whole


def test_shards_that_write_into_one_folder_at_once_some_of_them_killed(tmp_path):
    whole, notes, folder = uninterrupted(tmp_path), tmp_path / "notes", tmp_path / "runs"
    notes.mkdir()
    jobs = [start(folder, notes, shard) for shard in ("1/3", "2/3", "3/3", "1/3")]
    time.sleep(random.uniform(0.3, 2.0))
    jobs[1].kill()
    assert [job.wait(60) for job in jobs][::2] == [0, 0]
    found = list(Execution(folder=folder).run(figures, TOTAL, size=SIZE, manifest={"seed": 1}))
    assert {chunk.number % 3 for chunk in found if chunk.attempts} <= {1}
    assert stored(folder) == whole
