"""What types reveal: pooling, separating or semi-separating play where somebody cannot tell types apart."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from deterrence.game.information import InformationSet
from deterrence.game.tree import CHANCE, GameTree, Ints
from deterrence.solvers.assessment import Assessments

SLACK = 1e-9
WORDS = ("", "pooling", "separating", "semi-separating")


def kinds(played: Assessments) -> tuple[str, ...]:
    """The kind of each row of play, one word for each group of types that send a signal; empty where there is none.

    Types pool when all that move do the same, separate when no two of them
    ever do, and are semi-separating otherwise. Where several groups send
    signals each word comes after its variable.
    """
    groups = _senders(played.tree, played.sets)
    if not groups:
        return ("",) * len(played.point)
    codes = np.array([_codes(played, group) for group in groups])
    rows, which = np.unique(codes, axis=1, return_inverse=True) if len(groups) > 1 else (np.array([range(4)]), codes[0])
    names = [f"{group[0].variable} " if len(groups) > 1 else "" for group in groups]
    words = [", ".join(name + WORDS[code] for name, code in zip(names, row, strict=True) if code) for row in rows.T]
    return tuple(np.array(words, dtype=object)[which.ravel()].tolist())


def _senders(tree: GameTree, sets: Sequence[InformationSet]) -> list[list[InformationSet]]:
    """Sets of one player that differ only by what chance has shown it, and which another player confuses later."""
    chance = {tree.variables[v] for v in np.unique(tree.variable[tree.owner == CHANCE])}
    groups: dict[tuple[object, ...], list[InformationSet]] = {}
    for item in sets:
        said = tuple(value for variable, value in item.history if variable not in chance)
        groups.setdefault((item.player, said, item.actions), []).append(item)
    return [group for group in groups.values() if len(group) > 1 and _is_confused(tree, sets, group)]


def _is_confused(tree: GameTree, sets: Sequence[InformationSet], group: list[InformationSet]) -> bool:
    sender: Ints = np.full(len(tree.owner), -1)
    for index, item in enumerate(group):
        sender[item.nodes] = index
    for batch in tree.generations:
        sender[batch] = np.where(sender[batch] < 0, sender[tree.parent[batch]], sender[batch])
    others = (item for item in sets if item.player != group[0].player)
    return any(len(np.unique(sender[item.nodes][sender[item.nodes] >= 0])) > 1 for item in others)


def _codes(played: Assessments, group: list[InformationSet]) -> Ints:
    """The word for each row of play, as its place in `WORDS`; 0 where fewer than two types move."""
    moves = np.array([(played.reach[item.nodes] > 0).any(axis=0) for item in group])
    uses = np.array(
        [played.step[played.tree.first[item.nodes[0]] + np.arange(len(item.actions))] > SLACK for item in group]
    )
    senders = (uses & moves[:, None]).sum(axis=0)
    pools, separates = (senders > 0).sum(axis=0) == 1, (senders <= 1).all(axis=0)
    return np.where(moves.sum(axis=0) < 2, 0, np.where(pools, 1, np.where(separates, 2, 3)))
