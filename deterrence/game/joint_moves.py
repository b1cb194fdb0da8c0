"""One decision for all that one player decides at once: trees in which a player moves several times in a stage."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np

from deterrence.game.extensive import Array, ExtensiveGame
from deterrence.game.nested import Chance, Decision, End, extensive_game
from deterrence.game.tree import TERMINAL, GameTree, Ints

Nested = Decision | Chance | End


def united_moves(game: ExtensiveGame) -> tuple[ExtensiveGame, Ints] | None:
    """The game in which a player's moves within one simultaneous stage are one decision, and its ends.

    What a player would do later in a stage after a move that it does not make
    is no choice of its own, and listing equilibria by it would take
    exponentially long.

    Returns
    -------
    ExtensiveGame, ndarray or None
        The game at its first point, and for each of its terminals which of the
        given game's it is; None where no player moves twice in a stage, or
        where a player would learn something between its moves.
    """
    ends: list[int] = []
    builder = _Builder(game, ends)
    root = builder.built(0)
    if root is None or not builder.united:
        return None
    return extensive_game(game.players, root), np.array(ends)


class _Builder:
    def __init__(self, game: ExtensiveGame, ends: list[int]) -> None:
        self.tree, self.ends, self.united = game.tree, ends, False
        self.payoffs = game.payoffs[:, :, 0]
        self.likely = game.branch_probability()[:, 0]
        self.labels: dict[str, tuple[str, ...]] = {}

    def built(self, node: int) -> Nested | None:
        """A node with all below it; None where moves cannot be united."""
        if self.tree.owner[node] == TERMINAL:
            end = int(self.tree.terminal_of[node])
            self.ends.append(end)
            return End(dict(zip(self.tree.players, self.payoffs[end].tolist(), strict=True)))
        levels = stage_levels(self.tree, node)
        owners = [int(self.tree.owner[level[0]]) for level in levels]
        groups = [[k for k, other in enumerate(owners) if other == owner] for owner in dict.fromkeys(owners)]
        if not any(len(group) > 1 and owners[group[0]] >= 0 for group in groups):
            levels, groups = levels[:1], [[0]]
        groups = [part for g in groups for part in ([g] if owners[g[0]] >= 0 else [[k] for k in g])]
        return self._group(node, levels, groups, {})

    def _group(
        self, node: int, levels: Sequence[Ints], groups: Sequence[Sequence[int]], picks: dict[int, int]
    ) -> Nested | None:
        if not groups:
            for k in range(len(levels)):
                node = int(self.tree.first[node]) + picks[k]
            return self.built(node)
        (group, *rest), first = groups, [int(level[0]) for level in levels]
        below = {}
        for chosen in itertools.product(*(range(int(self.tree.count[first[k]])) for k in group)):
            labels = [self.tree.label(int(self.tree.first[first[k]]) + c) for k, c in zip(group, chosen, strict=True)]
            part = self._group(node, levels, rest, picks | dict(zip(group, chosen, strict=True)))
            if part is None:
                return None
            below["+".join(labels)] = part
        owner = int(self.tree.owner[first[group[0]]])
        names = "+".join(self.tree.variables[self.tree.variable[first[k]]] for k in group)
        if owner < 0:
            steps = self.tree.children(first[group[0]])
            law = [float(self.likely[step]) for step in steps]
            drawn = {label: (p, part) for p, (label, part) in zip(law, below.items(), strict=True)}
            return Chance(f"{names}, draw {first[group[0]]}", drawn)
        self.united |= len(group) > 1
        sets = np.unique(self.tree.information[levels[group[0]]])
        name = f"{names} ({sets[0]})"
        if len(sets) > 1 or self.labels.setdefault(name, tuple(below)) != tuple(below):
            return None
        return Decision(self.tree.players[owner], name, below)


def stage_levels(tree: GameTree, node: int) -> list[Ints]:
    """The nodes below one that belong to the same stage of play, move by move."""
    levels, nodes = [], np.array([node])
    while (tree.stage[nodes] == tree.stage[node]).all():
        levels.append(nodes)
        nodes = (tree.first[nodes][:, None] + np.arange(tree.count[nodes[0]])).ravel()
    return levels


def path_strategy(game: ExtensiveGame, ends: Ints, reach: Array) -> Array:
    """Behavior that leads to given terminals with given probabilities: that of each node given its parent.

    Where nothing leads, the first choice.
    """
    tree = game.tree
    total = np.zeros(len(tree.owner))
    total[tree.terminals[ends]] = reach
    for batch in reversed(tree.generations):
        np.add.at(total, tree.parent[batch], total[batch])
    found = np.zeros(len(tree.owner))
    parent = tree.parent[1:]
    known = total[parent] > 0
    is_first = np.arange(1, len(found)) == tree.first[parent]
    found[1:] = np.where(known, total[1:] / np.where(known, total[parent], 1.0), is_first)
    found[0] = 1.0
    return found
