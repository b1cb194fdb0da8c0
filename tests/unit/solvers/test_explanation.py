"""The explanation says what was chosen, against what, and why - at every visited decision."""

from __future__ import annotations

from pathlib import Path

import pytest

import deterrence as dt
from deterrence.tables.text import number

ROOT = Path(__file__).resolve().parents[3]
NAMES = [
    "treaty",
    "technology-for-money",
    "abm-2000",
    *(
        str(ROOT / "tests/cases/conformance/scenarios" / f"{n}.yaml")
        for n in ("centipede", "burden", "market", "t_notice")
    ),
]


def sentences(text):
    return " ".join(text.split())


@pytest.mark.parametrize("name", NAMES)
def test_every_visited_decision_is_told_with_its_choice_and_its_best_alternative(name):
    solution = dt.solve(dt.load(name))
    said = sentences(solution.explain())
    for decision in solution.visited:
        who = solution.scenario.players[decision.player].label
        others = {choice: value for choice, value in decision.values.items() if choice != decision.choice}
        rival = max(others, key=lambda choice: others[choice])
        worth = number(decision.values[decision.choice])
        told = f"{who} chooses {decision.variable} = {decision.choice}, worth {worth} to it"
        assert told in said
        if decision.margin == 0:
            assert (
                f"{told}; {' and '.join(c for c in decision.optimal if c != decision.choice)} would be worth the same"
                in said
            )
        else:
            less = f"is worth {number(others[rival])}, less by {number(decision.margin)}."
            assert f"{told}; the best alternative, {rival}, {less}" in said
    assert said.count(" chooses ") == len(solution.visited)


def test_the_threat_that_holds_the_flagship_is_told_with_its_numbers():
    said = sentences(dt.solve(dt.load("abm-2000")).explain())
    assert (
        "Had it chosen treaty = violate, Russia would then choose start_treaties = drop_both (6.935 against 6.745)"
        in said
    )
    assert "because Russia would then choose start_treaties = drop2 (9.348 against 8.531)" in said


def test_because_is_said_only_where_another_reply_would_change_the_choice():
    idle = dt.parse(
        "{deterrence: 1, title: T, players: {a: A, b: B}, game: {order: [x, w]},"
        " decisions: {x: {player: a, choices: [n, y]}, w: {player: b, choices: [n, y]}},"
        " payoffs: {a: -5 * (x == y) - (w == y) * (x == y), b: (w == y) * (x == y)}}"
    )
    said = sentences(dt.solve(idle).explain())
    assert "because" not in said
    assert "Had it chosen x = y, B would then choose w = y (1 against 0), leaving A -6." in said


def test_a_comparison_names_the_parameters_it_turns_on_in_their_own_words():
    said = sentences(dt.solve(dt.load("treaty")).explain())
    assert "What moves this comparison most:" in said
    assert "protection = 3 (US value of an unlimited defence" in said


def test_a_tie_is_told():
    scenario = dt.Scenario(
        title="The same to it",
        players={"a": "Ann"},
        decisions={"d": {"player": "a", "choices": ["x", "y", "z"]}},
        payoffs={"a": "-(d == y)"},
        game={"order": ["d"]},
    )
    assert "Ann chooses d = x, worth 0 to it; z would be worth the same" in sentences(dt.solve(scenario).explain())


def test_a_supposed_move_is_not_explained_as_a_choice():
    solution = dt.solve(dt.load("treaty"), suppose={"treaty": ["withdraw", "any"]})
    assert ("treaty", "withdraw") in solution.path
    assert "chooses treaty" not in sentences(solution.explain())
    assert [d.variable for d in solution.decisions] == ["arms"]
