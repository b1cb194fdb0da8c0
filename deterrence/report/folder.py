"""A report's folder: all of its files are replaced, or none."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from deterrence.report.blocks import Section
from deterrence.report.drawing import all_drawn
from deterrence.report.markdown import FOLDER, markdown
from deterrence.report.page import page

MARKDOWN, PAGE = "report.md", "report.html"
LINKS = re.compile(rf"\]\(({FOLDER}/[\w.-]+)\)")


def report_files(sections: Sequence[Section]) -> dict[str, bytes]:
    """The page, the Markdown and its figures, by the names of their files; every figure is drawn once."""
    pictures = all_drawn(sections)
    files = {f"{FOLDER}/{one.file}": one.data for one in pictures.values() if not one.failure}
    texts = {MARKDOWN: markdown(sections, pictures), PAGE: page(sections, pictures)}
    return files | {name: text.encode(errors="replace") for name, text in texts.items()}


def write_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files into a folder, all of them or none; figures that only an earlier report there showed are removed.

    Raises
    ------
    OSError
        Something cannot be written. The folder is then as it was.
    """
    is_new = not folder.exists()
    folder.mkdir(parents=True, exist_ok=True)
    stage = Path(tempfile.mkdtemp(prefix=".report-", dir=folder))
    try:
        for name, data in files.items():
            _placed(stage / "new" / name).write_bytes(data)
        _swap(folder, stage, files, [name for name in _shown_before(folder) if name not in files])
    except BaseException:
        shutil.rmtree(stage, ignore_errors=True)
        if is_new:
            shutil.rmtree(folder, ignore_errors=True)
        raise
    shutil.rmtree(stage, ignore_errors=True)


def _shown_before(folder: Path) -> list[str]:
    """The figures that the report in the folder links to."""
    try:
        return sorted(set(LINKS.findall((folder / MARKDOWN).read_text(encoding="utf-8", errors="replace"))))
    except FileNotFoundError:
        return []


def _swap(folder: Path, stage: Path, files: Mapping[str, bytes], stale: Sequence[str]) -> None:
    """Put the new files in place of the old, or everything back if that fails halfway."""
    moved: list[tuple[Path, Path]] = []
    try:
        for name in [*stale, *files]:
            if (folder / name).exists():
                _move(folder / name, _placed(stage / "old" / name), moved)
            if name in files:
                _move(stage / "new" / name, _placed(folder / name), moved)
    except BaseException:
        for source, target in reversed(moved):
            target.replace(source)
        raise


def _move(source: Path, target: Path, moved: list[tuple[Path, Path]]) -> None:
    source.replace(target)
    moved.append((source, target))


def _placed(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path
