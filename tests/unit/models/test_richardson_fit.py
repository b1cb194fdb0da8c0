from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deterrence.errors import ArgumentError
from deterrence.models.richardson import Richardson, richardson
from deterrence.models.richardson_fit import fit_pair, fit_race, fit_total

BUDGETS = st.lists(st.integers(1, 60).map(float), min_size=4, max_size=8)


def squares(totals, slope, intercept):
    """What a line leaves of the increments of a total, squared and summed."""
    pairs = itertools.pairwise(totals)
    return sum((after - before - slope * (after + before) / 2 - intercept) ** 2 for before, after in pairs)


def moved_means(totals):
    return np.ptp([a + b for a, b in itertools.pairwise(totals)]) > 0


@given(BUDGETS.filter(moved_means))
def test_no_other_line_leaves_less_of_the_increments(totals):
    fit = fit_total(totals)
    least = squares(totals, fit.slope, fit.intercept)
    assert least == pytest.approx(float(np.sum(fit.residuals**2)), abs=1e-6)
    for step in (1e-3, -1e-3):
        assert squares(totals, fit.slope + step, fit.intercept) >= least - 1e-9
        assert squares(totals, fit.slope, fit.intercept + step) >= least - 1e-9
        assert squares(totals, fit.slope + step, fit.intercept - step * np.mean(totals)) >= least - 1e-9


@given(BUDGETS.filter(moved_means))
def test_agrees_with_scipy_on_slope_error_and_correlation(totals):
    from scipy.stats import linregress

    means, growth = [(a + b) / 2 for a, b in itertools.pairwise(totals)], np.diff(totals)
    if np.ptp(growth) == 0:
        return
    fit, theirs = fit_total(totals), linregress(means, growth)
    assert fit.slope == pytest.approx(theirs.slope, abs=1e-9)
    assert fit.correlation == pytest.approx(theirs.rvalue, abs=1e-9)
    assert fit.slope_error == pytest.approx(theirs.stderr, abs=1e-6)
    assert fit.intercept_error == pytest.approx(theirs.intercept_stderr, abs=1e-4)


@pytest.mark.parametrize(("rate", "step"), [(0.4, 1.0), (-0.3, 2.0), (0.05, 0.5)])
def test_the_rate_is_that_of_an_exact_exponential(rate, step):
    times = np.arange(6) * step
    fit = fit_total(50 + 10 * np.exp(rate * times), times)
    assert fit.rate == pytest.approx(rate, abs=1e-9)
    assert fit.zero == pytest.approx(50, abs=1e-6)
    assert abs(fit.correlation) == pytest.approx(1)
    assert fit.verdict == ("departs" if rate > 0 else "returns")


def test_unevenly_spaced_times_leave_the_rate_open():
    assert np.isnan(fit_total([1, 2, 4, 8], [0, 1, 2, 4]).rate)
    assert np.isnan(fit_total([1, 2, 4]).slope_error)


@pytest.mark.parametrize("seed", range(4))
def test_a_race_is_found_again_from_its_own_path(seed):
    draw = np.random.default_rng(seed)
    race = Richardson(matrix=draw.uniform(-1, 1, (3, 3)), grievance=draw.uniform(-1, 1, 3), nations=("a", "b", "c"))
    table = race.path(draw.uniform(1, 3, 3), np.arange(30) / 25)
    fit = fit_race(np.column_stack([table.columns[n] for n in "abc"]), table.axes["time"], nations=["a", "b", "c"])
    assert fit.matrix == pytest.approx(race.matrix, abs=2e-2)
    assert fit.grievance == pytest.approx(race.grievance, abs=5e-2)
    assert fit.model().nations == ("a", "b", "c")


def test_standard_errors_are_the_noise_over_what_each_regressor_has_of_its_own():
    budgets = np.random.default_rng(7).uniform(1, 9, (12, 2))
    fit = fit_race(budgets)
    columns = np.column_stack([(budgets[1:] + budgets[:-1]) / 2, np.ones(11)])
    errors = np.vstack([fit.matrix_error.T, fit.grievance_error])
    noise = np.sqrt((fit.residuals**2).sum(axis=0) / (11 - 3))
    for j in range(3):
        others = np.delete(columns, j, axis=1)
        own = columns[:, j] - others @ np.linalg.lstsq(others, columns[:, j], rcond=None)[0]
        assert errors[j] == pytest.approx(noise / np.linalg.norm(own))
    assert np.isnan(fit_race(budgets[:4]).matrix_error).all()


def test_mutual_and_self_stimulation_share_a_total_and_differ_in_the_difference():
    times = np.arange(40) / 20
    mutual = richardson(reaction=(0.6, 0.6), fatigue=(0.2, 0.2), grievance=(0, 0)).path([3, 1], times)
    alone = Richardson(matrix=np.eye(2) * 0.4, grievance=[0, 0]).path([3, 1], times)
    pairs = [(t.columns["nation 1"], t.columns["nation 2"]) for t in (mutual, alone)]
    fits = [fit_pair(*pair, times) for pair in pairs]
    assert fits[0].total.slope == pytest.approx(fits[1].total.slope)
    assert fits[0].total.correlation == pytest.approx(fits[1].total.correlation)
    assert [fit.reaction for fit in fits] == pytest.approx([0.6, 0.0], abs=1e-3)
    assert [fit.fatigue for fit in fits] == pytest.approx([0.2, -0.4], abs=1e-3)


def test_prints_and_makes_plain_data():
    total = fit_total([199.2, 204.8, 214.9, 238.7, 289.0])
    assert "arms-race stability: eigenvalues): it departs" in str(total)
    assert total.to_dict()["verdict"] == "departs"
    assert "<td>slope</td>" in total._repr_html_()
    race = fit_race([[1, 2], [2, 1], [4, 3], [5, 9], [6, 7]], nations=["a", "b"])
    assert "grievance" in str(race)
    assert race.to_dict()["nations"] == ["a", "b"]
    assert "<td>grievance</td>" in race._repr_html_()
    pair = fit_pair([1, 2, 4, 5], [2, 1, 3, 9])
    assert "the total" in str(pair)
    assert pair.to_dict()["total"]["slope"] == pair.total.slope
    assert "<td>fatigue</td>" in pair._repr_html_()


def test_a_total_at_a_turning_point_has_neither_zero_nor_direction():
    flat = fit_total([1.0, 2.0, 3.0, 4.0])
    assert abs(flat.slope) < 1e-9
    assert np.isnan(flat.zero)
    assert np.isnan(flat.correlation)
    assert flat.verdict == "is neutral"


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: fit_total([1, 2]), "3 times or more"),
        (lambda: fit_total([1, 1, 1, 1]), "do not tell the coefficients apart"),
        (lambda: fit_total([0, 0, 0]), "do not tell the coefficients apart"),
        (lambda: fit_total([1, 2, 3], [0, 1]), "'times' has 2 values"),
        (lambda: fit_total([1, 2, 3], [0, 2, 1]), "'times' must rise"),
        (lambda: fit_total([1, float("nan"), 3]), "'totals' must be finite"),
        (lambda: fit_pair([1, 2, 3], [1, 2]), "'one' has 3 budgets and 'two' 2"),
        (lambda: fit_pair([1, 2, 4], [1, 2, 4]), "'one - two' do not tell"),
        (lambda: fit_race([[1, 2], [2, 3], [3, 5]]), "4 times or more"),
        (lambda: fit_race([[1, 2], [2, 4], [4, 8], [5, 10], [7, 14]]), "'budgets' do not tell"),
        (lambda: fit_race([1, 2, 3]), "'budgets' must be a table"),
    ],
)
def test_data_that_cannot_be_fitted_are_refused_in_words(call, says):
    with pytest.raises(ArgumentError, match=says):
        call()
