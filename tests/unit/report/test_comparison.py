"""Two jobs side by side."""

from __future__ import annotations

import pytest
from page_reading import sound

import deterrence as dt
from deterrence.report.blocks import Columns, Listing, figures_of
from deterrence.report.comparison import comparison
from deterrence.report.drawing import all_drawn
from deterrence.report.full_job import full_job
from deterrence.report.markdown import markdown
from deterrence.report.page import page

CLOCK = """
deterrence: 1
title: Patience
players: {us: United States, them: The others}
parameters: {cost: {value: 0.5, range: [0, 1]}}
decisions:
  go: {player: us, choices: [no, yes]}
  answer: {player: them, choices: [no, yes]}
payoffs: {us: "(go == yes) * (1 - cost)", them: "(answer == yes) - (go == yes)"}
game: {order: [go, answer]}
timeline:
  unit: year
  horizon: 2
  events: {review: {every: 1, decide: go}}
  report: {gone: go == yes}
"""

LABELS = ("as it is", "with need = 0.5")


def job(name, **given):
    return full_job(dt.load(name), given=given, draws=200)


@pytest.fixture(scope="module")
def needs():
    return comparison(job("technology-for-money"), job("technology-for-money", need=0.5), labels=LABELS, commands=["x"])


def rows(sections, start):
    (found,) = [section for section in sections if section.title.startswith(start)]
    return [row for block in found.blocks if isinstance(block, Listing) for row in block.rows]


def test_both_values_of_what_is_set_otherwise_are_shown_and_nothing_else(needs):
    assert rows(needs, "What is set otherwise") == [
        ("need", "2", "0.5", "China's need of a shield once the treaty is gone")
    ]


def test_outcomes_and_payoffs_show_both_numbers_and_the_difference(needs):
    assert rows(needs, "The likeliest end")[0] == ("treaty", "keep", "withdraw", "differs")
    assert rows(needs, "The likeliest end")[1] == ("fund", "refuse", "refuse", "")
    assert rows(needs, "What it is worth") == [
        ("us", "0", "2", "2"),
        ("russia", "0", "-0.5", "-0.5"),
        ("china", "0", "-3", "-3"),
    ]


def test_decisions_that_differ_come_first_and_unreached_ones_say_what_they_would_be(needs):
    found = rows(needs, "Decisions")
    assert found[0] == ("treaty", "us", "the start", "keep (margin 1)", "withdraw (margin 2)", "differs")
    by_place = {(row[0], row[2]): row[3:] for row in found}
    assert by_place["fund", "withdraw"] == ("not reached (would be pay)", "refuse (margin 2.5)", "differs")
    assert by_place["fund", "keep"] == ("refuse (margin 3.5)", "not reached (would be refuse)", "reached in one")


def test_thresholds_and_claims_stand_side_by_side(needs):
    flips = {row[0]: row[1:] for row in rows(needs, "Where parameters")}
    assert flips["need"] == ("2 → 1 (treaty: withdraw / keep)", "0.5 → 1 (treaty: withdraw / keep)")
    claims = rows(needs, "Claims")
    assert claims[0][1:3] == ("holds", "fails")
    assert claims[-1][1:3] == ("holds", "holds")
    assert len(claims) == 13


def test_figures_of_both_are_in_two_columns_under_names_of_their_own(needs):
    sides = [block for section in needs for block in section.blocks if isinstance(block, Columns)]
    assert all([label for label, _ in block.columns] == list(LABELS) for block in sides)
    names = [figure.name for figure in figures_of(needs)]
    assert names[:2] == ["first-tree", "second-tree"]
    assert len(set(names)) == len(names) == 12


def test_the_page_is_whole_and_the_markdown_has_both(needs):
    pictures = all_drawn(needs)
    assert [picture.failure for picture in pictures.values()] == [""] * 12
    found = sound(page(needs, pictures))
    assert found.headings[0] == [1, "Technology for money: as it is and with need = 0.5"]
    assert len(found.of("img")) == 12
    assert "figures/second-tree.svg" in markdown(needs, pictures)


def test_two_scenarios_show_what_only_one_of_them_has():
    both = comparison(job("technology-for-money"), full_job(dt.parse(CLOCK), draws=200), labels=("one", "two"))
    assert both[0].title == "Technology for money compared with Patience"
    worth = {row[0]: row[1:] for row in rows(both, "What it is worth")}
    assert worth["russia"] == ("0", "-", "-")
    assert all(row[1] == "-" and row[2] != "-" for row in rows(both, "In time"))
    sound(page(both, {}))


def test_two_that_are_the_same_differ_in_nothing():
    same = comparison(*[job("technology-for-money")] * 2, labels=("a", "b"))
    (section,) = [one for one in same if one.title == "What is set otherwise"]
    assert section.blocks[0].lines == ("No parameter and no supposition.",)
    assert {row[-1] for row in rows(same, "Decisions")} == {""}
    assert {row[-1] for row in rows(same, "The likeliest end")} == {""}


def test_without_a_game_there_is_still_something_to_compare():
    left_out = {"game", "claims", "situations"}
    parts = dt.load("technology-for-money").to_dict().items()
    bare = dt.Scenario(**{key: value for key, value in parts if key not in left_out})
    found = full_job(bare, draws=200)
    assert found.solution is None
    both = comparison(found, job("technology-for-money"), labels=("bare", "whole"))
    assert any("bare: Not solved" in line for block in both[0].blocks for line in getattr(block, "lines", ()))
    sound(page(both, {}))
