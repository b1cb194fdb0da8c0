"""A short run of each fuzzer, and the fuzzers themselves: they must find what is broken."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from fuzz import trial

import deterrence as dt

FOLDER = Path(__file__).resolve().parent


@pytest.mark.parametrize(
    ("fuzzer", "good"), [("bytes.py", "solved"), ("structure.py", "solved"), ("gambit.py", "read")]
)
def test_a_short_run_finds_nothing(fuzzer, good):
    command = [sys.executable, str(FOLDER / fuzzer), "--seconds", "5", "--seed", "20000120"]
    paths = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}  # the package that this process tests
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False, env=paths)
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
    assert "refused" in done.stdout
    assert f"'{good}'" in done.stdout


def test_good_and_bad_texts_end_as_they_should():
    text = (FOLDER.parent / "cases" / "invalid" / "_valid_base.yaml").read_text()
    assert trial.trial_of_text(text) == "solved"
    assert trial.trial_of_text(text.replace("title", "tilte")) == "refused"
    assert trial.trial_of_text(text.replace("gain * left", "gain / (cost - 1)")) == "not solved"
    assert trial.trial_of_data(dt.parse(text).to_dict()) == "solved"


def test_any_other_error_gets_through(monkeypatch):
    def fails(text):
        raise KeyError(text)

    monkeypatch.setattr(dt, "parse", fails, raising=False)
    with pytest.raises(KeyError):
        trial.trial_of_text("a: 1")


def test_a_slow_answer_is_a_find(monkeypatch):
    monkeypatch.setattr(trial, "SECONDS", 1e-6)
    with pytest.raises(trial.TooSlow):
        trial.trial_of_text("a: 1")


def test_a_round_trip_that_changes_something_is_a_find(monkeypatch):
    text = (FOLDER.parent / "cases" / "invalid" / "_valid_base.yaml").read_text()
    monkeypatch.setattr(dt.Scenario, "to_yaml", lambda self: text.replace("value: 2", "value: 3"))
    with pytest.raises(trial.NotTheSame):
        trial.trial_of_text(text)
