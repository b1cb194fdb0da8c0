"""Farsighted play: a Markov-perfect equilibrium of the timeline itself, by best replies of one player after another."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from deterrence.errors import NoAnswerError
from deterrence.solvers.ties import tied
from deterrence.timeline.farsight.certificate import Certificate
from deterrence.timeline.farsight.markov_game import MarkovGame, markov_game
from deterrence.timeline.farsight.mixing import Mixing
from deterrence.timeline.farsight.regret import certified
from deterrence.timeline.farsight.situations import in_words
from deterrence.timeline.farsight.strategy import Conduct, Strategy
from deterrence.timeline.transition.behavior import logit
from deterrence.timeline.transition.lotteries import Lotteries
from deterrence.timeline.transition.readings import Array, Ints
from deterrence.timeline.transition.table import Bools, Table

ROUNDS = 1_000
REPLIES = 1_000
SETTLED = 1e-11
SHOWN = 3


@dataclass(frozen=True, slots=True)
class Play:
    """What farsighted players do in a timeline, and what vouches for it."""

    strategy: Strategy
    certificate: Certificate


def markov_perfect(table: Table, lotteries: Lotteries) -> Play:
    """A Markov-perfect equilibrium of a timeline whose farsighted choices are open.

    The timeline is played for ever: its horizon is not foreseen, and what is
    chosen depends on the event and on the state at that point of it, on no
    date. Payoffs are flows, discounted by the timeline's discount. At first
    everybody stays put; then one player after the other, in file order, takes
    up its best reply to the others' strategies (policy iteration: at every
    single choice the best option given the values of the strategies, ties to
    the choice listed first) until nobody changes anything. Choices with a
    `precision` follow the logit law of their options' values, to a fixed point.
    Other equilibria may exist.

    Parameters
    ----------
    table, lotteries
        The timeline compiled with open choices.

    Raises
    ------
    NoAnswerError
        Play cycles or does not settle; or a clock stands in the way.
    EvaluationError
        An error can be met.

    References
    ----------
    .. [1] E. Maskin and J. Tirole, "Markov perfect equilibrium I: observable
       actions", Journal of Economic Theory 100, 2001.
    .. [2] R. A. Howard, "Dynamic Programming and Markov Processes", 1960.
    """
    game = markov_game(table, lotteries)
    found = _Search(game)
    rounds = found.settle()
    law, values = found.law, found.values
    certificate = certified(game, law, rounds)
    worth = game.worth(values)
    conduct = tuple(
        Conduct(
            values=choice.values,
            probability=tuple(law[game.start[k] : game.start[k + 1]].tolist()),
            worth=tuple(worth[game.start[k] : game.start[k + 1]].tolist()),
        )
        for k, choice in enumerate(game.choices)
    )
    place = {number: k for k, number in enumerate(game.numbers.tolist())}
    situations = {situation: place[number] for situation, number in lotteries.situations.items()}
    return Play(Strategy(conduct, situations), certificate)


class _Search:
    def __init__(self, game: MarkovGame) -> None:
        self.game = game
        self.blurred = ~np.isnan(game.precision)
        self.law = self._staying_put()
        self.values = game.values(self.law)
        self.mixing = Mixing()

    def settle(self) -> int:
        """Best replies until nothing changes; how many rounds that took."""
        played: dict[bytes, int] = {}
        history: list[Array] = []
        drift = 0.0
        for number in range(1, ROUNDS + 1):
            before = self.law.copy()
            for player in np.unique(self.game.owner[~self.blurred]):
                self._reply(~self.blurred & (self.game.owner == player))
            drift = self._blur()
            if drift <= SETTLED and (self._sharp(self.law) == self._sharp(before)).all():
                return number
            history.append(self.law.copy())
            key = self._sharp(self.law).tobytes()
            if not self.blurred.any():
                if key in played:
                    raise self._cycles(history[played[key] - 1 :])
                played[key] = number
        raise self._unsettled(history[-SHOWN:], drift)

    def _reply(self, mine: Bools) -> None:
        """The best reply at some choices to all others."""
        for _ in range(REPLIES):
            law = np.where(mine[self.game.option], self._greedy(), self.law)
            if (law == self.law).all():
                return
            self._take(law)
        raise NoAnswerError(f"farsighted play does not settle: no best reply within {REPLIES:,} steps")

    def _greedy(self) -> Array:
        """At every choice the option listed first of those tied with the best."""
        worth, option = self.game.worth(self.values), self.game.option
        best = tied(worth, self.game.best(worth)[option])
        first = np.minimum.reduceat(np.where(best, np.arange(len(worth)), len(worth)), self.game.start[:-1])
        found = np.zeros(len(worth))
        found[first] = 1.0
        return found

    def _blur(self) -> float:
        """Move choices with a precision towards their logit law; how far they were from it."""
        if not self.blurred.any():
            return 0.0
        mine = self.blurred[self.game.option]
        aim = logit_law(self.game, self.values)
        drift = float(np.abs(aim - self.law)[mine].max())
        law = self.law.copy()
        law[mine] = aim[mine] if drift <= SETTLED else self.mixing.next(self.law[mine], aim[mine])
        law = np.maximum(law, 0.0)
        self._take(law / np.add.reduceat(law, self.game.start[:-1])[self.game.option])
        return drift

    def _take(self, law: Array) -> None:
        self.law, self.values = law, self.game.values(law, self.values)

    def _sharp(self, law: Array) -> Bools:
        found: Bools = (law > 0.5) & ~self.blurred[self.game.option]
        return found

    def _staying_put(self) -> Array:
        """Everybody leaves things as they are; choices with a precision are even."""
        game = self.game
        found = np.zeros(len(game.end))
        for k, choice in enumerate(game.choices):
            here = choice.row[list(game.table.scenario.choices).index(choice.name)]
            found[game.start[k] + choice.values.index(here)] = 1.0
        even = np.repeat(1 / np.diff(game.start), np.diff(game.start))
        return np.where(self.blurred[game.option], even, found)

    def _cycles(self, laws: list[Array]) -> NoAnswerError:
        told = self._changing(laws)
        return NoAnswerError(
            f"farsighted play cycles: best replies come round again after {len(laws) - 1} rounds, {told}. "
            "There may be no equilibrium in pure strategies; `precision` makes choices a matter of probability"
        )

    def _unsettled(self, laws: list[Array], drift: float) -> NoAnswerError:
        told = self._changing(laws) or f"logit laws still move by {drift:.1e}"
        return NoAnswerError(f"farsighted play does not settle within {ROUNDS:,} rounds: {told}")

    def _changing(self, laws: list[Array]) -> str:
        """The choices that are made differently from round to round, in words."""
        game, sharp = self.game, np.array([self._sharp(law) for law in laws])
        changed = np.unique(game.option[(sharp != sharp[0]).any(axis=0)]).tolist()
        told = [in_words(game, k, self._between(sharp[:, game.start[k] : game.start[k + 1]])) for k in changed[:SHOWN]]
        more = f"; and {len(changed) - SHOWN} more choices" if len(changed) > SHOWN else ""
        return "; ".join(told) + more

    def _between(self, sharp: Bools) -> Ints:
        return np.flatnonzero(sharp.any(axis=0))


def logit_law(game: MarkovGame, values: Array) -> Array:
    """The logit law of every choice with a precision, over all options; NaN at other choices."""
    worth, found = game.worth(values), np.full(len(game.end), np.nan)
    for k in np.flatnonzero(~np.isnan(game.precision)).tolist():
        options = slice(game.start[k], game.start[k + 1])
        some = worth[options][None]
        found[options] = logit(some, np.ones(some.shape, dtype=bool), game.precision[k : k + 1])[0]
    return found
