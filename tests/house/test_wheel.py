"""The wheel is complete: built here, installed elsewhere, it does the main job without the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from deterrence.tables.provenance import VERSION

ROOT = Path(__file__).resolve().parents[2]
BUILD = "import sys, hatchling.build; print(hatchling.build.build_wheel(sys.argv[1]))"
pytestmark = pytest.mark.slow


def run(*command: str, folder: Path, path: Path | None = None) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONIOENCODING": "utf-8"} | ({"PYTHONPATH": str(path)} if path else {})
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done


def deterrence(*arguments: str, folder: Path, path: Path) -> str:
    script = path / "bin" / "deterrence"
    command = [str(script)] if script.exists() else [sys.executable, "-m", "deterrence.cli.main"]
    return run(*command, *arguments, folder=folder, path=path).stdout


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    wheel = run(sys.executable, "-c", BUILD, str(folder), folder=ROOT).stdout.split()[-1]
    assert wheel == f"deterrence-{VERSION}-py3-none-any.whl"
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", "installed", wheel]
    run(*pip, folder=folder)
    return folder / "installed"


def test_an_installed_wheel_is_used_and_not_the_checkout(elsewhere: Path):
    told = run(sys.executable, "-c", "import deterrence; print(deterrence.__file__)", folder=elsewhere, path=elsewhere)
    assert Path(told.stdout.strip()).is_relative_to(elsewhere)


def test_an_installed_wheel_carries_every_scenario_and_the_type_marker(elsewhere: Path):
    inside, beside = elsewhere / "deterrence" / "_scenarios", ROOT / "scenarios"
    shipped = {path.relative_to(inside): path.read_bytes() for path in inside.rglob("*.yaml")}
    assert shipped == {path.relative_to(beside): path.read_bytes() for path in beside.rglob("*.yaml")}
    assert (elsewhere / "deterrence" / "py.typed").is_file()


def test_an_installed_wheel_carries_the_exercises_and_not_the_instructors_notes(elsewhere: Path):
    inside, beside = elsewhere / "deterrence" / "_exercises", ROOT / "examples" / "exercises"
    shipped = {path.relative_to(inside): path.read_bytes() for path in inside.rglob("*") if path.is_file()}
    assert shipped == {path.relative_to(beside): path.read_bytes() for path in beside.rglob("*") if path.is_file()}
    assert not list(elsewhere.rglob("instructors"))
    assert "credible-threats" in deterrence("exercise", "list", folder=elsewhere, path=elsewhere)


def test_an_installed_wheel_runs_the_flagship(elsewhere: Path):
    assert "ABM" in deterrence("run", "abm-2000", folder=elsewhere, path=elsewhere)
