"""Sections and tables on a terminal, and progress on anything that takes over a second."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from deterrence.report.blocks import Section
    from deterrence.run.chunks import Progress

PATIENCE = 1.0
PIPE_WIDTH = 120
MARKS = {"holds": "green", "fails": "bold red", "undecided": "yellow", "vacuous": "dim"}


def console() -> Any:
    """A console as wide as the terminal, or 120 columns into a pipe."""
    from rich.console import Console

    class Screen(Console):
        def on_broken_pipe(self) -> None:
            raise BrokenPipeError  # rich would exit with 1, which means that a claim is false

    return Screen(highlight=False, emoji=False, markup=False, width=None if sys.stdout.isatty() else PIPE_WIDTH)


def print_sections(sections: Sequence[Section]) -> None:
    """Headings, prose and tables."""
    from rich.text import Text

    from deterrence.report.blocks import Listing, Prose

    screen = console()
    for index, section in enumerate(sections):
        screen.print(Text(section.title, style="bold underline" if index == 0 else "bold"))
        for block in section.blocks:
            if isinstance(block, Listing):
                screen.print(table(block.header, block.rows, block.flex))
            elif isinstance(block, Prose):
                screen.print(Text("\n".join(block.lines)))
        screen.print()


def table(header: Sequence[str], rows: Sequence[Sequence[str]], flex: Sequence[str] = ()) -> Any:
    """A rich table; columns of numbers are flush right, verdicts coloured, `flex` columns wrap."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    made = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for index, name in enumerate(header):
        numeric = bool(rows) and all(_numeric(row[index]) for row in rows)
        made.add_column(name, justify="right" if numeric else "left", no_wrap=name not in flex and _short(rows, index))
    for row in rows:
        made.add_row(*(Text(cell, style=MARKS.get(cell, "")) for cell in row))
    return made


def _short(rows: Sequence[Sequence[str]], index: int) -> bool:
    return all(len(row[index]) <= 32 for row in rows)


def _numeric(cell: str) -> bool:
    try:
        float(cell.rstrip("%"))
    except ValueError:
        return False
    return True


@contextmanager
def progress_bar(step: str) -> Iterator[Progress | None]:
    """A progress bar on standard error that appears after a second, if that is a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    bar = Progress(
        TextColumn(step),
        BarColumn(),
        TextColumn("{task.completed}/{task.total}"),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    task = bar.add_task(step, total=None)
    begun = time.monotonic()

    def report(done: int, total: int) -> None:
        if time.monotonic() - begun > PATIENCE and not bar.live.is_started:
            bar.start()
        bar.update(task, completed=done, total=total)

    try:
        yield report
    finally:
        bar.stop()
