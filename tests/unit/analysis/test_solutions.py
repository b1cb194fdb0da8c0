"""Solutions at many points at once are those of `solve`, and what the main job shares changes no answer."""

from __future__ import annotations

import numpy as np
import pytest

import deterrence as dt
from deterrence.analysis.crossing import crossings
from deterrence.analysis.evaluator import Evaluator
from deterrence.analysis.solutions import solutions
from deterrence.errors import DeterrenceError
from deterrence.solvers.concepts import Concept

HEAD = "deterrence: 1\ntitle: T\nplayers: {a: A}\nparameters: {x: {value: 1, range: [-1, 1]}}\n"
QUOTIENT = HEAD + "decisions: {one: {player: a, choices: [stay, go]}}\n"
QUOTIENT += 'payoffs: {a: "(one == go) / x"}\ngame: {order: [one]}\n'


@pytest.mark.parametrize(
    ("name", "places"),
    [
        ("treaty", [{"arming": x} for x in (0.0, 0.25, 0.5, 0.75, 1.0)]),
        ("treaty", [{"arming": 0.5}] * 2),
        ("technology-for-money", [{"need": 0.5}, {"pay": 4.0}, {}, {"need": 1.0}]),
        ("abm-2000", [{}, {"trust": 0.2}]),
    ],
)
def test_each_is_what_solve_finds_at_its_point_to_the_bit(name, places):
    scenario = dt.load(name)
    for found, given in zip(solutions(scenario, places, concept=Concept()), places, strict=True):
        alone = dt.solve(scenario, given=given)
        assert found.to_dict() == alone.to_dict()
        assert found.regret == alone.regret
        assert [str(node) for node in found.followed] == [str(node) for node in alone.followed]


def test_a_point_without_a_value_raises_as_solve_does():
    scenario = dt.parse(QUOTIENT)
    with pytest.raises(DeterrenceError) as alone:
        dt.solve(scenario, given={"x": 0.0})
    with pytest.raises(type(alone.value)) as together:
        solutions(scenario, [{"x": 1.0}, {"x": 0.0}], concept=Concept())
    assert str(together.value) == str(alone.value)


def test_a_change_at_zero_is_cut_down_to_neighbouring_numbers_in_few_rounds():
    asked = []

    def above(lines, positions):
        asked.append(len(positions))
        return (positions > 0).astype(float)

    found, _ = crossings(above, [np.linspace(0.0, 1.0, 5), np.linspace(-1.0, 2.0, 8)])
    assert [(c.low, c.high) for c in found] == [(0.0, 5e-324), (0.0, 5e-324)]
    assert len(asked) < 32


def test_a_shared_evaluator_changes_no_answer():
    scenario = dt.load("technology-for-money")
    shared = Evaluator(scenario, payoffs=False, along=dt.solve(scenario).path)
    flips = dt.thresholds(scenario, evaluator=shared)
    firm = dt.robustness(scenario, draws=300, evaluator=shared)
    assert flips.to_dict() == dt.thresholds(scenario).to_dict()
    assert firm.to_dict() == dt.robustness(scenario, draws=300).to_dict()
