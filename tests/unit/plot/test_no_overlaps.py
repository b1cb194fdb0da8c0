"""In every figure of every bundled scenario texts keep clear of one another and on the sheet."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from unit.plot.overlaps import outside, overlapping

import deterrence as dt
from deterrence.errors import ConceptError
from deterrence.plot.waterfall import margin_waterfall

BUNDLED = sorted(path.stem for path in Path("scenarios").glob("*.yaml"))
CASES = sorted(str(path) for path in Path("tests/cases/conformance/scenarios").glob("*.yaml"))
SIZES = ("page", "slide")


def assert_clear(ax):
    assert overlapping(ax) == []
    assert outside(ax) == []


SLOW = [pytest.param(name, marks=pytest.mark.slow) for name in (*BUNDLED[3:], *CASES)]


@pytest.mark.parametrize("name", [*BUNDLED[:3], *SLOW])
def test_of_trees_waterfalls_graphs_and_alliances(name):
    scenario = dt.load(name)
    figures = []
    for size in SIZES:
        if scenario.game is not None:
            solution = dt.solve(scenario)
            figures.append(solution.plot(size=size))
            figures += [] if scenario.ordinal else [margin_waterfall(solution, size=size)]
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
