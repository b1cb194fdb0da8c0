"""Where and how work is done: one value that every question at scale takes and hands on."""

from __future__ import annotations

import concurrent.futures
import functools
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deterrence.errors import ArgumentError, nearest
from deterrence.run.chunks import Progress
from deterrence.run.crew import Crew, SerialCrew
from deterrence.run.dispatch import in_order
from deterrence.run.grid import Grid, Shard
from deterrence.run.outcome import ChunkResult, Task, attempt
from deterrence.run.store import Store

EXECUTORS = ("serial", "processes", "dask")
RETRIES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Execution:
    """How to run work in chunks; the answer is the same for all of them, to the bit.

    Parameters
    ----------
    executor
        ``serial``; ``processes`` on this machine, where a worker that dies costs nothing but time; ``dask`` for a
        Dask cluster on this machine; the address of a Dask scheduler, as ``tcp://host:8786``; or any
        `concurrent.futures.Executor`, which stays open.
    workers
        How many; else as many as this process may use processors (of a scheduler: as many as it has).
    folder
        Where finished chunks are kept, in a folder a run. The same question goes on from there.
    shard
        ``k/n``: do only every n-th chunk from the k-th (from 1), into `folder`. A later run without a shard
        takes up what all shards did and does what is missing.
    retries
        How often a chunk that failed, or whose worker died, is tried again.

    Raises
    ------
    ArgumentError
        An option is not one of these, or a shard has no folder.

    Examples
    --------
    >>> import numpy as np
    >>> def squares(start, stop):
    ...     return {"square": np.arange(start, stop) ** 2}
    >>> chunks = Execution(executor="serial").run(squares, 5, size=2)
    >>> np.concatenate([chunk.require()["square"] for chunk in chunks])
    array([ 0,  1,  4,  9, 16])
    """

    executor: str | concurrent.futures.Executor = "serial"
    workers: int | None = None
    folder: str | os.PathLike[str] | None = None
    shard: str | None = None
    retries: int = RETRIES

    def __post_init__(self) -> None:
        if isinstance(self.executor, str) and self.executor not in EXECUTORS and "://" not in self.executor:
            known = f"expected {', '.join(EXECUTORS)} or an address like tcp://host:8786"
            raise ArgumentError(f"unknown executor {self.executor!r}: {known}", nearest(self.executor, EXECUTORS))
        if not isinstance(self.executor, (str, concurrent.futures.Executor)):
            found = type(self.executor).__name__
            raise ArgumentError(f"executor: expected a name or a concurrent.futures.Executor, found a {found}")
        if self.workers is not None and self.workers < 1:
            raise ArgumentError(f"{self.workers} workers: expected 1 or more")
        if self.retries < 0:
            raise ArgumentError(f"{self.retries} retries: expected 0 or more")
        if self.shard is not None:
            Shard.parse(self.shard)
            if self.folder is None:
                raise ArgumentError(f"shard {self.shard}: its chunks would be lost", "name a folder to keep them in")

    @property
    def partial(self) -> bool:
        """Whether a run does a share of the chunks only, so that its results are not the whole answer."""
        return self.shard is not None and Shard.parse(self.shard).count > 1

    def run(
        self,
        task: Task,
        total: int,
        *,
        size: int,
        manifest: Mapping[str, Any] | None = None,
        progress: Progress | None = None,
    ) -> Iterator[ChunkResult]:
        """Run ``task(start, stop)`` over `total` units; results come in chunk order.

        Parameters
        ----------
        task
            Takes a range of units and gives named arrays; depends on nothing else. It must be picklable
            unless the executor is ``serial`` or threads.
        size
            Units a chunk; see `chunk_size`.
        manifest
            What determines the arrays, as JSON: the scenario, parameters, seed, result version of the engine.
            Needed with a folder.
        progress
            Hears ``(units done, units in all)``, in this process.

        Yields
        ------
        ChunkResult
            A chunk that failed on every attempt has a `failure`; the others go on.

        Raises
        ------
        ArgumentError
            There is a folder and no manifest, or the task cannot be pickled.
        RunFolderError
            A full disk, say; finished chunks stay.
        WorkersLostError
            No worker can be kept alive.
        """
        return run_chunks(
            task,
            total,
            size=size,
            executor=self.executor,
            workers=self.workers,
            store=self.store(total, size, manifest),
            shard=self.shard,
            retries=self.retries,
            progress=progress,
        )

    def store(self, total: int, size: int, manifest: Mapping[str, Any] | None) -> Store | None:
        """The run's folder, if results are to be kept: its manifest is the caller's and the grid."""
        if self.folder is None:
            return None
        if manifest is None:
            raise ArgumentError("a run that is kept needs a manifest", "what determines its arrays")
        return Store.open(Path(self.folder), {"run": manifest, "grid": {"total": total, "size": size}})


def run_chunks(
    task: Task,
    total: int,
    *,
    size: int,
    executor: str | concurrent.futures.Executor = "serial",
    workers: int | None = None,
    store: Store | None = None,
    shard: str | None = None,
    retries: int = RETRIES,
    progress: Progress | None = None,
) -> Iterator[ChunkResult]:
    """Run a task over a grid of chunks; `Execution.run`, which takes the same options, says what each means.

    Examples
    --------
    >>> import numpy as np
    >>> def ratios(start, stop):
    ...     return {"ratio": np.array([1 / (unit - 1) for unit in range(start, stop)])}
    >>> for chunk in run_chunks(ratios, 3, size=1):
    ...     print(chunk)
    chunk 0 (units 0 to 0): ratio
    chunk 1 (units 1 to 1) failed 3 times: ZeroDivisionError: division by zero
    chunk 2 (units 2 to 2): ratio
    """
    grid = Grid(total, size)
    numbers = Shard.parse(shard).numbers(grid) if shard else range(len(grid))
    crew = functools.partial(_crew, task, executor, workers)
    return in_order(crew, grid, numbers, store=store, retries=retries, progress=progress)


def _crew(task: Task, executor: str | concurrent.futures.Executor, workers: int | None) -> Crew:
    if executor == "serial":
        return SerialCrew(task)
    if executor == "processes":
        from deterrence.run.processes import ProcessCrew

        return ProcessCrew(task, workers or processors())
    if isinstance(executor, str):
        from deterrence.run.cluster import dask_crew

        return dask_crew(task, None if executor == "dask" else executor, workers)
    from deterrence.run.futures import FuturesCrew, slots_of

    return FuturesCrew(executor, attempt, task, slots=workers or slots_of(executor))


def processors() -> int:
    """How many processors this process may use; a cluster's scheduler may have given it a few only."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
