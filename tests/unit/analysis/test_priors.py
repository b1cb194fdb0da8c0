"""Draws of parameters: the distributions they claim, whatever the chunks, and no draw outside a closed range."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

import deterrence as dt
from deterrence.analysis.priors import band, priors, require_seed, uniforms
from deterrence.errors import ArgumentError

TEXT = """deterrence: 1
title: One number
players: {{a: A}}
parameters: {{x: {{value: {value}{range}{prior}}}}}
decisions: {{go: {{player: a, choices: [no, yes]}}}}
payoffs: {{a: x}}
game: {{order: [go]}}
"""
COUNT = 20_000


def scenario(prior="", ends="", value=0.5):
    return dt.parse(TEXT.format(value=value, range=ends and f", range: {ends}", prior=prior and f", prior: {prior}"))


def drawn(*args, seed=3, count=COUNT, **options):
    return priors(scenario(*args, **options), ["x"], seed).draw(0, count)["x"]


def truncated(distribution, low, high):
    """The distribution function renormalised to an interval."""
    start, stop = distribution.cdf(low), distribution.cdf(high)
    return lambda x: np.clip((distribution.cdf(x) - start) / (stop - start), 0, 1)


CASES = [
    ("{normal: [0.4, 0.3]}", "[0, 1]", stats.norm(0.4, 0.3), 0, 1),
    ("{normal: [0.4, 0.3]}", "[0.3, null]", stats.norm(0.4, 0.3), 0.3, np.inf),
    ("{normal: [0.4, 0.3]}", "", stats.norm(0.4, 0.3), -np.inf, np.inf),
    ("{normal: [-1, 0.3]}", "[0, 1]", stats.norm(-1, 0.3), 0, 1),
    ("{triangular: [0, 0.7, 1]}", "[0.2, 0.9]", stats.triang(0.7, 0, 1), 0.2, 0.9),
    ("{triangular: [0, 0, 2]}", "[0, 1]", stats.triang(0, 0, 2), 0, 1),
    ("{triangular: [-1, 1, 1]}", "[0, 1]", stats.triang(1, -1, 2), 0, 1),
    ("{triangular: [0, 0.7, 1]}", "[0.8, 1.5]", stats.triang(0.7, 0, 1), 0.8, 1),
    ("{beta: [2, 5]}", "[0, 1]", stats.beta(2, 5), 0, 1),
    ("{beta: [0.5, 3]}", "[0.4, 3]", stats.beta(0.5, 3), 0.4, 1),
    ("{beta: [2, 5]}", "", stats.beta(2, 5), 0, 1),
    ("{lognormal: [-0.5, 0.8]}", "[0.1, 2]", stats.lognorm(0.8, scale=np.exp(-0.5)), 0.1, 2),
    ("{lognormal: [-0.5, 0.8]}", "[0, null]", stats.lognorm(0.8, scale=np.exp(-0.5)), 0, np.inf),
    ("uniform", "[0.2, 1]", stats.uniform(0.2, 0.8), 0.2, 1),
    ("", "[-1, null]", stats.uniform(-1, 2.5), -1, 1.5),
    ("", "", stats.uniform(-0.5, 2), -0.5, 1.5),
]


@pytest.mark.parametrize(("prior", "ends", "distribution", "low", "high"), CASES)
def test_draws_follow_the_truncated_prior(prior, ends, distribution, low, high):
    x = drawn(prior, ends, value=0.9 if "0.8," in ends else 0.5)
    assert low <= x.min()
    assert x.max() <= high
    assert len(np.unique(x)) > 0.999 * COUNT
    assert stats.kstest(x, truncated(distribution, low, high)).statistic < 1.95 / np.sqrt(COUNT)


def test_far_tails_keep_their_digits():
    x = drawn("{normal: [0, 1]}", "[30, 31]", value=30.5)
    assert 30 <= x.min() < x.max() <= 31
    assert x.mean() == pytest.approx(30 + 1 / 30, abs=2e-3)
    below = drawn("{normal: [0, 1]}", "[-31, -30]", value=-30.5)
    assert below.mean() == pytest.approx(-30 - 1 / 30, abs=2e-3)
    high = drawn("{beta: [1, 30]}", "[0.9, 1]", value=0.95)
    assert 0.9 <= high.min() < high.max() <= 1
    assert high.mean() == pytest.approx(0.9 + 0.1 / 31, abs=2e-4)


def test_a_range_of_one_point_is_drawn_always():
    for prior in ("", "{normal: [0, 1]}", "{lognormal: [0, 1]}", "{beta: [2, 2]}", "{triangular: [0, 0.2, 1]}"):
        assert set(drawn(prior, "[0.5, 0.5]", count=10)) == {0.5}


def test_a_draw_does_not_depend_on_chunks_or_on_other_parameters():
    deal = dt.load("technology-for-money")
    names = list(deal.parameters)
    whole = priors(deal, names, 7).draw(0, 1_000)
    parts = [priors(deal, names[:2], 7).draw(a, b) for a, b in ((0, 3), (3, 4), (4, 514), (514, 1_000))]
    for name in names[:2]:
        assert (np.concatenate([part[name] for part in parts]) == whole[name]).all()
    assert not (priors(deal, names, 8).draw(0, 1_000)["need"] == whole["need"]).any()


def test_streams_are_independent_and_never_reach_zero_or_one():
    a, b = uniforms(0, "a", 0, COUNT), uniforms(0, "b", 0, COUNT)
    assert abs(np.corrcoef(a, b)[0, 1]) < 4 / np.sqrt(COUNT)
    assert stats.kstest(a, "uniform").statistic < 1.95 / np.sqrt(COUNT)
    assert a.min() > 0
    assert a.max() < 1


def test_a_band_is_around_the_value_and_inside_the_range():
    wide = band(scenario(ends="[0, 1]"), ["x"], {"x": 0.5}, 0.2, 0).draw(0, COUNT)["x"]
    assert stats.kstest(wide, stats.uniform(0.4, 0.2).cdf).statistic < 1.95 / np.sqrt(COUNT)
    edge = band(scenario(ends="[0, 1]", value=0.9), ["x"], {"x": 0.9}, 0.3, 0).draw(0, COUNT)["x"]
    assert stats.kstest(edge, stats.uniform(0.63, 0.37).cdf).statistic < 1.95 / np.sqrt(COUNT)
    below = band(scenario(ends="[-3, null]", value=-2), ["x"], {"x": -2.0}, 0.1, 0).draw(0, COUNT)["x"]
    assert stats.kstest(below, stats.uniform(-2.2, 0.4).cdf).statistic < 1.95 / np.sqrt(COUNT)
    beyond = band(scenario(ends="[0, 1]"), ["x"], {"x": 2.0}, 0.1, 0).draw(0, 100)["x"]
    assert beyond.min() >= 1.8
    assert beyond.max() <= 2.0


@pytest.mark.parametrize("seed", [-1, 1.5, "1", None, True, 1 << 63])
def test_a_seed_is_a_whole_number(seed):
    with pytest.raises(ArgumentError, match="a seed is a whole number"):
        require_seed(seed)
    assert require_seed(np.int64(4)) == 4
