"""Robustness: every draw asked again by hand, the flagship's known shares, and the nearest flips of known games."""

from __future__ import annotations

from collections import Counter

import numpy as np
import path_oracle
import pytest
from bluff import BLUFF

import deterrence as dt
from deterrence.analysis.priors import band, priors
from deterrence.analysis.robustness import robustness
from deterrence.errors import ArgumentError, ConceptError, EvaluationError, NoAnswerError

WEATHER = """deterrence: 1
title: Out or in
players: {a: A, b: B}
parameters:
  rain: {value: 0.3, range: [0, 1]}
  fee:  {value: 0.6, range: [0, 1]}
  wish: {value: 0.6, range: [0, 1]}
decisions: {book: {player: b, choices: [no, yes]}, go: {player: a, choices: [stay, out]}}
chances: {sky: {outcomes: {dry: 1 - rain, wet: rain}}}
payoffs:
  a: (go == out) * (1 - 3 * (sky == wet) - 1.5 * fee + (book == yes))
  b: (book == yes) * ((go == out) - wish)
game: {order: [book, sky, go]}
"""
ABM = ["chinese_force", "chinese_requirement", "scale_full", "buildup_cost", "exit_cost", "effectiveness_miss"]
BROKEN = """deterrence: 1
title: A number without a root
players: {a: A}
parameters: {x: {value: 0.5, range: [-1, 1]}}
decisions: {go: {player: a, choices: [no, yes]}}
payoffs: {a: "(go == yes) * (sqrt(x) - 0.5)"}
game: {order: [go]}
"""


def by_hand(scenario, point_of, draws, along):
    """The path at each draw; None where it has no answer."""
    found = []
    for k in range(draws):
        try:
            found.append(path_oracle.path_along(scenario, along, {n: float(v[k]) for n, v in point_of.items()}))
        except (ValueError, ArithmeticError):
            found.append(None)
    return found


@pytest.mark.parametrize("spread", [None, 0.4])
@pytest.mark.parametrize("name", ["technology-for-money", "treaty", WEATHER])
def test_every_draw_is_counted_where_a_slow_solution_puts_it(name, spread):
    asked = dt.parse(name) if "\n" in name else dt.load(name)
    text = asked.to_dict()
    draws, names = 150, list(asked.parameters)
    found = robustness(asked, draws=draws, spread=spread, seed=5, joint=False)
    source = priors(asked, names, 5) if spread is None else band(asked, names, asked.baseline, spread, 5)
    along = path_oracle.likeliest_path(text)
    paths = by_hand(text, source.draw(0, draws), draws, along)
    assert found.path == along
    assert found.kept == sum(path == along for path in paths)
    first = Counter()
    for path in paths:
        if path != along:
            step = next(i for i, (one, other) in enumerate(zip(along, path, strict=False)) if one != other)
            first[along[:step], along[step], path[step]] += 1
    assert {
        (
            row.divergence.history,
            (row.divergence.variable, row.divergence.choice),
            (row.divergence.variable, row.divergence.instead),
        ): row.count
        for row in found.departures
    } == first
    assert sum(row.share for row in found.departures) == pytest.approx(1)
    assert 0 < found.kept < draws


def test_what_an_expression_says_is_certain_possible_or_impossible():
    asked = dt.parse(WEATHER)
    text = asked.to_dict()
    found = robustness(asked, outcome="go == out and book == yes", draws=200, seed=1, joint=False)
    columns = priors(asked, list(asked.parameters), 1).draw(0, 200)

    def verdict(point):
        p = path_oracle.probability(text, point, lambda state: state["go"] == "out" and state["book"] == "yes")
        return "certain" if p > 1 - 1e-9 else "impossible" if p < 1e-9 else "possible"

    wanted = [verdict({n: float(v[k]) for n, v in columns.items()}) for k in range(200)]
    assert found.outcome == f"'go == out and book == yes' is {verdict(None)}"
    assert found.kept == wanted.count(verdict(None))
    assert 0 < found.kept < 200


@pytest.mark.parametrize(("spread", "share"), [(0.05, 1.0), (0.1, 1.0), (0.2, 0.8), (0.3, 0.525)])
def test_the_flagships_path_survives_as_often_as_is_known(spread, share):
    found = robustness(dt.load("abm-2000"), spread=spread, draws=4_000, joint=False, seed=2)
    reference = np.sqrt(share * (1 - share) / 200)
    assert abs(found.share - share) <= 4 * reference + 4 * found.error + 1e-3
    if spread == 0.3:
        order = [(row.divergence.variable, row.divergence.history[-1][0]) for row in found.departures]
        counts = Counter()
        for row, place in zip(found.departures, order, strict=True):
            counts[place] += row.count
        ranked = [place for place, _ in counts.most_common(4)]
        assert ranked == [
            ("treaty", "threat"),
            ("follow_up", "shield_offer"),
            ("amendment", "treaty"),
            ("start_treaties", "treaty"),
        ]


def test_the_nearest_flip_of_technology_for_money_is_the_foot_of_its_plane():
    """Keeping flips at gain = 3, need = 1 and pay = 5 alone: the plane pay - 2 need = 1, as pay = 3 + 2 (need - 1)."""
    found = robustness(dt.load("technology-for-money"), draws=100)
    alone = {name: move.values[name] for name, move in found.single.items() if move}
    assert alone == pytest.approx({"gain": 3, "need": 1, "pay": 5}, abs=1e-8)
    assert found.nearest.distance == pytest.approx(0.2, abs=1e-7)
    assert found.nearest.values == pytest.approx({"pay": 3.72, "need": 1.36}, abs=1e-4)
    assert found.nearest.verified
    assert (found.nearest.divergence.variable, found.nearest.divergence.instead) == ("treaty", "withdraw")
    assert all(move.verified for move in found.single.values() if move)


@pytest.mark.parametrize(("name", "moved"), [("treaty", None), ("abm-2000", ABM)])
def test_solve_finds_both_sides_of_every_flip_as_stated(name, moved):
    asked = dt.load(name)
    found = robustness(asked, draws=10, seed=9, parameters=moved)
    moves = [found.nearest, *(move for move in found.single.values() if move)]
    assert len(moves) >= 4
    assert all(move.verified for move in moves)
    assert all(found.nearest.distance <= move.distance for move in moves)
    for move in moves if name == "treaty" else moves[:1]:
        before, after = (
            path_oracle.path_along(asked.to_dict(), found.path, dict(values))
            for values in (move.flip.near, move.values)
        )
        assert before == found.path != after
        step = len(move.divergence.history)
        assert after[:step] == found.path[:step] == move.divergence.history
        assert after[step] == (move.divergence.variable, move.divergence.instead)


def test_what_is_given_is_the_baseline_and_is_kept_in_draws_from_priors():
    deal = dt.load("technology-for-money")
    found = robustness(deal, given={"need": 0.5}, draws=300, joint=False)
    assert found.path[0] == ("treaty", "withdraw")
    assert "need" not in found.drawn
    assert found.baseline["need"] == 0.5
    assert "need" in robustness(deal, given={"need": 0.5}, draws=10, joint=False, parameters=["need"]).drawn
    assert "need" in robustness(deal, given={"need": 0.5}, draws=10, joint=False, spread=0.1).drawn
    assert found.single["need"].values["need"] == pytest.approx(1, abs=1e-8)


def test_a_supposition_holds_in_every_draw():
    deal = dt.load("technology-for-money")
    found = robustness(deal, suppose={"treaty": "withdraw"}, draws=300, joint=False)
    assert found.path[0] == ("treaty", "withdraw")
    assert all(row.divergence.variable != "treaty" for row in found.departures)


def test_draws_without_an_answer_are_counted_apart():
    found = robustness(dt.parse(BROKEN), draws=400, seed=1)
    x = priors(dt.parse(BROKEN), ["x"], 1).draw(0, 400)["x"]
    assert found.unanswered == (x < 0).sum()
    assert found.kept == (x > 0.25).sum()
    assert found.share == pytest.approx((x > 0.25).sum() / (x >= 0).sum())
    assert f"{found.unanswered} draws have no answer" in str(found)
    assert found.single["x"].values["x"] == pytest.approx(0.25, abs=1e-8)


def test_where_no_draw_has_an_answer_there_is_no_share():
    with pytest.raises(NoAnswerError, match="none of 50 draws"):
        robustness(
            dt.parse(BROKEN.replace("value: 0.5, range: [-1, 1]", "value: -0.5, range: [-1, 0]")),
            draws=50,
            given={"x": 0.5},
            parameters=["x"],
        )
    with pytest.raises(EvaluationError):
        robustness(dt.parse(BROKEN), given={"x": -1}, draws=50)


def test_with_hidden_moves_the_first_equilibrium_counts():
    found = robustness(dt.parse(BLUFF), draws=100, seed=3)
    assert 0 < found.kept <= 100
    assert found.provenance.concept == "perfect Bayesian equilibrium"
    for move in [found.nearest, found.single["p_firm"]]:
        assert move is None or move.distance > 0


def test_results_read_as_tables_and_as_data():
    found = robustness(dt.load("technology-for-money"), draws=200, spread=0.5)
    text = str(found)
    assert "±50 % of every value" in text
    assert "upper bound" in text
    assert "need" in text
    assert "<table>" in found._repr_html_()
    assert "<p>" in found._repr_html_()
    plain = found.to_dict()
    assert plain["kept"] == found.kept
    assert plain["nearest"]["distance"] == found.nearest.distance
    assert plain["provenance"]["seed"] == 0
    frame = found.to_pandas().set_index("parameter")
    assert frame.loc["need", "flip"] == pytest.approx(1, abs=1e-8)
    assert np.isnan(frame.loc["rival", "flip"])
    assert "no flip was found" in str(robustness(dt.load("technology-for-money"), draws=10, parameters="premium"))


def test_progress_ends_complete_and_results_do_not_depend_on_it():
    heard = []
    deal = dt.load("technology-for-money")
    told = robustness(deal, draws=100, progress=lambda *step: heard.append(step))
    assert heard[-1][0] == heard[-1][1]
    assert [a for a, _ in heard] == sorted(a for a, _ in heard)
    assert told.to_dict() == robustness(deal, draws=100).to_dict()


BAD = [
    ({"draws": 0}, "draws is a whole number"),
    ({"draws": 1.5}, "draws is a whole number"),
    ({"draws": True}, "draws is a whole number"),
    ({"spread": 0}, "a spread is a share"),
    ({"spread": -0.1}, "a spread is a share"),
    ({"spread": float("nan")}, "a spread is a share"),
    ({"spread": "wide"}, "a spread is a share"),
    ({"seed": -1}, "a seed is a whole number"),
    ({"parameters": ["neeed"]}, "did you mean 'need'"),
    ({"parameters": []}, "at least one parameter"),
    ({"parameters": 3}, "parameters are named"),
    ({"parameters": [3]}, "parameters are named"),
    ({"outcome": "treaty = keep"}, "in 'treaty = keep'"),
    ({"outcome": 3}, "an outcome is an expression"),
    ({"given": {"need": float("inf")}}, "finite number"),
    ({"concept": "nashh"}, "did you mean 'nash'"),
]


@pytest.mark.parametrize(("options", "message"), BAD)
def test_bad_arguments_are_refused_in_words(options, message):
    with pytest.raises(ArgumentError, match=message):
        robustness(dt.load("technology-for-money"), **{"draws": 10, "joint": False, **options})


def test_what_has_no_parameters_or_no_game_is_refused():
    bare = BROKEN.replace("parameters: {x: {value: 0.5, range: [-1, 1]}}\n", "").replace("sqrt(x)", "1")
    with pytest.raises(ConceptError, match="no `parameters`"):
        robustness(dt.parse(bare))
    with pytest.raises(ConceptError, match="no `game`"):
        robustness(dt.parse(BROKEN.replace("game: {order: [go]}\n", "")))
    with pytest.raises(ArgumentError, match="robustness needs a Scenario"):
        robustness("technology-for-money")


@pytest.mark.parametrize("executor", ["serial", "processes"])
def test_draws_tried_elsewhere_give_the_same_answer(executor, monkeypatch):
    from deterrence.analysis import departures

    monkeypatch.setattr(departures, "AFAR", 700)
    deal = dt.load("technology-for-money")
    wanted = dt.robustness(deal, draws=2_000, joint=False)
    found = dt.robustness(deal, draws=2_000, joint=False, execution=executor)
    assert found.to_dict() == wanted.to_dict()


def test_a_share_of_the_draws_is_a_smaller_sample(tmp_path, monkeypatch):
    from deterrence.analysis import departures

    monkeypatch.setattr(departures, "AFAR", 500)
    deal = dt.load("technology-for-money")
    half = dt.robustness(deal, draws=2_000, joint=False, execution=dt.Execution(folder=tmp_path, shard="1/2"))
    assert half.draws == 1_000
    whole = dt.robustness(deal, draws=2_000, joint=False, execution=dt.Execution(folder=tmp_path))
    assert whole.kept == dt.robustness(deal, draws=2_000, joint=False).kept
