from __future__ import annotations

import numpy as np
import pytest
from unit.plot.overlaps import misplaced

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


LONG = "a_choice_whose_name_is_far_longer_than_anybody_would_like"
WORDY = """
deterrence: 1
title: A question of very very very very very very very very very very very very long words
players: {{a: The United Commonwealth of Both Northern and Southern Maritime Provinces}}
parameters:
  some_cost_with_a_long_name_of_its_own_too:
    {{value: {scale}, meaning: what it would cost to do so if nobody at all had thought of it before now}}
decisions: {{demand_with_a_long_name_like_all: {{player: a, choices: [stay, {choice}]}}}}
payoffs:
  a: (demand_with_a_long_name_like_all == {choice}) * {scale} * 3 - some_cost_with_a_long_name_of_its_own_too
     * (1 - (demand_with_a_long_name_like_all == stay))
game: {{order: [demand_with_a_long_name_like_all]}}
"""


@pytest.mark.parametrize("scale", ["1.0e+12", "-1.0e+12", "12345678", "1", "1.0e-11"])
@pytest.mark.parametrize("choice", ["press", LONG])
@pytest.mark.parametrize("size", ["page", "slide"])
def test_long_words_and_large_numbers_neither_overlap_nor_leave_the_sheet(scale, choice, size):
    scenario = dt.parse(WORDY.format(scale=scale, choice=choice))
    assert misplaced(margin_waterfall(dt.solve(scenario), size=size)) == ([], [])


def test_numbers_keep_their_gap_without_blanks():
    ax = margin_waterfall(dt.solve(dt.load("technology-for-money")))
    ax.figure.draw_without_rendering()
    rows = [patch for patch in ax.patches if str(patch.get_gid()).startswith("term-")]
    for bar, text in zip(rows, ax.texts, strict=False):
        assert text.get_text() == text.get_text().strip()
        box, end = text.get_window_extent(), ax.transData.transform((bar.get_x() + bar.get_width(), 0))[0]
        gap = box.x0 - end if bar.get_width() > 0 else end - box.x1
        assert 2 <= gap * 72 / ax.figure.dpi <= 5


def test_a_tie_is_called_a_tie():
    scenario = dt.Scenario(
        title="Left or right",
        players={"a": "Walker"},
        parameters={"far": {"value": 0.1}},
        decisions={"x": {"player": "a", "choices": ["l", "r"]}},
        payoffs={"a": "far + 0.2 if x == l else 0.3"},
        game={"order": ["x"]},
    )
    shown = margin_waterfall(dt.solve(scenario)).get_title(loc="left").replace("\N{NO-BREAK SPACE}", " ")
    assert shown == "Left or right: a tie of x = l with r"
