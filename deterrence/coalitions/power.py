"""Values by marginal contributions over all coalitions at once: Shapley, Banzhaf, Myerson's restricted worths.

Worths are arrays by bit mask: entry S is the worth of the coalition whose
member k is present where bit k of S is set. Further axes are batches.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import comb

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def member_count(worth: Array) -> int:
    """How many players an array of worths by bit mask is for."""
    return len(worth).bit_length() - 1


def sizes(players: int) -> Ints:
    """The number of members of every coalition, by bit mask.

    >>> sizes(2).tolist()
    [0, 1, 1, 2]
    """
    found = np.zeros(1, dtype=np.int64)
    for _ in range(players):
        found = np.concatenate([found, found + 1])
    return found


def shapley_values(worth: Array) -> Array:
    """The Shapley value of every player; ``(player, ...)`` for worths ``(2 ** player, ...)``.

    The average of what a player adds to those before it over all orders, as
    sum over S without i of |S|! (n - |S| - 1)! / n! (v(S + i) - v(S)).

    References
    ----------
    .. [1] L. S. Shapley, "A value for n-person games", Contributions to the
       Theory of Games II, 1953.

    Examples
    --------
    One right glove and two left ones; a pair is worth 1:

    >>> shapley_values(np.array([0.0, 0, 0, 0, 0, 1, 1, 1])).round(4).tolist()
    [0.1667, 0.1667, 0.6667]
    """
    players = member_count(worth)
    weight = np.array([1 / (players * comb(players - 1, size)) for size in range(players)])
    return np.array([np.tensordot(weight[sizes(players)[s]], gain, 1) for s, gain in _contributions(worth)])


def banzhaf_values(worth: Array) -> Array:
    """The average of what each player adds to all 2^(n-1) coalitions of others; ``(player, ...)``.

    References
    ----------
    .. [1] J. F. Banzhaf, "Weighted voting doesn't work", Rutgers Law Review 19, 1965.

    Examples
    --------
    >>> banzhaf_values(np.array([0.0, 0, 0, 0, 0, 1, 1, 1])).tolist()
    [0.25, 0.25, 0.75]
    """
    return np.array([gain.mean(axis=0) for _, gain in _contributions(worth)])


def _contributions(worth: Array) -> list[tuple[Ints, Array]]:
    """For each player the coalitions without it, and what it adds to each."""
    masks = np.arange(len(worth))
    found = []
    for player in range(member_count(worth)):
        without = masks[masks >> player & 1 == 0]
        found.append((without, worth[without | 1 << player] - worth[without]))
    return found


def connected_worths(worth: Array, edges: Sequence[tuple[int, int]]) -> Array:
    """The worth of every coalition when only those who are linked within it cooperate: the sum over its components.

    References
    ----------
    .. [1] R. B. Myerson, "Graphs and cooperation in games", Mathematics of
       Operations Research 2, 1977.

    Examples
    --------
    Two who are not linked get what each is worth alone:

    >>> connected_worths(np.array([0.0, 1, 2, 10]), []).tolist()
    [0.0, 1.0, 2.0, 3.0]
    """
    near = [0] * member_count(worth)
    for a, b in edges:
        near[a] |= 1 << b
        near[b] |= 1 << a
    found = np.zeros(len(worth))
    for coalition in range(1, len(worth)):
        part = _component(coalition, near)
        found[coalition] = worth[part] + found[coalition & ~part]
    return found


def _component(coalition: int, near: Sequence[int]) -> int:
    """Those whom the first member can reach within a coalition."""
    part, fresh = 0, coalition & -coalition
    while fresh:
        part |= fresh
        reached = 0
        while fresh:
            reached |= near[(fresh & -fresh).bit_length() - 1]
            fresh &= fresh - 1
        fresh = reached & coalition & ~part
    return part
