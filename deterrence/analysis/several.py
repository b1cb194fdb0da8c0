"""Points whose game has any number of equilibria: all of them in columns, and the rule for claims."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from deterrence.game.building import Parameters, evaluate
from deterrence.game.extensive import ExtensiveGame
from deterrence.game.tree import CHANCE, GameTree, History, Ints
from deterrence.game.unroll import Unrolled
from deterrence.scenario.fields import Expression
from deterrence.scenario.scenario import Scenario
from deterrence.solvers.assessment import Assessments
from deterrence.solvers.concepts import Concept, beliefs, equilibria, strategies
from deterrence.solvers.equilibria import Equilibria
from deterrence.solvers.given_draws import along_reach
from deterrence.solvers.play_program import play_signatures
from deterrence.solvers.solution import LEAST_LIKELIER
from deterrence.states.values import StateValues

PERFECT_BAYESIAN = "perfect_bayesian"

Array = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Several:
    """Every equilibrium of some points, one a row.

    `point` is rising; `quantities` is ``(quantity, row)``; `complete` and
    `tied` say of each point whether all equilibria are listed, and whether it
    lies on a tie, where there is a continuum of them.
    """

    point: Ints
    quantities: Array
    complete: Bools
    tied: Bools

    def every(self, true: Bools) -> Bools:
        """Whether something holds in every row of each point; so where there are none."""
        found = np.ones(len(self.complete), dtype=bool)
        np.logical_and.at(found, self.point, true)
        return found

    def some(self, true: Bools) -> Bools:
        """Whether something holds in some row of each point."""
        return ~self.every(~true)

    def ends(self, quantity: int) -> tuple[Array, Array]:
        """The least and the greatest value of a quantity at each point; NaN where there is no row."""
        low = np.full(len(self.complete), np.inf)
        high = -low
        np.minimum.at(low, self.point, self.quantities[quantity])
        np.maximum.at(high, self.point, self.quantities[quantity])
        none = low > high
        low[none] = high[none] = np.nan
        return low, high


@dataclass(frozen=True, slots=True)
class Firsts:
    """The first equilibrium of each point that has one, and what there is to tell its play apart by."""

    payoffs: Array
    end: Ints
    margin: Array
    play: Array
    quantities: Array
    sound: Bools


def all_equilibria(
    scenario: Scenario,
    unrolled: Unrolled,
    concept: Concept,
    point: Parameters,
    points: int,
    quantities: Sequence[Expression],
    along: History | None = None,
    *,
    first: bool = False,
) -> tuple[Several, Firsts]:
    """Every equilibrium of one tree at some points; chance draws as `along` on the way to the end of the first.

    With `first` some may be left out, but not the first of a point.
    """
    tree = unrolled.tree
    game = evaluate(scenario, unrolled, point, points)
    alone = first and not scenario.ordinal and concept.at(scenario, tree) == PERFECT_BAYESIAN
    found = _with_first(game) if alone else equilibria(scenario, game, concept)
    played = Assessments(game, (), strategies(game, found), found.point)
    ends = played.reach[tree.terminals]
    values = StateValues(scenario, point, tree.end_states)
    expected = np.empty((len(quantities), len(found)))
    defined = np.ones(points, dtype=bool)
    for index, quantity in enumerate(quantities):
        worth = np.broadcast_to(values.evaluate(quantity), (len(tree.terminals), points))[:, found.point]
        expected[index] = np.where(ends > 0, ends * worth, 0.0).sum(axis=0)
    undefined = np.isnan(expected).any(axis=0)
    defined[found.point[undefined]] = False
    tied = np.zeros(points, dtype=bool)
    tied[found.point[found.degenerate]] = True
    several = Several(found.point, expected, found.completes & defined, tied)
    if along is not None and len(found):
        ends = along_reach(tree, played.step, along)[tree.terminals]
    return several, _firsts(game, found, played, ends, several, defined)


def _with_first(game: ExtensiveGame) -> Equilibria:
    from deterrence.solvers.perfect_bayesian import first_perfect_bayesian

    return first_perfect_bayesian(game)


def _firsts(
    game: ExtensiveGame, found: Equilibria, played: Assessments, ends: Array, several: Several, defined: Bools
) -> Firsts:
    points = len(defined)
    present, first = np.unique(found.point, return_index=True)
    sound = np.zeros(points, dtype=bool)
    sound[present] = True
    row = np.zeros(points, dtype=np.int64)
    row[present] = first
    if not len(found):
        empty = np.full((len(game.players), points), np.nan)
        gaps = np.full(points, np.nan)
        return Firsts(empty, row, gaps, gaps, np.full((len(several.quantities), points), np.nan), sound)
    likeliest = (ends >= ends.max(axis=0) * (1 - LEAST_LIKELIER)).argmax(axis=0)
    return Firsts(
        payoffs=found.payoffs.T[:, row],
        end=likeliest[row],
        margin=_margins(game, found, played, present, first, points),
        play=_signatures(game.tree, played, points),
        quantities=several.quantities[:, row],
        sound=sound & defined,
    )


def _margins(
    game: ExtensiveGame, found: Equilibria, played: Assessments, present: Ints, first: Ints, points: int
) -> Array:
    """The smallest margin at a visited decision of each point's first equilibrium."""
    tree = game.tree
    reach, worth = played.reach[:, first], played.worth[:, :, first]
    believed = beliefs(game, found, played.reach)[:, first]
    margin = np.full(points, np.inf)
    for item in found.sets:
        children = tree.first[item.nodes] + np.arange(len(item.actions))[:, None]
        mover = int(tree.owner[item.nodes[0]])
        values = np.sort((worth[children, mover] * believed[item.nodes]).sum(axis=1), axis=0)
        visited = reach[item.nodes].sum(axis=0) > 0
        gap = values[-1] - values[-2] if len(values) > 1 else np.full(len(first), np.inf)
        margin[present] = np.minimum(margin[present], np.where(visited, gap, np.inf))
    return margin


def _signatures(tree: GameTree, played: Assessments, points: int) -> Array:
    """A number for each point that tells apart the sets of end states that its equilibria lead to."""
    drawn = np.where((tree.owner[tree.parent] == CHANCE)[:, None], 1.0, played.step)
    drawn[0] = 1.0
    for batch in tree.generations:
        drawn[batch] *= drawn[tree.parent[batch]]
    rows = (play_signatures(tree)[:, None] * (drawn[tree.terminals] > 0)).sum(axis=0)
    kinds, which = np.unique(rows, return_inverse=True)
    pairs = np.unique(np.stack([played.point, which.ravel()]), axis=1)
    found = np.zeros(points)
    np.add.at(found, pairs[0], np.sin(kinds[pairs[1]]) + 2.0)
    return found
