"""Every claim of every scenario of a collection, checked."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from deterrence.analysis.check import check
from deterrence.errors import DeterrenceError
from deterrence.run.chunks import Progress
from deterrence.run.execution import Execution
from deterrence.scenario.loading import load


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How the claims of one scenario stand: their verdicts by name, or the error that its file has."""

    name: str
    verdicts: Mapping[str, str]
    error: str = ""

    def claims(self, *verdicts: str) -> tuple[str, ...]:
        """The claims that have one of these verdicts."""
        return tuple(name for name, verdict in self.verdicts.items() if verdict in verdicts)


@dataclass(frozen=True, slots=True)
class _Check:
    """Checks a range of files; a value that can travel to another process."""

    files: tuple[tuple[str, str], ...]

    def __call__(self, start: int, stop: int) -> dict[str, np.ndarray[Any, Any]]:
        return {"standing": np.array([json.dumps(_standing(path)) for _, path in self.files[start:stop]])}


def _standing(path: str) -> dict[str, Any]:
    try:
        return {"verdicts": {row.name: row.verdict for row in check(load(path)).rows}}
    except DeterrenceError as error:
        return {"verdicts": {}, "error": str(error).splitlines()[0]}


def check_collection(
    files: Mapping[str, Path], *, execution: Execution | None = None, progress: Progress | None = None
) -> Sequence[Standing]:
    """Check every claim of some scenarios, in their order.

    Parameters
    ----------
    files
        Name to file, as `deterrence.scenario.library.bundled` gives them.
    execution
        One scenario is a unit of work; processes by default.
    progress
        Hears how many of how many scenarios are done.

    Examples
    --------
    >>> from deterrence.scenario.library import bundled
    >>> (treaty,) = check_collection({"treaty": bundled()["treaty"]}, execution=Execution())
    >>> treaty.claims("fails", "undecided"), len(treaty.claims("holds"))
    ((), 11)
    """
    named = tuple((name, str(path)) for name, path in files.items())
    chosen = Execution(executor="processes") if execution is None else execution
    chunks = chosen.run(_Check(named), len(named), size=1, progress=progress)
    told = [json.loads(str(text)) for chunk in chunks for text in chunk.require()["standing"]]
    return [Standing(name=name, **entry) for (name, _), entry in zip(named, told, strict=True)]
