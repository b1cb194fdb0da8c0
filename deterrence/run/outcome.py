"""What came of a chunk: its arrays, or why there are none."""

from __future__ import annotations

import io
import pickle
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from deterrence.errors import DeterrenceError

Arrays = Mapping[str, NDArray[Any]]
Task = Callable[[int, int], Arrays]


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Why an attempt at a chunk gave nothing.

    `reason` is a line, `details` the traceback where there is one, and `error` the exception itself
    if it can travel between processes.
    """

    reason: str
    details: str = ""
    error: Exception | None = None


class ChunkError(DeterrenceError):
    """A chunk of work failed on every attempt; it says which units, and why."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ChunkResult:
    """Units `start` to `stop` (exclusive), which are chunk `number`: their `arrays`, or a `failure`.

    `attempts` counts how often the chunk was run here; 0 says that it was read from a store.

    Examples
    --------
    >>> good = ChunkResult(number=0, start=0, stop=2, arrays={"x": np.zeros(2)})
    >>> good.require()["x"]
    array([0., 0.])
    >>> bad = ChunkResult(number=1, start=2, stop=4, failure=Failure(reason="its worker died"), attempts=3)
    >>> print(bad)
    chunk 1 (units 2 to 3) failed 3 times: its worker died
    """

    number: int
    start: int
    stop: int
    arrays: Arrays | None = None
    failure: Failure | None = None
    attempts: int = 1

    def __post_init__(self) -> None:
        if self.arrays is not None:
            for array in self.arrays.values():
                array.flags.writeable = False
            object.__setattr__(self, "arrays", MappingProxyType(dict(self.arrays)))

    def __str__(self) -> str:
        place = f"chunk {self.number} (units {self.start} to {self.stop - 1})"
        if self.failure is None:
            return f"{place}: {', '.join(self.arrays or ())}"
        times = "once" if self.attempts == 1 else f"{self.attempts} times"
        return f"{place} failed {times}: {self.failure.reason}"

    def require(self) -> Arrays:
        """The arrays; if there are none, raises the task's own error where it is known, else `ChunkError`."""
        if self.arrays is not None:
            return self.arrays
        raise (self.failure and self.failure.error) or ChunkError(str(self))


def attempt(task: Task, start: int, stop: int) -> Arrays | Failure:
    """Run a task over one chunk; what it raises is a `Failure`.

    The arrays are copies in row-major order, so the same values have the same bytes wherever they were made,
    and a task may use one workspace again.
    """
    try:
        return {name: _owned(name, array) for name, array in task(start, stop).items()}
    except (Exception, SystemExit) as error:
        return failure_of(error)


def failure_of(error: BaseException) -> Failure:
    """An exception as a `Failure`."""
    details = "".join(traceback.format_exception(error))
    return Failure(reason=f"{type(error).__name__}: {error}", details=details, error=_portable(error))


def _owned(name: str, array: object) -> NDArray[Any]:
    owned: NDArray[Any] = np.array(array, order="C")
    if owned.dtype.hasobject:
        raise TypeError(f"array {name!r} holds Python objects; expected numbers, truth values or fixed-length text")
    return owned


def _portable(error: BaseException) -> Exception | None:
    packed = io.BytesIO()
    pickler = pickle.Pickler(packed)
    pickler.dispatch_table = {}  # Dask registers ways of its own, and an answer must not depend on what is loaded
    try:
        pickler.dump(error)
        copy = pickle.loads(packed.getvalue())
    except Exception:
        return None  # an exception that cannot be rebuilt is told by its text
    return copy if isinstance(copy, Exception) else None
