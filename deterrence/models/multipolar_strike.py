"""First-strike stability among more than two sides: every coalition against the rest."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from deterrence.errors import ArgumentError, expect_kind
from deterrence.models.first_strike import SENSE, Side, first_strike_index
from deterrence.models.origin import origin, record
from deterrence.tables.provenance import Provenance
from deterrence.tables.text import html_table, number, text_table

if TYPE_CHECKING:
    from deterrence.plot.drawing.style import Axes, Size

MOST_SIDES = 12


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MultipolarStrike:
    """The first-strike stability index of every division of the sides into two blocs.

    `divisions` holds ``(bloc, rest)`` with the first side in `bloc`, and
    `indices` their indices; `least` and `mean` sum them up.
    """

    divisions: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]
    indices: tuple[float, ...]
    least: float
    mean: float
    provenance: Provenance

    def plot(self, *, ax: Axes | None = None, size: Size = "page") -> Axes:
        """Draw the index of every division, the least first."""
        from deterrence.plot.models.strikes import division_indices

        return division_indices(self, ax=ax, size=size)

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return record(self)

    def _table(self) -> tuple[tuple[str, ...], list[list[str]]]:
        rows = [
            [" + ".join(bloc), " + ".join(rest), number(index)]
            for (bloc, rest), index in zip(self.divisions, self.indices, strict=True)
        ]
        return ("bloc", "against", "index"), rows

    def __str__(self) -> str:
        return f"{SENSE}\n{text_table(*self._table())}"

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return html_table(*self._table())


def multipolar_strike(
    sides: Mapping[str, Side], *, damage_rate: float = 2.0, hostility: float = 0.3
) -> MultipolarStrike:
    """The first-strike stability index of each division of three or more sides into two blocs.

    A bloc pools its members' forces, defences and values; what it is able to
    destroy and what is vulnerable in it are averages weighted by force.

    Parameters
    ----------
    sides
        From 2 to 12, by name.
    damage_rate, hostility
        As for `first_strike_index`.

    Raises
    ------
    ArgumentError
        Too few sides or too many, or not `Side` values.

    Notes
    -----
    M. L. Best and J. Bracken, "First-strike stability in a multipolar world",
    Management Science 41, 1995, pp. 298-321, report that small to medium
    defences usually lower first-strike stability in a bipolar world and raise
    it in a multipolar one. This derived model does **not** reproduce the
    second half: with three equal sides small defences lower the index of
    every division, as they do with two. It lacks whatever makes the
    difference in theirs, and is no evidence against it.

    Examples
    --------
    >>> def world(defence):
    ...     side = Side(force=1, vulnerable=0.5, counterforce=2, defence=defence)
    ...     return multipolar_strike({"a": side, "b": side, "c": side})
    >>> print(world(0.0))
    no incentive to strike first (crisis stability): 1 is none
    bloc   against   index
    a      b + c    0.8427
    a + b  c        0.8427
    a + c  b        0.8427
    >>> round(world(0.1).mean, 4)
    0.7804
    """
    expect_kind(sides, Mapping, "multipolar_strike")
    for side in sides.values():
        expect_kind(side, Side, "multipolar_strike")
    if not 2 <= len(sides) <= MOST_SIDES:
        raise ArgumentError(f"'sides' must be 2 to {MOST_SIDES}, found {len(sides)}")
    names = tuple(sides)
    divisions = tuple(
        ((names[0], *others), tuple(name for name in names[1:] if name not in others))
        for size in range(len(names) - 1)
        for others in itertools.combinations(names[1:], size)
    )
    indices = tuple(
        first_strike_index(
            *(pooled([sides[name] for name in bloc]) for bloc in division),
            damage_rate=damage_rate,
            hostility=hostility,
        ).index
        for division in divisions
    )
    parameters: dict[str, Any] = {name: _fields(side) for name, side in sides.items()}
    parameters |= {"damage_rate": damage_rate, "hostility": hostility}
    return MultipolarStrike(
        divisions=divisions,
        indices=indices,
        least=min(indices),
        mean=sum(indices) / len(indices),
        provenance=origin("first-strike stability of blocs", parameters, SENSE),
    )


def pooled(members: list[Side]) -> Side:
    """One side made of several: sums, and averages weighted by force.

    >>> pooled([Side(force=1, vulnerable=0, counterforce=2), Side(force=3, vulnerable=1, counterforce=2)]).vulnerable
    0.75
    """
    force = sum(side.force for side in members)
    return Side(
        force=force,
        vulnerable=min(1.0, sum(side.vulnerable * side.force for side in members) / force),
        counterforce=sum(side.counterforce * side.force for side in members) / force,
        defence=sum(side.defence for side in members),
        value=sum(side.value for side in members),
    )


def _fields(side: Side) -> dict[str, float]:
    return {name: float(getattr(side, name)) for name in side.__dataclass_fields__}
