"""Report curves: the probabilities that an answer gives, and their errors."""

from __future__ import annotations

import numpy as np
import pytest
from unit.plot.overlaps import outside, overlapping
from unit.plot.timeline_answers import CRISIS, TIMELINES, ensemble, exact

import deterrence as dt
from deterrence.plot.drawing.curves import curve_plot, looks
from deterrence.plot.time.payoff_curves import payoff_curves
from deterrence.plot.time.report_curves import report_curves


def legend_words(ax):
    return [text.get_text() for text in ax.get_figure().legends[0].get_texts()]


@pytest.mark.parametrize("ever", [False, True])
def test_lines_are_the_probabilities(ever):
    found = ensemble("crisis")
    ax = report_curves(found, ["crisis", "dated"], ever=ever)
    for line, name in zip(ax.lines, ("crisis", "dated"), strict=True):
        curve = found.ever(name) if ever else found.probability(name)
        assert np.array_equal(line.get_xdata(), found.times)
        assert np.array_equal(line.get_ydata(), curve.value)


def test_bands_are_two_standard_errors_either_way():
    found = ensemble("crisis")
    curve = found.probability("crisis")
    corners = report_curves(found, "crisis").collections[0].get_paths()[0].vertices
    for k in range(1, len(curve) - 1):
        there = corners[np.isclose(corners[:, 0], curve.times[k]), 1]
        ends = np.clip([curve.value[k] - 2 * curve.error[k], curve.value[k] + 2 * curve.error[k]], 0, 1)
        np.testing.assert_allclose([there.min(), there.max()], ends)


def test_an_exact_answer_has_no_bands():
    ax = report_curves(exact("crisis"), "crisis")
    assert not ax.collections
    np.testing.assert_allclose(ax.lines[0].get_ydata(), 1 - np.exp(-0.3 * exact("crisis").times), atol=1e-9)


def test_what_is_never_true_is_left_out_and_said():
    ax = report_curves(ensemble("crisis"))
    assert len(ax.lines) == 2
    assert any("Never true: never." in text.get_text() for text in ax.get_figure().texts)


def test_what_is_never_true_is_drawn_where_it_is_asked_for():
    assert len(report_curves(ensemble("crisis"), ["never"]).lines) == 1


def test_the_legend_says_what_a_report_stands_for():
    assert legend_words(report_curves(ensemble("crisis"), ["crisis"])) == ["crisis (posture == crisis)"]


def test_an_unknown_report_is_an_error():
    with pytest.raises(dt.DeterrenceError, match="unknown report 'crises'"):
        report_curves(ensemble("crisis"), "crises")


def test_curves_without_colour_differ_by_line_and_marker():
    lines = report_curves(ensemble("abm-2000-timeline"), ensemble("abm-2000-timeline").reports).lines
    assert len({(line.get_marker(), str(line._dash_pattern)) for line in lines}) == len(lines)


def test_results_draw_themselves():
    assert len(ensemble("crisis").plot().lines) == 2
    assert len(exact("crisis").plot().lines) == 2
    curve = ensemble("crisis").probability("crisis")
    assert np.array_equal(curve.plot().lines[0].get_ydata(), curve.value)
    assert curve_plot(curve, unit="month").get_xlabel() == "time from the start (unit: month)"


@pytest.mark.parametrize("name", TIMELINES)
@pytest.mark.parametrize("size", ["page", "slide"])
def test_no_texts_overlap(name, size):
    for ax in (report_curves(ensemble(name), size=size), report_curves(ensemble(name), ever=True, size=size)):
        assert not overlapping(ax)
        assert not outside(ax)


def test_many_curves_never_share_a_colour_with_a_line_or_a_line_with_a_marker():
    for many in (7, 8, 10, 14, 24):
        found = list(looks([f"report {k}" for k in range(many)]).values())
        assert len({(look.colour, str(look.line)) for look in found}) == many
        assert len({(str(look.line), look.marker) for look in found}) >= min(many, 10)
        if many <= 10:
            assert len({look.colour for look in found}) == many


@pytest.mark.parametrize("ask", [dt.exact, lambda scenario: dt.simulate(scenario, replications=50, seed=1)])
def test_without_reports_payoffs_are_drawn(ask):
    silent = dt.parse(CRISIS.split("  report:")[0])
    answer = ask(silent)
    assert answer.plot() is not None
    ax = payoff_curves(answer)
    for line, player in zip(ax.lines, answer.players, strict=False):
        assert line.get_ydata() == pytest.approx(answer.payoff(player).value)


FADING = """
deterrence: 1
title: A talk that begins at one date and ends at another
players: {a: One}
facts: {talk: [before, on, over]}
timeline:
  horizon: 10
  events:
    begin: {at: 4, when: talk == before, set: {talk: on}}
    fail: {rate: 0.2, when: talk == on, set: {talk: over}}
    stop: {at: 7, when: talk == on, set: {talk: over}}
  report: {talking: talk == on, done: talk == over}
"""


@pytest.mark.parametrize("ever", [False, True])
def test_an_exact_curve_is_upright_at_a_fixed_date(ever):
    answer = dt.exact(dt.load("agreed-framework-1994"))
    curve = report_curves(answer, "hedged", ever=ever).lines[0].get_data()
    asked = [3.0, 3.76, 3.9, 3.9999, 4.0, 4.1, 9.0]
    assert np.interp(asked, *curve) == pytest.approx([0, 0, 0, 0, 0.7, 0.7, 0.7], abs=1e-6)


def test_a_curve_that_falls_between_dates_falls_upright_at_a_date():
    answer = dt.exact(dt.parse(FADING))
    drawn = report_curves(answer).lines
    dates = np.array([3.9, 4.0, 5.0, 6.9, 6.99, 7.0, 9.0])
    on = np.where((dates >= 4) & (dates < 7), np.exp(-0.2 * (dates - 4)), 0)
    over = np.where(dates < 4, 0, 1 - on)
    assert np.interp(dates, *drawn[0].get_data()) == pytest.approx(on, abs=2e-3)
    assert np.interp(dates, *drawn[1].get_data()) == pytest.approx(over, abs=2e-3)
    overlay = report_curves(dt.simulate(dt.parse(FADING), replications=20, seed=1), "talking", exact=answer).lines[-1]
    assert np.interp(dates, *overlay.get_data()) == pytest.approx(on, abs=2e-3)
