from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deterrence.errors import ArgumentError
from deterrence.models.treaty_monitoring import detection_threshold, patience_threshold

PAYOFFS = {"temptation": 5.0, "reward": 3.0, "punishment": 1.0}
CHANCES = st.integers(0, 10).map(lambda n: n / 10)


def worth(now, alarm, d, reward=3.0, punishment=1.0, rounds=4000):
    """A first period with its payoff and its chance of an alarm, then compliance with `alarm[1]` until one sounds."""
    alive, total = 1 - alarm[0], now
    over = alarm[0]
    for period in range(1, rounds):
        total += d**period * (alive * reward + over * punishment)
        alive, over = alive * (1 - alarm[1]), over + alive * alarm[1]
    return total


@given(CHANCES, CHANCES, st.sampled_from([0.3, 0.6, 0.9, 0.95]))
def test_a_breach_pays_exactly_below_the_patience_threshold(q, f, d):
    if f > q:
        q, f = f, q
    edge = float(patience_threshold(**PAYOFFS, detection=q, false_alarm=f))
    gain = worth(5.0, (q, f), d) - worth(3.0, (f, f), d)
    if abs(edge - d) < 1e-9:
        assert gain == pytest.approx(0, abs=1e-8)
    else:
        assert (gain > 0) == (d < edge)


@given(CHANCES, st.sampled_from([0.3, 0.6, 0.9]))
def test_the_detection_threshold_is_the_same_condition(f, d):
    needed = float(detection_threshold(**PAYOFFS, discount_factor=d, false_alarm=f))
    if needed <= 1:
        assert float(patience_threshold(**PAYOFFS, detection=needed, false_alarm=f)) == pytest.approx(d)


def test_sensors_without_errors_ask_for_the_textbook_patience():
    assert patience_threshold(**PAYOFFS) == 0.5


def test_sensors_that_cry_wolf_as_often_as_they_see_keep_no_treaty():
    assert patience_threshold(**PAYOFFS, detection=[0.5, 1.0], false_alarm=[0.5, 1.0]).min() >= 1


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"detection": 0.2, "false_alarm": 0.3}, "'false_alarm' must be at most 'detection'"),
        ({"reward": 5}, "'temptation' > 'reward' > 'punishment'"),
        ({"detection": 1.5}, "'detection' must be >= 0 and <= 1"),
    ],
)
def test_what_is_no_treaty_is_refused(change, says):
    with pytest.raises(ArgumentError, match=says):
        patience_threshold(**PAYOFFS | change)
