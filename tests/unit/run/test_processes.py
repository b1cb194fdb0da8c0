"""Worker processes: one that dies costs an attempt, one that cannot start is told, none outlives its parent."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from chunk_tasks import (
    DiesOnArrival,
    Heavy,
    Mishap,
    Noted,
    SecondArrivalDies,
    UnknownOnArrival,
    figures,
    process_id,
    runs,
)

from deterrence.errors import ArgumentError
from deterrence.run import processes
from deterrence.run.crew import WorkersLostError
from deterrence.run.execution import run_chunks

TESTS = Path(__file__).parents[2]
linux_only = pytest.mark.skipif(sys.platform != "linux", reason="the kernel's signal is used on Linux")


def same(found):
    for chunk, plain in zip(found, run_chunks(figures, 60, size=5), strict=True):
        assert {name: array.tobytes() for name, array in chunk.require().items()} == {
            name: array.tobytes() for name, array in plain.require().items()
        }
    return True


def pooled(task, total=60, **options):
    options = {"executor": "processes", "workers": 2, "size": 5} | options
    return list(run_chunks(task, total, **options))


def alive(process):
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait_until(condition, seconds=20.0):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.01)


def test_work_is_done_elsewhere_by_as_many_as_asked_for_and_none_is_left():
    places = {chunk.require()["process"][0] for chunk in pooled(process_id, workers=3)}
    assert os.getpid() not in places
    assert 1 <= len(places) <= 3
    assert not multiprocessing.active_children()


def test_a_chunk_whose_worker_dies_is_done_by_a_fresh_one(tmp_path):
    found = pooled(Mishap(str(tmp_path), (10, 40), times=1))
    assert same(found)
    assert [chunk.number for chunk in found if chunk.attempts == 2] == [2, 8]
    assert runs(tmp_path) == {start: 2 if start in (10, 40) else 1 for start in range(0, 60, 5)}


def test_a_chunk_that_kills_every_worker_is_told_and_no_other_suffers(tmp_path):
    found = pooled(Mishap(str(tmp_path), (10,)), retries=2)
    assert [chunk.number for chunk in found if chunk.failure] == [2]
    assert str(found[2]).startswith("chunk 2 (units 10 to 14) failed 3 times: its worker process died (SIGKILL")
    assert runs(tmp_path) == {start: 3 if start == 10 else 1 for start in range(0, 60, 5)}


def test_all_chunks_may_be_poison_and_it_still_ends(tmp_path):
    found = pooled(Mishap(str(tmp_path), tuple(range(3)), "leave at once"), total=3, size=1, retries=1)
    assert [chunk.failure.reason for chunk in found] == ["its worker process died (exit code 7)"] * 3


def test_workers_that_die_as_they_start_end_the_run_with_a_reason():
    with pytest.raises(WorkersLostError, match=r"[56] worker processes in a row died as they started \(exit code 5\)"):
        pooled(DiesOnArrival())
    assert not multiprocessing.active_children()


def test_when_no_more_are_hired_and_the_last_worker_dies_there_is_a_new_start(tmp_path, monkeypatch):
    monkeypatch.setattr(processes, "STILLBORN", 1)
    assert same(pooled(SecondArrivalDies(str(tmp_path))))
    assert {"1", "2", "3", "died"} <= {file.name for file in tmp_path.iterdir()}


def test_work_that_a_worker_cannot_load_ends_the_run_with_its_error():
    with pytest.raises(WorkersLostError, match="ImportError: no module of that name over here"):
        pooled(UnknownOnArrival())


def test_work_that_cannot_be_pickled_is_refused():
    with pytest.raises(ArgumentError, match=r"cannot be sent to another process.*serial runs it"):
        pooled(lambda start, stop: {})


def test_a_heavy_task_is_unpacked_once_a_worker_and_not_once_a_chunk():
    found = [chunk.require() for chunk in pooled(Heavy(bytes(5_000_000)))]
    assert {int(arrays["unpacked"][0]) for arrays in found} == {1}
    assert {int(arrays["weight"][0]) for arrays in found} == {5_000_000}


def test_results_larger_than_a_pipe_holds_come_whole():
    found = pooled(figures, total=400_000, size=100_000)
    assert sum(chunk.require()["wave.of"].shape[0] for chunk in found) == 400_000


def test_a_reader_who_stops_early_leaves_no_process(tmp_path):
    results = run_chunks(Noted(str(tmp_path), 0.05), 1000, size=1, executor="processes", workers=2)
    next(results)
    results.close()
    assert not multiprocessing.active_children()
    assert len(runs(tmp_path)) < 20


def test_workers_ahead_of_a_slow_chunk_wait_so_that_memory_is_bounded(tmp_path):
    results = run_chunks(Noted(str(tmp_path), slow=1.0), 1000, size=1, executor="processes", workers=2)
    assert next(results).number == 0
    assert 2 < len(runs(tmp_path)) <= 4 * 2
    results.close()


SCRIPT = """
import sys, signal
from chunk_tasks import HoldsTheLock, Noted
from deterrence.run.execution import Execution
task = HoldsTheLock(sys.argv[1]) if sys.argv[2] == "hold" else Noted(sys.argv[1], 30)
try:
    list(Execution(executor="processes", workers=2).run(task, 8, size=1))
except KeyboardInterrupt:
    sys.exit(130)
"""


def start_script(notes, kind):
    return subprocess.Popen(
        [sys.executable, "-c", SCRIPT, str(notes), kind],
        env={**os.environ, "PYTHONPATH": str(TESTS)},
        start_new_session=True,
        stderr=subprocess.PIPE,
    )


@linux_only
@pytest.mark.parametrize("kind", ["hold", "sleep"])
def test_no_worker_outlives_a_parent_killed_by_force_even_deep_in_compiled_code(kind, tmp_path):
    with start_script(tmp_path, kind) as parent:
        wait_until(lambda: len(list(tmp_path.iterdir())) == 2)
        workers = [int(file.name.split("-")[0 if kind == "hold" else 1]) for file in tmp_path.iterdir()]
        assert all(alive(worker) for worker in workers)
        parent.send_signal(signal.SIGKILL)
        parent.wait()
        wait_until(lambda: not any(alive(worker) for worker in workers), seconds=5)


@linux_only
def test_an_interrupt_from_the_terminal_ends_everyone_without_noise_from_workers(tmp_path):
    with start_script(tmp_path, "sleep") as parent:
        wait_until(lambda: len(list(tmp_path.iterdir())) == 2)
        workers = [int(file.name.split("-")[1]) for file in tmp_path.iterdir()]
        os.killpg(parent.pid, signal.SIGINT)
        assert parent.wait(timeout=10) == 130
        assert parent.stderr.read() == b""
        wait_until(lambda: not any(alive(worker) for worker in workers), seconds=5)


def script(**options):
    return subprocess.run(
        env={**os.environ, "PYTHONPATH": str(TESTS)}, capture_output=True, text=True, timeout=60, check=False, **options
    )


PLAIN = """
from chunk_tasks import figures
from deterrence.run.execution import Execution
print(len(list(Execution(executor="processes", workers=1).run(figures, 4, size=1))))
"""
OWN = PLAIN.replace("from chunk_tasks import figures", "def figures(start, stop): return {}")


def test_a_script_needs_no_guard_and_no_file_unless_the_work_is_defined_in_it():
    ended = script(args=[sys.executable, "-"], input=PLAIN)
    assert (ended.stdout, ended.stderr) == ("4\n", "")


def test_a_script_that_defines_the_work_is_told_to_guard_itself(tmp_path):
    plain, guarded = tmp_path / "plain.py", tmp_path / "guarded.py"
    plain.write_text(OWN)
    guarded.write_text(OWN.replace("print", 'if __name__ == "__main__":\n    print'))
    ended = script(args=[sys.executable, plain])
    assert ended.returncode == 1
    assert 'keeps its work under: if __name__ == "__main__":' in ended.stderr.splitlines()[-1]
    assert script(args=[sys.executable, guarded]).stdout == "4\n"
