"""One scenario at many parameter points: the engine under every question asked of many games."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from deterrence.analysis.several import PERFECT_BAYESIAN, Several, all_equilibria
from deterrence.errors import ArgumentError, EvaluationError
from deterrence.game.building import Suppose, evaluate, parameters_at, suppositions
from deterrence.game.conditions import Conditions
from deterrence.game.extensive import ExtensiveGame
from deterrence.game.tree import History
from deterrence.game.trees import tree_at
from deterrence.game.unroll import Unrolled
from deterrence.scenario.fields import Expression
from deterrence.scenario.scenario import Scenario
from deterrence.solvers.concepts import Concept
from deterrence.solvers.given_draws import along_reach
from deterrence.solvers.play_program import PlayProgram, Rows, compile_play, play_signatures
from deterrence.solvers.solution import LEAST_LIKELIER
from deterrence.solvers.subgame_perfect import backward_induction, reach_probability, step_probability
from deterrence.states.values import StateValues

Array = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Columns = Mapping[str, float | Array]

COMPILED_NODES = 20_000
WORTH_COMPILING = 100
CELLS = 2_000_000
CELLS_EACH = 100_000
TOGETHER = 400
SUBGAME = "subgame_perfect"


@dataclass(frozen=True, slots=True)
class Answers:
    """What some points answer. Where `sound` is false the rest means nothing.

    `payoffs` is ``(player, point)``, `quantities` ``(quantity, point)``;
    `outcome` indexes the evaluator's `outcomes`; `margin` is the smallest at a
    visited decision; equal `play` means that choices lead to the same end
    states, whatever chance does. Where a game has several equilibria these are
    of the first, and `several` has all; it is None where backward induction
    answers every point.
    """

    payoffs: Array
    outcome: npt.NDArray[np.int64]
    margin: Array
    play: Array
    quantities: Array
    sound: Bools
    several: Several | None = None

    @property
    def rows(self) -> Several:
        """All equilibria of all points: where backward induction answers, one a sound point."""
        if self.several is not None:
            return self.several
        where = np.flatnonzero(self.sound)
        return Several(where, self.quantities[:, where], self.sound, np.zeros(len(self.sound), dtype=bool))


@dataclass(slots=True)
class _Shape:
    """A tree that some points share, its programs with what each holds fixed, and the numbers of its outcomes."""

    unrolled: Unrolled
    concept: str
    programs: list[tuple[dict[str, float], PlayProgram]] = field(default_factory=list)
    outcome: npt.NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, dtype=np.int64))

    def program(self, fixed: Mapping[str, float]) -> PlayProgram | None:
        """The program with the fewest free parameters that serves where these are fixed."""
        fit = [item for item in self.programs if item[0].items() <= fixed.items()]
        return max(fit, key=lambda item: len(item[0]))[1] if fit else None


class Evaluator:
    """Equilibrium play of a scenario wherever its parameters are set.

    Parameters
    ----------
    scenario, given, suppose
        As for `solve`.
    quantities
        Expressions whose expected values are wanted.
    payoffs, play
        Whether these are wanted; what is not costs nothing.
    concept
        Chosen by the tree's information unless it says more.
    along
        A path whose draws of chance are taken as given: the outcome is then
        the end that choices lead to when the first draw of a variable takes
        its first value on the path, and so on; where the path has no such
        draw, chance takes its likeliest branch. Else it is the most probable end.
    """

    def __init__(
        self,
        scenario: Scenario,
        *,
        given: Mapping[str, float] | None = None,
        suppose: Suppose = None,
        quantities: Sequence[Expression] = (),
        payoffs: bool = True,
        play: bool = True,
        concept: Concept | None = None,
        along: History | None = None,
    ) -> None:
        self.scenario, self.along = scenario, along
        self.base = parameters_at(scenario, given)
        self.supposed = suppositions(scenario, suppose)
        self.quantities = list(quantities)
        self.wants_payoffs, self.wants_play = payoffs, play
        self.rows = Rows.of(len(scenario.players) if payoffs else 0, play=play)
        self.shapes: list[_Shape] = []
        self.outcomes: list[History] = []
        self.refusal: ArgumentError | None = None
        self.concept = concept or Concept()
        self._numbers: dict[History, int] = {}

    @property
    def together(self) -> int:
        """How many points cost little more than one, by the trees met so far; 1 where each costs the same."""
        return TOGETHER if {shape.concept for shape in self.shapes} == {PERFECT_BAYESIAN} else 1

    def at(self, columns: Columns, points: int, *, first: bool = False) -> Answers:
        """The answers at some points; parameters not in `columns` keep their value.

        With `first` the first equilibrium of each point is enough: then `play`
        and `several` say nothing.
        """
        free = tuple(name for name, column in columns.items() if np.ndim(column))
        point = {**self.base, **columns}
        rows = self.rows.outcome, len(self.quantities)
        found = Answers(
            np.full((rows[0], points), np.nan),
            np.full(points, -1, dtype=np.int64),
            np.full(points, np.nan),
            np.full(points if self.wants_play else 0, np.nan),
            np.full((rows[1], points), np.nan),
            np.zeros(points, dtype=bool),
        )
        waiting = np.arange(points)
        several: list[tuple[npt.NDArray[np.int64], Several]] = []
        for shape in [*self.shapes, None]:
            while len(waiting):
                here = _some(point, waiting, points)
                current, conditions = (shape, shape.unrolled.conditions) if shape else self._new_shape(_one(here, 0))
                fits, failed = conditions.fit(here, len(waiting))
                if current and fits.any():
                    some = _some(here, np.flatnonzero(fits), len(waiting))
                    if current.concept == SUBGAME:
                        self._fill(found, current, some, free, waiting[fits])
                    else:
                        several += self._by_concept(found, current, some, waiting[fits], first=first)
                waiting = waiting[~fits & ~failed]
                if shape:
                    break
        if self.refusal and not self.shapes:
            raise self.refusal
        return replace(found, several=_gathered(several, found)) if several and not first else found

    def _new_shape(self, point: Mapping[str, float]) -> tuple[_Shape | None, Conditions]:
        """The tree at a point, remembered; None where there is none, and so at all points that read the same."""
        conditions = Conditions(self.scenario, point)
        try:
            unrolled = tree_at(self.scenario, point, self.supposed, conditions)
        except EvaluationError:
            return None, conditions
        except ArgumentError as error:  # here no visit offers what is supposed; elsewhere one may
            self.refusal = error
            return None, conditions
        shape = _Shape(unrolled, self.concept.at(self.scenario, unrolled.tree))
        shape.outcome = np.full(len(unrolled.tree.terminals), -1, dtype=np.int64)
        self.shapes.append(shape)
        return shape, unrolled.conditions

    def _fill(
        self, found: Answers, shape: _Shape, point: Columns, free: tuple[str, ...], where: npt.NDArray[np.int64]
    ) -> None:
        tree = shape.unrolled.tree
        fixed = {name: float(value) for name, value in point.items() if name not in free}
        program = shape.program(fixed)
        if program is None and len(where) >= WORTH_COMPILING and len(tree.owner) <= COMPILED_NODES:
            program = compile_play(
                self.scenario,
                shape.unrolled,
                fixed,
                self.quantities,
                payoffs=self.wants_payoffs,
                play=self.wants_play,
                along=self.along,
            )
            shape.programs.append((fixed, program))
        if program is not None:
            out, failed = program.run(point, len(where))
            self._store(found, shape, out, where, ~failed)
            if not failed.any():
                return
            point, where = _some(point, np.flatnonzero(failed), len(where)), where[failed]
        step = max(1, CELLS // (len(tree.owner) * len(tree.players)))
        for start in range(0, len(where), step):
            part = np.arange(start, min(start + step, len(where)))
            out, sound = self._carefully(shape, _some(point, part, len(where)), len(part))
            self._store(found, shape, out, where[part], sound)

    def _by_concept(
        self, found: Answers, shape: _Shape, point: Columns, where: npt.NDArray[np.int64], *, first: bool
    ) -> list[tuple[npt.NDArray[np.int64], Several]]:
        """All equilibria of points that backward induction does not answer; the first of each goes into `found`."""
        tree = shape.unrolled.tree
        step = max(1, CELLS_EACH // len(tree.owner))
        several = []
        for start in range(0, len(where), step):
            part = np.arange(start, min(start + step, len(where)))
            here, count = _some(point, part, len(where)), len(part)
            rows, alone = all_equilibria(
                self.scenario, shape.unrolled, self.concept, here, count, self.quantities, self.along, first=first
            )
            several.append((where[part], rows))
            good = np.flatnonzero(alone.sound)
            into = where[part][good]
            self._number(shape, alone.end[good])
            found.payoffs[:, into] = alone.payoffs[self.rows.payoffs][:, good]
            found.outcome[into] = shape.outcome[alone.end[good]]
            found.margin[into] = alone.margin[good]
            if self.wants_play:
                found.play[into] = alone.play[good]
            found.quantities[:, into] = alone.quantities[:, good]
            found.sound[into] = True
        return several

    def _store(self, found: Answers, shape: _Shape, out: Array, where: npt.NDArray[np.int64], sound: Bools) -> None:
        where, out = (where, out) if sound.all() else (where[sound], out[:, sound])
        here = slice(None) if len(where) == len(found.sound) else where  # all points: no need to pick
        ends = out[self.rows.outcome].astype(np.int64)
        self._number(shape, ends)
        found.payoffs[:, here] = out[self.rows.payoffs]
        found.outcome[here] = shape.outcome[ends]
        found.margin[here] = out[self.rows.margin]
        if self.wants_play:
            found.play[here] = out[self.rows.play][0]
        found.quantities[:, here] = out[self.rows.quantities]
        found.sound[here] = True

    def _number(self, shape: _Shape, ends: npt.NDArray[np.int64]) -> None:
        seen = np.zeros(len(shape.outcome), dtype=bool)
        seen[ends] = True
        for end in np.flatnonzero(seen & (shape.outcome < 0)):
            path = shape.unrolled.tree.history(int(shape.unrolled.tree.terminals[end]))
            shape.outcome[end] = self._numbers.setdefault(path, len(self._numbers))
            if shape.outcome[end] == len(self.outcomes):
                self.outcomes.append(path)

    def _carefully(self, shape: _Shape, point: Columns, points: int) -> tuple[Array, Bools]:
        """The same rows by arrays over the whole tree, with NaN where something has no value."""
        tree = shape.unrolled.tree
        game = evaluate(self.scenario, shape.unrolled, point, points)
        values = StateValues(self.scenario, point, tree.end_states)
        extra = [np.broadcast_to(values.evaluate(q), (len(tree.terminals), points)) for q in self.quantities]
        payoffs = np.concatenate([game.payoffs, *(e[:, None] for e in extra)], axis=1)
        solved = backward_induction(
            ExtensiveGame(tree=tree, payoffs=payoffs, drawn=game.drawn, probability=game.probability)
        )
        sound = ~np.isnan(game.payoffs).any(axis=(0, 1)) & ~np.isnan(solved.values[0]).any(axis=0)
        reach = reach_probability(game, solved)
        ends = reach[tree.terminals]
        if self.along is not None:
            ends = along_reach(tree, step_probability(game, solved), self.along)[tree.terminals]
        likeliest = (ends >= ends.max(axis=0) * (1 - LEAST_LIKELIER)).argmax(axis=0)
        visited = np.where((reach > 0) & (tree.owner >= 0)[:, None], solved.margin, np.inf)
        followed = reach_probability(game, solved, whatever_chance_does=True)[tree.terminals]
        play = (play_signatures(tree)[:, None] * followed).sum(axis=0)
        players = len(tree.players)
        worth = solved.values[0]
        rows = [worth[:players][self.rows.payoffs], likeliest[None], visited.min(axis=0)[None]]
        return np.vstack([*rows, *([play[None]] if self.wants_play else []), worth[players:]]), sound


def _gathered(parts: list[tuple[npt.NDArray[np.int64], Several]], found: Answers) -> Several:
    """All equilibria of all points in order; points that backward induction answered have one."""
    points = len(found.sound)
    answered = np.zeros(points, dtype=bool)
    complete, tied = found.sound.copy(), np.zeros(points, dtype=bool)
    for where, rows in parts:
        answered[where] = True
        complete[where], tied[where] = rows.complete, rows.tied
    alone = np.flatnonzero(found.sound & ~answered)
    point = np.concatenate([alone, *(where[rows.point] for where, rows in parts)])
    quantities = np.concatenate([found.quantities[:, alone], *(rows.quantities for _, rows in parts)], axis=1)
    order = np.argsort(point, kind="stable")
    return Several(point[order], quantities[:, order], complete, tied)


def at(column: float | Array, index: int | npt.NDArray[np.int64]) -> float | Array:
    """The entries of a column; a number is the same everywhere."""
    found: float | Array = column[index] if isinstance(column, np.ndarray) and column.ndim else column
    return found


def _one(point: Columns, index: int) -> dict[str, float]:
    return {name: float(at(column, index)) for name, column in point.items()}


def _some(point: Columns, which: npt.NDArray[np.int64], points: int) -> Columns:
    if len(which) == points:
        return point
    return {name: at(column, which) for name, column in point.items()}
