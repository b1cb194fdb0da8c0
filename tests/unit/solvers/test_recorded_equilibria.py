"""Equilibria of the conformance scenarios with hidden or joint moves against their recorded answers."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

import deterrence as dt
from deterrence.game.information import information_sets
from deterrence.game.strategic_form import strategic_form
from deterrence.solvers.perfect_bayesian import perfect_bayesian
from deterrence.solvers.pure_nash import pure_nash

CASES = Path(__file__).resolve().parents[2] / "cases"
ANSWERS = json.loads((CASES / "conformance" / "answers.json").read_text())
HIDDEN = [name for name, answer in ANSWERS.items() if answer.get("game", {}).get("information") == "imperfect"]


def game_of(name):
    return dt.build_game(dt.load(CASES / "conformance" / "scenarios" / f"{name}.yaml"))


def recorded_choices(name, game):
    """Recorded pure equilibria as the choice at each of our information sets; recorded sets are in another order."""
    answer, sets = ANSWERS[name]["game"], information_sets(game.tree)
    if not answer["pure_nash"]:
        return []
    recorded = [
        (item["variable"], frozenset(tuple(map(tuple, moves)) for moves in item["nodes"]))
        for item in answer["information_sets"]
    ]
    ours = [(item.variable, frozenset(game.tree.history(int(node)) for node in item.nodes)) for item in sets]
    places = [recorded.index(item) for item in ours]
    return [([entry["choices"][place] for place in places], entry) for entry in answer["pure_nash"]]


def pure(found, game):
    """The pure equilibria of an answer as choices."""
    sets = information_sets(game.tree)
    rows = []
    for item in found:
        played = [item.probabilities[s.player][s.name] for s in sets]
        if all(row.max() == 1 for row in played):
            rows.append([s.actions[int(row.argmax())] for s, row in zip(sets, played, strict=True)])
    return rows


@pytest.mark.parametrize("name", HIDDEN)
def test_the_pure_perfect_bayesian_equilibria_are_the_recorded_ones_and_in_their_order(name):
    game = game_of(name)
    wanted = [
        choices
        for choices, entry in recorded_choices(name, game)
        if entry["subgame_perfect"] and entry["sequentially_rational"]
    ]
    found = perfect_bayesian(game)
    assert sorted(pure(found, game)) == sorted(wanted)
    assert found.complete
    assert found.regret.max() <= 1e-9


@pytest.mark.parametrize("name", HIDDEN)
def test_the_pure_nash_equilibria_of_the_strategic_form_are_as_many_as_recorded(name):
    form = strategic_form(game_of(name))
    assert int(pure_nash(form.game).sum()) == ANSWERS[name]["game"]["pure_nash_reduced_count"]


@pytest.mark.parametrize("name", HIDDEN)
def test_what_happens_and_what_it_is_worth_is_recorded(name):
    solution = dt.solve(dt.load(CASES / "conformance" / "scenarios" / f"{name}.yaml"))
    kept = [entry for entry in ANSWERS[name]["game"]["pure_nash"] if entry["sequentially_rational"]]
    if not kept:
        assert solution.payoffs == pytest.approx({"inspector": -0.5, "inspectee": 0.5})
        return
    for item, entry in zip(solution.equilibria, kept, strict=False):
        assert item.payoffs == pytest.approx(entry["payoffs"], abs=1e-9)
        played = {(outcome.path, round(outcome.probability, 9)) for outcome in item.outcomes}
        assert played == {(tuple(map(tuple, way["path"])), way["probability"]) for way in entry["play"]}


def test_an_inspection_is_worth_what_dresher_found_and_starts_with_the_known_mixture():
    found = perfect_bayesian(game_of("inspection"))
    assert np.allclose(found.payoffs, [-0.5, 0.5])
    assert np.allclose(found.strategies["inspect1"], [0.75, 0.25])
