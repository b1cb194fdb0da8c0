"""Payoffs by parts against every expression evaluated in every state."""

from __future__ import annotations

import numpy as np
import pytest

import deterrence as dt
from deterrence.conflict_graph.factored import FactoredValues
from deterrence.conflict_graph.state_test import StateTest
from deterrence.states.values import StateValues

LAYERS = """
deterrence: 1
title: Layers
players: {a: A, b: B}
parameters: {x: {value: 1, range: [0, 2]}, y: {value: 1, range: [0, 2]}}
decisions:
  left: {player: a, choices: [l0, l1, l2], reversible: true}
  right: {player: b, choices: [r0, r1], reversible: true}
  third: {player: b, choices: [t0, t1], reversible: true}
definitions:
  inner: x * (left == l1) + y
  outer: inner / (x - 1) + (right == r1)
  flat: x + y
payoffs:
  a: outer * (third == t1) + flat
  b: inner + flat * (left == l2) + 1 / y
"""


def scenarios():
    return [dt.parse(LAYERS), *(dt.load(name) for name in ("abm-2000", "technology-for-money", "treaty"))]


@pytest.mark.parametrize("scenario", scenarios(), ids=lambda scenario: scenario.title)
def test_payoffs_by_parts_are_those_of_every_expression_in_every_state(scenario):
    source = np.random.default_rng(1)
    codes = StateTest(scenario, {}, "nash")._graph.codes
    for points in (1, 7):
        columns = {name: source.uniform(*scenario.span(name), points) for name in scenario.parameters}
        columns[next(iter(columns))][0] = 1.0
        found = FactoredValues(scenario, codes).payoffs(columns, points)
        values = StateValues(scenario, columns, codes)
        for row, player in enumerate(scenario.players):
            expected = np.broadcast_to(values.evaluate(scenario.payoffs[player]), found.shape[1:])
            assert np.array_equal(found[row], expected, equal_nan=True)


def test_a_payoff_without_a_value_is_missing_there_only():
    scenario = dt.parse(LAYERS)
    codes = StateTest(scenario, {}, "nash")._graph.codes
    found = FactoredValues(scenario, codes).payoffs({"x": np.array([1.0, 0.5]), "y": 1.0}, 2)
    assert np.isnan(found[..., 0]).any()
    assert not np.isnan(found[..., 1]).any()
