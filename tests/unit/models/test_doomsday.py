from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deterrence.errors import ArgumentError
from deterrence.models.doomsday import accident_threshold, commitment_threshold

GAPS = st.integers(1, 12).map(lambda n: n / 4)


@given(GAPS, GAPS)
def test_a_demand_pays_below_the_threshold_only(win, lose):
    edge = float(commitment_threshold(concession=win, status_quo=0, conflict=-lose))
    for q in (*np.linspace(0, 1, 21), edge):
        demand = (1 - q) * win + q * -lose
        if abs(q - edge) < 1e-12:
            assert demand == pytest.approx(0, abs=1e-12)
        else:
            assert (demand > 0) == (q < edge)


@given(GAPS, GAPS, st.integers(1, 10).map(lambda n: n / 10))
def test_a_machine_is_worth_having_below_its_accident_threshold_only(kept, horror, q):
    edge = float(accident_threshold(q, status_quo=kept, concession=0, disaster=-horror))
    for chance in np.linspace(0, 1, 21):
        with_machine = (1 - chance * q) * kept + chance * q * -horror
        if abs(chance - edge) > 1e-9:
            assert (with_machine > 0) == (chance < edge)


def test_the_worse_the_machine_the_less_of_it_is_enough():
    found = commitment_threshold(concession=1, status_quo=0.6, conflict=[0.6, 0, -3])
    assert found.tolist() == pytest.approx([1.0, 0.4, 0.1])


def test_payoffs_in_another_order_are_refused():
    with pytest.raises(ArgumentError, match="'concession' > 'status_quo' >= 'conflict'"):
        commitment_threshold(concession=0.5, status_quo=0.6, conflict=0)
    with pytest.raises(ArgumentError, match="'status_quo' > 'concession' > 'disaster'"):
        accident_threshold(0.5, status_quo=0, concession=0, disaster=-1)
    with pytest.raises(ArgumentError, match="'commitment' must be > 0 and <= 1"):
        accident_threshold(0, status_quo=1, concession=0, disaster=-1)
