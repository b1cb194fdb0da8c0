"""Hawks, doves and retaliators: how many who fight back keep a peace."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from deterrence.errors import ArgumentError
from deterrence.models.arguments import frozen, numbers, single, together
from deterrence.models.origin import origin, record
from deterrence.solvers.ties import tied
from deterrence.tables.provenance import Provenance
from deterrence.tables.text import html_table, number, text_table

if TYPE_CHECKING:
    from deterrence.plot.drawing.style import Axes, Size

Array = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

SENSE = "the dynamics return to rest (replicator dynamics of one population)"
STRATEGIES = ("hawk", "dove", "retaliator")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RetaliatorRest:
    """Where a population of hawks, doves and retaliators comes to rest, from given shares.

    `end` is ``(hawk, dove, retaliator)``, over the points of the start;
    `peaceful` whether no hawks are left there. `margin` is how far inside
    the basin of the peaceful states the start lies: negative outside, 0 on the
    edge (a tie, which ends in peace at the least share of retaliators that
    deters), NaN where there are no hawks, no doves or no retaliators.
    """

    start: Array
    end: Array
    peaceful: Bools
    margin: Array
    provenance: Provenance

    def plot(self, *, ax: Axes | None = None, size: Size = "page") -> Axes:
        """Draw the shares at the start and at rest."""
        from deterrence.plot.models.equilibrium_points import population_paths

        return population_paths(self, ax=ax, size=size)

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return record(self)

    def _table(self) -> tuple[tuple[str, ...], list[list[str]]]:
        starts, ends = self.start.reshape(-1, 3), self.end.reshape(-1, 3)
        calm = self.peaceful.ravel()
        rows = [
            [*(number(x) for x in (*one, *other)), "yes" if quiet else "no"]
            for one, other, quiet in zip(starts, ends, calm, strict=True)
        ]
        return (*(f"{name} at start" for name in STRATEGIES), *STRATEGIES, "peaceful"), rows

    def __str__(self) -> str:
        return f"{SENSE}\n{text_table(*self._table())}"

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return html_table(*self._table())


def hawk_share(prize: npt.ArrayLike, cost: npt.ArrayLike) -> Array:
    """The evolutionarily stable share of hawks against doves: ``V / C``, or 1 where the prize is worth a fight.

    Two meet over a prize V. A hawk fights: against a dove it wins it all,
    against a hawk both win half of it and bear half of a cost C. Doves share.
    With V < C hawks do better where they are rare and worse where they are
    many, and the population rests where both do equally well. What surprises
    is that a costlier war makes hawks fewer but not gone: the threat to
    fight is worth something as long as someone gives way.

    Parameters
    ----------
    prize, cost
        V and C, positive, in one unit of payoff.

    References
    ----------
    J. Maynard Smith and G. R. Price, "The logic of animal conflict", Nature 246, 1973.

    Examples
    --------
    >>> hawk_share(2, [3, 6, 1]).round(4).tolist()
    [0.6667, 0.3333, 1.0]
    """
    v, c = _stakes(prize, cost)
    return np.asarray(np.minimum(v / c, 1.0))[()]


def mean_payoff(prize: npt.ArrayLike, cost: npt.ArrayLike) -> Array:
    """What an average encounter brings at that rest: ``(1 - V / C) V / 2``; with all hawks ``(V - C) / 2``.

    Less than the V / 2 of a population of doves, which hawks would invade.

    >>> mean_payoff(2, [3, 1]).round(4).tolist()
    [0.3333, 0.5]
    """
    v, c = _stakes(prize, cost)
    return np.asarray(np.where(v < c, (1 - v / c) * v / 2, (v - c) / 2))[()]


def deterring_share(prize: npt.ArrayLike, cost: npt.ArrayLike) -> Array:
    """The share of retaliators among doves from which on hawks cannot invade: ``V / (V + C)`` (derived here).

    A retaliator plays dove until it is attacked, and then fights. Among doves
    and retaliators all share and nobody is selected; a hawk gains from the
    doves and loses to the retaliators. At this share it does as well as they
    (a tie). Doves live free behind the retaliators, so that drift may
    carry their number above what is safe.

    >>> deterring_share(2, [3, 6, 18]).tolist()
    [0.4, 0.25, 0.1]
    """
    v, c = _stakes(prize, cost)
    return np.asarray(v / (v + c))[()]


def retaliator_rest(start: npt.ArrayLike, *, prize: float, cost: float) -> RetaliatorRest:
    """Where hawks, doves and retaliators end, without following the dynamics (V < C).

    A retaliator meets a hawk as a hawk does and all others as a dove does.
    There are two kinds of rest: hawks and doves in the shares V / C and
    1 - V / C; and doves with at least `deterring_share` retaliators, a whole line of
    them. Doves outlive retaliators as long as there are hawks, so the two
    race: either hawks die out first, or retaliators do.

    Who wins is decided at the start. With y retaliators and z hawks, the former to a
    dove and the latter to a retaliator, the replicator dynamics keep
    ``(C - V) z - C log(y) - V / y`` constant. Peace wins exactly if y > V / C and
    ``(C - V) z <= C log(y) + V / y - C log(V / C) - C``, and then the same constant at
    z = 0 gives the last y. What surprises is that the same retaliators keep the peace
    against few hawks and not against many, and that in the first case
    some of them are lost on the way.

    In a class: let everybody guess the winner from the shares, then run
    `replicator`.

    Parameters
    ----------
    start
        Shares of hawks, doves and retaliators, the last axis, which sum to 1.
    prize, cost
        V and C, ``0 < V < C``.

    Raises
    ------
    ArgumentError
        Shares that are not three or do not sum to 1, or not V < C.

    References
    ----------
    J. Maynard Smith and G. R. Price, "The logic of animal conflict", Nature
    246, 1973, for the strategies. The constant of motion, the basins and the
    end points are derived here.

    Examples
    --------
    >>> print(retaliator_rest([[0.3, 0.3, 0.4], [0.6, 0.3, 0.1]], prize=2, cost=6))
    the dynamics return to rest (replicator dynamics of one population)
    hawk at start  dove at start  retaliator at start    hawk    dove  retaliator  peaceful
              0.3            0.3                  0.4       0  0.6287      0.3713  yes
              0.6            0.3                  0.1  0.3333  0.6667           0  no
    """
    v, c = single("prize", prize, above=0), single("cost", cost, above=0)
    if v >= c or tied(v, c):
        raise ArgumentError("'prize' must be below 'cost'", "otherwise hawks have nothing to fear from each other")
    shares = numbers("start", start, least=0, most=1)
    if not shares.ndim or shares.shape[-1] != 3 or (np.abs(shares.sum(axis=-1) - 1) > 1e-9).any():
        raise ArgumentError("'start' must hold shares of hawks, doves and retaliators that sum to 1")
    hawk, dove, retaliator = np.moveaxis(shares, -1, 0)
    inside = (hawk > 0) & (dove > 0) & (retaliator > 0)
    y = np.where(inside, retaliator, 1.0) / np.where(inside, dove, 1.0)
    z = np.where(inside, hawk, 0.0) / np.where(inside, retaliator, 1.0)
    least = c * np.log(v / c) + c
    held = c * np.log(y) + v / y - (c - v) * z
    margin = np.where(y > v / c, held - least, -np.abs(held - least))
    on_edge = tied(held, least) & (y > v / c)
    peaceful = np.where(inside, (margin > 0) | on_edge, (hawk == 0) | ((dove == 0) & (retaliator > 0)))
    last = _last_retaliators(np.maximum(held, least), v, c)
    end = np.stack(_ends(shares, inside, peaceful, last, v / c), axis=-1)
    return RetaliatorRest(
        start=shares,
        end=frozen(end),
        peaceful=peaceful,
        margin=frozen(np.where(inside, np.where(on_edge, 0.0, margin), np.nan)),
        provenance=origin("hawks, doves and retaliators", {"start": shares, "prize": v, "cost": c}, SENSE),
    )


def _last_retaliators(held: Array, v: float, c: float) -> Array:
    """The y > V / C with ``C log(y) + V / y = held``, by Lambert's W."""
    from scipy.special import lambertw

    branch_point = -np.exp(-1) * (1 - 1e-14)  # rounded beyond the true one, W is NaN
    argument = np.maximum(-(v / c) * np.exp(-held / c), branch_point)
    return np.asarray((v / c) / -lambertw(argument).real)


def _ends(shares: Array, inside: Bools, peaceful: Bools, last: Array, mixed: float) -> tuple[Array, Array, Array]:
    """The last shares: inside, and on the edges where a strategy is missing from the start."""
    hawk, dove, retaliator = np.moveaxis(shares, -1, 0)
    only_hawks = (hawk > 0) & (dove == 0) & (retaliator == 0)
    no_hawks, no_doves = hawk == 0, (dove == 0) & (retaliator > 0)
    places = [only_hawks, no_hawks, no_doves, inside & peaceful]
    return (
        np.select(places, [1.0, 0.0, 0.0, 0.0], mixed),
        np.select(places, [0.0, dove, 0.0, 1 / (1 + last)], 1 - mixed),
        np.select(places, [0.0, retaliator, 1.0, last / (1 + last)], 0.0),
    )


def _stakes(prize: npt.ArrayLike, cost: npt.ArrayLike) -> tuple[Array, Array]:
    v, c = together(prize=numbers("prize", prize, above=0), cost=numbers("cost", cost, above=0))
    return v, c
