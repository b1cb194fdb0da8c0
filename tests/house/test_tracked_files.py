"""What the repository says of itself agrees, and names no machine it was written on."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from deterrence.tables.provenance import VERSION

ROOT = Path(__file__).resolve().parents[2]
PLACES = re.compile(rb"(?<![\w.$}~*])/(?:tmp|root|work|home)/")


def tracked_files() -> list[Path]:
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout: nothing tells which files are tracked")  # because archives have no .git
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    return [ROOT / name for name in listing.decode().split("\0") if name]


def test_no_tracked_file_names_a_place_on_one_machine():
    files = [path for path in tracked_files() if path.is_file()]
    assert [path.relative_to(ROOT).as_posix() for path in files if PLACES.search(path.read_bytes())] == []


def test_the_lock_file_names_versions_only():
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    pinned = re.compile(r"[\w.-]+==[\w.]+( ; [^/@]+)?")
    assert lines[0].startswith("# Renew: ")
    assert [line for line in lines[1:] if not pinned.fullmatch(line)] == []


def test_the_version_is_the_same_everywhere():
    citation = re.search(r"^version: (\S+)$", (ROOT / "CITATION.cff").read_text(encoding="utf-8"), re.MULTILINE)
    change_log = re.search(r"^## \[?(\d[^\] ]*)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert citation is not None
    assert change_log is not None
    assert {citation.group(1), change_log.group(1)} == {VERSION}
