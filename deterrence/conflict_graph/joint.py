"""Coalitions in a graph model: joint improvements, coalitional stability, equilibrium jumps."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import numpy as np
import numpy.typing as npt

from deterrence.conflict_graph.model import GraphModel
from deterrence.conflict_graph.moves import Moves
from deterrence.conflict_graph.preference import better
from deterrence.conflict_graph.reach import pack, reach_matrix, unpack
from deterrence.errors import NoAnswerError

Bools = npt.NDArray[np.bool_]
Words = npt.NDArray[np.uint64]
Group = tuple[int, ...]

BYTES = 1 << 28


class JointMoves:
    """What groups of players reach together; matrices are made once and kept.

    Raises
    ------
    NoAnswerError
        The matrices of all ``2^n - 1`` coalitions would pass 256 MiB.
    """

    def __init__(self, model: GraphModel) -> None:
        self.model = model
        self.count, self.states = model.payoffs.shape
        if 2**self.count * self.states**2 / 8 > BYTES:
            raise NoAnswerError(
                f"{self.count} players form {2**self.count - 1:,} coalitions; with {self.states:,} states "
                f"their matrices pass {BYTES >> 20} MiB. Ask about individual concepts, or about fewer states."
            )
        self._reached: dict[Group, Words] = {}
        self._better: list[Bools] = [better(worth[None, :], worth[:, None]) for worth in model.payoffs]

    def groups(self, members: Group | None = None) -> Iterator[Group]:
        """Every non-empty coalition, of all players or of some, smaller ones first."""
        pool = range(self.count) if members is None else members
        for size in range(1, len(pool) + 1):
            yield from combinations(pool, size)

    def rest(self, group: Group) -> Group:
        """Everybody else."""
        return tuple(player for player in range(self.count) if player not in group)

    def reached(self, group: Group) -> Words:
        """Where a coalition's legal sequences lead from each state, as bits."""
        if group not in self._reached:
            self._reached[group] = reach_matrix([self.model.moves[player] for player in group], self.states)
        return self._reached[group]

    def improvements(self, group: Group) -> Bools:
        """Which states a coalition reaches that are better for each member; ``(state, end)``."""
        found = unpack(self.reached(group), self.states)
        for player in group:
            found &= self._better[player]
        return found

    def stable(self, group: Group, concept: str) -> Bools:
        """Where a coalition is stable; ``(state,)``."""
        found: Bools = np.logical_not(self.unanswered(group, concept).any(axis=1))
        return found

    def unanswered(self, group: Group, concept: str) -> Bools:
        """The joint improvements of a coalition that the rest cannot sanction; ``(state, end)``."""
        improving: Bools = self.improvements(group)
        return improving if concept == "cr" else improving & ~self._sanctioned(group, concept)

    def _sanctioned(self, group: Group, concept: str) -> Bools:
        """Which joint improvements the rest can answer with an end no better for some member; ``(state, end)``."""
        rest = self.rest(group)
        if not rest:
            return np.zeros((self.states, self.states), dtype=bool)
        replies = self._joint_replies(rest) if concept == "cseq" else self.reached(rest)
        bad = np.zeros((self.states, self.states), dtype=bool)
        for player in group:
            bad |= ~self._better[player]
        if concept == "csmr":
            bad &= self._no_escape(group, bad)
        ends = pack(bad)
        return np.stack([(replies & ends[state]).any(axis=1) for state in range(self.states)])

    def _no_escape(self, group: Group, bad: Bools) -> Bools:
        """From which ends the coalition reaches bad ends only, judged at each state; ``(state, end)``."""
        reached, good = self.reached(group), pack(~bad)
        return np.stack([~(reached & good[state]).any(axis=1) for state in range(self.states)])

    def _joint_replies(self, members: Group) -> Words:
        """Where joint improvements of sub-coalitions lead, none moving twice in succession."""
        steps = [Moves.of(self.states, *np.nonzero(self.improvements(group))) for group in self.groups(members)]
        return reach_matrix(steps, self.states)

    def jumps(self, equilibria: Bools) -> list[tuple[int, int, Group]]:
        """Pairs of equilibria, and the coalitions of two or more that gain by moving from one to the other."""
        places = np.flatnonzero(equilibria)
        found = []
        for group in self.groups():
            if len(group) > 1:
                gains = self.improvements(group)[np.ix_(places, places)]
                found += [(int(places[a]), int(places[b]), group) for a, b in zip(*np.nonzero(gains), strict=True)]
        return sorted(found)
