"""A graph model as arrays: moves and payoffs, and what follows from them for every state at once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from deterrence.conflict_graph.moves import Moves
from deterrence.conflict_graph.preference import better, gain, hurt
from deterrence.conflict_graph.sequences import best_end

Array = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

CELLS = 200_000


@dataclass(frozen=True, kw_only=True, eq=False)
class GraphModel:
    """Who can move where, and what each state is worth to whom.

    `moves` has one entry a player; `payoffs` is ``(player, state)``, larger
    better, without NaN.
    """

    moves: tuple[Moves, ...]
    payoffs: Array

    @cached_property
    def improvements(self) -> tuple[Moves, ...]:
        """Each player's moves to states that are better for its mover by more than a tie."""
        return tuple(
            moves.only(better(worth[moves.heads], worth[moves.tails]))
            for moves, worth in zip(self.moves, self.payoffs, strict=True)
        )

    @cached_property
    def escapes(self) -> Array:
        """The best payoff of each player at each state or one own move away; ``(player, state)``."""
        return np.array(
            [
                np.maximum(worth, moves.greatest(worth[moves.heads]))
                for moves, worth in zip(self.moves, self.payoffs, strict=True)
            ]
        ).reshape(self.payoffs.shape)

    def others(self, player: int, *, improving: bool = False) -> list[Moves]:
        """The moves, or improvements, of everybody else."""
        moves = self.improvements if improving else self.moves
        return [one for other, one in enumerate(moves) if other != player]

    def stable(self, concept: str) -> Bools:
        """Where each player is stable by one of the five individual concepts; ``(player, state)``."""
        return np.array([self._stable(player, concept) for player in range(len(self.moves))])

    def _stable(self, player: int, concept: str) -> Bools:
        worth, improving = self.payoffs[player], self.improvements[player]
        after = worth
        if concept != "nash":
            movers = self.others(player, improving=concept in ("seq", "sseq"))
            after = -best_end(movers, -self.ends(player, concept))
        # A sequence of no moves leaves an improvement as it is, so it sanctions nothing.
        after = np.minimum(after, worth)
        found: Bools = ~better(improving.greatest(after[improving.heads]), worth)
        return found

    def margins(self, concept: str) -> Array:
        """Each player's margin at each state by one of the five individual concepts; ``(player, state)``."""
        every = np.arange(self.payoffs.shape[1])
        return np.array([self.margins_at(player, concept, every) for player in range(len(self.moves))])

    def margins_at(self, player: int, concept: str, states: Ints) -> Array:
        """One player's margin at some states in rising order; ``(state,)``."""
        worth, moves = self.payoffs[player], self.moves[player]
        if concept in ("seq", "sseq"):
            focal = states[~self.structural(player)[states]]
            found = np.full(len(states), np.inf)
            found[np.searchsorted(states, focal)] = self._credible_margins(player, concept, focal)
            return found
        after = worth
        if concept != "nash":
            after = np.minimum(worth, -best_end(self.others(player), -self.ends(player, concept)))
        return moves.least(hurt(worth[moves.tails], after[moves.heads]))[states]

    def gains(self, player: int) -> list[Array]:
        """What everybody else gains by each of their moves; a tie counts as the largest number below 0."""
        return [
            gain(mine[one.tails], mine[one.heads])
            for other, (one, mine) in enumerate(zip(self.moves, self.payoffs, strict=True))
            if other != player
        ]

    def ends(self, player: int, concept: str) -> Array:
        """What each end of a sanction is worth to the player: itself, or its best own move from there."""
        found: Array = self.escapes[player] if concept in ("smr", "sseq") else self.payoffs[player]
        return found

    def _credible_margins(self, player: int, concept: str, states: Ints) -> Array:
        """Margins where a sanction is no stronger than the least gain of its movers: a search for each focal state."""
        worth, moves, ends = self.payoffs[player], self.moves[player], self.ends(player, concept)
        limits = [one[:, None] for one in self.gains(player)]
        found = np.empty(len(states))
        step = max(1, CELLS // max(len(worth), *(len(one) for one in limits), 1))
        for start in range(0, len(states), step):
            focal = states[start : start + step]
            reply = best_end(self.others(player), hurt(worth[focal], ends[:, None]), limits)
            for column, state in enumerate(focal):
                heads = moves.heads[moves.leaving(int(state))]
                strongest = np.maximum(hurt(worth[state], worth[heads]), reply[heads, column])
                found[start + column] = strongest.min()
        return found

    def structural(self, player: int) -> Bools:
        """The states from which a player cannot move."""
        found = np.ones(self.payoffs.shape[1], dtype=bool)
        found[self.moves[player].origins] = False
        return found
