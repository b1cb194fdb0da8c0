"""Every notebook runs from the first cell to the last, and what its cells show can be shown."""

from __future__ import annotations

import ast
import io
from contextlib import redirect_stdout
from pathlib import Path

import pytest

NOTEBOOKS = sorted((Path(__file__).parents[2] / "examples" / "notebooks").glob("*.py"))


def cells(path: Path) -> list[tuple[int, str]]:
    """The code cells of a notebook in percent format: each with the number of the line before it."""
    found: list[tuple[int, list[str]]] = []
    code = False
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
        if line.startswith("# %%"):
            code = "[markdown]" not in line
            if code:
                found.append((number + 1, []))
        elif code:
            found[-1][1].append(line)
    return [(number, "\n".join(lines)) for number, lines in found]


def show(value: object) -> str:
    """What Jupyter would show of a cell's last value: its HTML if it has some, else its text."""
    as_html = getattr(value, "_repr_html_", None)
    return as_html() if as_html else repr(value)


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_and_shows(notebook: Path) -> None:
    import matplotlib as mpl

    mpl.use("agg")
    names: dict[str, object] = {"__name__": "__main__"}
    shown, printed = 0, io.StringIO()
    with redirect_stdout(printed):
        for line, code in cells(notebook):
            body = ast.parse("\n" * line + code, filename=str(notebook)).body
            last = body.pop() if body and isinstance(body[-1], ast.Expr) else None
            exec(compile(ast.Module(body, []), str(notebook), "exec"), names)
            if last is not None:
                value = eval(compile(ast.Expression(last.value), str(notebook), "eval"), names)
                if value is not None:
                    assert show(value)
                    shown += 1
                figure = getattr(value, "figure", None)
                if figure is not None:
                    figure.savefig(io.BytesIO(), format="png")
    assert shown >= 2
    assert printed.getvalue()


def test_there_are_five_notebooks_and_each_tells_a_story() -> None:
    assert len(NOTEBOOKS) == 5
    for notebook in NOTEBOOKS:
        text = notebook.read_text(encoding="utf-8")
        assert text.startswith("# %% [markdown]\n# # ")
        assert text.count("# %% [markdown]") >= 4
        assert "assert " in text
