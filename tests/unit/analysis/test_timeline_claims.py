"""Claims of kind timeline: exact where the clocks allow, else by simulation; undecided is an answer."""

from __future__ import annotations

import math

import pytest

import deterrence as dt

CRISIS = """
deterrence: 1
title: A crisis
players: {{world: The world}}
parameters: {{hazard: {{value: 0.1, range: [0, 1]}}}}
chances: {{cause: {{outcomes: {{alarm: 0.5, quarrel: 0.5}}}}}}
facts: {{posture: [calm, crisis]}}
timeline:
  horizon: 10
  events:
    onset:   {{{clock}, when: posture == calm, set: {{posture: crisis}}, draw: cause}}
    calming: {{rate: 1, when: posture == crisis, set: {{posture: calm}}}}
  report: {{crisis: posture == crisis, alarm: cause == alarm}}
claims:
  tried: {{says: Something., timeline: {{quantity: {quantity}, {when}, between: [{low}, {high}]}}{more}}}
"""
EXPONENTIAL = "rate: hazard"
GAMMA = "after: posture == calm, delay: {gamma: [1.5, 10]}"


def verdict(*, clock=EXPONENTIAL, quantity="crisis", when="by: 5", low=0.0, high=1.0, more=""):
    text = CRISIS.format(clock=clock, quantity=quantity, when=when, low=low, high=high, more=more)
    return dt.check(dt.parse(text)).rows[0]


EVER = 1 - math.exp(-0.5)


@pytest.mark.parametrize(
    ("low", "high", "wanted"),
    [
        (EVER - 1e-7, EVER + 1e-7, "holds"),
        (EVER, EVER, "holds"),  # within the slack of 1e-9
        (EVER + 1e-7, 1, "fails"),
        (0, EVER - 1e-7, "fails"),
    ],
)
def test_a_memoryless_timeline_is_decided_exactly(low, high, wanted):
    row = verdict(low=low, high=high)
    assert row.verdict == wanted
    assert row.evidence == pytest.approx(EVER, abs=1e-12)
    assert row.detail == "probability 0.3935 (exact)"


def test_at_a_date_is_not_by_it():
    at = 0.1 / 1.1 * (1 - math.exp(-1.1 * 5))
    assert verdict(when="at: 5", low=at - 1e-9, high=at + 1e-9).verdict == "holds"
    assert verdict(when="at: 5", low=EVER - 0.01, high=1).verdict == "fails"


def test_other_clocks_are_simulated_beyond_four_standard_errors():
    row = verdict(clock=GAMMA, low=0.15, high=0.25)
    assert row.verdict == "holds"
    assert "10,000 histories" in row.detail
    assert verdict(clock=GAMMA, low=0.25, high=1).verdict == "fails"


def test_a_bound_too_close_to_tell_leaves_the_claim_undecided(monkeypatch):
    from deterrence.analysis import judges

    monkeypatch.setattr(judges, "ROUNDS", (1_000, 4_000))
    row = verdict(clock=GAMMA, low=0, high=0.1987)
    assert row.verdict == "undecided"
    assert "4,000 histories" in row.detail


def test_given_and_suppose_change_what_is_asked():
    given = verdict(low=1 - math.exp(-1) - 1e-9, high=1 - math.exp(-1) + 1e-9, more=", given: {hazard: 0.2}")
    assert given.verdict == "holds"
    assert verdict(quantity="alarm", low=EVER / 2, high=EVER - 0.01).verdict == "holds"
    supposed = verdict(quantity="alarm", low=EVER - 1e-9, high=EVER + 1e-9, more=", suppose: {cause: alarm}")
    assert supposed.verdict == "holds"


def test_a_box_is_searched_and_the_counterexample_is_simple():
    assert verdict(low=0.09, high=0.93, more=", for_all: {hazard: [0.02, 0.5]}").verdict == "holds"
    row = verdict(low=0.09, high=0.7, more=", for_all: {hazard: [0.02, 0.5]}")
    assert row.verdict == "fails"
    assert 1 - math.exp(-5 * row.evidence["hazard"]) > 0.7


def test_a_replication_that_fails_is_no_verdict():
    text = CRISIS.format(clock="rate: hazard / (1 - 1)", quantity="crisis", when="by: 5", low=0, high=1, more="")
    with pytest.raises(dt.DeterrenceError, match="division by zero"):
        dt.check(dt.parse(text))
