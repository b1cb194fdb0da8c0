"""How a result that holds arrays of points prints: a column a quantity, a row a point."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

import numpy as np

from deterrence.models.origin import record
from deterrence.tables.text import html_table, number, text_table

MOST = 20


class PointResult(ABC):
    """A model's result at a point or many, which prints itself a row a point."""

    __slots__ = ()

    @abstractmethod
    def _shown(self) -> tuple[str, tuple[str, ...]]:
        """The sense of stability that it answers, and the attributes that make its columns."""

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return record(self)

    def __str__(self) -> str:
        sense, columns = self._shown()
        return f"{sense}\n{text_table(*point_table(self, columns))}"

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        return html_table(*point_table(self, self._shown()[1]))


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
