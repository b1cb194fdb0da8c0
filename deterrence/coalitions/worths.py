"""Players and worths as callers state them, read and checked."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from deterrence.coalitions.partitions import read_coalition
from deterrence.errors import ArgumentError, nearest
from deterrence.game.blocs import Bloc

Array = npt.NDArray[np.float64]
Worth = Mapping[Any, float] | Callable[[Bloc], float] | Sequence[float] | Array


def read_players(players: object) -> tuple[str, ...]:
    """Names of players. Raises `ArgumentError` for none, for doubles, and for what is no name."""
    if isinstance(players, str) or not isinstance(players, Iterable):
        raise ArgumentError(f"players are a list of names, found {players!r}")
    names = tuple(players)
    for name in names:
        if not isinstance(name, str) or not name or "+" in name or "|" in name:
            raise ArgumentError(f"a player's name is a text without '+' and '|', found {name!r}")
    if not names or len(set(names)) < len(names):
        raise ArgumentError(f"players are one or more different names, found {', '.join(names) or 'none'}")
    return names


def read_worths(worth: Worth, players: tuple[str, ...]) -> Array:
    """Worths by bit mask from a mapping, a function or numbers. Raises `ArgumentError` for anything else."""
    count = 1 << len(players)
    coalitions = (frozenset(p for k, p in enumerate(players) if mask >> k & 1) for mask in range(count))
    try:
        if isinstance(worth, Mapping):
            found = _from_mapping(worth, players, count)
        elif callable(worth):
            found = np.array([float(worth(s)) if s else 0.0 for s in coalitions])
        else:
            found = np.array(worth, dtype=float)
    except (TypeError, ValueError) as error:
        if isinstance(error, ArgumentError):
            raise
        raise ArgumentError(f"worths are numbers: {error}") from None
    if found.shape != (count,):
        raise ArgumentError(f"{len(players)} players have {count} coalitions, found worths of shape {found.shape}")
    if not np.isfinite(found).all():
        bad = int(np.flatnonzero(~np.isfinite(found))[0])
        name = "+".join(p for k, p in enumerate(players) if bad >> k & 1) or "nobody"
        raise ArgumentError(f"the worth of {name} is {found[bad]}, expected a finite number")
    if found[0] != 0:
        raise ArgumentError(f"nobody is worth 0, found {found[0]:g}", "bit k of an index stands for player k")
    return found


def _from_mapping(worth: Mapping[Any, float], players: tuple[str, ...], count: int) -> Array:
    found = np.full(count, np.nan)
    found[0] = 0.0
    stated: dict[Bloc, Any] = {}
    for coalition, value in worth.items():
        members = read_coalition(coalition, players) if coalition else frozenset()
        if members in stated:
            raise ArgumentError(f"{stated[members]!r} and {coalition!r} are the same coalition", "give its worth once")
        stated[members] = coalition
        found[sum(1 << k for k, player in enumerate(players) if player in members)] = float(value)
        if not np.isfinite(float(value)):
            return found
    if np.isnan(found).any():
        bad = int(np.flatnonzero(np.isnan(found))[0])
        name = "+".join(p for k, p in enumerate(players) if bad >> k & 1)
        raise ArgumentError(f"no worth is given for {name}")
    return found


def read_link(edge: object, players: tuple[str, ...]) -> tuple[int, int]:
    """The places of two linked players. Raises `ArgumentError` for what is no pair of known players."""
    if isinstance(edge, str) or not isinstance(edge, Collection) or len(edge) != 2:
        raise ArgumentError(f"an edge is a pair of players, found {edge!r}")
    for player in edge:
        if player not in players:
            help = nearest(player, players) if isinstance(player, str) else ""
            raise ArgumentError(f"unknown player {player!r} in an edge", help or f"known: {', '.join(players)}")
    one, other = (players.index(player) for player in edge)
    return one, other
