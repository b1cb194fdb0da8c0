"""Solutions of the conformance scenarios and of the flagship against their recorded answers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import deterrence as dt

CASES = Path(__file__).resolve().parents[2] / "cases"
ANSWERS = json.loads((CASES / "conformance" / "answers.json").read_text())
OPEN = [name for name, answer in ANSWERS.items() if answer.get("game", {}).get("information") == "perfect"]


def load(name):
    return dt.load(CASES / "conformance" / "scenarios" / f"{name}.yaml")


def moves(branch):
    """The path of a recorded branch without visits that passed."""
    return tuple(tuple(step) for step, is_node in zip(branch["path"], branch["is_node"], strict=True) if is_node)


def likely(answer):
    """The recorded branches of positive probability, the most probable first."""
    return sorted(
        (branch for branch in answer["branches"] if branch["probability"] > 0),
        key=lambda branch: -branch["probability"],
    )


@pytest.mark.parametrize("name", OPEN)
def test_size_and_expected_payoffs_are_the_recorded_ones(name):
    answer, solution = ANSWERS[name]["game"], dt.solve(load(name))
    assert solution.game.tree.size == answer["size"]
    assert solution.payoffs == pytest.approx(answer["expected_payoffs"], abs=1e-9)
    assert sum(len(d.optimal) > 1 for d in solution.decisions) == answer["decision_nodes_with_ties_anywhere"]
    assert [d.variable for d in solution.visited if len(d.optimal) > 1] == [
        tie["variable"] for tie in answer["ties_at_visited_nodes"]
    ]


@pytest.mark.parametrize("name", OPEN)
def test_every_branch_of_positive_probability_is_the_recorded_one(name):
    answer, solution = ANSWERS[name]["game"], dt.solve(load(name))
    for outcome, branch in zip(solution.outcomes, likely(answer), strict=True):
        assert outcome.probability == pytest.approx(branch["probability"], abs=1e-9)
        assert outcome.payoffs == pytest.approx(branch["payoffs"], abs=1e-9)
        assert outcome.state == branch["end_state"]
        assert outcome.path == moves(branch)


@pytest.mark.parametrize("name", OPEN)
def test_every_visited_node_has_the_recorded_values_and_choices(name):
    answer, solution = ANSWERS[name]["game"], dt.solve(load(name))
    visited = {d.history: d for d in solution.visited}
    paths = [moves(branch) for branch in likely(answer)]
    recorded = [
        node
        for node in answer["visited_nodes"]
        if any(path[: len(node["after"])] == tuple(map(tuple, node["after"])) for path in paths)
    ]
    assert len(visited) == len(recorded)
    nodes = {(d.variable, d.history) for d in solution.decisions}
    for node in recorded:
        history = tuple(tuple(step) for step in node["after"])
        assert (node["variable"], history) in nodes
        decision = visited[history]
        assert (decision.variable, decision.player, decision.choice) == (
            node["variable"],
            node["player"],
            node["chosen"],
        )
        assert list(decision.optimal) == node["optimal"]
        wanted = {choice: values[decision.player] for choice, values in node["action_values"].items()}
        assert decision.values == pytest.approx(wanted, abs=1e-9)


VARIANTS = [(name, variant) for name in OPEN for variant in ANSWERS[name]["game"]["variants"]]


@pytest.mark.parametrize(
    ("name", "variant"), VARIANTS, ids=[f"{name}-{variant['from_claim']}" for name, variant in VARIANTS]
)
def test_every_variant_has_the_recorded_payoffs(name, variant):
    solution = dt.solve(load(name), given=variant["given"], suppose=variant["suppose"])
    assert solution.payoffs == pytest.approx(variant["expected_payoffs"], abs=1e-9)


SPEC = json.loads((CASES / "abm2000_spec.json").read_text())
HISTORY = (
    ("test", "miss"),
    ("treaty", "keep"),
    ("threat", "high"),
    ("treaty", "amend"),
    ("amendment", "refuse"),
    ("treaty", "withdraw"),
    ("start_treaties", "drop2"),
    ("shield_offer", "none"),
    ("follow_up", "buildup"),
)
WORDS = {"defer": "keep", "drop12": "drop_both"}


@pytest.fixture(scope="module")
def flagship():
    return dt.solve(dt.load("abm-2000"))


def at(solution, *values):
    """The decision reached by these values, in order."""
    return next(d for d in solution.decisions if tuple(value for _, value in d.history) == values)


def test_the_flagship_has_the_size_of_its_specification(flagship):
    size = flagship.game.tree.size
    assert size["decision"] + size["chance"] == SPEC["size"]["internal"]
    assert size["terminal"] == SPEC["size"]["terminal"]
    assert flagship.regret == 0


def test_the_flagship_takes_the_historical_path(flagship):
    assert flagship.path == HISTORY
    assert [WORDS.get(value, value) for _, value in SPEC["historical_path"]] == [value for _, value in HISTORY]
    assert flagship.outcomes[0].payoffs == pytest.approx({"us": 0.6232, "russia": 9.348, "china": 3.99}, abs=1e-9)
    assert list(SPEC["baseline"]["payoffs"].values()) == pytest.approx(
        list(flagship.outcomes[0].payoffs.values()), abs=1e-9
    )


def test_the_flagship_ends_as_specified_after_the_other_draws(flagship):
    found = {tuple(value for _, value in outcome.path) for outcome in flagship.outcomes}
    wanted = {tuple(WORDS.get(value, value) for value in path) for path in SPEC["other_chance"].values()}
    assert found == wanted | {tuple(value for _, value in HISTORY)}


def test_the_flagship_has_exactly_two_tied_decisions_neither_on_a_path(flagship):
    tied = [d for d in flagship.decisions if len(d.optimal) > 1]
    assert len(tied) == 2
    assert all(d.margin == 0 for d in tied)


@pytest.mark.parametrize(
    ("values", "name", "weight"),
    [
        (("miss", "keep", "high"), "US_2001", 1),
        (("miss", "keep", "high", "amend"), "Russia_amendment", 1),
        (("miss", "keep", "high", "amend", "refuse", "withdraw"), "Russia_START_legal", 1),
        (("miss", "keep", "high", "amend", "refuse", "violate"), "Russia_START_breach", 1),
    ],
)
def test_the_flagship_has_the_action_values_of_its_specification(flagship, values, name, weight):
    wanted = {WORDS.get(choice, choice): value for choice, value in SPEC["baseline"][name].items()}
    assert at(flagship, *values).values == pytest.approx(wanted, abs=1e-9)


def test_technology_for_money_turns_at_its_thresholds():
    deal = dt.load("technology-for-money")
    assert dt.solve(deal, given={"need": 1.01}).outcomes[0].state["treaty"] == "keep"
    assert dt.solve(deal, given={"need": 0.99}).outcomes[0].state["treaty"] == "withdraw"
    paid = {"treaty": "withdraw", "fund": "pay"}
    assert dt.solve(deal, given={"rival": 1.51}, suppose=paid).outcomes[0].state["export"] == "components"
    assert dt.solve(deal, given={"rival": 1.49}, suppose=paid).outcomes[0].state["export"] == "technology"
