"""Regions of deterrence and of initiation in the plane of two sides' forces."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from deterrence.errors import ArgumentError, expect_kind
from deterrence.models.arguments import frozen, numbers, single, together
from deterrence.models.origin import origin, plain, record
from deterrence.solvers.ties import TIE
from deterrence.tables.provenance import Provenance
from deterrence.tables.text import html_table, number, text_table

if TYPE_CHECKING:
    from deterrence.plot.drawing.style import Axes, Size

Array = npt.NDArray[np.float64]

SENSE = "nobody gains by striking first (crisis stability), judged by force thresholds"
REGIONS = (
    "mutual deterrence",
    "deterrence by A",
    "deterrence by B",
    "no deterrence, no attack",
    "initiation by A",
    "initiation by B",
    "forced initiation",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ForcePlane:
    """Linear thresholds in the plane of forces (MA, MB) of sides A and B, in abstract units.

    A deters B where ``MA >= exchange_b MB + deter_b`` and B deters A where
    ``MB >= exchange_a MA + deter_a``: enough is left after the other has
    struck with all it has. A can attack where ``MB <= exchange_a MA +
    attack_a``, B where ``MA <= exchange_b MB + attack_b``: what is left to
    retaliate with is borne. On a line, within the tie rule, a side is
    deterred, and otherwise can attack.

    Both are deterred in a cone of large forces, attacks threaten near the
    axes and near the origin. Hence what surprises: an arms race that stays
    within a band of directions ends in mutual deterrence, and equal
    disarmament from there leads through a region in which each had better be
    first. It is a race in quality, of more force destroyed by each unit, that
    narrows the cone, and closes it where ``exchange_a exchange_b`` is 1;
    defences that stop a share of retaliation move the vertex out. In a class:
    draw the path of a treaty's reductions with `force_path` and ask how much
    more would be too much.

    Parameters
    ----------
    exchange_a, exchange_b
        Opposing force that a unit of A's (B's) force destroys; at least 0.
    deter_a, deter_b
        Retaliation that deters A (B); at least 0.
    attack_a, attack_b
        Retaliation that A (B) bears; from 0 to what deters it, 0 by default.

    Raises
    ------
    ArgumentError
        A number out of its bounds.

    References
    ----------
    M. D. Intriligator and D. L. Brito, "Can arms races lead to the outbreak
    of war?", Journal of Conflict Resolution 28, 1984, pp. 63-84, for the
    regions; their linear form and names here are derived. T. F. Mayer's
    critique, the same journal 30, 1986, pp. 3-28, finds the results sensitive
    to assumptions.

    Examples
    --------
    >>> plane = ForcePlane(exchange_a=0.5, exchange_b=0.5, deter_a=100, deter_b=100)
    >>> plane.vertex()
    (200.0, 200.0)
    >>> plane.with_defence(a=0.5, b=0.5).vertex()
    (400.0, 400.0)
    >>> ForcePlane(exchange_a=1.25, exchange_b=0.8, deter_a=100, deter_b=100).has_cone
    False
    """

    exchange_a: float
    exchange_b: float
    deter_a: float
    deter_b: float
    attack_a: float = 0.0
    attack_b: float = 0.0

    def __post_init__(self) -> None:
        for name in self.__dataclass_fields__:
            object.__setattr__(self, name, single(name, getattr(self, name), least=0))
        for deter, attack in (("deter_a", "attack_a"), ("deter_b", "attack_b")):
            if getattr(self, attack) > getattr(self, deter):
                raise ArgumentError(f"'{attack}' must be at most '{deter}'", "a side that is deterred cannot attack")

    @property
    def has_cone(self) -> bool:
        """Whether forces exist in plenty that deter each other: ``exchange_a exchange_b < 1`` (no tie)."""
        return self.exchange_a * self.exchange_b < 1 - TIE

    def vertex(self) -> tuple[float, float] | None:
        """The least forces (MA, MB) of mutual deterrence; None if there is no cone."""
        if not self.has_cone:
            return None
        room = 1 - self.exchange_a * self.exchange_b
        return (
            (self.deter_b + self.exchange_b * self.deter_a) / room,
            (self.deter_a + self.exchange_a * self.deter_b) / room,
        )

    def with_defence(self, *, a: float = 0.0, b: float = 0.0) -> ForcePlane:
        """The plane when a side stops a share, in [0, 1), of the retaliation: it then takes more to deter it.

        What deters A, and what A bears, grow by ``1 / (1 - a)``; likewise for B.
        """
        scale_a = 1 / (1 - single("a", a, least=0, below=1))
        scale_b = 1 / (1 - single("b", b, least=0, below=1))
        return replace(
            self,
            deter_a=self.deter_a * scale_a,
            attack_a=self.attack_a * scale_a,
            deter_b=self.deter_b * scale_b,
            attack_b=self.attack_b * scale_b,
        )

    def regions(self, force_a: npt.ArrayLike, force_b: npt.ArrayLike) -> npt.NDArray[np.str_]:
        """The name of the region of each point; numbers or arrays that broadcast together, at least 0.

        ``mutual deterrence`` (both are deterred), ``deterrence by A`` (B is
        deterred, A neither that nor able to attack), ``no deterrence, no
        attack``, ``initiation by A`` (A can attack and B cannot), ``forced
        initiation`` (both can: each had better be first), and likewise for B.

        >>> plane = ForcePlane(exchange_a=0.5, exchange_b=0.5, deter_a=100, deter_b=100, attack_a=20, attack_b=20)
        >>> plane.regions([300, 10, 300, 60], [300, 10, 20, 60]).tolist()
        ['mutual deterrence', 'forced initiation', 'initiation by A', 'no deterrence, no attack']
        """
        a, b = together(force_a=numbers("force_a", force_a, least=0), force_b=numbers("force_b", force_b, least=0))
        a_deterred = self._beyond(b, self.exchange_a * a, self.deter_a)
        b_deterred = self._beyond(a, self.exchange_b * b, self.deter_b)
        a_attacks = ~self._beyond(b, self.exchange_a * a, self.attack_a, strictly=True) & ~a_deterred
        b_attacks = ~self._beyond(a, self.exchange_b * b, self.attack_b, strictly=True) & ~b_deterred
        conditions = [
            a_deterred & b_deterred,
            a_attacks & b_attacks,
            a_attacks,
            b_attacks,
            b_deterred,
            a_deterred,
        ]
        order = [REGIONS[i] for i in (0, 6, 4, 5, 1, 2)]
        return np.asarray(np.select(conditions, order, default=REGIONS[3]))

    def heads_for_deterrence(self, step_a: float, step_b: float) -> bool:
        """Whether a race that goes on in this direction for ever ends in mutual deterrence, wherever it starts.

        >>> plane = ForcePlane(exchange_a=0.5, exchange_b=0.5, deter_a=100, deter_b=100)
        >>> plane.heads_for_deterrence(1, 1), plane.heads_for_deterrence(1, 0.2), plane.heads_for_deterrence(-1, -1)
        (True, False, False)
        """
        a, b = single("step_a", step_a), single("step_b", step_b)
        slack = TIE * max(1.0, abs(a), abs(b))
        return min(a, b) > 0 and a > self.exchange_b * b + slack and b > self.exchange_a * a + slack

    def plot(self, *, ax: Axes | None = None, size: Size = "page") -> Axes:
        """Draw the regions, and the least forces of mutual deterrence."""
        from deterrence.plot.models.force_regions import force_regions

        return force_regions(self, ax=ax, size=size)

    @staticmethod
    def _beyond(own: Array, destroyed: Array, needed: float, strictly: bool = False) -> npt.NDArray[np.bool_]:
        slack = TIE * np.maximum(1.0, np.maximum(np.abs(own), np.abs(destroyed + needed)))
        return np.asarray(own > destroyed + needed + slack if strictly else own >= destroyed + needed - slack)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ForcePath:
    """The regions that a path of forces goes through, in order.

    Stage i runs from `entry[i]` to `entry[i + 1]`, points ``(MA, MB)``; `at`
    tells where along the path they are: leg 0 ends at 1, leg 1 at 2, and so on.
    """

    region: tuple[str, ...]
    at: Array
    entry: Array
    provenance: Provenance

    def plot(self, *, ax: Axes | None = None, size: Size = "page") -> Axes:
        """Draw the path over the regions."""
        from deterrence.plot.models.force_regions import force_course

        return force_course(self, ax=ax, size=size)

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return record(self)

    def _table(self) -> tuple[tuple[str, ...], list[list[str]]]:
        rows = [
            [region, *(number(float(x)) for x in (self.at[i], *self.entry[i], *self.entry[i + 1]))]
            for i, region in enumerate(self.region)
        ]
        return ("region", "at", "from MA", "from MB", "to MA", "to MB"), rows

    def __str__(self) -> str:
        return f"{SENSE}\n{text_table(*self._table())}"

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return html_table(*self._table())


def force_path(plane: ForcePlane, points: npt.ArrayLike) -> ForcePath:
    """Follow forces along straight legs through given points, and find exactly where the region changes.

    Parameters
    ----------
    plane
        The thresholds.
    points
        Shape ``(point, 2)``: at least two pairs (MA, MB), at least 0.

    Returns
    -------
    ForcePath
        A region that is touched in a single point only is not a stage.

    Raises
    ------
    ArgumentError
        Bad points.

    Examples
    --------
    Disarmament can lead out of mutual deterrence:

    >>> plane = ForcePlane(exchange_a=0.5, exchange_b=0.5, deter_a=100, deter_b=100, attack_a=20, attack_b=20)
    >>> print(force_path(plane, [(300, 300), (0, 0)]))
    nobody gains by striking first (crisis stability), judged by force thresholds
    region                        at  from MA  from MB  to MA  to MB
    mutual deterrence              0      300      300    200    200
    no deterrence, no attack  0.3333      200      200     40     40
    forced initiation         0.8667       40       40      0      0
    """
    expect_kind(plane, ForcePlane, "force_path")
    route = numbers("points", points, least=0, ndim=2)
    if route.shape[0] < 2 or route.shape[1] != 2:
        raise ArgumentError(f"'points' must be at least two pairs of forces, found shape {route.shape}")
    cuts = np.unique(np.concatenate([leg + _crossings(plane, *route[leg : leg + 2]) for leg in range(len(route) - 1)]))
    middles = _along(route, (cuts[:-1] + cuts[1:]) / 2)
    names = plane.regions(middles[:, 0], middles[:, 1])
    starts = np.flatnonzero(np.concatenate([[True], names[1:] != names[:-1]]))
    at = np.append(cuts[starts], cuts[-1])
    return ForcePath(
        region=tuple(str(names[i]) for i in starts),
        at=frozen(at),
        entry=frozen(_along(route, at)),
        provenance=origin("Intriligator-Brito regions", {"plane": _fields(plane), "points": route}, SENSE),
    )


def _crossings(plane: ForcePlane, start: Array, end: Array) -> Array:
    """Where a leg, from 0 to 1, meets the four lines, and its ends."""
    found = [0.0, 1.0]
    for exchange, levels, own, other in (
        (plane.exchange_a, (plane.deter_a, plane.attack_a), 1, 0),
        (plane.exchange_b, (plane.deter_b, plane.attack_b), 0, 1),
    ):
        first, last = (point[own] - exchange * point[other] for point in (start, end))
        if first != last:
            found += [t for t in ((level - first) / (last - first) for level in levels) if 0 < t < 1]
    return np.array(found)


def _along(route: Array, at: Array) -> Array:
    leg = np.minimum(at.astype(int), len(route) - 2)
    part = (at - leg)[:, None]
    return np.asarray(route[leg] * (1 - part) + route[leg + 1] * part)


def _fields(plane: ForcePlane) -> Any:
    return plain({name: getattr(plane, name) for name in plane.__dataclass_fields__})
