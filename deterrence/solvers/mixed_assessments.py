"""Perfect Bayesian equilibria in which somebody mixes, of a game without proper subgames and two players with a choice."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from deterrence.game.extensive import Array, ExtensiveGame
from deterrence.game.information import InformationSet, information_sets
from deterrence.game.normal_form import NormalFormGame
from deterrence.game.strategic_form import StrategicForm, strategic_form
from deterrence.game.subgames import part, part_game
from deterrence.game.tree import CHANCE, TERMINAL, GameTree, Ints
from deterrence.solvers.assessment import Assessments
from deterrence.solvers.conditional_dominance import undominated
from deterrence.solvers.extreme_equilibria import extreme_equilibria

Bools = npt.NDArray[np.bool_]

MOST_PLANS = 12
MOST_COMPLETIONS = 64
SLACK = 1e-9


@dataclass(slots=True)
class Mixed:
    """Equilibria with mixing: the point of each, its strategy ``(node, row)``, and what is known of each point.

    `complete` says that with the pure ones these are all (of a continuum, its
    extreme points), `degenerate` that the point's game has a continuum.
    """

    point: Ints
    strategy: Array
    complete: Bools
    degenerate: Bools


def mixed_assessments(game: ExtensiveGame, sets: Sequence[InformationSet]) -> Mixed:
    """All perfect Bayesian equilibria that are not pure, where they can be listed.

    Choices that no belief supports are taken away first. With one player left
    who has a choice nobody mixes except at ties. With two, the extreme Nash
    equilibria of what is left are found from its strategic form, completed
    where they do not lead, and kept where every information set has a
    supporting belief. The list is complete if nobody whose set may stay
    unreached is followed by the other; with three players or more it is not.
    """
    left = undominated(game, sets)
    found = Mixed(
        np.zeros(0, dtype=np.int64),
        np.ones((len(game.tree.owner), 0)),
        np.zeros(game.points, dtype=bool),
        np.zeros(game.points, dtype=bool),
    )
    patterns, which = np.unique(left, axis=1, return_inverse=True)
    for index in range(patterns.shape[1]):
        points = np.flatnonzero(which.ravel() == index)
        _at_pattern(found, game, sets, patterns[:, index], points)
    order = np.argsort(found.point, kind="stable")
    found.point, found.strategy = found.point[order], found.strategy[:, order]
    return found


def _at_pattern(found: Mixed, game: ExtensiveGame, sets: Sequence[InformationSet], left: Bools, points: Ints) -> None:
    """Add what the points answer at which these choices are left."""
    tree = game.tree
    kept = left.copy()
    for batch in tree.generations:
        kept[batch] &= kept[tree.parent[batch]]
    nodes = np.flatnonzero(kept)
    smaller = part(tree, nodes, nodes[tree.owner[nodes] == TERMINAL])
    active = [item for item in information_sets(smaller) if len(item.actions) > 1]
    movers = sorted({int(smaller.owner[item.nodes[0]]) for item in active})
    if len(movers) < 2:
        found.complete[points] = True
        return
    if len(movers) > 2:
        return
    likely = game.branch_probability()[nodes][:, points]
    ends = game.payoffs[tree.terminal_of[nodes[smaller.terminals]]][:, :, points]
    form = strategic_form(part_game(smaller, likely, ends))
    if max(len(plan) for plan in form.plans) > MOST_PLANS:
        return
    equilibria = extreme_equilibria(_between(form, movers))
    found.complete[points] = equilibria.completes & _can_be_listed(smaller, active)
    found.degenerate[points[equilibria.point[equilibria.degenerate]]] = True
    behavior, open_sets = _behavior(tree, sets, form, movers, list(equilibria.strategies.values()))
    for pattern in np.unique(open_sets, axis=1).T:
        rows = np.flatnonzero((open_sets == pattern[:, None]).all(axis=0))
        free = [item for item, is_open in zip(sets, pattern, strict=True) if is_open]
        allowed = [np.flatnonzero(left[tree.first[item.nodes[0]] + np.arange(len(item.actions))]) for item in free]
        for actions in itertools.islice(itertools.product(*allowed), MOST_COMPLETIONS):
            strategy = behavior[:, rows].copy()
            for item, action in zip(free, actions, strict=True):
                strategy[tree.first[item.nodes] + action] = 1.0
            _keep(found, game, sets, strategy, points[equilibria.point[rows]])


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


def _can_be_listed(tree: GameTree, active: list[InformationSet]) -> bool:
    """Whether nobody whose set may stay unreached is followed by somebody else with a choice."""
    for item in active:
        if _surely_reached(tree, item):
            continue
        below = np.zeros(len(tree.owner), dtype=bool)
        below[item.nodes] = True
        for batch in tree.generations:
            below[batch] |= below[tree.parent[batch]]
        if any(other.player != item.player and below[other.nodes].any() for other in active):
            return False
    return True


def _surely_reached(tree: GameTree, item: InformationSet) -> bool:
    """Whether every way of playing reaches a set with positive probability."""
    found = np.zeros(len(tree.owner), dtype=bool)
    for batch in reversed(tree.generations):
        for parent in np.unique(tree.parent[batch]):
            below = found[list(tree.children(int(parent)))]
            found[parent] = below.any() if tree.owner[parent] == CHANCE else below.all()
        found[item.nodes] = True
    found[item.nodes] = True
    return bool(found[0])
