"""The classes of equilibria that a model has at each point, with their own certificates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from deterrence.errors import ArgumentError, nearest
from deterrence.models.arguments import frozen
from deterrence.models.origin import record
from deterrence.tables.provenance import Provenance
from deterrence.tables.text import html_table, number, text_table

if TYPE_CHECKING:
    from deterrence.plot.drawing.style import Axes, Size

Array = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class EquilibriumClasses:
    """Which classes of equilibria exist, how they are played, and what they lead to.

    Arrays have the shape of the model's arguments first, then one entry for
    each of `names`. `play` has a last axis for `acts`: the probability of each
    act. `play`, `regret` and `outcomes` are NaN where a class does not exist.
    `regret` is the largest gain of any kind of player from another act at its
    own move, computed from the payoffs without the thresholds. `thresholds`
    have the shape of the arguments.

    Examples
    --------
    >>> from deterrence.models.defended_crisis import defended_crisis
    >>> found = defended_crisis(defence=[0, 0.5], risk=0.1, share=0.5, harm=6, rival_harm=1)
    >>> found.present(0), found.present(1)
    (('only the rival stands',), ('both may stand',))
    >>> found.where("both may stand").tolist(), found.outcome("hit", "both may stand").round(4).tolist()
    ([False, True], [nan, 0.0192])
    """

    names: tuple[str, ...]
    acts: tuple[str, ...]
    exists: Bools
    play: Array
    regret: Array
    outcomes: Mapping[str, Array]
    thresholds: Mapping[str, Array]
    provenance: Provenance

    def where(self, name: str) -> Bools:
        """Where the class of that name exists, in the shape of the arguments.

        Raises
        ------
        ArgumentError
            No class has that name.
        """
        return np.asarray(self.exists[..., self._index(name)])

    def outcome(self, outcome: str, name: str) -> Array:
        """The probability of an outcome in a class, NaN where the class does not exist.

        Raises
        ------
        ArgumentError
            No outcome or no class has that name.
        """
        if outcome not in self.outcomes:
            known = ", ".join(self.outcomes)
            raise ArgumentError(f"unknown outcome '{outcome}': one of {known}", nearest(outcome, self.outcomes))
        return np.asarray(self.outcomes[outcome][..., self._index(name)])

    def present(self, *index: int) -> tuple[str, ...]:
        """The names of the classes that exist at one point.

        Raises
        ------
        ArgumentError
            `index` is not that of one point.
        """
        try:
            here = self.exists[index]
        except IndexError:
            here = self.exists[..., None]
        if here.ndim != 1 or len(here) != len(self.names):
            raise ArgumentError(f"{index} is no point of shape {self.exists.shape[:-1]}")
        return tuple(name for name, found in zip(self.names, here, strict=True) if found)

    def plot(self, *, ax: Axes | None = None, size: Size = "page") -> Axes:
        """Draw what each class leads to; over more points, where which classes exist."""
        from deterrence.plot.models.class_regions import class_regions

        return class_regions(self, ax=ax, size=size)

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return record(self)

    def _index(self, name: str) -> int:
        if name not in self.names:
            known = ", ".join(self.names)
            raise ArgumentError(f"unknown class '{name}': one of {known}", nearest(name, self.names))
        return self.names.index(name)

    def _table(self) -> tuple[tuple[str, ...], list[list[str]]]:
        return self._of_one_point() if self.exists.ndim == 1 else self._of_many()

    def _of_one_point(self) -> tuple[tuple[str, ...], list[list[str]]]:
        rows = []
        for i in np.flatnonzero(self.exists):
            told = [*self.play[i], *(values[i] for values in self.outcomes.values()), self.regret[i].round(12)]
            rows.append([self.names[i], *(number(float(value)) for value in told)])
        return ("class", *self.acts, *self.outcomes, "regret"), rows

    def _of_many(self) -> tuple[tuple[str, ...], list[list[str]]]:
        flat, regret = self.exists.reshape(-1, len(self.names)), self.regret.reshape(-1, len(self.names))
        rows = [
            [name, str(int(flat[:, i].sum())), number(float(regret[flat[:, i], i].max().round(12)))]
            for i, name in enumerate(self.names)
            if flat[:, i].any()
        ]
        return ("class", f"exists at, of {len(flat)}", "largest regret"), rows

    def __str__(self) -> str:
        edges = [f"{name}: {number(float(edge))}" for name, edge in self.thresholds.items() if edge.ndim == 0]
        return "\n".join([f"{self.provenance.concept}", *edges, text_table(*self._table())])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return html_table(*self._table())


def equilibrium_classes(
    *,
    names: tuple[str, ...],
    acts: tuple[str, ...],
    exists: Bools,
    play: Array,
    regret: Array,
    outcomes: Mapping[str, Array],
    thresholds: Mapping[str, Array],
    provenance: Provenance,
) -> EquilibriumClasses:
    """Read-only classes, with NaN where one does not exist."""
    owned = np.array(exists, dtype=bool)
    owned.flags.writeable = False
    return EquilibriumClasses(
        names=names,
        acts=acts,
        exists=owned,
        play=frozen(np.where(owned[..., None], play, np.nan)),
        regret=frozen(np.where(owned, regret, np.nan)),
        outcomes={name: frozen(np.where(owned, values, np.nan)) for name, values in outcomes.items()},
        thresholds={name: frozen(values) for name, values in thresholds.items()},
        provenance=provenance,
    )
