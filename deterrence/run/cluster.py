"""Chunks on Dask: a cluster on this machine, or the scheduler of any other by its address."""

from __future__ import annotations

import contextlib
import logging
from typing import Any

from deterrence.errors import ArgumentError
from deterrence.run.crew import WorkersLostError
from deterrence.run.futures import FuturesCrew
from deterrence.run.outcome import Task, attempt

PATIENCE = 60


def dask_crew(task: Task, address: str | None = None, workers: int | None = None) -> FuturesCrew:
    """Workers of a Dask scheduler at `address`, or of a cluster made here for the purpose.

    The task travels to the scheduler once, and each worker unpacks it once: it is itself a small computation,
    which Dask repeats if the workers that hold it die. Every machine needs the same releases of this library.

    Raises
    ------
    ArgumentError
        Dask is not installed.
    WorkersLostError
        Nobody answers at the address, or no worker reports within a minute.
    """
    try:
        import distributed
    except ImportError:
        message = "the executor 'dask' needs the package distributed"
        raise ArgumentError(message, "pip install 'deterrence[scale]'") from None
    with contextlib.ExitStack() as opened:
        try:
            client = _client(distributed, opened, address, workers)
        except (OSError, TimeoutError) as error:
            place = address or "this machine"
            raise WorkersLostError(f"no Dask workers on {place}: {str(error) or 'no answer'}") from error
        held = client.submit(_itself, task, pure=False)
        slots = workers or 2 * sum(client.nthreads().values())
        executor = client.get_executor(pure=False)
        return FuturesCrew(executor, attempt, held, slots=slots, release=opened.pop_all().close)


def _client(distributed: Any, opened: contextlib.ExitStack, address: str | None, workers: int | None) -> Any:
    if address is None:
        import dask

        # A worker's death is the chunk's fault sooner than the library's usual four; attempts are counted by us.
        opened.enter_context(dask.config.set({"distributed.scheduler.allowed-failures": 1}))
        address = opened.enter_context(
            distributed.LocalCluster(
                n_workers=workers, threads_per_worker=1, dashboard_address=None, silence_logs=logging.CRITICAL
            )
        )
    client = opened.enter_context(distributed.Client(address, set_as_default=False))
    client.wait_for_workers(1, timeout=PATIENCE)
    return client


def _itself(task: Task) -> Task:
    return task
