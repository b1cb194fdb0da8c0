"""Chunks out to a crew, and their results back in order."""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Callable, Iterator

from deterrence.run.chunks import Progress
from deterrence.run.crew import Crew
from deterrence.run.grid import Grid
from deterrence.run.outcome import Arrays, ChunkResult, Failure
from deterrence.run.store import Store

AHEAD = 4


def in_order(
    open_crew: Callable[[], Crew],
    grid: Grid,
    numbers: range,
    *,
    store: Store | None = None,
    retries: int = 2,
    progress: Progress | None = None,
) -> Iterator[ChunkResult]:
    """Every chunk of `numbers`, in that order, whoever is done first.

    What is in the store and whole is read; everything else is run, stored as soon as it is done, and tried
    again up to `retries` times. At most four results a worker wait for an earlier chunk, which bounds memory.
    The crew is opened when there is work for it, and closed however this ends.
    """
    window = _Window(open_crew, grid, store, retries)
    tally = _Tally(sum(stop - start for start, stop in map(grid.span, numbers)), progress)
    upcoming, ahead = iter(numbers), deque[int]()
    try:
        while True:
            while len(ahead) < window.width and (number := next(upcoming, None)) is not None:
                ahead.append(number)
                tally.add(window.admit(number))
            if not ahead:
                return
            window.feed()
            while ahead[0] not in window.done:
                tally.add(window.collect())
                window.feed()
            yield window.done.pop(ahead.popleft())
    finally:
        window.close()


class _Window:
    """The chunks between the next to hand out and the furthest admitted."""

    def __init__(self, open_crew: Callable[[], Crew], grid: Grid, store: Store | None, retries: int) -> None:
        self._open_crew, self._grid, self._store, self._retries = open_crew, grid, store, retries
        self._crew: Crew | None = None
        self._waiting: list[int] = []
        self._out = 0
        self._attempts: dict[int, int] = {}
        self.done: dict[int, ChunkResult] = {}

    @property
    def width(self) -> int:
        return AHEAD * (self._crew.slots if self._crew else 1)

    def admit(self, number: int) -> ChunkResult | None:
        """Take a chunk in; its result, if the store has it."""
        arrays = self._store.read(number) if self._store else None
        if arrays is None:
            heapq.heappush(self._waiting, number)
            return None
        self._attempts[number] = 0
        return self._settle(number, arrays)

    def feed(self) -> None:
        """Give the crew what it can carry, the earliest first."""
        if self._waiting and self._crew is None:
            self._crew = self._open_crew()
        while self._waiting and self._crew and self._out < self._crew.slots:
            number = heapq.heappop(self._waiting)
            self._attempts[number] = self._attempts.get(number, 0) + 1
            self._crew.submit(number, *self._grid.span(number))
            self._out += 1

    def collect(self) -> ChunkResult | None:
        """Wait for one chunk; its result, unless it failed and is to be tried again."""
        assert self._crew is not None
        number, found = self._crew.collect()
        self._out -= 1
        if isinstance(found, Failure):
            if self._attempts[number] <= self._retries:
                heapq.heappush(self._waiting, number)
                return None
        elif self._store:
            self._store.write(number, found)
        return self._settle(number, found)

    def close(self) -> None:
        if self._crew is not None:
            self._crew.close()

    def _settle(self, number: int, found: Arrays | Failure) -> ChunkResult:
        start, stop = self._grid.span(number)
        failure = found if isinstance(found, Failure) else None
        arrays = None if isinstance(found, Failure) else found
        self.done[number] = ChunkResult(
            number=number,
            start=start,
            stop=stop,
            arrays=arrays,
            failure=failure,
            attempts=self._attempts.pop(number),
        )
        return self.done[number]


class _Tally:
    """Units done, told as they come."""

    def __init__(self, total: int, progress: Progress | None) -> None:
        self._done, self._total, self._progress = 0, total, progress

    def add(self, result: ChunkResult | None) -> None:
        if result is not None and self._progress:
            self._done += result.stop - result.start
            self._progress(self._done, self._total)
