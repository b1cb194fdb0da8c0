"""Which decisions lead to each information set, and which follow it."""

from __future__ import annotations

from deterrence.game.information import information_sets
from deterrence.game.remembered import remembered
from deterrence.game.tree import CHANCE, GameTree

Profile = tuple[int, ...]


class Ways:
    """A tree's information sets by what matters to what; sets go by their place in tree order.

    Attributes
    ----------
    set_at
        The set that each node belongs to; -1 where there is none.
    below
        The sets at and below each node.
    ways
        For each node of each set the decisions on the way to it, as (set, action).
    draws
        For each node of each set the nodes on the way to it that chance draws, last first.
    own
        The mover's sets from each one on.
    """

    def __init__(self, tree: GameTree) -> None:
        self.tree, self.sets = tree, information_sets(tree)
        place = {item.number: index for index, item in enumerate(self.sets)}
        self.set_at = [place.get(number, -1) for number in tree.information.tolist()]
        self.below = self._below()
        self.ways = [[self._way(node) for node in item.nodes.tolist()] for item in self.sets]
        self.draws = [[self._draws(node) for node in item.nodes.tolist()] for item in self.sets]
        self.own = [self._own(index) for index in range(len(self.sets))]

    def _below(self) -> list[tuple[int, ...]]:
        found: list[set[int]] = [set() if index < 0 else {index} for index in self.set_at]
        for batch in reversed(self.tree.generations):
            for node in range(batch.start, batch.stop):
                found[int(self.tree.parent[node])] |= found[node]
        return [tuple(sorted(item)) for item in found]

    def _own(self, index: int) -> list[int]:
        nodes = self.sets[index].nodes
        below = set().union(*(self.below[int(node)] for node in nodes))
        return sorted(i for i in below if self.sets[i].player == self.sets[index].player)

    def _way(self, node: int) -> list[tuple[int, int]]:
        steps = []
        while self.tree.parent[node] >= 0:
            parent = int(self.tree.parent[node])
            if self.set_at[parent] >= 0:
                steps.append((self.set_at[parent], node - int(self.tree.first[parent])))
            node = parent
        return steps

    def _draws(self, node: int) -> list[int]:
        found = []
        while self.tree.parent[node] >= 0:
            if self.tree.owner[self.tree.parent[node]] == CHANCE:
                found.append(node)
            node = int(self.tree.parent[node])
        return found


@remembered
def ways(tree: GameTree) -> Ways:
    """What `Ways` knows of a tree.

    >>> from deterrence import build_game, load
    >>> ways(build_game(load("technology-for-money")).tree).ways[1]
    [[(0, 0)]]
    """
    return Ways(tree)
