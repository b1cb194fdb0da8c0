from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deterrence.errors import ArgumentError
from deterrence.models.emboldening_defence import emboldening_defence, riskiest_defence, yielding_harm

BASE = {"risk": 0.1, "share": 0.5, "harm": 3, "rival_harm": 1}
TENTHS = st.integers(1, 10).map(lambda n: n / 10)
STAKES = st.integers(0, 8).map(lambda n: n / 2)


def standing(defence, risk, share, stake, harm):
    """Worth of standing against one who stands, disaster by disaster and leak by leak; backing down is worth 0."""
    calm, hit, warded = (1 - risk), risk * (1 - defence), risk * defence
    return calm * share * stake + hit * -harm + warded * 0


@given(TENTHS, TENTHS, STAKES, STAKES.filter(bool))
def test_a_side_stands_exactly_from_the_emboldening_defence_on(risk, share, stake, harm):
    edge = float(emboldening_defence(risk=risk, share=share, stake=stake, harm=harm))
    for e in [*np.linspace(0, 1, 41), edge]:
        assert (standing(e, risk, share, stake, harm) >= -1e-9) == (e >= edge - 1e-8)


@given(TENTHS, TENTHS, STAKES)
def test_a_side_without_a_defence_backs_down_exactly_from_the_yielding_harm_on(risk, share, stake):
    edge = float(yielding_harm(risk=risk, share=share, stake=stake))
    for harm in [*np.linspace(0, 40, 81), edge]:
        assert (standing(0, risk, share, stake, harm) <= 1e-9) == (harm >= edge - 1e-8)


def hits(defence, risk, share, harm, rival_harm, rounds=2000):
    """How often the defended side is hit, by many replies halfway."""
    own, rival = np.full_like(defence, 0.5), np.full_like(defence, 0.5)
    for _ in range(rounds):
        cutoff = rival * risk * harm * (1 - defence) / (1 - rival + rival * (1 - risk) * share)
        other = own * risk * rival_harm / (1 - own + own * (1 - risk) * share)
        own, rival = (own + np.clip(1 - cutoff, 0, 1)) / 2, (rival + np.clip(1 - other, 0, 1)) / 2
    return (1 - defence) * risk * own * rival


def test_hits_are_likeliest_behind_the_riskiest_defence_and_rarer_than_without_one_only_from_where_it_pays():
    found = riskiest_defence(**BASE)
    e = np.linspace(0, 1, 4001)
    values = hits(e, **BASE)
    assert found.effectiveness == pytest.approx(e[values.argmax()], abs=1 / 4000)
    assert found.hit == pytest.approx(values.max(), abs=1e-8)
    assert found.undefended == pytest.approx(values[0], abs=1e-9)
    assert found.pays_from == pytest.approx(e[np.flatnonzero(values >= values[0] - 1e-12)[-1]], abs=1 / 2000)
    assert [found.effectiveness, found.pays_from] == pytest.approx([0.1651, 0.3381], abs=5e-5)


@settings(max_examples=15)
@given(st.floats(0.02, 0.3), st.floats(0.2, 1), st.floats(0.2, 8), st.floats(0.05, 0.95))
def test_a_riskiest_defence_is_riskier_than_none_and_than_others(risk, share, harm, part):
    rival_harm = part * (1 - risk) * share / risk
    found = riskiest_defence(risk=risk, share=share, harm=harm, rival_harm=rival_harm)
    values = hits(np.linspace(0, 1, 21), risk, share, harm, rival_harm, rounds=300)
    assert found.hit >= values.max() - 1e-6
    assert 0 <= found.effectiveness <= found.pays_from + 1e-9 <= 1 + 1e-9


def test_a_side_that_never_stands_without_a_defence_is_hit_only_with_one():
    found = riskiest_defence(**BASE | {"harm": 6})
    assert found.undefended == 0
    assert found.hit > 0.01
    assert found.pays_from == 1


def test_for_a_bold_side_any_defence_pays():
    found = riskiest_defence(**BASE | {"harm": 1})
    assert [found.effectiveness, found.pays_from] == [0, 0]


def test_prints_and_makes_plain_data():
    found = riskiest_defence(**BASE)
    assert "riskiest" in str(found)
    assert found.to_dict()["hit"] == found.hit
    assert "<td>riskiest</td>" in found._repr_html_()


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: riskiest_defence(**BASE | {"rival_harm": 4.5}), "the rival may never stand"),
        (lambda: riskiest_defence(**BASE | {"harm": [1, 2]}), "'harm' must be one number"),
        (lambda: emboldening_defence(risk=0, share=0.5, stake=1, harm=1), "'risk' must be"),
        (lambda: emboldening_defence(risk=0.1, share=0.5, stake=1, harm=0), "'harm' must be > 0"),
        (lambda: yielding_harm(risk=0.1, share=1.5, stake=1), "'share' must be"),
        (lambda: yielding_harm(risk=0.1, share=0.5, stake=-1), "'stake' must be"),
    ],
)
def test_bad_arguments_are_refused(call, says):
    with pytest.raises(ArgumentError, match=says):
        call()
