"""Many simulated histories of a timeline: probabilities, times and payoffs, each with its standard error."""

from __future__ import annotations

import html
import os
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from deterrence.errors import ArgumentError, EvaluationError, Problem, nearest
from deterrence.tables.export import write_parquet
from deterrence.tables.provenance import Provenance
from deterrence.tables.series import dataset
from deterrence.tables.text import html_table, number, text_table
from deterrence.timeline.curve import Array, Curve, Estimate
from deterrence.timeline.histories.ensemble_text import sentences, tables
from deterrence.timeline.histories.first_times import SHARES, FirstTimes
from deterrence.timeline.histories.play import Play
from deterrence.timeline.histories.totals import Totals, paired
from deterrence.timeline.transition.clocks import slack
from deterrence.timeline.transition.table import Table

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

    from deterrence.plot.drawing.style import Axes, Size

Event = tuple[float, str, dict[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """A replication that met an error: which, at what date, and why; the seed repeats it."""

    replication: int
    date: float
    error: str
    seed: int


@dataclass(frozen=True, kw_only=True, eq=False)
class Ensemble:
    """The answer to `simulate`.

    Attributes
    ----------
    times
        The dates of all curves, in the timeline's unit.
    seed, replications
        The seed, and how many histories the results rest on, failed ones left out.
    antithetic
        Whether they come in antithetic pairs.
    failed, failures
        How many replications met an error, and the first hundred of them.
    lost
        What is missing: a line for every chunk that could not be played.
    stopped
        Why it ended: ``finished``, ``precise enough`` or ``a share of the work``.
    unit, horizon
        The timeline's.
    """

    table: Table
    play: Play
    totals: Totals
    times: Array
    stopped: str
    failures: tuple[Failed, ...]
    lost: tuple[str, ...]
    provenance: Provenance

    @property
    def seed(self) -> int:
        """The seed of all draws."""
        return self.play.seed

    @property
    def antithetic(self) -> bool:
        """Whether replications come in antithetic pairs."""
        return self.play.twins == 2

    @property
    def replications(self) -> int:
        """How many histories the results rest on."""
        return self.totals.units * self.play.twins

    @property
    def failed(self) -> int:
        """How many replications met an error."""
        return self.totals.failed

    @property
    def unit(self) -> str:
        """The timeline's unit of time."""
        timeline = self.table.scenario.timeline
        return (timeline.unit if timeline else None) or ""

    @property
    def horizon(self) -> float:
        """Where every history ends."""
        return self.play.program.horizon

    @property
    def reports(self) -> tuple[str, ...]:
        """The names of the reports."""
        timeline = self.table.scenario.timeline
        return tuple(timeline.report) if timeline else ()

    @property
    def players(self) -> tuple[str, ...]:
        """The players who have payoffs."""
        return tuple(self.table.scenario.payoffs)

    def probability(self, report: str) -> Curve:
        """The share of histories in which a report is true at each date, after that date's events."""
        return self._curve(report, self._shares, 0)

    def ever(self, report: str) -> Curve:
        """The share of histories in which a report has been true at some time up to and including each date."""
        return self._curve(report, self._shares, 1)

    def first_time(self, report: str) -> FirstTimes:
        """The first times at which a report was true."""
        place = self._place(report, self.reports, "report")
        reports, dates = len(self.reports), len(self.times)
        hits, errors = (column.reshape(2, dates, reports)[1, -1, place] for column in self._shares)
        means, spreads = self._means
        values = self._kept[:, -reports:][:, place]
        return FirstTimes(
            name=report,
            curve=self.ever(report),
            reached=Estimate(float(hits), float(errors)),
            restricted_mean=Estimate(float(means[-reports:][place]), float(spreads[-reports:][place])),
            values=values[~np.isnan(values)],
            horizon=self.horizon,
        )

    def payoff(self, player: str) -> Curve:
        """The mean discounted payoff up to each date."""
        place, size = self._place(player, self.players, "player"), len(self.players)
        value, error = (column[: len(self.times) * size].reshape(-1, size)[:, place] for column in self._means)
        return Curve(name=player, times=self.times, value=value, error=error)

    @property
    def payoffs(self) -> dict[str, Estimate]:
        """The mean discounted payoff of each player up to the horizon."""
        return self._block(self.players, len(self.times) * len(self.players))

    @property
    def occupancy(self) -> dict[str, Estimate]:
        """The mean time for which each report is true up to the horizon."""
        return self._block(self.reports, (len(self.times) + 1) * len(self.players))

    @property
    def quantiles(self) -> dict[str, dict[float, Array]]:
        """Of each player's discounted payoff up to each date, the 5, 25, 50, 75 and 95 per cent quantiles."""
        found = {player: self.paths(player) for player in self.players}
        found = {player: paths[~np.isnan(paths).any(axis=1)] for player, paths in found.items()}
        unknown = np.full((len(SHARES), len(self.times)), np.nan)
        return {
            player: dict(zip(SHARES, np.quantile(paths, SHARES, axis=0) if len(paths) else unknown, strict=True))
            for player, paths in found.items()
        }

    def paths(self, player: str) -> Array:
        """The discounted payoff up to each date in every history kept, ``(replication, date)``; NaN if it failed."""
        place, size = self._place(player, self.players, "player"), len(self.players)
        return self._kept[:, place : len(self.times) * size : size].copy()

    def events(self, replication: int) -> tuple[Event, ...]:
        """What happened in one history: ``(time, event, {variable: new value})`` in order.

        It is played again from its seed unless the events were recorded.
        """
        if not 0 <= replication < 2**62:
            raise ArgumentError(f"there is no replication {replication}", "they are counted from 0")
        here, found = 0, []
        for date, clock, there in zip(*self._log(replication), strict=True):
            changed = np.flatnonzero(self.table.codes[here] != self.table.codes[there])
            after = self.table.state(int(there)) if len(changed) else {}
            names = tuple(self.table.scenario.choices)
            values = {names[k]: after[names[k]] for k in changed}
            found.append((float(date), self.table.clocks[int(clock)].name, values))
            here = int(there)
        return tuple(found)

    def difference(self, other: Ensemble) -> dict[str, Estimate]:
        """What this ensemble has more than another, history by history where they share seed and number.

        Common random numbers make the standard errors of differences much
        smaller than those of the two apart. From the histories that both kept.

        Returns
        -------
        dict
            ``ever.<report>``, ``occupancy.<report>`` and ``payoff.<player>``, as far as both have them.

        Raises
        ------
        ArgumentError
            The seeds differ, or one is antithetic and the other is not.
        """
        if (self.seed, self.antithetic) != (other.seed, other.antithetic):
            raise ArgumentError("only ensembles of one seed, both antithetic or both not, are compared in pairs")
        mine, theirs = self._singles(), other._singles()
        count = min(len(self._kept), len(other._kept))
        return {name: paired(mine[name][:count], theirs[name][:count]) for name in mine if name in theirs}

    def by(self, report: str, date: float) -> Array:
        """Of every history kept, 1 if the report was true at some time up to a date and 0 if not; NaN if it failed."""
        first = self._kept[:, -len(self.reports) :][:, self._place(report, self.reports, "report")]
        return np.where(np.isnan(first), np.nan, first <= date + slack(date))

    def raise_for_status(self) -> None:
        """Raise the first error that a replication met, or what was lost, if anything was."""
        if self.failures:
            first = self.failures[0]
            where = f"replication {first.replication} of seed {first.seed}, at {number(first.date)}"
            raise EvaluationError(Problem(f"{self.failed:,} replications failed; {where}: {first.error}"))
        if self.lost:
            raise EvaluationError(Problem(self.lost[0]))

    def plot(self, *, ax: Axes | None = None, size: Size = "page") -> Axes:
        """Draw how likely each report is over time or, without reports, how the first player's payoff is spread."""
        from deterrence.plot.time.fan_chart import fan_chart
        from deterrence.plot.time.report_curves import report_curves

        return report_curves(self, ax=ax, size=size) if self.reports else fan_chart(self, ax=ax, size=size)

    def columns(self) -> dict[str, Curve]:
        """All curves: ``<report>``, ``ever.<report>`` and ``payoff.<player>``."""
        found = {name: self.probability(name) for name in self.reports}
        found |= {f"ever.{name}": self.ever(name) for name in self.reports}
        return found | {f"payoff.{name}": self.payoff(name) for name in self.players}

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        curves = self.columns()
        return {
            "times": self.times.tolist(),
            "curves": {name: curve.value.tolist() for name, curve in curves.items()},
            "errors": {name: curve.error.tolist() for name, curve in curves.items()},
            "first_times": {name: self.first_time(name).to_dict() for name in self.reports},
            "occupancy": {name: list(estimate) for name, estimate in self.occupancy.items()},
            "payoffs": {name: list(estimate) for name, estimate in self.payoffs.items()},
            "replications": self.replications,
            "seed": self.seed,
            "antithetic": self.antithetic,
            "events": self.totals.events,
            "failed": self.failed,
            "failures": [{k: getattr(row, k) for k in row.__slots__} for row in self.failures],
            "lost": list(self.lost),
            "stopped": self.stopped,
            "unit": self.unit,
            "horizon": self.horizon,
            "provenance": self.provenance.to_dict(),
        }

    def to_pandas(self) -> pd.DataFrame:
        """One row a date: every curve, and its standard error in a column ``<name>.error``."""
        import pandas as pd

        columns: dict[str, Array] = {"time": self.times}
        for name, curve in self.columns().items():
            columns |= {name: curve.value, f"{name}.error": curve.error}
        return pd.DataFrame(columns)

    def to_csv(self, path: str | os.PathLike[str]) -> None:
        """The table of `to_pandas`."""
        self.to_pandas().to_csv(path, index=False)

    def to_parquet(self, path: str | os.PathLike[str]) -> None:
        """The table of `to_pandas`; needs pyarrow."""
        write_parquet(self.to_pandas(), path)

    def to_xarray(self) -> xr.Dataset:
        """A dataset over time; standard errors as ``<name>.error``; needs xarray."""
        frame = self.to_pandas()
        columns = {name: frame[name].to_numpy() for name in frame.columns if name != "time"}
        attrs = {"unit": self.unit, "replications": self.replications, "seed": self.seed}
        return dataset(self.times, columns, attrs, self.provenance)

    @cached_property
    def _shares(self) -> tuple[Array, Array]:
        return self.totals.shares()

    @cached_property
    def _means(self) -> tuple[Array, Array]:
        return self.totals.means()

    @cached_property
    def _kept(self) -> Array:
        return np.concatenate(self.totals.rows) if self.totals.rows else np.zeros((0, 0))

    def _singles(self) -> dict[str, Array]:
        """Of every history that was kept: which reports it met, for how long, and what it was worth."""
        size, count = len(self.players), len(self.reports)
        paid, spent, first = np.split(self._kept[:, len(self.times) * size :], [size, size + count], axis=1)
        met = np.where(np.isnan(first), np.nan, np.isfinite(first))
        found = {f"ever.{name}": met[:, k] for k, name in enumerate(self.reports)}
        found |= {f"occupancy.{name}": spent[:, k] for k, name in enumerate(self.reports)}
        return found | {f"payoff.{name}": paid[:, k] for k, name in enumerate(self.players)}

    def _log(self, replication: int) -> tuple[Array, Any, Any]:
        kept = self.totals.log(replication)
        if kept is not None:
            return kept
        found = self.play.events(replication)
        return found.date, found.clock, found.configuration

    def _curve(self, report: str, columns: tuple[Array, Array], half: int) -> Curve:
        place = self._place(report, self.reports, "report")
        value, error = (column.reshape(2, len(self.times), len(self.reports))[half, :, place] for column in columns)
        return Curve(name=report, times=self.times, value=value, error=error)

    def _block(self, names: tuple[str, ...], start: int) -> dict[str, Estimate]:
        value, error = self._means
        return {name: Estimate(float(value[start + k]), float(error[start + k])) for k, name in enumerate(names)}

    def _place(self, name: str, known: tuple[str, ...], what: str) -> int:
        if name not in known:
            help = nearest(name, known) or (f"known: {', '.join(known)}" if known else f"the timeline has no {what}s")
            raise ArgumentError(f"unknown {what} '{name}'", help)
        return known.index(name)

    def head(self) -> list[str]:
        """What was played, a sentence a line."""
        return sentences(self)

    def __str__(self) -> str:
        return "\n\n".join(["\n".join(self.head()), *(text_table(*table) for table in tables(self))])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        head = "<br>".join(html.escape(line) for line in self.head())
        return f"<p>{head}</p>" + "".join(html_table(*table) for table in tables(self))
