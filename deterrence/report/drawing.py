"""Figures drawn once, as files that a page holds or a folder keeps."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from deterrence.report.blocks import Figure, Section, figures_of

DENSE = 120_000  # bytes of SVG, its text as text, above which a picture of dots is the smaller file
DPI = 150
REMARK = re.compile(rb" *<!-- .*? -->\n?", re.DOTALL)  # matplotlib repeats each text beside its outlines


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A drawn figure: `data` in the format `kind`, or why there is none; `says` is its alternative text."""

    name: str
    says: str
    kind: str = ""
    data: bytes = b""
    failure: str = ""

    @property
    def file(self) -> str:
        """The name of its file."""
        return f"{self.name}.{self.kind}"


def drawn(figure: Figure) -> Picture:
    """Draw a figure: as SVG where that is small, else as PNG; an error is kept, so that no report is lost for it.

    Letters are outlines, which look the same where the font is not installed.

    Examples
    --------
    >>> drawn(Figure("tree", lambda: "A tree.", lambda: 1 / 0)).failure
    'ZeroDivisionError: division by zero'
    """
    says = figure.name
    try:
        says = figure.says()
        sheet = figure.draw().get_figure(root=True)
        vector, dots = io.BytesIO(), io.BytesIO()
        sheet.savefig(vector, format="svg", metadata={"Date": None})
        if vector.tell() <= DENSE:
            return Picture(name=figure.name, says=says, kind="svg", data=_outlined(sheet))
        sheet.savefig(dots, format="png", dpi=DPI, pil_kwargs={"optimize": True})
        return Picture(name=figure.name, says=says, kind="png", data=dots.getvalue())
    except Exception as error:  # whatever it is: a report without one figure is better than none
        return Picture(name=figure.name, says=says, failure=f"{type(error).__name__}: {error}")


def _outlined(sheet: Any) -> bytes:
    file = io.BytesIO()
    sheet.savefig(file, format="svg", outlines=True, metadata={"Date": None})
    return REMARK.sub(b"", file.getvalue())


def all_drawn(sections: Iterable[Section]) -> dict[str, Picture]:
    """Every figure of these sections, drawn, by name."""
    return {figure.name: drawn(figure) for figure in figures_of(sections)}
