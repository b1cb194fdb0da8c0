"""Correlated equilibria by linear programming."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from deterrence.errors import ArgumentError, nearest
from deterrence.game.extensive import ExtensiveGame
from deterrence.game.normal_form import NormalFormGame
from deterrence.game.strategic_form import strategic_form
from deterrence.solvers.bimatrix import finite_points
from deterrence.solvers.equilibria import Termination
from deterrence.tables.text import html_table, number, text_table

if TYPE_CHECKING:
    from deterrence.plot.drawing.style import Axes, Size

Array = npt.NDArray[np.float64]
EXACT = {"primal_feasibility_tolerance": 1e-10, "dual_feasibility_tolerance": 1e-10}
SHOWN = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CorrelatedEquilibrium:
    """A law of recommended profiles that nobody gains from disobeying, best by some objective.

    Parameters
    ----------
    game
        The game, in strategic form.
    coarse
        Whether players must commit to obeying before they see their recommendation.
    distribution
        The probability of each profile: ``(*strategies, point)``.
    payoffs
        ``(point, player)``.
    regret
        The largest gain of any player from disobeying, before the draw: ``(point,)``.
    objective
        The value that was maximised: ``(point,)``.
    terminations
        For each point, a `Termination`; not-a-number where there is no answer.
    """

    game: NormalFormGame
    coarse: bool
    distribution: Array
    payoffs: Array
    regret: Array
    objective: Array
    terminations: npt.NDArray[np.int8]

    @property
    def termination(self) -> Termination:
        """How the solver ended; over several points, the worst."""
        return Termination(int(self.terminations.max(initial=0)))

    def plot(self, *, point: int = 0, ax: Axes | None = None, size: Size = "page") -> Axes:
        """Draw how often each profile is recommended, at one point."""
        from deterrence.plot.equilibria.strategy_tables import correlated_table

        return correlated_table(self, point=point, ax=ax, size=size)

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return {
            "coarse": self.coarse,
            "termination": str(self.termination),
            "points": [
                {
                    "profiles": {", ".join(names): p for names, p in self._profiles(point)},
                    "payoffs": dict(zip(self.game.players, self.payoffs[point].tolist(), strict=True)),
                    "regret": float(self.regret[point]),
                    "objective": float(self.objective[point]),
                }
                for point in range(self.game.points)
            ],
        }

    def _profiles(self, point: int) -> list[tuple[tuple[str, ...], float]]:
        law = self.distribution[..., point]
        return [
            (tuple(names[i] for names, i in zip(self.game.actions, place, strict=True)), float(law[tuple(place)]))
            for place in np.argwhere(law > SHOWN)
        ]

    def _table(self) -> tuple[tuple[str, ...], list[list[str]]]:
        rows = [
            [*([str(point)] if self.game.points > 1 else []), *names, number(p)]
            for point in range(self.game.points)
            for names, p in self._profiles(point)
        ]
        return (*(["point"] if self.game.points > 1 else []), *self.game.players, "probability"), rows

    def __str__(self) -> str:
        kind = "coarse correlated equilibrium" if self.coarse else "correlated equilibrium"
        worst = number(float(np.nanmax(self.regret, initial=0.0)))
        return f"{kind} ({self.termination}; regret at most {worst})\n{text_table(*self._table())}"

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return html_table(*self._table())


def correlated(
    game: NormalFormGame | ExtensiveGame,
    *,
    objective: Mapping[str, float] | npt.ArrayLike | None = None,
    coarse: bool = False,
) -> CorrelatedEquilibrium:
    """A correlated equilibrium that is best by a linear objective, at every point.

    Parameters
    ----------
    game
        Any number of players. An extensive game stands for its reduced
        strategic form: a recommendation is a whole plan, given before the game
        (a normal-form correlated equilibrium).
    objective
        The weight of each player's payoff (0 for those left out), or one
        number for each profile, ``(*strategies)``. By default the sum of payoffs.
    coarse
        Whether players decide to obey before they see their recommendation,
        so that only whole deviations count.

    Returns
    -------
    CorrelatedEquilibrium
        Where a payoff is not a finite number, not-a-number and
        `Termination.UNDEFINED`.

    Raises
    ------
    ArgumentError
        The objective names no player, or has another shape.

    References
    ----------
    R. J. Aumann, "Subjectivity and correlation in randomized strategies",
    Journal of Mathematical Economics 1, 1974; H. Moulin and J.-P. Vial,
    "Strategically zero-sum games", International Journal of Game Theory 7, 1978.

    Examples
    --------
    >>> chicken = NormalFormGame.of_matrices([[6, 2], [7, 0]], [[6, 7], [2, 0]])
    >>> best = correlated(chicken)
    >>> best.distribution[..., 0].round(6).tolist(), best.payoffs[0].round(6).tolist()
    ([[0.5, 0.25], [0.25, 0.0]], [5.25, 5.25])
    """
    if isinstance(game, ExtensiveGame):
        game = strategic_form(game).game
    reward = _reward(game, objective)
    law = np.full((*game.shape, game.points), np.nan)
    terminations = np.full(game.points, int(Termination.UNDEFINED), dtype=np.int8)
    axes = tuple(range(len(game.shape)))
    for point in np.flatnonzero(finite_points(game) & np.isfinite(reward).all(axis=axes)):
        found = _best_law(_constraints(game, int(point), coarse=coarse), reward[..., point].reshape(-1))
        terminations[point] = Termination.NOT_CONVERGED if found is None else Termination.FINISHED
        if found is not None:
            law[..., point] = found.reshape(game.shape)
    return CorrelatedEquilibrium(
        game=game,
        coarse=coarse,
        distribution=law,
        payoffs=(law[..., None, :] * game.payoffs).sum(axis=axes).T,
        regret=_regret(game, law, coarse=coarse),
        objective=(law * reward).sum(axis=axes),
        terminations=terminations,
    )


def _reward(game: NormalFormGame, objective: Mapping[str, float] | npt.ArrayLike | None) -> Array:
    """What each profile counts for: ``(*strategies, point)``."""
    if isinstance(objective, str):
        raise ArgumentError(f"an objective is a weight for each player or an array, found {objective!r}")
    if objective is None:
        objective = dict.fromkeys(game.players, 1.0)
    if isinstance(objective, Mapping):
        for player in objective:
            if player not in game.players:
                raise ArgumentError(f"the objective weighs an unknown player '{player}'", nearest(player, game.players))
        weights = np.array([objective.get(player, 0.0) for player in game.players])
        found: Array = (game.payoffs * weights[:, None]).sum(axis=-2)
        return found
    table = np.asarray(objective, dtype=float)
    if table.shape != game.shape:
        raise ArgumentError(f"the objective has shape {table.shape}, expected that of the strategies, {game.shape}")
    return np.broadcast_to(table[..., None], (*game.shape, game.points))


def _constraints(game: NormalFormGame, point: int, *, coarse: bool) -> Any:
    """Gains from disobeying, in units of each player's range, as a sparse matrix: ``(deviation, profile)``."""
    from scipy.sparse import csr_matrix

    place = np.arange(int(np.prod(game.shape))).reshape(game.shape)
    rows: list[npt.NDArray[np.int64]] = []
    columns: list[npt.NDArray[np.int64]] = []
    values: list[Array] = []
    count = 0
    for player, size in enumerate(game.shape):
        payoffs = np.moveaxis(game.payoffs[..., player, point], player, 0).reshape(size, -1)
        payoffs = payoffs / (np.ptp(payoffs) or 1.0)
        profiles = np.moveaxis(place, player, 0).reshape(size, -1)
        for other in range(size):
            gain = payoffs[other] - payoffs
            numbers = np.zeros(size, dtype=np.int64) if coarse else np.arange(size)
            rows.append(np.broadcast_to(count + numbers[:, None], gain.shape).reshape(-1))
            columns.append(profiles.reshape(-1))
            values.append(gain.reshape(-1))
            count += 1 if coarse else size
    shape = (count, place.size)
    return csr_matrix((np.concatenate(values), (np.concatenate(rows), np.concatenate(columns))), shape=shape)


def _best_law(gains: Any, reward: Array) -> Array | None:
    from scipy.optimize import linprog

    answer = linprog(
        -reward / max(float(np.abs(reward).max()), 1e-300),
        A_ub=gains,
        b_ub=np.zeros(gains.shape[0]),
        A_eq=np.ones((1, len(reward))),
        b_eq=[1.0],
        method="highs",
        options=EXACT,
    )
    if answer.x is None:
        return None
    law: Array = np.maximum(answer.x, 0.0)
    law /= law.sum()
    return law


def _regret(game: NormalFormGame, law: Array, *, coarse: bool) -> Array:
    """The largest gain of any player, from the definition: replace a strategy when it is recommended, or always."""
    worst = np.zeros(game.points)
    for player, size in enumerate(game.shape):
        others = int(np.prod(game.shape)) // size
        payoffs = game.payoff_of(player).reshape(size, others, game.points)
        own = np.moveaxis(law, player, 0).reshape(size, others, game.points)
        obeying = (own * payoffs).sum(axis=1)
        replacing = np.einsum("sop,top->stp", own, payoffs)
        gains = replacing - obeying[:, None]
        gain = gains.sum(axis=0).max(axis=0) if coarse else gains.max(axis=(0, 1))
        worst = np.maximum(worst, gain)
    return worst
