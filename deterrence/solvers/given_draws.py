"""A path's draws of chance taken as given: what play leads to when chance draws as it did there."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from deterrence.game.tree import CHANCE, GameTree, History, Ints

NOT_GIVEN = -1
LIKELIER = 1 + 1e-12

Array = npt.NDArray[np.float64]


def given_draws(tree: GameTree, along: History) -> Ints:
    """The child that each chance node draws when chance draws as along a path; ``(node,)``.

    The first draw of a variable takes its first value on the path, the second
    its second, and so on, wherever in the tree it is; ``NOT_GIVEN`` where the
    path has no such draw, where its value is not on offer, and where no chance is.
    """
    found = np.full(len(tree.owner), NOT_GIVEN, dtype=np.int64)
    chance = tree.owner == CHANCE
    for index in np.unique(tree.variable[chance]):
        name = tree.variables[index]
        values = [tree.choices[name].index(value) for variable, value in along if variable == name]
        draws = chance & (tree.variable == index)
        earlier = np.zeros(len(tree.owner), dtype=np.int64)
        for batch in tree.generations:
            earlier[batch] = earlier[tree.parent[batch]] + draws[tree.parent[batch]]
        wanted = np.full(len(tree.owner), NOT_GIVEN, dtype=np.int64)
        told = np.flatnonzero(draws & (earlier < len(values)))
        wanted[told] = np.array(values, dtype=np.int64)[earlier[told]]
        children = np.flatnonzero(draws[tree.parent] & (tree.parent >= 0))
        children = children[tree.choice[children] == wanted[tree.parent[children]]]
        found[tree.parent[children]] = children
    return found


def along_reach(tree: GameTree, step: Array, along: History) -> Array:
    """The probability that each node is reached when chance draws as along a path; ``(node, point)``.

    `step` is the probability of each node given its parent. Where the path
    does not say, chance draws its likeliest branch, the first among equals.
    """
    given = given_draws(tree, along)
    drawn = step.copy()
    drawn[given[tree.parent] != NOT_GIVEN] = 0.0
    drawn[given[given != NOT_GIVEN]] = 1.0
    for node in np.flatnonzero((tree.owner == CHANCE) & (given == NOT_GIVEN)):
        below = slice(tree.first[node], tree.first[node] + tree.count[node])
        likeliest = (step[below] * LIKELIER >= step[below].max(axis=0)).argmax(axis=0)
        drawn[below] = np.arange(tree.count[node])[:, None] == likeliest
    reach = np.ones(step.shape)
    for batch in tree.generations:
        reach[batch] = reach[tree.parent[batch]] * drawn[batch]
    return reach
