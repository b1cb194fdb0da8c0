from __future__ import annotations

import numpy as np
import pytest

import deterrence as dt
from deterrence.plot.equilibria.payoff_terms import margin_terms, payoff_terms
from deterrence.plot.equilibria.waterfall import margin_waterfall

NAMES = ("treaty", "technology-for-money", "abm-2000", "abm-2000-resolve", "treaty-cascade", "false-alarms")


@pytest.mark.parametrize("name", NAMES)
def test_terms_add_up_to_the_difference_at_every_decision_that_is_reached(name):
    solution = dt.solve(dt.load(name))
    for group, nodes in enumerate(solution.play.groups):
        made = solution.play.choice(group)
        if solution.play.reach[nodes].sum() > 0:
            for rival in set(range(len(made.values))) - {made.chosen}:
                terms = margin_terms(solution, group, made.chosen, rival)
                gap = made.values[made.chosen] - made.values[rival]
                assert sum(term.value for term in terms) == pytest.approx(gap, abs=1e-9)


def test_terms_are_the_summands_as_they_are_written():
    texts = [text for text, _ in payoff_terms(dt.load("treaty"), "us")]
    assert texts == [
        "protection * (gone + limits * agreed)",
        "exit * gone * (0.5 if amendment == refuse else 1)",
        "harm * (arms == rearm)",
        "offer * offered",
    ]


def test_a_term_is_what_it_adds_to_the_choice():
    solution = dt.solve(dt.load("treaty"))  # amend (accepted) against keep: 3 * 0.4 gained, an offer of 0.1 paid
    values = {term.text: term.value for term in margin_terms(solution, 0, 1, 0)}
    assert values["protection * (gone + limits * agreed)"] == pytest.approx(1.2)
    assert values["offer * offered"] == pytest.approx(-0.1)


def test_sides_of_a_condition_are_taken_apart():
    scenario = dt.Scenario(
        title="A border",
        players={"a": "Challenger"},
        parameters={"cost": {"value": 1.0}},
        decisions={"demand": {"player": "a", "choices": ["stay", "press"]}},
        payoffs={"a": "0 if demand == stay else 3 - cost"},
        game={"order": ["demand"]},
    )
    terms = margin_terms(dt.solve(scenario), 0, 1, 0)
    assert {term.text: term.value for term in terms} == {"3": 3.0, "cost": -1.0}


def test_bars_are_stacked_and_end_at_the_margin():
    ax = margin_waterfall(dt.solve(dt.load("technology-for-money")))
    steps = [patch for patch in ax.patches if str(patch.get_gid()).startswith("term-")]
    ends = np.cumsum([patch.get_width() for patch in steps])
    assert [patch.get_x() for patch in steps] == pytest.approx([0.0, *ends[:-1]])
    margin = next(patch for patch in ax.patches if patch.get_gid() == "margin")
    assert margin.get_width() == pytest.approx(ends[-1]) == pytest.approx(1.0)


def test_a_rival_can_be_named():
    solution = dt.solve(dt.load("treaty"))
    assert "against withdraw" in margin_waterfall(solution, against="withdraw").get_title(loc="left").replace("\n", " ")
    with pytest.raises(dt.DeterrenceError, match="'amend' is no rival"):
        margin_waterfall(solution, against="amend")
    with pytest.raises(dt.DeterrenceError, match="unknown decision 'treat'"):
        margin_waterfall(solution, "treat")
