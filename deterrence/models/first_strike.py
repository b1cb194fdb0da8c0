"""First-strike stability: what striking first costs against what waiting to be struck costs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from deterrence.errors import expect_kind
from deterrence.models.arguments import frozen, single
from deterrence.models.origin import origin, record
from deterrence.solvers.ties import TIE
from deterrence.tables.provenance import Provenance
from deterrence.tables.text import html_table, number, text_table

if TYPE_CHECKING:
    from deterrence.plot.drawing.style import Axes, Size

Array = npt.NDArray[np.float64]

SENSE = "no incentive to strike first (crisis stability): 1 is none"
TINY = 1e-300


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One side of a first-strike calculation, in abstract units.

    Parameters
    ----------
    force
        How much it can send; positive.
    vulnerable
        Share of its force that a first strike could destroy, in [0, 1];
        survivable basing makes it 0.
    counterforce
        How much opposing force each unit destroys; at least 0.
    defence
        How much of what arrives on its value is stopped; at least 0.
    value
        How much it has to lose, 1 by default: damage is
        ``1 - exp(-damage_rate * arrivals / value)``.
    """

    force: float
    vulnerable: float
    counterforce: float
    defence: float = 0.0
    value: float = 1.0

    def __post_init__(self) -> None:
        single("force", self.force, above=0)
        single("vulnerable", self.vulnerable, least=0, most=1)
        single("counterforce", self.counterforce, least=0)
        single("defence", self.defence, least=0)
        single("value", self.value, above=0)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FirstStrike:
    """The first-strike stability index of two sides and what it is made of.

    `first` and `second` are each side's cost if it strikes first and if it is
    struck first; `counterforce_share` is the share of its force that a first
    striker aims at forces; `ratio` is first over second, at most 1 (a side
    that would do better to be struck has no incentive); `index` is the
    product of the ratios.
    """

    index: float
    ratio: Array
    first: Array
    second: Array
    counterforce_share: Array
    provenance: Provenance

    def plot(self, *, ax: Axes | None = None, size: Size = "page") -> Axes:
        """Draw what striking first and waiting cost each side."""
        from deterrence.plot.models.strikes import strike_costs

        return strike_costs(self, ax=ax, size=size)

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return record(self)

    def _table(self) -> tuple[tuple[str, ...], list[list[str]]]:
        columns = (self.counterforce_share, self.first, self.second, self.ratio)
        rows = [[side, *(number(float(column[i])) for column in columns)] for i, side in enumerate(("one", "two"))]
        return ("side", "share at forces", "cost of striking", "cost of waiting", "ratio"), rows

    def __str__(self) -> str:
        return f"first-strike stability index {number(self.index)}: {SENSE}\n{text_table(*self._table())}"

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return html_table(*self._table())


def first_strike_index(one: Side, two: Side, *, damage_rate: float = 2.0, hostility: float = 0.3) -> FirstStrike:
    """The index ``(C1 first / C1 second) (C2 first / C2 second)``, 1 where nobody gains by going first.

    A side's cost is the damage to itself plus `hostility` times the value
    that the other has left. Who strikes first splits its force between the
    other's vulnerable force and the other's value so as to make its own cost
    least (ties: as little as possible at forces); what survives is sent back
    at its value; defences protect value and stop the first that arrives.

    What counts is not how bad a war is but how much better it is to begin it:
    a side strikes out of fear only if waiting to be struck costs more. Hence
    what surprises: weapons that would survive make both sides safer, the
    owner's rival included; and a defence, though it harms nobody, can make a
    crisis worse, as it stops what a struck side has left to answer with, long
    before it stops a first strike. Only large defences on both sides, or
    forces that cannot be struck, make the incentive vanish again. In a class:
    find the dip with `defence_transition` and remove it with
    `survivable_basing`, or let two teams propose defences in turn and plot the
    index after each.

    Parameters
    ----------
    one, two
        The sides.
    damage_rate
        How fast damage saturates; positive.
    hostility
        Weight of the other's value left intact, in [0, 1].

    Raises
    ------
    ArgumentError
        A number out of its bounds.

    Notes
    -----
    That the index is a product of two ratios of costs is how G. A. Kent and
    D. E. Thaler, First-Strike Stability, RAND R-3765, 1989, are remembered;
    the cost function here is derived, not theirs, and no number here is
    published. The index is symmetric in the sides, and 1 if no force is
    vulnerable or defences stop everything.

    Examples
    --------
    Middling defences stop what a struck side has left but not a first strike:

    >>> def both(defence, vulnerable=0.5):
    ...     side = Side(force=1, vulnerable=vulnerable, counterforce=2, defence=defence)
    ...     return round(first_strike_index(side, side).index, 4)
    >>> both(0.0), both(0.5), both(1.0), both(0.5, vulnerable=0.0)
    (0.6208, 0.0688, 1.0, 1.0)
    """
    for side in (one, two):
        expect_kind(side, Side, "first_strike_index")
    rate, weight = single("damage_rate", damage_rate, above=0), single("hostility", hostility, least=0, most=1)
    first, second, share = costs(one, two, np.array([one.defence, two.defence]), rate, weight)
    ratio = _ratio(first, second)
    parameters = {"one": _fields(one), "two": _fields(two), "damage_rate": rate, "hostility": weight}
    return FirstStrike(
        index=float(ratio.prod()),
        ratio=frozen(ratio),
        first=frozen(first),
        second=frozen(second),
        counterforce_share=frozen(share),
        provenance=origin("first-strike stability index", parameters, SENSE),
    )


def index_of(one: Side, two: Side, defences: Array, damage_rate: float, hostility: float) -> Array:
    """The index at many pairs of defences, shape ``(2, point)``; the sides' own are not read."""
    first, second, _ = costs(one, two, defences, damage_rate, hostility)
    return np.asarray(_ratio(first, second).prod(axis=0))


def _ratio(first: Array, second: Array) -> Array:
    """First over second, 1 where striking costs as much as waiting or more; a tie is 1."""
    return np.where(first < second - TIE, first / np.maximum(second, TINY), 1.0)


def costs(one: Side, two: Side, defences: Array, rate: float, weight: float) -> tuple[Array, Array, Array]:
    """Each side's costs of striking and of waiting and its share at forces, shape ``(2, ...)`` as `defences`."""
    own, other, first_share = _strike(one, two, defences[0], defences[1], rate, weight)
    other_own, other_other, second_share = _strike(two, one, defences[1], defences[0], rate, weight)
    return np.stack([own, other_own]), np.stack([other_other, other]), np.stack([first_share, second_share])


def _strike(
    attacker: Side, victim: Side, shield: Array, victim_shield: Array, rate: float, weight: float
) -> tuple[Array, Array, Array]:
    """Cost of the attacker at its best split, cost of the victim, and the split."""
    splits = _candidates(attacker, victim, shield, victim_shield, rate, weight)
    left = victim.force - np.minimum(attacker.counterforce * splits * attacker.force, victim.vulnerable * victim.force)
    on_attacker = np.maximum(left - shield, 0.0)
    on_victim = np.maximum((1 - splits) * attacker.force - victim_shield, 0.0)
    hurt, hurt_victim = (
        -np.expm1(-rate * on_attacker / attacker.value),
        -np.expm1(-rate * on_victim / victim.value),
    )
    cost = hurt + weight * (1 - hurt_victim)
    best = np.where(cost <= cost.min(axis=0) + TIE, splits, np.inf).argmin(axis=0)
    victim_cost = hurt_victim + weight * (1 - hurt)
    own, other, split = (np.take_along_axis(array, best[None], axis=0)[0] for array in (cost, victim_cost, splits))
    return own, other, split


def _candidates(attacker: Side, victim: Side, shield: Array, victim_shield: Array, rate: float, weight: float) -> Array:
    """The splits among which the best one is: nothing at forces, two corners, and a flat point between corners.

    Between corners the cost is ``A - B exp(b x) + C exp(c x)``, flat at one point at most. Once all that is vulnerable
    is destroyed it does not fall; where defences stop all that is sent at value it bends down, so that is no least.
    """
    kills = attacker.counterforce * attacker.force
    zero = np.zeros_like(shield)
    if not kills:
        return zero[None]
    b, c = np.float64(rate * kills / attacker.value), np.float64(rate * attacker.force / victim.value)
    with np.errstate(all="ignore"):  # where b is c, or a number vanishes, there is no flat point
        spent = zero + np.float64(victim.vulnerable * victim.force) / kills
        shielded = (victim.force - shield) / kills
        log_b = np.log(b) - rate * (victim.force - shield) / attacker.value
        log_c = np.log(weight * c) - rate * (attacker.force - victim_shield) / victim.value
        flat = (log_c - log_b) / (b - c)
    splits = np.stack([zero, spent, shielded, np.where(np.isfinite(flat), flat, 0.0)])
    return np.asarray(np.clip(splits, 0.0, 1.0))


def _fields(side: Side) -> dict[str, float]:
    return {name: float(getattr(side, name)) for name in side.__dataclass_fields__}
