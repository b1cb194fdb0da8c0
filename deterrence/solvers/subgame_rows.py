"""The perfect Bayesian equilibria of one subgame, for every way to play those that follow it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from deterrence.errors import NoAnswerError
from deterrence.game.extensive import Array, ExtensiveGame
from deterrence.game.information import information_sets
from deterrence.game.remembered import remembered
from deterrence.game.subgames import Subgame, part, part_game
from deterrence.game.tree import CHANCE, GameTree, Ints
from deterrence.solvers.assessment import Assessments, Bools
from deterrence.solvers.beliefs import no_worse
from deterrence.solvers.continua import joined_pairs
from deterrence.solvers.equilibria import Termination
from deterrence.solvers.mixed_assessments import mixed_assessments
from deterrence.solvers.pure_assessments import pure_assessments

MOST_PROFILES = 100_000
MOST_AT_A_POINT = 1_000

Mixing = bool | Literal["needed"]


@dataclass(slots=True)
class Rows:
    """The equilibria of one subgame: the point of each, what it is worth, and how it is played.

    `values` is ``(player, row)``; `strategy` ``(node, row)`` over the subgame's
    own nodes; `below` says which row of each following subgame is played;
    `degenerate` marks ends of continua here or below.
    """

    point: Ints
    values: Array
    strategy: Array
    below: dict[int, Ints]
    degenerate: Bools


@dataclass(slots=True)
class State:
    """What is known of each point while subgames are solved: whether all equilibria are listed, and how it ended."""

    complete: Bools
    terminations: npt.NDArray[np.int8]


def solve_subgame(
    tree: GameTree, likely: Array, cut: Subgame, solved: dict[int, Rows], state: State, *, mixed: bool
) -> Rows:
    """The equilibria of one subgame, for each way that the following ones may be played.

    Notes in `state` where the list is not complete, or was cut off at a limit.
    """
    point, below = _joined(cut, solved, state)
    worths = np.array([solved[leaf].values[:, below[leaf]] for leaf in cut.leaves.tolist()])
    degenerate = np.any([solved[leaf].degenerate[rows] for leaf, rows in below.items()], axis=0)
    if len(cut.nodes) == len(cut.leaves) + 1:
        if tree.owner[cut.root] == CHANCE:
            values = (likely[cut.leaves][:, point][:, None] * worths).sum(axis=0)
            return Rows(point, values, np.ones((len(cut.nodes), len(point))), below, degenerate)
        row, strategy = _best_choices(worths[:, int(tree.owner[cut.root])])
        values = np.einsum("lr,lpr->pr", strategy[1:], worths[:, :, row])
        starts = np.searchsorted(row, row)
        pairs = starts[starts < np.arange(len(row))], np.flatnonzero(starts < np.arange(len(row)))
    else:
        smaller = _smaller(tree, cut)
        ends = np.searchsorted(cut.leaves, cut.nodes[smaller.terminals])
        local = part_game(smaller, likely[cut.nodes][:, point], worths[ends])
        row, strategy, values, pairs = _without_subgames(local, state, point, mixed=mixed, matter=cut.root > 0)
    found = Rows(point[row], values, strategy, {leaf: rows[row] for leaf, rows in below.items()}, degenerate[row])
    if mixed:
        found.degenerate[np.concatenate(pairs)] = True
        _note_continua(tree, likely, cut, found, pairs, state)
    return found


def solve_whole(game: ExtensiveGame, point: Ints, state: State, *, mixed: Mixing) -> Rows:
    """The equilibria of a game without proper subgames; what they are worth is left at 0.

    `mixed` is ``"needed"`` where those with mixing are wanted only at points that have no pure one.
    """
    row, strategy, values, pairs = _without_subgames(game, state, point, mixed=mixed, matter=False)
    degenerate = np.zeros(len(row), dtype=bool)
    if mixed:
        degenerate[np.concatenate(pairs)] = True
    return Rows(point[row], values, strategy, {}, degenerate)


@remembered
def _smaller(tree: GameTree, cut: Subgame) -> GameTree:
    return part(tree, cut.nodes, cut.leaves)


def _joined(cut: Subgame, solved: dict[int, Rows], state: State) -> tuple[Ints, dict[int, Ints]]:
    """Every combination of equilibria of the following subgames: the point of each, and which row of each is played."""
    leaves = cut.leaves.tolist()
    point = solved[leaves[0]].point
    below = {leaves[0]: np.arange(len(point))}
    for leaf in leaves[1:]:
        other = solved[leaf].point
        if np.array_equal(other, point) and (np.diff(point) > 0).all():
            below[leaf] = np.arange(len(point))
            continue
        starts, stops = np.searchsorted(other, point), np.searchsorted(other, point, side="right")
        times = stops - starts
        kept = np.repeat(np.arange(len(point)), times)
        offset = np.arange(len(kept)) - np.repeat(np.cumsum(times) - times, times)
        below = {name: rows[kept] for name, rows in below.items()}
        below[leaf] = starts[kept] + offset
        point, below = _limited(point[kept], below, state)
    return point, below


def _limited(point: Ints, below: dict[int, Ints], state: State) -> tuple[Ints, dict[int, Ints]]:
    """At most so many combinations a point; where there were more the list is not complete."""
    if len(point) <= MOST_AT_A_POINT:
        return point, below
    nth = np.arange(len(point)) - np.searchsorted(point, point)
    kept = nth < MOST_AT_A_POINT
    state.complete[point[~kept]] = False
    state.terminations[point[~kept]] = Termination.LIMIT
    return point[kept], {name: rows[kept] for name, rows in below.items()}


def _best_choices(own: Array) -> tuple[Ints, Array]:
    """Every best choice at a single node: the row each belongs to, and the strategy ``(node, row)``, the node first."""
    optimal = no_worse(own, own.max(axis=0))
    row, choice = np.nonzero(optimal.T)
    strategy = np.zeros((len(own) + 1, len(row)))
    strategy[0] = 1.0
    strategy[choice + 1, np.arange(len(row))] = 1.0
    return row, strategy


def _without_subgames(
    game: ExtensiveGame, state: State, point: Ints, *, mixed: Mixing, matter: bool
) -> tuple[Ints, Array, Array, tuple[Ints, Ints]]:
    """The equilibria of a game without proper subgames: rows, strategies, values, and the ends of continua in pairs.

    Values are left at 0 where they do not matter and need work.
    """
    tree, sets = game.tree, information_sets(game.tree)
    if np.prod([len(item.actions) for item in sets], dtype=object) > MOST_PROFILES:
        raise NoAnswerError(f"more than {MOST_PROFILES:,} pure profiles in one subgame")
    row, actions = pure_assessments(game, sets)
    strategy = np.where((tree.owner[tree.parent] >= 0)[:, None], 0.0, np.ones((len(tree.owner), len(row))))
    strategy[0] = 1.0
    for index, item in enumerate(sets):
        for action in range(len(item.actions)):
            strategy[tree.first[item.nodes] + action] = actions[:, index] == action
    if not mixed:
        state.complete[point] = False
        values = Assessments(game, sets, strategy, row).worth[0] if matter else np.zeros((len(tree.players), len(row)))
        return row, strategy, values, (row[:0], row[:0])
    if mixed == "needed":
        return _mixed_where_needed(game, state, point, row, strategy)
    more = mixed_assessments(game, sets)
    state.complete[point[~more.complete]] = False
    row = np.concatenate([row, more.point])
    order = np.argsort(row, kind="stable")
    row, strategy = row[order], np.concatenate([strategy, more.strategy], axis=1)[:, order]
    found = Assessments(game, sets, strategy, row)
    return row, strategy, found.worth[0], joined_pairs(found)


def _mixed_where_needed(
    game: ExtensiveGame, state: State, point: Ints, row: Ints, strategy: Array
) -> tuple[Ints, Array, Array, tuple[Ints, Ints]]:
    """Pure equilibria, and those with mixing at points that have none; what they are worth is left at 0."""
    state.complete[point] = False
    bare = np.flatnonzero(np.bincount(row, minlength=game.points) == 0)
    if len(bare):
        more = mixed_assessments(game.at(bare), information_sets(game.tree))
        row, strategy = np.concatenate([row, bare[more.point]]), np.concatenate([strategy, more.strategy], axis=1)
        order = np.argsort(row, kind="stable")
        row, strategy = row[order], strategy[:, order]
    return row, strategy, np.zeros((len(game.players), len(row))), (row[:0], row[:0])


def _note_continua(
    tree: GameTree, likely: Array, cut: Subgame, found: Rows, pairs: tuple[Ints, Ints], state: State
) -> None:
    """Where a continuum matters to somebody who moved before, mixtures within it may support other play."""
    one, other = (found.values[:, rows] for rows in pairs)
    point = found.point[pairs[0]]
    differs = ~(no_worse(one, other) & no_worse(other, one))
    node, matters = cut.root, np.ones(len(point), dtype=bool)
    while tree.parent[node] >= 0:
        matters &= likely[node, point] > 0
        node = int(tree.parent[node])
        if tree.owner[node] != CHANCE:
            state.complete[point[matters & differs[tree.owner[node]]]] = False
