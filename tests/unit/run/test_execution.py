"""Same bytes whoever works; what is stored is not done again; failures are told and the rest goes on."""

from __future__ import annotations

import concurrent.futures
import hashlib
import itertools

import chunk_tasks
import numpy as np
import pytest
from chunk_tasks import Mishap, Noted, figures, runs

from deterrence.errors import ArgumentError
from deterrence.run.crew import WorkersLostError
from deterrence.run.execution import Execution, run_chunks
from deterrence.run.outcome import ChunkError

TOTAL, SIZE = 103, 7


def digest(results):
    """Everything in the results, to the bit."""
    heard = hashlib.sha256()
    for chunk in results:
        heard.update(repr((chunk.number, chunk.start, chunk.stop)).encode())
        for name, array in chunk.require().items():
            heard.update(repr((name, array.dtype, array.shape, array.strides)).encode() + array.tobytes())
    return heard.hexdigest()


def folder_bytes(folder):
    return {file.relative_to(folder): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def expected():
    """Chunk by chunk in a plain loop."""
    for start in range(0, TOTAL, SIZE):
        yield {name: np.array(array, order="C") for name, array in figures(start, min(start + SIZE, TOTAL)).items()}


def test_results_are_the_tasks_own_in_chunk_order():
    found = list(run_chunks(figures, TOTAL, size=SIZE))
    assert [chunk.number for chunk in found] == list(range(15))
    for chunk, arrays in zip(found, expected(), strict=True):
        assert {name: array.tobytes() for name, array in chunk.require().items()} == {
            name: array.tobytes() for name, array in arrays.items()
        }
        assert not any(array.flags.writeable for array in chunk.require().values())


def test_the_bytes_are_the_same_for_any_number_of_processes_or_threads(tmp_path):
    with concurrent.futures.ThreadPoolExecutor(3) as threads:
        executions = [
            Execution(folder=tmp_path / "serial"),
            *(Execution(executor="processes", workers=n, folder=tmp_path / str(n)) for n in (1, 2, 5)),
            Execution(executor=threads, folder=tmp_path / "threads"),
        ]
        digests = {digest(e.run(figures, TOTAL, size=SIZE, manifest={"seed": 1})) for e in executions}
    assert len(digests) == 1
    folders = [folder_bytes(folder) for folder in tmp_path.iterdir()]
    assert len(folders) == 5
    assert all(found == folders[0] for found in folders)


def test_a_task_may_use_one_workspace_again():
    space = np.empty(2)

    def work(start, stop):
        space[:] = start, stop
        return {"space": space}

    chunks = list(run_chunks(work, 6, size=2))
    assert [chunk.require()["space"].tolist() for chunk in chunks] == [[0, 2], [2, 4], [4, 6]]


def test_no_work_is_no_result():
    assert list(Execution(executor="processes").run(figures, 0, size=5)) == []


def test_a_stored_run_is_read_and_not_done_again(tmp_path):
    notes = tmp_path / "notes"
    notes.mkdir()
    execution = Execution(folder=tmp_path / "runs")
    first = digest(execution.run(Noted(str(notes)), TOTAL, size=SIZE, manifest={}))
    again = list(execution.run(Noted(str(notes)), TOTAL, size=SIZE, manifest={}))
    assert digest(again) == first
    assert {chunk.attempts for chunk in again} == {0}
    assert set(runs(notes).values()) == {1}


def test_only_the_damaged_chunk_is_done_again(tmp_path):
    notes = tmp_path / "notes"
    notes.mkdir()
    execution = Execution(folder=tmp_path / "runs")
    first = digest(execution.run(Noted(str(notes)), TOTAL, size=SIZE, manifest={}))
    file = next((tmp_path / "runs").rglob("chunk-00000004.npz"))
    whole = file.read_bytes()
    file.write_bytes(bytes([*whole[:200], whole[200] ^ 4, *whole[201:]]))
    assert digest(execution.run(Noted(str(notes)), TOTAL, size=SIZE, manifest={})) == first
    assert file.read_bytes() == whole
    assert {start: times for start, times in runs(notes).items() if times != 1} == {4 * SIZE: 2}


def test_another_grid_is_another_run(tmp_path):
    execution = Execution(folder=tmp_path)
    for size in (SIZE, SIZE + 1):
        list(execution.run(figures, TOTAL, size=size, manifest={}))
    assert len(list(tmp_path.iterdir())) == 2


def test_shards_do_their_own_chunks_and_a_run_without_one_merges_them(tmp_path):
    notes = tmp_path / "notes"
    notes.mkdir()
    whole = digest(run_chunks(figures, TOTAL, size=SIZE))
    for shard in ("1/4", "3/4", "4/4"):
        share = Execution(folder=tmp_path / "runs", shard=shard)
        numbers = [chunk.number for chunk in share.run(Noted(str(notes)), TOTAL, size=SIZE, manifest={})]
        assert numbers == [number for number in range(15) if number % 4 == int(shard[0]) - 1]
        assert share.partial
    merged = list(Execution(folder=tmp_path / "runs").run(Noted(str(notes)), TOTAL, size=SIZE, manifest={}))
    assert digest(merged) == whole
    assert [chunk.number for chunk in merged if chunk.attempts] == [1, 5, 9, 13]
    assert set(runs(notes).values()) == {1}


def test_progress_counts_units_in_this_process_up_to_the_total(tmp_path):
    told = []
    execution = Execution(executor="processes", workers=2, folder=tmp_path)
    list(execution.run(figures, TOTAL, size=SIZE, manifest={}, progress=lambda *heard: told.append(heard)))
    assert told[-1] == (TOTAL, TOTAL)
    assert [done for done, _ in told] == sorted({done for done, _ in told})
    assert len(told) == 15


@pytest.mark.parametrize(
    ("executor", "how"),
    [*itertools.product(["serial", "threads"], ["raise", "stubborn", "leave", "memory"]), ("processes", "stubborn")],
)
def test_a_chunk_that_raises_again_and_again_is_told_and_the_rest_is_done(executor, how, tmp_path):
    with concurrent.futures.ThreadPoolExecutor(2) as threads:
        task = Mishap(str(tmp_path), (14, 70), how)
        chosen = threads if executor == "threads" else executor
        found = list(run_chunks(task, TOTAL, size=SIZE, executor=chosen, workers=2, retries=1))
    assert [chunk.number for chunk in found if chunk.failure] == [2, 10]
    assert [chunk.attempts for chunk in found] == [2 if chunk.failure else 1 for chunk in found]
    assert [chunk.number for chunk in found] == list(range(15))
    said = {
        "raise": "ValueError: no root between 0 and 1",
        "stubborn": "StubbornError: onetwo",
        "leave": "SystemExit: 3",
        "memory": "MemoryError: ",
    }
    assert str(found[2]) == f"chunk 2 (units 14 to 20) failed 2 times: {said[how]}"
    assert "chunk_tasks.py" in found[2].failure.details
    raised = {"raise": ValueError, "memory": MemoryError}.get(how, ChunkError)
    with pytest.raises(raised):
        found[2].require()


def test_a_failed_chunk_is_not_stored_and_is_tried_when_the_run_is_started_again(tmp_path):
    notes = tmp_path / "notes"
    notes.mkdir()
    execution = Execution(folder=tmp_path / "runs", retries=0)
    task = Mishap(str(notes), (14,), "raise", times=1)
    assert [c.number for c in execution.run(task, TOTAL, size=SIZE, manifest={}) if c.failure] == [2]
    again = list(execution.run(task, TOTAL, size=SIZE, manifest={}))
    assert digest(again) == digest(run_chunks(figures, TOTAL, size=SIZE))
    assert [chunk.number for chunk in again if chunk.attempts] == [2]


def test_arrays_of_python_objects_are_a_failure_that_says_so():
    (chunk,) = run_chunks(chunk_tasks.holds_objects, 1, size=1, retries=0)
    assert "'names' holds Python objects" in chunk.failure.reason


def test_a_pool_of_the_standard_library_that_breaks_is_told_and_what_is_stored_stays(tmp_path):
    notes = tmp_path / "notes"
    notes.mkdir()
    with concurrent.futures.ProcessPoolExecutor(1) as pool:
        execution = Execution(executor=pool, workers=1, folder=tmp_path / "runs")
        with pytest.raises(WorkersLostError, match="the executor 'processes' lives on"):
            list(execution.run(Mishap(str(notes), (14,)), TOTAL, size=SIZE, manifest={}))
    again = list(Execution(folder=tmp_path / "runs").run(figures, TOTAL, size=SIZE, manifest={}))
    assert [chunk.number for chunk in again if chunk.attempts == 0] == [0, 1]


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"executor": "proceses"}, "unknown executor 'proceses'.*did you mean 'processes'"),
        ({"executor": 3}, "found a int"),
        ({"workers": 0}, "0 workers"),
        ({"retries": -1}, "-1 retries"),
        ({"shard": "1/4"}, "name a folder"),
        ({"shard": "5/4", "folder": "runs"}, "k from 1 to n"),
    ],
)
def test_an_option_that_is_wrong_is_refused_before_any_work(options, says):
    with pytest.raises(ArgumentError, match=says):
        Execution(**options)


def test_a_run_that_is_kept_needs_a_manifest(tmp_path):
    with pytest.raises(ArgumentError, match="manifest"):
        Execution(folder=tmp_path).run(figures, 1, size=1)
