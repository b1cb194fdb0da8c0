"""Which partitions last: nobody, alone or together, gains by leaving."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, overload

import numpy as np
import numpy.typing as npt

from deterrence.coalitions.externalities import responses
from deterrence.coalitions.partitions import Ints, Partitions, partition_name
from deterrence.coalitions.power import shapley_values
from deterrence.errors import ArgumentError, nearest
from deterrence.game.blocs import Partition
from deterrence.solvers.ties import tied
from deterrence.tables.provenance import Provenance
from deterrence.tables.text import html_table, text_table

if TYPE_CHECKING:
    from deterrence.plot.drawing.style import Axes, Size

Array = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

MOST_NAMES = 8
NOTIONS = {
    "individually_rational": "no player gains by standing alone",
    "nash": "no player gains by moving to another bloc or standing alone",
    "individual": "no player gains by moving to a bloc in which nobody loses by it, or by standing alone",
    "contractual": "no player gains by moving, with neither those whom it joins nor those whom it leaves losing",
    "core": "no coalition can form in which every member gains",
    "strict_core": "no coalition can form in which somebody gains and no member loses",
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class StablePartitions(Sequence[Partition]):
    """The partitions that are stable by some notion, those of many blocs first: a sequence of frozensets.

    `basis` says on what payoffs and externality rule this rests.
    """

    notion: str
    says: str
    players: tuple[str, ...]
    partitions: tuple[Partition, ...]
    basis: str = ""
    provenance: Provenance = field(default_factory=lambda: Provenance(scenario="", hash=""))

    @overload
    def __getitem__(self, index: int) -> Partition: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Partition, ...]: ...
    def __getitem__(self, index: int | slice) -> Partition | tuple[Partition, ...]:
        return self.partitions[index]

    def __len__(self) -> int:
        return len(self.partitions)

    def names(self) -> list[str]:
        """The partitions in words."""
        return [partition_name(partition, self.players) for partition in self.partitions]

    def brief(self) -> str:
        """The first partitions in words, and how many more there are."""
        names = self.names()
        rest = [f"and {len(names) - MOST_NAMES} more"] if len(names) > MOST_NAMES else []
        return "; ".join([*names[:MOST_NAMES], *rest]) or "none"

    def plot(self, *, ax: Axes | None = None, size: Size = "page") -> Axes:
        """Draw the bloc of each player in every stable partition."""
        from deterrence.plot.blocs.memberships import partition_matrix

        return partition_matrix(self, ax=ax, size=size)

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return {
            "notion": self.notion,
            "says": self.says,
            "basis": self.basis,
            "partitions": self.names(),
            "provenance": self.provenance.to_dict(),
        }

    def title(self) -> str:
        """The notion, what it says, and on what it rests."""
        count = len(self.partitions)
        how_many = f"{count} stable partition{'s' * (count != 1)}" if count else "no stable partition"
        return f"{self.notion}, {self.says}: {how_many}" + (f" ({self.basis})" if self.basis else "")

    def __str__(self) -> str:
        return "\n".join([self.title(), *self.names()])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return html_table((self.title(),), [[name] for name in self.names()])


def require_notion(notion: object) -> str:
    """The notion, if there is one of this name. Raises `ArgumentError` with the nearest right name."""
    if not isinstance(notion, str) or notion not in NOTIONS:
        help = nearest(notion, NOTIONS) if isinstance(notion, str) else ""
        raise ArgumentError(f"unknown notion of stability {notion!r}", help or f"known: {', '.join(NOTIONS)}")
    return notion


def stable(found: Partitions, payoffs: Array, notion: str, rule: str) -> Bools:
    """Which partitions are stable; shape ``(partition,)``.

    A coalition that is not yet a bloc forms, or a player joins a whole bloc
    or stands alone; the externality rule says what may come of it, and
    payoffs there are compared with those here under the tie rule. Under
    ``optimistic`` it is enough that the deviation succeeds under one
    partition of the outsiders, under ``pessimistic`` it must under all.

    Parameters
    ----------
    payoffs
        Shape ``(partition, player)``.
    """
    blocked = np.zeros(len(found), dtype=bool)
    for coalition in found.coalitions():
        members = found.members(coalition)
        attempts = list(_attempts(found, notion, coalition, members))
        if not attempts:
            continue
        new = ~(found.own[:, members] == coalition).all(axis=1)
        succeeds: list[Bools] = [np.full(len(found), rule == "pessimistic") for _ in attempts]
        for way in responses(found, coalition, rule):
            gains, losses = _compared(payoffs[way], payoffs)
            for k, (possible, mover) in enumerate(attempts):
                works = possible & _succeeds(found, notion, members, mover, gains, losses)
                succeeds[k] = succeeds[k] & works if rule == "pessimistic" else succeeds[k] | works
        blocked |= new & np.any(succeeds, axis=0)
    return ~blocked


def _compared(there: Array, here: Array) -> tuple[Bools, Bools]:
    same = tied(there, here)
    return (there > here) & ~same, (there < here) & ~same


def _attempts(found: Partitions, notion: str, coalition: int, members: list[int]) -> Iterator[tuple[Bools, int]]:
    """Ways a coalition can come together: where it is possible, and who moves; -1 for all members at once."""
    everywhere = np.ones(len(found), dtype=bool)
    if notion in ("core", "strict_core"):
        yield everywhere, -1
        return
    if len(members) > 1 and notion == "individually_rational":
        return
    for mover in members:
        joined = [who for who in members if who != mover]
        yield (found.own[:, joined] == coalition & ~(1 << mover)).all(axis=1), mover


def _succeeds(found: Partitions, notion: str, members: list[int], mover: int, gains: Bools, losses: Bools) -> Bools:
    """Where a deviation is wanted by those who move, and suffered by those who have a say."""
    if notion == "core":
        return np.asarray(gains[:, members].all(axis=1))
    if notion == "strict_core":
        return np.asarray(gains[:, members].any(axis=1) & ~losses[:, members].any(axis=1))
    wanted = gains[:, mover]
    if notion in ("individual", "contractual"):
        wanted = wanted & ~losses[:, [who for who in members if who != mover]].any(axis=1)
    if notion == "contractual":
        left = found.own == found.own[:, [mover]]
        left[:, mover] = False
        wanted = wanted & ~(left & losses).any(axis=1)
    return np.asarray(wanted)


def split_worths(found: Partitions, received: Array, rule: str) -> Array:
    """What players get when each bloc divides its worth by the Shapley value; ``(partition, player)``.

    The game within a bloc B of a partition: B has its worth there, and a part
    T of B has what it would be worth as a bloc had its members left, the
    externality rule saying what follows; other blocs count as they stand. So
    the split adds up to the worth of B.

    Parameters
    ----------
    received
        Payoffs before side payments, ``(partition, player)``.
    """
    parts = np.zeros((1 << len(found.players), len(found)))
    for part in found.coalitions():
        worths = received[:, found.members(part)].sum(axis=1)
        ways = [worths[way] for way in responses(found, part, rule)]
        parts[part] = np.min(ways, axis=0) if rule == "pessimistic" else np.max(ways, axis=0)
        formed = (found.own[:, found.members(part)] == part).all(axis=1)
        parts[part, formed] = worths[formed]
    split = received.copy()
    for bloc in found.coalitions():
        members = found.members(bloc)
        where = np.flatnonzero((found.own[:, members] == bloc).all(axis=1))
        split[where[:, None], np.array(members)] = shapley_values(parts[_subsets(members)[:, None], where]).T
    return split


def _subsets(members: list[int]) -> Ints:
    """The masks of all coalitions of some players, in the order of masks over these alone."""
    found = np.zeros(1, dtype=np.int64)
    for member in members:
        found = np.concatenate([found, found | 1 << member])
    return found


def stability_table(answers: Sequence[StablePartitions]) -> str:
    """Several notions beside each other."""
    rows = [[item.notion, item.says, item.brief()] for item in answers]
    return text_table(("notion", "says", "stable partitions"), rows)
