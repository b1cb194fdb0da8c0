"""A stage game played several times over, everybody seeing what was done."""

from __future__ import annotations

import itertools

import numpy as np
import numpy.typing as npt

from deterrence.errors import ArgumentError, TreeTooLargeError
from deterrence.game.extensive import ExtensiveGame
from deterrence.game.nested import Decision, End, extensive_game
from deterrence.game.normal_form import NormalFormGame

Array = npt.NDArray[np.float64]
Node = Decision | End

LIMIT = 200_000


def repeated_game(stage: NormalFormGame, periods: int, *, discount_factor: npt.ArrayLike = 1.0) -> ExtensiveGame:
    """The extensive game of a finite repetition with observed actions.

    Its subgame-perfect equilibria (`perfect_bayesian`) unravel from the end: a
    stage game with one equilibrium has only its repetition.

    Parameters
    ----------
    stage
        Any number of players and points.
    periods
        How often it is played, at least once.
    discount_factor
        What a period's payoffs count relative to those of the period before; a
        number, or one for each point.

    Raises
    ------
    ArgumentError
        No period, or a discount factor that is negative or no number.
    TreeTooLargeError
        More than 200,000 nodes.

    References
    ----------
    .. [1] J.-P. Benoit and V. Krishna, "Finitely repeated games",
       Econometrica 53, 1985.

    Examples
    --------
    A treaty to be broken once for all at a known last date is broken at the first:

    >>> from deterrence import perfect_bayesian
    >>> dilemma = NormalFormGame.of_matrices([[3, 0], [5, 1]], [[3, 5], [0, 1]])
    >>> found = perfect_bayesian(repeated_game(dilemma, 3))
    >>> len(found), found.complete, found[0].payoffs
    (1, True, {'1': 3.0, '2': 3.0})
    """
    discount = np.asarray(discount_factor, dtype=float)
    if periods < 1 or not np.isfinite(discount).all() or (discount < 0).any():
        raise ArgumentError(f"a repetition has a period or more and a discount factor of at least 0, found {periods}")
    if periods * np.log(float(np.prod(stage.shape, dtype=float))) > np.log(LIMIT):
        raise TreeTooLargeError(
            f"{periods} periods of {' x '.join(map(str, stage.shape))} strategies make too large a tree"
        )
    return extensive_game(stage.players, _period(stage, periods, discount, "", {}))


def _period(stage: NormalFormGame, left: int, discount: Array, past: str, earned: dict[str, Array]) -> Node:
    """What remains of the repetition after what has been played and earned."""
    if not left:
        return End(earned)
    weight = discount ** past.count(";")
    nodes: dict[tuple[int, ...], Node] = {}
    for profile in itertools.product(*(range(size) for size in stage.shape)):
        played = ", ".join(labels[i] for labels, i in zip(stage.actions, profile, strict=True))
        now = {name: weight * stage.payoffs[(*profile, i)] for i, name in enumerate(stage.players)}
        total = {name: earned.get(name, 0.0) + worth for name, worth in now.items()}
        nodes[profile] = _period(stage, left - 1, discount, f"{past}{played}; ", total)
    return _moves(stage, past, nodes, ())


def _moves(stage: NormalFormGame, past: str, nodes: dict[tuple[int, ...], Node], chosen: tuple[int, ...]) -> Node:
    """The players of one period, one after another, none of whom sees the others' moves of that period."""
    if len(chosen) == len(stage.players):
        return nodes[chosen]
    player = stage.players[len(chosen)]
    after = f" after {past.rstrip('; ')}" if past else ""
    below = {
        label: _moves(stage, past, nodes, (*chosen, index)) for index, label in enumerate(stage.actions[len(chosen)])
    }
    return Decision(player, f"{player}{after}", below)
