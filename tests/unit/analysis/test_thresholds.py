"""Where the outcome changes along a parameter: known values, two sides that differ, gaps, and nothing invented."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

import deterrence as dt
from deterrence.errors import ArgumentError, ConceptError

TEXT = """deterrence: 1
title: When to go
players: {{a: A, b: B}}
parameters: {{x: {{value: {value}, range: [0, 1]}}, y: {{value: 0.5, range: [0, 1]}}}}
decisions: {{move: {{player: a, choices: [stay, wait, go]{available}}}}}
payoffs: {{a: "(move == go) * ({payoff}) - (move == wait)", b: x}}
game: {{order: [move]}}
"""


def scenario(payoff, value=0.9, available=""):
    return dt.parse(
        TEXT.format(payoff=payoff, value=value, available=available and f", available: {{go: {available}}}")
    )


def choices(solution):
    """What everybody does, whatever chance does."""
    return {(node.variable, node.history): node.choice for node in solution.followed}


def test_technology_for_money_turns_where_it_is_known_to():
    deal = dt.load("technology-for-money")
    found = dt.thresholds(deal)
    for name, value in (("need", 1.0), ("pay", 5.0), ("gain", 3.0)):
        assert [row.value for row in found.of(name)] == pytest.approx([value], abs=1e-8)
    assert found.nearest()["need"].value == pytest.approx(1, abs=1e-8)
    (need,) = dt.thresholds(deal, "need").rows
    assert (need.decision, need.below, need.above) == ("treaty", "withdraw", "keep")


def test_a_supposition_and_given_values_move_the_thresholds():
    deal = dt.load("technology-for-money")
    (row,) = dt.thresholds(deal, "rival", suppose={"treaty": "withdraw"}).rows
    assert row.value == pytest.approx(1.5, abs=1e-8)
    assert (row.below, row.above) == ("technology", "components")
    assert [
        row.value for row in dt.thresholds(deal, "rival", suppose="exit", given={"premium": 2.5}).rows
    ] == pytest.approx([2.5], abs=1e-8)


def test_the_flagships_threat_turns_at_its_published_value():
    flagship = dt.load("abm-2000")
    found = dt.thresholds(flagship, "rogue_threat_high", suppose="year_2001")
    assert 0.5508072174738842 in [pytest.approx(row.value, abs=1e-8) for row in found.rows]
    spelled = {"test": "miss", "threat": "high", "treaty": ["keep", "any", "any", "any"]}
    assert dt.thresholds(flagship, "rogue_threat_high", suppose=spelled).rows == found.rows
    row = min(found.rows, key=lambda row: abs(row.value - 0.5508072174738842))
    assert row.below == "keep"


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("technology-for-money", {}),
        ("technology-for-money", {"suppose": "exit"}),
        ("treaty", {}),
        ("treaty", {"suppose": "offer_made"}),
        ("abm-2000", {}),
    ],
)
def test_the_two_sides_of_every_threshold_really_differ_in_the_decision_named(name, options):
    asked = dt.load(name)
    found = dt.thresholds(asked, **options)
    assert found.rows
    for row in found.rows:
        below, above = (
            dt.solve(asked, given={row.parameter: float(np.nextafter(row.value, side))}, **options)
            for side in (-np.inf, np.inf)
        )
        assert choices(below) != choices(above), row
        variable = row.decision.split(" after ")[0]
        if row.decision != "what follows":
            assert row.below in [node.choice for node in below.followed if node.variable == variable]
            assert row.above in [node.choice for node in above.followed if node.variable == variable]
        assert row.below != row.above


@pytest.mark.parametrize("name", ["technology-for-money", "treaty"])
def test_between_neighbouring_thresholds_everybody_does_the_same(name):
    asked = dt.load(name)
    found = dt.thresholds(asked)
    for parameter, (low, high) in found.spans.items():
        marks = [low, *(row.value for row in found.of(parameter)), high]
        for left, right in itertools.pairwise(marks):
            inside = np.linspace(left, right, 7)[1:-1]
            plays = [choices(dt.solve(asked, given={parameter: float(value)})) for value in inside]
            assert all(play == plays[0] for play in plays)


def test_several_thresholds_of_one_parameter_come_in_rising_order_with_the_nearest_marked():
    found = dt.thresholds(scenario("0.3 - abs(x - 0.5)", value=0.7), "x")
    assert [row.value for row in found.rows] == pytest.approx([0.2, 0.8], abs=1e-8)
    assert [(row.below, row.above) for row in found.rows] == [("stay", "go"), ("go", "stay")]
    assert found.nearest()["x"].value == pytest.approx(0.8, abs=1e-8)


def test_the_two_sides_are_neighbouring_numbers_up_to_the_tie():
    (row,) = dt.thresholds(scenario("x - 0.123456789"), "x").rows
    assert row.value == pytest.approx(0.123456789 + 1e-9, abs=1e-15)


def test_a_spike_around_the_baseline_is_seen_although_it_falls_between_the_even_points():
    found = dt.thresholds(scenario("0.0005 - abs(x - 0.70117)", value=0.70117), "x")
    assert [row.value for row in found.rows] == pytest.approx([0.70067, 0.70167], abs=1e-7)


def test_a_scenario_without_parameters_has_none_that_could_be_otherwise():
    text = "deterrence: 1\ntitle: T\nplayers: {a: A}\ndecisions: {move: {player: a, choices: [l, r]}}\n"
    plain = dt.parse(text + "payoffs: {a: move == r}\ngame: {order: [move]}\n")
    with pytest.raises(ConceptError, match="no `parameters`"):
        dt.thresholds(plain)


def test_an_empty_list_of_parameters_is_refused_not_taken_for_all():
    with pytest.raises(ArgumentError, match="name at least one parameter"):
        dt.thresholds(scenario("x"), [])


def test_an_option_that_appears_but_is_never_taken_changes_no_outcome():
    assert dt.thresholds(scenario("-x", available="x > 0.5"), "x").rows == ()


def test_an_option_that_appears_and_is_taken_does():
    (row,) = dt.thresholds(scenario("1", available="x > 0.5"), "x").rows
    assert row.value == pytest.approx(0.5, abs=1e-8)
    assert (row.below, row.above) == ("stay", "go")


def test_a_change_that_only_chance_can_lead_to_is_found():
    text = """deterrence: 1
title: T
players: {a: A}
parameters: {x: {value: 0.2, range: [0, 1]}}
chances: {coin: {outcomes: {heads: 1, tails: 0}}}
decisions: {move: {player: a, choices: [stay, go]}}
payoffs: {a: "(move == go) * (x - 0.4 if coin == tails else 1)"}
game: {order: [coin, move]}
"""
    (row,) = dt.thresholds(dt.parse(text)).rows
    assert row.value == pytest.approx(0.4, abs=1e-8)
    assert row.decision == "move after tails"


def test_a_value_without_an_answer_is_a_gap_and_no_threshold():
    found = dt.thresholds(scenario("log(x - 0.25) + 1"), "x")
    assert found.gaps == ("x",)
    assert [row.value for row in found.rows] == pytest.approx([0.25 + np.exp(-1)], abs=1e-8)
    found = dt.thresholds(scenario("log(0.75 - x) + 1", value=0.5), "x")
    assert found.gaps == ("x",)
    assert [row.value for row in found.rows] == pytest.approx([0.75 - np.exp(-1)], abs=1e-8)
    assert dt.thresholds(scenario("x - 0.3"), "x").gaps == ()


def test_a_gap_that_falls_between_the_even_points_stops_nothing():
    for payoff in ("1 / (x - 0.3)", "x - 0.3003 if abs(x - 0.3003) > 0.0001 else log(-1)"):
        found = dt.thresholds(scenario(payoff), "x")
        assert all(dt.solve(scenario(payoff), given={"x": row.value}) for row in found.rows)
        assert found.gaps == ("x",)


def test_the_flagship_reports_the_gap_where_the_requirement_is_nothing():
    found = dt.thresholds(dt.load("abm-2000"), ["russian_requirement", "trust"])
    assert found.gaps == ("russian_requirement",)
    assert "russian_requirement" in found.open
    assert found.spans["russian_requirement"] == (0, 2)
    assert found.spans["trust"] == (0, 1)
    assert found.open == ("russian_requirement",)


def test_thresholds_are_plain_data_and_a_table():
    found = dt.thresholds(dt.load("technology-for-money"), ["need", "premium"])
    data = found.to_dict()
    assert data["thresholds"][0]["parameter"] == "need"
    assert data["spans"] == {"need": [0, 4], "premium": [0, 3]}
    assert data["provenance"]["hash"] == dt.load("technology-for-money").hash
    assert "withdraw" in str(found)
    assert "<td>withdraw</td>" in found._repr_html_()


def test_progress_counts_the_thresholds():
    told = []
    dt.thresholds(dt.load("technology-for-money"), progress=lambda done, of: told.append((done, of)))
    assert told
    assert told[-1][0] == told[-1][1]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"parameters": "neeed"}, "unknown parameter 'neeed'.*need"),
        ({"parameters": ["need", "us"]}, "unknown parameter 'us'"),
        ({"given": {"piy": 1}}, "piy.*pay"),
        ({"suppose": {"treaty": "withdrew"}}, "withdrew"),
    ],
)
def test_thresholds_of_unknown_names_are_refused(arguments, message):
    with pytest.raises(ArgumentError, match=message):
        dt.thresholds(dt.load("technology-for-money"), **arguments)


def test_thresholds_need_a_game_that_the_concept_fits():
    text = "deterrence: 1\ntitle: T\nplayers: {a: A, b: B}\nparameters: {x: 1}\n"
    text += "decisions: {one: {player: a, choices: [l, r]}, two: {player: b, choices: [l, r]}}\n"
    with pytest.raises(ConceptError, match="game"):
        dt.thresholds(dt.parse(text))
    joint = dt.parse(text + "payoffs: {a: x, b: x}\ngame: {order: [[one, two]]}\n")
    with pytest.raises(ConceptError, match="one, two move simultaneously"):
        dt.thresholds(joint, concept="subgame_perfect")
