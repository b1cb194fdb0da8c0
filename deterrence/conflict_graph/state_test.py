"""How firmly one state holds at many parameter points at once."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from deterrence.conflict_graph.concepts import INDIVIDUAL, require_concept
from deterrence.conflict_graph.moves import Moves
from deterrence.conflict_graph.preference import gain, hurt
from deterrence.conflict_graph.sequences import best_end
from deterrence.conflict_graph.state_space import StateSpace, any_state_space
from deterrence.conflict_graph.suppositions import fixed_values
from deterrence.errors import ArgumentError, ConceptError, expect_kind, nearest
from deterrence.game.building import Suppose, parameters_at
from deterrence.game.conditions import dependencies
from deterrence.scenario.fields import Expression
from deterrence.scenario.scenario import Scenario
from deterrence.states.values import StateValues

Array = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Columns = Mapping[str, float | Array]

CELLS = 60_000


class StateTest:
    """The stability of one state of a scenario's conflict graph, wherever the parameters are set.

    Parameters
    ----------
    scenario
        Needs decisions and payoffs.
    state
        Decisions not named keep their initial value.
    concept
        ``"nash"``, ``"gmr"``, ``"smr"``, ``"seq"`` or ``"sseq"``.
    player
        Whose stability; everybody's by default.
    given, suppose
        As for `conflict`.

    Raises
    ------
    ArgumentError
        An unknown name, or a state that no parameters put into the graph.
    ConceptError
        A section is missing.
    NoAnswerError
        The graph is too large.

    Notes
    -----
    Moves may depend on parameters through `available` and `constraints`: the
    graph holds every move that some parameters could allow, and each point
    uses its own. A point at which the state cannot be reached from the initial
    state, or at which a payoff of a state of its graph or a condition on a
    move has no value, has no answer.

    Examples
    --------
    >>> import numpy as np
    >>> from deterrence import load
    >>> test = StateTest(load("technology-for-money"), {}, "seq", "us")
    >>> test.at({"gain": np.array([0.0, 2.0])}, 2).tolist()
    [0.0, -1.0]
    """

    def __init__(
        self,
        scenario: Scenario,
        state: Mapping[str, str],
        concept: str,
        player: str | None = None,
        *,
        given: Mapping[str, float] | None = None,
        suppose: Suppose = None,
    ) -> None:
        expect_kind(scenario, Scenario, "StateTest")
        require_payoffs(scenario)
        self.scenario, self.concept = scenario, require_concept(concept, INDIVIDUAL)
        self.base = parameters_at(scenario, given)
        self.fixed, self.ignored = fixed_values(scenario, suppose)
        self.players = tuple(scenario.players) if player is None else (_known_player(scenario, player),)
        space = any_state_space(scenario, self.base, self.fixed)
        self.state = full_state(scenario, state)
        start = np.flatnonzero((space.decisions == _row(scenario, self.state)).all(axis=1))
        if not len(start):
            raise outside(scenario, self.state)
        self._graph = _Batch(space, int(start[0]))

    def at(self, columns: Columns, points: int) -> Array:
        """The smallest margin of the players asked about at each point; ``(point,)``.

        A margin of 0 or more means stable, `inf` that nobody can move, NaN
        that there is no answer. Payoffs of parameters that `columns` leaves
        out are as `given`. Raises `ConceptError` for an ordinal scenario.
        """
        require_cardinal(self.scenario.ordinal)
        return self._least(columns, points)

    def each(self, columns: Columns, points: int) -> Array:
        """The margin of each player asked about; ``(player, point)``. Raises `ConceptError` for an ordinal scenario."""
        require_cardinal(self.scenario.ordinal)
        return self._margins(columns, points)

    def stable(self, columns: Columns, points: int) -> npt.NDArray[np.int8]:
        """1 where the state is stable for all players asked about, 0 where not, -1 where there is no answer."""
        margin = self._least(columns, points)
        return np.where(np.isnan(margin), -1, margin >= 0).astype(np.int8)

    def _least(self, columns: Columns, points: int) -> Array:
        found: Array = self._margins(columns, points).min(axis=0)
        return found

    def _margins(self, columns: Columns, points: int) -> Array:
        self._check(columns, points)
        found = np.empty((len(self.players), points))
        merged = {**self.base, **columns}
        step = max(1, CELLS // self._graph.size)
        for begin in range(0, points, step):
            end = min(begin + step, points)
            part = {n: c[begin:end] if isinstance(c, np.ndarray) and c.ndim else c for n, c in merged.items()}
            found[:, begin:end] = self._chunk(part, end - begin)
        return found

    def _check(self, columns: Columns, points: int) -> None:
        for name, column in columns.items():
            if name not in self.scenario.parameters:
                raise ArgumentError(f"unknown parameter '{name}'", nearest(name, self.scenario.parameters))
            if np.ndim(column) and np.shape(column) != (points,):
                raise ArgumentError(f"'{name}' has shape {np.shape(column)}, expected ({points},)")

    def _chunk(self, part: Columns, points: int) -> Array:
        graph = self._graph
        allowed, sound = graph.allowed(part, points)
        payoffs = graph.payoffs(part, points)
        sound = sound & ~(np.isnan(payoffs) & graph.present(allowed, points)).any(axis=(0, 1))
        payoffs[np.isnan(payoffs)] = 0.0
        found = np.full((len(self.players), points), np.nan)
        order = list(self.scenario.players)
        for row, player in enumerate(self.players):
            margins = graph.margins(order.index(player), self.concept, payoffs, allowed)
            found[row] = np.where(sound, margins, np.nan)
        return found


class _Batch:
    """A graph at many parameter points: what its moves and payoffs are worth there."""

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


def require_payoffs(scenario: Scenario) -> None:
    """Raise `ConceptError` unless somebody has a reason to move."""
    if not scenario.payoffs:
        raise ConceptError("the scenario has no `payoffs`, so nobody has a reason to move")


def require_cardinal(ordinal: bool) -> None:
    """Raise `ConceptError` where payoffs are ranks."""
    if ordinal:
        raise ConceptError(
            "payoffs are ranks only, so how far a state is from the edge has no number; ask for stability"
        )


def full_state(scenario: Scenario, state: Mapping[str, str]) -> dict[str, str]:
    """Every decision's value; those not named keep their initial one. Raises `ArgumentError` for unknown names."""
    if not isinstance(state, Mapping):
        raise ArgumentError(f"a state is a mapping from decisions to choices, found {state!r}")
    found = {name: decision.choices[0] for name, decision in scenario.decisions.items()}
    for name, value in state.items():
        if name not in found:
            raise ArgumentError(f"unknown decision {name!r} in a state", nearest(str(name), found))
        choices = scenario.decisions[name].choices
        if value not in choices:
            help = nearest(str(value), choices) or f"known: {', '.join(choices)}"
            raise ArgumentError(f"{name} has no choice {value!r}", help)
        found[name] = value
    return found


def outside(scenario: Scenario, state: Mapping[str, str]) -> ArgumentError:
    """The error for a state that moves do not reach."""
    words = ", ".join(f"{n} = {v}" for n, v in state.items() if v != scenario.initial[n])
    return ArgumentError(f"no moves lead to the state where {words}", "it is outside the conflict graph")


def _row(scenario: Scenario, state: Mapping[str, str]) -> npt.NDArray[np.uint8]:
    codes = [decision.choices.index(state[name]) for name, decision in scenario.decisions.items()]
    return np.array(codes, dtype=np.uint8)


def _known_player(scenario: Scenario, player: str) -> str:
    if player not in scenario.players:
        raise ArgumentError(f"unknown player {player!r}", nearest(str(player), scenario.players))
    return player
