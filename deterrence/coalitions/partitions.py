"""Partitions of the players into blocs, as sets of names and as bit masks."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from deterrence.errors import ArgumentError, NoAnswerError, nearest
from deterrence.game.blocs import Bloc, Partition, bloc_name

MOST_PLAYERS = 7

Ints = npt.NDArray[np.int64]


def partitions(players: Iterable[str]) -> Iterator[Partition]:
    """Every partition of some players, those of many blocs first.

    >>> [partition_name(found, "abc") for found in partitions("abc")]
    ['a | b | c', 'a+b | c', 'a+c | b', 'a | b+c', 'a+b+c']
    """
    return iter(sorted(_grown(tuple(players)), key=len, reverse=True))


def _grown(players: tuple[str, ...]) -> list[Partition]:
    if not players:
        return [frozenset()]
    last = players[-1]
    found = []
    for rest in _grown(players[:-1]):
        blocs = sorted(rest, key=lambda bloc: min(map(players.index, bloc)))
        found += [rest - {bloc} | {bloc | {last}} for bloc in blocs]
        found.append(rest | {frozenset({last})})
    return found


def partition_name(partition: Partition, players: Collection[str]) -> str:
    """A partition in words: blocs in the order of their first members, ``us+china | russia``."""
    order = list(players)
    blocs = sorted(partition, key=lambda bloc: min(map(order.index, bloc)))
    return " | ".join(bloc_name(bloc, order) for bloc in blocs)


def read_coalition(coalition: object, players: Collection[str]) -> Bloc:
    """A coalition as a set of players: from an id, ids joined by plus signs, or a collection of ids.

    Raises
    ------
    ArgumentError
        It is empty or names somebody unknown.
    """
    if isinstance(coalition, str):
        members = [coalition] if coalition in players else coalition.split("+")
    elif isinstance(coalition, Collection) and all(isinstance(member, str) for member in coalition):
        members = list(coalition)
    else:
        raise ArgumentError(f"a coalition is a collection of players' names, found {coalition!r}")
    for member in members:
        if member not in players:
            raise ArgumentError(
                f"unknown player '{member}'", nearest(member, players) or f"known: {', '.join(players)}"
            )
    if not members:
        raise ArgumentError("a coalition has at least one member")
    return frozenset(members)


def read_partition(partition: object, players: Collection[str]) -> Partition:
    """A partition from a collection of coalitions, or from a text such as ``us+china | russia``.

    Raises
    ------
    ArgumentError
        Somebody is unknown, in no bloc, or in two.
    """
    if isinstance(partition, str):
        partition = [bloc.strip() for bloc in partition.split("|")]
    if not isinstance(partition, Collection) or isinstance(partition, Mapping):
        raise ArgumentError(f"a partition is a collection of coalitions, found {partition!r}")
    blocs = [read_coalition(bloc, players) for bloc in partition]
    for player in players:
        count = sum(player in bloc for bloc in blocs)
        if count != 1:
            raise ArgumentError(f"'{player}' is in {count or 'no'} blocs of the partition, expected one")
    return frozenset(blocs)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Partitions:
    """All partitions of up to 7 players, with each player's bloc as a bit mask.

    `own` has shape ``(partition, player)``; bit k of a mask stands for `players[k]`.

    Raises
    ------
    NoAnswerError
        There are more than 7 players.

    Examples
    --------
    >>> found = Partitions(players=("a", "b", "c"))
    >>> found.own.tolist()
    [[1, 2, 4], [3, 3, 4], [5, 2, 5], [1, 6, 6], [7, 7, 7]]
    """

    players: tuple[str, ...]
    sets: tuple[Partition, ...] = field(init=False)
    own: Ints = field(init=False)
    _order: Ints = field(init=False, repr=False)
    _keys: Ints = field(init=False, repr=False)

    def __post_init__(self) -> None:
        if len(self.players) > MOST_PLAYERS:
            raise NoAnswerError(
                f"{len(self.players)} players have too many partitions: at most {MOST_PLAYERS} players (877 partitions)"
            )
        sets = tuple(partitions(self.players))
        own = np.array([[self.mask(bloc) for who in self.players for bloc in found if who in bloc] for found in sets])
        own.flags.writeable = False
        keys = self._key(own)
        object.__setattr__(self, "sets", sets)
        object.__setattr__(self, "own", own)
        object.__setattr__(self, "_order", np.argsort(keys))
        object.__setattr__(self, "_keys", np.sort(keys))

    def __len__(self) -> int:
        return len(self.sets)

    def mask(self, coalition: Collection[str]) -> int:
        """A coalition as a bit mask."""
        return sum(1 << k for k, player in enumerate(self.players) if player in coalition)

    def members(self, mask: int) -> list[int]:
        """The places of a coalition's members among `players`."""
        return [k for k in range(len(self.players)) if mask >> k & 1]

    def coalition(self, mask: int) -> Bloc:
        """A bit mask as a set of players."""
        return frozenset(self.players[k] for k in self.members(mask))

    def index(self, own: Ints) -> Ints:
        """Which partitions rows of `own` stand for; a row each."""
        found: Ints = self._order[np.searchsorted(self._keys, self._key(own))]
        return found

    def coalitions(self) -> Sequence[int]:
        """The masks of all coalitions that are not empty, small ones first."""
        return sorted(range(1, 1 << len(self.players)), key=lambda mask: (mask.bit_count(), mask))

    def _key(self, own: Ints) -> Ints:
        found: Ints = own @ (1 << (len(self.players) * np.arange(len(self.players), dtype=np.int64)))
        return found
