"""The record of one history: its log, how things stood, and what it was worth."""

from __future__ import annotations

import csv
import html
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from deterrence.errors import ArgumentError, EvaluationError, Problem
from deterrence.tables.provenance import Provenance
from deterrence.tables.text import html_table, number, text_table
from deterrence.timeline.retelling.event_log import NOTE, Entry
from deterrence.timeline.transition.clocks import slack

if TYPE_CHECKING:
    import pandas as pd

    from deterrence.plot.drawing.style import Axes, Size

HEADER = ("date", "event", "what changed", "who decided")
SHOWN, TAIL = 60, 10


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Trace:
    """One history.

    Attributes
    ----------
    entries
        The log, line by line: events, changes by processes, notes.
    initial
        The state at the start.
    end
        The date that was reached: the horizon, `until`, or the date of an error.
    payoffs
        What each player got, discounted, up to `end`; NaN after an error.
    first_time
        When each report was first true; ``inf`` for never; after an error NaN where it had not been.
    occupancy
        How long each report was true; NaN after an error.
    seed, replication
        Which history: that replication of the event loop is the same, to the bit.
    error
        What the history ended with, if it did not reach its end.
    """

    entries: tuple[Entry, ...]
    initial: Mapping[str, str]
    end: float
    payoffs: Mapping[str, float]
    first_time: Mapping[str, float]
    occupancy: Mapping[str, float]
    seed: int
    replication: int
    error: str | None
    unit: str
    provenance: Provenance

    @property
    def events(self) -> tuple[tuple[float, str, dict[str, str]], ...]:
        """Date, event and new values of what changed; an event that changed nothing has none."""
        return tuple((e.time, e.name, dict(e.changes)) for e in self.entries if e.kind != NOTE)

    @property
    def times(self) -> npt.NDArray[np.float64]:
        """The dates of the events."""
        return np.array([event[0] for event in self.events])

    @property
    def state(self) -> dict[str, str]:
        """How things stand at the end."""
        return self._after(len(self.entries))

    def state_at(self, date: float) -> dict[str, str]:
        """How things stand after a date's events. Raises `ArgumentError` for a date that the history does not cover."""
        if not 0 <= date <= self.end + slack(self.end):
            raise ArgumentError(f"{date:g} is not a date of this history", f"it runs from 0 to {self.end:g}")
        return self._after(sum(entry.time <= date + slack(date) for entry in self.entries))

    def raise_for_status(self) -> None:
        """Raise `EvaluationError` if the history ended with an error."""
        if self.error is not None:
            where = f"replication {self.replication} of seed {self.seed} ended at {self.end:g}"
            raise EvaluationError(Problem(f"{where}: {self.error}"))

    def plot(self, *, ax: Axes | None = None, size: Size = "page") -> Axes:
        """Draw the history as a strip: events as ticks, and what each variable's value was."""
        from deterrence.plot.time.event_strip import event_strip

        return event_strip(self, ax=ax, size=size)

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON; a number that is not finite is None."""
        return {
            "seed": self.seed,
            "replication": self.replication,
            "end": self.end,
            "error": self.error,
            "initial": dict(self.initial),
            "state": self.state,
            "payoffs": _finite(self.payoffs),
            "first_time": _finite(self.first_time),
            "occupancy": _finite(self.occupancy),
            "log": [entry.to_dict() for entry in self.entries],
            "provenance": self.provenance.to_dict(),
        }

    def to_pandas(self) -> pd.DataFrame:
        """One row an entry of the log, the first for the start, with the state after it."""
        import pandas as pd

        return pd.DataFrame(self._records())

    def to_csv(self, path: str | Path) -> None:
        """Write the rows of `to_pandas` to a file."""
        rows = self._records()
        with Path(path).open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)

    def _after(self, entries: int) -> dict[str, str]:
        found = dict(self.initial)
        for entry in self.entries[:entries]:
            found.update(entry.changes)
        return found

    def _records(self) -> list[dict[str, Any]]:
        state = dict(self.initial)
        rows: list[dict[str, Any]] = [{"time": 0.0, "event": "start", "what": "", **state}]
        for entry in self.entries:
            state |= entry.changes
            rows.append({"time": entry.time, "event": entry.name, "what": entry.words(), **state})
        return rows

    def _title(self) -> str:
        count = len(self.events)
        title = f"{self.provenance.scenario}: replication {self.replication} of seed {self.seed}, "
        title += f"{count} event{'s' * (count != 1)} up to {number(self.end, 6)}"
        return title + (f" ({self.unit})" if self.unit else "")

    def _rows(self) -> list[tuple[str, str, str, str]]:
        rows = [entry.row() for entry in self.entries]
        left_out = len(rows) - SHOWN
        if left_out > 0:
            rows[SHOWN - TAIL : -TAIL] = [("...", f"{left_out} more", "", "")]
        return rows

    def _summary(self) -> list[str]:
        lines = [f"ended with an error at {number(self.end, 6)}: {self.error}"] if self.error is not None else []
        if self.payoffs and self.error is None:
            worth = ", ".join(f"{player} {number(value)}" for player, value in self.payoffs.items())
            lines.append(f"payoffs: {worth}")
        for name, date in self.first_time.items():
            known = f", for {number(self.occupancy[name])} in all" if self.error is None else ""
            lines.append(f"{name}: " + (f"first at {number(date, 6)}{known}" if date < np.inf else "never"))
        return lines

    def __str__(self) -> str:
        table = [text_table(HEADER, self._rows())] if self.entries else []
        return "\n".join([self._title(), *table, *self._summary()])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        lines = "".join(f"<p>{html.escape(line)}</p>" for line in self._summary())
        return f"<p>{html.escape(self._title())}</p>{html_table(HEADER, self._rows())}{lines}"


def _finite(values: Mapping[str, float]) -> dict[str, float | None]:
    return {name: value if math.isfinite(value) else None for name, value in values.items()}
