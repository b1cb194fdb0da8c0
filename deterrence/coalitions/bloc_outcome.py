"""What happens when blocs play a scenario's game, and what it is worth to blocs and to their members."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from deterrence.coalitions.partitions import partition_name
from deterrence.errors import ConceptError, NoAnswerError
from deterrence.game.blocs import Bloc, BlocGames, Partition, bloc_name
from deterrence.game.extensive import ExtensiveGame
from deterrence.game.joint_moves import path_strategy, united_moves
from deterrence.game.tree import History
from deterrence.scenario.scenario import Scenario
from deterrence.solvers.concepts import SUBGAME_PERFECT, Concept, beliefs, equilibria, strategies
from deterrence.solvers.decision import DecisionNode, Outcome
from deterrence.solvers.play import Play
from deterrence.solvers.regret import subgame_regret
from deterrence.solvers.solution import Solution
from deterrence.solvers.solve import strategy
from deterrence.solvers.subgame_perfect import backward_induction
from deterrence.tables.provenance import Provenance
from deterrence.tables.text import number, text_table


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class BlocOutcome:
    """An equilibrium of the game in which each bloc of a partition plays as one player.

    Attributes
    ----------
    partition
        Who is in a bloc with whom.
    worth
        What each bloc gets: the sum of its members' expected payoffs.
    payoffs
        What each player gets in this outcome, before any side payment.
    concept, regret
        The equilibrium concept, and the largest gain any bloc has from another choice.
    equilibria
        How many equilibria there are; this is the first, in the solver's order.
    complete
        Whether these are all there are.
    play
        The equilibrium, with what a bloc decides at once as one decision.
    course
        The same along the tree of the file's moves; off the path it means nothing.
    members
        The game in which everybody stands alone: the same tree, with the payoffs of players.
    """

    scenario: Scenario
    partition: Partition
    play: Play
    course: Play
    members: ExtensiveGame
    point: Mapping[str, float]
    concept: str
    regret: float
    equilibria: int
    complete: bool
    provenance: Provenance

    @cached_property
    def payoffs(self) -> dict[str, float]:
        """Each player's expected payoff."""
        reach = self.course.reach[self.course.tree.terminals]
        paid = self.members.payoffs[:, :, 0]
        worth = np.where(reach[:, None] == 0, 0.0, reach[:, None] * paid).sum(axis=0)
        worth[np.abs(worth) <= 1e-13 * np.abs(paid).max(initial=1.0)] = 0.0
        return {player: float(v) for player, v in zip(self.members.players, worth, strict=True)}

    @cached_property
    def worth(self) -> dict[Bloc, float]:
        """Each bloc's expected payoff, blocs in the order of their first members."""
        blocs = sorted(self.partition, key=lambda bloc: min(map(self.members.players.index, bloc)))
        return {bloc: sum(self.payoffs[who] for who in self.members.players if who in bloc) for bloc in blocs}

    @cached_property
    def _solution(self) -> Solution:
        return self._solved(self.course)

    def _solved(self, play: Play) -> Solution:
        return Solution(
            scenario=self.scenario,
            play=play,
            point=self.point,
            concept=self.concept,
            regret=self.regret,
            provenance=self.provenance,
        )

    @cached_property
    def outcomes(self) -> tuple[Outcome, ...]:
        """The ends of positive probability, most probable first, with the payoffs of players."""
        tree = self.members.tree
        reached = np.flatnonzero(self.course.reach[tree.terminals] > 0)
        paid = {tree.history(int(tree.terminals[k])): self.members.payoffs[k, :, 0].tolist() for k in reached}
        return tuple(
            replace(end, payoffs=dict(zip(self.members.players, paid[end.path], strict=True)))
            for end in self._solution.outcomes
        )

    @property
    def path(self) -> History:
        """The most probable path of play: ``(variable, value)`` in visiting order."""
        return self.outcomes[0].path

    @property
    def decisions(self) -> tuple[DecisionNode, ...]:
        """The decisions that are reached with positive probability; players are blocs, values their worth."""
        return self._solved(self.play).visited

    @property
    def tie(self) -> bool:
        """Whether some bloc is indifferent at a decision that is reached; it takes the choice listed first."""
        return any(len(node.optimal) > 1 for node in self.decisions)

    def probability(self, expression: str) -> float:
        """The probability that an expression is true at the end. Raises `ArgumentError` where it does not parse."""
        return self._solution.probability(expression)

    def expected(self, expression: str) -> float:
        """The expected value of an expression at the end. Raises `ArgumentError` where it does not parse."""
        return self._solution.expected(expression)

    def told(self) -> str:
        """What happens, in words: each end's path, with its probability where there are several."""
        several = len(self.outcomes) > 1
        return "; ".join(
            (f"{number(end.probability, 3)}: " if several else "")
            + (", ".join(f"{variable} = {value}" for variable, value in end.path) or "nothing is decided")
            for end in self.outcomes[:4]
        ) + (f"; and {len(self.outcomes) - 4:,} other ends" if len(self.outcomes) > 4 else "")

    def listing(self) -> str:
        """How many equilibria there are, where there may be several; else nothing."""
        if self.equilibria > 1:
            return f"the first of {self.equilibria} equilibria" + ("" if self.complete else ", and there may be more")
        return "" if self.complete else "the only equilibrium found, and there may be more"

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        players = self.members.players
        return {
            "partition": partition_name(self.partition, players),
            "blocs": [[who for who in players if who in bloc] for bloc in self.worth],
            "worth": {bloc_name(bloc, players): value for bloc, value in self.worth.items()},
            "payoffs": self.payoffs,
            "outcomes": [end.to_dict() for end in self.outcomes],
            "concept": self.concept,
            "equilibria": self.equilibria,
            "complete": self.complete,
            "regret": self.regret,
        }

    def __str__(self) -> str:
        players = self.members.players
        rows = [[bloc_name(bloc, players), number(value)] for bloc, value in self.worth.items()]
        head = f"{partition_name(self.partition, players)}: {self.told()}"
        note = f" ({self.listing()})" if self.listing() else ""
        return f"{head}\n{self.concept}{note}\n{text_table(('bloc', 'worth'), rows)}"

    __repr__ = __str__


def bloc_outcome(games: BlocGames, partition: Partition, asked: Concept, provenance: Provenance) -> BlocOutcome:
    """Solve the game of one partition.

    Raises
    ------
    ConceptError
        The concept does not fit the game.
    NoAnswerError
        No equilibrium was found, or the game is too large for the concept.
    """
    game = whole = games.of(partition)
    united = None if game.tree.is_perfect_information else united_moves(game)
    if united is not None:
        game = united[0]
    players = games.apart.players
    where = f"partition {partition_name(partition, players)}"
    count, complete = 1, True
    try:
        which = asked.at(games.scenario, game.tree)
        if which == "subgame_perfect":
            played, name = strategy(game, backward_induction(game))[:, 0], SUBGAME_PERFECT
            belief, regret = np.ones(len(played)), float(subgame_regret(game, played[:, None]).max(initial=0.0))
        else:
            found = equilibria(games.scenario, game, asked)
            if not len(found):
                raise NoAnswerError(f"no {found.concept} was found, and there may be one: the search is not complete")
            count, complete, name, regret = len(found), found.complete, found.concept, found[0].regret
            played = strategies(game, found)[:, 0]
            reach = Play(game=game, strategy=played, belief=np.ones(len(played))).reach
            belief = beliefs(game, found, np.repeat(reach[:, None], len(found), axis=1))[:, 0]
    except (ConceptError, NoAnswerError) as error:
        raise type(error)(f"in {where}: {error}") from None
    play = course = Play(game=game, strategy=played, belief=belief)
    if united is not None:
        taken = path_strategy(whole, united[1], play.reach[game.tree.terminals])
        course = Play(game=whole, strategy=taken, belief=np.ones(len(taken)))
    return BlocOutcome(
        scenario=games.scenario,
        partition=partition,
        play=play,
        course=course,
        members=games.apart,
        point=games.point,
        concept=name,
        regret=regret,
        equilibria=count,
        complete=complete,
        provenance=provenance,
    )
