"""Hedonic games: players rank the coalitions that they could be in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import InitVar, dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from deterrence.coalitions.partitions import Partitions, read_coalition
from deterrence.coalitions.stability import NOTIONS, StablePartitions, require_notion, stable
from deterrence.coalitions.worths import read_players
from deterrence.errors import ArgumentError, expect_kind
from deterrence.game.blocs import Bloc, bloc_name
from deterrence.tables.text import text_table

Array = npt.NDArray[np.float64]
Ranking = Mapping[Any, float] | Sequence[Any]
NUMBER = (int, float, np.number)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class HedonicGame:
    """A game in which a player cares only about who is in its own bloc.

    Parameters
    ----------
    preferences
        For each player either coalitions with it, best first, or numbers by
        coalition, higher better. A coalition is a set of names or a text
        such as ``"us+china"``; in a list a tuple of coalitions is a tie. Being
        alone, if it is left out, comes after what is listed; other coalitions
        that are left out come last, as one tie. Up to 7 players.

    Raises
    ------
    ArgumentError
        A coalition is listed twice, lacks the player, or names somebody unknown.
    NoAnswerError
        More than 7 players.

    References
    ----------
    .. [1] A. Bogomolnaia and M. O. Jackson, "The stability of hedonic
       coalition structures", Games and Economic Behavior 38, 2002.

    Examples
    --------
    Each wants the next one alone, and nobody gets its wish:

    >>> cycle = HedonicGame({
    ...     "a": ["a+b", "a+c", "a+b+c"], "b": ["b+c", "a+b", "a+b+c"], "c": ["a+c", "b+c", "a+b+c"]})
    >>> len(cycle.stable_partitions("core")), cycle.stable_partitions("nash").names()
    (0, ['a+b+c'])
    """

    preferences: InitVar[Mapping[str, Ranking]]
    partitions: Partitions = field(init=False)
    utilities: Array = field(init=False)
    """How each player values each coalition by bit mask, higher better; ``(player, coalition)``."""

    def __post_init__(self, preferences: Mapping[str, Ranking]) -> None:
        expect_kind(preferences, Mapping, "HedonicGame")
        found = Partitions(players=read_players(preferences))
        utilities = np.array([_utilities(who, ranking, found) for who, ranking in preferences.items()])
        utilities.flags.writeable = False
        object.__setattr__(self, "partitions", found)
        object.__setattr__(self, "utilities", utilities)

    @property
    def players(self) -> tuple[str, ...]:
        """Their names."""
        return self.partitions.players

    def stable_partitions(self, notion: str = "core") -> StablePartitions:
        """The partitions that are stable by a notion.

        Parameters
        ----------
        notion
            ``"individually_rational"``, ``"nash"``, ``"individual"``,
            ``"contractual"``, ``"core"`` or ``"strict_core"``:
            `deterrence.coalitions.stability.NOTIONS` says what each means.
            Those whom a player leaves stay together. Values within
            ``1e-9 max(1, |a|, |b|)`` are tied.

        Raises
        ------
        ArgumentError
            Unknown notion.
        """
        used = require_notion(notion)
        payoffs = np.take_along_axis(self.utilities, self.partitions.own.T, axis=1).T
        kept = np.flatnonzero(stable(self.partitions, payoffs, used, "delta"))
        return StablePartitions(
            notion=used,
            says=NOTIONS[used],
            players=self.players,
            partitions=tuple(self.partitions.sets[k] for k in kept),
        )

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON: each player's values by coalition, higher better."""
        return {
            "utilities": {
                who: {
                    bloc_name(self.partitions.coalition(mask), self.players): float(self.utilities[k, mask])
                    for mask in self.partitions.coalitions()
                    if mask >> k & 1
                }
                for k, who in enumerate(self.players)
            }
        }

    def __str__(self) -> str:
        rows = []
        for who, values in self.to_dict()["utilities"].items():
            levels = sorted(set(values.values()), reverse=True)
            rows.append([who, " > ".join(" = ".join(s for s in values if values[s] == level) for level in levels)])
        return text_table(("player", "ranks coalitions"), rows)

    __repr__ = __str__


def _utilities(player: str, ranking: object, found: Partitions) -> Array:
    """A player's value of each coalition by bit mask."""
    values = dict(_listed(player, ranking, found.players))
    least = min(values.values(), default=0.0)
    step = max(1.0, abs(least))
    found_values = np.full(1 << len(found.players), least - 2 * step)
    found_values[1 << found.players.index(player)] = least - step
    for bloc, value in values.items():
        found_values[found.mask(bloc)] = value
    return found_values


def _listed(player: str, ranking: object, players: tuple[str, ...]) -> list[tuple[Bloc, float]]:
    """The coalitions that a player lists, with values that fall from best to worst."""
    if isinstance(ranking, Mapping):
        groups: list[tuple[tuple[Any, ...], Any]] = [((coalition,), value) for coalition, value in ranking.items()]
    elif isinstance(ranking, Sequence) and not isinstance(ranking, str):
        groups = [(x if isinstance(x, tuple) else (x,), float(-k)) for k, x in enumerate(ranking)]
    else:
        raise ArgumentError(f"'{player}' needs a list of coalitions or numbers by coalition, found {ranking!r}")
    found: list[tuple[Bloc, float]] = []
    for group, value in groups:
        if isinstance(value, bool) or not isinstance(value, NUMBER) or not np.isfinite(value):
            raise ArgumentError(f"'{player}' values {group[0]!r} at {value!r}, expected a finite number")
        for coalition in group:
            if not isinstance(coalition, (str, list, AbstractSet)):
                raise ArgumentError(f"'{player}' ranks {coalition!r}, expected a coalition", "a tuple is a tie of some")
            bloc = read_coalition(coalition, players)
            if player not in bloc:
                raise ArgumentError(f"'{player}' ranks {bloc_name(bloc, players)}, which is without it")
            if any(bloc == other for other, _ in found):
                raise ArgumentError(f"'{player}' ranks {bloc_name(bloc, players)} twice")
            found.append((bloc, float(value)))
    return found
