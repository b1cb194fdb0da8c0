"""What each kind of claim means, on scenarios whose answer can be read off."""

from __future__ import annotations

import pytest

import deterrence as dt
from deterrence.errors import ArgumentError, EvaluationError

HEAD = """deterrence: 1
title: One move
players: {a: A, b: B}
parameters: {x: {value: 0.5, range: [0, 1]}, y: {value: 0, range: [-2, 2]}}
"""
MOVE = """decisions: {move: {player: a, choices: [stay, go]}, reply: {player: b, choices: [wait, act]}}
payoffs: {a: "(move == go) * (PAYOFF)", b: "(reply == act) * (y + 1)"}
game: {order: [move, reply]}
situations: {went: {move: go}, stayed: {move: stay}}
"""
DRAW = """decisions: {move: {player: a, choices: [stay, go]}}
chances: {weather: {outcomes: {calm: x, storm: 1 - x}}}
payoffs: {a: "0.25 * (move == go) if weather == calm else -(move == go)", b: x}
game: {order: [weather, move]}
"""


def judged(claim, payoff="x - 0.2", body=None, **arguments):
    """The row of one claim about a player who goes where `payoff` is positive."""
    text = HEAD + (body or MOVE.replace("PAYOFF", payoff)) + f"claims: {{it: {{says: it is so, {claim}}}}}\n"
    (row,) = dt.check(dt.parse(text), **arguments).rows
    return row


# expect


def test_expect_holds_or_fails_at_the_baseline_with_the_end_state_as_evidence():
    row = judged("expect: move == go")
    assert (row.verdict, row.evidence, row.points) == ("holds", {"move": "go", "reply": "act"}, 1)
    row = judged("expect: move == stay")
    assert (row.verdict, row.evidence) == ("fails", {"move": "go", "reply": "act"})


def test_expect_must_be_true_on_every_branch_of_positive_probability():
    assert judged("expect: move == go", body=DRAW).verdict == "fails"
    assert judged("expect: move == go", body=DRAW).evidence == {"move": "stay", "weather": "storm"}
    assert judged("expect: move == go or weather == storm", body=DRAW).verdict == "holds"
    assert judged("expect: move == go, given: {x: 1}", body=DRAW).verdict == "holds"


def test_expect_within_a_condition_counts_only_those_branches():
    assert judged("expect: move == go, in: weather == calm", body=DRAW).verdict == "holds"
    assert judged("expect: move == go, in: weather == storm", body=DRAW).verdict == "fails"


def test_expect_within_a_condition_that_never_comes_about_is_vacuous_and_no_failure():
    row = judged("expect: move == stay, in: weather == storm, given: {x: 1}", body=DRAW)
    assert (row.verdict, row.evidence) == ("vacuous", None)
    assert dt.check(
        dt.parse(
            HEAD
            + DRAW
            + "claims: {it: {says: so, expect: x < 0, in: move == pending_not_here}}\n".replace(
                "move == pending_not_here", "x > 2"
            )
        )
    ).ok


@pytest.mark.parametrize(
    ("bound", "chance", "verdict"),
    [
        (">= 0.3", 0.3, "holds"),
        (">= 0.3", 0.2999999995, "holds"),
        (">= 0.3", 0.29999999, "fails"),
        ("> 0.3", 0.3, "fails"),
        ("> 0.3", 0.3000000005, "fails"),
        ("== 0.3", 0.2999999995, "holds"),
        ("== 0.3", 0.31, "fails"),
        ("< 0.3", 0.29, "holds"),
        ("<= 0.3", 0.3000000005, "holds"),
        ("<= 0.3", 0.31, "fails"),
    ],
)
def test_a_probability_satisfies_its_bound_up_to_the_slack(bound, chance, verdict):
    row = judged(f'expect: move == go, probability: "{bound}", given: {{x: {chance}}}', body=DRAW)
    assert row.verdict == verdict
    assert row.evidence == pytest.approx(chance, abs=1e-12)


def test_a_probability_within_a_condition_is_conditional_on_it():
    body = DRAW.replace("weather: {", "coin: {outcomes: {heads: 0.2, tails: 0.8}}, weather: {").replace(
        "order: [", "order: [coin, "
    )
    row = judged('expect: move == go, in: "coin == heads or weather == storm", probability: "<= 0.17"', body=body)
    assert row.verdict == "holds"
    assert row.evidence == pytest.approx(0.2 * 0.5 / 0.6)


# suppose and given


def test_a_supposition_is_known_from_the_start_and_what_follows_is_solved():
    assert judged("expect: move == stay and reply == act, suppose: stayed").verdict == "holds"
    assert judged("expect: move == go, suppose: {move: stay}").verdict == "fails"


def test_of_a_list_of_suppositions_the_later_wins():
    assert judged("expect: move == stay, suppose: [went, stayed]").verdict == "holds"
    assert judged("expect: move == stay, suppose: [stayed, {move: go}]").verdict == "fails"
    assert judged("expect: move == stay and reply == wait, suppose: [stayed, {reply: wait}]").verdict == "holds"


def test_given_changes_the_point_and_may_leave_the_range():
    assert judged("expect: move == stay, given: {x: 0.1}").verdict == "holds"
    assert judged("expect: move == stay, given: {x: -7}").verdict == "holds"


def test_an_outer_change_stands_under_every_claim_and_the_claims_own_wins():
    assert judged("expect: move == stay", given={"x": 0.1}).verdict == "holds"
    assert judged("expect: move == stay, given: {x: 0.1}", given={"x": 0.9}).verdict == "holds"
    assert judged("expect: reply == wait", suppose={"reply": "wait"}).verdict == "holds"
    assert judged("expect: move == stay, suppose: stayed", suppose="went").verdict == "holds"
    assert (
        judged("expect: move == go and reply == wait, suppose: went", suppose=["stayed", {"reply": "wait"}]).verdict
        == "holds"
    )


def test_an_outer_change_does_not_pin_a_parameter_that_the_claim_ranges_over():
    assert judged("expect: move == go, for_all: {x: [0, 1]}", given={"x": 0.9}).verdict == "fails"


# flips


def test_flips_holds_at_the_one_change_and_says_which_side_is_true():
    row = judged("flips: {expect: move == go, parameter: x, at: 0.2}")
    assert row.verdict == "holds"
    assert row.evidence == pytest.approx(0.2, abs=2e-9)
    assert "false below, true above" in row.detail
    assert "true below, false above" in judged("flips: {expect: move == stay, parameter: x, at: 0.2}").detail


@pytest.mark.parametrize(
    ("parameter", "slope", "at", "tolerance", "verdict"),
    [
        ("x", "x - 0.2", 0.2000009, "", "holds"),
        ("x", "x - 0.2", 0.2000011, "", "fails"),
        ("y", "y - 0.2", 0.2000039, "", "holds"),  # the default is a share of the span, which is 4
        ("y", "y - 0.2", 0.2000041, "", "fails"),
        ("x", "x - 0.2", 0.209, "tolerance: 0.01, ", "holds"),
        ("x", "x - 0.2", 0.211, "tolerance: 0.01, ", "fails"),
        ("x", "x - 0.2", 0.2000005, "tolerance: 1e-8, ", "fails"),
    ],
)
def test_flips_allows_the_tolerance_and_no_more(parameter, slope, at, tolerance, verdict):
    row = judged(f"flips: {{expect: move == go, parameter: {parameter}, {tolerance}at: {at}}}", payoff=slope)
    assert row.verdict == verdict
    assert row.evidence == pytest.approx(0.2, abs=2e-9)


def test_flips_that_changes_twice_fails_and_shows_both_places():
    row = judged("flips: {expect: move == go, parameter: x, at: 0.2}", payoff="0.3 - abs(x - 0.5)")
    assert row.verdict == "fails"
    assert row.evidence == pytest.approx([0.2, 0.8], abs=2e-9)
    assert "changes 2 times" in row.detail


@pytest.mark.parametrize(("payoff", "truth"), [("x + 1", "true all along"), ("x - 2", "false all along")])
def test_flips_that_never_changes_fails_and_says_so(payoff, truth):
    row = judged("flips: {expect: move == go, parameter: x, at: 0.2}", payoff=payoff)
    assert (row.verdict, row.evidence, row.detail) == ("fails", [], truth)


def test_flips_looks_over_another_interval_if_asked():
    assert (
        judged("flips: {expect: move == go, parameter: x, at: 1.7, over: [1, 3]}", payoff="x - 1.7").verdict == "holds"
    )
    assert judged("flips: {expect: move == go, parameter: x, at: 0.2, over: [0.5, 0.9]}").verdict == "fails"


def test_flips_sees_a_change_between_two_of_its_1001_points():
    row = judged("flips: {expect: move == go, parameter: x, at: 0.20037}", payoff="x - 0.20037")
    assert row.verdict == "holds"
    assert row.points == 1001


def test_flips_without_a_value_somewhere_is_undecided():
    row = judged("flips: {expect: move == go, parameter: x, at: 0.2}", payoff="x - 0.2 if x < 0.9 else log(-x)")
    assert row.verdict == "undecided"
    assert "no value" in row.detail


def test_flips_into_a_gap_that_falls_between_its_points_does_not_hold():
    """The truth differs on the two sides of the gap, but no two neighbouring numbers show it changing."""
    payoff = "x - 0.3005 if abs(x - 0.3005) > 0.0001 else log(-1)"
    row = judged("flips: {expect: move == go, parameter: x, at: 0.3005, tolerance: 0.01}", payoff=payoff)
    assert row.verdict == "undecided"


def test_flips_reads_the_truth_on_every_branch():
    row = judged("flips: {expect: weather == calm, parameter: x, at: 1}", body=DRAW)
    assert row.verdict == "holds"
    assert row.evidence == pytest.approx(1, abs=1e-6)


# monotone


@pytest.mark.parametrize(("direction", "verdict"), [("increasing", "holds"), ("decreasing", "fails")])
def test_monotone_follows_the_direction(direction, verdict):
    assert judged(f"monotone: {{quantity: a, parameter: x, direction: {direction}}}").verdict == verdict


def test_monotone_that_holds_shows_its_two_ends():
    assert judged("monotone: {quantity: a, parameter: x, direction: increasing}").evidence == pytest.approx([0, 0.8])


def test_monotone_that_fails_shows_where_the_quantity_goes_the_other_way():
    row = judged("monotone: {quantity: a, parameter: x, direction: increasing}", payoff="1 - abs(x - 0.4)")
    assert row.verdict == "fails"
    assert set(row.evidence) == {"x"}
    assert 0.4 < row.evidence["x"] <= 1


def test_monotone_is_weak_and_forgives_a_tie_but_not_a_slow_drift():
    claim = "monotone: {quantity: a, parameter: x, direction: increasing}"
    assert judged(claim, payoff="1").verdict == "holds"
    assert judged(claim, payoff="1 - 5e-10 * x").verdict == "holds"
    assert judged(claim, payoff="1 - 1e-7 * x").verdict == "fails"


def test_monotone_looks_over_another_interval_if_asked():
    assert (
        judged(
            "monotone: {quantity: a, parameter: x, direction: decreasing, over: [0.5, 3]}", payoff="9 - abs(x - 0.4)"
        ).verdict
        == "holds"
    )


def test_monotone_without_a_value_somewhere_is_undecided():
    row = judged("monotone: {quantity: a, parameter: x, direction: increasing}", payoff="1 / (x - 0.5)")
    assert row.verdict == "undecided"


def test_monotone_takes_the_expectation_over_chance():
    assert judged(
        "monotone: {quantity: move == go, parameter: x, direction: increasing}", body=DRAW
    ).evidence == pytest.approx([0, 1])


# compare


@pytest.mark.parametrize(
    ("relation", "gap", "verdict"),
    [
        (">", "0.1", "holds"),
        (">", "5e-10", "fails"),
        (">=", "-5e-10", "holds"),
        (">=", "-1e-8", "fails"),
        ("==", "5e-10", "holds"),
        ("==", "1e-8", "fails"),
        ("!=", "5e-10", "fails"),
        ("!=", "1e-8", "holds"),
        ("<", "-1e-8", "holds"),
        ("<", "-5e-10", "fails"),
        ("<=", "5e-10", "holds"),
        ("<=", "1e-8", "fails"),
    ],
)
def test_compare_stands_in_the_relation_up_to_a_tie(relation, gap, verdict):
    row = judged(f'compare: {{quantity: a, suppose: went, with: stayed, relation: "{relation}"}}', payoff=gap)
    assert row.verdict == verdict
    assert row.evidence == pytest.approx([float(gap), 0], abs=1e-15)


def test_an_outer_supposition_holds_on_both_sides_of_a_comparison_and_the_inner_wins():
    compare = 'compare: {quantity: b, suppose: {move: go}, with: {move: go, reply: act}, relation: "=="}'
    assert judged(compare).evidence == [1, 1]
    assert judged(f"{compare}, suppose: {{reply: wait}}").evidence == [0, 1]
    assert judged(compare, suppose={"reply": "wait"}).evidence == [0, 1]


def test_a_side_without_a_value_raises_and_names_the_point():
    with pytest.raises(EvaluationError, match=r"division by zero.*at x = 0"):
        judged('compare: {quantity: a, suppose: went, with: stayed, relation: ">"}, given: {x: 0}', payoff="1 / x")


# for_all


def test_a_claim_over_a_box_says_how_many_points_were_tried_and_the_smallest_margin():
    row = judged("expect: move == go, for_all: {x: [0.3, 0.9], y: [-1.5, 2]}")
    assert row.verdict == "holds"
    assert row.points > 1000
    assert row.evidence["points"] == row.points
    assert row.evidence["smallest_margin"] == pytest.approx(0, abs=0.02)  # at y = -1 the reply is a tie
    assert f"{row.points:,} points" in row.detail
    row = judged("expect: move == go, for_all: {x: [0.3, 0.9]}")
    assert row.evidence["smallest_margin"] == pytest.approx(0.1)


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        ("flips: {expect: move == go, parameter: x, at: 0.2}, for_all: {y: [-1, 1]}", "holds"),
        ("flips: {expect: move == go, parameter: x, at: 0.4}, for_all: {y: [-1, 1]}", "fails"),
        ("monotone: {quantity: a, parameter: x, direction: increasing}, for_all: {y: [-1, 1]}", "holds"),
        ("monotone: {quantity: b, parameter: y, direction: decreasing}, for_all: {x: [0, 1]}", "fails"),
        ('compare: {quantity: a, suppose: went, with: stayed, relation: ">="}, for_all: {x: [0.2, 1]}', "holds"),
        ('compare: {quantity: a, suppose: went, with: stayed, relation: ">="}, for_all: {x: [0.1, 1]}', "fails"),
        ('expect: reply == act, probability: ">= 0.5", for_all: {y: [-0.9, 1]}', "holds"),
    ],
)
def test_every_kind_of_claim_can_range_over_a_box(claim, verdict):
    assert judged(claim).verdict == verdict


def test_a_box_in_which_the_condition_never_holds_is_vacuous_and_one_in_which_it_sometimes_does_is_not():
    assert judged("expect: move == go, in: x < 0.2, for_all: {x: [0.3, 0.9]}").verdict == "vacuous"
    assert judged("expect: move == go, in: x > 0.5, for_all: {x: [0, 1]}").verdict == "holds"
    assert judged("expect: move == go, in: x < 0.5, for_all: {x: [0, 1]}").verdict == "fails"


def test_a_box_with_points_without_a_value_is_undecided_unless_the_claim_fails_elsewhere():
    row = judged("expect: move == go, for_all: {x: [0, 1]}", payoff="2 + log(x)*0")
    assert row.verdict == "undecided"
    assert "no value at" in row.detail
    assert judged("expect: move == go, for_all: {x: [0, 1]}", payoff="log(x) + 1").verdict == "fails"


def test_a_box_may_begin_at_a_baseline_without_a_value():
    row = judged(
        "expect: move == go, for_all: {y: [0, 1]}",
        body=MOVE.replace("[stay, go]}", "[stay, go], available: {go: 1 / y > 0}}").replace("PAYOFF", "1"),
    )
    assert row.verdict == "undecided"


def test_a_box_that_leaves_where_a_supposition_is_offered_does_not_stop_the_other_claims():
    body = MOVE.replace("[stay, go]}", "[stay, go], available: {go: x > 0.3}}").replace("PAYOFF", "1")
    row = judged("expect: move == go, suppose: went, for_all: {x: [0, 1]}", body=body)
    assert row.verdict == "undecided"


# the report


def test_a_report_counts_its_verdicts_and_is_plain_data():
    text = HEAD + MOVE.replace("PAYOFF", "x - 0.2")
    text += "claims: {yes_: {says: one, expect: move == go}, no_: {says: two, expect: move == stay}}\n".replace(
        "yes_", "right"
    ).replace("no_", "wrong")
    report = dt.check(dt.parse(text))
    assert not report.ok
    assert (report.count("holds"), report.count("fails"), report.count("vacuous")) == (1, 1, 0)
    data = report.to_dict()
    assert data["ok"] is False
    assert [row["name"] for row in data["rows"]] == ["right", "wrong"]
    assert {"claim", "verdict", "evidence"} <= set(str(report).split())
    assert "<td>fails</td>" in report._repr_html_()


def test_claims_can_be_chosen_by_name_and_progress_is_told_of_each():
    told = []
    deal = dt.load("technology-for-money")
    report = dt.check(deal, names=["backfire", "us_stays"], progress=lambda done, of: told.append((done, of)))
    assert [row.name for row in report.rows] == ["backfire", "us_stays"]
    assert told == [(1, 2), (2, 2)]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"names": ["us_stay"]}, "unknown claim 'us_stay'.*us_stays"),
        ({"given": {"gian": 1}}, "unknown parameter 'gian'.*gain"),
        ({"given": {"gain": float("nan")}}, "finite"),
        ({"suppose": {"traety": "keep"}}, "traety.*treaty"),
        ({"suppose": "dael"}, "dael.*deal"),
    ],
)
def test_a_question_with_an_unknown_name_is_refused(arguments, message):
    with pytest.raises(ArgumentError, match=message):
        dt.check(dt.load("technology-for-money"), **arguments)


def test_a_wrong_parameter_is_refused_even_where_no_claim_would_read_it():
    scenario = dt.parse(HEAD + MOVE.replace("PAYOFF", "x"))
    with pytest.raises(ArgumentError, match="unknown parameter 'z'"):
        dt.check(scenario, given={"z": 1})
