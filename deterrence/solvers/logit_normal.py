"""The logit equations of a normal form as systems of rows: two players with one eliminated, or any number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from deterrence.game.normal_form import NormalFormGame
from deterrence.solvers.bordered import solve_bordered
from deterrence.solvers.logit_kernel import correct, inner, shares, workspace

Array = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class TwoPlayers:
    """Payoffs less those of the own first strategy: ``(m, n + 1, point)`` and ``(n, m + 1, point)``."""

    first: Array
    second: Array
    work: Array

    @classmethod
    def of(cls, payoffs: Array) -> TwoPlayers:
        """The system of payoffs ``(row, column, player, point)``."""
        rows, columns = payoffs.shape[:2]
        first = payoffs[1:, :, 0] - payoffs[:1, :, 0]
        second = np.ascontiguousarray(np.swapaxes(payoffs[:, 1:, 1] - payoffs[:, :1, 1], 0, 1))
        return cls(first, second, np.empty((workspace(rows - 1, columns - 1), payoffs.shape[-1])))

    @property
    def unknowns(self) -> int:
        """Both players' log-odds and the precision."""
        return len(self.first) + len(self.second) + 1

    def correct(self, x: Array, tangent: Array, free: float) -> Array:
        """One Newton correction; see `deterrence.solvers.logit_kernel.correct`."""
        found: Array = correct(self.first, self.second, x, tangent, self.work, free)
        return found

    def profile(self, x: Array) -> list[Array]:
        """Both players' probabilities ``(strategy, point)``; equal payoffs have equal bits."""
        sizes = len(self.first) + 1, len(self.second) + 1
        first, second = mixtures(x[:-1], sizes)
        leads = [inner(row, second) for row in self.first] + [inner(row, first) for row in self.second]
        return mixtures(with_ties(x[:-1], np.array(leads), sizes), sizes)

    def at(self, points: Ints) -> TwoPlayers:
        """The equations at some of the points."""
        size = len(self.work), len(points)
        return TwoPlayers(self.first[..., points], self.second[..., points], np.empty(size))


@dataclass(frozen=True, slots=True, eq=False)
class ManyPlayers:
    """For each player the payoffs less those of the own first strategy, ``(own - 1, *others, point)``."""

    leads: tuple[Array, ...]
    sizes: tuple[int, ...]

    @classmethod
    def of(cls, payoffs: Array) -> ManyPlayers:
        """The system of payoffs ``(*strategies, player, point)``."""
        sizes = payoffs.shape[:-2]
        own = [np.moveaxis(payoffs[..., i, :], i, 0) for i in range(len(sizes))]
        return cls(tuple(np.ascontiguousarray(table[1:] - table[:1]) for table in own), sizes)

    @property
    def unknowns(self) -> int:
        """Everybody's log-odds and the precision."""
        return sum(self.sizes) - len(self.sizes) + 1

    def correct(self, x: Array, tangent: Array, free: float) -> Array:
        """One Newton correction of all unknowns at once."""
        mixed, places, precision = mixtures(x[:-1], self.sizes), odds_places(self.sizes), x[-1]
        right = np.empty((self.unknowns - 1, x.shape[1]))
        system = np.zeros((self.unknowns - 1, self.unknowns, x.shape[1]))
        for i, place in enumerate(places):
            worth = self._worth(i, mixed)
            for j, other in enumerate(places):
                if j != i:
                    against = self._worth(i, mixed, keep=j)
                    system[place, other] = -precision * mixed[j][1:] * (against[:, 1:] - worth[:, None])
            right[place] = precision * worth - x[place]
            system[place, -1] = -worth * free
        diagonal = np.arange(self.unknowns - 1)
        system[diagonal, diagonal] += 1.0
        return solve_bordered(system, right, x, tangent)

    def profile(self, x: Array) -> list[Array]:
        """The players' probabilities ``(strategy, point)``; equal payoffs have equal bits."""
        mixed = mixtures(x[:-1], self.sizes)
        leads = np.concatenate([self._worth(i, mixed) for i in range(len(self.sizes))])
        return mixtures(with_ties(x[:-1], leads, self.sizes), self.sizes)

    def _worth(self, player: int, mixed: Sequence[Array], keep: int | None = None) -> Array:
        """What strategies are worth more than the first, ``(own - 1, point)``; or against each strategy of `keep`."""
        table = self.leads[player]
        others = [j for j in range(len(mixed)) if j != player]
        for axis in range(len(others), 0, -1):
            if others[axis - 1] != keep:
                table = inner(np.moveaxis(table, axis, 0), mixed[others[axis - 1]])
        return table

    def at(self, points: Ints) -> ManyPlayers:
        """The equations at some of the points."""
        return ManyPlayers(tuple(lead[..., points] for lead in self.leads), self.sizes)


def normal_form_system(game: NormalFormGame, scale: Array) -> TwoPlayers | ManyPlayers:
    """The logit equations of a game whose payoffs are divided by `scale`, at all its points."""
    payoffs = game.payoffs / scale
    return TwoPlayers.of(payoffs) if payoffs.ndim == 4 and min(payoffs.shape[:2]) > 1 else ManyPlayers.of(payoffs)


def odds_places(sizes: Sequence[int]) -> list[slice]:
    """Where each player's log-odds stand in a state."""
    ends = np.cumsum([size - 1 for size in sizes])
    return [slice(int(end) - size + 1, int(end)) for end, size in zip(ends, sizes, strict=True)]


def mixtures(odds: Array, sizes: Sequence[int]) -> list[Array]:
    """The probabilities that log-odds against the first say, for each group of choices: ``(choice, point)``."""
    found = []
    for place, size in zip(odds_places(sizes), sizes, strict=True):
        mixed = np.ones((size, odds.shape[1]))
        if size > 1:
            shares(odds[place], mixed)
        found.append(mixed)
    return found


def with_ties(odds: Array, leads: Array, sizes: Sequence[int]) -> Array:
    """Log-odds, made equal where choices of one group are worth exactly the same."""
    found = odds.copy()
    for place in odds_places(sizes):
        own, worth = found[place], leads[place]
        for i in range(len(own)):
            own[i] = np.where(worth[i] == 0, 0.0, own[i])
            for k in range(i):
                own[i] = np.where(worth[i] == worth[k], own[k], own[i])
    return found
