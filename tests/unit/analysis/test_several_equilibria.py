"""The rule for claims where there are several equilibria, and sweeps and thresholds over hidden and joint moves."""

from __future__ import annotations

import numpy as np
import pytest
from bluff import BLUFF

import deterrence as dt
from deterrence.analysis.several import Several

CHICKEN = """
deterrence: 1
title: Chicken
players: {row: Row, column: Column}
parameters: {pride: {value: 1, range: [0, 2]}}
decisions:
  one: {player: row,    choices: [yield, straight]}
  two: {player: column, choices: [yield, straight]}
payoffs:
  row:    (3 if two == yield else 2) if one == yield else (3 + pride if two == yield else 1)
  column: (3 if one == yield else 2) if two == yield else (3 + pride if one == yield else 1)
game: {order: [[one, two]]}
claims:
"""

THREE = """
deterrence: 1
title: Odd one out
players: {a: A, b: B, c: C}
decisions:
  x: {player: a, choices: [l, r]}
  y: {player: b, choices: [l, r]}
  z: {player: c, choices: [l, r]}
definitions: {ones: (x == r) + (y == r) + (z == r)}
payoffs:
  a: (ones == 1) * (x == r) + (ones == 2) * (x == l) + 0.1 * (x == r) * (y == l)
  b: (ones == 1) * (y == r) + (ones == 2) * (y == l)
  c: (ones == 0) + (ones == 3) + (ones == 1) * (z == l) * (x == r)
game: {order: [[x, y, z]]}
claims:
"""


def verdict(text, claim, **options):
    (row,) = dt.check(dt.parse(text + f"  it: {{says: So., {claim}}}\n"), **options).rows
    return row.verdict


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        ("expect: one == straight", "undecided"),
        ("expect: one == straight, equilibria: some", "holds"),
        ("expect: one == yield and two == yield, equilibria: some", "fails"),
        ("expect: one == yield or two == yield or pride == 1", "holds"),
        ("expect: pride == 2", "fails"),
        ("expect: pride == 2, equilibria: some", "fails"),
        ("expect: one == yield or two == yield", "undecided"),
        ('expect: one == yield, probability: ">= 0.5", equilibria: some', "holds"),
        ('expect: one == yield, probability: "<= 0.5"', "undecided"),
        ("expect: two == straight, in: one == yield and two != yield", "holds"),
        ("expect: two == straight, in: one == yield", "undecided"),
        ('compare: {quantity: row, suppose: {one: straight}, with: {one: yield}, relation: ">"}', "holds"),
        ('compare: {quantity: row, suppose: {}, with: {one: yield}, relation: ">"}', "undecided"),
        ('compare: {quantity: row, suppose: {}, with: {one: yield}, relation: ">", equilibria: some}', "refused"),
        ("monotone: {quantity: row + column, parameter: pride, direction: increasing}", "undecided"),
        ("monotone: {quantity: pride, parameter: pride, direction: increasing}", "holds"),
        ("monotone: {quantity: pride, parameter: pride, direction: decreasing}", "fails"),
    ],
)
def test_a_claim_holds_in_every_equilibrium_fails_in_none_or_is_undecided(claim, expected):
    if expected == "refused":
        with pytest.raises(dt.ScenarioError):
            verdict(CHICKEN, claim)
        return
    assert verdict(CHICKEN, claim) == expected


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        ('expect: threat == threaten, in: type == soft, probability: ">= 0.857"', "holds"),
        ('expect: threat == threaten, in: type == soft, probability: ">= 0.858"', "fails"),
        ("expect: threat == threaten, in: type == firm", "holds"),
        ("expect: threat == threaten", "fails"),
        ("expect: reply == back_down, suppose: {type: firm}", "holds"),
        ("flips: {expect: threat == threaten, parameter: p_firm, at: 0.33333333, over: [0.1, 0.9]}", "holds"),
        ("flips: {expect: threat == threaten, parameter: p_firm, at: 0.4, over: [0.1, 0.9]}", "fails"),
        ("monotone: {quantity: us, parameter: p_firm, direction: decreasing, over: [0.01, 0.33]}", "holds"),
        ("expect: threat == threaten or type == soft, for_all: {p_firm: [0.05, 0.95]}", "holds"),
        ("expect: reply != press or threat == quiet, for_all: {p_firm: [0.05, 0.95]}", "fails"),
    ],
)
def test_claims_about_a_bluff(claim, expected):
    assert verdict(BLUFF + "claims:\n", claim) == expected


def test_a_claim_that_may_fail_in_an_equilibrium_not_listed_is_undecided_and_shows_those_listed():
    text = THREE + "  it: {says: So., expect: z == l}\n"
    scenario = dt.parse(text)
    found = dt.perfect_bayesian(dt.build_game(scenario))
    assert not found.complete
    (row,) = dt.check(scenario).rows
    assert row.verdict == "undecided"
    assert "there may be other equilibria" in row.detail or "no perfect Bayesian equilibrium was found" in row.detail


def test_the_evidence_of_an_undecided_claim_is_every_equilibrium():
    (row,) = dt.check(dt.parse(CHICKEN + "  it: {says: So., expect: one == straight}\n")).rows
    assert row.evidence[:2] == [{"one": "yield", "two": "straight"}, {"one": "straight", "two": "yield"}]
    assert row.detail.startswith("false in: one = yield")
    assert "true in: one = straight" in row.detail


def test_a_sweep_answers_with_the_first_equilibrium_and_agrees_with_solving_point_by_point():
    scenario = dt.parse(BLUFF + "claims:\n" + "  it: {says: So., expect: threat == quiet}\n")
    values = np.linspace(0, 1, 23)
    table = dt.sweep(scenario, {"p_firm": values}, quantities={"bluff": "threat == threaten and type == soft"})
    for index, value in enumerate(values):
        solution = dt.solve(scenario, given={"p_firm": value})
        for player in scenario.players:
            assert table.columns[f"payoff.{player}"][index] == pytest.approx(solution.payoffs[player], abs=1e-12)
        bluff = solution.probability("threat == threaten and type == soft")
        assert table.columns["bluff"][index] == pytest.approx(bluff, abs=1e-12)
        assert table.outcomes[int(table.columns["outcome"][index])] == solution.path
    assert table.provenance.concept == "perfect Bayesian equilibrium"


def test_a_sweep_takes_every_concept():
    scenario = dt.parse(CHICKEN + "  it: {says: So., expect: one == yield}\n")
    grid = {"pride": [0.5, 1, 1.5]}
    nash = dt.sweep(scenario, grid, concept="nash", quantities={"calm": "one == yield and two == yield"})
    assert nash.columns["calm"].tolist() == [0, 0, 0]
    coarse = dt.sweep(
        scenario, grid, concept="quantal_response", precision=0, quantities={"calm": "(one == yield) == (two == yield)"}
    )
    assert coarse.columns["calm"].tolist() == [0.5, 0.5, 0.5]
    assert "precision 0" in coarse.provenance.concept


def test_thresholds_find_where_the_set_of_equilibria_changes():
    scenario = dt.parse(BLUFF + "claims:\n" + "  it: {says: So., expect: threat == quiet}\n")
    found = [row for row in dt.thresholds(scenario, "p_firm").rows if row.value > 1e-6]
    assert [round(row.value, 7) for row in found] == [0.3333333]
    assert found[0].below == "back_down or press"
    assert found[0].above == "back_down"


def test_the_rule_counts_rows_by_point():
    rows = Several(
        np.array([0, 0, 2]), np.array([[1.0, 2.0, 3.0]]), np.array([True, True, True]), np.zeros(3, dtype=bool)
    )
    assert rows.every(np.array([True, False, True])).tolist() == [False, True, True]
    assert rows.some(np.array([True, False, True])).tolist() == [True, False, True]
    low, high = rows.ends(0)
    assert low[[0, 2]].tolist() == [1, 3]
    assert high[[0, 2]].tolist() == [2, 3]
    assert np.isnan([low[1], high[1]]).all()


def test_the_sides_of_a_threshold_are_told_away_from_its_tie():
    """In the tie itself the equilibria of both sides are there, and a side told there would be neither."""
    rows = {row.parameter: row for row in dt.thresholds(dt.load("abm-2000-resolve")).rows}
    assert (rows["effectiveness"].decision, rows["effectiveness"].below, rows["effectiveness"].above) == (
        "treaty",
        "keep",
        "withdraw",
    )
    assert all("of them" not in row.below + row.above for row in rows.values())


def test_a_probability_over_several_equilibria_is_told_as_a_range():
    text = CHICKEN + '  it: {says: So., expect: one == straight and two == straight, probability: "<= 0.3"}\n'
    (row,) = dt.check(dt.parse(text)).rows
    assert row.verdict == "holds"
    assert row.detail == "probability 0 to 0.25 in 3 of 3 equilibria"


def test_a_sweep_counts_the_equilibria_of_each_point():
    table = dt.sweep(dt.parse(CHICKEN + "  it: {says: So., expect: one == yield}\n"), {"pride": [0.5, 1.0, 1.5]})
    assert table.columns["equilibria"].tolist() == [3, 3, 3]
    assert "equilibria" not in dt.sweep(dt.load("treaty"), {"protection": [1.0]}).columns


STAGES = """
deterrence: 1
title: A choice before a joint move
players: {p: P, q: Q}
decisions:
  c: {player: p, choices: [c1, c2]}
  a: {player: p, choices: [a1, a2]}
  b: {player: q, choices: [b1, b2]}
payoffs:
  p: (c == c1) * ((a == a1 and b == b1) * 2 + (a == a2 and b == b2)) + 15 * (c == c2) * (a == a1)
  q: (c == c1) * ((a == a1 and b == b1) + 2 * (a == a2 and b == b2)) + 3 * (c == c2) * (b == b1)
game: {order: [c, [a, b]]}
claims:
"""

FREE = """
deterrence: 1
title: Somebody does not care
players: {p: P, q: Q}
decisions:
  a: {player: p, choices: [a1, a2]}
  b: {player: q, choices: [b1, b2]}
payoffs: {p: a == a2, q: 0}
game: {order: [[a, b]]}
claims:
"""

VOLUNTEERS = """
deterrence: 1
title: Somebody should
players: {p: P, q: Q, r: R}
parameters: {cost: {value: 0.5, range: [0.1, 0.9]}}
decisions:
  a: {player: p, choices: [no_, yes_]}
  b: {player: q, choices: [no_, yes_]}
  c: {player: r, choices: [no_, yes_]}
  d: {player: p, choices: [this, that]}
definitions: {done: a == yes_ or b == yes_ or c == yes_, all_: a == yes_ and b == yes_ and c == yes_}
payoffs: {p: done - cost * (a == yes_), q: done - cost * (b == yes_), r: done - cost * (c == yes_)}
game: {order: [[a, b, c], d]}
claims:
"""


@pytest.mark.parametrize(
    ("relation", "some", "expected"),
    [
        ("==", False, "fails"),
        ("!=", False, "holds"),
        ("==", True, "fails"),
        ("!=", True, "holds"),
        (">", False, "undecided"),
        (">", True, "holds"),
        ("<", True, "holds"),
    ],
)
def test_a_comparison_is_of_every_pair_of_equilibria_and_not_of_what_lies_between(relation, some, expected):
    """Left are 2, 1 and 2/3, each by itself; right is 3/2."""
    sides = 'quantity: "p * (c == c1) + 1.5 * (c == c2)", suppose: {c: c1}, with: {c: c2}'
    claim = f'compare: {{{sides}, relation: "{relation}"}}'
    assert verdict(STAGES, claim + (", equilibria: some" if some else "")) == expected


@pytest.mark.parametrize(
    ("bound", "some", "expected"),
    [
        ("== 0.5", False, "undecided"),
        ("!= 0.5", False, "undecided"),
        (">= 0", False, "holds"),
        ("== 0.5", True, "undecided"),
        ("== 1", True, "holds"),
        ("> 1", False, "fails"),
    ],
)
def test_a_probability_inside_a_continuum_is_not_excluded_by_its_ends(bound, some, expected):
    claim = f'expect: b == b1, probability: "{bound}"' + (", equilibria: some" if some else "")
    assert verdict(FREE, claim) == expected


def test_a_tie_elsewhere_does_not_make_a_list_complete():
    """The mixed equilibrium of three volunteers is not listed, whatever one of them may decide later for nothing."""
    assert verdict(VOLUNTEERS, "expect: done") == "undecided"


def test_an_undecided_claim_shows_a_witness_of_each_kind():
    (row,) = dt.check(dt.parse(VOLUNTEERS + "  it: {says: So., expect: a == yes_}\n")).rows
    assert "true in: " in row.detail
    assert "false in: " in row.detail


INDIFFERENT = """
deterrence: 1
title: A reply that costs nothing
players: {a: A, b: B}
parameters: {stay: {value: 0.5, range: [0.2, 0.8]}}
decisions:
  x: {player: a, choices: [l, r]}
  y: {player: b, choices: [l, r]}
payoffs: {a: stay if x == l else y == r, b: 0}
game: {order: [x, {visit: y, when: x == r}]}
claims:
"""


@pytest.mark.parametrize(
    "claim",
    [
        "flips: {expect: x == l or y == r, parameter: stay, at: 0.5}",
        "monotone: {quantity: (x == l or y == r) * stay, parameter: stay, direction: increasing}",
    ],
)
def test_a_tie_all_along_leaves_undecided_what_a_tie_at_one_point_does_not(claim):
    """Mixtures of the reply could support more all along the line, and both equilibria listed agree with the claim."""
    assert verdict(INDIFFERENT, claim, concept="perfect_bayesian") == "undecided"
    decided = INDIFFERENT.replace("b: 0", "b: 0.1 * (y == r)")
    assert verdict(decided, claim, concept="perfect_bayesian") != "undecided"
