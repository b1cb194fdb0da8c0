"""Bars of choices and beliefs: lengths are the probabilities of the equilibrium."""

from __future__ import annotations

from functools import cache

import pytest
from unit.plot.overlaps import outside, overlapping, texts_of

import deterrence as dt
from deterrence.plot.equilibria.beliefs import belief_bars

CASES = "tests/cases/conformance/scenarios"


@cache
def answer(name, **given):
    path = name if name.startswith("abm") else f"{CASES}/{name}.yaml"
    return dt.solve(dt.load(path), given=given or None)


def rows(ax):
    """Of each lane, from the top, the widths of its stretches, which follow one another without gaps."""
    found = {}
    for patch in ax.patches:
        lane = found.setdefault(round(patch.get_y(), 6), [])
        assert patch.get_x() == pytest.approx(sum(lane))
        lane.append(patch.get_width())
    return [found[place] for place in sorted(found, reverse=True)]


def test_bars_are_the_choices_and_the_beliefs_under_them():
    solution = answer("abm-2000-resolve", resolute=0.6)
    ax = belief_bars(solution)
    names = [label.get_text() for label in ax.get_yticklabels()]
    assert names == ["United States: treaty", "believes"]
    assert rows(ax) == [[1.0], [pytest.approx(0.6), pytest.approx(0.4)]]
    assert {"keep 1", "resolve firm 0.6", "resolve restrained 0.4"} <= {text.get_text() for text in ax.texts}


def test_every_bar_sums_to_one_and_follows_the_solution():
    solution = answer("inspection")
    expected = []
    for decision in solution.decisions:
        if decision.probability > 0 or decision.is_mixed or decision.beliefs:
            expected.append([share for share in decision.probabilities.values() if share > 1e-12])
            if decision.beliefs:
                expected.append([share for _, share in decision.beliefs if share > 1e-12])
    drawn = rows(belief_bars(solution))
    assert [pytest.approx(row) for row in expected[: len(drawn)]] == drawn
    assert all(sum(row) == pytest.approx(1) for row in drawn)


def test_every_share_is_said_in_its_bar_or_in_the_legend():
    ax = belief_bars(answer("inspection"))
    said = [text.get_text().replace("\n", " ") for text in texts_of(ax)]
    bars = sum(len(row) for row in rows(ax))
    legend = ax.get_figure().legends
    labelled = len(ax.texts) + sum(len(one.get_texts()) for one in legend)
    assert labelled >= bars - 1
    assert any("inspect1 inspect 0.25" in text for text in said)


def test_decisions_can_be_chosen_and_unreached_ones_say_so():
    ax = belief_bars(answer("abm-2000-resolve", resolute=0.6), variables=["start"])
    names = [label.get_text().replace("\n", " ") for label in ax.get_yticklabels()]
    assert names == [
        "Russia: start after firm, withdraw (not reached)",
        "Russia: start after restrained, withdraw (not reached)",
    ]
    with pytest.raises(dt.DeterrenceError, match="no decision to show"):
        belief_bars(answer("abm-2000-resolve", resolute=0.6), variables=["nothing"])


@pytest.mark.parametrize("size", ["page", "slide"])
@pytest.mark.parametrize("name", ["abm-2000-resolve", "abm-2000", "abm-2000-timeline", "crisis_hidden", "inspection"])
def test_no_texts_overlap(name, size):
    ax = belief_bars(answer(name), size=size)
    assert not overlapping(ax)
    assert not outside(ax)
