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
            ends = worth if concept in ("gmr", "seq") else self.escapes[player]
            after = -best_end(self.others(player, improving=concept in ("seq", "sseq")), -ends)
        # A sequence of no moves leaves an improvement as it is, so it sanctions nothing.
        after = np.minimum(after, worth)
        found: Bools = ~better(improving.greatest(after[improving.heads]), worth)
        return found

    def margins(self, concept: str) -> Array:
        """Each player's margin at each state by one of the five individual concepts; ``(player, state)``."""
        return np.array([self._margins(player, concept) for player in range(len(self.moves))])

    def _margins(self, player: int, concept: str) -> Array:
        worth, moves = self.payoffs[player], self.moves[player]
        if concept in ("seq", "sseq"):
            return self._credible_margins(player, worth if concept == "seq" else self.escapes[player])
        after = worth
        if concept != "nash":
            ends = worth if concept == "gmr" else self.escapes[player]
            after = np.minimum(worth, -best_end(self.others(player), -ends))
        return moves.least(hurt(worth[moves.tails], after[moves.heads]))

    def _credible_margins(self, player: int, ends: Array) -> Array:
        """Margins where a sanction is no stronger than the least gain of its movers: a search for each focal state."""
        worth, moves = self.payoffs[player], self.moves[player]
        gains = [
            gain(mine[one.tails], mine[one.heads])[:, None]
            for other, (one, mine) in enumerate(zip(self.moves, self.payoffs, strict=True))
            if other != player
        ]
        found = np.full(len(worth), np.inf)
        largest = max([len(worth), *(len(one) for one in gains)])
        step = max(1, CELLS // largest)
        for start in range(0, len(moves.origins), step):
            focal = moves.origins[start : start + step]
            reply = best_end(self.others(player), hurt(worth[focal], ends[:, None]), gains)
            arcs = slice(moves.leaving(int(focal[0])).start, moves.leaving(int(focal[-1])).stop)
            tails, heads = moves.tails[arcs], moves.heads[arcs]
            strongest = np.maximum(hurt(worth[tails], worth[heads]), reply[heads, np.searchsorted(focal, tails)])
            first = np.searchsorted(tails, focal)
            found[focal] = np.minimum.reduceat(strongest, first)
        return found

    def structural(self, player: int) -> Bools:
        """The states from which a player cannot move."""
        found = np.ones(self.payoffs.shape[1], dtype=bool)
        found[self.moves[player].origins] = False
        return found
