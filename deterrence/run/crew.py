"""Who does the work: what the dispatcher asks of any executor."""

from __future__ import annotations

from collections import deque
from typing import Protocol

from deterrence.run.outcome import Arrays, Failure, Task, attempt


class WorkersLostError(ChildProcessError):
    """Work stopped because no worker can be kept alive; chunks in the store stay.

    An `OSError`, since the machine and not the question is at fault.
    """


class Crew(Protocol):
    """Workers that take chunks and hand back what came of each, in any order."""

    @property
    def slots(self) -> int:
        """How many chunks may be out at once."""

    def submit(self, number: int, start: int, stop: int) -> None:
        """Take a chunk."""

    def collect(self) -> tuple[int, Arrays | Failure]:
        """Wait for any chunk that is out: its number and what came of it."""

    def close(self) -> None:
        """Stop all work and leave no process behind."""


class SerialCrew:
    """Nobody but the caller."""

    slots = 1

    def __init__(self, task: Task) -> None:
        self._task = task
        self._out: deque[tuple[int, int, int]] = deque()

    def submit(self, number: int, start: int, stop: int) -> None:
        """Note a chunk; `collect` does it."""
        self._out.append((number, start, stop))

    def collect(self) -> tuple[int, Arrays | Failure]:
        """Do the chunk."""
        number, start, stop = self._out.popleft()
        return number, attempt(self._task, start, stop)

    def close(self) -> None:
        """Nothing to stop."""
