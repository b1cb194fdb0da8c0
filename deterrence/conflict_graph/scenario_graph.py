"""From a scenario to its conflict graph."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from deterrence.conflict_graph.graph import ConflictGraph
from deterrence.conflict_graph.model import GraphModel
from deterrence.conflict_graph.state_space import state_space
from deterrence.conflict_graph.state_test import require_payoffs
from deterrence.errors import expect_kind
from deterrence.game.building import Suppose, parameters_at
from deterrence.game.suppositions import fixed_values, supposed_chances
from deterrence.scenario.scenario import Scenario
from deterrence.states.diagnosis import value_at
from deterrence.states.values import StateValues
from deterrence.tables.provenance import Provenance


def conflict(scenario: Scenario, *, given: Mapping[str, float] | None = None, suppose: Suppose = None) -> ConflictGraph:
    """The conflict graph of a scenario: its states, who can move where, and what each state is worth.

    A move of a player changes one or more of its own decisions at once, each by
    a change that `reversible` permits and whose `available` condition holds
    before the move; its result satisfies the constraints. The order of play
    has no part in it.

    Parameters
    ----------
    scenario
        Needs decisions and payoffs.
    given
        Parameters that differ from the baseline; they may leave their range.
    suppose
        Values of chances, which are `pending` otherwise. What is supposed of
        decisions is ignored, and the graph says so.

    Returns
    -------
    ConflictGraph
        Its states are the values of the decisions, breadth first from the
        initial state.

    Raises
    ------
    ArgumentError
        An unknown parameter, variable, value or situation.
    ConceptError
        The scenario lacks decisions or payoffs.
    EvaluationError
        A condition, or a payoff of some state, has no value.
    NoAnswerError
        More than 65,536 states or 1,000,000 moves.

    Examples
    --------
    >>> from deterrence import load
    >>> graph = conflict(load("technology-for-money"))
    >>> len(graph.states), graph.arcs
    (16, {'us': 8, 'russia': 12, 'china': 24})
    >>> graph.is_stable({}, "gmr"), graph.is_stable({}, "seq")
    (True, False)
    >>> float(graph.margin("seq")["us"][0])
    -1.0
    """
    expect_kind(scenario, Scenario, "conflict")
    require_payoffs(scenario)
    point = parameters_at(scenario, given)
    fixed, ignored = fixed_values(scenario, suppose)
    space = state_space(scenario, point, fixed)
    values = StateValues(scenario, point, space.codes)
    payoffs = np.empty((len(scenario.players), len(space.decisions)))
    for row, (player, expression) in enumerate((player, scenario.payoffs[player]) for player in scenario.players):
        payoffs[row] = np.broadcast_to(values.evaluate(expression), (payoffs.shape[1], 1))[:, 0]
        for bad in np.flatnonzero(np.isnan(payoffs[row]))[:1]:
            value_at(scenario, expression, ("payoffs", player), point, space.labels[bad] | fixed)
    payoffs.flags.writeable = False
    supposed = supposed_chances(scenario, fixed)
    found = ConflictGraph.__new__(ConflictGraph)
    found._fill(
        GraphModel(moves=space.moves, payoffs=payoffs),
        space.labels,
        tuple(scenario.players),
        scenario.ordinal,
        Provenance(scenario=scenario.title, hash=scenario.hash, given=dict(given or {}), suppose=supposed),
        scenario=scenario,
        fixed=fixed,
        ignored=ignored,
    )
    return found
