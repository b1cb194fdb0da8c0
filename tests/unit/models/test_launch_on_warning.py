from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deterrence.errors import ArgumentError
from deterrence.models.launch_on_warning import (
    answer_threshold,
    belief_after_alarm,
    false_alarm_threshold,
    prior_threshold,
    sensors_needed,
)

CHANCES = st.integers(1, 19).map(lambda n: n / 20)
LOSSES = st.integers(1, 8).map(lambda n: n / 2)


def gain_from_answering(prior, error, late, detection, false_alarm):
    """Answering less holding, added up over attack and none when the alarm rings."""
    return prior * detection * late - (1 - prior) * false_alarm * error


@given(CHANCES, CHANCES, CHANCES)
def test_the_belief_is_the_share_of_true_alarms_among_all(prior, d, f):
    true, false = prior * d * 1e6, (1 - prior) * f * 1e6
    assert float(belief_after_alarm(prior, detection=d, false_alarm=f)) == pytest.approx(true / (true + false))


@given(CHANCES, LOSSES, LOSSES, CHANCES, CHANCES)
def test_an_alarm_is_answered_exactly_above_each_threshold(prior, error, late, d, f):
    gain = gain_from_answering(prior, error, late, d, f)
    belief = float(belief_after_alarm(prior, detection=d, false_alarm=f))
    margins = (
        belief - float(answer_threshold(error, late)),
        prior - float(prior_threshold(error=error, late=late, detection=d, false_alarm=f)),
        float(false_alarm_threshold(prior, error=error, late=late, detection=d)) - f,
    )
    for margin in margins:
        if abs(gain) > 1e-9:
            assert (margin > 0) == (gain > 0)
        else:
            assert margin == pytest.approx(0, abs=1e-9)


@given(CHANCES, CHANCES, CHANCES, CHANCES)
def test_as_many_sensors_as_needed_and_not_one_less(prior, threshold, d, f):
    d, f = max(d, f), min(d, f)
    if d == f:
        return
    needed = int(sensors_needed(prior, threshold, detection=d, false_alarm=f))

    def belief(count):
        true, false = prior * d**count, (1 - prior) * f**count
        return true / (true + false)

    assert belief(needed) >= threshold - 1e-9
    assert needed == 0 or belief(needed - 1) < threshold + 1e-9


def test_no_alarm_leaves_no_belief_and_without_losses_there_is_no_threshold():
    assert np.isnan(belief_after_alarm(0, detection=1, false_alarm=0))
    with pytest.raises(ArgumentError, match="both 0"):
        answer_threshold(0, 0)


def test_numbers_of_an_example():
    edge = prior_threshold(error=1, late=2, detection=0.9, false_alarm=0.05)
    assert float(edge) == pytest.approx(0.02702702703)
    assert float(false_alarm_threshold(0.01, error=1, late=2, detection=0.9)) == pytest.approx(0.01818181818)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: belief_after_alarm(1.5, detection=1, false_alarm=0), "'prior' must be >= 0 and <= 1"),
        (lambda: false_alarm_threshold(1, error=1, late=1, detection=1), "'prior' must be >= 0 and < 1"),
        (lambda: sensors_needed(0.1, 0.5, detection=0.1, false_alarm=0.1), "'false_alarm' must be below 'detection'"),
        (lambda: prior_threshold(error=-1, late=1, detection=1, false_alarm=1), "'error' must be >= 0"),
    ],
)
def test_bad_arguments_are_refused(call, says):
    with pytest.raises(ArgumentError, match=says):
        call()
