from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deterrence.errors import ArgumentError
from deterrence.models.assurance import assurance

WHOLE, GAPS = st.integers(-5, 5).map(float), st.integers(1, 5).map(float)
CHANCES = st.integers(0, 20).map(lambda n: n / 20)
KYDD = {"mutual": 4, "exploiting": 3, "exploited": 0, "conflict": 2}


def gain_of_defecting(trust, cooperates, mutual, exploiting, exploited, conflict):
    """Against a side that is trustworthy with this trust and then cooperates with this probability."""
    gain = 0.0
    for weight, other in ((trust * cooperates, "C"), (1 - trust * cooperates, "D")):
        own_c, own_d = (mutual, exploiting) if other == "C" else (exploited, conflict)
        gain += weight * (own_d - own_c)
    return gain


@given(WHOLE, GAPS, WHOLE, GAPS, CHANCES)
def test_each_profile_is_an_equilibrium_exactly_where_nobody_gains(exploiting, more, exploited, less, trust):
    payoffs = (exploiting + more, exploiting, exploited, exploited + less)
    names = ("mutual", "exploiting", "exploited", "conflict")
    found = assurance(trust=trust, **dict(zip(names, payoffs, strict=True)))
    gain = gain_of_defecting(trust, 1.0, *payoffs)
    assert bool(found.possible) == (gain <= 1e-8)
    assert found.regret[0] == pytest.approx(max(gain, 0), abs=1e-9)
    assert found.regret[2] == pytest.approx(max(-gain_of_defecting(trust, 0.0, *payoffs), 0), abs=1e-9)
    if found.possible:
        assert gain_of_defecting(trust, float(found.mixed), *payoffs) == pytest.approx(0, abs=1e-8)
        assert found.regret[1] < 1e-8
    else:
        assert np.isnan(found.mixed)


def test_at_the_threshold_cooperation_is_possible():
    found = assurance(trust=[2 / 3 - 1e-6, 2 / 3, 1, 0], **KYDD)
    assert found.possible.tolist() == [False, True, True, False]
    assert found.threshold.tolist() == pytest.approx([2 / 3] * 4)
    assert found.mixed[1:3].tolist() == pytest.approx([1, 2 / 3])


def test_the_result_prints_its_sense_and_makes_plain_data():
    found = assurance(trust=0.8, **KYDD)
    assert "equilibrium path" in str(found)
    assert found.to_dict()["possible"] is True
    assert "<td>yes</td>" in found._repr_html_()


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: assurance(trust=0.5, **{**KYDD, "exploiting": 4}), "nobody is trustworthy"),
        (lambda: assurance(trust=0.5, **{**KYDD, "exploited": 2}), "it takes no trust"),
        (lambda: assurance(trust=1.5, **KYDD), "'trust' must be"),
    ],
)
def test_bad_numbers_are_refused(call, says):
    with pytest.raises(ArgumentError, match=says):
        call()
