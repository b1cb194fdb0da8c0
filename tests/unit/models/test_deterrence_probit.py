from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deterrence.errors import ArgumentError
from deterrence.game.nested import Decision, End, extensive_game
from deterrence.models.deterrence_probit import deterrence_probit
from deterrence.solvers.strategic_probit import strategic_probit

CASES = json.loads((Path(__file__).resolve().parents[2] / "cases" / "published_cases.json").read_text())
PAYOFFS = st.integers(-4, 4).map(lambda n: n / 2)
KINDS = st.sampled_from(["private", "agent"])
TREE = {"status_quo": 0, "capitulation": 1, "war": -1, "resistance": 0.5}


def tree(status_quo, capitulation, war, resistance):
    reply = Decision(
        "2", "reply", {"yield": End({"1": capitulation, "2": 0}), "resist": End({"1": war, "2": resistance})}
    )
    return extensive_game(["1", "2"], Decision("1", "first", {"wait": End({"1": status_quo, "2": 0}), "act": reply}))


def simulated(payoffs, deviation, errors, draws=400_000):
    """Shares of outcomes where both choose best, their shocks drawn."""
    keep, yielded, fought, worth = payoffs
    shocks = np.random.default_rng(11).normal(scale=deviation, size=(5, draws))
    resists = worth + shocks[0] > shocks[1]
    r = resists.mean()
    if errors == "private":
        acts = (1 - r) * (yielded + shocks[2]) + r * (fought + shocks[3]) > keep + shocks[4]
    else:
        acts = (1 - r) * yielded + r * fought + shocks[2] > keep + shocks[4]
    return [1 - acts.mean(), (acts & ~resists).mean(), (acts & resists).mean()]


@pytest.mark.parametrize("errors", ["private", "agent"])
@pytest.mark.parametrize("payoffs", [(0, 1, -1, 0.5), (0.5, 2, 0, -1)])
def test_outcomes_are_as_frequent_as_with_drawn_shocks(payoffs, errors):
    found = deterrence_probit(**dict(zip(TREE, payoffs, strict=True)), deviation=0.8, errors=errors)
    assert [float(found.status_quo), float(found.capitulation), float(found.war)] == pytest.approx(
        simulated(payoffs, 0.8, errors), abs=5e-3
    )


@settings(max_examples=40, deadline=None)
@given(PAYOFFS, PAYOFFS, PAYOFFS, PAYOFFS, st.sampled_from([0.3, 1.0, 2.5]), KINDS)
def test_agrees_with_the_solver_for_any_tree(keep, yielded, fought, worth, deviation, errors):
    payoffs = dict(zip(TREE, (keep, yielded, fought, worth), strict=True))
    found = deterrence_probit(**payoffs, deviation=deviation, errors=errors)
    solved = strategic_probit(tree(**payoffs), deviation=deviation, errors=errors)
    assert found.logarithms == pytest.approx(solved.logarithms[:, 0], rel=1e-9, abs=1e-12)
    assert float(found.status_quo + found.capitulation + found.war) == pytest.approx(1)
    assert float(found.challenge) == pytest.approx(1 - float(found.status_quo))
    assert float(found.resist) == pytest.approx((1 + math.erf(worth / (2 * deviation))) / 2)


def test_numbers_of_an_example():
    private, agent = (deterrence_probit(**TREE, errors=errors) for errors in ("private", "agent"))
    assert np.exp(private.logarithms).round(4).tolist() == [0.5882, 0.149, 0.2628]
    assert np.exp(agent.logarithms).round(4).tolist() == [0.5775, 0.1529, 0.2697]


def test_the_published_fit_has_the_greatest_likelihood_and_the_printed_one():
    case = next(case for case in CASES if case["id"] == "signorino_fixed_utilities")
    inputs, printed = case["inputs"], case["expected"]
    payoffs = {
        "status_quo": inputs["u11"],
        "capitulation": inputs["u13"],
        "war": inputs["u14"],
        "resistance": inputs["u24"],
    }
    heights = [
        deterrence_probit(**payoffs, deviation=np.exp(printed["log_sigma"] + step)).log_likelihood(
            list(inputs["counts"].values())
        )
        for step in (-0.002, 0.0, 0.002)
    ]
    assert heights[1] == pytest.approx(printed["loglik"], abs=0.01)
    assert heights[1] > max(heights[0], heights[2])


def test_the_likelihood_of_many_observations_is_the_sum_over_each():
    worths = np.linspace(-1, 1, 5)
    counts = np.arange(15).reshape(3, 5)
    many = deterrence_probit(**TREE | {"resistance": worths})
    alone = [
        deterrence_probit(**TREE | {"resistance": worth}).log_likelihood(column)
        for worth, column in zip(worths, counts.T, strict=True)
    ]
    assert many.log_likelihood(counts) == pytest.approx(sum(alone))
    assert many.log_likelihood([1, 2, 3]) == pytest.approx(float((np.array([1, 2, 3]) @ many.logarithms).sum()))


def test_small_shocks_leave_the_choices_of_backward_induction():
    assert float(deterrence_probit(**TREE, deviation=0.01).status_quo) == pytest.approx(1)
    assert float(deterrence_probit(**TREE | {"resistance": -0.5}, deviation=0.01).capitulation) == pytest.approx(1)
    assert np.isfinite(deterrence_probit(**TREE, deviation=1e-3).logarithms).all()


def test_prints_a_table_and_makes_plain_data():
    found = deterrence_probit(**TREE)
    assert found.to_dict()["provenance"] is not None
    assert "<td>0.5882</td>" in found._repr_html_()
    assert "0.2628" in str(found)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"deviation": 0}, "'deviation' must be > 0"),
        ({"errors": "both"}, "unknown errors 'both'"),
        ({"war": [1, 2], "resistance": [1, 2, 3]}, "shapes do not fit"),
    ],
)
def test_bad_arguments_are_refused(change, says):
    with pytest.raises(ArgumentError, match=says):
        deterrence_probit(**TREE | change)


def test_counts_of_another_shape_are_refused():
    with pytest.raises(ArgumentError, match="'counts' must be of shape"):
        deterrence_probit(**TREE).log_likelihood([1, 2])
