"""Numba is loaded when programs have enough to do, not before."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from deterrence.states import program
from deterrence.states.graph import Graph


@pytest.fixture
def loads(monkeypatch):
    """Whether each run asked for compiled code, as if numba were not loaded yet."""
    asked = []
    monkeypatch.setattr(program, "compiled_kernels", lambda: asked.append(True))
    monkeypatch.setattr(program, "WORTH_LOADING", 250)
    monkeypatch.setattr(program._Load, "done", 0)
    monkeypatch.delitem(sys.modules, "numba", raising=False)
    return asked


def run(points, **options):
    graph = Graph()
    x = graph.input("x")
    out, column = np.empty((1, points)), np.arange(float(points))
    failed = program.Program(graph, [graph.apply("add", x, x)]).run({"x": column}, points, out, **options)
    assert not failed.any()
    assert (out[0] == 2 * column).all()


def test_numba_is_loaded_once_programs_have_enough_to_do(loads):
    asked = []
    for _ in range(4):
        run(100)
        asked.append(len(loads))
    assert asked == [0, 0, 1, 2]


def test_one_large_run_is_enough(loads):
    run(250)
    assert loads


def test_numba_that_is_loaded_is_used(loads, monkeypatch):
    monkeypatch.setitem(sys.modules, "numba", object())
    run(1)
    assert loads


@pytest.mark.parametrize("compiled", [True, False])
def test_whoever_asks_gets_what_it_asks_for(loads, compiled):
    run(1_000, compiled=compiled)
    assert bool(loads) == compiled
