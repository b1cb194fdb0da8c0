"""Dask: the same bytes from a cluster here or a scheduler by address; dead workers and poison as elsewhere."""

from __future__ import annotations

import sys

import pytest
from chunk_tasks import Mishap, figures, runs

from deterrence.errors import ArgumentError
from deterrence.run.crew import WorkersLostError
from deterrence.run.execution import Execution, run_chunks


def arrays_of(results):
    return [{name: array.tobytes() for name, array in chunk.require().items()} for chunk in results]


@pytest.fixture(scope="module")
def cluster():
    distributed = pytest.importorskip("distributed", reason="the extra 'scale' is not installed")
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50) as made:
        yield made


def test_a_cluster_made_here_gives_the_same_bytes_and_survives_dead_workers(tmp_path):
    pytest.importorskip("distributed", reason="the extra 'scale' is not installed")
    task = Mishap(str(tmp_path), (10, 40), times=1)
    found = run_chunks(task, 60, size=5, executor="dask", workers=2)
    assert arrays_of(found) == arrays_of(run_chunks(figures, 60, size=5))
    assert runs(tmp_path)[10] == runs(tmp_path)[40] == 2


def test_a_scheduler_by_address_gives_the_same_bytes_and_stays_open(cluster, tmp_path):
    whole = arrays_of(run_chunks(figures, 60, size=5))
    for _ in range(2):
        execution = Execution(executor=cluster.scheduler_address, folder=tmp_path)
        assert arrays_of(execution.run(figures, 60, size=5, manifest={})) == whole


def test_poison_on_a_cluster_is_told_and_the_rest_is_done(cluster, tmp_path):
    found = list(run_chunks(Mishap(str(tmp_path), (10,)), 60, size=5, executor=cluster.scheduler_address, retries=0))
    assert [chunk.number for chunk in found if chunk.failure] == [2]
    assert "KilledWorker" in found[2].failure.reason
    raises = list(
        run_chunks(Mishap(str(tmp_path), (10,), "raise"), 60, size=5, executor=cluster.scheduler_address, retries=1)
    )
    assert [str(chunk) for chunk in raises if chunk.failure] == [
        "chunk 2 (units 10 to 14) failed 2 times: ValueError: no root between 0 and 1"
    ]


def test_the_executor_of_a_clients_own_cluster_may_be_handed_in(cluster):
    from distributed import Client

    with Client(cluster.scheduler_address, set_as_default=False) as client:
        found = run_chunks(figures, 60, size=5, executor=client.get_executor(), workers=2)
        assert arrays_of(found) == arrays_of(run_chunks(figures, 60, size=5))


def test_an_address_where_nobody_answers_is_told(monkeypatch):
    dask = pytest.importorskip("dask", reason="the extra 'scale' is not installed")
    pytest.importorskip("distributed", reason="the extra 'scale' is not installed")
    with (
        dask.config.set({"distributed.comm.timeouts.connect": "1s"}),
        pytest.raises(WorkersLostError, match=r"no Dask workers on tcp://127.0.0.1:9"),
    ):
        list(run_chunks(figures, 4, size=1, executor="tcp://127.0.0.1:9"))


def test_without_the_package_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ArgumentError, match=r"pip install 'deterrence\[scale\]'"):
        list(run_chunks(figures, 4, size=1, executor="dask"))
