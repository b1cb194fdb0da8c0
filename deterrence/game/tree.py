"""The shape of a game tree as arrays: who moves where, and what each end state is. No payoffs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

CHANCE = -1
TERMINAL = -2

Ints = npt.NDArray[np.int64]
History = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=False, kw_only=True, eq=False)
class GameTree:
    """A rooted tree. Nodes are numbered so that siblings are consecutive and parents come first.

    Parameters
    ----------
    players, variables, choices
        Names: a node's mover is an index into `players`, its variable into
        `variables`, and the choice that leads to a node into that variable's `choices`.
    owner
        Mover of each node; `CHANCE` or `TERMINAL` where nobody moves.
    variable, stage
        Variable decided at each node and its position in the order of play; -1 at terminals.
    parent, choice
        How each node is reached; -1 at the root.
    first, count
        First child and number of children of each node.
    information
        Information set of each decision node; -1 elsewhere.
    fixed
        Nodes whose result is supposed: chance nodes with one certain child.
    generations
        Ranges of nodes whose parents all lie in earlier ranges; together all nodes but the root.
    terminals
        Terminal nodes, depth first.
    end_states
        Variable to the index of its value in each terminal's state.
    """

    players: tuple[str, ...]
    variables: tuple[str, ...]
    choices: dict[str, tuple[str, ...]]
    owner: Ints
    variable: Ints
    stage: Ints
    parent: Ints
    choice: Ints
    first: Ints
    count: Ints
    information: Ints
    fixed: npt.NDArray[np.bool_]
    generations: tuple[slice, ...]
    terminals: Ints
    end_states: dict[str, npt.NDArray[np.uint8]]

    @property
    def size(self) -> dict[str, int]:
        """How many nodes of each kind there are."""
        decisions = int((self.owner >= 0).sum())
        terminals = len(self.terminals)
        return {"decision": decisions, "chance": len(self.owner) - decisions - terminals, "terminal": terminals}

    @cached_property
    def depth_first(self) -> Ints:
        """The rank of each node in depth-first order, siblings in the order of their choices."""
        sizes = np.ones(len(self.owner), dtype=np.int64)
        for batch in reversed(self.generations):
            np.add.at(sizes, self.parent[batch], sizes[batch])
        rank = np.zeros(len(self.owner), dtype=np.int64)
        for batch in self.generations:
            before = np.cumsum(sizes[batch]) - sizes[batch]
            elder = before[self.first[self.parent[batch]] - batch.start]
            rank[batch] = rank[self.parent[batch]] + 1 + before - elder
        return rank

    @cached_property
    def terminal_of(self) -> Ints:
        """The index of each terminal node in `terminals`; -1 elsewhere."""
        found = np.full(len(self.owner), -1, dtype=np.int64)
        found[self.terminals] = np.arange(len(self.terminals))
        return found

    @cached_property
    def in_order(self) -> Ints:
        """Decision nodes in tree order (depth first)."""
        nodes = np.flatnonzero(self.owner >= 0)
        return nodes[np.argsort(self.depth_first[nodes])]

    @property
    def is_perfect_information(self) -> bool:
        """Whether every information set is a single node."""
        sets = self.information[self.information >= 0]
        return len(np.unique(sets)) == len(sets)

    def children(self, node: int) -> range:
        """The children of a node, in the order of their choices."""
        return range(int(self.first[node]), int(self.first[node] + self.count[node]))

    def label(self, node: int) -> str:
        """The choice that leads to a node."""
        return self.choices[self.variables[self.variable[self.parent[node]]]][int(self.choice[node])]

    def history(self, node: int) -> History:
        """The (variable, value) pairs on the way from the root to a node."""
        found: list[tuple[str, str]] = []
        while self.parent[node] >= 0:
            found.append((self.variables[self.variable[self.parent[node]]], self.label(node)))
            node = int(self.parent[node])
        return tuple(reversed(found))

    def end_state(self, terminal: int) -> dict[str, str]:
        """The value of every variable at a terminal, by its index in `terminals`."""
        return {name: self.choices[name][codes[terminal]] for name, codes in self.end_states.items()}
