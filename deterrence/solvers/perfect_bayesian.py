"""Perfect Bayesian equilibria: subgame by subgame, pure and mixed, with the beliefs that support them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from deterrence.errors import ArgumentError, NoAnswerError, nearest
from deterrence.game.extensive import Array, ExtensiveGame
from deterrence.game.information import InformationSet, information_sets
from deterrence.game.subgames import Subgame, part, part_game, subgames
from deterrence.game.tree import CHANCE, GameTree, Ints
from deterrence.solvers.assessment import Assessments
from deterrence.solvers.beliefs import no_worse
from deterrence.solvers.continua import joined_pairs
from deterrence.solvers.equilibria import Equilibria, Termination
from deterrence.solvers.mixed_assessments import mixed_assessments
from deterrence.solvers.pure_assessments import pure_assessments
from deterrence.solvers.signals import kinds

Bools = npt.NDArray[np.bool_]

PERFECT_BAYESIAN = "perfect Bayesian equilibrium"
MOST_PROFILES = 100_000
MOST_AT_A_POINT = 1_000


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
class _State:
    """What is known of each point while subgames are solved: whether all equilibria are listed, and how it ended."""

    complete: Bools
    terminations: npt.NDArray[np.int8]


def perfect_bayesian(game: ExtensiveGame, *, mixed: bool = True, refine: str | None = None) -> Equilibria:
    """Every perfect Bayesian equilibrium that can be listed, with the beliefs that support it.

    A profile of behavior strategies is one when it is subgame-perfect and, at
    every information set, its mover's plan from there on is optimal for some
    belief that follows Bayes' rule where the set is reached (the weak notion:
    beliefs at sets that are not reached are free). Profiles that differ only
    where nothing leads count apart.

    Parameters
    ----------
    game
        With perfect recall, at one point or many.
    mixed
        Whether to look for equilibria in which somebody mixes.
    refine
        ``"intuitive_criterion"`` or ``"d1"``: of a signalling game, the
        equilibria that survive (`deterrence.solvers.refinements`).

    Returns
    -------
    Equilibria
        Pure ones first, in lexicographic order of the information sets in tree
        order, then mixed ones. Of a continuum the extreme points are listed,
        marked `degenerate` (none without mixing). `complete` where this is provably the whole list:
        in every subgame at most two players have a choice once choices that no
        belief supports are taken away, and nobody whose set may stay unreached
        is followed by the other. Values within ``1e-9 max(1, |a|, |b|)`` are
        tied: all tied choices are optimal.

    Raises
    ------
    NoAnswerError
        More than 100,000 pure profiles in one subgame.
    ArgumentError
        An unknown refinement.
    ConceptError
        A refinement of what is not a signalling game.

    References
    ----------
    .. [1] D. Fudenberg and J. Tirole, Game Theory, MIT Press, 1991, ch. 8.
    .. [2] A. Mas-Colell, M. Whinston and J. Green, Microeconomic Theory,
       Oxford University Press, 1995, sec. 9.C.

    Examples
    --------
    The rudimentary asymmetric deterrence game, the defender hard with
    probability 1/2: the challenger stays.

    >>> from deterrence.game.nested import Chance, Decision, End, extensive_game
    >>> def demand(conflict):
    ...     reply = Decision("defender", f"reply if {conflict}", {
    ...         "concede": End({"challenger": 1, "defender": 0}),
    ...         "resist": End({"challenger": 0, "defender": conflict})})
    ...     return Decision("challenger", "demand", {"stay": End({"challenger": .6, "defender": 2}), "press": reply})
    >>> types = Chance("type", {"hard": (.5, demand(1)), "soft": (.5, demand(-1))})
    >>> found = perfect_bayesian(extensive_game(["challenger", "defender"], types))
    >>> len(found), found.complete, found[0].payoffs
    (1, True, {'challenger': 0.6, 'defender': 2.0})
    >>> found[0].beliefs["demand"].tolist()
    [0.5, 0.5]
    """
    if refine is not None:
        return _refinement(refine)(game, perfect_bayesian(game, mixed=mixed))
    tree = game.tree
    sets = information_sets(tree)
    defined = ~np.isnan(game.payoffs).any(axis=(0, 1))
    state = _State(np.ones(game.points, dtype=bool), np.zeros(game.points, np.int8))
    state.terminations[~defined] = Termination.UNDEFINED
    likely = game.branch_probability()
    points = np.flatnonzero(defined)
    none = np.zeros(len(points), dtype=bool)
    ends = [Rows(points, worth[:, points], np.zeros((0, len(points))), {}, none) for worth in game.payoffs]
    solved = dict(zip(tree.terminals.tolist(), ends, strict=True))
    cuts = subgames(tree)
    for cut in cuts:
        solved[cut.root] = _solved(tree, likely, cut, solved, state, mixed=mixed)
    state.complete[~defined] = False
    return _equilibria(game, sets, cuts, solved, state)


def _refinement(name: str) -> Callable[[ExtensiveGame, Equilibria], Equilibria]:
    from deterrence.solvers import refinements

    known = {"intuitive_criterion": refinements.intuitive_criterion, "d1": refinements.d1}
    if name not in known:
        raise ArgumentError(f"unknown refinement '{name}'", nearest(name, known) or f"known: {', '.join(known)}")
    return known[name]


def _solved(
    tree: GameTree, likely: Array, cut: Subgame, solved: dict[int, Rows], state: _State, *, mixed: bool
) -> Rows:
    """The equilibria of one subgame, for each way that the following ones may be played."""
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
        smaller = part(tree, cut.nodes, cut.leaves)
        ends = np.searchsorted(cut.leaves, cut.nodes[smaller.terminals])
        local = part_game(smaller, likely[cut.nodes][:, point], worths[ends])
        row, strategy, values, pairs = _without_subgames(local, state, point, mixed=mixed)
    found = Rows(point[row], values, strategy, {leaf: rows[row] for leaf, rows in below.items()}, degenerate[row])
    if mixed:
        found.degenerate[np.concatenate(pairs)] = True
        _note_continua(tree, likely, cut, found, pairs, state)
    return found


def _joined(cut: Subgame, solved: dict[int, Rows], state: _State) -> tuple[Ints, dict[int, Ints]]:
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


def _limited(point: Ints, below: dict[int, Ints], state: _State) -> tuple[Ints, dict[int, Ints]]:
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
    game: ExtensiveGame, state: _State, point: Ints, *, mixed: bool
) -> tuple[Ints, Array, Array, tuple[Ints, Ints]]:
    """The equilibria of a game without proper subgames: rows, strategies, values, and the ends of continua in pairs."""
    tree, sets = game.tree, information_sets(game.tree)
    options = [range(len(item.actions)) for item in sets]
    if np.prod([len(option) for option in options], dtype=object) > MOST_PROFILES:
        raise NoAnswerError(f"more than {MOST_PROFILES:,} pure profiles in one subgame")
    row, actions = pure_assessments(game, sets, options)
    strategy = np.where((tree.owner[tree.parent] >= 0)[:, None], 0.0, np.ones((len(tree.owner), len(row))))
    strategy[0] = 1.0
    for index, item in enumerate(sets):
        for action in range(len(item.actions)):
            strategy[tree.first[item.nodes] + action] = actions[:, index] == action
    if not mixed:
        state.complete[point] = False
        return row, strategy, Assessments(game, sets, strategy, row).worth[0], (row[:0], row[:0])
    more = mixed_assessments(game, sets)
    state.complete[point[~more.complete]] = False
    row = np.concatenate([row, more.point])
    order = np.argsort(row, kind="stable")
    row, strategy = row[order], np.concatenate([strategy, more.strategy], axis=1)[:, order]
    found = Assessments(game, sets, strategy, row)
    return row, strategy, found.worth[0], joined_pairs(found)


def _note_continua(
    tree: GameTree, likely: Array, cut: Subgame, found: Rows, pairs: tuple[Ints, Ints], state: _State
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


def _equilibria(
    game: ExtensiveGame, sets: Sequence[InformationSet], cuts: list[Subgame], solved: dict[int, Rows], state: _State
) -> Equilibria:
    """The rows of the whole game in order, with beliefs and certificates."""
    tree = game.tree
    rows = solved[0]
    strategy = np.ones((len(tree.owner), len(rows.point)))
    played = {0: np.arange(len(rows.point))}
    for cut in reversed(cuts):
        here, which = solved[cut.root], played[cut.root]
        strategy[cut.nodes[1:]] = here.strategy[1:][:, which]
        played |= {leaf: index[which] for leaf, index in here.below.items()}
    order = _order_of(tree, sets, strategy, rows.point)
    strategy, point = strategy[:, order], rows.point[order]
    found = Assessments(game, sets, strategy, point)
    missing = np.ones(game.points, dtype=bool)
    missing[point] = False
    state.complete[missing] = False
    return Equilibria(
        concept=PERFECT_BAYESIAN,
        players=tree.players,
        point=point,
        strategies={item.name: strategy[_children(tree, item)].T for item in sets},
        payoffs=found.worth[0].T,
        regret=found.regret,
        degenerate=rows.degenerate[order],
        completes=state.complete,
        terminations=state.terminations,
        sets=tuple(sets),
        beliefs={item.name: belief.T for item, belief in zip(sets, found.beliefs, strict=True)},
        labels=kinds(found),
        statistics={"subgames": len(cuts)},
    )


def _children(tree: GameTree, item: InformationSet) -> Ints:
    found: Ints = tree.first[item.nodes[0]] + np.arange(len(item.actions))
    return found


def _order_of(tree: GameTree, sets: Sequence[InformationSet], strategy: Array, point: Ints) -> Ints:
    """Pure before mixed at each point, then by the probability of the first choices, larger first."""
    rounded = np.round(strategy, 9)
    keys = [-rounded[child] for item in sets for child in _children(tree, item)]
    mixes = ((rounded > 0) & (rounded < 1)).any(axis=0)
    found: Ints = np.lexsort([*keys[::-1], mixes, point])
    return found
