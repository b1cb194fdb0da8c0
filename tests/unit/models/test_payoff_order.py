from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deterrence.errors import ArgumentError
from deterrence.models.payoff_order import at_least, descending

NUMBERS = st.lists(st.integers(-3, 3).map(float), min_size=2, max_size=4)


@given(NUMBERS)
def test_accepts_exactly_what_falls_at_every_step(values):
    named = {f"payoff {i}": value for i, value in enumerate(values)}
    if all(values[i] > values[i + 1] for i in range(len(values) - 1)):
        assert [float(a) for a in descending(**named)] == values
    else:
        with pytest.raises(ArgumentError, match="must be worth more than"):
            descending(**named)


def test_what_differs_by_less_than_the_tie_rule_is_not_in_order():
    with pytest.raises(ArgumentError, match=r"'win' must be worth more than 'lose' \(found 1 and 1\)"):
        descending(win=1 + 1e-10, lose=1)


def test_one_bad_point_among_many_is_found_and_shapes_broadcast():
    assert [a.shape for a in descending(win=np.full((2, 1), 5.0), lose=np.zeros(3))] == [(2, 3)] * 2
    with pytest.raises(ArgumentError, match="found 0 and 2"):
        descending(win=[1.0, 0.0], lose=[0.0, 2.0])
    with pytest.raises(ArgumentError, match="shapes do not fit"):
        descending(win=[1.0, 2.0, 3.0], lose=[0.0, 0.0])


def test_at_least_counts_ties():
    assert at_least([1, 1 - 1e-12, 1 - 1e-6], 1).tolist() == [True, True, False]
