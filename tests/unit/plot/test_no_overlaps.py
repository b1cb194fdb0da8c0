"""In every figure of every bundled scenario texts keep clear of one another and on the sheet."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from unit.plot.overlaps import misplaced

import deterrence as dt
from deterrence.errors import ConceptError
from deterrence.plot.equilibria.waterfall import margin_waterfall

BUNDLED = sorted(path.stem for path in Path("scenarios").glob("*.yaml"))
PUBLISHED = sorted(str(path) for path in Path("scenarios/published").glob("*.yaml"))
CASES = sorted(str(path) for path in Path("tests/cases/conformance/scenarios").glob("*.yaml"))
SIZES = ("page", "slide")
TALLEST_PAGE = 9.3  # inches, letter and A4 paper


def assert_clear(ax):
    assert misplaced(ax) == ([], [])
    wide, high = ax.figure.get_size_inches()
    assert high <= (5.65 if wide > TALLEST_PAGE else TALLEST_PAGE)


def is_weighed(solution):
    """Whether a decision is reached whose choices can be told apart by more than their rank."""
    return not solution.scenario.ordinal and any(len(node.values) > 1 for node in solution.visited)


SLOW = [pytest.param(name, marks=pytest.mark.slow) for name in (*BUNDLED[3:], *PUBLISHED, *CASES)]
FEW = 3  # parameters whose thresholds are drawn: scanning them all takes minutes


@pytest.mark.parametrize("name", [*BUNDLED, *PUBLISHED])
def test_of_the_tree_and_what_holds_it_on_a_page(name):
    scenario = dt.load(name)
    if scenario.game is None:
        return
    solution = dt.solve(scenario)
    assert_clear(solution.plot())
    if is_weighed(solution):
        assert_clear(margin_waterfall(solution))


@pytest.mark.slow  # half a minute: the thresholds are what takes long, not the figures
@pytest.mark.parametrize("name", [*BUNDLED, *PUBLISHED])
def test_of_thresholds(name):
    scenario = dt.load(name)
    if scenario.game is None or not scenario.parameters:
        return
    edges = dt.thresholds(scenario, list(scenario.parameters)[:FEW])
    for size in SIZES:
        assert_clear(edges.plot(size=size, scenario=scenario))


@pytest.mark.parametrize("name", [*BUNDLED[:3], *SLOW])
def test_of_trees_waterfalls_graphs_and_alliances(name):
    scenario = dt.load(name)
    figures = []
    for size in SIZES:
        if scenario.game is not None:
            solution = dt.solve(scenario)
            figures.append(solution.plot(size=size))
            figures += [margin_waterfall(solution, size=size)] if is_weighed(solution) else []
        for answer in (dt.conflict, dt.alliances):
            try:
                figures.append(answer(scenario).plot(size=size))
            except ConceptError:
                continue
    for ax in figures:
        assert_clear(ax)


@pytest.mark.parametrize(
    "name", ["treaty", *(pytest.param(name, marks=pytest.mark.slow) for name in ("technology-for-money", "abm-2000"))]
)
def test_of_sweeps_thresholds_and_distances(name):
    scenario = dt.load(name)
    first, second = list(scenario.parameters)[:2]
    grid = {key: np.linspace(*scenario.span(key), 41) for key in (first, second)}
    near = dt.robustness(scenario, draws=20, joint=False, parameters=list(scenario.parameters)[:20])
    edges = dt.thresholds(scenario, list(scenario.parameters)[:20])
    table, line = dt.sweep(scenario, grid), dt.sweep(scenario, {first: grid[first]})
    for size in SIZES:
        for ax in (
            table.plot(size=size),
            table.plot(size=size, column=f"payoff.{next(iter(scenario.players))}"),
            line.plot(size=size),
            line.plot(size=size, thresholds=edges),
            near.plot(size=size),
            near.plot(size=size, scenario=scenario),
            edges.plot(size=size, scenario=scenario),
        ):
            assert_clear(ax)
