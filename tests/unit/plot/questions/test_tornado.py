from __future__ import annotations

import pytest

import deterrence as dt
from deterrence.analysis.swings import swings
from deterrence.plot.questions.tornado import swing_bars, tornado


@pytest.fixture(scope="module")
def found():
    return dt.robustness(dt.load("technology-for-money"), draws=50, joint=False)


def bars(ax, kind):
    return {str(p.get_gid()).removeprefix(kind): p for p in ax.patches if str(p.get_gid()).startswith(kind)}


def test_bars_are_signed_distances_and_the_nearest_is_on_top(found):
    drawn = bars(tornado(found), "distance-")
    wanted = {name: move for name, move in found.single.items() if move is not None}
    assert drawn.keys() == wanted.keys()
    for name, move in wanted.items():
        rises = move.values[name] > found.baseline[name]
        assert drawn[name].get_width() == pytest.approx(move.distance if rises else -move.distance)
    order = sorted(wanted, key=lambda name: drawn[name].get_y())
    assert order == sorted(wanted, key=lambda name: (wanted[name].distance, name))


def test_what_flips_is_told_beside_the_bar(found):
    assert [text.get_text() for text in tornado(found).texts].count("treaty: withdraw instead of keep") == 3


def test_rows_that_are_left_out_are_counted(found):
    ax = tornado(found, most=1)
    assert len(bars(ax, "distance-")) == 1
    assert any("2 farther flips" in text.get_text() for text in ax.figure.texts)


def test_swings_are_drawn_to_both_ends():
    answer = swings(dt.load("false-alarms"))
    drawn = bars(swing_bars(answer), "swing-")
    for row in answer.rows[:3]:
        assert drawn[f"low-{row.parameter}"].get_width() == pytest.approx(row.to_low.value)
        assert drawn[f"high-{row.parameter}"].get_width() == pytest.approx(row.to_high.value)
