"""One scenario over a grid of parameters, or over points of your own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from deterrence.analysis.sweeping import Question, elsewhere, here
from deterrence.errors import ArgumentError, expect_kind
from deterrence.game.building import Suppose, require_parameter, suppositions
from deterrence.game.tree import History
from deterrence.run.chunks import Progress, chunks
from deterrence.run.execution import Execution
from deterrence.scenario.scenario import Scenario
from deterrence.solvers.concepts import Concept
from deterrence.solvers.solve import origin
from deterrence.tables.table import POINT, Table

Values = npt.ArrayLike


def sweep(
    scenario: Scenario,
    grid: Mapping[str, Values] | None = None,
    *,
    points: Mapping[str, Values] | None = None,
    quantities: Mapping[str, str] | None = None,
    given: Mapping[str, float] | None = None,
    suppose: Suppose = None,
    concept: str | None = None,
    precision: float | None = None,
    payoffs: bool = True,
    execution: Execution | str | None = None,
    progress: Progress | None = None,
) -> Table:
    """Solve a scenario's game at every point of a grid, or at a list of points.

    Parameters
    ----------
    scenario
        Needs a `game` section and payoffs.
    grid
        Parameter to values; every combination is a point. Values may leave the
        parameter's range.
    points
        Parameter to values of the same length: one point an entry. Arrays are
        not copied: the table shows them as they are then.
    quantities
        Name to expression: the probability that it holds at the end, or its
        expected value. A player's id is its payoff.
    given, suppose, concept, precision
        As for `solve`.
    payoffs
        Whether to keep a payoff column for each player; without them a sweep
        is faster and takes less memory.
    execution
        ``processes``, ``dask``, a scheduler's address, or an `Execution`: the
        same table, made in chunks of a million points elsewhere. A chunk that
        cannot be done has no answers, and the table says which.
    progress
        Hears after each chunk how many of how many points are done.

    Returns
    -------
    Table
        Over the grid's axes, or over ``point``. Where there can be several
        equilibria the columns are of the first, and ``equilibria`` counts them. Where a payoff or a
        probability has no value the columns are NaN and `failed` counts it.

    Raises
    ------
    ArgumentError
        Both or neither of `grid` and `points`, an unknown parameter, unequal
        lengths, or a value that is not a finite number.
    ConceptError
        A section is missing.
    NoAnswerError
        The game is too large for the concept.

    Examples
    --------
    >>> import numpy as np
    >>> from deterrence import load
    >>> deal = load("technology-for-money")
    >>> table = sweep(deal, {"need": np.linspace(0, 4, 5)}, quantities={"kept": "treaty == keep"})
    >>> table.columns["kept"].tolist()
    [0.0, 0.0, 1.0, 1.0, 1.0]
    """
    expect_kind(scenario, Scenario, "sweep")
    if bool(grid) == bool(points):
        raise ArgumentError("sweep needs either a grid or points, over one parameter or more")
    axes = _axes(scenario, grid or points or {})
    wanted = dict(quantities or {})
    _check_names(wanted, scenario, axes)
    question = Question(
        scenario=scenario,
        axes=axes,
        shape=_shape(axes, is_grid=bool(grid)),
        is_grid=bool(grid),
        quantities=wanted,
        given=given,
        suppose=suppose,
        payoffs=payoffs,
        concept=Concept(concept, precision),
    )
    columns, lost = question.columns(), list[str]()
    if execution is None:
        failed, paths = here(question, columns, progress)
    else:
        afar = execution if isinstance(execution, Execution) else Execution(executor=execution)
        failed, paths, lost = elsewhere(question, columns, afar, progress)
    outcomes = _in_tree_order(scenario, paths, columns["outcome"])
    found: dict[str, Any] = {name: column.reshape(question.shape) for name, column in columns.items()}
    if not grid:
        found, axes = {**found, **axes}, {POINT: np.arange(question.points, dtype=float)}
    provenance = origin(scenario, given, suppositions(scenario, suppose), question.concept)
    return Table(
        axes=axes,
        columns=found,
        outcomes=outcomes,
        failed=failed,
        lost=tuple(lost),
        baseline={name: float((given or {}).get(name, scenario.baseline[name])) for name in grid or points or {}},
        words=_words(scenario, list(grid or points or {}), wanted),
        provenance=provenance,
    )


def _words(scenario: Scenario, parameters: list[str], quantities: Mapping[str, str]) -> dict[str, str]:
    """What axes and columns mean."""
    found = {f"payoff.{name}": f"payoff of {player.label}" for name, player in scenario.players.items()}
    found |= {"margin": "smallest margin of a decision that is reached"}
    found |= {name: f"{name}: {text}" for name, text in quantities.items()}
    for name in parameters:
        meaning, unit = scenario.parameters[name].meaning, scenario.parameters[name].unit
        found[name] = name + (f": {meaning}" if meaning else "") + (f" ({unit})" if unit else "")
    return found


def _in_tree_order(scenario: Scenario, outcomes: list[History], column: npt.NDArray[Any]) -> tuple[History, ...]:
    """Number outcomes as a tree lists them, whatever chunk met them first; renumbers the column in place."""
    choices = scenario.choices
    places = {name: place for place, name in enumerate(choices)}
    order = sorted(
        range(len(outcomes)), key=lambda i: [(places[name], choices[name].index(value)) for name, value in outcomes[i]]
    )
    if order == list(range(len(outcomes))):
        return tuple(outcomes)
    number = np.full(len(outcomes) + 1, -1, dtype=np.int32)
    number[order] = np.arange(len(outcomes))
    for part in chunks(len(column)):
        column[part] = number[column[part]]
    return tuple(outcomes[i] for i in order)


def _axes(scenario: Scenario, given: Mapping[str, Values]) -> dict[str, npt.NDArray[np.float64]]:
    axes = {}
    for name, values in given.items():
        require_parameter(scenario, name)
        column = np.atleast_1d(np.asarray(values, dtype=float))
        if column.ndim != 1 or not len(column) or not _all_finite(column):
            raise ArgumentError(f"'{name}' needs a list of finite numbers")
        axes[name] = column
    return axes


def _all_finite(column: npt.NDArray[np.float64]) -> bool:
    """Whether every entry is finite; a sum says so in one pass, unless it overflows."""
    with np.errstate(over="ignore", invalid="ignore"):
        return bool(np.isfinite(column.sum()) or np.isfinite(column).all())


def _shape(axes: Mapping[str, npt.NDArray[np.float64]], *, is_grid: bool) -> tuple[int, ...]:
    lengths = {name: len(values) for name, values in axes.items()}
    if is_grid:
        return tuple(lengths.values())
    if len(set(lengths.values())) != 1:
        raise ArgumentError(f"points need equally many values for each parameter, found {lengths or 'none'}")
    return (next(iter(lengths.values())),)


def _check_names(quantities: Mapping[str, str], scenario: Scenario, axes: Mapping[str, object]) -> None:
    taken = {"outcome", "margin", "equilibria", POINT, *axes, *(f"payoff.{player}" for player in scenario.players)}
    for name in quantities:
        if name in taken:
            raise ArgumentError(f"the quantity's name '{name}' is a column already")
