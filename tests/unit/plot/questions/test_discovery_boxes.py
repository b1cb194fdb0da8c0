"""Boxes and the search behind them: where the limits are, and which box is marked."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from unit.plot.overlaps import outside, overlapping

import deterrence as dt
from deterrence.plot.questions.discovery_boxes import discovery_boxes
from deterrence.plot.questions.peeling_curve import peeling_curve


@cache
def answer(failure="treaty != keep"):
    return dt.discover(dt.load("technology-for-money"), failure, draws=1_000)


def test_dark_bars_are_the_limits_within_the_range_of_the_draws():
    found = answer()
    ax = discovery_boxes(found)
    limits = [(name, ends) for box in found.boxes for name, ends in box.limits.items()]
    dark = ax.patches[1::2]
    for (name, (low, high)), patch in zip(limits, dark, strict=True):
        least, most = found.searched[name]
        start = least + patch.get_x() * (most - least)
        stop = least + (patch.get_x() + patch.get_width()) * (most - least)
        assert start == pytest.approx(max(low, least))
        assert stop == pytest.approx(min(high, most))


def test_rows_name_the_box_and_then_its_parameters():
    found = answer()
    names = [label.get_text() for label in discovery_boxes(found).get_yticklabels()]
    expected = [name for k, box in enumerate(found.boxes) for name in (f"Box {k + 1}", *box.limits)]
    assert names == expected


def test_a_limit_is_written_beside_its_bar():
    ax = discovery_boxes(answer())
    written = [text.get_text() for text in ax.texts]
    box = answer().boxes[0]
    for low, high in box.limits.values():
        if np.isfinite(low):
            assert any(f"≥ {low:.3g}" in text for text in written)
        if np.isfinite(high):
            assert any(f"≤ {high:.3g}" in text for text in written)


def test_nothing_that_fails_is_said_in_words():
    found = answer("1 == 0")
    ax = found.plot()
    assert "nothing fails" in ax.texts[0].get_text().replace("\n", " ")
    with pytest.raises(dt.DeterrenceError, match="no box was searched for"):
        peeling_curve(found)


def test_the_curve_has_every_box_of_the_search():
    found = answer()
    path = found.trajectories[0]
    ax = peeling_curve(found)
    assert np.array_equal(ax.lines[0].get_xdata(), path.coverage)
    assert np.array_equal(ax.lines[0].get_ydata(), path.density)
    by_number = [len(line.get_xdata()) for line in ax.lines[1 : 1 + len(set(path.restricted))]]
    assert by_number == [int((path.restricted == number).sum()) for number in sorted(set(path.restricted))]


def test_the_knee_and_the_suggested_box_are_marked():
    found = answer()
    box, path = found.boxes[0], found.trajectories[0]
    knee, star, fresh = peeling_curve(found).lines[-3:]
    marks = [(line.get_xdata()[0], line.get_ydata()[0]) for line in (knee, star, fresh)]
    assert marks == [
        (path.coverage[path.suggested], path.density[path.suggested]),
        (box.coverage, box.density),
        (box.fresh_coverage, box.fresh_density),
    ]


def test_a_trajectory_that_is_not_there_is_an_error():
    with pytest.raises(dt.DeterrenceError, match="no trajectory 9"):
        peeling_curve(answer(), cover=9)


@pytest.mark.parametrize("size", ["page", "slide"])
def test_no_texts_overlap(size):
    for ax in (discovery_boxes(answer(), size=size), peeling_curve(answer(), size=size)):
        assert not overlapping(ax)
        assert not outside(ax)
