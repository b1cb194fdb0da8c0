"""How firmly one state holds at many parameter points at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from deterrence.conflict_graph.concepts import INDIVIDUAL, require_concept
from deterrence.conflict_graph.point_graph import PointGraph
from deterrence.conflict_graph.state_space import any_state_space
from deterrence.errors import ArgumentError, ConceptError, expect_kind, nearest
from deterrence.game.building import Suppose, parameters_at
from deterrence.game.suppositions import fixed_values, supposed_chances
from deterrence.scenario.scenario import Scenario

Array = npt.NDArray[np.float64]
Columns = Mapping[str, float | Array]

CELLS = 1_000_000


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
        self.supposed = supposed_chances(scenario, self.fixed)
        self.players = tuple(scenario.players) if player is None else (_known_player(scenario, player),)
        space = any_state_space(scenario, self.base, self.fixed)
        self.state = full_state(scenario, state)
        start = np.flatnonzero((space.decisions == _row(scenario, self.state)).all(axis=1))
        if not len(start):
            raise outside(scenario, self.state)
        self._graph = PointGraph(space, int(start[0]))

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
        merged = {name: np.asarray(column, dtype=float) for name, column in {**self.base, **columns}.items()}
        step = max(1, CELLS // self._graph.size)
        for begin in range(0, points, step):
            end = min(begin + step, points)
            part = {n: c[begin:end] if c.ndim else c for n, c in merged.items()}
            found[:, begin:end] = self._chunk(part, end - begin)
        return found

    def _check(self, columns: Any, points: Any) -> None:
        if not isinstance(columns, Mapping) or isinstance(points, bool) or not isinstance(points, (int, np.integer)):
            raise ArgumentError(f"expected columns by parameter and a number of points, found {columns!r}, {points!r}")
        for name, column in columns.items():
            if name not in self.scenario.parameters:
                raise ArgumentError(f"unknown parameter '{name}'", nearest(name, self.scenario.parameters))
            if np.ndim(column) and np.shape(column) != (points,):
                raise ArgumentError(f"'{name}' has shape {np.shape(column)}, expected ({points},)")

    def _chunk(self, part: Columns, points: int) -> Array:
        graph = self._graph
        allowed, present, sound = graph.allowed(part, points)
        payoffs = graph.payoffs(part, points)
        undefined = np.isnan(payoffs)
        if undefined.any():
            sound = sound & ~(undefined & present).any(axis=(0, 1))
            payoffs[undefined] = 0.0
        found = np.full((len(self.players), points), np.nan)
        order = list(self.scenario.players)
        for row, player in enumerate(self.players):
            margins = graph.margins(order.index(player), self.concept, payoffs, allowed)
            found[row] = np.where(sound, margins, np.nan)
        return found


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
