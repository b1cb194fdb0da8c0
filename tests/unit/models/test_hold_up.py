from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deterrence.errors import ArgumentError
from deterrence.models.hold_up import hold_up

GRID = np.linspace(0, 10, 20001)


@given(st.integers(1, 6).map(lambda n: n / 2), st.integers(0, 10).map(lambda n: n / 10))
def test_the_investment_is_the_best_of_a_fine_grid(theta, share):
    found = hold_up(theta, share=share)
    value = 2 * theta * np.sqrt(GRID)
    assert float(found.investment) == pytest.approx(GRID[np.argmax(share * value - GRID)], abs=6e-3)
    assert float(found.efficient) == pytest.approx(GRID[np.argmax(value - GRID)], abs=6e-3)
    assert float(found.efficient_surplus) == pytest.approx((value - GRID).max(), abs=1e-3)
    chosen = float(found.investment)
    assert float(found.surplus) == pytest.approx(2 * theta * np.sqrt(chosen) - chosen)
    assert float(found.lost_share) == pytest.approx(1 - float(found.surplus / found.efficient_surplus))


def test_at_equal_division_a_quarter_of_the_efficient_investment_is_made():
    found = hold_up(2)
    assert (float(found.efficient), float(found.investment)) == (4, 1)
    assert "Nash equilibrium" in str(found)
    assert found.to_dict()["surplus"] == 3
    assert "<td>0.25</td>" in found._repr_html_()


def test_bad_arguments_are_refused():
    with pytest.raises(ArgumentError, match="'share' must be >= 0 and <= 1"):
        hold_up(2, share=1.5)
    with pytest.raises(ArgumentError, match="'productivity' must be > 0"):
        hold_up(0)
