"""Iterated elimination of dominated strategies, round by round."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from deterrence.errors import ArgumentError, expect_kind
from deterrence.game.extensive import ExtensiveGame
from deterrence.game.normal_form import NormalFormGame
from deterrence.game.strategic_form import strategic_form
from deterrence.solvers.ties import TIE, tied
from deterrence.tables.text import html_table, number, text_table

if TYPE_CHECKING:
    from deterrence.plot.drawing.style import Axes, Size

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Elimination:
    """One strategy, out in a round, and the strategy or mixture of its player that dominates it then."""

    round: int
    player: str
    strategy: str
    by: Mapping[str, float]

    def __str__(self) -> str:
        parts = [name if p == 1 else f"{number(p)} {name}" for name, p in self.by.items()]
        return " + ".join(parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dominance:
    """What iterated elimination removes and what it leaves.

    `eliminations` are in order: by round, player, strategy. `survivors` are
    each player's labels. `weak` and `mixed` repeat what was asked.
    """

    weak: bool
    mixed: bool
    eliminations: tuple[Elimination, ...]
    survivors: Mapping[str, tuple[str, ...]]

    @property
    def solves(self) -> bool:
        """Whether one profile is left."""
        return all(len(labels) == 1 for labels in self.survivors.values())

    def plot(self, *, game: NormalFormGame | None = None, ax: Axes | None = None, size: Size = "page") -> Axes:
        """Draw what goes in which round; with its `game`, as lines through the table of payoffs."""
        from deterrence.plot.equilibria.strategy_tables import elimination_table

        return elimination_table(self, game=game, ax=ax, size=size)

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return {
            "weak": self.weak,
            "mixed": self.mixed,
            "eliminations": [
                {"round": step.round, "player": step.player, "strategy": step.strategy, "by": dict(step.by)}
                for step in self.eliminations
            ],
            "survivors": {player: list(labels) for player, labels in self.survivors.items()},
        }

    def _table(self) -> tuple[tuple[str, ...], list[list[str]]]:
        rows = [[str(step.round), step.player, step.strategy, str(step)] for step in self.eliminations]
        return ("round", "player", "eliminated", "dominated by"), rows

    def __str__(self) -> str:
        left = "; ".join(f"{player} {', '.join(labels)}" for player, labels in self.survivors.items())
        kind = "weakly" if self.weak else "strictly"
        if not self.eliminations:
            return f"nothing is {kind} dominated\nleft: {left}"
        return f"{text_table(*self._table())}\nleft: {left}"

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return html_table(*self._table())


def dominance(game: NormalFormGame | ExtensiveGame, *, weak: bool = False, mixed: bool = True) -> Dominance:
    """Remove dominated strategies as long as there are any.

    In every round all dominated strategies of all players go together. For
    strict dominance the order does not matter; for weak dominance it can, and
    this order, of maximal simultaneous elimination, is the one meant here.

    Parameters
    ----------
    game
        One point. An extensive game stands for its reduced strategic form.
    weak
        Whether being never better and sometimes worse is enough; else a
        strategy must be worse against everything the others have left.
    mixed
        Whether mixtures dominate too (by linear programs).

    Returns
    -------
    Dominance
        Payoffs that are tied count as equal. A pure strategy is named as what
        dominates where there is one, if possible one that survives the round.

    Raises
    ------
    ArgumentError
        The game has several points, or a payoff is not a finite number.

    References
    ----------
    D. Pearce, "Rationalizable strategic behavior and the problem of
    perfection", Econometrica 52, 1984; I. Gilboa, E. Kalai and E. Zemel, "On
    the order of eliminating dominated strategies", OR Letters 9, 1990.

    Examples
    --------
    >>> print(dominance(NormalFormGame.of_matrices([[3, 0], [0, 3], [1, 1]], [[2, 1], [1, 3], [4, 0]])))
    round  player  eliminated  dominated by
        1  1       3           0.5 1 + 0.5 2
    left: 1 1, 2; 2 1, 2
    """
    if not isinstance(game, ExtensiveGame):
        expect_kind(game, NormalFormGame, "dominance")
    if isinstance(game, ExtensiveGame):
        game = strategic_form(game).game
    if game.points != 1:
        raise ArgumentError(f"dominance is of one point; this game has {game.points}", "take one with game.at([k])")
    if not np.isfinite(game.payoffs).all():
        raise ArgumentError("a payoff is not a finite number")
    alive = [list(range(size)) for size in game.shape]
    steps: list[Elimination] = []
    for count in range(1, sum(game.shape) + 1):
        out = [_dominated(_table(game, alive, i), weak=weak, mixed=mixed) for i in range(len(alive))]
        if not any(out):
            break
        for i, (own, gone) in enumerate(zip(alive, out, strict=True)):
            labels = [game.actions[i][s] for s in own]
            for place, weights in gone.items():
                by = {label: float(w) for label, w in zip(labels, weights, strict=True) if w > TIE}
                steps.append(Elimination(round=count, player=game.players[i], strategy=labels[place], by=by))
        alive = [[s for place, s in enumerate(own) if place not in gone] for own, gone in zip(alive, out, strict=True)]
    left = {player: tuple(game.actions[i][s] for s in alive[i]) for i, player in enumerate(game.players)}
    return Dominance(weak=weak, mixed=mixed, eliminations=tuple(steps), survivors=left)


def _table(game: NormalFormGame, alive: list[list[int]], player: int) -> Array:
    """What is left of a player's payoffs, own strategies against profiles of the others."""
    payoffs = game.payoffs[..., player, 0][np.ix_(*alive)]
    return np.moveaxis(payoffs, player, 0).reshape(len(alive[player]), -1)


def _dominated(table: Array, *, weak: bool, mixed: bool) -> dict[int, Array]:
    """The dominated rows, each with the weights of what dominates it."""
    above = (table[:, None] > table[None]) & ~tied(table[:, None], table[None])
    never_worse, somewhere, everywhere = ~above.swapaxes(0, 1).any(axis=2), above.any(axis=2), above.all(axis=2)
    beats = np.asarray(never_worse & somewhere if weak else everywhere)
    lasting = ~beats.any(axis=0)
    found = {}
    for place in range(len(table)):
        if beats[:, place].any():
            winners = beats[:, place] & lasting if (beats[:, place] & lasting).any() else beats[:, place]
            found[place] = np.eye(len(table))[np.argmax(winners)]
        elif mixed and len(table) > 2:
            weights = _dominating_mixture(table, place, weak=weak)
            if weights is not None:
                found[place] = weights
    return found


def _dominating_mixture(table: Array, place: int, *, weak: bool) -> Array | None:
    """The mixture of the other rows that beats a row most surely (or most in sum), or None."""
    from scipy.optimize import linprog

    unit = max(float(np.abs(table).max()), 1.0) if np.ptp(table) >= 1 else float(np.ptp(table)) or 1.0
    gain = (np.delete(table, place, axis=0) - table[place]).T / unit
    profiles, others = gain.shape
    reward = np.append(-gain.sum(axis=0), 0.0) if weak else np.append(np.zeros(others), -1.0)
    answer = linprog(
        reward,
        A_ub=np.hstack([-gain, np.full((profiles, 1), 0.0 if weak else 1.0)]),
        b_ub=np.zeros(profiles),
        A_eq=np.append(np.ones(others), 0.0)[None],
        b_eq=[1.0],
        bounds=[(0, 1)] * others + [(None, None)],
        method="highs",
        options={"primal_feasibility_tolerance": 1e-10, "dual_feasibility_tolerance": 1e-10},
    )
    if answer.x is None or -answer.fun <= TIE * profiles**weak:
        return None
    weights: Array = np.insert(np.maximum(answer.x[:-1], 0.0), place, 0.0)
    weights /= weights.sum()
    return weights
