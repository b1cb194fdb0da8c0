"""`deterrence exercise`: the exercises of a course, and their marking."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

import click

from deterrence.cli.options import json_option, print_json

if TYPE_CHECKING:
    from deterrence.teaching.grading import Grades
    from deterrence.teaching.marking import Marks

INDENT = 12
STYLES = {"right": "green", "wrong": "bold red", "undecided": "yellow", "unanswered": "dim"}

folder_option = click.option(
    "--from", "own", type=click.Path(file_okay=False), metavar="FOLDER", help="Exercises of your own, a folder each."
)


@click.group("exercise")
def exercise() -> None:
    """Exercises for a class, which the model itself marks.

    Begin with: deterrence exercise list
    """


@exercise.command("list")
@folder_option
@json_option
def list_(own: str | None, as_json: bool) -> None:
    """List the exercises, in the order of the course."""
    from deterrence.cli.screen import console, table
    from deterrence.teaching.exercise import exercises

    found = exercises(own)
    if as_json:
        print_json(
            [{"name": e.name, "title": e.title, "line": e.line, "minutes": e.minutes, "tags": e.tags} for e in found]
        )
        return
    rows = [(e.name, str(e.minutes), e.line, ", ".join(e.tags)) for e in found]
    console().print(table(("name", "minutes", "what is learned", "tags"), rows, ("what is learned", "tags")))


@exercise.command()
@click.argument("name")
@click.argument("folder", required=False, type=click.Path(file_okay=False))
@click.option("--student", default="", metavar="WHO", help="Whose numbers the scenario gets; without, its own.")
@folder_option
def start(name: str, folder: str | None, student: str, own: str | None) -> None:
    """Write an exercise into FOLDER (NAME by default): reading, scenario, and a sheet for the answers."""
    from deterrence.teaching.exercise import exercise as found
    from deterrence.teaching.starting import start as started

    files = started(found(name, folder=own), folder or name, student=student)
    for path in files:
        click.echo(f"written: {path}")
    click.echo(f"now read {files[0]}; then: deterrence exercise check {shlex.quote(str(files[-1]))}")


@exercise.command()
@click.argument("file", type=click.Path())
@folder_option
@json_option
@click.pass_context
def check(context: click.Context, file: str, own: str | None, as_json: bool) -> None:
    """Have the model mark an answer sheet."""
    from deterrence.teaching.marking import mark
    from deterrence.teaching.sheet import load_sheet

    marks = mark(load_sheet(file), folder=own)
    if as_json:
        print_json(marks.to_dict())
    else:
        _print_marks(marks)
    context.exit(0 if marks.right == marks.asked else 1 if marks.right + marks.count("undecided") < marks.asked else 3)


def _print_marks(marks: Marks) -> None:
    from rich.padding import Padding
    from rich.text import Text

    from deterrence.cli.screen import console

    screen = console()
    for row in marks.rows:
        answer = f": {row.answer}" if row.answer else ""
        screen.print(Text.assemble((f"{row.verdict:<{INDENT}}", STYLES[row.verdict]), f"{row.question}{answer}"))
        for words in (row.because, row.hint and f"hint: {row.hint}"):
            if words:
                screen.print(Padding(Text(words), (0, 0, 0, INDENT)))
    screen.print(Text(f"{marks.right} of {marks.asked} right", style="bold"))


@exercise.command()
@click.argument("folder", type=click.Path())
@click.option("--csv", "as_csv", is_flag=True, help="A row a sheet, to standard output.")
@click.option("--seeded", is_flag=True, help="Every sheet must name its student.")
@folder_option
@json_option
def grade(folder: str, as_csv: bool, seeded: bool, own: str | None, as_json: bool) -> None:
    """Mark every answer sheet in FOLDER.

    Nothing that a student wrote is run; a sheet that takes too long is left
    for you to look at.
    """
    from deterrence.cli.screen import progress_bar
    from deterrence.teaching.grading import grade as graded

    if as_csv and as_json:
        raise click.UsageError("--csv and --json do not go together")
    with progress_bar("marking sheets") as progress:
        grades = graded(folder, exercises_in=own, seeded=seeded, progress=progress)
    if as_json:
        print_json(grades.to_dict())
    elif as_csv:
        click.echo(grades.to_csv(), nl=False)
    else:
        _print_grades(grades)
    if grades.ignored:
        click.echo(f"ignored, as they are no sheets: {', '.join(grades.ignored)}", err=True)


def _print_grades(grades: Grades) -> None:
    """A table without the columns that say nothing, and which questions a class misses most."""
    from deterrence.cli.screen import console, table
    from deterrence.teaching.grading import HEADER

    rows = [row.cells for row in grades.rows]
    told = [place for place, name in enumerate(HEADER) if any(row[place] for row in rows)]
    same = HEADER.index("exercise")
    if len({row[same] for row in rows if row[same]}) == 1:
        told.remove(same)
    header = tuple(HEADER[place] for place in told)
    flex = tuple(name for name in header if name not in ("right", "asked"))
    screen = console()
    screen.print(table(header, [[row[place] for place in told] for row in rows], flex))
    most = [f"{name} ({count})" for name, count in list(grades.missed().items())[:3]]
    if most:
        screen.print(f"\nmost often missed: {', '.join(most)}")
