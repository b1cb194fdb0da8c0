"""Normal-form games as arrays: one table of payoffs, at many parameter points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from deterrence.errors import ArgumentError
from deterrence.game.gambit_record import NfgRecord
from deterrence.tables.text import number, text_table

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class NormalFormGame:
    r"""Players who choose once and at the same time.

    Parameters
    ----------
    actions
        The labels of each player's strategies.
    payoffs
        Shape ``(*strategies, player, point)``, one axis of strategies for each
        player; without the last axis the game has one point.
    players
        Ids; ``1``, ``2``, … by default.
    title
        What the game is called.
    record
        What a Gambit file says beyond these arrays, if the game was read from one.

    Raises
    ------
    ArgumentError
        The shapes or the numbers of labels do not fit.

    Examples
    --------
    >>> labels = ("yield", "straight")
    >>> table = [[[3, 3], [2, 4]], [[4, 2], [1, 1]]]
    >>> chicken = NormalFormGame(actions=(labels, labels), payoffs=np.array(table), players=("row", "column"))
    >>> chicken.shape, chicken.points
    ((2, 2), 1)
    >>> print(chicken)
    row \ column  yield  straight
    yield         3, 3      2, 4
    straight      4, 2      1, 1
    """

    actions: tuple[tuple[str, ...], ...]
    payoffs: Array
    players: tuple[str, ...] = ()
    title: str = ""
    record: NfgRecord | None = None

    def __post_init__(self) -> None:
        try:
            owned = np.array(self.payoffs, dtype=float)
        except (TypeError, ValueError):
            raise ArgumentError(f"payoffs are an array of numbers, found {self.payoffs!r}") from None
        count = len(self.actions)
        if owned.ndim == count + 1:
            owned = owned[..., None]
        players = tuple(self.players) or tuple(str(i + 1) for i in range(count))
        shape = (*(len(labels) for labels in self.actions), count)
        if owned.shape[:-1] != shape or not count or 0 in shape:
            expected = ", ".join(str(size) for size in shape)
            raise ArgumentError(f"payoffs have shape {owned.shape}, expected ({expected}) or ({expected}, points)")
        for name, labels in zip(players, self.actions, strict=False):
            if len(set(labels)) != len(labels):
                raise ArgumentError(
                    f"the strategies of {name} need different names, found {', '.join(map(str, labels))}"
                )
        if len(set(players)) != count:
            raise ArgumentError(f"{count} players need {count} different names, found {', '.join(players)}")
        owned.flags.writeable = False
        object.__setattr__(self, "payoffs", owned)
        object.__setattr__(self, "players", players)
        object.__setattr__(self, "actions", tuple(tuple(labels) for labels in self.actions))

    @classmethod
    def of_matrices(
        cls,
        row: npt.ArrayLike,
        column: npt.ArrayLike | None = None,
        *,
        players: tuple[str, ...] = (),
        actions: tuple[tuple[str, ...], ...] = (),
    ) -> NormalFormGame:
        """A two-player game from each player's matrix, ``(row, column)`` or ``(row, column, point)``.

        Without the column player's the game is zero-sum; names are numbers where none are given.

        >>> NormalFormGame.of_matrices([[1, -1], [-1, 1]]).payoffs[0, 0, :, 0].tolist()
        [1.0, -1.0]
        """
        first = np.asarray(row, dtype=float)
        second = -first if column is None else np.asarray(column, dtype=float)
        if first.ndim not in (2, 3) or first.shape != second.shape:
            raise ArgumentError(f"two matrices of one shape are needed, found {first.shape} and {second.shape}")
        labels = actions or tuple(tuple(str(i + 1) for i in range(size)) for size in first.shape[:2])
        return cls(actions=labels, payoffs=np.stack([first, second], axis=2), players=players)

    def __str__(self) -> str:
        """The table of payoffs where there are two players and one point; else a summary."""
        if len(self.players) != 2 or self.points != 1:
            return repr(self)
        rows = [
            [label, *(", ".join(number(float(v)) for v in cell[:, 0]) for cell in line)]
            for label, line in zip(self.actions[0], self.payoffs, strict=True)
        ]
        return text_table((f"{self.players[0]} \\ {self.players[1]}", *self.actions[1]), rows)

    def __repr__(self) -> str:
        sizes = " x ".join(str(size) for size in self.shape)
        title = f" '{self.title}'" if self.title else ""
        points = f"{self.points:,} point{'' if self.points == 1 else 's'}"
        return f"NormalFormGame{title}: {', '.join(self.players)}; {sizes} strategies; {points}"

    @property
    def shape(self) -> tuple[int, ...]:
        """How many strategies each player has."""
        return self.payoffs.shape[:-2]

    @property
    def points(self) -> int:
        """How many parameter points the payoffs hold."""
        return int(self.payoffs.shape[-1])

    def payoff_of(self, player: int) -> Array:
        """One player's payoffs, own strategies first, then the others' in order; ``(own, *others, point)``."""
        return np.moveaxis(self.payoffs[..., player, :], player, 0)

    def at(self, points: Sequence[int] | npt.NDArray[np.int64]) -> NormalFormGame:
        """The game at some of its points."""
        which = np.asarray(points, dtype=np.int64)
        if ((which < 0) | (which >= self.points)).any():
            raise ArgumentError(f"the game has points 0 to {self.points - 1}, found {which.tolist()}")
        chosen = self.payoffs[..., which]
        return NormalFormGame(actions=self.actions, payoffs=chosen, players=self.players, title=self.title)


def expected_payoffs(game: NormalFormGame, mixed: Sequence[Array], points: npt.NDArray[np.int64]) -> Array:
    """What some mixed profiles are worth: ``(profile, player)``.

    `mixed` holds for each player an array ``(profile, strategy)``; profile k is played at ``points[k]``.
    """
    worth = np.moveaxis(game.payoffs[..., points], -1, 0)
    for weights in mixed:
        worth = np.einsum("ks,ks...->k...", weights, worth)
    return worth


def deviation_payoffs(
    game: NormalFormGame, mixed: Sequence[Array], points: npt.NDArray[np.int64], player: int
) -> Array:
    """What each strategy of one player is worth against the others' mixtures: ``(profile, strategy)``."""
    worth = np.moveaxis(game.payoffs[..., player, points], -1, 0)
    worth = np.moveaxis(worth, 1 + player, -1)
    for other, weights in enumerate(mixed):
        if other != player:
            worth = np.einsum("ks,ks...->k...", weights, worth)
    return worth
