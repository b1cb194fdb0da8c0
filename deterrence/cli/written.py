"""Files that a job leaves in a folder."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from deterrence.cli.options import finite

if TYPE_CHECKING:
    from deterrence.report.main_job import MainResult


def job_files(result: MainResult, commands: Sequence[str]) -> dict[str, bytes]:
    """The report of a job with its figures, the solution, and the table of its decisions."""
    from deterrence.report.decision_csv import decision_csv
    from deterrence.report.document import document
    from deterrence.report.folder import report_files

    files = report_files(document(result, commands=commands))
    files["solution.json"] = json_bytes(result.to_dict())
    if result.solution is not None:
        files["table.csv"] = decision_csv(result.solution).encode()
    return files


def write_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write all of them or none, and say so on standard error."""
    from deterrence.report.folder import write_folder

    write_folder(folder, files)
    shown = sorted({name.split("/")[0] + "/" * ("/" in name) for name in files})
    click.echo(f"written: {', '.join(shown)} in {folder}", err=True)


def json_bytes(data: Any) -> bytes:
    """JSON; what is not a number is null."""
    return (json.dumps(finite(data), indent=2, ensure_ascii=False) + "\n").encode(errors="replace")
