"""What players would gain by other strategies than those found, from the finished strategies alone."""

from __future__ import annotations

import numpy as np

from deterrence.errors import NoAnswerError
from deterrence.solvers.ties import tied
from deterrence.timeline.farsight.certificate import Certificate
from deterrence.timeline.farsight.markov_game import MarkovGame
from deterrence.timeline.farsight.situations import in_words
from deterrence.timeline.transition.behavior import logit
from deterrence.timeline.transition.readings import Array, Ints
from deterrence.timeline.transition.table import Bools

STEPS = 1_000
SHOWN = 3


def certified(game: MarkovGame, law: Array, rounds: int) -> Certificate:
    """Work out the certificate of a law over the options of every choice.

    Values are those of the strategies, by a linear system. Each player's best
    stationary strategy against the others is found by improvements that begin
    with its last options, from nothing that the search knew.

    Raises
    ------
    NoAnswerError
        A best strategy is not found.
    """
    values = game.values(law)
    shares = game.transitions(law)
    left = np.abs(game.reward + shares @ values - values).max(initial=0.0)
    worth, sharp = game.worth(values), np.isnan(game.precision)
    gain = np.where(sharp, game.best(worth) - values[game.node, game.owner], 0.0)
    ties = _ties(game, worth, sharp)
    players = list(game.table.scenario.payoffs)
    return Certificate(
        regret={player: _regret(game, law, values, place) for place, player in enumerate(players)},
        deviation=float(gain.max(initial=0.0)),
        logit=_logit_gap(game, law, worth),
        residual=float(left) / game.discounted,
        rounds=rounds,
        ties=len(ties),
        tied=tuple(in_words(game, k, options) for k, options in ties[:SHOWN]),
    )


def _regret(game: MarkovGame, law: Array, values: Array, player: int) -> float:
    """What the player's best stationary strategy gains at most, over all configurations."""
    mine = (game.owner == player) & np.isnan(game.precision)
    if not mine.any():
        return 0.0
    last = np.zeros(len(law))
    last[game.start[1:] - 1] = 1.0
    trial = np.where(mine[game.option], last, law)
    for _ in range(STEPS):
        found = game.values(trial)
        better = _improved(game, trial, found, mine)
        if (better == trial).all():
            rest = slice(game.configurations)
            return max(0.0, float((found[rest, player] - values[rest, player]).max()))
        trial = better
    raise NoAnswerError(f"no certificate: no best strategy within {STEPS:,} improvements")


def _improved(game: MarkovGame, trial: Array, values: Array, mine: Bools) -> Array:
    """The trial with each choice that another option improves by more than a tie changed to the best option."""
    worth, found = game.worth(values), trial.copy()
    for k in np.flatnonzero(mine).tolist():
        options = slice(game.start[k], game.start[k + 1])
        now, best = float(trial[options] @ worth[options]), int(worth[options].argmax())
        if worth[options][best] > now and not tied(worth[options][best], now):
            found[options] = 0.0
            found[game.start[k] + best] = 1.0
    return found


def _logit_gap(game: MarkovGame, law: Array, worth: Array) -> float:
    gap = 0.0
    for k in np.flatnonzero(~np.isnan(game.precision)).tolist():
        options = slice(game.start[k], game.start[k + 1])
        some = worth[options][None]
        aim = logit(some, np.ones(some.shape, dtype=bool), game.precision[k : k + 1])[0]
        gap = max(gap, float(np.abs(aim - law[options]).max()))
    return gap


def _ties(game: MarkovGame, worth: Array, sharp: Bools) -> list[tuple[int, Ints]]:
    """Choices with several best options that lead to different places."""
    found, best = [], game.best(worth)
    for k in np.flatnonzero(sharp & (np.diff(game.start) > 1)).tolist():
        options = slice(game.start[k], game.start[k + 1])
        among = np.flatnonzero(tied(worth[options], best[k]))
        if len(np.unique(game.end[options][among])) > 1:
            found.append((k, among))
    return found
