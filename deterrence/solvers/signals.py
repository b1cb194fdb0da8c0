"""What types reveal: pooling, separating or semi-separating play where somebody cannot tell types apart."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from deterrence.game.information import InformationSet
from deterrence.game.tree import CHANCE, GameTree, Ints
from deterrence.solvers.assessment import Assessments

SLACK = 1e-9


def kinds(played: Assessments) -> tuple[str, ...]:
    """The kind of each row of play, one word for each group of types that send a signal; empty where there is none.

    Types pool when all that move do the same, separate when no two of them
    ever do, and are semi-separating otherwise. Where several groups send
    signals each word comes after its variable.
    """
    groups = _senders(played.tree, played.sets)
    words = [_words(played, group) for group in groups]
    if len(groups) > 1:
        names = [group[0].variable for group in groups]
        words = [
            [f"{name} {word}" if word else "" for word in column] for name, column in zip(names, words, strict=True)
        ]
    return (
        tuple(", ".join(filter(None, row)) for row in zip(*words, strict=True)) if words else ("",) * len(played.point)
    )


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


def _words(played: Assessments, group: list[InformationSet]) -> list[str]:
    rows = len(played.point)
    uses = np.array(
        [played.step[played.tree.first[item.nodes[0]] + np.arange(len(item.actions))] > SLACK for item in group]
    )
    moves = np.array([played.reach[item.nodes].sum(axis=0) > 0 for item in group])
    found = []
    for row in range(rows):
        used = uses[moves[:, row], :, row]
        if len(used) < 2:
            found.append("")
        elif (used == used[0]).all() and used[0].sum() == 1:
            found.append("pooling")
        elif (used.sum(axis=0) <= 1).all():
            found.append("separating")
        else:
            found.append("semi-separating")
    return found
