from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deterrence.errors import ArgumentError
from deterrence.models.leakage import (
    expected_leaks,
    leak_probability,
    stop_probability,
    threat_left,
    tries_needed,
)

SHARES = st.integers(0, 10).map(lambda n: n / 10)
INNER = st.integers(1, 9).map(lambda n: n / 10)


def leaks_counted(attempts, single, tries, common_failure):
    """The chance and the mean of leaks, every outcome of every try in turn."""
    chance = mean = 0.0
    for outcome in itertools.product([True, False], repeat=attempts * tries):
        weight = np.prod([single if stops else 1 - single for stops in outcome])
        through = sum(not any(outcome[i * tries : (i + 1) * tries]) for i in range(attempts))
        chance += (1 - common_failure) * weight * (through > 0)
        mean += (1 - common_failure) * weight * through
    return chance + common_failure * (attempts > 0), mean + common_failure * attempts


@given(st.integers(0, 3), SHARES, st.integers(0, 3), SHARES)
def test_leaks_are_as_often_as_counted_over_all_outcomes(attempts, single, tries, common):
    stop = stop_probability(single, tries)
    chance, mean = leaks_counted(attempts, single, tries, common)
    assert float(leak_probability(attempts, stop, common_failure=common)) == pytest.approx(chance, abs=1e-12)
    assert float(expected_leaks(attempts, stop, common_failure=common)) == pytest.approx(mean, abs=1e-12)


@given(st.integers(0, 50), INNER, st.integers(1, 10).map(lambda n: n / 10), SHARES)
def test_so_many_tries_are_enough_and_fewer_are_not(attempts, single, leak, common):
    tries = float(tries_needed(attempts, single, leak=leak, common_failure=common))

    def leaking(n):
        return float(leak_probability(attempts, stop_probability(single, n), common_failure=common))

    if np.isfinite(tries):
        assert leaking(tries) <= leak + 1e-9
        assert tries == 0 or leaking(tries * (1 - 1e-4)) > leak
    else:
        assert leaking(1e6) >= leak - 1e-12
        assert attempts > 0


def test_the_tries_at_each_attempt_grow_as_the_logarithm_of_attempts():
    tries = tries_needed(np.array([1e2, 1e3, 1e4, 1e5]), 0.5, leak=0.1)
    assert np.diff(tries).tolist() == pytest.approx([np.log2(10)] * 3, abs=1e-2)


def test_a_common_failure_at_what_is_borne_makes_denial_hopeless():
    assert np.isinf(tries_needed(1, 0.5, leak=0.1, common_failure=[0.1, 0.2, 1.0])).all()
    assert float(tries_needed(1, 0.5, leak=1.0, common_failure=1.0)) == 0


def test_a_threat_is_whole_until_its_spare_is_used_and_hollow_when_all_is_stopped():
    spare, all_of_it = (50 - 10) / 0.8, 50 / 0.8
    shares = threat_left(50, tries=[0, spare, (spare + all_of_it) / 2, all_of_it, 1000], stop=0.8, needed=10)
    assert shares.tolist() == pytest.approx([1, 1, 0.5, 0, 0])
    assert float(threat_left(50, tries=1e6, stop=0, needed=10)) == 1


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: stop_probability(1.1, 1), "'single' must be"),
        (lambda: leak_probability(-1, 0.5), "'attempts' must be >= 0"),
        (lambda: leak_probability([1, 2], [0.5, 0.5, 0.5]), "shapes do not fit"),
        (lambda: tries_needed(1, 0.5, leak=0), "'leak' must be > 0"),
        (lambda: tries_needed(1, 1.0, leak=0.5), "'single' must be > 0 and < 1"),
        (lambda: threat_left(1, tries=1, stop=0.5, needed=0), "'needed' must be > 0"),
    ],
)
def test_bad_numbers_are_refused(call, says):
    with pytest.raises(ArgumentError, match=says):
        call()
