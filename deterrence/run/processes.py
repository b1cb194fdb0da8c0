"""Worker processes on this machine; one that dies costs its chunk an attempt and nothing else."""

from __future__ import annotations

import pickle
import signal
from collections import deque
from multiprocessing.connection import wait

from deterrence.errors import ArgumentError
from deterrence.run.crew import WorkersLostError
from deterrence.run.outcome import Arrays, Failure, Task
from deterrence.run.worker import DONE, HELLO, READY, UNFIT, Worker

STILLBORN = 5
GUARD = 'a script that starts processes keeps its work under: if __name__ == "__main__":'


class ProcessCrew:
    """A pool of processes that have one chunk each in hand, so it is always known whose chunk a death was.

    The standard library's pools break when a worker is killed, and take innocent chunks with them. Here the
    dead worker is replaced, and the dispatcher decides whether its chunk is tried again. The task is pickled
    once and sent to each worker once. Workers start afresh (spawn) and are killed with the parent.

    Raises
    ------
    ArgumentError
        The task cannot be pickled.
    WorkersLostError
        From `collect`: several workers in a row die before they are ready, and none is left.
    """

    def __init__(self, task: Task, workers: int) -> None:
        try:
            self._task = pickle.dumps(task, protocol=pickle.HIGHEST_PROTOCOL)
        except Exception as error:
            raise ArgumentError(f"the work cannot be sent to another process: {error}", "serial runs it") from error
        self._with_main = b"__main__" in self._task
        self._slots = workers
        self._queue: deque[tuple[int, int, int]] = deque()
        self._workers: list[Worker] = []
        self._results: deque[tuple[int, Arrays | Failure]] = deque()
        self._stillborn = 0

    @property
    def slots(self) -> int:
        """One chunk a worker."""
        return self._slots

    def submit(self, number: int, start: int, stop: int) -> None:
        """Put a chunk in the queue."""
        self._queue.append((number, start, stop))

    def collect(self) -> tuple[int, Arrays | Failure]:
        """Keep everyone at work until some chunk is done, or its worker dead."""
        while not self._results:
            self._hire()
            self._assign()
            if not self._results:
                self._listen()
        return self._results.popleft()

    def close(self) -> None:
        """End every worker: idle ones leave when their line is cut, the others are killed."""
        for worker in self._workers:
            if worker.ready and worker.chunk is None:
                worker.line.close()
        while self._workers:
            worker = self._workers[-1]
            worker.stop(patience=1.0 if worker.ready and worker.chunk is None else 0.0)
            self._workers.pop()

    def _hire(self) -> None:
        if self._workers and self._stillborn >= STILLBORN:
            return  # those who live go on alone, until one of them is done with a chunk
        wanted = len(self._queue) + sum(worker.chunk is not None for worker in self._workers)
        while len(self._workers) < min(self._slots, wanted):
            try:
                self._workers.append(Worker.start(with_main=self._with_main))
            except OSError as error:
                if not self._workers:
                    raise WorkersLostError(f"no worker process can be started: {error}") from error
                return

    def _assign(self) -> None:
        for worker in list(self._workers):
            if self._queue and worker.ready and worker.chunk is None:
                worker.chunk = self._queue.popleft()
                self._tell(worker, pickle.dumps(worker.chunk[1:]))

    def _tell(self, worker: Worker, message: bytes) -> None:
        try:
            worker.line.send_bytes(message)
        except OSError:
            self._bury(worker)

    def _listen(self) -> None:
        lines, sentinels = [w.line for w in self._workers], [w.process.sentinel for w in self._workers]
        heard = wait([*lines, *sentinels])
        for worker, line, sentinel in zip(list(self._workers), lines, sentinels, strict=True):
            if line in heard:
                self._hear(worker)  # first, for a worker may answer and then die
            elif sentinel in heard:
                self._bury(worker)

    def _hear(self, worker: Worker) -> None:
        try:
            kind, content = worker.hear()
        except (EOFError, OSError):
            self._bury(worker)
            return
        if kind == HELLO:
            self._tell(worker, self._task)
        elif kind == READY:
            worker.ready, self._stillborn = True, 0
        elif kind == UNFIT:
            raise WorkersLostError(f"a worker process cannot load the work: {content.reason}; {GUARD}")
        elif kind == DONE and worker.chunk is not None:
            self._results.append((worker.chunk[0], content))
            worker.chunk, self._stillborn = None, 0

    def _bury(self, worker: Worker) -> None:
        self._workers.remove(worker)
        how = _cause(worker.stop(patience=1.0))
        if worker.chunk is not None:
            self._results.append((worker.chunk[0], Failure(reason=f"its worker process died ({how})")))
        elif not worker.ready:
            self._stillborn += 1
            if self._stillborn >= STILLBORN and not self._workers:
                raise WorkersLostError(
                    f"{self._stillborn} worker processes in a row died as they started ({how}); {GUARD}"
                )


def _cause(code: int | None) -> str:
    """An exit code in words.

    >>> _cause(-9), _cause(3)
    ('SIGKILL: out of memory, or killed', 'exit code 3')
    """
    if code is None or code >= 0:
        return f"exit code {code}"
    try:
        name = signal.Signals(-code).name
    except ValueError:
        name = f"signal {-code}"
    return f"{name}: out of memory, or killed" if name == "SIGKILL" else name
