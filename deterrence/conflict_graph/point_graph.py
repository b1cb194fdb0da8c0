"""One conflict graph at many parameter points: payoffs, moves and margins there."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from deterrence.conflict_graph.moves import Moves
from deterrence.conflict_graph.preference import gain, hurt
from deterrence.conflict_graph.sequences import best_end
from deterrence.conflict_graph.state_space import StateSpace
from deterrence.game.conditions import dependencies
from deterrence.scenario.fields import Expression
from deterrence.scenario.scenario import Scenario
from deterrence.states.values import StateValues

Array = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
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

    def payoffs(self, part: Columns, points: int) -> Array:
        """``(player, state, point)``."""
        values = StateValues(self.scenario, part, self.codes)
        found = np.empty((len(self.moves), self.states, points))
        for row, player in enumerate(self.scenario.players):
            found[row] = values.evaluate(self.scenario.payoffs[player])
        return found

    def allowed(self, part: Columns, points: int) -> tuple[list[Bools] | None, Bools]:
        """Which arcs each player has, ``(arc, point)``, and where that is known and the state is in the graph."""
        sound = np.ones(points, dtype=bool)
        if not self.parametric:
            return None, sound
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
        present = self.present(found, points)
        for moves, undefined in zip(self.moves, unknown, strict=True):
            sound &= ~(undefined & present[moves.tails]).any(axis=0)
        for truth in kept:
            sound &= truth[0] == 1
        return found, sound & present[self.start]

    def _changes(self, moves: Moves, column: int, code: int) -> Bools:
        before, after = (self.space.decisions[ends, column] for ends in (moves.tails, moves.heads))
        found: Bools = (after == code) & (before != code)
        return found

    def present(self, allowed: list[Bools] | None, points: int) -> Bools:
        """Which states are in the graph at each point; ``(state, point)``."""
        found = np.ones((self.states, points), dtype=bool)
        if allowed is None:
            return found
        found[1:] = False
        before = 0
        while found.sum() > before:
            before = int(found.sum())
            for moves, open_ in zip(self.moves, allowed, strict=True):
                np.logical_or.at(found, moves.heads, found[moves.tails] & open_)
        return found

    def margins(self, player: int, concept: str, payoffs: Array, allowed: list[Bools] | None) -> Array:
        """One player's margin at the state; ``(point,)``."""
        moves, worth = self.moves[player], payoffs[player]
        focal, arcs = worth[self.start], moves.leaving(self.start)
        if arcs.start == arcs.stop:
            return np.full(len(focal), np.inf)
        heads = moves.heads[arcs]
        strongest = hurt(focal, worth[heads])
        if concept != "nash":
            ends = worth if concept in ("gmr", "seq") else self._escapes(player, worth, allowed)
            limits = self._limits(player, concept in ("seq", "sseq"), payoffs, allowed)
            others = [one for other, one in enumerate(self.moves) if other != player]
            strongest = np.maximum(strongest, best_end(others, hurt(focal, ends), limits)[heads])
        if allowed is not None:
            strongest[~allowed[player][arcs]] = np.inf
        found: Array = strongest.min(axis=0)
        return found

    def _escapes(self, player: int, worth: Array, allowed: list[Bools] | None) -> Array:
        reached = worth[self.moves[player].heads]
        if allowed is not None:
            reached = np.where(allowed[player], reached, -np.inf)
        return np.maximum(worth, self.moves[player].greatest(reached))

    def _limits(self, player: int, credible: bool, payoffs: Array, allowed: list[Bools] | None) -> list[Array] | None:
        """What limits a sanction's strength at each move of the others: their gains, and whether they have the move."""
        if not credible and allowed is None:
            return None
        found = []
        for other, (moves, mine) in enumerate(zip(self.moves, payoffs, strict=True)):
            if other != player:
                limit = (
                    gain(mine[moves.tails], mine[moves.heads]) if credible else np.full_like(mine[moves.tails], np.inf)
                )
                found.append(limit if allowed is None else np.where(allowed[other], limit, -np.inf))
        return found


def _conditions(scenario: Scenario) -> dict[tuple[int, int], Expression]:
    """The conditions on changes that rest on parameters, by decision and choice."""
    return {
        (column, decision.choices.index(choice)): condition
        for column, decision in enumerate(scenario.decisions.values())
        for choice, condition in decision.available.items()
        if dependencies(scenario, condition)[1]
    }
