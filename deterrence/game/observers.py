"""What each player has observed on each open branch of a growing tree: information sets with perfect recall."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import numpy.typing as npt

from deterrence.scenario.parts import Visit
from deterrence.scenario.scenario import Scenario

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


class Observers:
    """Each player's memory on each branch, as a number: equal numbers cannot be told apart.

    Where no visit of the order is hidden or joint everybody knows the whole
    history, nothing is tracked and every information set is a single node.
    The members of a bloc remember as one: it observes what any of them observes.
    Of several branches at the start everybody knows which one it is.
    """

    def __init__(self, scenario: Scenario, blocs: Collection[Collection[str]] = (), branches: int = 1) -> None:
        order = scenario.game.order if scenario.game else []
        self.tracks = any(len(stage.visits) > 1 or stage.visits[0].hidden_from for stage in order)
        self.players = tuple(scenario.players)
        self.spokesman = {player: player for player in self.players} | {
            member: next(player for player in self.players if player in bloc) for bloc in blocs for member in bloc
        }
        self.memory: dict[str, Ints] = {player: np.arange(branches) for player in self.spokesman.values()}
        self.known: dict[str, Bools] = {}
        self.offered: dict[str, Ints] = {}
        self.sets_so_far = 0

    def begin(self, branches: int) -> None:
        """A stage begins."""
        self.known = {}
        self.offered = {}

    def sets(self, owner: int, stage: int, offers: Bools, movers: Bools) -> Ints:
        """The information set of every moving branch: what the mover remembers, and what it is offered."""
        count = int(movers.sum())
        if owner < 0:
            return np.full(count, -1, dtype=np.int64)
        if not self.tracks:
            found = np.arange(count)
        else:
            _, kinds = np.unique(offers[movers], axis=0, return_inverse=True)
            mover = self.spokesman[self.players[owner]]
            found = _combined(self.memory[mover][movers], kinds)
            memory = np.zeros(len(movers), dtype=np.int64)
            memory[movers] = kinds + 1
            self.offered[mover] = memory
        sets = found + self.sets_so_far
        self.sets_so_far += int(found.max(initial=-1)) + 1
        return sets

    def branch(self, children: Ints, fixed: Bools, value: npt.NDArray[np.uint8], name: str, owner: int) -> None:
        """Branches multiply: each passes its memories on to its children, and the mover remembers its move."""
        if not self.tracks:
            return
        self.memory = {player: np.repeat(memory, children) for player, memory in self.memory.items()}
        self.known = {variable: np.repeat(known, children) for variable, known in self.known.items()}
        self.offered = {player: np.repeat(kinds, children) for player, kinds in self.offered.items()}
        self.known[name] = fixed
        if owner >= 0:
            player = self.spokesman[self.players[owner]]
            kinds = self.offered.pop(player, np.zeros(len(value), dtype=np.int64))
            self.memory[player] = _combined(_combined(self.memory[player], kinds), value.astype(np.int64))

    def observe(self, visit: Visit, codes: npt.NDArray[np.uint8]) -> None:
        """After a stage everyone from whom a visit is not hidden knows the current value of its variable."""
        if not self.tracks:
            return
        branches = len(next(iter(self.memory.values())))
        value = np.broadcast_to(codes, (branches,)).astype(np.int64)
        known = self.known.get(visit.visit, np.zeros(branches, dtype=bool))
        hidden = {who for who in self.memory if all(m in visit.hidden_from for m in self._members(who))}
        for player in self.memory:
            seen = np.where(known, value + 1, 0) if player in hidden else value
            self.memory[player] = _combined(self.memory[player], seen)

    def _members(self, spokesman: str) -> list[str]:
        return [player for player, first in self.spokesman.items() if first == spokesman]


def _combined(a: Ints, b: Ints) -> Ints:
    found: Ints = np.unique(a * (int(b.max(initial=0)) + 1) + b, return_inverse=True)[1]
    return found
