"""A report's folder: everything is written or nothing, and an earlier report is replaced."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from deterrence.report.blocks import Figure, Section
from deterrence.report.folder import report_files, write_folder

FILES = {"report.md": b"![A](figures/a.svg)", "report.html": b"new", "figures/a.svg": b"<svg/>"}


def content(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_files_and_figures_stand_in_the_folder_and_nothing_else(tmp_path):
    write_folder(tmp_path / "new" / "report", FILES)
    assert content(tmp_path / "new" / "report") == FILES
    assert sorted(path.name for path in (tmp_path / "new" / "report").iterdir()) == [
        "figures",
        "report.html",
        "report.md",
    ]


def test_an_earlier_report_is_replaced_its_figures_go_and_what_is_not_its_own_stays(tmp_path):
    write_folder(tmp_path, {"report.md": b"![B](figures/b.svg)", "figures/b.svg": b"old", "table.csv": b"1"})
    (tmp_path / "figures" / "mine.svg").write_bytes(b"mine")
    write_folder(tmp_path, FILES)
    assert content(tmp_path) == FILES | {"figures/mine.svg": b"mine", "table.csv": b"1"}


def test_a_link_to_somewhere_else_is_not_followed(tmp_path):
    (tmp_path / "kept.svg").write_bytes(b"kept")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "report.md").write_text("![x](figures/../../kept.svg) ![y](figures/..)")
    write_folder(tmp_path / "out", FILES)
    assert (tmp_path / "kept.svg").read_bytes() == b"kept"


@pytest.mark.parametrize("fails_at", range(4))
def test_what_fails_halfway_leaves_the_folder_as_it_was(tmp_path, monkeypatch, fails_at):
    write_folder(tmp_path, dict.fromkeys(FILES, b"old"))
    replace, calls = Path.replace, []

    def failing(source, target):
        calls.append(source)
        if len(calls) == fails_at + 1:
            raise OSError("no space left")
        return replace(source, target)

    monkeypatch.setattr(Path, "replace", failing)
    with pytest.raises(OSError, match="no space left"):
        write_folder(tmp_path, FILES)
    monkeypatch.undo()
    assert content(tmp_path) == dict.fromkeys(FILES, b"old")
    assert not [name for name in os.listdir(tmp_path) if name.startswith(".")]


def test_a_new_folder_that_cannot_be_filled_is_gone_again(tmp_path, monkeypatch):
    def failing(path, data):
        raise OSError("no space left")

    monkeypatch.setattr(Path, "write_bytes", failing)
    with pytest.raises(OSError, match="no space left"):
        write_folder(tmp_path / "report", FILES)
    assert not (tmp_path / "report").exists()


def test_a_folder_below_a_file_is_an_error_and_the_file_stays(tmp_path):
    (tmp_path / "file").write_bytes(b"x")
    with pytest.raises(OSError, match="file"):
        write_folder(tmp_path / "file" / "report", FILES)
    assert (tmp_path / "file").read_bytes() == b"x"


def test_every_figure_that_the_markdown_links_to_is_among_the_files():
    from deterrence.plot.drawing.style import new_axes

    good = Figure("good", lambda: "Good [one](x).", lambda: new_axes(None, "page"))
    bad = Figure("bad", lambda: "Bad.", lambda: 1 / 0)
    files = report_files([Section("Head", (good, bad))])
    links = re.findall(r"\]\((.*?)\)", files["report.md"].decode())
    assert [link for link in links if link.startswith("figures/")] == ["figures/good.svg"]
    assert set(files) == {"figures/good.svg", "report.md", "report.html"}
