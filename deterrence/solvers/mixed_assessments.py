"""Perfect Bayesian equilibria with mixing, of a game without proper subgames in which two players have a choice."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from deterrence.errors import TreeTooLargeError
from deterrence.game.extensive import Array, ExtensiveGame
from deterrence.game.information import InformationSet, information_sets
from deterrence.game.normal_form import NormalFormGame
from deterrence.game.strategic_form import LIMIT, StrategicForm, strategic_form
from deterrence.game.subgames import part, part_game
from deterrence.game.tree import TERMINAL, GameTree, Ints
from deterrence.solvers.assessment import Assessments
from deterrence.solvers.completions import Completions
from deterrence.solvers.conditional_dominance import undominated
from deterrence.solvers.extreme_equilibria import extreme_equilibria, within_limit

Bools = npt.NDArray[np.bool_]

MOST_PLANS = 12
MOST_FIXED = 64
SLACK = 1e-9


@dataclass(slots=True)
class Mixed:
    """Equilibria with mixing: the point of each, its strategy ``(node, row)``, and what is known of each point.

    `complete` says that with the pure ones these are all (of a continuum, its extreme points).
    """

    point: Ints
    strategy: Array
    complete: Bools


def mixed_assessments(game: ExtensiveGame, sets: Sequence[InformationSet]) -> Mixed:
    """All perfect Bayesian equilibria that are not pure, where they can be listed.

    Choices that no belief supports are taken away first. With one player left
    who has a choice nobody mixes except at ties. With two, the extreme Nash
    equilibria of what is left are found from its strategic form, completed
    where they do not lead, and kept where every information set has a
    supporting belief. The list is complete where `Completions` has all ways to
    complete each of them. With three players or more it is not, and those are
    listed in which all but two play pure strategies, as far as they are tried.
    """
    left = undominated(game, sets)
    found = Mixed(np.zeros(0, dtype=np.int64), np.ones((len(game.tree.owner), 0)), np.zeros(game.points, dtype=bool))
    patterns, which = np.unique(left, axis=1, return_inverse=True)
    for index in range(patterns.shape[1]):
        points = np.flatnonzero(which.ravel() == index)
        _at_pattern(found, game, sets, patterns[:, index], points)
    _, once = np.unique(np.vstack([found.point, np.round(found.strategy, 9)]), axis=1, return_index=True)
    found.point, found.strategy = found.point[once], found.strategy[:, once]
    return found


def _at_pattern(found: Mixed, game: ExtensiveGame, sets: Sequence[InformationSet], left: Bools, points: Ints) -> None:
    """Add what the points answer at which these choices are left."""
    movers = _movers(_smaller(game.tree, left))
    if len(movers) < 2:
        kept = _kept(game.tree, left)
        outside = [index for index, item in enumerate(sets) if not kept[item.nodes].any()]
        found.complete[points] = not Completions(game, sets, left, np.array(outside, dtype=np.int64)).mattering
    elif len(movers) == 2:
        found.complete[points] = True
        _between_two(found, game, sets, left, points)
    else:
        for pair in itertools.combinations(movers, 2):
            for fixed in _with_others_fixed(game.tree, sets, left, pair):
                _between_two(found, game, sets, fixed, points)


def _with_others_fixed(
    tree: GameTree, sets: Sequence[InformationSet], left: Bools, pair: tuple[int, ...]
) -> Iterator[Bools]:
    """The choices left when all but two players choose one of theirs at each set."""
    others = [item for item in sets if tree.owner[item.nodes[0]] not in pair]
    options = [np.flatnonzero(left[tree.first[item.nodes[0]] + np.arange(len(item.actions))]) for item in others]
    for actions in itertools.islice(itertools.product(*options), MOST_FIXED):
        fixed = left.copy()
        for item, action in zip(others, actions, strict=True):
            fixed[tree.first[item.nodes][:, None] + np.arange(len(item.actions))] = False
            fixed[tree.first[item.nodes] + action] = True
        yield fixed


def _between_two(found: Mixed, game: ExtensiveGame, sets: Sequence[InformationSet], left: Bools, points: Ints) -> None:
    """Add equilibria of two players among what is left, if so many have a choice."""
    tree = game.tree
    nodes, smaller = np.flatnonzero(_kept(tree, left)), _smaller(tree, left)
    movers = _movers(smaller)
    if len(movers) != 2:
        return
    likely = game.branch_probability()[nodes]
    ends = game.payoffs[tree.terminal_of[nodes[smaller.terminals]]]
    pieces = _pieces(part_game(smaller, likely[:, points[:1]], ends[:, :, points[:1]]), points)
    if not pieces:
        found.complete[points] = False
    for some in pieces:
        form = strategic_form(part_game(smaller, likely[:, some], ends[:, :, some]))
        equilibria = extreme_equilibria(_between(form, movers))
        found.complete[some] &= equilibria.completes
        behavior, open_sets = _behavior(tree, sets, form, movers, list(equilibria.strategies.values()))
        _complete(found, game, sets, left, behavior, open_sets, some[equilibria.point])


def _kept(tree: GameTree, left: Bools) -> Bools:
    """The nodes that choices left lead to."""
    kept = left.copy()
    for batch in tree.generations:
        kept[batch] &= kept[tree.parent[batch]]
    return kept


def _smaller(tree: GameTree, left: Bools) -> GameTree:
    nodes = np.flatnonzero(_kept(tree, left))
    return part(tree, nodes, nodes[tree.owner[nodes] == TERMINAL])


def _movers(tree: GameTree) -> list[int]:
    """Players who have a choice somewhere."""
    return sorted({int(tree.owner[item.nodes[0]]) for item in information_sets(tree) if len(item.actions) > 1})


def _pieces(one: ExtensiveGame, points: Ints) -> list[Ints]:
    """As many points together as a strategic form can hold; none where it is too large for one."""
    try:
        counts = [len(plan) for plan in strategic_form(one).plans]
    except TreeTooLargeError:
        return []
    if max(counts) > MOST_PLANS and not within_limit(*(count for count in counts if count > 1)):
        return []
    size = LIMIT // (math.prod(counts) * len(counts))
    return [points[start : start + size] for start in range(0, len(points), size)]


def _complete(
    found: Mixed,
    game: ExtensiveGame,
    sets: Sequence[InformationSet],
    left: Bools,
    behavior: Array,
    open_sets: Bools,
    point: Ints,
) -> None:
    """Add Nash equilibria with each choice of actions where they say nothing."""
    for pattern in np.unique(open_sets, axis=1).T:
        rows = np.flatnonzero((open_sets == pattern[:, None]).all(axis=0))
        ways = Completions(game, sets, left, np.flatnonzero(pattern))
        if not ways.are_all:
            found.complete[point[rows]] = False
        for strategy, which in ways.strategies(behavior[:, rows], point[rows]):
            _keep(found, game, sets, strategy, point[rows[which]])


def _keep(found: Mixed, game: ExtensiveGame, sets: Sequence[InformationSet], strategy: Array, point: Ints) -> None:
    """Add the rows that mix and have a supporting belief everywhere."""
    mixes = ((strategy > SLACK) & (strategy < 1 - SLACK)).any(axis=0)
    if not mixes.any():
        return
    strategy, point = strategy[:, mixes], point[mixes]
    scale = np.maximum(1.0, np.abs(game.payoffs[:, :, point]).max(axis=(0, 1)))
    holds = Assessments(game, sets, strategy, point).regret <= SLACK * scale
    found.point = np.concatenate([found.point, point[holds]])
    found.strategy = np.concatenate([found.strategy, strategy[:, holds]], axis=1)


def _between(form: StrategicForm, movers: list[int]) -> NormalFormGame:
    """The two-player game among those who have a choice."""
    others = tuple(axis for axis in range(len(form.plans)) if axis not in movers)
    payoffs = form.game.payoffs.squeeze(axis=others)[:, :, movers]
    actions = tuple(form.game.actions[i] for i in movers)
    return NormalFormGame(actions=actions, payoffs=payoffs, players=tuple(form.game.players[i] for i in movers))


def _behavior(
    tree: GameTree, sets: Sequence[InformationSet], form: StrategicForm, movers: list[int], mixed: list[Array]
) -> tuple[Array, Bools]:
    """Mixtures of plans as behavior in the whole tree, and the sets where they say nothing: ``(set, row)``.

    Where one choice is left it is certain.
    """
    rows = len(mixed[0])
    behavior = np.where((tree.owner[tree.parent] >= 0)[:, None], 0.0, np.ones((len(tree.owner), rows)))
    behavior[0] = 1.0
    open_sets = np.ones((len(sets), rows), dtype=bool)
    place = {item.number: index for index, item in enumerate(sets)}
    for player, own in enumerate(form.sets):
        weights = mixed[movers.index(player)] if player in movers else np.ones((rows, 1))
        for column, smaller in enumerate(own):
            index = place[smaller.number]
            item = sets[index]
            plan = form.plans[player][:, column]
            total = weights[:, plan >= 0].sum(axis=1)
            says = total > SLACK
            open_sets[index, says] = False
            for code, label in enumerate(smaller.actions):
                share = weights[:, plan == code].sum(axis=1)[says] / total[says]
                behavior[np.ix_(tree.first[item.nodes] + item.actions.index(label), says)] = share
    return behavior, open_sets
