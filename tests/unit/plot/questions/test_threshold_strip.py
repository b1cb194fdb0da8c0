from __future__ import annotations

import pytest
from unit.plot.overlaps import overlapping

import deterrence as dt
from deterrence.plot.questions.threshold_strip import threshold_strip

CROWD = """
deterrence: 1
title: A crowd of thresholds
players: {one: One}
parameters: {x: {value: 0.9, range: [0, 1]}}
decisions: {move: {player: one, choices: [a, b, c, d, e, f, g]}}
payoffs:
  one: >-
    (move == b) * (x - 0.02) + (move == c) * (2 * x - 0.08) + (move == d) * (3 * x - 0.16)
    + (move == e) * (4 * x - 0.26) + (move == f) * (5 * x - 0.38) + (move == g) * (6 * x - 0.52)
game: {order: [move]}
"""


@pytest.fixture(scope="module")
def edges():
    return dt.thresholds(dt.load("treaty"))


def test_marks_stand_at_the_share_of_the_span(edges):
    ax = threshold_strip(edges)
    for name in {row.parameter for row in edges.rows}:
        low, high = edges.spans[name]
        drawn = [line.get_xdata()[0] for line in ax.lines if line.get_gid() == f"threshold-{name}"]
        assert drawn == pytest.approx([(row.value - low) / (high - low) for row in edges.of(name)])
        star = next(line for line in ax.lines if line.get_gid() == f"baseline-{name}")
        assert star.get_xdata()[0] == pytest.approx((edges.baseline[name] - low) / (high - low))


def test_the_parameter_nearest_to_a_threshold_is_on_top(edges):
    ax = threshold_strip(edges, most=1)
    assert {line.get_gid() for line in ax.lines if str(line.get_gid()).startswith("baseline-")} == {"baseline-arming"}
    assert any("parameters with farther thresholds" in text.get_text() for text in ax.figure.texts)


def test_what_changes_is_written_beside_its_mark(edges):
    assert "2.5: keep → amend" in [text.get_text() for text in threshold_strip(edges).texts]


def test_every_mark_of_a_crowd_has_its_words_or_is_counted():
    crowd = dt.parse(CROWD)
    found = dt.thresholds(crowd, ["x"])
    assert len(found.rows) == 6
    ax = threshold_strip(found)
    for row in found.rows:
        assert f"{row.value:.4g}: {row.below} → {row.above}" in [text.get_text() for text in ax.texts]
    assert not any("mark" in text.get_text() for text in ax.figure.texts)
    assert overlapping(ax) == []


def test_the_words_of_a_mark_stand_at_its_pole(edges):
    ax = threshold_strip(edges)
    ax.figure.draw_without_rendering()
    poles = [line for line in ax.lines if str(line.get_gid()).startswith("pole-")]
    assert len(poles) == len(edges.rows)
    for pole, text in zip(poles, ax.texts, strict=True):
        tip = ax.transData.transform([pole.get_xdata()[1], pole.get_ydata()[1]])
        box = text.get_window_extent()
        assert min(abs(box.x0 - tip[0]), abs(box.x1 - tip[0])) < 4
        assert box.y0 - 3 <= tip[1] <= box.y1 + 3


def test_a_threshold_at_nothing_is_written_as_0():
    found = dt.thresholds(dt.parse(CROWD.replace("x - 0.02", "x")), ["x"])
    assert 0 < found.rows[0].value < 1e-7
    assert "0: a → b" in [text.get_text() for text in threshold_strip(found).texts]
