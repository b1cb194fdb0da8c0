from __future__ import annotations

import re
import shutil
import subprocess

import pytest

import deterrence as dt
from deterrence.plot.trees.tree_source import dot, tex, tikz

NAMES = ("treaty", "technology-for-money", "abm-2000-resolve", "abm-2000")


@pytest.mark.parametrize("name", NAMES)
def test_braces_and_brackets_are_balanced(name):
    text = re.sub(r"\\[{}]", "", tikz(dt.solve(dt.load(name))))
    assert text.count("{") == text.count("}")
    assert text.count("[") == text.count("]")


def test_every_node_and_edge_is_there():
    solution = dt.solve(dt.load("treaty"))
    count = len(solution.game.tree.owner)
    text = dot(solution)
    assert len(re.findall(r"^  n\d+ \[label", text, re.M)) == count
    assert len(re.findall(r"^  n\d+ -> n\d+", text, re.M)) == count - 1
    assert text.count("penwidth=3") == len(solution.path)
    assert tikz(solution).count("edge label=") == count - 1


def test_letters_that_latex_reads_are_escaped():
    assert tex(r"a_b & 5% {x} \y ~ ^ # $") == (
        r"a\_b \& 5\% \{x\} \textbackslash{}y \textasciitilde{} \textasciicircum{} \# \$"
    )


def test_a_pruned_tree_says_so():
    assert "% Pruned to the likeliest path" in tikz(dt.solve(dt.load("abm-2000")))


@pytest.mark.skipif(shutil.which("dot") is None, reason="Graphviz is not installed")
@pytest.mark.parametrize("name", NAMES)
def test_graphviz_reads_it(name):
    done = subprocess.run(["dot", "-Tplain"], input=dot(dt.solve(dt.load(name))), text=True, capture_output=True)
    assert done.returncode == 0
    assert done.stderr == ""
