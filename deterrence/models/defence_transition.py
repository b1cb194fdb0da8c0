"""First-strike stability while defences grow: the dip on the way, and the basing that removes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from deterrence.errors import expect_kind
from deterrence.models.arguments import frozen, numbers, single
from deterrence.models.first_strike import SENSE, Side, first_strike_index, index_of
from deterrence.models.origin import origin, record
from deterrence.solvers.ties import TIE
from deterrence.tables.provenance import Provenance
from deterrence.tables.table import Table
from deterrence.tables.text import html_table, number, text_table

if TYPE_CHECKING:
    from deterrence.plot.drawing.style import Axes, Size

Array = npt.NDArray[np.float64]

STEPS = 1024
SHARES = 64


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DefenceTransition:
    """The index as both sides build the same defence.

    `index` at each of `defence`; `dip` is the defence at which it is `least`
    (ties: the smallest defence), found to 1e-6 of the range.
    """

    defence: Array
    index: Array
    dip: float
    least: float
    provenance: Provenance

    def plot(self, *, ax: Axes | None = None, size: Size = "page") -> Axes:
        """Draw the index over the defence, and its dip."""
        from deterrence.plot.models.strikes import transition_curve

        return transition_curve(self, ax=ax, size=size)

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return record(self)

    def _table(self) -> tuple[tuple[str, ...], list[list[str]]]:
        marks = [("none", 0.0, self.index[0]), ("dip", self.dip, self.least)]
        marks.append(("most", self.defence[-1], self.index[-1]))
        return ("defence", "size", "index"), [[name, number(float(d)), number(float(i))] for name, d, i in marks]

    def __str__(self) -> str:
        return f"{SENSE}\n{text_table(*self._table())}"

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return html_table(*self._table())


def defence_grid(
    one: Side,
    two: Side,
    *,
    defence_one: npt.ArrayLike,
    defence_two: npt.ArrayLike,
    damage_rate: float = 2.0,
    hostility: float = 0.3,
) -> Table:
    """The first-strike stability index at every pair of defence sizes.

    Parameters
    ----------
    one, two
        The sides; their own defences are not read.
    defence_one, defence_two
        Sizes, at least 0, in one dimension.
    damage_rate, hostility
        As for `first_strike_index`.

    Returns
    -------
    Table
        Axes ``defence_one`` and ``defence_two``, column ``index`` (no
        incentive to strike first: 1 is none).

    Raises
    ------
    ArgumentError
        A number out of its bounds.

    Examples
    --------
    >>> side = Side(force=1, vulnerable=0.5, counterforce=2)
    >>> table = defence_grid(side, side, defence_one=[0, 0.5, 1], defence_two=[0, 1])
    >>> table.columns["index"].round(3).tolist()
    [[0.621, 0.294], [0.1, 0.118], [0.294, 1.0]]
    """
    a = numbers("defence_one", defence_one, least=0, ndim=1)
    b = numbers("defence_two", defence_two, least=0, ndim=1)
    asked = first_strike_index(one, two, damage_rate=damage_rate, hostility=hostility)
    pairs = np.stack([grid.ravel() for grid in np.meshgrid(a, b, indexing="ij")])
    index = index_of(one, two, pairs, damage_rate, hostility).reshape(len(a), len(b))
    return Table(axes={"defence_one": a, "defence_two": b}, columns={"index": index}, provenance=asked.provenance)


def defence_transition(
    one: Side, two: Side, *, most: float | None = None, damage_rate: float = 2.0, hostility: float = 0.3
) -> DefenceTransition:
    """How first-strike stability falls and rises while both sides build equal defences.

    Parameters
    ----------
    one, two
        The sides; their own defences are not read.
    most
        Where the build-up ends; by default at the larger force, which such a
        defence stops whole.
    damage_rate, hostility
        As for `first_strike_index`.

    Raises
    ------
    ArgumentError
        A number out of its bounds.

    References
    ----------
    That a transition to defences can pass through instability is the subject
    of D. Wilkening and K. Watman, Strategic Defenses and First-Strike
    Stability, RAND R-3412, 1986; the model and its numbers are derived.

    Examples
    --------
    >>> side = Side(force=1, vulnerable=0.5, counterforce=2)
    >>> print(defence_transition(side, side))
    no incentive to strike first (crisis stability): 1 is none
    defence  size    index
    none        0   0.6208
    dip       0.5  0.06885
    most        1        1
    >>> from dataclasses import replace
    >>> survivable = replace(side, vulnerable=0.0)
    >>> defence_transition(survivable, survivable).least
    1.0
    """
    for side in (one, two):
        expect_kind(side, Side, "defence_transition")
    end = max(one.force, two.force) if most is None else single("most", most, above=0)
    asked = first_strike_index(one, two, damage_rate=damage_rate, hostility=hostility)
    defence = np.linspace(0.0, end, STEPS + 1)

    def index(sizes: Array) -> Array:
        return index_of(one, two, np.stack([sizes, sizes]), damage_rate, hostility)

    found = index(defence)
    dip, least = _bottom(index, defence, found)
    return DefenceTransition(
        defence=frozen(defence),
        index=frozen(found),
        dip=dip,
        least=least,
        provenance=origin(
            "first-strike stability along equal defences", {**asked.provenance.given, "most": end}, SENSE
        ),
    )


def survivable_basing(
    one: Side, two: Side, *, target: float, damage_rate: float = 2.0, hostility: float = 0.3
) -> float:
    """The share of today's vulnerability that may stay if the index must never fall below a target.

    Both sides' vulnerable shares shrink by one factor; looked at is the whole
    build-up of equal defences, and the answer is the largest factor up to
    which every smaller one keeps the index at the target or above.

    Parameters
    ----------
    one, two
        The sides; their own defences are not read.
    target
        In [0, 1].
    damage_rate, hostility
        As for `first_strike_index`.

    Returns
    -------
    float
        From 0 to 1, found to 1e-9 between the 65 factors scanned. With
        nothing vulnerable the index is 1, so that there always is one.

    Raises
    ------
    ArgumentError
        A number out of its bounds.

    Examples
    --------
    >>> side = Side(force=1, vulnerable=0.5, counterforce=2)
    >>> round(survivable_basing(side, side, target=0.5), 4)
    0.1826
    """
    for side in (one, two):
        expect_kind(side, Side, "survivable_basing")
    goal = single("target", target, least=0, most=1)

    def keeps(factor: float) -> bool:
        left, right = (replace(side, vulnerable=side.vulnerable * factor) for side in (one, two))
        return defence_transition(left, right, damage_rate=damage_rate, hostility=hostility).least >= goal - TIE

    low = 0.0
    for factor in np.linspace(0.0, 1.0, SHARES + 1):
        if not keeps(float(factor)):
            break
        low = float(factor)
    else:
        return 1.0
    high = float(factor)
    while high - low > TIE:
        middle = (low + high) / 2
        low, high = (middle, high) if keeps(middle) else (low, middle)
    return low


def _bottom(index: Callable[[Array], Array], defence: Array, found: Array) -> tuple[float, float]:
    """The least value along the line, looked for again around the least one on the grid."""
    at = int(np.flatnonzero(found <= found.min() + TIE)[0])
    if found[at] >= 1 - TIE:
        return float(defence[at]), float(found[at])
    low, high = defence[max(at - 1, 0)], defence[min(at + 1, len(defence) - 1)]
    for _ in range(3):
        fine = np.linspace(low, high, 129)
        values = index(fine)
        best = int(np.flatnonzero(values <= values.min())[0])
        low, high = fine[max(best - 1, 0)], fine[min(best + 1, 128)]
    return float(fine[best]), float(values[best])
