"""Information sets: what a mover cannot tell apart, by name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container
from dataclasses import dataclass

import numpy as np

from deterrence.errors import ConceptError
from deterrence.game.remembered import remembered
from deterrence.game.tree import GameTree, History, Ints


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class InformationSet:
    """Decision nodes that their mover cannot tell apart.

    `history` is what all of them have in common, `number` their entry in
    `GameTree.information`, `nodes` are in tree order.
    """

    name: str
    number: int
    player: str
    variable: str
    history: History
    nodes: Ints
    actions: tuple[str, ...]


@remembered
def information_sets(tree: GameTree) -> tuple[InformationSet, ...]:
    """The information sets of a tree, in tree order of their first nodes.

    A set is named after its variable, and after what its mover knows where
    the variable has several sets.

    >>> from deterrence import build_game, load
    >>> [item.name for item in information_sets(build_game(load("technology-for-money")).tree)][:4]
    ['treaty', 'fund after keep', 'export after keep, refuse', 'shield after keep, refuse, technology']
    """
    nodes = tree.in_order
    _, first, which = np.unique(tree.information[nodes], return_index=True, return_inverse=True)
    members = np.split(nodes[np.argsort(which, kind="stable")], np.cumsum(np.bincount(which))[:-1])
    groups = [members[i] for i in np.argsort(first)] if len(nodes) else []
    variables = [tree.variables[tree.variable[group[0]]] for group in groups]
    histories = [common_steps(tree, group) for group in groups]
    names: dict[str, None] = {}
    counts = Counter(variables)
    for variable, history in zip(variables, histories, strict=True):
        after = ", ".join(value for _, value in history)
        plain = counts[variable] == 1 or not after
        names[_unused(variable if plain else f"{variable} after {after}", names)] = None
    return tuple(
        InformationSet(
            name=name,
            number=int(tree.information[group[0]]),
            player=tree.players[tree.owner[group[0]]],
            variable=variable,
            history=history,
            nodes=group,
            actions=tuple(tree.label(child) for child in tree.children(int(group[0]))),
        )
        for name, group, variable, history in zip(names, groups, variables, histories, strict=True)
    )


def common_steps(tree: GameTree, nodes: Ints) -> History:
    """The steps that every node's history shares, in their order."""
    first, *others = (tree.history(int(node)) for node in nodes)
    shared = set(first).intersection(*others)
    return tuple(step for step in first if step in shared)


def _unused(name: str, taken: Container[str]) -> str:
    number, found = 2, name
    while found in taken:
        found, number = f"{name} ({number})", number + 1
    return found


@remembered
def require_perfect_recall(tree: GameTree) -> None:
    """Raise `ConceptError` where a player forgets: nodes of one set reached by different own choices, or each other.

    >>> from deterrence import build_game, load
    >>> require_perfect_recall(build_game(load("treaty")).tree)
    """
    memory: dict[int, tuple[tuple[int, int], ...]] = {}
    for node in tree.in_order if not tree.is_perfect_information else ():
        steps, place = [], int(node)
        while tree.parent[place] >= 0:
            parent = int(tree.parent[place])
            if tree.owner[parent] == tree.owner[node]:
                steps.append((int(tree.information[parent]), place - int(tree.first[parent])))
            place = parent
        number = int(tree.information[node])
        if memory.setdefault(number, tuple(steps)) != tuple(steps) or number in (seen for seen, _ in steps):
            player, variable = tree.players[tree.owner[node]], tree.variables[tree.variable[node]]
            raise ConceptError(f"perfect recall is needed, and at '{variable}' {player} has forgotten an own move")
