from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deterrence.errors import ArgumentError
from deterrence.models.rogue_deterrence import (
    attempt_gain,
    attempts_threshold,
    effectiveness_threshold,
    punishment_threshold,
)

TENTHS = st.integers(0, 10).map(lambda n: n / 10)
PAYOFFS = st.integers(1, 8).map(lambda n: n / 2)


@given(PAYOFFS, PAYOFFS, TENTHS, TENTHS, st.integers(1, 4))
def test_an_attempt_is_worth_the_sum_over_all_that_can_happen(benefit, cost, rho, e, tries):
    total = 0.0
    for stopped in range(2**tries):
        hits = stopped.bit_count()
        chance = e**hits * (1 - e) ** (tries - hits)
        total += chance * ((benefit if hits < tries else 0) - rho * cost)
    gain = attempt_gain(benefit=benefit, cost=cost, punishment=rho, effectiveness=e, attempts=tries)
    assert float(gain) == pytest.approx(total, abs=1e-9)


@given(PAYOFFS, PAYOFFS, TENTHS, st.integers(1, 4))
def test_at_and_above_the_thresholds_an_attempt_does_not_pay(benefit, cost, rho, tries):
    game = {"benefit": benefit, "cost": cost}
    e = float(effectiveness_threshold(**game, punishment=rho, attempts=tries))
    for effectiveness in np.linspace(0, 1, 41):
        gain = float(attempt_gain(**game, punishment=rho, effectiveness=effectiveness, attempts=tries))
        if abs(effectiveness - e) > 1e-9:
            assert (gain > 1e-12) == (effectiveness < e)
        needed = float(punishment_threshold(**game, effectiveness=effectiveness, attempts=tries))
        if abs(rho - needed) > 1e-9:
            assert (gain > 0) == (rho < needed)


@given(PAYOFFS, PAYOFFS, TENTHS, st.integers(1, 9).map(lambda n: n / 10))
def test_an_attempt_pays_above_the_threshold_in_tries_only(benefit, cost, rho, e):
    game = {"benefit": benefit, "cost": cost, "punishment": rho, "effectiveness": e}
    edge = float(attempts_threshold(**game))
    for tries in (1, 2, 3, 5, 9, 15):
        if abs(tries - edge) > 1e-9:
            assert (float(attempt_gain(**game, attempts=tries)) > 1e-12) == (tries > edge) or e**tries < 1e-9


def test_numbers_of_an_example():
    assert punishment_threshold(benefit=2, cost=10, effectiveness=[0, 0.6, 0.6], attempts=[1, 1, 3]).round(
        3
    ).tolist() == [0.2, 0.08, 0.157]
    assert effectiveness_threshold(benefit=2, cost=10, punishment=0.1, attempts=[1, 3]).round(3).tolist() == [
        0.5,
        0.794,
    ]
    assert effectiveness_threshold(benefit=2, cost=10, punishment=[0.2, 0.5]).tolist() == [0, 0]


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: attempt_gain(benefit=0, cost=1, punishment=0.1), "'benefit' must be > 0"),
        (lambda: punishment_threshold(benefit=1, cost=1, attempts=0), "'attempts' must be >= 1"),
        (lambda: effectiveness_threshold(benefit=1, cost=1, punishment=2), "'punishment' must be >= 0 and <= 1"),
        (lambda: attempts_threshold(benefit=1, cost=1, punishment=0.5, effectiveness=1), "> 0 and < 1"),
    ],
)
def test_bad_arguments_are_refused(call, says):
    with pytest.raises(ArgumentError, match=says):
        call()
