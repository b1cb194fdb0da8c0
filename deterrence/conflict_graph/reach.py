"""Reach matrices in packed bits, and the stability concepts in their matrix form."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from deterrence.conflict_graph.model import GraphModel
from deterrence.conflict_graph.moves import Moves
from deterrence.conflict_graph.preference import better

Array = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Words = npt.NDArray[np.uint64]

CELLS = 4_000_000


def pack(rows: Bools) -> Words:
    """Rows of truth values as 64-bit words; ``(row, column)`` to ``(row, word)``.

    >>> pack(np.array([[True, False, True]])).tolist()
    [[5]]
    """
    columns = rows.shape[1]
    padded = np.zeros((len(rows), -(-columns // 64) * 64), dtype=bool)
    padded[:, :columns] = rows
    found: Words = np.packbits(padded, axis=1, bitorder="little").view("<u8").astype(np.uint64)
    return found


def unpack(words: Words, columns: int) -> Bools:
    """The truth values again."""
    octets = np.ascontiguousarray(words.astype("<u8")).view(np.uint8)
    return np.unpackbits(octets, axis=1, count=columns, bitorder="little").astype(bool)


def reach_matrix(movers: Sequence[Moves], states: int) -> Words:
    """Where legal sequences of at least one move lead from each state; row `s` holds the ends as bits.

    The fixed point of ``M_j = J_j or J_j (or of M_k over k other than j)``:
    no player moves twice in succession. Published with the other factor first,
    which gives the same union [1]_.

    References
    ----------
    .. [1] H. Xu, K. W. Hipel, D. M. Kilgour, "Matrix representation of solution
       concepts in multiple-decision-maker graph models", IEEE Transactions on
       Systems, Man and Cybernetics A 39, 2009.
    """
    one = pack(np.eye(states, dtype=bool))
    reached = [np.zeros_like(one) for _ in movers]
    waiting = [len(moves.tails) > 0 for moves in movers]
    while any(waiting):
        for mover, moves in enumerate(movers):
            if waiting[mover]:
                waiting[mover] = False
                found = _stepped(moves, _union(one, [r for k, r in enumerate(reached) if k != mover]))
                if not np.array_equal(found, reached[mover]):
                    reached[mover] = found
                    for other, others in enumerate(movers):
                        waiting[other] |= other != mover and len(others.tails) > 0
    return _union(np.zeros_like(one), reached)


def _union(first: Words, rest: Sequence[Words]) -> Words:
    for words in rest:
        first = first | words
    return first


def _stepped(moves: Moves, arrived: Words) -> Words:
    """The union of what is reached behind each state's arcs, a block of words at a time."""
    found = np.zeros_like(arrived)
    step = max(1, CELLS // len(moves.tails))
    for start in range(0, arrived.shape[1], step):
        block = np.ascontiguousarray(arrived[:, start : start + step])[moves.heads]
        found[moves.origins, start : start + step] = np.bitwise_or.reduceat(block, moves.starts, axis=0)
    return found


def stable_by_matrices(model: GraphModel, concept: str) -> Bools:
    """Where each player is stable by an individual concept, from the published matrix formulas; ``(player, state)``.

    A state is stable where the diagonal entry of ``J+ [E - sign(M B)]`` is 0.
    Only the diagonal is computed: an improvement counts unless its row of the
    opponents' reach matrix meets the state's row of sanctioning ends.
    """
    return np.array([_stable(model, player, concept) for player in range(len(model.moves))])


def _stable(model: GraphModel, player: int, concept: str) -> Bools:
    improving, states = model.improvements[player], model.payoffs.shape[1]
    unsanctioned = np.ones(len(improving.tails), dtype=bool)
    if concept != "nash":
        reached = reach_matrix(model.others(player, improving=concept in ("seq", "sseq")), states)
        ends = pack(sanctions(model, player, escape=concept in ("smr", "sseq")))
        step = max(1, CELLS // ends.shape[1])
        for start in range(0, len(unsanctioned), step):
            some = slice(start, start + step)
            unsanctioned[some] = ~(reached[improving.heads[some]] & ends[improving.tails[some]]).any(axis=1)
    found = np.ones(states, dtype=bool)
    found[improving.tails[unsanctioned]] = False
    return found


def sanctions(model: GraphModel, player: int, *, escape: bool) -> Bools:
    """Which ends are no better for a player than each state, also after its best own move; ``(state, end)``."""
    worth = model.payoffs[player]
    ends = model.escapes[player] if escape else worth
    return ~better(ends[None, :], worth[:, None])
