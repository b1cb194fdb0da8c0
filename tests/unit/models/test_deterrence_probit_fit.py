from __future__ import annotations

import numpy as np
import pytest

from deterrence.errors import ArgumentError
from deterrence.models.deterrence_probit import deterrence_probit
from deterrence.models.deterrence_probit_fit import fit_deterrence_probit

TRUE = {"status_quo": [0.4, -0.8], "war": [0.3], "resistance": [-0.2, 1.0]}


def disputes(count, errors="private"):
    """Regressors, and outcomes drawn with the probabilities of the true coefficients."""
    random = np.random.default_rng(2)
    one, balance, stake = np.ones(count), random.normal(size=count), random.normal(size=count)
    regressors = {
        "status_quo": np.stack([one, balance], axis=1),
        "war": stake[:, None],
        "resistance": np.stack([one, stake], axis=1),
    }
    worth = {name: regressors[name] @ TRUE[name] for name in TRUE}
    probit = deterrence_probit(**worth, capitulation=0.0, errors=errors)
    shares = np.exp(probit.logarithms).cumsum(axis=0)
    return (random.random(count) > shares).sum(axis=0), regressors


def height(outcomes, regressors, coefficients):
    """The log-likelihood, dispute by dispute."""
    total = 0.0
    for row, end in enumerate(outcomes):
        worth = {name: float(regressors[name][row] @ coefficients[name]) for name in regressors}
        total += float(deterrence_probit(**{"capitulation": 0.0, **worth}).logarithms[end])
    return total


@pytest.mark.parametrize("errors", ["private", "agent"])
def test_finds_the_coefficients_that_the_outcomes_were_drawn_with(errors):
    fit = fit_deterrence_probit(*disputes(4000, errors), errors=errors)
    assert str(fit.termination) == "finished"
    for name, true in TRUE.items():
        off = np.abs(fit.coefficients[name] - true) / fit.standard_errors[name]
        assert off.max() < 3
        assert fit.standard_errors[name].max() < 0.2


def test_no_coefficient_nearby_is_more_likely():
    outcomes, regressors = disputes(150)
    fit = fit_deterrence_probit(outcomes, regressors)
    assert fit.log_likelihood == pytest.approx(height(outcomes, regressors, fit.coefficients))
    for name in regressors:
        for place in range(len(fit.coefficients[name])):
            for step in (-0.02, 0.02):
                moved = fit.coefficients[name] + step * (np.arange(len(fit.coefficients[name])) == place)
                assert height(outcomes, regressors, {**fit.coefficients, name: moved}) < fit.log_likelihood


def test_as_many_constants_as_shares_fit_the_shares_exactly():
    one = np.ones((60, 1))
    fit = fit_deterrence_probit([0] * 30 + [1] * 10 + [2] * 20, {"war": one, "resistance": one})
    probit = deterrence_probit(
        status_quo=0, capitulation=0, war=fit.coefficients["war"][0], resistance=fit.coefficients["resistance"][0]
    )
    assert np.exp(probit.logarithms) == pytest.approx([1 / 2, 1 / 6, 1 / 3], abs=1e-6)


def test_constants_that_cannot_be_told_apart_have_no_standard_error():
    one = np.ones((60, 1))
    ends = [0] * 30 + [1] * 10 + [2] * 20
    fit = fit_deterrence_probit(ends, {"status_quo": one, "capitulation": one, "war": one, "resistance": one})
    assert str(fit.termination) != "finished"
    assert np.isnan(fit.standard_errors["war"]).all()


@pytest.mark.parametrize(
    ("ends", "regressors"),
    [
        ([0] * 20, {"status_quo": np.ones((20, 1))}),
        ([0] * 10 + [2] * 10, {"war": np.repeat([[-1.0], [1.0]], 10, axis=0)}),
        ([0, 1, 2] * 4, {"war": np.zeros((12, 1))}),
    ],
)
def test_a_likelihood_without_a_peak_has_no_standard_error(ends, regressors):
    fit = fit_deterrence_probit(ends, regressors)
    assert str(fit.termination) != "finished"
    assert all(np.isnan(errors).all() for errors in fit.standard_errors.values())


def test_the_units_of_a_regressor_change_its_coefficient_and_error_alone():
    outcomes, regressors = disputes(150)
    fit = fit_deterrence_probit(outcomes, regressors)
    other = fit_deterrence_probit(outcomes, regressors | {"war": regressors["war"] * 100})
    assert other.log_likelihood == pytest.approx(fit.log_likelihood, abs=1e-5)
    assert other.coefficients["war"] * 100 == pytest.approx(fit.coefficients["war"], rel=1e-3)
    assert other.standard_errors["war"] * 100 == pytest.approx(fit.standard_errors["war"], rel=1e-2)


def test_prints_a_table_and_makes_plain_data():
    fit = fit_deterrence_probit(*disputes(100))
    assert "resistance" in str(fit)
    assert set(fit.to_dict()["coefficients"]) == set(TRUE)
    assert "<td>resistance</td>" in fit._repr_html_()


@pytest.mark.parametrize(
    ("outcomes", "regressors", "says"),
    [
        ([0, 3], {"war": [[1], [1]]}, "'outcomes' must be 0"),
        ([0, 1], {"wars": [[1], [1]]}, "unknown utility 'wars'"),
        ([0, 1], {"war": [[1]]}, "a row for each of 2 disputes"),
        ([0, 1], {}, "nothing to fit"),
    ],
)
def test_bad_arguments_are_refused(outcomes, regressors, says):
    with pytest.raises(ArgumentError, match=says):
        fit_deterrence_probit(outcomes, regressors)
