"""Solutions with hidden types, joint moves and mixing: what they hold, say and turn into."""

from __future__ import annotations

import json

import numpy as np
import pytest
from bluff import BLUFF

import deterrence as dt
from deterrence.errors import ArgumentError, ConceptError, NoAnswerError
from deterrence.solvers.explanation import equilibrium_rows

CHICKEN = """
deterrence: 1
title: Chicken
players: {row: Row, column: Column}
decisions:
  one: {player: row,    choices: [yield, straight]}
  two: {player: column, choices: [yield, straight]}
payoffs:
  row:    (3 if two == yield else 2) if one == yield else (4 if two == yield else 1)
  column: (3 if one == yield else 2) if two == yield else (4 if one == yield else 1)
game: {order: [[one, two]]}
"""

ODD = """
deterrence: 1
title: Three who cannot agree
players: {a: A, b: B, c: C}
decisions:
  x: {player: a, choices: [l, r]}
  y: {player: b, choices: [l, r]}
  z: {player: c, choices: [l, r]}
payoffs:
  a: (x == l) * (y == l) + (x == r) * (y == r)
  b: (y == l) * (z == l) + (y == r) * (z == r)
  c: (z == l) * (x == r) + (z == r) * (x == l)
game: {order: [[x, y, z]]}
"""


def words(text):
    return " ".join(text.split())


def test_the_bluff_has_the_probabilities_of_its_two_indifferences():
    """The soft type threatens so that the reply is a toss-up at 2 p = (1 - p) b; the reply so that 0 = q - (1 - q)."""
    solution = dt.solve(dt.parse(BLUFF))
    assert solution.concept == "perfect Bayesian equilibrium"
    assert solution.kind == "semi-separating"
    assert solution.complete
    assert len(solution.equilibria) == 1
    firm, reply, soft = solution.decisions
    assert firm.history == (("type", "firm"),)
    assert firm.probabilities == {"quiet": 0.0, "threaten": 1.0}
    assert soft.probabilities["threaten"] == pytest.approx(0.6 / 0.7)
    assert reply.probabilities == pytest.approx({"back_down": 0.5, "press": 0.5})
    assert reply.margin == 0
    assert reply.probability == pytest.approx(0.9)
    assert [chance for _, chance in reply.beliefs] == pytest.approx([1 / 3, 2 / 3])
    assert [history[0] for history, _ in reply.beliefs] == [("type", "firm"), ("type", "soft")]
    assert reply.history == (("threat", "threaten"),)
    assert solution.probability("threat == threaten") == pytest.approx(0.9)
    assert sum(outcome.probability for outcome in solution.outcomes) == pytest.approx(1)


def test_the_explanation_says_who_is_left_indifferent_and_what_is_believed():
    said = words(dt.solve(dt.parse(BLUFF)).explain())
    assert "Russia chooses threat = quiet with probability 0.1429 and threat = threaten with probability 0.8571" in said
    assert "This mixture leaves United States indifferent between reply = back_down and press." in said
    assert "not knowing whether type = firm (belief 0.333) or type = soft (belief 0.667)" in said
    assert "This mixture leaves Russia indifferent between threat = quiet and threaten." in said
    assert "p_firm" not in said  # what does not move a comparison is not named


def test_a_joint_move_is_not_told_as_a_threat_and_a_belief_off_the_path_is_named_as_one():
    said = words(dt.solve(dt.parse(CHICKEN)).explain())
    assert "because Column would then" not in said
    assert "Moving without seeing what others choose at the same time, Column chooses two = straight" in said
    resolve = dt.solve(dt.load("abm-2000-resolve"), given={"resolute": 0.9})
    assert resolve.path == (("resolve", "firm"), ("treaty", "keep"))
    said = words(resolve.explain())
    assert "Had it chosen treaty = withdraw, Russia would choose start = drop12 after firm, withdraw" in said
    assert "Russia would choose start = drop2 after restrained, withdraw" in said


def test_all_equilibria_of_chicken_are_listed_pure_ones_first():
    solution = dt.solve(dt.parse(CHICKEN))
    assert [item.path for item in solution.equilibria[:2]] == [
        (("one", "yield"), ("two", "straight")),
        (("one", "straight"), ("two", "yield")),
    ]
    assert len(solution.equilibria) == 3
    assert solution.equilibria[2].payoffs == pytest.approx({"row": 2.5, "column": 2.5})
    assert solution.equilibria[0] is solution
    assert all(item.equilibria is solution.equilibria for item in solution.equilibria)
    assert all(item.regret <= 1e-9 for item in solution.equilibria)
    assert "the first of 3" in str(solution)


def test_a_solution_becomes_json_with_every_equilibrium():
    answer = json.loads(json.dumps(dt.solve(dt.parse(BLUFF)).to_dict()))
    assert answer["complete"] is True
    assert len(answer["equilibria"]) == 1
    assert answer["equilibria"][0]["kind"] == "semi-separating"
    (reply,) = [decision for decision in answer["decisions"] if decision["variable"] == "reply"]
    assert [round(item["probability"], 6) for item in reply["beliefs"]] == [0.333333, 0.666667]


def test_concepts_are_chosen_by_information_and_by_name():
    bluff, deal = dt.parse(BLUFF), dt.load("technology-for-money")
    assert dt.solve(deal).concept == "subgame-perfect equilibrium"
    assert dt.solve(deal, concept="perfect_bayesian").path == dt.solve(deal).path
    known = dt.solve(bluff, suppose={"type": "firm"})
    assert known.probability("threat == threaten") == 1
    with pytest.raises(ConceptError, match="'type' is hidden from us"):
        dt.solve(bluff, concept="subgame_perfect")
    with pytest.raises(ArgumentError, match="unknown concept 'nsah'") as caught:
        dt.solve(bluff, concept="nsah")
    assert "nash" in caught.value.help


def test_nash_equilibria_keep_threats_that_are_not_credible():
    deal = dt.load("technology-for-money")
    nash = dt.solve(deal, concept="nash", suppose={"fund": "pay", "export": "technology"})
    assert nash.concept == "Nash equilibrium"
    assert {item.path for item in nash.equilibria} >= {
        dt.solve(deal, suppose={"fund": "pay", "export": "technology"}).path
    }


def test_a_quantal_response_needs_a_precision_and_names_it():
    bluff = dt.parse(BLUFF)
    for bad in (None, -1.0, float("nan")):
        with pytest.raises(ArgumentError, match="precision"):
            dt.solve(bluff, concept="quantal_response", precision=bad)
    with pytest.raises(ArgumentError, match="precision goes with"):
        dt.solve(bluff, precision=1.0)
    chance = dt.solve(bluff, concept="quantal_response", precision=0)
    assert all(set(decision.probabilities.values()) == {0.5} for decision in chance.decisions)
    assert "precision 0" in chance.concept
    assert "indifferent" not in chance.explain()


def test_at_a_tie_that_an_earlier_mover_cares_about_the_list_is_not_called_complete():
    tree = dt.parse(
        "deterrence: 1\ntitle: T\nplayers: {a: A, b: B}\n"
        "decisions: {x: {player: a, choices: [l, r]}, y: {player: b, choices: [l, r]}}\n"
        "payoffs: {a: 0.5 if x == l else (y == r), b: 0}\n"
        "game: {order: [x, {visit: y, when: x == r}]}\n"
    )
    solution = dt.solve(tree, concept="perfect_bayesian")
    assert not solution.complete
    assert {item.path for item in solution.equilibria} == {(("x", "l"),), (("x", "r"), ("y", "r"))}
    assert dt.solve(tree).complete


def test_no_equilibrium_found_is_an_error_and_not_an_answer():
    with pytest.raises(NoAnswerError, match="no perfect Bayesian equilibrium was found"):
        dt.solve(dt.parse(ODD))


def test_ranks_take_pure_equilibria_and_refuse_what_needs_numbers():
    ranks = dt.parse(CHICKEN + "ordinal: true\n")
    solution = dt.solve(ranks)
    assert len(solution.equilibria) == 2
    assert solution.complete
    for concept in ("nash", "quantal_response"):
        with pytest.raises(ConceptError, match="ranks only"):
            dt.solve(ranks, concept=concept, precision=1.0 if concept == "quantal_response" else None)
    with pytest.raises(ConceptError, match="expectation over 'type'"):
        dt.solve(dt.parse(BLUFF + "ordinal: true\n"))


def test_the_resolve_scenario_has_the_published_threshold():
    """(X - r2) / (r12 - r2) with X = 1.006 - 0.05."""
    scenario = dt.load("abm-2000-resolve")
    (found,) = dt.thresholds(scenario, "resolute").rows
    assert found.value == pytest.approx((1.006 - 0.05 - 0.3) / (1.5 - 0.3), abs=1e-8)
    assert (found.below, found.above) == ("withdraw", "keep")
    assert dt.check(scenario).ok


def test_equal_answers_from_one_point_and_from_a_sweep_of_all_concepts():
    scenario = dt.parse(BLUFF)
    for concept, precision in (("perfect_bayesian", None), ("nash", None), ("quantal_response", 3.0)):
        alone = dt.solve(scenario, concept=concept, precision=precision)
        table = dt.sweep(scenario, {"p_firm": [0.3]}, concept=concept, precision=precision)
        for player, value in alone.payoffs.items():
            np.testing.assert_allclose(table.columns[f"payoff.{player}"][0], value, atol=1e-12)


def test_what_would_follow_where_nothing_leads_tells_equilibria_of_one_path_apart():
    quiet = dt.parse(BLUFF.replace("russia: 0 if", "russia: 2 if").replace("value: 0.3, range", "value: 0.3, range"))
    solution = dt.solve(quiet)
    rows = equilibrium_rows(solution)
    assert len(rows) > 1
    assert len({row[1] for row in rows}) == 1
    assert len({row[2] for row in rows}) == len(rows)
    assert all(row[2].startswith("reply after threaten: ") and "belief firm" in row[2] for row in rows)


def test_a_hidden_movers_reply_that_holds_a_choice_in_place_is_told():
    quiet = dt.solve(
        dt.parse(
            BLUFF.replace("else 1 if reply == back_down", "else 0.4 if reply == back_down").replace(
                "russia: 0 if threat == quiet", "russia: 0.2 if threat == quiet"
            )
        ),
        given={"p_firm": 0.1},
    )
    assert quiet.equilibria
    said = words(" ".join(item.explain() for item in quiet.equilibria))
    assert "United States would then choose" in said or "leaves United States indifferent" in said


@pytest.mark.parametrize(
    ("call", "found"),
    [
        (lambda tree, table, scenario: dt.solve(tree), "solve needs a Scenario, found a ExtensiveGame"),
        (lambda tree, table, scenario: dt.solve("treaty"), "solve needs a Scenario, found a str"),
        (lambda tree, table, scenario: dt.sweep(tree, {"x": [1]}), "sweep needs a Scenario"),
        (lambda tree, table, scenario: dt.check(table), "check needs a Scenario"),
        (lambda tree, table, scenario: dt.thresholds(table), "thresholds needs a Scenario"),
        (lambda tree, table, scenario: dt.build_game(tree), "build_game needs a Scenario"),
        (lambda tree, table, scenario: dt.perfect_bayesian(table), "perfect_bayesian needs a ExtensiveGame"),
        (lambda tree, table, scenario: dt.sequential(table), "sequential needs a ExtensiveGame"),
        (lambda tree, table, scenario: dt.nash(scenario), "nash needs a NormalFormGame, found a Scenario"),
        (lambda tree, table, scenario: dt.leadership(tree), "leadership needs a NormalFormGame"),
        (lambda tree, table, scenario: dt.write_efg(table, "x.efg"), "write_efg needs a ExtensiveGame"),
        (lambda tree, table, scenario: dt.write_nfg(tree, "x.nfg"), "write_nfg needs a NormalFormGame"),
        (lambda tree, table, scenario: dt.evolutionarily_stable(tree), "needs a NormalFormGame"),
        (lambda tree, table, scenario: dt.sustainable(tree, [1, 1]), "sustainable needs a NormalFormGame"),
    ],
)
def test_a_value_of_the_wrong_kind_is_named_with_the_right_one(call, found):
    scenario = dt.load("treaty")
    table = dt.NormalFormGame.of_matrices([[1, 0], [0, 1]])
    with pytest.raises(ArgumentError, match=found):
        call(dt.build_game(scenario), table, scenario)


def test_perfect_recall_is_required_of_every_concept():
    def second(first):
        return dt.Decision("a", "second", {side: dt.End({"a": float(first == side)}) for side in "lr"})

    forgetful = dt.extensive_game(["a"], dt.Decision("a", "first", {side: second(side) for side in "lr"}))
    for concept in (dt.perfect_bayesian, dt.sequential, dt.nash):
        with pytest.raises(ConceptError, match="a has forgotten an own move"):
            concept(forgetful)


def test_a_scenario_is_not_a_game_file_and_is_told_so():
    with pytest.raises(dt.ScenarioError, match="a game of Gambit's"):
        dt.load("tests/cases/gambit/stages.efg")


def test_two_moves_of_one_player_in_a_group_are_one_choice_on_two_fronts():
    fronts = dt.parse(
        "deterrence: 1\ntitle: Two fronts\nplayers: {p: P, q: Q}\n"
        "decisions:\n  a: {player: p, choices: [l, r]}\n  b: {player: p, choices: [l, r]}\n"
        "  c: {player: q, choices: [l, r]}\n"
        "definitions: {right: (a == r) + (b == r)}\n"
        "payoffs: {p: 1 if right == 0 else 2 if right == 2 else 0, q: right if c == r else 2 - right}\n"
        "game: {order: [[a, b, c]]}\n"
    )
    solution = dt.solve(fronts)
    assert solution.complete
    assert solution.path == (("a", "r"), ("b", "r"), ("c", "r"))
    assert len(solution.equilibria) == 1


def test_beliefs_in_a_subgame_that_is_not_reached_follow_bayes_rule_within_it():
    regimes = dt.parse(
        "deterrence: 1\ntitle: Regimes\nplayers: {p: P, q: Q}\nparameters: {w: {value: 0, range: [0, 1]}}\n"
        "decisions: {b: {player: p, choices: [b1, b2]}, a: {player: q, choices: [a1, a2]}}\n"
        "chances: {x: {outcomes: {crisis: w, calm: 1 - w}}, y: {outcomes: {hard: 0.3, soft: 0.7}}}\n"
        "payoffs: {p: (b == b2) * ((y == hard) - 0.2), q: (a == a2) * ((y == hard) - 0.5)}\n"
        "game: {order: [x, {visit: y, hidden_from: [q]}, b, a]}\n"
    )
    for concept in (None, "sequential"):
        solution = dt.solve(regimes, concept=concept)
        off = [d for d in solution.decisions if d.variable == "a" and ("x", "crisis") in d.history]
        assert off
        for decision in off:
            expected = {"b1": (0.0, 1.0), "b2": (1.0, 0.0)}[dict(decision.history)["b"]]
            assert [chance for _, chance in decision.beliefs] == pytest.approx(expected)


@pytest.mark.parametrize(("worth", "played"), [("1", "b2"), ("-1", "b1")])
def test_behind_a_public_draw_of_probability_0_there_is_a_subgame_like_any_other(worth, played):
    """What the mover does tells nothing about the hidden draw there, so that its odds are what is believed."""
    regimes = dt.parse(
        "deterrence: 1\ntitle: Regimes\nplayers: {p: P, q: Q}\nparameters: {w: {value: 0, range: [0, 1]}}\n"
        "decisions: {b: {player: p, choices: [b1, b2]}, a: {player: q, choices: [a1, a2]}}\n"
        "chances: {x: {outcomes: {crisis: w, calm: 1 - w}}, y: {outcomes: {hard: 0.3, soft: 0.7}}}\n"
        f"payoffs: {{p: (b == b2) * {worth}, q: (a == a2) * ((y == hard) - 0.5)}}\n"
        "game: {order: [x, {visit: y, hidden_from: [q]}, b, a]}\n"
    )
    for concept in (None, "sequential"):
        for solution in dt.solve(regimes, concept=concept).equilibria:
            for decision in solution.decisions:
                if decision.variable == "a" and ("b", played) in decision.history:
                    assert [chance for _, chance in decision.beliefs] == pytest.approx([0.3, 0.7])
                    assert decision.choice == "a1"


def test_differences_of_ranks_are_not_told():
    in_turn = CHICKEN.replace("[[one, two]]", "[one, two]")
    answer = dt.solve(dt.parse(in_turn + "ordinal: true\n"))
    assert "less by" in dt.solve(dt.parse(in_turn)).explain()
    assert "less by" not in answer.explain()
    assert [row[-1] for row in answer.rows()] == ["-", "-"]
    assert "payoffs (ranks): row 4, column 2" in str(answer)
