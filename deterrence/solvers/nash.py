"""Nash equilibria of games in strategic and in extensive form."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import numpy.typing as npt

from deterrence.errors import ArgumentError, expect_kind, nearest
from deterrence.game.extensive import ExtensiveGame
from deterrence.game.normal_form import NormalFormGame
from deterrence.game.strategic_form import strategic_form
from deterrence.solvers.behavior import behavior_equilibria
from deterrence.solvers.bimatrix import finite_points
from deterrence.solvers.elimination import undominated_strategies
from deterrence.solvers.equilibria import Array, Bools, Equilibria, Ints, Termination, normal_form_equilibria
from deterrence.solvers.extreme_equilibria import extreme_equilibria, support_enumeration, within_limit
from deterrence.solvers.lemke_howson import lemke_howson
from deterrence.solvers.pure_nash import pure_nash
from deterrence.solvers.zero_sum import zero_sum

METHODS: Mapping[str, Callable[[NormalFormGame], Equilibria]] = {
    "extreme": extreme_equilibria,
    "lemke_howson": lemke_howson,
    "zero_sum": zero_sum,
    "support": support_enumeration,
}


def nash(game: NormalFormGame | ExtensiveGame, *, method: str | None = None) -> Equilibria:
    """Nash equilibria of a game, at every parameter point.

    With two players all extreme equilibria are found (all equilibria, if
    nothing is tied); with one, all optimal strategies. With more players, and
    in games too large for that, strategies strictly dominated by pure ones are
    removed as long as there are any; if at most two players keep a choice
    their game is solved completely, else the pure equilibria are listed,
    `completes` is False, and nobody asks whether they belong to continua.

    An extensive game is solved in its reduced strategic form. Mixtures of
    plans become probabilities of actions by their realization weights; at an
    information set that a player's own strategy never reaches, the first
    action gets probability 1. Equilibria of the same behavior count once.
    Regret is that of the strategic form, before the game begins.

    Parameters
    ----------
    game
        Any number of players and points.
    method
        ``"extreme"`` (two players), ``"support"`` (two players, supports of
        equal size), ``"lemke_howson"`` (two players, one equilibrium),
        ``"zero_sum"`` (two players, one equilibrium), or ``"pure"`` (any
        number of players). The default chooses by the game, as above.

    Returns
    -------
    Equilibria
        By point; pure profiles first. Where a payoff is not a finite number
        there is no row and `Termination.UNDEFINED`; where only pure
        equilibria were looked for and none exists, no row, `completes` False
        and `Termination.LIMIT`.

    Raises
    ------
    ArgumentError
        There is no such method.
    ConceptError
        The method is not for this game.
    TreeTooLargeError
        The strategic form of an extensive game is too large.

    References
    ----------
    J. F. Nash, "Non-cooperative games", Annals of Mathematics 54, 1951;
    H. W. Kuhn, "Extensive games and the problem of information", 1953.

    Examples
    --------
    >>> chicken = NormalFormGame.of_matrices([[3, 2], [4, 1]], [[3, 4], [2, 1]])
    >>> print(nash(chicken))
    Nash equilibrium: 3 found (all of them; finished)
    probabilities               payoffs       regret  kind
    1 (1, 0); 2 (0, 1)          1 2, 2 4           0     -
    1 (0, 1); 2 (1, 0)          1 4, 2 2           0     -
    1 (0.5, 0.5); 2 (0.5, 0.5)  1 2.5, 2 2.5       0     -
    """
    if not isinstance(game, ExtensiveGame):
        expect_kind(game, NormalFormGame, "nash")
    if method not in (None, "pure", *METHODS):
        known = ", ".join(["pure", *METHODS])
        raise ArgumentError(f"unknown method '{method}'", nearest(str(method), METHODS) or f"known: {known}")
    if isinstance(game, ExtensiveGame):
        form = strategic_form(game)
        return behavior_equilibria(form, nash(form.game, method=method))
    if method == "pure":
        return _pure_equilibria(game)
    if method is not None:
        return METHODS[method](game)
    if len(game.players) == 2 and within_limit(*game.shape):
        return extreme_equilibria(game)
    return _after_elimination(game)


def _pure_equilibria(game: NormalFormGame) -> Equilibria:
    marks = np.moveaxis(pure_nash(game), -1, 0)
    point, *chosen = np.nonzero(marks)
    usable = finite_points(game)
    kept = usable[point]
    point = point[kept]
    mixed = [np.eye(size)[choice[kept]] for size, choice in zip(game.shape, chosen, strict=True)]
    terminations = np.where(np.bincount(point, minlength=game.points) > 0, Termination.FINISHED, Termination.LIMIT)
    terminations[~usable] = Termination.UNDEFINED
    return normal_form_equilibria(
        game,
        mixed,
        point,
        concept="Nash equilibrium",
        completes=np.zeros(game.points, dtype=bool),
        terminations=terminations.astype(np.int8),
    )


def _after_elimination(game: NormalFormGame) -> Equilibria:
    """Points with the same surviving strategies are solved together, with these alone."""
    usable = np.flatnonzero(finite_points(game))
    survivors = undominated_strategies(game.at(usable))
    patterns, which = np.unique(np.concatenate(survivors).T, axis=0, return_inverse=True)
    ends = np.cumsum(game.shape)[:-1]
    parts = [
        (usable[which.reshape(-1) == k], [np.flatnonzero(own) for own in np.split(pattern, ends)])
        for k, pattern in enumerate(patterns)
    ]
    completes = np.zeros(game.points, dtype=bool)
    terminations = np.full(game.points, int(Termination.UNDEFINED), dtype=np.int8)
    found = [_reduced(game, points, kept, completes, terminations) for points, kept in parts]
    point = np.concatenate([np.zeros(0, dtype=np.int64), *(part[0] for part in found)])
    order = np.argsort(point, kind="stable")
    mixed = [
        np.concatenate([np.zeros((0, size)), *(part[1][i] for part in found)])[order]
        for i, size in enumerate(game.shape)
    ]
    degenerate = np.concatenate([np.zeros(0, dtype=bool), *(part[2] for part in found)])[order]
    return normal_form_equilibria(
        game,
        mixed,
        point[order],
        concept="Nash equilibrium",
        completes=completes,
        terminations=terminations,
        degenerate=degenerate,
    )


def _reduced(
    game: NormalFormGame, points: Ints, kept: list[Ints], completes: Bools, terminations: npt.NDArray[np.int8]
) -> tuple[Ints, list[Array], Bools]:
    """Equilibria at some points, from the surviving strategies: points, mixtures, degenerate; and how it went."""
    choosing = [player for player, own in enumerate(kept) if len(own) > 1]
    small = NormalFormGame(
        actions=tuple(tuple(game.actions[i][s] for s in own) for i, own in enumerate(kept)),
        payoffs=game.payoffs[np.ix_(*kept, np.arange(len(kept)), points)],
        players=game.players,
    )
    found = _pure_equilibria(small) if len(choosing) > 2 else extreme_equilibria(_of_two(small, choosing))
    completes[points], terminations[points] = found.completes, found.terminations
    mixed = []
    for i, (player, own) in enumerate(zip(game.players, kept, strict=True)):
        weights = np.zeros((len(found), game.shape[i]))
        weights[:, own] = found.strategies.get(player, np.ones((len(found), 1)))
        mixed.append(weights)
    return points[found.point], mixed, found.degenerate


def _of_two(game: NormalFormGame, choosing: list[int]) -> NormalFormGame:
    """The game of the players who have a choice, with others or an idle one to make two."""
    pair = sorted([*choosing, *(i for i in range(len(game.players)) if i not in choosing)][:2])
    payoffs = game.payoffs.reshape(*(game.shape[i] for i in pair), len(game.players), game.points)[..., pair, :]
    actions = tuple(game.actions[i] for i in pair)
    players = tuple(game.players[i] for i in pair)
    if len(pair) == 1:
        payoffs = np.stack([payoffs[:, 0], np.zeros_like(payoffs[:, 0])], axis=1)[:, None]
        actions, players = (*actions, ("-",)), (*players, f"{players[0]} alone")
    return NormalFormGame(actions=actions, payoffs=payoffs, players=players)
