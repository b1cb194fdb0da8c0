"""Chunks on any `concurrent.futures.Executor`."""

from __future__ import annotations

import concurrent.futures
import os
from collections.abc import Callable
from typing import Any

from deterrence.run.crew import WorkersLostError
from deterrence.run.outcome import Arrays, Failure, failure_of


class FuturesCrew:
    """Hand chunks to an executor that somebody else made: threads, MPI, a cluster's client.

    `call` runs ``call(*fixed, start, stop)`` over there. The executor stays open, and what keeps its workers
    alive is its own affair: a process pool of the standard library breaks for good when one of its workers is
    killed, which is told as `WorkersLostError`.
    """

    def __init__(
        self,
        executor: concurrent.futures.Executor,
        call: Callable[..., Arrays | Failure],
        *fixed: Any,
        slots: int,
        release: Callable[[], None] | None = None,
    ) -> None:
        self._executor, self._call, self._fixed = executor, call, fixed
        self._slots, self._release = slots, release
        self._out: dict[concurrent.futures.Future[Arrays | Failure], int] = {}

    @property
    def slots(self) -> int:
        """How many chunks may be out at once."""
        return self._slots

    def submit(self, number: int, start: int, stop: int) -> None:
        """Hand a chunk over."""
        try:
            future = self._executor.submit(self._call, *self._fixed, start, stop)
        except (RuntimeError, OSError) as error:
            raise WorkersLostError(f"the executor takes no more work: {error}") from error
        self._out[future] = number

    def collect(self) -> tuple[int, Arrays | Failure]:
        """Wait for the first chunk that is done."""
        done, _ = concurrent.futures.wait(self._out, return_when=concurrent.futures.FIRST_COMPLETED)
        future = min(done, key=self._out.__getitem__)
        number = self._out.pop(future)
        try:
            return number, future.result()
        except concurrent.futures.BrokenExecutor as error:
            raise WorkersLostError(f"the executor broke: {error} (the executor 'processes' lives on)") from error
        except (Exception, concurrent.futures.CancelledError) as error:
            return number, failure_of(error)

    def close(self) -> None:
        """Call back what has not begun, and wait for the rest: nothing may run on unseen."""
        for future in self._out:
            future.cancel()
        if self._release:
            self._release()
        else:
            concurrent.futures.wait(self._out)


def slots_of(executor: concurrent.futures.Executor) -> int:
    """How many chunks an executor can do at once, as far as can be seen from outside."""
    known = getattr(executor, "_max_workers", None)  # the standard library's have no public name for it
    return known if isinstance(known, int) and known > 0 else 2 * (os.cpu_count() or 1)
