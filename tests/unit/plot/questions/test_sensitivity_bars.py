"""Sensitivity and screening bars: lengths, order, intervals, and what is said of the rest."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from unit.plot.overlaps import outside, overlapping

import deterrence as dt
from deterrence.plot.questions.sensitivity_bars import MOST, screening_bars, sensitivity_bars


@cache
def answer(name, quantity=None):
    return dt.sensitivity(dt.load(name), quantity, samples=64)


def bars(ax):
    return [(patch.get_y() + patch.get_height() / 2, patch.get_width()) for patch in ax.patches]


def test_bars_are_the_indices_largest_total_first():
    found = answer("technology-for-money", "treaty == keep")
    ax = sensitivity_bars(found)
    order = np.argsort(-found.total, kind="stable")
    names = [label.get_text() for label in ax.get_yticklabels()]
    assert names == [found.parameters[k] for k in order]
    drawn = bars(ax)
    np.testing.assert_allclose([width for _, width in drawn[: len(order)]], found.first[order])
    np.testing.assert_allclose([width for _, width in drawn[len(order) :]], found.total[order])


def test_each_pair_of_bars_stands_at_its_parameter():
    ax = sensitivity_bars(answer("technology-for-money", "treaty == keep"))
    places = [label.get_position()[1] for label in ax.get_yticklabels()]
    drawn = bars(ax)
    for place, (first, _), (total, _) in zip(places, drawn[: len(places)], drawn[len(places) :], strict=True):
        assert first > place > total
        assert first - total < 0.5


def test_whiskers_are_the_intervals():
    found = answer("technology-for-money", "treaty == keep")
    order = np.argsort(-found.total, kind="stable")
    first, total = sensitivity_bars(found).collections[:2]
    for lines, ends in ((first, found.first_interval), (total, found.total_interval)):
        np.testing.assert_allclose([part[:, 0] for part in lines.get_segments()], ends[order])


def test_what_does_not_vary_is_said_in_words():
    found = answer("technology-for-money", "1 == 1")
    ax = sensitivity_bars(found)
    assert not ax.patches
    assert "does not vary" in ax.texts[0].get_text()


def test_meanings_come_from_the_scenario():
    scenario = dt.load("technology-for-money")
    words = [
        label.get_text().replace("\n", " ")
        for label in sensitivity_bars(answer("technology-for-money"), scenario=scenario).get_yticklabels()
    ]
    assert "pay: China's up-front payment" in words


def test_a_slide_says_how_many_are_left_out():
    found = answer("abm-2000", "treaty == keep")
    ax = found.plot(size="slide")
    left = len(found.parameters) - MOST["slide"]
    assert len(ax.get_yticklabels()) == MOST["slide"]
    assert any(f"{left} further parameters" in text.get_text().replace("\n", " ") for text in ax.get_figure().texts)


def test_screening_tells_what_was_kept():
    found = answer("abm-2000", "treaty == keep").screening
    ax = found.plot()
    by_name = dict(zip(found.parameters, zip(found.influence, found.deviation, strict=True), strict=True))
    names = [label.get_text() for label in ax.get_yticklabels()]
    widths = {round(place): width for place, width in bars(ax)}
    plain = {round(patch.get_y() + patch.get_height() / 2): not patch.get_hatch() for patch in ax.patches}
    dots = ax.lines[0].get_xdata()
    for k, name in enumerate(names):
        assert (widths[-k], dots[k]) == pytest.approx(by_name[name])
        assert plain[-k] is (name in found.kept)
    assert len(names) == 40


@pytest.mark.parametrize("size", ["page", "slide"])
def test_no_texts_overlap(size):
    found = answer("abm-2000", "treaty == keep")
    for ax in (
        sensitivity_bars(found, scenario=dt.load("abm-2000"), size=size),
        screening_bars(found.screening, size=size),
        sensitivity_bars(answer("treaty"), scenario=dt.load("treaty"), size=size),
    ):
        assert not overlapping(ax)
        assert not outside(ax)
