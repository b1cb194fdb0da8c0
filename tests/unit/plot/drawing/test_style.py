from __future__ import annotations

import itertools
import subprocess
import sys

import matplotlib as mpl
import pytest
from matplotlib.figure import Figure

import deterrence as dt
from deterrence.plot.drawing.colours import PETROFF, initials, luminance, player_colours, text_colour
from deterrence.plot.drawing.glyphs import drawable
from deterrence.plot.drawing.labels import Callout, box_of, overlap, place_labels
from deterrence.plot.drawing.style import axis_words, legend, new_axes, note, title


def test_labels_placed_near_one_another_keep_clear():
    ax = new_axes(None, "page")
    written, left_out = place_labels(ax, [Callout(text=f"label {i}", at=(0.5 + 0.01 * i, 0.5)) for i in range(12)])
    assert len(written) + len(left_out) == 12
    assert len(written) > 8
    assert not any(overlap(box_of(a), box_of(b)) for a, b in itertools.combinations(written, 2))


def test_text_is_drawn_as_it_stands():
    ax = new_axes(None, "page")
    made = title(ax, "costs $5 and $6, 中文, \U0001f600 and Привет")
    assert made.get_text().startswith("costs $5 and $6")
    ax.get_figure().draw_without_rendering()


def test_what_no_font_has_is_a_box_and_line_ends_stay():
    assert drawable("a\n\U0010ffff\tb\u200b") in ("a\n b", "a\n\N{WHITE SQUARE} b")


def test_small_print_and_legend_lie_under_the_axes_and_apart():
    ax = new_axes(None, "page")
    line = ax.plot([0, 1], [0, 1])
    axis_words(ax, "page", x="across", y="up")
    made, small = legend(ax, line, ["a line"], "page"), note(ax, "small print " * 30)
    ax.get_figure().draw_without_rendering()
    assert made.get_window_extent().y1 <= ax.xaxis.label.get_window_extent().y0
    assert small.get_window_extent().y1 <= made.get_window_extent().y0 + 1


def test_text_in_every_colour_can_be_read():
    for colour in (*player_colours("abcd").values(), *PETROFF):
        rgb = tuple(int(text_colour(colour)[i : i + 2], 16) / 255 for i in (1, 3, 5))
        assert 1.05 / (luminance(rgb) + 0.05) >= 4.5


def test_signs_differ():
    signs = initials({"a": "North Side", "b": "New State", "c": "Norway"})
    assert len(set(signs.values())) == 3


def test_an_unknown_size_is_refused():
    with pytest.raises(dt.DeterrenceError, match="unknown size 'poster'"):
        new_axes(None, "poster")


def test_figures_leave_no_trace(tmp_path):
    before = dict(mpl.rcParams)
    ax = dt.solve(dt.load("treaty")).plot(size="slide")
    ax.figure.savefig(tmp_path / "tree.svg")
    assert dict(mpl.rcParams) == before
    assert ">amend</text>" in (tmp_path / "tree.svg").read_text(encoding="utf-8").replace("\n", "")
    assert ax._repr_png_().startswith(b"\x89PNG")


def test_axes_that_are_given_keep_their_figure():
    given = Figure().add_subplot()
    assert new_axes(given, "page") is given


def test_neither_pyplot_nor_a_window_is_needed():
    drawn = "import deterrence as dt, sys; dt.solve(dt.load('treaty')).plot()"
    code = f"{drawn}; assert 'matplotlib.pyplot' not in sys.modules"
    assert subprocess.run([sys.executable, "-W", "error", "-c", code], check=False).returncode == 0


def test_solving_loads_no_matplotlib():
    code = "import deterrence as dt, sys; print(dt.solve(dt.load('treaty'))); assert 'matplotlib' not in sys.modules"
    assert subprocess.run([sys.executable, "-c", code], check=False, capture_output=True).returncode == 0
