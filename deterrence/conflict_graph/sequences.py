"""The best end of a legal sequence: moves of several players, none of whom moves twice in succession."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from deterrence.conflict_graph.moves import Moves

Array = npt.NDArray[np.float64]

PATIENCE = 24


def best_end(movers: Sequence[Moves], value: Array, limits: Sequence[Array] | None = None) -> Array:
    """From each state, the best that a legal sequence of any length, also none, can attain.

    A sequence is worth the value of its end, but no more than the limit of
    any of its moves. The search runs over the state and its last mover, since
    A, B, A is legal and A, A is not.

    Parameters
    ----------
    movers
        The moves of each player who may take part.
    value
        Of ending in each state, ``(state,)`` or ``(state, column)``; no NaN.
    limits
        Of each mover's arcs, ``(arc,)`` or ``(arc, column)``; none if missing.

    Returns
    -------
    ndarray
        Of the shape of `value`.
    """
    reached = [np.full_like(value, -np.inf) for _ in movers]
    waiting = [len(moves.tails) > 0 for moves in movers]
    rounds = 0
    while any(waiting):
        rounds += 1
        if rounds > PATIENCE and limits is None and value.ndim == 1:
            return _best_end_of_long_sequences(movers, value)
        for mover, moves in enumerate(movers):
            if not waiting[mover]:
                continue
            arrived = _combined(value, [r for other, r in enumerate(reached) if other != mover])
            offered = arrived[moves.heads]
            if limits is not None:
                np.minimum(offered, limits[mover], out=offered)
            found = moves.greatest(offered)
            waiting[mover] = False
            if not np.array_equal(found, reached[mover]):
                reached[mover] = found
                for other, others in enumerate(movers):
                    waiting[other] |= other != mover and len(others.tails) > 0
    return _combined(value, reached)


def _combined(value: Array, reached: Sequence[Array]) -> Array:
    for one in reached:
        value = np.maximum(value, one)
    return value


def _best_end_of_long_sequences(movers: Sequence[Moves], value: Array) -> Array:
    """The same by one shortest-path search, whose time does not grow with the length of the sequences.

    Distances count the rank of the end first, best first, and steps after it.
    Nodes: having arrived by each mover, leaving by each mover, and a source.
    """
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import dijkstra

    count, states = len(movers), len(value)
    ranked, rank = np.unique(-value, return_inverse=True)
    every = np.arange(states)
    source = 2 * count * states
    step = float(source + 1)
    starts, ends, weights = [], [], []
    for mover, moves in enumerate(movers):
        arrived, leaving = mover * states, (count + mover) * states
        starts += [np.full(states, source), moves.heads + arrived]
        ends += [every + arrived, moves.tails + leaving]
        weights += [rank * step + 1, np.ones(len(moves.tails))]
        for other in range(count):
            if other != mover:
                starts.append(every + leaving)
                ends.append(every + other * states)
                weights.append(np.ones(states))
    places = (np.concatenate(starts), np.concatenate(ends))
    graph = csr_array((np.concatenate(weights), places), shape=(source + 1, source + 1))
    distance = dijkstra(graph, indices=source)[count * states : source].reshape(count, states)
    nearest = distance.min(axis=0)
    best = value.copy()
    some = np.isfinite(nearest)
    best[some] = np.maximum(best[some], -ranked[(nearest[some] // step).astype(np.int64)])
    return best
