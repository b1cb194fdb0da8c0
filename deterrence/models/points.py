"""How a result that holds arrays of points prints: a column a quantity, a row a point."""

from __future__ import annotations

from typing import Any

import numpy as np

from deterrence.tables.text import number

MOST = 20


def point_table(result: Any, names: tuple[str, ...]) -> tuple[tuple[str, ...], list[list[str]]]:
    """Header and rows of some attributes of a result, broadcast to one shape; the first 20 points and a row of dots.

    >>> from types import SimpleNamespace
    >>> point_table(SimpleNamespace(threshold=np.array([0.5, 0.25]), kept=True), ("threshold", "kept"))
    (('threshold', 'kept'), [['0.5', 'yes'], ['0.25', 'yes']])
    """
    columns = [column.ravel() for column in np.broadcast_arrays(*(getattr(result, name) for name in names))]
    shown = min(columns[0].size, MOST)
    rows = [[_cell(column[point]) for column in columns] for point in range(shown)]
    if columns[0].size > shown:
        rows.append(["..."] * len(columns))
    return tuple(name.replace("_", " ") for name in names), rows


def _cell(value: Any) -> str:
    if isinstance(value, bool | np.bool_):
        return "yes" if value else "no"
    return str(value) if isinstance(value, str) else number(float(value))
