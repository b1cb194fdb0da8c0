from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deterrence.errors import ArgumentError
from deterrence.models.credible_defence import minimum_defence, provoking_defence

GRID = np.linspace(0, 1, 401)


@given(st.integers(-4, 4), st.integers(1, 8), st.integers(-8, 7))
def test_the_defender_denies_exactly_from_the_least_defence_on(concession, gap, below):
    victory, conflict = concession + gap, min(concession - below, concession + gap - 1)
    edge = float(minimum_defence(victory=victory, concession=concession, conflict=conflict))
    for e in [*GRID, edge]:
        denying = (1 - e) * conflict + e * victory
        assert (denying >= concession - 1e-9) == (e >= edge - 1e-9)


@given(st.integers(-4, 4), st.integers(1, 8), st.integers(1, 20))
def test_the_challenger_stays_exactly_up_to_the_provoking_defence(conflict, gap, resentment):
    edge = float(provoking_defence(status_quo=conflict + gap, conflict=conflict, resentment=resentment))
    for e in [*GRID, edge]:
        assert (conflict + gap - e * resentment >= conflict - 1e-9) == (e <= edge + 1e-9)


def test_two_ninths_of_a_defence_make_a_soft_defender_hard_in_the_example():
    assert minimum_defence(victory=0.8, concession=0.1, conflict=-0.1) == pytest.approx(2 / 9)


def test_a_defender_that_would_deny_anyway_needs_none_even_at_a_tie():
    assert minimum_defence(victory=1, concession=[0.2, 0.2], conflict=[0.2, 0.5]).tolist() == [0, 0]


def test_two_effects_leave_a_window_or_none():
    least = minimum_defence(victory=0.8, concession=0.1, conflict=-0.1)
    most = provoking_defence(status_quo=0.6, conflict=0.3, resentment=[0.6, 1.35, 1.5])
    assert (most > least + 1e-9).tolist() == [True, False, False]
    assert most[1] == pytest.approx(float(least))


def test_bad_payoffs_are_refused():
    with pytest.raises(ArgumentError, match="'victory' must be worth more than 'concession'"):
        minimum_defence(victory=0, concession=0, conflict=-1)
    with pytest.raises(ArgumentError, match="'victory' must be worth more than 'conflict'"):
        minimum_defence(victory=1, concession=0, conflict=1)
    with pytest.raises(ArgumentError, match="'resentment' must be > 0"):
        provoking_defence(status_quo=1, conflict=0, resentment=0)
