"""Questions as tasks for other processes: what cannot travel is made where it is used."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from deterrence.game.tree import History
from deterrence.run.outcome import Arrays, Task

Ints = npt.NDArray[np.int64]


class PointTask:
    """A task over ranges of points; evaluators and priors, which cannot be pickled, are made once in each process.

    Parameters
    ----------
    build
        Makes the task; picklable, as `functools.partial` of a function with plain arguments is.
    """

    def __init__(self, build: Callable[[], Task]) -> None:
        self.build = build
        self._task: Task | None = None

    def __call__(self, start: int, stop: int) -> Arrays:
        """What the task says of points `start` to `stop`."""
        if self._task is None:
            self._task = self.build()
        return self._task(start, stop)

    def __getstate__(self) -> dict[str, Any]:
        return {"build": self.build, "_task": None}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)


def written(paths: Sequence[History]) -> npt.NDArray[np.str_]:
    """Paths as text, which travels between processes and into files."""
    return np.array([json.dumps(path) for path in paths], dtype=np.str_)


class Paths:
    """The outcomes of all chunks under one numbering."""

    def __init__(self) -> None:
        self.found: list[History] = []
        self._numbers: dict[str, int] = {}

    def numbered(self, texts: npt.NDArray[np.str_]) -> Ints:
        """The number of each of a chunk's paths; and -1 behind them, for points without an answer."""
        for text in texts.tolist():
            if text not in self._numbers:
                self._numbers[text] = len(self.found)
                self.found.append(tuple((str(variable), str(value)) for variable, value in json.loads(text)))
        return np.array([*(self._numbers[text] for text in texts.tolist()), -1], dtype=np.int64)
