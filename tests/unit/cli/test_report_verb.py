"""`deterrence report`, and what `deterrence run --output` leaves."""

from __future__ import annotations

import json
import re
import subprocess
import sys

import pytest
from click.testing import CliRunner

from deterrence.cli.main import main

DEAL = "technology-for-money"
OTHER = """
deterrence: 1
title: Another
players: {us: United States}
parameters: {cost: {value: 0.5, range: [0, 2]}}
decisions: {treaty: {player: us, choices: [keep, withdraw]}}
payoffs: {us: "(treaty == withdraw) * (1 - cost)"}
game: {order: [treaty]}
"""


def call(*arguments, code=0):
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert result.exit_code == code, result.output
    assert "Traceback" not in result.output
    return result


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_run_leaves_a_report_with_figures_that_are_there(tmp_path):
    told = call("run", DEAL, "--output", tmp_path)
    assert names(tmp_path) == ["figures", "report.html", "report.md", "solution.json", "table.csv"]
    assert "written: figures/, report.html, report.md, solution.json, table.csv in" in told.stderr
    links = re.findall(r"\]\((figures/[^)]*)\)", (tmp_path / "report.md").read_text())
    assert len(links) == 6
    assert sorted(links) == sorted(f"figures/{name}" for name in names(tmp_path / "figures"))
    assert "10,000 draws" in told.stdout
    assert json.loads((tmp_path / "solution.json").read_text())["lenses"]["views"]


def test_a_report_says_how_to_make_it_again(tmp_path):
    call("report", DEAL, "--set", "pay=4", "--draws", 100, "--output", tmp_path / "a b", code=1)
    text = (tmp_path / "a b" / "report.md").read_text()
    wanted = f"deterrence report technology-for-money --set pay=4 --output '{tmp_path / 'a b'}' --draws 100"
    assert wanted in text
    assert "given pay = 4" in text


def test_a_figure_that_cannot_be_drawn_is_told_and_the_rest_is_there(tmp_path, monkeypatch):
    monkeypatch.setattr("deterrence.plot.trees.game_tree.game_tree", lambda solution: 1 / 0)
    call("report", DEAL, "--draws", 100, "--output", tmp_path)
    assert "could not be drawn: ZeroDivisionError" in (tmp_path / "report.html").read_text()
    assert "tree.svg" not in names(tmp_path / "figures")
    assert "waterfall.svg" in names(tmp_path / "figures")


def test_one_file_with_two_settings_is_compared(tmp_path):
    told = call("report", DEAL, "--versus-set", "need=0.5", "--draws", 100, "--output", tmp_path, "--json", code=1)
    both = json.loads(told.stdout)
    assert both["second"]["solution"]["provenance"]["given"] == {"need": 0.5}
    assert names(tmp_path) == ["comparison.json", "figures", "report.html", "report.md"]
    assert json.loads((tmp_path / "comparison.json").read_text()) == both
    assert "with need = 0.5" in (tmp_path / "report.html").read_text()


def test_two_files_are_compared_in_a_folder_that_bears_their_names(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "other.yaml").write_text(OTHER)
    call("report", "other.yaml", DEAL, "--draws", 100)
    assert names(tmp_path) == ["other-technology-for-money-report", "other.yaml"]
    text = (tmp_path / "other-technology-for-money-report" / "report.md").read_text()
    assert "| other | technology-for-money |" in text


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("treaty", "--versus-set", "protection"), "--versus-set protection: expected PARAMETER=NUMBER"),
        (("treaty", "--versus-set", "protektion=1"), "unknown parameter 'protektion'"),
        (("treaty", "no-such-scenario"), "no-such-scenario"),
        (("treaty", "--draws", "0"), "0 is not in the range"),
    ],
)
def test_a_wrong_question_is_told_and_nothing_is_written(tmp_path, arguments, told):
    result = call("report", *arguments, "--output", tmp_path / "out", code=2)
    assert told in result.stderr
    assert not (tmp_path / "out").exists()


def test_without_output_neither_matplotlib_nor_the_other_lenses_are_loaded():
    program = "import sys\nfrom deterrence.cli.main import main\n"
    program += "main(['run', 'technology-for-money'], standalone_mode=False)\n"
    program += "print([name for name in sys.modules if name.startswith(('matplotlib', 'deterrence.plot.'))])"
    out = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert out.splitlines()[-1] == "[]"
    assert "Alliances" not in out
