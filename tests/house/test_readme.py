"""What the README shows is what a reader gets."""

from __future__ import annotations

import doctest
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from deterrence import load
from deterrence.cli.main import main

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
OMITTED = "[...]"


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def test_the_python_session_prints_what_the_readme_shows() -> None:
    session: dict[str, object] = {}
    for number, block in enumerate(blocks("pycon")):
        test = doctest.DocTestParser().get_doctest(block, session, f"README block {number}", "README.md", 0)
        assert test.examples
        assert doctest.DocTestRunner().run(test, clear_globs=False).failed == 0
        session |= test.globs


def test_the_commands_print_what_the_readme_shows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    commands = [part for block in blocks("console") for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]]
    assert commands
    for part in commands:
        command, _, shown = part.partition("\n")
        result = CliRunner().invoke(main, shlex.split(command)[1:], prog_name="deterrence")
        assert result.exit_code == 0, command
        got = "\n".join(line.rstrip() for line in result.stdout.strip("\n").split("\n"))
        want = shown.strip("\n")
        if want.endswith(OMITTED):
            want = want.removesuffix(OMITTED)
            got = got[: len(want)]
        assert got == want, command


def test_the_scenario_in_the_readme_loads_and_its_claims_hold(tmp_path: Path) -> None:
    (file,) = (block for block in blocks("yaml") if "title:" in block)
    path = tmp_path / "border.yaml"
    path.write_text(file, encoding="utf-8")
    assert load(path).claims
    assert CliRunner().invoke(main, ["check", str(path)]).exit_code == 0


def test_marks_are_those_that_the_readme_shows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (sheet,) = (block for block in blocks("yaml") if block.startswith("exercise:"))
    (marks,) = (block for block in blocks("text") if "hint:" in block)
    path = tmp_path / "answers.yaml"
    path.write_text(sheet, encoding="utf-8")
    result = CliRunner().invoke(main, ["exercise", "check", str(path)])
    assert result.exit_code == 1
    assert [line.rstrip() for line in result.stdout.splitlines()] == marks.splitlines()
