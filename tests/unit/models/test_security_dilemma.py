from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deterrence.errors import ArgumentError
from deterrence.models.arms_race import arms_race
from deterrence.models.security_dilemma import restraint_threshold, visible_restraint_threshold

TENTHS = st.integers(0, 10).map(lambda n: n / 10)
CHANCES = np.linspace(0, 1, 401)


@given(TENTHS, TENTHS, st.integers(1, 10).map(lambda n: n / 10))
def test_restraint_pays_up_to_the_threshold(advantage, more, further):
    cost, exposure = advantage + more, advantage + more + further
    edge = float(restraint_threshold(cost=cost, advantage=advantage, exposure=exposure))
    for arms in (*CHANCES, edge):
        restrained = -exposure * arms
        armed = -cost + advantage * (1 - arms)
        assert (restrained >= armed - 1e-12) == (arms <= edge + 1e-12)


@given(TENTHS, st.integers(1, 10).map(lambda n: n / 10), TENTHS)
def test_with_visible_arms_restraint_pays_up_to_the_ratio_of_cost_to_cost_and_delay(cost, delay, further):
    edge = float(visible_restraint_threshold(cost=cost, delay=delay, exposure=cost + delay + further))
    for arms in (*CHANCES, edge):
        seen_late = max(-cost - delay, -(cost + delay + further))
        assert (arms * seen_late >= -cost - 1e-12) == (arms <= edge + 1e-12)


def test_the_cutoff_of_the_arms_race_has_the_same_threshold():
    race = arms_race(advantage=0.1, exposure=0.8, ceiling=1.0)
    edge = restraint_threshold(cost=race.cutoff, advantage=0.1, exposure=0.8)
    assert edge.tolist() == pytest.approx(race.probability.tolist())


def test_the_known_thresholds_are_found():
    assert float(restraint_threshold(cost=0.3, advantage=0.1, exposure=0.8)) == pytest.approx(2 / 7)
    assert float(restraint_threshold(cost=0.1, advantage=0.1, exposure=0.8)) == 0


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: restraint_threshold(cost=0.1, advantage=0.2, exposure=1), "arming is a dominant"),
        (lambda: restraint_threshold(cost=0.3, advantage=0.2, exposure=0.3), "restraint is a dominant"),
        (lambda: visible_restraint_threshold(cost=0.3, delay=0.3, exposure=0.5), "nobody answers"),
        (lambda: visible_restraint_threshold(cost=0.3, delay=-0.3, exposure=0.5), "'delay' must be >= 0"),
    ],
)
def test_games_without_a_dilemma_are_refused(call, says):
    with pytest.raises(ArgumentError, match=says):
        call()
