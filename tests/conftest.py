"""Hypothesis profiles: the same examples every time under CI, new ones elsewhere; and how slow it is here."""

from __future__ import annotations

import os
import statistics
import sys
import time

import pytest
from hypothesis import settings

settings.register_profile("ci", derandomize=True, database=None, deadline=None)
settings.register_profile("dev", deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "dev")

# Seconds that `_work` takes where bounds were set: an idle machine on which SimPy handles 60,000 events a second.
QUIET = 0.03


def _work() -> float:
    begun, found = time.process_time(), {}
    for i in range(400_000):
        found[i & 1023] = found.get(i & 511, 0) + 3 * i
    return time.process_time() - begun


@pytest.fixture
def slowness() -> float:
    """How many times slower Python runs here and now than where bounds were set; at least 1.

    A core whose sibling is busy, or a slower machine, makes processor time
    longer for all programs alike, and says nothing of the one under test.
    """
    return max(1.0, statistics.median(_work() for _ in range(5)) / QUIET)


@pytest.fixture(scope="session", autouse=True)
def _bytecode(tmp_path_factory):
    """Where Python is told to keep no bytecode, the programs that tests start keep theirs in a folder of this run.

    They would compile the library anew each time; all workers share the folder.
    """
    if not sys.dont_write_bytecode:
        yield
        return
    own = tmp_path_factory.getbasetemp()
    shared = (own.parent if own.name.startswith("popen-") else own) / "bytecode"
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
        patch.setenv("PYTHONPYCACHEPREFIX", str(shared))
        yield
