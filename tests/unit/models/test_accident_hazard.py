from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deterrence.errors import ArgumentError
from deterrence.models.accident_hazard import (
    accident_probability,
    horizon_of,
    probability_of_unknown_rate,
    rate_of,
    thinned_rate,
)

CASES = json.loads((Path(__file__).resolve().parents[2] / "cases" / "published_cases.json").read_text())
RATES = st.floats(1e-4, 2)
SPANS = st.floats(0.1, 50)


@given(RATES, SPANS)
def test_the_probability_is_that_of_surviving_many_short_spells(rate, horizon):
    spells = 1_000_000
    survived = np.exp(spells * np.log1p(-rate * horizon / spells))
    assert float(accident_probability(rate, horizon)) == pytest.approx(1 - survived, abs=2e-3)


def test_published_annual_risks_over_seventy_years():
    case = next(case for case in CASES if case["id"] == "constant_hazard_70_years")
    found = accident_probability(rate_of(case["inputs"]["annual"]), case["inputs"]["years"])
    assert found == pytest.approx(case["expected"]["prob"], abs=case["tolerance"])


@given(st.floats(0.001, 0.99), SPANS)
def test_rate_and_horizon_invert_the_probability(probability, span):
    rate = rate_of(probability, period=span)
    assert float(accident_probability(rate, span)) == pytest.approx(probability)
    assert float(horizon_of(probability, rate)) == pytest.approx(span)


def test_alarms_passed_on_by_chance_are_as_many_as_the_thinned_rate_says():
    random = np.random.default_rng(7)
    alarms = random.poisson(4.0 * 50, size=4000)
    serious = random.binomial(alarms, 0.2)
    answered = random.binomial(serious, 0.1)
    rate = float(thinned_rate(4.0, 0.2, 0.1))
    assert rate == pytest.approx(0.08)
    assert answered.mean() / 50 == pytest.approx(rate, rel=0.03)
    assert (answered > 0).mean() == pytest.approx(float(accident_probability(rate, 50)), abs=0.01)
    assert float(thinned_rate(4.0)) == 4


def test_an_unknown_rate_is_the_mean_over_gamma_distributed_rates():
    for shape in (0.5, 1.0, 3.0):
        rates = np.random.default_rng(3).gamma(shape, 0.02 / shape, size=400_000)
        mean = float(np.mean(accident_probability(rates, 70)))
        assert float(probability_of_unknown_rate(0.02, shape, 70)) == pytest.approx(mean, abs=2e-3)


@given(RATES, SPANS, st.floats(0.1, 10))
def test_uncertainty_about_the_rate_lowers_the_probability_of_an_accident(rate, span, shape):
    assert probability_of_unknown_rate(rate, shape, span) <= accident_probability(rate, span) + 1e-12
    assert float(probability_of_unknown_rate(rate, 1e9, span)) == pytest.approx(
        float(accident_probability(rate, span)), abs=1e-6
    )


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: accident_probability(-1, 1), "'rate' must be >= 0"),
        (lambda: thinned_rate(1, 0.5, 1.5), "'probability 2' must be >= 0 and <= 1"),
        (lambda: rate_of(1), "'probability' must be >= 0 and < 1"),
        (lambda: horizon_of(0.5, 0), "'rate' must be > 0"),
        (lambda: probability_of_unknown_rate(0.1, 0, 1), "'shape' must be > 0"),
    ],
)
def test_bad_arguments_are_refused(call, says):
    with pytest.raises(ArgumentError, match=says):
        call()
