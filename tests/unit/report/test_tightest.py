"""The figure under the tightest margins is about the first row of the table there."""

from __future__ import annotations

import pytest

import deterrence as dt
from deterrence.report.blocks import Figure, Listing
from deterrence.report.main_job import main_job
from deterrence.report.sections import sections
from deterrence.report.tightest import best_rival, seen_from, tightest

TWICE = """
deterrence: 1
title: Twice
players: {a: A}
chances: {sky: {outcomes: {clear: 0.9, grey: 0.1}}}
decisions: {move: {player: a, choices: [stay, go, wait]}}
payoffs: {a: "(move == go) * (3 if sky == clear else 0.25) - (move == wait)"}
game: {order: [sky, move]}
"""


def section_of(scenario):
    found = sections(main_job(scenario, draws=20))
    (section,) = [section for section in found if section.title == "The tightest margins"]
    return section.blocks


def test_the_figure_shows_the_visit_of_the_first_row_even_where_another_visit_comes_first():
    table, figure = section_of(dt.parse(TWICE))
    assert isinstance(table, Listing)
    assert isinstance(figure, Figure)
    assert table.rows[0] == ("0.25", "a", "move = go", "stay", "grey")
    assert "move = go, after grey, worth 0.25, against stay, worth 0; the margin is 0.25." in figure.says()
    ax = figure.draw()
    written = [text.get_text() for text in ax.texts]
    assert any("+0.25" in text for text in written)
    assert not any("+3" in text for text in written)
    assert "A after grey" in ax.get_figure().texts[0].get_text()


@pytest.mark.parametrize("name", ["treaty", "treaty-cascade", "technology-for-money", "abm-2000-resolve"])
def test_seen_from_any_decision_it_alone_is_reached_and_is_worth_the_same(name):
    solution = dt.solve(dt.load(name))
    for node in solution.visited:
        (seen,) = seen_from(solution, node).visited
        assert seen == node


def test_the_tightest_are_sorted_and_their_rivals_are_the_best_of_the_others():
    nodes = tightest(dt.solve(dt.parse(TWICE)))
    assert [node.margin for node in nodes] == [0.25, 3.0]
    assert [best_rival(node) for node in nodes] == ["stay", "stay"]


def test_a_decision_without_a_choice_has_no_margin():
    forced = dt.solve(dt.parse(TWICE.replace("[stay, go, wait]", "[go]").replace(" - (move == wait)", "")))
    assert tightest(forced) == []
