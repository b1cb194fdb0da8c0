"""Perfect Bayesian equilibria with mixing, of a game without proper subgames in which two players have a choice."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from deterrence.game.extensive import Array, ExtensiveGame
from deterrence.game.information import InformationSet
from deterrence.game.normal_form import NormalFormGame
from deterrence.game.tree import Ints
from deterrence.solvers.assessment import Assessments
from deterrence.solvers.conditional_dominance import undominated
from deterrence.solvers.equilibria import Equilibria
from deterrence.solvers.extreme_equilibria import extreme_equilibria
from deterrence.solvers.left_over import LeftOver, completions, left_over, with_others_fixed

Bools = npt.NDArray[np.bool_]

CELLS = 2_000_000
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
    search = _Search(game, sets)
    for left, points in _kinds(undominated(game, sets)):
        search.at_pattern(left, points)
    return search.found()


class _Search:
    """Games between two players that wait to be solved together, and what they found that waits to be judged."""

    def __init__(self, game: ExtensiveGame, sets: Sequence[InformationSet]) -> None:
        self.game, self.sets, self.tree = game, sets, game.tree
        self.likely = game.branch_probability()
        self.complete = np.zeros(game.points, dtype=bool)
        self.unsolved: list[tuple[LeftOver, Ints]] = []
        self.unjudged: list[tuple[Array, Ints]] = []
        self.kept = [(np.ones((len(self.tree.owner), 0)), np.zeros(0, dtype=np.int64))]

    def at_pattern(self, left: Bools, points: Ints) -> None:
        """Ask what the points answer at which these choices are left."""
        marks = left.tobytes()
        here = left_over(self.tree, marks)
        if len(here.movers) < 2:
            self.complete[points] = not completions(self.tree, marks, tuple(here.outside.tolist())).mattering
        elif len(here.movers) == 2:
            self.complete[points] = True
            self._between_two(here, points)
        else:
            for pair in itertools.combinations(here.movers, 2):
                for fixed in with_others_fixed(self.tree, marks, pair):
                    self._between_two(left_over(self.tree, fixed), points)

    def found(self) -> Mixed:
        """Every equilibrium once, by point."""
        self._solve()
        self._judge()
        strategy = np.concatenate([rows for rows, _ in self.kept], axis=1)
        point = np.concatenate([points for _, points in self.kept])
        _, once = np.unique(np.vstack([point, np.round(strategy, 9)]), axis=1, return_index=True)
        return Mixed(point[once], strategy[:, once], self.complete)

    def _between_two(self, here: LeftOver, points: Ints) -> None:
        """Ask for the equilibria of two players among what is left, if so many have a choice."""
        if len(here.movers) != 2:
            return
        pieces = here.pieces(points)
        if not pieces:
            self.complete[points] = False
        for some in pieces:
            self.unsolved.append((here, some))
            if sum(len(points) * here.cells for here, points in self.unsolved) > CELLS:
                self._solve()

    def _solve(self) -> None:
        """Solve all games that wait, those of one shape together."""
        tables = [here.payoffs(self.likely, self.game.payoffs, some) for here, some in self.unsolved]
        alike: dict[tuple[int, ...], list[int]] = defaultdict(list)
        for index, table in enumerate(tables):
            alike[table.shape[:2]].append(index)
        solved: dict[int, tuple[Equilibria, int]] = {}
        for shape, members in alike.items():
            labels = tuple(tuple(str(plan) for plan in range(size)) for size in shape)
            together = np.concatenate([tables[index] for index in members], axis=-1)
            equilibria = extreme_equilibria(NormalFormGame(actions=labels, payoffs=together))
            starts = np.cumsum([0, *(len(self.unsolved[index][1]) for index in members)])
            solved |= {index: (equilibria, int(start)) for index, start in zip(members, starts, strict=False)}
        for index, (here, some) in enumerate(self.unsolved):
            self._fill(here, some, *solved[index])
        self.unsolved = []

    def _fill(self, here: LeftOver, some: Ints, equilibria: Equilibria, start: int) -> None:
        """Complete the equilibria of one game, those of some points from `start` on, where they say nothing."""
        stop = start + len(some)
        self.complete[some] &= equilibria.completes[start:stop]
        rows = slice(*np.searchsorted(equilibria.point, [start, stop]).tolist())
        point = some[equilibria.point[rows] - start]
        behavior, open_sets = here.behavior([weights[rows] for weights in equilibria.strategies.values()])
        for pattern, which in _kinds(open_sets):
            ways = completions(self.tree, here.left.tobytes(), tuple(np.flatnonzero(pattern).tolist()))
            if not ways.are_all:
                self.complete[point[which]] = False
            for strategy, own in ways.strategies(self.game, behavior[:, which], point[which]):
                self._keep(strategy, point[which[own]])

    def _keep(self, strategy: Array, point: Ints) -> None:
        """Have the rows that mix judged."""
        mixes = ((strategy > SLACK) & (strategy < 1 - SLACK)).any(axis=0)
        if mixes.any():
            self.unjudged.append((strategy[:, mixes], point[mixes]))
            if sum(rows.size for rows, _ in self.unjudged) * len(self.tree.players) > CELLS:
                self._judge()

    def _judge(self) -> None:
        """Keep the rows that have a supporting belief everywhere."""
        if not self.unjudged:
            return
        strategy = np.concatenate([rows for rows, _ in self.unjudged], axis=1)
        point = np.concatenate([points for _, points in self.unjudged])
        scale = np.maximum(1.0, np.abs(self.game.payoffs[:, :, point]).max(axis=(0, 1)))
        holds = Assessments(self.game, self.sets, strategy, point).regret <= SLACK * scale
        self.kept.append((strategy[:, holds], point[holds]))
        self.unjudged = []


def _kinds(marks: Bools) -> list[tuple[Bools, Ints]]:
    """The different columns in lexicographic order, and where each stands."""
    if not marks.size:
        return []
    if (marks == marks[:, :1]).all():
        return [(marks[:, 0], np.arange(marks.shape[1]))]
    columns = np.ascontiguousarray(marks.T).view(np.dtype((np.void, len(marks)))).ravel()
    _, first, which = np.unique(columns, return_index=True, return_inverse=True)
    return [(marks[:, start], np.flatnonzero(which == kind)) for kind, start in enumerate(first)]
