"""Labelled arrays over parameter points, with their provenance."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from deterrence.errors import ArgumentError
from deterrence.tables.export import write_parquet
from deterrence.tables.provenance import Provenance
from deterrence.tables.text import html_table, number, text_table

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

    from deterrence.plot.drawing.style import Axes

Column = npt.NDArray[Any]
POINT = "point"
SHOWN = 16
NOTICEABLE = 0.0001


def _frozen(column: Column) -> Column:
    view = column.view()
    view.flags.writeable = False
    return view


@dataclass(frozen=True, kw_only=True, eq=False)
class Table:
    """The answer to `sweep`.

    Attributes
    ----------
    axes
        Parameter to the values on its axis, for a grid; for explicit points
        one axis ``point`` and a column for each parameter.
    columns
        Name to array over the axes: ``payoff.<player>``, ``outcome`` (an index
        into `outcomes`; -1 where a point has no answer), ``margin`` (the
        smallest margin at a visited decision) and one for each quantity.
    outcomes
        The most probable end paths that occur.
    failed
        How many points have no answer; their columns hold NaN.
    lost
        What is missing because work could not be done, or was left to others: a line each.
    baseline
        The value of each parameter on an axis where nothing is varied, as far as it is known.
    words
        Name of an axis or column to what it means, as far as it is known.

    Examples
    --------
    >>> table = Table(axes={"cost": np.array([0.0, 1.0])}, columns={"payoff.a": np.array([3.0, 2.0])})
    >>> print(table)
    2 points: cost (2)
    column    least  mean  most
    payoff.a      2   2.5     3
    """

    axes: Mapping[str, Column]
    columns: Mapping[str, Column]
    outcomes: tuple[tuple[tuple[str, str], ...], ...] = ()
    failed: int = 0
    lost: tuple[str, ...] = ()
    baseline: Mapping[str, float] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    provenance: Provenance = field(default_factory=lambda: Provenance(scenario="", hash=""))

    def __post_init__(self) -> None:
        for name in ("axes", "columns"):  # views, not copies: a sweep's columns are large and nobody else holds them
            object.__setattr__(self, name, {key: _frozen(column) for key, column in getattr(self, name).items()})

    @property
    def shape(self) -> tuple[int, ...]:
        """The length of each axis."""
        return tuple(len(values) for values in self.axes.values())

    def __len__(self) -> int:
        return int(np.prod(self.shape, dtype=int))

    def to_pandas(self) -> pd.DataFrame:
        """One row a point; the axes become columns in front."""
        import pandas as pd

        places = np.unravel_index(np.arange(len(self)), self.shape) if self.shape else ()
        axes = {name: values[place] for (name, values), place in zip(self.axes.items(), places, strict=True)}
        return pd.DataFrame({**axes, **{name: column.ravel() for name, column in self.columns.items()}})

    def to_xarray(self) -> xr.Dataset:
        """A dataset with the axes as coordinates and the outcomes as an attribute; needs xarray."""
        try:
            import xarray as xr
        except ImportError:
            raise ImportError("to_xarray needs xarray: pip install 'deterrence[xarray]'") from None
        dims = list(self.axes)
        data = {name: (dims, column) for name, column in self.columns.items()}
        return xr.Dataset(
            data, coords=dict(self.axes), attrs={**self._plain_provenance(), "outcomes": json.dumps(self.outcomes)}
        )

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write everything to one ``.npz`` file (no pickle); the file appears whole or not at all.

        Raises
        ------
        ArgumentError
            The name does not end in ``.npz``.
        """
        if not os.fspath(path).endswith(".npz"):
            raise ArgumentError(f"'{os.fspath(path)}' does not end in .npz", "for .csv use to_csv")
        meta = {"axes": list(self.axes), "outcomes": self.outcomes, "failed": self.failed, "lost": self.lost}
        meta |= {"baseline": dict(self.baseline), "words": dict(self.words)}
        meta["provenance"] = self.provenance.to_dict()
        arrays = {f"axis:{n}": a for n, a in self.axes.items()} | {f"column:{n}": a for n, a in self.columns.items()}
        part = Path(f"{os.fspath(path)}.part")
        try:
            self._write(part, meta, arrays)
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)

    @staticmethod
    def _write(path: Path, meta: Mapping[str, Any], arrays: Mapping[str, Column]) -> None:
        with path.open("wb") as file:
            np.savez(file, meta=np.array(json.dumps(meta)), **arrays)  # type: ignore[arg-type]  # the stub takes the names for options

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Table:
        """Read what `save` wrote."""
        with np.load(path, allow_pickle=False) as file:
            meta = json.loads(str(file["meta"]))
            columns = {name.removeprefix("column:"): file[name] for name in file.files if name.startswith("column:")}
            axes = {name: file[f"axis:{name}"] for name in meta["axes"]}
        outcomes = tuple(tuple((variable, value) for variable, value in path) for path in meta["outcomes"])
        provenance = Provenance(**meta["provenance"])
        lost = tuple(meta.get("lost", ()))
        known = {"baseline": meta.get("baseline", {}), "words": meta.get("words", {})}
        return cls(
            axes=axes,
            columns=columns,
            outcomes=outcomes,
            failed=meta["failed"],
            lost=lost,
            provenance=provenance,
            **known,
        )

    def to_csv(self, path: str | os.PathLike[str]) -> None:
        """One row a point, with a header; a last column ``path`` spells the outcome out."""
        frame = self.to_pandas()
        if "outcome" in self.columns:
            paths = [" ".join(f"{variable}={value}" for variable, value in path) for path in self.outcomes]
            frame["path"] = np.array([*paths, ""], dtype=object)[self.columns["outcome"].ravel()]
        frame.to_csv(path, index=False)

    def to_parquet(self, path: str | os.PathLike[str]) -> None:
        """One row a point, as `to_pandas` has it; needs pyarrow."""
        write_parquet(self.to_pandas(), path)

    def _plain_provenance(self) -> dict[str, Any]:
        return {
            key: json.dumps(value) if isinstance(value, dict) else value
            for key, value in self.provenance.to_dict().items()
            if value is not None
        }

    def _summary(self) -> list[list[str]]:
        rows = []
        for name, column in self.columns.items():
            if name == "outcome":
                continue
            sound = column[np.isfinite(column)]
            stats = (sound.min(), sound.mean(), sound.max()) if sound.size else (np.nan,) * 3
            rows.append([name, *(number(float(value)) for value in stats)])
        return rows

    def shares(self) -> list[tuple[float, tuple[tuple[str, str], ...]]]:
        """How often each outcome is the most probable one, most frequent first."""
        if "outcome" not in self.columns:
            return []
        column = self.columns["outcome"]
        counts = np.bincount(column[column >= 0].ravel(), minlength=len(self.outcomes))
        order = np.argsort(-counts, kind="stable")
        return [(float(counts[i]) / max(1, len(self)), self.outcomes[i]) for i in order if counts[i]]

    def plot(self, **options: Any) -> Axes:
        """Draw a grid of one parameter as a slice, of two as a phase diagram; options as those figures have them."""
        if len(self.axes) == 1:
            from deterrence.plot.questions.slice import parameter_slice

            return parameter_slice(self, **options)
        from deterrence.plot.questions.phase_diagram import phase_diagram

        return phase_diagram(self, **options)

    def __str__(self) -> str:
        axes = " x ".join(f"{name} ({len(values):,})" for name, values in self.axes.items()) or "one point"
        summary = self._summary()
        lines = [f"{len(self):,} points: {axes}", text_table(("column", "least", "mean", "most"), summary[:SHOWN])]
        if len(summary) > SHOWN:
            lines.append(f"and {len(summary) - SHOWN} columns more")
        shares = [(share, path) for share, path in self.shares()[:8] if share >= NOTICEABLE]
        lines += ["share of points by most probable path:"] * bool(shares)
        for share, path in shares:
            lines.append(f"{share:7.2%}  " + ", ".join(f"{variable} = {value}" for variable, value in path))
        if self.failed:
            lines.append(f"{self.failed:,} points have no answer (NaN)")
        lines += self.lost
        return "\n".join(lines)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return html_table(("column", "least", "mean", "most"), self._summary())
