"""One trial of a fuzzer: a stranger's scenario is read, written back and played, or is refused in words."""

from __future__ import annotations

import resource
import signal
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import deterrence as dt
from deterrence.errors import DeterrenceError

SECONDS = 2.0
BYTES = 3 << 30
ENDS = 3000
LONGEST = 20_000
ROOT = Path(__file__).resolve().parents[2]
GOOD = ("tests/cases/valid", "tests/cases/conformance/scenarios", "scenarios")
BAD = ("tests/cases/invalid", "tests/cases/conformance/bad")


class TooSlow(Exception):
    """A trial took longer than the library promises."""


class NotTheSame(Exception):
    """A scenario that was written and read again is another one."""


def corpus() -> tuple[list[Path], list[Path]]:
    """The good and the bad scenario files of the repository that have at most `LONGEST` bytes."""
    good, bad = (
        [path for folder in folders for path in sorted((ROOT / folder).rglob("*.*"))] for folders in (GOOD, BAD)
    )
    return _scenarios(good), _scenarios(bad)


def _scenarios(files: list[Path]) -> list[Path]:
    return [
        f for f in files if f.suffix in (".yaml", ".json") and f.name != "expected.json" and f.stat().st_size <= LONGEST
    ]


def prepare() -> None:
    """Bound the memory of the process and make every warning an error."""
    resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
    warnings.simplefilter("error")


def trial_of_text(text: str | bytes) -> str:
    """Read a text and use it. Returns how it ended; raises anything that is not a `DeterrenceError`."""
    with _bounded():
        try:
            scenario = dt.parse(text)
        except DeterrenceError as error:
            str(error)
            return "refused"
        return _used(scenario)


def trial_of_data(data: dict[str, Any]) -> str:
    """Build a scenario from plain data and use it. Ends as `trial_of_text`."""
    with _bounded():
        try:
            scenario = dt.Scenario(**data)
        except DeterrenceError as error:
            str(error)
            return "refused"
        return _used(scenario)


def _used(scenario: dt.Scenario) -> str:
    again = dt.parse(scenario.to_yaml())
    if again != scenario or again.hash != scenario.hash:
        raise NotTheSame(scenario.to_yaml())
    if _ends(scenario) > ENDS:
        return "large"
    try:
        solution = dt.solve(scenario)
        solution.explain()
        str(solution)
        solution.to_dict()
    except DeterrenceError as error:
        str(error)
        return "not solved"
    return "solved"


def _ends(scenario: dt.Scenario) -> int:
    """At most so many ends has the tree."""
    ends = 1
    for stage in scenario.game.order if scenario.game else ():
        for visit in stage.visits:
            ends = min(ends * len(scenario.choices[visit.visit]), ENDS + 1)
    return ends


@contextmanager
def _bounded() -> Iterator[None]:
    def stop(*_: object) -> None:
        raise TooSlow(f"still at work after {20 * SECONDS:g} seconds")

    signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, 20 * SECONDS)
    before = time.process_time()  # not the clock on the wall: a busy machine proves nothing
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    if (taken := time.process_time() - before) > SECONDS:
        raise TooSlow(f"{taken:.1f} seconds of work")
