"""Evolutionary stability: strategies, and sets of them, that no small group of mutants can invade."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from deterrence.errors import ConceptError
from deterrence.game.normal_form import NormalFormGame
from deterrence.solvers.dynamics import is_symmetric, matrices
from deterrence.tables.text import html_table, number

if TYPE_CHECKING:
    from deterrence.plot.drawing.style import Axes, Size

Array = npt.NDArray[np.float64]

SLACK = 1e-9
MOST_STRATEGIES = 12


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class EvolutionarilyStable:
    """The evolutionarily stable strategies of a symmetric game, one a row of ``(strategy, action)``."""

    actions: tuple[str, ...]
    strategies: Array

    def __len__(self) -> int:
        return len(self.strategies)

    def plot(self, *, ax: Axes | None = None, size: Size = "page") -> Axes:
        """Draw the shares of every stable strategy."""
        from deterrence.plot.equilibria.choice_shares import stable_mixtures

        return stable_mixtures(self, ax=ax, size=size)

    def __str__(self) -> str:
        if not len(self):
            return "no evolutionarily stable strategy"
        rows = [
            ", ".join(
                f"{label} {number(float(share))}" for label, share in zip(self.actions, row, strict=True) if share
            )
            for row in self.strategies
        ]
        return "evolutionarily stable: " + "; ".join(rows)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        if not len(self):
            return f"<p>{self}</p>"
        return html_table(self.actions, [[number(float(share)) for share in row] for row in self.strategies])


def evolutionarily_stable(game: NormalFormGame) -> EvolutionarilyStable:
    """All evolutionarily stable strategies of a symmetric two-player game, pure and mixed.

    A strategy is evolutionarily stable when it is a best reply to itself and
    does better than any other best reply against that one. It is so exactly
    when the payoff matrix is negative definite in the directions open to
    mutants, which is tested on every support.

    Parameters
    ----------
    game
        Symmetric, with at most 12 strategies, at one point.

    Returns
    -------
    EvolutionarilyStable
        In order of their supports, smaller first; perhaps none.

    Raises
    ------
    ConceptError
        The game is not symmetric, or too large.

    References
    ----------
    .. [1] J. Maynard Smith and G. R. Price, "The logic of animal conflict",
       Nature 246, 1973.
    .. [2] J. Haigh, "Game theory and evolution", Advances in Applied
       Probability 7, 1975.
    .. [3] A. Abakuks, "Conditions for evolutionarily stable strategies",
       Journal of Applied Probability 17, 1980.

    Examples
    --------
    >>> hawk_dove = NormalFormGame.of_matrices([[-.5, 2], [0, 1]], [[-.5, 0], [2, 1]])
    >>> evolutionarily_stable(hawk_dove).strategies.round(6).tolist()
    [[0.666667, 0.333333]]
    """
    own = _matrix(game)
    size = len(own)
    found = []
    for count in range(1, size + 1):
        for support in itertools.combinations(range(size), count):
            strategy = _symmetric_equilibrium(own, support)
            if strategy is not None and _resists(own, strategy, support):
                found.append(strategy)
    return EvolutionarilyStable(actions=game.actions[0], strategies=np.array(found).reshape(len(found), size))


def is_evolutionarily_stable_set(game: NormalFormGame, vertices: npt.ArrayLike) -> bool:
    """Whether a convex set of strategies is evolutionarily stable as a set.

    A closed set of symmetric equilibria is, when every best reply to one of its
    members either does worse than that member against itself or belongs to the
    set (with the same payoff). Shares within the set may drift; nobody outside
    it spreads.

    Parameters
    ----------
    game
        Symmetric, at one point.
    vertices
        The extreme points, ``(vertex, action)``.

    Raises
    ------
    ConceptError
        The game is not symmetric.

    References
    ----------
    .. [1] B. Thomas, "On evolutionarily stable sets", Journal of Mathematical
       Biology 22, 1985.

    Examples
    --------
    Two ways of doing the same are stable together, and neither alone:

    >>> same = [[1, 1, 1], [1, 1, 1], [0, 0, 0]]
    >>> twins = NormalFormGame.of_matrices(same, np.transpose(same))
    >>> is_evolutionarily_stable_set(twins, [[1, 0, 0], [0, 1, 0]]), is_evolutionarily_stable_set(twins, [[1, 0, 0]])
    (True, False)
    """
    own = _matrix(game)
    ends = np.atleast_2d(np.asarray(vertices, dtype=float))
    subsets = itertools.chain.from_iterable(itertools.combinations(range(len(ends)), k + 1) for k in range(len(ends)))
    return all(_holds_within(own, ends[list(subset)].mean(axis=0), ends) for subset in subsets)


def _matrix(game: NormalFormGame) -> Array:
    own, _ = matrices(game)
    if not is_symmetric(game):
        raise ConceptError("evolutionary stability needs a symmetric game")
    if len(own) > MOST_STRATEGIES:
        raise ConceptError(f"at most {MOST_STRATEGIES} strategies, found {len(own)}")
    return own


def _symmetric_equilibrium(own: Array, support: tuple[int, ...]) -> Array | None:
    """The one symmetric equilibrium with exactly this support; None if there is none or a continuum of them."""
    count = len(support)
    system = np.ones((count + 1, count + 1))
    system[:count, :count] = own[np.ix_(support, support)]
    system[:count, count] = -1.0
    system[count, count] = 0.0
    if np.linalg.cond(system) > 1 / SLACK:
        return None
    solved = np.linalg.solve(system, np.eye(count + 1)[count])
    if (solved[:count] <= SLACK).any():
        return None
    strategy = np.zeros(len(own))
    strategy[list(support)] = solved[:count]
    worths = own @ strategy
    return strategy if worths.max() <= solved[count] + SLACK * max(1.0, np.abs(own).max()) else None


def _replies(own: Array, strategy: Array) -> list[int]:
    worths = own @ strategy
    return np.flatnonzero(worths >= worths.max() - SLACK * max(1.0, np.abs(own).max())).tolist()


def _resists(own: Array, strategy: Array, support: tuple[int, ...]) -> bool:
    """Whether every other best reply does worse against itself than the strategy does against it."""
    return _is_strictly_copositive(_open_directions(own, strategy, list(support)))


def _open_directions(own: Array, strategy: Array, support: list[int]) -> Array | None:
    """The quadratic form that must be positive where shares of strategies outside the support may grow only.

    Directions within the support are free; the form must be positive definite
    there (else None), and what is left is its Schur complement.
    """
    base, *free = support
    outside = [i for i in _replies(own, strategy) if i not in support]
    directions = np.eye(len(own))[:, free + outside] - np.eye(len(own))[:, [base]]
    form = -directions.T @ (own + own.T) @ directions / 2
    inner, cross, outer = form[: len(free), : len(free)], form[: len(free), len(free) :], form[len(free) :, len(free) :]
    if len(free) and np.linalg.eigvalsh(inner)[0] <= SLACK:
        return None
    found: Array = outer - cross.T @ np.linalg.solve(inner, cross) if len(free) else outer
    return found


def _is_strictly_copositive(form: Array | None) -> bool:
    """Whether ``z' F z > 0`` for all ``z >= 0`` but 0, by Hadeler's criterion on all principal submatrices."""
    if form is None:
        return False
    for count in range(1, len(form) + 1):
        for chosen in itertools.combinations(range(len(form)), count):
            block = form[np.ix_(chosen, chosen)]
            if count == 1 and block[0, 0] <= SLACK:
                return False
            if count > 1 and np.linalg.det(block) <= SLACK and (_adjugate(block) > 0).all():
                return False
    return True


def _adjugate(block: Array) -> Array:
    size = len(block)
    found = np.empty_like(block)
    for i, j in itertools.product(range(size), repeat=2):
        minor = np.delete(np.delete(block, i, axis=0), j, axis=1)
        found[j, i] = (-1) ** (i + j) * np.linalg.det(minor)
    return found


def _holds_within(own: Array, strategy: Array, ends: Array) -> bool:
    """The condition of a stable set at one member.

    What the member does better against a mutant than the mutant itself is a
    quadratic form in the mutant's shares of best replies. It must be copositive,
    and 0 only for mutants in whose direction the set lies.
    """
    scale = SLACK * max(1.0, np.abs(own).max())
    if (own @ strategy).max() > strategy @ own @ strategy + scale:
        return False
    replies = _replies(own, strategy)
    form = np.outer(np.ones(len(replies)), strategy @ own[:, replies]) - own[np.ix_(replies, replies)]
    form = (form + form.T) / 2
    for count in range(1, len(form) + 1):
        for chosen in itertools.combinations(range(len(form)), count):
            values, vectors = np.linalg.eigh(form[np.ix_(chosen, chosen)])
            for value, shares in zip(values, _positive(values, vectors), strict=True):
                if shares is None or value > scale:
                    continue
                mutant = np.zeros(len(own))
                mutant[np.array(replies)[list(chosen)]] = shares
                if value < -scale or not _points_into(mutant - strategy, ends - strategy):
                    return False
    return True


def _positive(values: Array, vectors: Array) -> list[Array | None]:
    """For each eigenvalue a vector of shares, all positive, in its eigenspace; None where there is none."""
    from scipy.optimize import linprog

    found: list[Array | None] = []
    for value in values:
        space = vectors[:, np.abs(values - value) <= SLACK * max(1.0, abs(value))]
        if space.shape[1] == 1:
            shares = space[:, 0] / space[:, 0].sum() if abs(space[:, 0].sum()) > SLACK else -np.ones(len(space))
        else:
            rows = np.hstack([-space, np.ones((len(space), 1))])
            cost = [*np.zeros(space.shape[1]), -1.0]
            bounds = [(None, None)] * (space.shape[1] + 1)
            solved = linprog(
                cost, A_ub=rows, b_ub=np.zeros(len(space)), A_eq=[[*space.sum(axis=0), 0]], b_eq=[1], bounds=bounds
            )
            shares = space @ solved.x[:-1] if solved.status == 0 else -np.ones(len(space))
        found.append(shares if (shares > SLACK).all() else None)
    return found


def _points_into(direction: Array, along: Array) -> bool:
    """Whether a direction is a sum of directions along a set, none of them taken backwards."""
    from scipy.optimize import nnls

    return bool(nnls(along.T, direction)[1] <= 1e-7)
