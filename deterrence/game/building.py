"""From a scenario to extensive games: unroll, then evaluate payoffs and chances over parameter points."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from deterrence.errors import ArgumentError, EvaluationError, expect_kind, nearest
from deterrence.game.conditions import named_state
from deterrence.game.extensive import Array, ExtensiveGame
from deterrence.game.offers import rounding
from deterrence.game.trees import tree_at
from deterrence.game.unroll import Draws, Unrolled
from deterrence.scenario.scenario import PENDING, Scenario
from deterrence.states.diagnosis import value_at
from deterrence.states.values import StateValues

SLACK = 1e-9

Suppose = str | Mapping[str, str | Sequence[str]] | Sequence[str | Mapping[str, str | Sequence[str]]] | None
Parameters = Mapping[str, float | Array]


def build_game(
    scenario: Scenario, *, given: Mapping[str, float] | None = None, suppose: Suppose = None
) -> ExtensiveGame:
    """The extensive game of a scenario at one parameter point.

    Parameters
    ----------
    scenario
        Needs a `game` section and payoffs.
    given
        Parameters that differ from the baseline; they may leave their range.
    suppose
        Results fixed in advance: ``{variable: value}``, a situation's id, or a
        list of these, later ones winning.

    Returns
    -------
    ExtensiveGame
        With one point: payoffs of shape ``(terminal, player, 1)``.

    Raises
    ------
    ArgumentError
        An unknown parameter, variable, value or situation.
    EvaluationError
        A payoff, a probability or a condition has no value at this point.
    TreeTooLargeError
        More than 2,000,000 nodes.

    Examples
    --------
    >>> from deterrence import load
    >>> build_game(load("technology-for-money")).tree.size
    {'decision': 11, 'chance': 0, 'terminal': 16}
    """
    expect_kind(scenario, Scenario, "build_game")
    point = parameters_at(scenario, given)
    unrolled = tree_at(scenario, point, suppositions(scenario, suppose))
    game = evaluate(scenario, unrolled, point, 1)
    if np.isnan(game.payoffs).any():
        raise explain_failure(scenario, unrolled, point)
    return game


def parameters_at(scenario: Scenario, given: Mapping[str, float] | None) -> dict[str, float]:
    """The baseline with some parameters changed. Raises `ArgumentError` for unknown or non-finite ones."""
    point = dict(scenario.baseline)
    for name, value in (given or {}).items():
        require_parameter(scenario, name)
        point[name] = _finite(name, value)
    return point


def _finite(name: str, value: object) -> float:
    """A parameter's value: any number, NumPy's too, but no text that looks like one."""
    try:
        number = np.nan if isinstance(value, str) else np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        number = np.nan
    if np.ndim(number) == 0 and np.isfinite(number):
        return float(number)
    raise ArgumentError(f"parameter '{name}' must be a finite number, found {value!r}")


def require_parameter(scenario: Scenario, name: str) -> None:
    """Raise `ArgumentError`, with the nearest right name, unless the scenario has this parameter."""
    if name not in scenario.parameters:
        known = list(scenario.parameters)
        raise ArgumentError(f"unknown parameter '{name}'", nearest(name, known) or f"known: {', '.join(known)}")


def suppositions(scenario: Scenario, suppose: Suppose) -> dict[str, str | list[str]]:
    """One value, or one a position, for every supposed variable. Raises `ArgumentError` for unknown names."""
    merged: dict[str, Any] = {}
    items = [suppose] if isinstance(suppose, (str, Mapping)) else list(suppose or ())
    for item in items:
        if isinstance(item, str):
            if item not in scenario.situations:
                known = list(scenario.situations)
                raise ArgumentError(f"unknown situation '{item}'", nearest(item, known) or f"known: {', '.join(known)}")
            item = scenario.situations[item]
        merged |= item
    order = scenario.game.order if scenario.game else []
    for variable, value in merged.items():
        if variable not in scenario.choices or variable in scenario.facts:
            movable = [*scenario.decisions, *scenario.chances]
            what = "facts cannot be supposed" if variable in scenario.facts else nearest(variable, movable)
            raise ArgumentError(f"unknown variable '{variable}' in a supposition", what)
        values = [v for v in scenario.choices[variable] if v != PENDING]
        for word in [value] if isinstance(value, str) else value:
            if word not in values and (word != "any" or isinstance(value, str)):
                raise ArgumentError(
                    f"{variable} has no value '{word}'", nearest(word, values) or f"known: {', '.join(values)}"
                )
        visits = sum(visit.visit == variable for stage in order for visit in stage.visits)
        if not isinstance(value, str) and len(value) != visits:
            help = "one a visit; 'any' supposes nothing"
            raise ArgumentError(f"{len(value)} values supposed for {visits} visits to '{variable}'", help)
    return merged


def evaluate(scenario: Scenario, unrolled: Unrolled, parameters: Parameters, points: int) -> ExtensiveGame:
    """Payoffs and chances of an unrolled tree over points; a point where any of them has no value is all NaN."""
    tree = unrolled.tree
    values = StateValues(scenario, parameters, tree.end_states)
    payoffs = np.empty((len(tree.terminals), len(tree.players), points))
    for index, player in enumerate(tree.players):
        payoffs[:, index] = values.evaluate(scenario.payoffs[player])
    drawn, probability, sound = _chances(scenario, unrolled, parameters, points)
    sound &= ~np.isnan(payoffs).any(axis=(0, 1))
    payoffs[:, :, ~sound] = np.nan
    return ExtensiveGame(tree=tree, payoffs=payoffs, drawn=drawn, probability=probability)


def _chances(
    scenario: Scenario, unrolled: Unrolled, parameters: Parameters, points: int
) -> tuple[npt.NDArray[np.int64], Array, npt.NDArray[np.bool_]]:
    tree = unrolled.tree
    drawn: list[npt.NDArray[np.int64]] = []
    likely: list[Array] = []
    sound = np.ones(points, dtype=bool)
    for draws in unrolled.draws:
        laws = draw_laws(scenario, draws, parameters, points)
        children = tree.first[draws.nodes][:, None] + np.arange(int(tree.count[draws.nodes].max()))
        exists = children < (tree.first + tree.count)[draws.nodes][:, None]
        which = np.where(exists, tree.choice[np.minimum(children, len(tree.owner) - 1)], 1)
        floors = np.array([rounding(p) for p in scenario.chances[draws.variable].outcomes.values()])
        with np.errstate(invalid="ignore"):
            certain = np.where(laws <= floors[:, None], 0.0, laws)
        chosen = np.take_along_axis(certain, which[:, :, None] - 1, axis=1)
        drawn.append(children[exists])
        likely.append(chosen[exists])
        sound &= _are_laws(laws)
    for draws in unrolled.passed:
        sound &= _are_laws(draw_laws(scenario, draws, parameters, points))
    if tree.fixed.any():
        drawn.append(tree.first[tree.fixed])
        likely.append(np.ones((int(tree.fixed.sum()), points)))
    if not drawn:
        return np.zeros(0, dtype=np.int64), np.zeros((0, points)), sound
    return np.concatenate(drawn), np.concatenate(likely), sound


def _are_laws(laws: Array) -> npt.NDArray[np.bool_]:
    """At which points every row of ``(node, outcome, point)`` is a distribution."""
    with np.errstate(invalid="ignore"):
        bounded = ((laws >= -SLACK) & (laws <= 1 + SLACK)).all(axis=(0, 1))
        found: npt.NDArray[np.bool_] = bounded & (np.abs(laws.sum(axis=1) - 1) <= SLACK).all(axis=0)
    return found


def draw_laws(scenario: Scenario, draws: Draws, parameters: Parameters, points: int) -> Array:
    """The probability of every outcome at some chance nodes; ``(node, outcome, point)``."""
    values = StateValues(scenario, parameters, draws.states)
    outcomes = scenario.chances[draws.variable].outcomes
    laws = np.empty((len(draws.nodes), len(outcomes), points))
    for index, expression in enumerate(outcomes.values()):
        laws[:, index] = values.evaluate(expression)
    return laws


def explain_failure(scenario: Scenario, unrolled: Unrolled, point: Mapping[str, float]) -> EvaluationError:
    """The error that says which payoff or probability has no value at a point, and why."""
    try:
        _diagnose(scenario, unrolled, point)
    except EvaluationError as error:
        return error
    raise AssertionError("the array and the scalar evaluator disagree")


def _diagnose(scenario: Scenario, unrolled: Unrolled, point: Mapping[str, float]) -> None:
    for draws in (*unrolled.draws, *unrolled.passed):
        laws = draw_laws(scenario, draws, point, 1)[:, :, 0]
        for row in range(len(draws.nodes)):
            _check_law(scenario, draws, row, laws[row], point)
    values = StateValues(scenario, point, unrolled.tree.end_states)
    for player, expression in scenario.payoffs.items():
        found = np.broadcast_to(values.evaluate(expression), (len(unrolled.tree.terminals), 1))[:, 0]
        for terminal in np.flatnonzero(np.isnan(found))[:1]:
            value_at(scenario, expression, ("payoffs", player), point, unrolled.tree.end_state(int(terminal)))


def _check_law(scenario: Scenario, draws: Draws, row: int, law: Array, point: Mapping[str, float]) -> None:
    outcomes = scenario.chances[draws.variable].outcomes
    path = ("chances", draws.variable, "outcomes")
    state = named_state(scenario, draws.states, row)
    for (outcome, expression), value in zip(outcomes.items(), law, strict=True):
        if np.isnan(value):
            value_at(scenario, expression, (*path, outcome), point, state)
        if not -SLACK <= value <= 1 + SLACK:
            message = f"probability {value:.9g} of '{outcome}' lies outside [0, 1]"
            raise EvaluationError(scenario.problem(message, (*path, outcome)))
    if abs(law.sum() - 1) > SLACK:
        raise EvaluationError(scenario.problem(f"probabilities sum to {law.sum():.12g}, expected 1", path))
