"""One scenario over a grid of parameters, or over points of your own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from deterrence.analysis.evaluator import Evaluator
from deterrence.errors import ArgumentError, expect_kind
from deterrence.game.building import Suppose, require_parameter
from deterrence.game.tree import History
from deterrence.run.chunks import Progress, chunks
from deterrence.scenario.scenario import Scenario
from deterrence.solvers.concepts import Concept
from deterrence.solvers.solution import read_expression
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
    shape, names = _shape(axes, is_grid=bool(grid)), list(axes)
    wanted = dict(quantities or {})
    _check_names(wanted, scenario, axes)
    asked = Concept(concept, precision)
    evaluator = Evaluator(
        scenario,
        given=given,
        suppose=suppose,
        quantities=[read_expression(scenario, text) for text in wanted.values()],
        payoffs=payoffs,
        play=False,
        concept=asked,
    )
    several = asked.may_find_several(scenario)
    total = int(np.prod(shape, dtype=int))
    columns = {f"payoff.{player}": np.empty(total) for player in scenario.players if payoffs}
    columns |= {"outcome": np.empty(total, dtype=np.int32), "margin": np.empty(total)}
    columns |= {name: np.empty(total) for name in wanted}
    if several:
        columns["equilibria"] = np.empty(total, dtype=np.int32)
    failed = 0
    for part in chunks(total, progress):
        count = part.stop - part.start
        if grid:
            places = np.unravel_index(np.arange(part.start, part.stop), shape)
            here = {name: axes[name][place] for name, place in zip(names, places, strict=True)}
        else:
            here = {name: values[part] for name, values in axes.items()}
        answers = evaluator.at(here, count)
        rows = [*answers.payoffs, answers.outcome, answers.margin, *answers.quantities]
        if several:
            rows.append(np.bincount(answers.rows.point, minlength=count))
        for column, row in zip(columns.values(), rows, strict=True):
            column[part] = row
        failed += count - int(answers.sound.sum())
    outcomes = _in_tree_order(scenario, evaluator.outcomes, columns["outcome"])
    found: dict[str, Any] = {name: column.reshape(shape) for name, column in columns.items()}
    if not grid:
        found, axes = {**found, **axes}, {POINT: np.arange(total, dtype=float)}
    provenance = origin(scenario, given, evaluator.supposed, asked)
    return Table(axes=axes, columns=found, outcomes=outcomes, failed=failed, provenance=provenance)


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
