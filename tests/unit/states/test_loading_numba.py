"""Numba is loaded when programs have enough to do, not before."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec

import pytest

CODE = """
import sys
import numpy as np
from deterrence.states import program
from deterrence.states.graph import Graph

graph = Graph()
x = graph.input("x")
some = program.Program(graph, [graph.apply("add", x, x)])
program.WORTH_LOADING = 250
out, column = np.empty((1, 100)), np.arange(100.0)
for _ in range(4):
    assert not some.run({"x": column}, 100, out).any()
    assert (out[0] == 2 * column).all()
    print("numba" in sys.modules)
"""


@pytest.mark.skipif(find_spec("numba") is None, reason="numba is not installed")
def test_numba_is_loaded_once_programs_have_enough_to_do():
    said = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, check=True)
    assert said.stdout.split() == ["False", "False", "True", "True"]
