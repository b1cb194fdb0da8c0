"""The moves of one player: arcs between states, sorted by origin."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Moves:
    """Arcs ``tails[k] -> heads[k]`` among `states` states; ``starts[r]`` is the first that leaves ``origins[r]``."""

    states: int
    tails: Ints
    heads: Ints
    origins: Ints
    starts: Ints

    @staticmethod
    def of(states: int, tails: Ints, heads: Ints) -> Moves:
        """Sort arcs by origin, keeping the order in which each origin's arcs were given; repeats count once."""
        key = tails.astype(np.int64) * states + heads
        order = np.sort(np.unique(key, return_index=True)[1])
        order = order[np.argsort(tails[order], kind="stable")]
        return Moves._sorted(states, tails[order].astype(np.int64), heads[order].astype(np.int64))

    @staticmethod
    def _sorted(states: int, tails: Ints, heads: Ints) -> Moves:
        first = np.ones(len(tails), dtype=bool)
        first[1:] = tails[1:] != tails[:-1]
        starts = np.flatnonzero(first)
        found = Moves(states=states, tails=tails, heads=heads, origins=tails[starts], starts=starts)
        for array in (found.tails, found.heads, found.origins, found.starts):
            array.flags.writeable = False
        return found

    def only(self, kept: Bools) -> Moves:
        """Some of the arcs."""
        return Moves._sorted(self.states, self.tails[kept], self.heads[kept])

    def among(self, kept: Bools) -> Moves:
        """The arcs between some of the states, which are numbered anew in their order."""
        number = np.cumsum(kept) - 1
        inner = kept[self.tails] & kept[self.heads]
        return Moves._sorted(int(kept.sum()), number[self.tails[inner]], number[self.heads[inner]])

    def by_head(self) -> tuple[Ints, Ints]:
        """The arcs in the order of their heads, and where each head's arcs start in it."""
        order = np.argsort(self.heads, kind="stable")
        heads = self.heads[order]
        return order, np.flatnonzero(np.append(True, heads[1:] != heads[:-1])[: len(heads)])

    def leaving(self, state: int) -> slice:
        """Which arcs leave a state."""
        first, last = np.searchsorted(self.tails, [state, state + 1])
        return slice(int(first), int(last))

    def greatest(self, values: Array, empty: float = -np.inf) -> Array:
        """The greatest value on the arcs that leave each state; ``(arc, ...)`` to ``(state, ...)``."""
        found = np.full((self.states, *values.shape[1:]), empty)
        if len(self.tails):
            found[self.origins] = np.maximum.reduceat(values, self.starts, axis=0)
        return found

    def least(self, values: Array, empty: float = np.inf) -> Array:
        """The least value on the arcs that leave each state; ``(arc, ...)`` to ``(state, ...)``."""
        found = np.full((self.states, *values.shape[1:]), empty)
        if len(self.tails):
            found[self.origins] = np.minimum.reduceat(values, self.starts, axis=0)
        return found
