"""Which part of a large game tree is drawn: the likeliest path, its best deviations, and what room is left for."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from deterrence.solvers.play import Play
from deterrence.solvers.solution import Solution

PATIENCE = 8  # nodes that do not fit, before it is given up


@dataclass(frozen=True, kw_only=True, eq=False)
class Cut:
    """The nodes of a tree that are drawn, depth first, and how many ends each collapsed one stands for."""

    play: Play
    nodes: tuple[int, ...]
    hidden: dict[int, int]

    @cached_property
    def children(self) -> dict[int, list[int]]:
        """The drawn children of every drawn node."""
        tree, drawn = self.play.tree, set(self.nodes)
        return {node: [child for child in tree.children(node) if child in drawn] for node in self.nodes}

    @cached_property
    def depth(self) -> dict[int, int]:
        """How many steps each drawn node is from the root."""
        found: dict[int, int] = {}
        for node in self.nodes:
            found[node] = found[int(self.play.tree.parent[node])] + 1 if node else 0
        return found

    def words(self) -> str:
        """What was left out, in a sentence; empty where all is drawn."""
        if not self.hidden:
            return ""
        nodes, ends = len(self.play.tree.owner), len(self.play.tree.terminals)
        return (
            f"Pruned to the likeliest path and its best deviations: {len(self.nodes):,} of {nodes:,} nodes are drawn; "
            f"{sum(self.hidden.values()):,} of {ends:,} ends lie in subtrees that are not."
        )


def cut(solution: Solution, fits: Callable[[Cut], bool]) -> Cut:
    """The largest part of the tree that fits, opened node by node in the order of what matters.

    The likeliest path comes first whether it fits or not, then what would
    follow the best deviation from each decision on it (the nearest first),
    then the other ends that may come about, then the rest by how many
    deviations and how large ones lead there.
    """
    play = solution.play
    ends = _ends(play)
    whole = _cut(play, set(np.flatnonzero(play.tree.count > 0).tolist()), ends)
    if fits(whole):
        return whole
    must = _path(solution)
    opened, refused = set(must), 0
    kept = _cut(play, opened, ends)
    for node in _by_weight(solution, must):
        trial = _cut(play, {*opened, node}, ends)
        if fits(trial):
            opened.add(node)
            kept = trial
        elif (refused := refused + 1) > PATIENCE:
            break
    return kept


def _cut(play: Play, opened: set[int], ends: npt.NDArray[np.int64]) -> Cut:
    tree = play.tree
    nodes, hidden, stack = [], {}, [0]
    while stack:
        node = stack.pop()
        nodes.append(node)
        if node in opened:
            stack.extend(reversed(tree.children(node)))
        elif tree.count[node]:
            hidden[node] = int(ends[node])
    return Cut(play=play, nodes=tuple(nodes), hidden=hidden)


def _ends(play: Play) -> npt.NDArray[np.int64]:
    """How many ends lie at or under each node."""
    tree = play.tree
    found: npt.NDArray[np.int64] = (tree.count == 0).astype(np.int64)
    for batch in reversed(tree.generations):
        np.add.at(found, tree.parent[batch], found[batch])
    return found


def _path(solution: Solution) -> list[int]:
    """The inner nodes of the likeliest path."""
    tree, play = solution.game.tree, solution.play
    end = int(tree.terminals[np.argmax(play.reach[tree.terminals])])
    found = []
    while tree.parent[end] >= 0:
        end = int(tree.parent[end])
        found.append(end)
    return found[::-1]


def _by_weight(solution: Solution, must: list[int]) -> Iterator[int]:
    """All other inner nodes, parents first, in the order in which they are opened."""
    tree, play = solution.game.tree, solution.play
    best = _best_deviations(play, must)
    heap: list[tuple[tuple[float, ...], int]] = []

    def offer(parent: int, before: tuple[float, float]) -> None:
        for child in tree.children(parent):
            deviations, loss = before
            if tree.owner[parent] >= 0 and play.step[child] == 0:
                mover = int(tree.owner[parent])
                deviations, loss = deviations + 1, loss + float(play.values[parent, mover] - play.values[child, mover])
            if child in seen:
                offer(child, (deviations, loss))
            elif tree.count[child]:
                kind = 1.0 if child in best else 2.0 if play.reach[child] > 0 else 3.0
                best.update(_continuation(play, child) if child in best else ())
                weight = (kind, deviations, loss if play.reach[child] == 0 else -float(play.reach[child]))
                heapq.heappush(heap, (weight, child))
                before_of[child] = (deviations, loss)

    seen, before_of = set(must), dict[int, tuple[float, float]]()
    offer(0, (0.0, 0.0))
    while heap:
        _, node = heapq.heappop(heap)
        yield node
        offer(node, before_of[node])


def _best_deviations(play: Play, must: list[int]) -> set[int]:
    """The best unchosen child of each decision on the path."""
    tree, found = play.tree, set()
    for node in must:
        if tree.owner[node] >= 0:
            others = [child for child in tree.children(node) if play.step[child] == 0]
            found.update(sorted(others, key=lambda child: -play.values[child, tree.owner[node]])[:1])
    return found


def _continuation(play: Play, node: int) -> list[int]:
    """The child that would follow, where that is certain."""
    return [child for child in play.tree.children(node) if play.step[child] > 0]
