"""What an import and a command cost: the heavy packages wait until they are used.

Times are differences between whole processes, the best of several tries of each, taken in turn.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys

HEAVY = {"scipy", "pandas", "matplotlib", "numba", "pydantic", "yaml", "click", "rich", "hypothesis", "simpy", "xarray"}
LOADED = "import sys, json; print(json.dumps(sorted(sys.modules)), file=sys.stderr)"
COMMAND = f"import atexit; atexit.register(exec, {LOADED!r}, {{}}); from deterrence.cli.main import main; main()"
TRIES = 5


def python(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *arguments], capture_output=True, encoding="utf-8", check=True)


def modules_loaded_by(code: str, *arguments: str) -> set[str]:
    return set(json.loads(python("-c", code, *arguments).stderr.splitlines()[-1]))


def seconds(*arguments: str) -> float:
    """Processor time, as other programs run beside the tests; Windows counts none of children and bounds nothing."""
    before = os.times()
    python(*arguments)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def extra_seconds(dear: tuple[str, ...], cheap: tuple[str, ...]) -> float:
    pairs = [(seconds(*dear), seconds(*cheap)) for _ in range(TRIES)]
    return min(first for first, _ in pairs) - min(second for _, second in pairs)


def test_importing_the_library_loads_nothing_heavy():
    assert modules_loaded_by(f"import deterrence; {LOADED}") & HEAVY == set()


def test_importing_the_library_costs_little_more_than_importing_numpy(slowness):
    assert extra_seconds(("-c", "import deterrence"), ("-c", "import numpy")) < 0.35 * slowness


def test_the_help_text_needs_no_arrays():
    assert modules_loaded_by(COMMAND, "--help") & {"numpy", "scipy", "pandas", "numba", "hypothesis"} == set()


def test_the_help_text_comes_at_once(slowness):
    script = "from deterrence.cli.main import main; main()"
    assert extra_seconds(("-c", script, "--help"), ("-c", "pass")) < 0.3 * slowness


def test_the_main_job_loads_nothing_that_costs_seconds():
    slow = {"scipy.stats", "matplotlib", "pandas", "xarray", "simpy"}
    assert modules_loaded_by(COMMAND, "run", "treaty") & slow == set()
