"""Every example prints what is recorded beside it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.py"))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_prints_what_is_recorded(example: Path) -> None:
    run = subprocess.run([sys.executable, str(example)], capture_output=True, text=True, check=True, timeout=60)
    assert run.stdout == example.with_suffix(".out").read_text(encoding="utf-8")


def test_there_is_an_example() -> None:
    assert EXAMPLES
