"""From a scenario's order of play to its game tree, one stage at a time over all open branches."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from deterrence.errors import ArgumentError, ConceptError, TreeTooLargeError
from deterrence.game.conditions import Codes, Conditions, dependencies, unique_states
from deterrence.game.observers import Observers
from deterrence.game.offers import Offers, chosen_rows
from deterrence.game.tree import CHANCE, TERMINAL, GameTree, Ints
from deterrence.scenario.parts import Visit
from deterrence.scenario.scenario import Scenario
from deterrence.scenario.source import Path

NODES = 2_000_000

Bools = npt.NDArray[np.bool_]
Supposed = Mapping[tuple[int, int], str]


@dataclass(frozen=True, slots=True)
class Draws:
    """Chance nodes made at one visit, and the states in which their probabilities are read."""

    variable: str
    nodes: Ints
    states: Codes


@dataclass(frozen=True, slots=True)
class Unrolled:
    """A tree, the conditions that gave it its shape, its draws, and the states of draws that made no node."""

    tree: GameTree
    conditions: Conditions
    draws: tuple[Draws, ...]
    passed: tuple[Draws, ...]


@dataclass(frozen=True, slots=True)
class _Batch:
    """Children made at one visit: what the tree's arrays get."""

    parent: Ints
    choice: Ints


def unroll(
    scenario: Scenario,
    point: Mapping[str, float],
    supposed: Mapping[str, Sequence[str] | str],
    conditions: Conditions | None = None,
    blocs: Collection[Collection[str]] = (),
) -> Unrolled:
    """Unroll the order of play at one parameter point.

    The tree holds at every point where the conditions that were read come out
    the same; `conditions` remembers them even if there is no tree. The members
    of each of `blocs` share what they observe and remember.

    Raises
    ------
    ConceptError
        The scenario has no `game` or no payoffs.
    EvaluationError
        No choice is available, a constraint is broken, or a condition has no value.
    ArgumentError
        A supposed value is offered nowhere.
    TreeTooLargeError
        More than 2,000,000 nodes.
    """
    if scenario.game is None:
        raise ConceptError("the scenario has no `game` section, so there is no order of play to solve")
    if not scenario.payoffs:
        raise ConceptError("the scenario has no `payoffs`, so nobody has a reason to choose")
    frontier = _Frontier(scenario, conditions or Conditions(scenario, point), Observers(scenario, blocs))
    seen = dict.fromkeys(supposed, 0)
    offered: set[str] = set()
    for index, stage in enumerate(scenario.game.order):
        joint = len(stage.visits) > 1
        frontier.begin()
        for place, visit in enumerate(stage.visits):
            path: Path = ("game", "order", index, place) if stage.joint else ("game", "order", index)
            wish = supposed.get(visit.visit)
            value = wish if wish is None or isinstance(wish, str) else wish[seen[visit.visit]]
            seen[visit.visit] = seen.get(visit.visit, 0) + 1
            if frontier.visit(visit, path, index, joint, None if value == "any" else value):
                offered.add(visit.visit)
        frontier.end(stage.visits, ("game", "order", index), joint)
    for variable, values in supposed.items():
        if variable not in offered and not all(value == "any" for value in values):
            raise ArgumentError(f"no visit to '{variable}' offers the supposed {values!r}")
    return Unrolled(frontier.tree(), frontier.conditions, tuple(frontier.draws), tuple(frontier.passed))


def unroll_from(
    scenario: Scenario, point: Mapping[str, float], starts: Codes, stages: range, supposed: Mapping[str, str]
) -> Unrolled:
    """Unroll some stages of the order of play from many states at once.

    The root is a draw whose k-th child, node ``k + 1``, is the k-th state: the
    tree is a forest in which backward induction solves every state's play.

    Parameters
    ----------
    scenario, point
        As for `unroll`.
    starts
        Every variable's value as its index in `scenario.choices`; ``(states,)``.
    stages
        Which positions of the order of play follow.
    supposed
        Variables whose visits have one result.

    Raises
    ------
    ConceptError, EvaluationError, TreeTooLargeError
        As for `unroll`; one state is enough.
    """
    if scenario.game is None or not scenario.payoffs:
        raise ConceptError("looking ahead needs the sections `game` and `payoffs`")
    count = len(next(iter(starts.values())))
    frontier = _Frontier(scenario, Conditions(scenario, point), Observers(scenario, branches=count))
    frontier.plant(starts, count)
    for index in stages:
        stage = scenario.game.order[index]
        frontier.begin()
        for place, visit in enumerate(stage.visits):
            path: Path = ("game", "order", index, place) if stage.joint else ("game", "order", index)
            frontier.visit(visit, path, index, len(stage.visits) > 1, supposed.get(visit.visit))
        frontier.end(stage.visits, ("game", "order", index), len(stage.visits) > 1)
    return Unrolled(frontier.tree(), frontier.conditions, tuple(frontier.draws), tuple(frontier.passed))


class _Frontier:
    """The open branches of a tree that grows stage by stage: a state, a node and observers' memories each."""

    def __init__(self, scenario: Scenario, conditions: Conditions, observers: Observers) -> None:
        self.scenario, self.conditions = scenario, conditions
        self.offers = Offers(scenario, conditions)
        self.players = tuple(scenario.players)
        self.variables = tuple(scenario.choices)
        self.codes: Codes = {name: np.zeros((), dtype=np.uint8) for name in self.variables}
        self.before = self.codes
        self.nodes = np.zeros(1, dtype=np.int64)
        self.observers = observers
        self.grown: list[_Batch] = [_Batch(np.array([-1]), np.array([-1]))]
        self.total = 1
        self.records: list[tuple[Ints, int, int, int, Ints]] = []  # nodes, owner, variable, stage, information
        self.fixed: list[Ints] = []
        self.draws: list[Draws] = []
        self.passed: list[Draws] = []
        self.factors: list[tuple[str, float]] = []

    def plant(self, starts: Codes, count: int) -> None:
        """Begin in many states instead of the initial one."""
        self.codes = self.before = dict(starts)
        self.nodes = np.arange(1, count + 1)
        self.grown.append(_Batch(np.zeros(count, dtype=np.int64), np.arange(count)))
        self.total = count + 1
        nobody = np.full(1, -1)
        self.records.append((np.zeros(1, dtype=np.int64), CHANCE, -1, -1, nobody))

    def begin(self) -> None:
        """A stage begins: what is read in it, is read in this state."""
        self.before = dict(self.codes)
        self.observers.begin(len(self.nodes))

    def visit(self, visit: Visit, path: Path, stage: int, joint: bool, wish: str | None) -> bool:
        """Offer one visit to every open branch; returns whether a supposed value was offered anywhere."""
        name = visit.visit
        takes_part = self._takes_part(visit, path)
        offers = self.offers.of(name, self.codes, self.before, takes_part, joint=joint)
        counts = offers.sum(axis=1)
        self.offers.refuse_none(name, self.codes, path, takes_part & (counts == 0))
        self._pass(name, offers, takes_part & (counts == 1))
        fixed = np.zeros(len(self.nodes), dtype=bool)
        was_offered = False
        if wish is not None:
            column = self.scenario.choices[name].index(wish)
            was_offered = bool((takes_part & offers[:, column]).any())
            fixed = takes_part & (counts > 1) & offers[:, column]
            offers[fixed] = False
            offers[fixed, column] = True
        moves = takes_part & (counts > 1)
        self._note_passed(name, takes_part & (fixed | (counts == 1)))
        if moves.any():
            self._grow(name, stage, offers, moves, fixed)
        return was_offered

    def end(self, visits: Sequence[Visit], path: Path, joint: bool) -> None:
        """A stage ends: joint choices must keep the constraints, and players observe."""
        if joint:
            broken = self.offers.broken(self.codes, np.ones(len(self.nodes), dtype=bool))
            if broken.any():
                self.offers.refuse_broken(
                    self.codes, int(np.flatnonzero(broken)[0]), path, "a combination of choices in this group"
                )
        for visit in visits:
            self.observers.observe(visit, self.codes[visit.visit])

    def _takes_part(self, visit: Visit, path: Path) -> Bools:
        if visit.when is None:
            return np.ones(len(self.nodes), dtype=bool)
        holds = self.conditions.holds(visit.when, (*path, "when"), self.before)
        return np.broadcast_to(holds, (len(self.nodes),)).copy()

    def _pass(self, name: str, offers: Bools, passing: Bools) -> None:
        if passing.any():
            column = np.broadcast_to(self.codes[name], (len(self.nodes),)).copy()
            column[passing] = offers[passing].argmax(axis=1)
            self.codes = {**self.codes, name: column}

    def _note_passed(self, name: str, rows: Bools) -> None:
        """Remember the states of draws whose result is certain or supposed: their probabilities must be sound too."""
        if name in self.scenario.chances and rows.any():
            used = [v for e in self.scenario.chances[name].outcomes.values() for v in dependencies(self.scenario, e)[0]]
            states, which = unique_states(chosen_rows(self.before, rows), used)
            self.passed.append(Draws(name, np.full(int(which.max(initial=0)) + 1, -1), states))

    def _grow(self, name: str, stage: int, offers: Bools, moves: Bools, fixed: Bools) -> None:
        children = np.where(moves, offers.sum(axis=1), 1)
        born = int(offers[moves].sum())
        before = len(self.nodes)
        if self.total + born > NODES:
            self._refuse_size(name, born)
        self.factors.append((name, int(children.sum()) / before))
        parents = self.nodes[moves]
        owner = self._record(name, stage, offers, moves, fixed)
        which, column = np.nonzero(offers[moves])
        self.grown.append(_Batch(parents[which], column))
        nodes = np.repeat(self.nodes, children)
        growing = np.repeat(moves, children)
        nodes[growing] = np.arange(self.total, self.total + born)
        value = np.repeat(np.broadcast_to(self.codes[name], (before,)), children)
        value[growing] = column
        self.before = {n: np.repeat(c, children) if c.ndim else c for n, c in self.before.items()}
        self.codes = {n: np.repeat(c, children) if c.ndim else c for n, c in self.codes.items()} | {name: value}
        self.observers.branch(children, np.repeat(fixed, children), value, name, owner)
        self.nodes = nodes
        self.total += born

    def _record(self, name: str, stage: int, offers: Bools, moves: Bools, fixed: Bools) -> int:
        decision = self.scenario.decisions.get(name)
        owner = CHANCE if decision is None else self.players.index(decision.player)
        variable = self.variables.index(name)
        information = self.observers.sets(owner, stage, offers, moves & ~fixed)
        free = moves & ~fixed
        self.records.append((self.nodes[free], owner, variable, stage, information))
        if owner == CHANCE and free.any():
            self.draws.append(Draws(name, self.nodes[free], chosen_rows(self.before, free)))
        if fixed.any():
            self.records.append((self.nodes[fixed], CHANCE, variable, stage, np.full(int(fixed.sum()), -1)))
            self.fixed.append(self.nodes[fixed])
        return owner

    def _refuse_size(self, name: str, born: int) -> None:
        busiest = sorted(self.factors, key=lambda item: -item[1])[:5]
        stages = ", ".join(f"{variable} (x{factor:.3g})" for variable, factor in busiest)
        raise TreeTooLargeError(
            f"the game tree passes {NODES:,} nodes at '{name}' ({self.total:,} so far, {born:,} more there). "
            f"The stages that multiply most: {stages}. "
            "Suppose some of them, guard a visit with `when`, or drop choices that nobody would make."
        )

    def generations(self) -> Iterator[slice]:
        """The nodes made at each visit, earliest first."""
        start = 1
        for batch in self.grown[1:]:
            yield slice(start, start + len(batch.parent))
            start += len(batch.parent)

    def tree(self) -> GameTree:
        """Close the open branches as terminals."""
        owner = np.full(self.total, TERMINAL, dtype=np.int64)
        variable, stage, information = (np.full(self.total, -1, dtype=np.int64) for _ in range(3))
        for nodes, mover, which, position, sets in self.records:
            owner[nodes], variable[nodes], stage[nodes], information[nodes] = mover, which, position, sets
        parent = np.concatenate([batch.parent for batch in self.grown])
        choice = np.concatenate([batch.choice for batch in self.grown])
        count = np.bincount(parent[1:], minlength=self.total)
        first = np.zeros(self.total, dtype=np.int64)
        first[parent[:0:-1]] = np.arange(self.total - 1, 0, -1)
        fixed = np.zeros(self.total, dtype=bool)
        fixed[np.concatenate([*self.fixed, np.zeros(0, dtype=np.int64)])] = True
        ends = {name: np.broadcast_to(code, (len(self.nodes),)) for name, code in self.codes.items()}
        return GameTree(
            players=self.players,
            variables=self.variables,
            choices=self.scenario.choices,
            owner=owner,
            variable=variable,
            stage=stage,
            parent=parent,
            choice=choice,
            first=first,
            count=count,
            information=information,
            fixed=fixed,
            generations=tuple(self.generations()),
            terminals=self.nodes,
            end_states=ends,
        )
