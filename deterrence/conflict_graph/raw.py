"""A conflict graph given state by state: checked, and turned into arrays."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from deterrence.conflict_graph.model import GraphModel
from deterrence.conflict_graph.moves import Moves
from deterrence.errors import ArgumentError, nearest

Label = Any

LARGEST = 1e300  # so that differences are finite


def key_of(label: Label) -> Hashable:
    """A label as a key: mappings by their items."""
    return tuple(sorted(label.items())) if isinstance(label, Mapping) else label


def hint(word: object, known: Iterable[object]) -> str:
    """The nearest known word, or all of them."""
    words = [str(one) for one in known]
    shown = ", ".join(words[:12]) + (", …" if len(words) > 12 else "")
    return nearest(str(word), words) or f"known: {shown}"


def raw_model(
    states: Sequence[Label],
    players: Sequence[str],
    moves: Mapping[str, Iterable[Sequence[Label]]],
    rankings: Mapping[str, Mapping[Label, float]],
) -> GraphModel:
    """The arrays of a graph; raises `ArgumentError` for whatever is missing, unknown or no number."""
    index = _numbered(states, "state")
    _numbered(players, "player")
    for what, given in (("moves", moves), ("rankings", rankings)):
        if not isinstance(given, Mapping):
            raise ArgumentError(f"{what} must map each player, found a {type(given).__name__}")
        for player in given:
            if player not in players:
                raise ArgumentError(f"{what} of an unknown player {player!r}", hint(player, players))
    payoffs = np.array([_worth(player, rankings.get(player), states, index) for player in players])
    arcs = tuple(_moves(player, moves.get(player, ()), index) for player in players)
    payoffs.flags.writeable = False
    return GraphModel(moves=arcs, payoffs=payoffs)


def _numbered(labels: Any, what: str) -> dict[Hashable, int]:
    if isinstance(labels, (str, Mapping)) or not isinstance(labels, Iterable) or not list(labels):
        raise ArgumentError(f"expected at least one {what} in a list, found {labels!r}")
    found: dict[Hashable, int] = {}
    for number, label in enumerate(labels):
        if what == "player" and not isinstance(label, str):
            raise ArgumentError(f"a player is named by a text, found {label!r}")
        try:
            known = key_of(label) in found
        except TypeError:
            raise ArgumentError(f"a state is a text, a number, a tuple or a mapping, found {label!r}") from None
        if known:
            raise ArgumentError(f"{what} {label!r} is listed twice")
        found[key_of(label)] = number
    return found


def _worth(player: str, ranking: Any, states: Sequence[Label], index: Mapping[Hashable, int]) -> list[float]:
    if not isinstance(ranking, Mapping):
        raise ArgumentError(f"player '{player}' needs a ranking: a number for each state, larger for better ones")
    found = dict.fromkeys(range(len(states)), float("nan"))
    for state, value in ranking.items():
        if not _is_number(value):
            raise ArgumentError(
                f"the ranking of '{player}' at {state!r} must be a finite number, found {value!r}", "1e300 at most"
            )
        if key_of(state) not in index:
            raise ArgumentError(f"the ranking of '{player}' has an unknown state {state!r}", hint(state, states))
        found[index[key_of(state)]] = float(value)
    missing = [states[number] for number, value in found.items() if value != value]
    if missing:
        raise ArgumentError(f"the ranking of '{player}' lacks {len(missing)} states, first {missing[0]!r}")
    return list(found.values())


def _is_number(value: Any) -> bool:
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, (int, float, np.integer, np.floating)):
        return False
    return bool(-LARGEST <= value <= LARGEST)


def _moves(player: str, arcs: Any, index: Mapping[Hashable, int]) -> Moves:
    tails, heads = [], []
    if not isinstance(arcs, Iterable):
        raise ArgumentError(f"the moves of '{player}' must be pairs of states, found {arcs!r}")
    for arc in arcs:
        if isinstance(arc, str) or not isinstance(arc, Sequence) or len(arc) != 2:
            raise ArgumentError(f"a move of '{player}' must be a pair of states, found {arc!r}")
        for state in arc:
            try:
                known = key_of(state) in index
            except TypeError:
                known = False
            if not known:
                raise ArgumentError(f"a move of '{player}' touches an unknown state {state!r}", hint(state, index))
        if key_of(arc[0]) == key_of(arc[1]):
            raise ArgumentError(f"a move of '{player}' leads from {arc[0]!r} to itself")
        tails.append(index[key_of(arc[0])])
        heads.append(index[key_of(arc[1])])
    return Moves.of(len(index), np.array(tails, dtype=np.int64), np.array(heads, dtype=np.int64))
