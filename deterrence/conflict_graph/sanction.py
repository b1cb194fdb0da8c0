"""The strongest answer to one move, step by step."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from deterrence.conflict_graph.model import GraphModel
from deterrence.conflict_graph.preference import hurt
from deterrence.conflict_graph.sequences import best_end

Array = npt.NDArray[np.float64]
Step = tuple[int, int, float]  # mover, state it leads to, the mover's gain


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """How a move of the focal player can be answered.

    `cost` is what the move itself costs the player; `steps` are the others'
    moves of the strongest answer, none where nothing they do costs the player
    more than the move itself; `loss` is what the end, and the player's best
    own move from there where the concept allows one, costs it; `strength` is
    the least of these that counts.
    """

    move: int
    cost: float
    steps: tuple[Step, ...]
    loss: float
    strength: float

    @property
    def total(self) -> float:
        """What deters the move: its cost, or the strength of the answer."""
        return max(self.cost, self.strength)


def answers(model: GraphModel, player: int, state: int, concept: str, *, signs: bool) -> list[Answer]:
    """The strongest answer to each move of a player from a state.

    With `signs` only the signs of gains and losses count, as for ranks.
    """
    worth, moves = model.payoffs[player], model.moves[player]
    cost = hurt(worth[state], worth)
    loss = hurt(worth[state], model.ends(player, concept))
    gains = model.gains(player)
    if signs:
        cost, loss, gains = np.sign(cost), np.sign(loss), [np.where(one > 0, 1.0, -1.0) for one in gains]
    limits = gains if concept in ("seq", "sseq") else [np.full_like(one, np.inf) for one in gains]
    strength = best_end(model.others(player), loss, limits)
    found = []
    for move in moves.heads[moves.leaving(state)].tolist():
        strongest, end = -np.inf, move
        steps: tuple[Step, ...] = ()
        if concept != "nash" and strength[move] > cost[move]:
            strongest = float(strength[move])
            steps, end = _path(model, player, move, loss, limits, gains, strongest)
        found.append(
            Answer(
                move=move,
                cost=float(cost[move]),
                steps=steps,
                loss=float(loss[end]) if steps else float(cost[move]),
                strength=strongest,
            )
        )
    return found


def _path(
    model: GraphModel, player: int, start: int, loss: Array, limits: list[Array], gains: list[Array], strength: float
) -> tuple[tuple[Step, ...], int]:
    """The shortest legal sequence, none of whose steps falls below a strength, and its end."""
    others = [other for other in range(len(model.moves)) if other != player]
    waiting: deque[tuple[int, int, tuple[Step, ...]]] = deque([(start, -1, ())])
    seen = {(start, -1)}
    while waiting:
        state, last, steps = waiting.popleft()
        if steps and loss[state] >= strength:
            return steps, state
        for place, mover in enumerate(others):
            if mover == last:
                continue
            arcs = model.moves[mover].leaving(state)
            for arc in range(arcs.start, arcs.stop):
                end = int(model.moves[mover].heads[arc])
                if limits[place][arc] >= strength and (end, mover) not in seen:
                    seen.add((end, mover))
                    waiting.append((end, mover, (*steps, (mover, end, float(gains[place][arc])))))
    raise AssertionError("a sanction of this strength has no path")
