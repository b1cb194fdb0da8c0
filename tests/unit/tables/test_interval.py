"""Confidence intervals of shares: the roots of their quadratic, and one-sided at the ends."""

from __future__ import annotations

import pytest

from deterrence.tables.interval import wilson


@pytest.mark.parametrize(("successes", "trials"), [(0, 10), (3, 10), (9, 10), (10, 10), (52, 100)])
def test_wilsons_interval_solves_its_quadratic(successes, trials):
    share, z = successes / trials, 1.959963984540054
    low, high = wilson(successes, trials)
    assert low <= share <= high
    for end in (low, high):
        if 0 < end < 1:
            assert (share - end) ** 2 == pytest.approx(z**2 * end * (1 - end) / trials)
    assert (low == 0) is (successes == 0)
    assert (high == 1) is (successes == trials)


def test_without_trials_nothing_is_known():
    assert wilson(0, 0) == (0.0, 1.0)
