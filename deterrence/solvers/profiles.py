"""Mixed profiles of many two-player games in columns, with what they are worth and what deviating would gain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Profiles:
    """Profile k is played in ``game[k]``: weights are ``(strategy, profile)``.

    `degenerate` marks extreme points of continua.
    """

    game: Ints
    row: Array
    column: Array
    degenerate: Bools

    def chosen(self, index: Ints | Bools) -> Profiles:
        """Some of the profiles, in the order of `index`."""
        return Profiles(
            game=self.game[index],
            row=self.row[:, index],
            column=self.column[:, index],
            degenerate=self.degenerate[index],
        )

    def renamed(self, games: Ints) -> Profiles:
        """The same profiles, their games numbered as in ``games``."""
        return Profiles(game=games[self.game], row=self.row, column=self.column, degenerate=self.degenerate)


def joined(parts: Sequence[Profiles]) -> Profiles:
    """All profiles of several values, one after another."""
    return Profiles(
        game=np.concatenate([part.game for part in parts]),
        row=np.concatenate([part.row for part in parts], axis=1),
        column=np.concatenate([part.column for part in parts], axis=1),
        degenerate=np.concatenate([part.degenerate for part in parts]),
    )


def no_profiles(rows: int, columns: int) -> Profiles:
    """None, of games of that size."""
    none = np.zeros(0, dtype=np.int64)
    return Profiles(
        game=none, row=np.zeros((rows, 0)), column=np.zeros((columns, 0)), degenerate=np.zeros(0, dtype=bool)
    )


def ordered(profiles: Profiles) -> Profiles:
    """By game; pure profiles first; then one that uses an earlier strategy before one that does not, rows first."""
    unused = np.zeros(len(profiles.game), dtype=np.int64)
    zeros = np.zeros(len(profiles.game), dtype=np.int64)
    for weights in (*profiles.row, *profiles.column):
        zero = weights == 0
        zeros += zero
        unused <<= 1
        unused |= zero
    strategies = len(profiles.row) + len(profiles.column)
    key = (((profiles.game << 1) | (zeros < strategies - 2)) << strategies) | unused
    return profiles.chosen(np.argsort(key, kind="stable"))


def worth_and_gains(payoffs: Array, profiles: Profiles) -> tuple[Array, Array]:
    """Expected payoffs ``(profile, player)`` and each player's largest gain from deviating ``(player, profile)``.

    From the definition alone: every pure deviation is tried. `payoffs` is ``(row, column, player, game)``.
    """
    worth = np.zeros((2, len(profiles.game)))
    gains = np.zeros((2, len(profiles.game)))
    for player, (own, other) in enumerate(((profiles.row, profiles.column), (profiles.column, profiles.row))):
        table = payoffs[:, :, player].swapaxes(0, player)
        best = np.full(len(profiles.game), -np.inf)
        for line, weights in zip(table, own, strict=True):
            value = line[0].take(profiles.game)
            value *= other[0]
            for entry, chance in zip(line[1:], other[1:], strict=True):
                term = entry.take(profiles.game)
                term *= chance
                value += term
            np.maximum(best, value, out=best)
            value *= weights
            worth[player] += value
        best -= worth[player]
        np.maximum(best, 0.0, out=gains[player])
    return worth.T, gains
