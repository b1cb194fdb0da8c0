"""One conflict graph at many parameter points: payoffs, moves and margins there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from deterrence.conflict_graph.factored import FactoredValues
from deterrence.conflict_graph.moves import Moves
from deterrence.conflict_graph.preference import gain, hurt
from deterrence.conflict_graph.sequences import best_end
from deterrence.conflict_graph.state_space import StateSpace
from deterrence.game.conditions import dependencies
from deterrence.scenario.evaluation import value_names
from deterrence.scenario.fields import Expression
from deterrence.scenario.scenario import Scenario
from deterrence.scenario.symbols import definitions_used
from deterrence.scenario.syntax import names as every_name
from deterrence.states.values import StateValues

Array = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
Columns = Mapping[str, float | Array]


class PointGraph:
    """The states and moves that some parameters allow, judged from one state; every array ends in points."""

    def __init__(self, space: StateSpace, start: int) -> None:
        self.scenario = space.scenario
        self.space, self.codes, self.start = space, space.codes, start
        self.states = len(space.decisions)
        self.moves = space.moves
        self.size = self.states * len(self.moves) + sum(len(moves.tails) for moves in self.moves)
        self.conditions = _conditions(self.scenario)
        self.constraints = [c for c in self.scenario.constraints if dependencies(self.scenario, c)[1]]
        self.parametric = bool(self.conditions or self.constraints)
        self._arrivals = [moves.by_head() for moves in self.moves]
        self._worth = FactoredValues(self.scenario, self.codes)
        self._asked: dict[int, _Asked] = {}

    def payoffs(self, part: Columns, points: int) -> Array:
        """``(player, state, point)``."""
        return self._worth.payoffs(part, points)

    def allowed(self, part: Columns, points: int) -> tuple[list[Bools] | None, Bools, Bools]:
        """What the graph is at each point.

        Which arcs each player has, ``(arc, point)``, None if parameters change
        none; which states are in it, ``(state, point)``; and where all that is
        known and the state asked about is in the graph, ``(point,)``.
        """
        sound = np.ones(points, dtype=bool)
        if not self.parametric:
            return None, np.ones((self.states, points), dtype=bool), sound
        values = StateValues(self.scenario, part, self.codes)
        shape = (self.states, points)
        met = {key: np.broadcast_to(values.evaluate(e), shape) for key, e in self.conditions.items()}
        kept = [np.broadcast_to(values.evaluate(e), shape) for e in self.constraints]
        found, unknown = [], []
        for moves in self.moves:
            open_, undefined = (
                np.ones((len(moves.tails), points), dtype=bool),
                np.zeros((len(moves.tails), points), bool),
            )
            for (column, code), truth in met.items():
                changed = np.flatnonzero(self._changes(moves, column, code))
                value = truth[moves.tails[changed]]
                undefined[changed] |= np.isnan(value)
                open_[changed] &= value != 0
            for truth in kept:
                value = truth[moves.heads]
                undefined |= open_ & np.isnan(value)
                open_ &= value != 0
            found.append(open_ & ~undefined)
            unknown.append(undefined)
        present = self._present(found, points)
        for moves, undefined in zip(self.moves, unknown, strict=True):
            if undefined.any():
                sound &= ~(undefined & present[moves.tails]).any(axis=0)
        for truth in kept:
            sound &= truth[0] == 1
        return found, present, sound & present[self.start]

    def _changes(self, moves: Moves, column: int, code: int) -> Bools:
        before, after = (self.space.decisions[ends, column] for ends in (moves.tails, moves.heads))
        found: Bools = (after == code) & (before != code)
        return found

    def _present(self, allowed: list[Bools], points: int) -> Bools:
        """Which states allowed moves reach from the initial one, eight points to the byte; ``(state, point)``."""
        found = np.zeros((self.states, -(-points // 8)), dtype=np.uint8)
        found[0] = 255
        ways = [np.packbits(open_, axis=1)[order] for (order, _), open_ in zip(self._arrivals, allowed, strict=True)]
        grows = True
        while grows:
            before = found.copy()
            for (order, starts), moves, open_ in zip(self._arrivals, self.moves, ways, strict=True):
                if len(order):
                    arrived = np.bitwise_or.reduceat(found[moves.tails[order]] & open_, starts, axis=0)
                    found[moves.heads[order[starts]]] |= arrived
            grows = not np.array_equal(found, before)
        return np.unpackbits(found, axis=1, count=points).astype(bool)

    def margins(self, player: int, concept: str, payoffs: Array, allowed: list[Bools] | None) -> Array:
        """One player's margin at the state; ``(point,)``."""
        moves = self.moves[player]
        arcs = moves.leaving(self.start)
        focal = payoffs[player, self.start]
        if arcs.start == arcs.stop:
            return np.full(len(focal), np.inf)
        heads = moves.heads[arcs]
        strongest = hurt(focal, payoffs[player, heads])
        if concept != "nash":
            strongest = np.maximum(strongest, self._replies(player, concept, payoffs, allowed))
        if allowed is not None:
            strongest[~allowed[player][arcs]] = np.inf
        found: Array = strongest.min(axis=0)
        return found

    def _replies(self, player: int, concept: str, payoffs: Array, allowed: list[Bools] | None) -> Array:
        """The strongest answer to each move of a player from the state; ``(move, point)``."""
        asked = self._asked_of(player)
        mine, open_ = payoffs[:, asked.states], None
        if allowed is not None:
            open_ = [one[arcs] for one, arcs in zip(allowed, asked.arcs, strict=True)]
        ends = mine[player]
        if concept in ("smr", "sseq"):
            ends = self._escapes(player, payoffs[player], allowed)[asked.states]
        limits = _limits(asked.moves, mine, open_, player, credible=concept in ("seq", "sseq"))
        others = [one for other, one in enumerate(asked.moves) if other != player]
        found: Array = best_end(others, hurt(payoffs[player, self.start], ends), limits)[asked.heads]
        return found

    def _asked_of(self, player: int) -> _Asked:
        """The part of the graph in which others can answer a player's moves from the state."""
        if player not in self._asked:
            heads = self.moves[player].heads[self.moves[player].leaving(self.start)]
            inside = np.zeros(self.states, dtype=bool)
            inside[heads] = True
            count = 0
            while inside.sum() > count:
                count = int(inside.sum())
                for other, moves in enumerate(self.moves):
                    if other != player:
                        inside[moves.heads[inside[moves.tails]]] = True
            arcs = [np.flatnonzero(inside[moves.tails] & inside[moves.heads]) for moves in self.moves]
            self._asked[player] = _Asked(
                states=np.flatnonzero(inside),
                moves=[moves.among(inside) for moves in self.moves],
                arcs=arcs,
                heads=(np.cumsum(inside) - 1)[heads],
            )
        return self._asked[player]

    def _escapes(self, player: int, worth: Array, allowed: list[Bools] | None) -> Array:
        reached = worth[self.moves[player].heads]
        if allowed is not None:
            reached = np.where(allowed[player], reached, -np.inf)
        return np.maximum(worth, self.moves[player].greatest(reached))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Asked:
    """The states where answers can lead, the moves among them with their places in the graph, and where they begin."""

    states: Ints
    moves: list[Moves]
    arcs: list[Ints]
    heads: Ints


def _limits(
    moves: list[Moves], payoffs: Array, allowed: list[Bools] | None, player: int, *, credible: bool
) -> list[Array] | None:
    """What limits a sanction's strength at each move of the others: their gains, and whether they have the move."""
    if not credible and allowed is None:
        return None
    found = []
    for other, (one, mine) in enumerate(zip(moves, payoffs, strict=True)):
        if other != player:
            before = mine[one.tails]
            limit = gain(before, mine[one.heads]) if credible else np.full_like(before, np.inf)
            found.append(limit if allowed is None else np.where(allowed[other], limit, -np.inf))
    return found


def parameters_used(scenario: Scenario) -> set[str]:
    """The parameters that payoffs, conditions on changes or constraints rest on: no other moves the graph."""
    conditions = [condition for decision in scenario.decisions.values() for condition in decision.available.values()]
    nodes = [e.node for e in (*scenario.payoffs.values(), *conditions, *scenario.constraints)]
    names = [name.id for node in nodes for name in value_names(node, scenario.choices)]
    used = definitions_used(scenario.definitions, scenario.choices, *names)
    nodes += [scenario.definitions[name].node for name in used]
    found = {name.id for node in nodes for name in every_name(node)}
    return found & set(scenario.parameters)


def _conditions(scenario: Scenario) -> dict[tuple[int, int], Expression]:
    """The conditions on changes that rest on parameters, by decision and choice."""
    return {
        (column, decision.choices.index(choice)): condition
        for column, decision in enumerate(scenario.decisions.values())
        for choice, condition in decision.available.items()
        if dependencies(scenario, condition)[1]
    }
