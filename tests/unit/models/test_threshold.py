from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from deterrence.errors import ArgumentError
from deterrence.models.threshold import ratio_threshold

STAKES = st.integers(0, 12).map(float)


@given(STAKES, STAKES)
def test_acting_pays_below_the_threshold_costs_above_it_and_is_a_tie_at_it(gain, loss):
    assume(gain + loss > 0)
    edge = float(ratio_threshold(gain, loss))
    for p in np.linspace(0, 1, 25):
        worth = (1 - p) * gain - p * loss
        if p < edge - 1e-9:
            assert worth > 0
        elif p > edge + 1e-9:
            assert worth < 0
        else:
            assert worth == pytest.approx(0, abs=1e-7)
    assert (1 - edge) * gain - edge * loss == pytest.approx(0, abs=1e-12)


def test_arrays_broadcast():
    assert ratio_threshold([[1.0], [2.0]], [1.0, 2.0, 6.0]).shape == (2, 3)
    assert ratio_threshold([[1.0], [2.0]], [1.0, 2.0, 6.0])[1, 2] == 0.25


def test_huge_and_tiny_stakes_neither_overflow_nor_vanish():
    assert ratio_threshold(1e50, 1e50) == 0.5
    assert ratio_threshold(5e-324, 5e-324) == 0.5


@pytest.mark.parametrize(
    ("gain", "loss", "says"),
    [
        (-1, 2, "'gain' must be >= 0, found -1"),
        (1, float("nan"), "'loss' must be finite"),
        (float("inf"), 1, "'gain' must be finite"),
        (0, 0, "both 0"),
        (1e51, 1, "'gain' is beyond 1e50"),
        ("much", 1, "'gain' must be a number"),
        (None, 1, "'gain' must be a number"),
        (True, 1, "'gain' must be a number"),
        ([], [], "'gain' is empty"),
        ([1, 2], [1, 2, 3], "shapes do not fit"),
        ([[1, 2], [3]], 1, "rows of one length"),
        (1 + 2j, 1, "'gain' must be a number"),
    ],
)
def test_bad_stakes_are_refused_in_words(gain, loss, says):
    with pytest.raises(ArgumentError, match=says):
        ratio_threshold(gain, loss)
