"""How work is cut: a grid of chunks, and the share of it that one job of an array does."""

from __future__ import annotations

import math
from dataclasses import dataclass

from deterrence.errors import ArgumentError

CHUNK_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class Grid:
    """Chunks of `size` units that cover `total` units in order; the last may be shorter.

    Examples
    --------
    >>> grid = Grid(10, 4)
    >>> [grid.span(number) for number in range(len(grid))]
    [(0, 4), (4, 8), (8, 10)]
    """

    total: int
    size: int

    def __post_init__(self) -> None:
        if self.total < 0 or self.size < 1:
            raise ArgumentError(
                f"no grid of {self.total} units in chunks of {self.size}: expected 0 or more, 1 or more"
            )

    def __len__(self) -> int:
        return -(-self.total // self.size)

    def span(self, number: int) -> tuple[int, int]:
        """First unit of a chunk, and the one after its last."""
        return number * self.size, min((number + 1) * self.size, self.total)


@dataclass(frozen=True, slots=True)
class Shard:
    """One job's share of a grid: of `count` jobs, job `index` (from 1) does every `count`-th chunk.

    Examples
    --------
    >>> list(Shard.parse("2/4").numbers(Grid(10, 1)))
    [1, 5, 9]
    >>> Shard.parse("0/4")
    Traceback (most recent call last):
    ...
    deterrence.errors.ArgumentError: shard '0/4': expected k/n with k from 1 to n (for SLURM: sbatch --array=1-4)
    """

    index: int
    count: int

    @classmethod
    def parse(cls, text: str) -> Shard:
        """Read ``k/n``. Raises `ArgumentError`."""
        index, slash, count = text.partition("/")
        plain = slash and all(part.isascii() and part.isdigit() for part in (index, count))
        if not plain or not 1 <= int(index) <= int(count):
            jobs = int(count) if plain and int(count) else 4
            expected = "expected k/n with k from 1 to n"
            raise ArgumentError(f"shard {text!r}: {expected}", f"for SLURM: sbatch --array=1-{jobs}")
        return cls(int(index), int(count))

    def numbers(self, grid: Grid) -> range:
        """The numbers of its chunks."""
        return range(self.index - 1, len(grid), self.count)


def chunk_size(seconds_per_unit: float, *, seconds: float = CHUNK_SECONDS) -> int:
    """The power of two that makes a chunk about `seconds` of work on one core (1 to 10 s is well).

    A stored run can be continued on the same grid only, so give the nominal cost of a unit (nodes times
    nanoseconds, say) and not what a stopwatch said: two runs would cut the same work in two ways.

    Examples
    --------
    >>> chunk_size(1e-6), chunk_size(0.1), chunk_size(60)
    (2097152, 16, 1)
    """
    if not seconds_per_unit > 0:
        raise ArgumentError(f"a unit of {seconds_per_unit:g} s: expected a positive number of seconds")
    return 1 << max(0, math.floor(math.log2(seconds / seconds_per_unit)))
