from __future__ import annotations

import pytest

import deterrence as dt
from deterrence.plot.threshold_strip import threshold_strip


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
