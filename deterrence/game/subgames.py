"""Where a tree can be cut: subgames, and trees that keep some of another's nodes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from deterrence.game.extensive import Array, ExtensiveGame
from deterrence.game.tree import TERMINAL, GameTree, Ints

Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Subgame:
    """A subgame cut off where the next ones begin.

    Parameters
    ----------
    root
        Its first node.
    nodes
        Its nodes in rising order, the roots of the next subgames included.
    leaves
        Terminals and roots of the next subgames.
    """

    root: int
    nodes: Ints
    leaves: Ints


def subgames(tree: GameTree) -> list[Subgame]:
    """Every subgame of a tree, later ones first; together they hold each move once.

    A node begins a subgame where no information set lies partly below it.

    >>> from deterrence import build_game, load
    >>> [item.nodes.tolist() for item in subgames(build_game(load("technology-for-money")).tree)][-1]
    [0, 1, 2]
    """
    begins = roots(tree)
    head = np.zeros(len(tree.owner), dtype=np.int64)
    for batch in tree.generations:
        children = np.arange(batch.start, batch.stop)
        head[batch] = np.where(begins[children], children, head[tree.parent[batch]])
    inner = np.flatnonzero(begins & (tree.owner != TERMINAL))
    above = head[np.maximum(tree.parent, 0)]
    belongs = np.where(begins, above, head)  # the subgame that holds a node as its own or as its leaf
    order = np.argsort(belongs[1:], kind="stable") + 1
    starts = np.searchsorted(belongs[order], inner)
    stops = np.searchsorted(belongs[order], inner, side="right")
    found = []
    for root, start, stop in zip(inner[::-1], starts[::-1], stops[::-1], strict=True):
        below = order[start:stop]
        found.append(Subgame(root=int(root), nodes=np.concatenate([[root], below]), leaves=below[begins[below]]))
    return found


def roots(tree: GameTree) -> Bools:
    """Whether each node begins a subgame; terminals count."""
    rank = tree.depth_first
    low, high, size = rank.copy(), rank.copy(), np.ones(len(rank), dtype=np.int64)
    sets = tree.information
    moves = np.flatnonzero(sets >= 0)
    least = np.full(int(sets.max(initial=-1)) + 1, len(rank))
    most = np.full(len(least), -1)
    np.minimum.at(least, sets[moves], rank[moves])
    np.maximum.at(most, sets[moves], rank[moves])
    low[moves], high[moves] = least[sets[moves]], most[sets[moves]]
    for batch in reversed(tree.generations):
        np.minimum.at(low, tree.parent[batch], low[batch])
        np.maximum.at(high, tree.parent[batch], high[batch])
        np.add.at(size, tree.parent[batch], size[batch])
    found: Bools = (low >= rank) & (high < rank + size)
    return found


def part(tree: GameTree, nodes: Ints, leaves: Ints) -> GameTree:
    """The tree that keeps some nodes of another, in rising order, with some of them as its terminals.

    All kept nodes but the first have their parents among them.
    """
    new = np.full(len(tree.owner), -1, dtype=np.int64)
    new[nodes] = np.arange(len(nodes))
    ends = np.zeros(len(tree.owner), dtype=bool)
    ends[leaves] = True
    ended = ends[nodes]
    parent = np.where(np.arange(len(nodes)) > 0, new[tree.parent[nodes]], -1)
    count = np.bincount(parent[1:], minlength=len(nodes))
    first = np.zeros(len(nodes), dtype=np.int64)
    first[parent[:0:-1]] = np.arange(len(nodes) - 1, 0, -1)
    cuts = np.searchsorted(nodes, [[batch.start, batch.stop] for batch in tree.generations])
    cuts = np.maximum(cuts, 1)
    found = GameTree(
        players=tree.players,
        variables=tree.variables,
        choices=tree.choices,
        owner=np.where(ended, TERMINAL, tree.owner[nodes]),
        variable=np.where(ended, -1, tree.variable[nodes]),
        stage=np.where(ended, -1, tree.stage[nodes]),
        parent=parent,
        choice=np.where(np.arange(len(nodes)) > 0, tree.choice[nodes], -1),
        first=first,
        count=count,
        information=np.where(ended, -1, tree.information[nodes]),
        fixed=tree.fixed[nodes] & ~ended,
        generations=tuple(slice(int(a), int(b)) for a, b in cuts if b > a),
        terminals=np.flatnonzero(ended),
        end_states={},
    )
    object.__setattr__(found, "terminals", found.terminals[np.argsort(found.depth_first[found.terminals])])
    return found


def part_game(tree: GameTree, likely: Array, payoffs: Array) -> ExtensiveGame:
    """A game on a tree from the probability of each node given its parent, ``(node, point)``."""
    drawn = np.flatnonzero((tree.owner[tree.parent] == -1) & (np.arange(len(tree.owner)) > 0))
    return ExtensiveGame(tree=tree, payoffs=payoffs, drawn=drawn, probability=likely[drawn])
