"""What chunks of replications add up to: the same numbers however they were cut."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from deterrence.run.outcome import Arrays, ChunkResult
from deterrence.timeline.curve import Array, Estimate


@dataclass(slots=True)
class Totals:
    """Chunks added up in order.

    Attributes
    ----------
    twins
        How many replications a unit has.
    units, events, failed
        Units played whole, events in all, and replications that failed.
    counts, squares
        Of every date and report: in how many replications it was true then and
        behind these ever until then; and squares by unit.
    sums, sums_of_squares
        Payoffs by date and player, payoffs, time in each report, first times.
    rows, failures, logs, lost
        Replications kept one by one; those that failed; event logs; and chunks without a result.
    """

    twins: int
    units: int = 0
    events: int = 0
    failed: int = 0
    counts: npt.NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    squares: npt.NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    sums: Array = field(default_factory=lambda: np.zeros(0))
    sums_of_squares: Array = field(default_factory=lambda: np.zeros(0))
    rows: list[Array] = field(default_factory=list)
    failures: list[Array] = field(default_factory=list)
    logs: list[Arrays] = field(default_factory=list)
    lost: list[ChunkResult] = field(default_factory=list)

    def add(self, chunk: ChunkResult) -> None:
        """Add a chunk; one that failed is kept apart."""
        found = chunk.arrays
        if found is None:
            self.lost.append(chunk)
            return
        if not len(self.counts):
            self.counts, self.squares = (np.zeros_like(found[name]) for name in ("counts", "squares"))
            self.sums, self.sums_of_squares = (np.zeros(found["sums"].shape[1]) for _ in range(2))
        self.units += int(found["units"][0])
        self.events += int(found["events"][0])
        self.failed += int(found["failed"][0])
        self.counts, self.squares = self.counts + found["counts"], self.squares + found["squares"]
        for sums, squares in zip(found["sums"], found["sums_of_squares"], strict=True):
            self.sums, self.sums_of_squares = self.sums + sums, self.sums_of_squares + squares
        self.rows.append(found["rows"])
        self.failures.append(found["failure"])
        if "log_length" in found:
            self.logs.append(found)

    def log(self, replication: int) -> tuple[Array, npt.NDArray[Any], npt.NDArray[Any]] | None:
        """The recorded events of one replication: dates, clocks and configurations; None if it was not recorded."""
        place = replication
        for chunk in self.logs:
            lengths = chunk["log_length"]
            if place < len(lengths):
                start = int(lengths[:place].sum())
                part = slice(start, start + int(lengths[place]))
                return chunk["log_date"][part], chunk["log_clock"][part], chunk["log_configuration"][part]
            place -= len(lengths)
        return None

    def shares(self) -> tuple[Array, Array]:
        """The share of replications with each yes-or-no quantity, and standard errors."""
        return self._means(self.counts.astype(float), self.squares.astype(float))

    def means(self) -> tuple[Array, Array]:
        """The mean of each real quantity, and standard errors."""
        return self._means(self.sums, self.sums_of_squares)

    def _means(self, sums: Array, squares: Array) -> tuple[Array, Array]:
        if not self.units:
            return np.full(len(sums), np.nan), np.full(len(sums), np.nan)
        mean, square = sums / (self.units * self.twins), squares / (self.units * self.twins**2)
        if self.units == 1:
            return mean, np.full(len(sums), np.nan)
        spread = np.maximum(square - mean * mean, 0.0)
        return mean, np.sqrt(spread / (self.units - 1))


def paired(one: Array, other: Array) -> Estimate:
    """The mean difference of paired values, with the standard error that the pairing leaves; NaN pairs are left out."""
    gap = one - other
    gap = gap[np.isfinite(gap)]
    if len(gap) < 2:
        return Estimate(float(gap.mean()) if len(gap) else math.nan, math.nan)
    return Estimate(float(gap.mean()), float(gap.std(ddof=1) / math.sqrt(len(gap))))
