"""Two players who look ahead: simultaneous sanctions, and play over a limited number of moves."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from deterrence.conflict_graph.model import GraphModel
from deterrence.conflict_graph.preference import better
from deterrence.solvers.ties import tied

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]


def simultaneously_stable(model: GraphModel) -> Bools:
    """Where each of two players is stable by simultaneity; ``(player, state)``.

    Every improvement of the player must meet an improvement of the opponent
    from the same state such that both together lead to a state no better for
    the player. Both together lead where the opponent can move from the end of
    the player's improvement and the player from the end of the opponent's; a
    pair that leads nowhere sanctions nothing. A player without improvements is
    stable, as by every concept.
    """
    found = np.ones(model.payoffs.shape, dtype=bool)
    after = [_heads(model, player) for player in range(2)]
    for player in range(2):
        mine, theirs = model.improvements[player], model.improvements[1 - player]
        worth = model.payoffs[player]
        for state in mine.origins:
            replies = theirs.heads[theirs.leaving(int(state))]
            for end in mine.heads[mine.leaving(int(state))]:
                joint = {q for reply in replies for q in after[1 - player][end] & after[player][reply]}
                if not any(not better(worth[q], worth[state]) for q in joint):
                    found[player, state] = False
                    break
    return found


def _heads(model: GraphModel, player: int) -> list[set[int]]:
    moves = model.moves[player]
    return [set(moves.heads[moves.leaving(state)].tolist()) for state in range(moves.states)]


def limited_move_stable(model: GraphModel, horizon: int) -> Bools:
    """Where each of two players stays, who looks `horizon` moves ahead; ``(player, state)``.

    ``G_0(i, s) = s``. With `h` moves left the mover compares staying, which
    ends play, with its best move `t` by what follows it, ``G_{h-1}(j, t)``, and
    moves only if that is better by more than a tie; of moves tied with the
    best it takes the one listed first. The state is stable where ``G_h(i, s) = s``
    because the mover stays.
    """
    states = np.arange(model.payoffs.shape[1])
    ends: list[Ints] = [states, states]
    stays = np.ones(model.payoffs.shape, dtype=bool)
    for _ in range(horizon):
        moved = [_moved(model, player, ends[1 - player]) for player in range(2)]
        ends, stays = [end for end, _ in moved], np.array([stay for _, stay in moved])
    return stays


def _moved(model: GraphModel, player: int, follows: Ints) -> tuple[Ints, Bools]:
    """Where play ends from each state if this player moves first, and where it stays."""
    worth, moves = model.payoffs[player], model.moves[player]
    value = worth[follows[moves.heads]]
    best = moves.greatest(value)
    near = tied(value, best[moves.tails])
    chosen = moves.least(np.where(near, np.arange(len(value)), np.inf))
    goes = np.zeros(len(worth), dtype=bool)
    goes[moves.origins] = better(best[moves.origins], worth[moves.origins])
    ends = np.arange(len(worth))
    ends[goes] = follows[moves.heads[chosen[goes].astype(np.int64)]]
    return ends, ~goes
