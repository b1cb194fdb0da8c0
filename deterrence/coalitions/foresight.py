"""Farsighted stability: coalitions that look at where a chain of moves ends, not at its next step."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from deterrence.coalitions.partitions import read_coalition
from deterrence.coalitions.worths import read_players
from deterrence.errors import ArgumentError, NoAnswerError, expect_kind
from deterrence.solvers.ties import tied

MOST_STEPS = 200_000

Array = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class AbstractGame:
    """Outcomes, what they are worth, and which coalition can replace which by which.

    Parameters
    ----------
    outcomes
        What may prevail.
    payoffs
        Shape ``(outcome, player)``.
    start, end, coalition
        The moves: a coalition, as a bit mask over players, can replace
        ``outcomes[start]`` by ``outcomes[end]``; shape ``(move,)`` each.

    Examples
    --------
    One can leave for an outcome from which the other would go on:

    >>> game = abstract_game(
    ...     ["stay", "left", "ruin"],
    ...     {"stay": {"a": 1, "b": 1}, "left": {"a": 2, "b": 0}, "ruin": {"a": 0, "b": 1}},
    ...     [("stay", ["a"], "left"), ("left", ["b"], "ruin")],
    ... )
    >>> game.largest_consistent_set()
    ('stay', 'ruin')
    >>> game.farsighted_stable_sets()
    (('stay', 'ruin'),)
    """

    outcomes: tuple[Hashable, ...]
    payoffs: Array
    start: Ints
    end: Ints
    coalition: Ints

    @cached_property
    def gainers(self) -> Ints:
        """Who is strictly better off at b than at a, as a bit mask; ``(a, b)``."""
        found = np.zeros((len(self.outcomes),) * 2, dtype=np.int64)
        for k, values in enumerate(self.payoffs.T):
            better = (values[None, :] > values[:, None]) & ~tied(values[None, :], values[:, None])
            found |= better.astype(np.int64) << k
        return found

    @cached_property
    def dominance(self) -> Bools:
        """Whether b farsightedly dominates a; ``(a, b)``.

        There is a chain of moves from a to b such that every coalition that
        moves strictly prefers b, for each member, to where it moves from.
        """
        found = np.zeros((len(self.outcomes),) * 2, dtype=bool)
        for b in range(len(self.outcomes)):
            willing = (self.gainers[self.start, b] & self.coalition) == self.coalition
            start, end = self.start[willing], self.end[willing]
            leads = np.zeros(len(self.outcomes), dtype=bool)
            leads[b] = True
            count = 0
            while count < leads.sum():
                count = int(leads.sum())
                leads[start[leads[end]]] = True
            leads[b] = False
            found[:, b] = leads
        return found

    def largest_consistent_set(self) -> tuple[Hashable, ...]:
        """The largest set of outcomes at which every deviation is deterred by where it might end within the set.

        A move of S from a to d is deterred if some e in the set, d itself or
        one that farsightedly dominates d, does not make every member of S
        strictly better off than a.

        References
        ----------
        .. [1] M. S.-Y. Chwe, "Farsighted coalitional stability", Journal of
           Economic Theory 63, 1994.
        """
        ends = self.dominance | np.eye(len(self.outcomes), dtype=bool)
        moves = [np.flatnonzero(self.start == a) for a in range(len(self.outcomes))]
        kept = np.ones(len(self.outcomes), dtype=bool)
        while True:
            before = kept.copy()
            for a in np.flatnonzero(before):
                may = ends[self.end[moves[a]]] & before
                movers = self.coalition[moves[a]][:, None]
                kept[a] = (may & ((self.gainers[a] & movers) != movers)).any(axis=1).all()
            if (kept == before).all():
                return tuple(self.outcomes[k] for k in np.flatnonzero(kept))

    def farsighted_stable_sets(self) -> tuple[tuple[Hashable, ...], ...]:
        """All von Neumann-Morgenstern stable sets under farsighted dominance, in the order of outcomes; maybe none.

        No outcome of a set farsightedly dominates another of it (internal
        stability), and every other outcome is dominated by one of it (external).

        Raises
        ------
        NoAnswerError
            More than 200,000 steps of search.

        References
        ----------
        .. [1] J. C. Harsanyi, "An equilibrium-point interpretation of stable
           sets and a proposed alternative definition", Management Science 20, 1974.
        """
        by = [_mask(row) for row in self.dominance]
        over = [_mask(column) for column in self.dominance.T]
        found = [_positions(kernel) for kernel in kernels(by, over)]
        return tuple(tuple(self.outcomes[k] for k in places) for places in sorted(found))


def abstract_game(
    outcomes: Sequence[Hashable],
    payoffs: Mapping[Any, Any],
    moves: Iterable[Any],
) -> AbstractGame:
    """An abstract game from plain data.

    Parameters
    ----------
    outcomes
        Different, hashable.
    payoffs
        ``{outcome: {player: number}}``.
    moves
        Triples: from, a coalition, to.

    Raises
    ------
    ArgumentError
        An outcome or player is unknown, a payoff missing or no finite number.
    """
    expect_kind(payoffs, Mapping, "abstract_game")
    places = {outcome: k for k, outcome in enumerate(outcomes)}
    if not places or len(places) < len(outcomes):
        raise ArgumentError("outcomes are one or more different ones")
    if set(payoffs) != set(places):
        raise ArgumentError("payoffs are a mapping with an entry for every outcome and no other")
    players = read_players(payoffs[outcomes[0]])
    try:
        worth = np.array([[float(payoffs[outcome][who]) for who in players] for outcome in outcomes])
    except (KeyError, TypeError, ValueError) as error:
        raise ArgumentError(f"every outcome needs a number for each of {', '.join(players)}: {error}") from None
    if not np.isfinite(worth).all():
        raise ArgumentError("payoffs are finite numbers")
    found = []
    for move in moves:
        if not isinstance(move, tuple) or len(move) != 3 or move[0] not in places or move[2] not in places:
            raise ArgumentError(f"a move is (outcome, coalition, outcome), found {move!r}")
        members = read_coalition(move[1], players)
        found.append((places[move[0]], sum(1 << k for k, who in enumerate(players) if who in members), places[move[2]]))
    start, coalition, end = np.array(found, dtype=np.int64).reshape(-1, 3).T
    return AbstractGame(outcomes=tuple(outcomes), payoffs=worth, start=start, end=end, coalition=coalition)


def kernels(by: Sequence[int], over: Sequence[int]) -> list[int]:
    """All independent sets that dominate everything else, as bit masks.

    `by[a]` are those that dominate a, `over[b]` those that b dominates. Some
    outcome that is not settled is settled by itself or by one that dominates
    it; what was tried is barred from later branches, so no set comes twice.
    """
    everything = (1 << len(by)) - 1
    found, steps = [], 0
    open_branches = [(0, everything, everything)]  # chosen, allowed, not settled
    while open_branches:
        steps += 1
        if steps > MOST_STEPS:
            raise NoAnswerError(f"the farsighted stable sets were not all found within {MOST_STEPS:,} steps")
        chosen, allowed, unsettled = open_branches.pop()
        if not unsettled:
            found.append(chosen)
            continue
        hardest = min(_positions(unsettled), key=lambda a: ((by[a] | 1 << a) & allowed).bit_count())
        for candidate in _positions((by[hardest] | 1 << hardest) & allowed):
            barred = 1 << candidate | by[candidate] | over[candidate]
            settled = 1 << candidate | over[candidate]
            open_branches.append((chosen | 1 << candidate, allowed & ~barred, unsettled & ~settled))
            allowed &= ~(1 << candidate)
    return found


def _mask(marks: Bools) -> int:
    return sum(1 << int(k) for k in np.flatnonzero(marks))


def _positions(mask: int) -> list[int]:
    return [k for k in range(mask.bit_length()) if mask >> k & 1]
