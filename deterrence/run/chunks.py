"""Work in pieces: how many points at a time, and word of how far it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator

CHUNK = 1 << 16

Progress = Callable[[int, int], None]


def chunks(points: int, progress: Progress | None = None, size: int = CHUNK) -> Iterator[slice]:
    """Consecutive ranges of points; after each, `progress` hears how many of how many are done.

    >>> list(chunks(5, size=2))
    [slice(0, 2, None), slice(2, 4, None), slice(4, 5, None)]
    """
    for start in range(0, points, size):
        stop = min(start + size, points)
        yield slice(start, stop)
        if progress:
            progress(stop, points)
