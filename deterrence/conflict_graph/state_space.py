"""The states that players' moves reach from the initial state of a scenario, breadth first."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from deterrence.conflict_graph.moves import Moves
from deterrence.errors import ConceptError, EvaluationError, NoAnswerError
from deterrence.game.conditions import Codes, Conditions, dependencies
from deterrence.game.offers import permitted
from deterrence.scenario.fields import Expression
from deterrence.scenario.parts import Decision
from deterrence.scenario.scenario import Scenario
from deterrence.scenario.source import Path

STATES = 65_536
MOVES = 1_000_000

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]
Reader = Callable[[Expression, Path, Codes], Bools]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class StateSpace:
    """The values of the decisions in each state, as indices of choices ``(state, decision)``, and who moves where."""

    scenario: Scenario
    decisions: Bytes
    fixed: Mapping[str, str]
    moves: tuple[Moves, ...]

    @property
    def codes(self) -> Codes:
        """Every variable's value in each state."""
        return all_codes(self.scenario, self.decisions, self.fixed)

    @property
    def labels(self) -> tuple[dict[str, str], ...]:
        """Each state in words, decisions only."""
        names = [(name, decision.choices) for name, decision in self.scenario.decisions.items()]
        return tuple(
            {name: choices[code] for (name, choices), code in zip(names, row, strict=True)}
            for row in self.decisions.tolist()
        )


def state_space(scenario: Scenario, point: Mapping[str, float], fixed: Mapping[str, str]) -> StateSpace:
    """Enumerate the states at one parameter point.

    The queue begins with the initial state; in each state players move in
    file order, and each player's options are the product of those of its
    decisions in file order.

    Parameters
    ----------
    scenario
        Needs decisions.
    point
        Every parameter's value.
    fixed
        The value of every chance and fact.

    Raises
    ------
    ConceptError
        The scenario has no decisions.
    EvaluationError
        A condition has no value, or the initial state breaks a constraint.
    NoAnswerError
        More than 65,536 states or 1,000,000 moves.
    """
    conditions = Conditions(scenario, point)
    space = _Search(scenario, fixed, conditions.holds).run()
    _require_lawful_start(space, conditions, scenario.constraints)
    return space


def any_state_space(scenario: Scenario, point: Mapping[str, float], fixed: Mapping[str, str]) -> StateSpace:
    """Every state and move that some parameters could allow: conditions that rest on parameters count as met."""
    conditions = Conditions(scenario, point)

    def may_hold(expression: Expression, path: Path, codes: Codes) -> Bools:
        if dependencies(scenario, expression)[1]:
            return np.ones(1, dtype=bool)
        return conditions.holds(expression, path, codes)

    space = _Search(scenario, fixed, may_hold).run()
    certain = [constraint for constraint in scenario.constraints if not dependencies(scenario, constraint)[1]]
    _require_lawful_start(space, conditions, certain)
    return space


def _require_lawful_start(space: StateSpace, conditions: Conditions, constraints: Sequence[Expression]) -> None:
    """Raise `EvaluationError` if the initial state breaks one of some constraints, as a supposed draw may make it."""
    start = {name: code[:1] if code.ndim else code for name, code in space.codes.items()}
    for index, constraint in enumerate(space.scenario.constraints):
        if constraint in constraints and not conditions.holds(constraint, ("constraints", index), start).all():
            message = f"the initial state breaks the constraint '{constraint.text}'"
            raise EvaluationError(space.scenario.problem(message, ("constraints", index)))


def all_codes(scenario: Scenario, decisions: Bytes, fixed: Mapping[str, str]) -> Codes:
    """Decisions by state, and the rest the same in every state."""
    columns = {name: decisions[:, column] for column, name in enumerate(scenario.decisions)}
    rest = {name: np.array(scenario.choices[name].index(value), dtype=np.uint8) for name, value in fixed.items()}
    return {name: columns[name] if name in columns else rest[name] for name in scenario.choices}


def _changes(decision: Decision) -> Bools:
    """Which changes a decision's owner may make; ``[from, to]``, staying put left out."""
    found = permitted(decision.choices, decision.reversible)
    np.fill_diagonal(found, False)
    return found


@dataclass(slots=True)
class _Search:
    """States found so far, as rows of choices, and a sorted index of them."""

    scenario: Scenario
    fixed: Mapping[str, str]
    holds: Reader
    keys: npt.NDArray[np.bytes_] = field(init=False)
    number: Ints = field(init=False)
    tables: list[Bools] = field(init=False)

    def run(self) -> StateSpace:
        if not self.scenario.decisions:
            raise ConceptError("the scenario has no `decisions`, so nobody can move and there is no conflict graph")
        self.tables = [_changes(decision) for decision in self.scenario.decisions.values()]
        level = np.zeros((1, len(self.tables)), dtype=np.uint8)
        self.keys, self.number = _keys(level), np.zeros(1, dtype=np.int64)
        levels, total, asked = [level], 1, 0
        arcs: list[list[tuple[Ints, Ints]]] = [[] for _ in self.scenario.players]
        while len(level):
            first = total - len(level)
            offers = self._offers(level)
            asked += self._count(offers)
            if asked > MOVES:
                raise _too_large(self.scenario, f"more than {MOVES:,} moves")
            origin, mover, rows = self._moved(level, offers)
            kept = self._allowed(rows)
            origin, mover, rows = origin[kept], mover[kept], rows[kept]
            ends, level = self._numbered(rows, total)
            total += len(level)
            if total > STATES:
                raise _too_large(self.scenario, f"more than {STATES:,} states")
            levels.append(level)
            for player, found in enumerate(arcs):
                found.append((origin[mover == player] + first, ends[mover == player]))
        none = np.zeros(0, dtype=np.int64)
        moves = tuple(
            Moves.of(total, np.concatenate([none, *(a for a, _ in f)]), np.concatenate([none, *(b for _, b in f)]))
            for f in arcs
        )
        return StateSpace(scenario=self.scenario, decisions=np.concatenate(levels), fixed=self.fixed, moves=moves)

    def _offers(self, level: Bytes) -> list[Bools]:
        """For each decision the values it may have after a move, its present one included; ``(state, value)``."""
        codes = all_codes(self.scenario, level, self.fixed)
        found = []
        for column, (name, decision) in enumerate(self.scenario.decisions.items()):
            offers = self.tables[column][level[:, column]]
            for choice, condition in decision.available.items():
                value = decision.choices.index(choice)
                rows = np.flatnonzero(offers[:, value])
                if len(rows):
                    some = {n: code[rows] if code.ndim else code for n, code in codes.items()}
                    offers[rows, value] = self.holds(condition, ("decisions", name, "available", choice), some)
            offers[np.arange(len(level)), level[:, column]] = True
            found.append(offers)
        return found

    def _columns(self, player: str) -> list[int]:
        return [k for k, decision in enumerate(self.scenario.decisions.values()) if decision.player == player]

    def _count(self, offers: list[Bools]) -> int:
        """How many moves are offered in all, before constraints."""
        found = 0.0
        for player in self.scenario.players:
            columns = self._columns(player)
            if columns:
                found += float(np.prod([offers[k].sum(axis=1, dtype=float) for k in columns], axis=0).sum()) - len(
                    offers[0]
                )
        return int(min(found, 1e18))

    def _moved(self, level: Bytes, offers: list[Bools]) -> tuple[Ints, Ints, Bytes]:
        """Every move offered: where it begins, whose it is, and where it ends; by origin, player and options."""
        origins, movers, ends = [], [], []
        for player, name in enumerate(self.scenario.players):
            origin, rows = np.arange(len(level)), level
            for column in self._columns(name):
                which, value = np.nonzero(offers[column][origin])
                origin, rows = origin[which], rows[which].copy()
                rows[:, column] = value
            changed = (rows != level[origin]).any(axis=1)
            origins.append(origin[changed])
            movers.append(np.full(int(changed.sum()), player))
            ends.append(rows[changed])
        origin, mover = np.concatenate(origins), np.concatenate(movers)
        order = np.argsort(origin, kind="stable")
        return origin[order], mover[order], np.concatenate(ends)[order]

    def _allowed(self, rows: Bytes) -> Bools:
        allowed = np.ones(len(rows), dtype=bool)
        for index, constraint in enumerate(self.scenario.constraints):
            asked = np.flatnonzero(allowed)
            if len(asked):
                codes = all_codes(self.scenario, rows[asked], self.fixed)
                allowed[asked] = self.holds(constraint, ("constraints", index), codes)
        return allowed

    def _numbered(self, rows: Bytes, total: int) -> tuple[Ints, Bytes]:
        """The number of each row's state, and the rows of the states that are new, in order of appearance."""
        keys = _keys(rows)
        distinct, first, which = np.unique(keys, return_index=True, return_inverse=True)
        place = np.minimum(np.searchsorted(self.keys, distinct), len(self.keys) - 1)
        known = self.keys[place] == distinct
        number = np.where(known, self.number[place], -1)
        new = np.flatnonzero(~known)
        new = new[np.argsort(first[new])]
        number[new] = np.arange(total, total + len(new))
        self.keys = np.concatenate([self.keys, distinct[new]])
        self.number = np.concatenate([self.number, number[new]])
        order = np.argsort(self.keys)
        self.keys, self.number = self.keys[order], self.number[order]
        return number[which], rows[first[new]]


def _keys(rows: Bytes) -> npt.NDArray[np.bytes_]:
    width = rows.shape[1]
    found: npt.NDArray[np.bytes_] = np.ascontiguousarray(rows).view(f"S{width}")[:, 0]
    return found


def _too_large(scenario: Scenario, what: str) -> NoAnswerError:
    sizes = {name: len(decision.choices) for name, decision in scenario.decisions.items()}
    busiest = ", ".join(f"{name} (x{size})" for name, size in sorted(sizes.items(), key=lambda item: -item[1])[:5])
    return NoAnswerError(
        f"the conflict graph has {what}. The decisions with the most choices: {busiest}. "
        "Drop choices that nobody would make, or make changes that are never taken back irreversible."
    )
