"""Delays: SciPy's distributions, and the same bits compiled and not."""

from __future__ import annotations

import math

import numpy as np
import pytest
import scipy.special
import scipy.stats

from deterrence.timeline import delays
from deterrence.timeline.delays import EXPONENTIAL, FIXED, GAMMA, LOGNORMAL, UNIFORM, WEIBULL, delay, normal_quantile
from deterrence.timeline.histories.engine import compiled_loop

LAWS = [
    (UNIFORM, 1.0, 3.0, scipy.stats.uniform(1, 2)),
    (EXPONENTIAL, 2.5, 0.0, scipy.stats.expon(scale=2.5)),
    (GAMMA, 2.5, 0.4, scipy.stats.gamma(2.5, scale=0.4)),
    (GAMMA, 0.3, 2.0, scipy.stats.gamma(0.3, scale=2.0)),
    (GAMMA, 1.0, 2.0, scipy.stats.expon(scale=2.0)),
    (WEIBULL, 1.7, 3.0, scipy.stats.weibull_min(1.7, scale=3.0)),
    (LOGNORMAL, 0.5, 0.8, scipy.stats.lognorm(0.8, scale=math.exp(0.5))),
]


@pytest.mark.parametrize(("kind", "a", "b", "law"), LAWS, ids=[delays.KINDS[law[0]] + str(law[1]) for law in LAWS])
def test_delays_follow_their_law(kind, a, b, law):
    found = [delay(kind, a, b, 5, 0, 1, number) for number in range(4000)]
    assert scipy.stats.kstest(found, law.cdf).pvalue > 1e-4
    assert len(set(found)) == len(found)


def test_a_fixed_delay_is_its_length_and_draws_nothing():
    assert delay(FIXED, 0.7, 0.0, 0, 0, 0, 0) == 0.7


def test_the_normal_quantile_is_scipys_in_both_tails():
    shares = np.concatenate([np.logspace(-300, -1, 400), np.linspace(0.05, 0.95, 301), 1 - np.logspace(-16, -1, 100)])
    for share in shares[shares < 1]:
        assert normal_quantile(share) == pytest.approx(scipy.special.ndtri(share), rel=4e-15, abs=1e-16)
    assert normal_quantile(0.5) == 0


def test_compiled_delays_have_the_same_bits():
    pytest.importorskip("numba")
    compiled = compiled_loop()["delay"]
    for kind, a, b, _ in LAWS:
        for number in range(300):
            assert compiled(kind, a, b, 5, 0, 1, number) == delay(kind, a, b, 5, 0, 1, number)
