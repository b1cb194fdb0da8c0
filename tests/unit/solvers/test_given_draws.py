"""Play when chance draws as on a given path: by walking the tree one step at a time, in every engine."""

from __future__ import annotations

import numpy as np
import pytest
from bluff import BLUFF
from hypothesis import given, settings
from hypothesis import strategies as st

import deterrence as dt
from deterrence.analysis import evaluator as engine
from deterrence.analysis.evaluator import Evaluator
from deterrence.errors import DeterrenceError
from deterrence.testing import scenario_documents

TWICE = """deterrence: 1
title: Weather twice
players: {a: A}
parameters: {rain: {value: 0.3, range: [0, 1]}, fee: {value: 0.2, range: [0, 3]}}
decisions: {go: {player: a, choices: [stay, out]}}
chances: {sky: {outcomes: {dry: 1 - rain, wet: rain}}}
payoffs: {a: "(go == out) * (1 - 3 * (sky == wet) - fee)"}
game: {order: [sky, go, sky, {visit: go, when: sky == wet}]}
"""


def walk(solution, along):
    """From the root: the choice at a decision, the path's k-th value at a k-th draw, else the likeliest branch."""
    tree, node, seen = solution.game.tree, 0, {}
    step = solution.play.step
    while tree.owner[node] != -2:
        below = list(tree.children(node))
        if tree.owner[node] >= 0:
            node = max(below, key=lambda child: step[child])
            continue
        name = tree.variables[tree.variable[node]]
        told = [value for variable, value in along if variable == name][seen.get(name, 0) :][:1]
        seen[name] = seen.get(name, 0) + 1
        named = [child for child in below if [tree.label(child)] == told]
        best = max(step[child] for child in below)
        node = named[0] if named else next(child for child in below if step[child] >= best * (1 - 1e-12))
    return tree.history(node)


def ends(scenario, columns, points, along, *, concept=None, compiled=True, monkeypatch=None):
    if monkeypatch is not None:
        monkeypatch.setattr(engine, "WORTH_COMPILING", 1 if compiled else 10**9)
    asked = Evaluator(scenario, along=along, **({"concept": concept} if concept else {}))
    answers = asked.at(columns, points)
    return [asked.outcomes[i] if ok else None for i, ok in zip(answers.outcome, answers.sound, strict=True)]


PATHS = [
    (),
    (("sky", "wet"),),
    (("sky", "dry"), ("sky", "wet")),
    (("sky", "wet"), ("go", "out"), ("sky", "wet")),
    (("sky", "wet"), ("sky", "dry")),
]


@pytest.mark.parametrize("along", PATHS)
@pytest.mark.parametrize("compiled", [True, False])
def test_every_draw_of_a_variable_takes_its_own_value(along, compiled, monkeypatch):
    scenario = dt.parse(TWICE)
    rain = np.array([0.0, 0.2, 0.5, 0.5 + 1e-13, 0.7, 1.0])
    found = ends(scenario, {"rain": rain}, len(rain), along, compiled=compiled, monkeypatch=monkeypatch)
    wanted = [walk(dt.solve(scenario, given={"rain": float(r)}), along) for r in rain]
    assert found == wanted
    assert len(set(wanted)) > 1 or len(along) > 1


@pytest.mark.parametrize("along", [(), (("type", "firm"),), (("type", "soft"),)])
def test_with_hidden_moves_it_is_the_first_equilibrium_that_is_followed(along):
    scenario = dt.parse(BLUFF)
    chance = np.array([0.1, 0.3, 0.5, 0.8])
    found = ends(scenario, {"p_firm": chance}, len(chance), along)
    assert found == [walk(dt.solve(scenario, given={"p_firm": float(p)}), along) for p in chance]
    assert all(path[0][1] == along[0][1] for path in found if along)


@given(scenario_documents(), st.data())
@settings(max_examples=60, deadline=None)
def test_generated_scenarios_answer_as_the_walk_does(document, data):
    scenario = dt.Scenario(**document)
    try:
        answer = dt.solve(scenario)
    except DeterrenceError:
        return
    outcome = data.draw(st.sampled_from(answer.outcomes[:8]))
    wanted = walk(answer, outcome.path)
    for least in (1, 10**9):
        with pytest.MonkeyPatch.context() as patch:
            (found,) = ends(scenario, {}, 1, outcome.path, compiled=least == 1, monkeypatch=patch)
        assert found == wanted
