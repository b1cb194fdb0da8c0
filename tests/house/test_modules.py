"""A module is named in one noun and can be read at one sitting."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted((ROOT / "deterrence").rglob("*.py"))
LONGEST = 400
VAGUE = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "managers", "tools", "base", "core"}


def name(module: Path) -> str:
    return module.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("module", MODULES, ids=name)
def test_a_module_has_at_most_400_lines(module: Path):
    assert len(module.read_text(encoding="utf-8").splitlines()) <= LONGEST


def test_no_module_or_package_has_a_vague_name():
    parts = {part for module in MODULES for part in module.relative_to(ROOT).with_suffix("").parts}
    assert parts & VAGUE == set()


def test_the_package_says_that_it_is_typed():
    assert (ROOT / "deterrence" / "py.typed").is_file()
