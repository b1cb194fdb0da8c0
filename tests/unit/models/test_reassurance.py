from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deterrence.errors import ArgumentError
from deterrence.models.reassurance import most_mimicry, reassuring_steps, separating_gesture, updated_trust

CHANCES = st.integers(0, 20).map(lambda n: n / 20)


@given(CHANCES, CHANCES, CHANCES, CHANCES)
def test_so_many_steps_are_needed_as_updating_one_by_one_takes(trust, threshold, trustworthy, untrustworthy):
    found = float(reassuring_steps(trust, threshold=threshold, trustworthy=trustworthy, untrustworthy=untrustworthy))
    steps, belief = 0, trust
    while belief < threshold - 1e-9 and steps < 400:
        if belief * trustworthy + (1 - belief) * untrustworthy == 0:
            steps = 400
            break
        belief = float(updated_trust(belief, trustworthy=trustworthy, untrustworthy=untrustworthy))
        steps += 1
    if threshold == 1 and trust < 1:
        assert found == (1 if untrustworthy == 0 < trustworthy and trust > 0 else np.inf)
    else:
        assert found == (steps if steps < 400 else np.inf)


def test_updating_follows_counts_of_sides():
    trusted = updated_trust([0.0, 0.25, 1.0], trustworthy=0.8, untrustworthy=0.2)
    assert trusted.tolist() == pytest.approx([0, 20 / (20 + 15), 1])


def test_gestures_separate_between_the_gains_of_the_types():
    least, most = separating_gesture(mutual=4, conflict=2, greed=3, greedy_conflict=2)
    for cost in np.linspace(0, 3, 301):
        exploiter_stays_silent = 3 - cost - 1e-9 <= 2
        trustworthy_speaks = 4 - cost >= 2 - 1e-9
        assert (exploiter_stays_silent and trustworthy_speaks) == (least - 1e-9 <= cost <= most + 1e-9)


@given(CHANCES, st.integers(1, 20).map(lambda n: n / 20))
def test_the_most_mimicry_leaves_trust_at_the_threshold(trust, threshold):
    share = float(most_mimicry(trust, threshold))
    if trust == 0:
        assert share == 0
    else:
        after = float(updated_trust(trust, trustworthy=1, untrustworthy=share))
        assert after >= threshold - 1e-9
        assert after == pytest.approx(threshold) or share == 1


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: updated_trust(1, trustworthy=0, untrustworthy=1), "had probability 0"),
        (lambda: separating_gesture(mutual=1, conflict=2, greed=3, greedy_conflict=2), "at least conflict"),
        (lambda: most_mimicry(0.5, 0), "'threshold' must be > 0"),
    ],
)
def test_bad_numbers_are_refused(call, says):
    with pytest.raises(ArgumentError, match=says):
        call()
