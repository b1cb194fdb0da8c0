from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deterrence.errors import ArgumentError
from deterrence.models.chance_threat import acceptable_risk, chance_threat, effective_risk, most_undeterrable

THREATENER = {"success": 1, "give_in": -2, "disaster": -10}
TARGET = {"defy": 2, "comply": -4, "ruin": -8}
GAPS = st.integers(1, 9)
CHANCES = st.integers(0, 20).map(lambda n: n / 20)
GRID = np.linspace(0, 1, 41)


def soft_gain_from_complying(risk, defy, comply, ruin):
    return comply - ((1 - risk) * defy + risk * ruin)


def gain_from_threatening(risk, hard, success, give_in, disaster):
    """What an effective threat brings more than giving in, kind by kind of target."""
    worth = {"soft": success, "hard": (1 - risk) * give_in + risk * disaster}
    return (1 - hard) * worth["soft"] + hard * worth["hard"] - give_in


@given(st.integers(-9, 9), GAPS, GAPS)
def test_a_soft_target_complies_exactly_from_the_effective_risk_on(ruin, low, high):
    worth = {"defy": ruin + low + high, "comply": ruin + low, "ruin": ruin}
    edge = float(effective_risk(**worth))
    for risk in [*GRID, edge]:
        assert (soft_gain_from_complying(risk, **worth) >= -1e-9) == (risk >= edge - 1e-9)


@given(st.integers(-9, 9), GAPS, GAPS, CHANCES)
def test_an_effective_threat_is_made_exactly_up_to_the_acceptable_risk(disaster, low, high, hard):
    worth = {"success": disaster + low + high, "give_in": disaster + low, "disaster": disaster}
    edge = float(acceptable_risk(**worth, undeterrable=hard))
    for risk in [*GRID, edge]:
        assert (gain_from_threatening(risk, hard, **worth) >= -1e-9) == (risk <= edge + 1e-9)


@given(st.integers(-9, 9), GAPS, GAPS, CHANCES)
def test_a_threat_of_given_risk_is_made_exactly_up_to_the_most_undeterrable(disaster, low, high, risk):
    worth = {"success": disaster + low + high, "give_in": disaster + low, "disaster": disaster}
    edge = float(most_undeterrable(**worth, risk=risk))
    for hard in [*GRID, edge]:
        assert (gain_from_threatening(risk, hard, **worth) >= -1e-9) == (hard <= edge + 1e-9)


def test_the_numbers_of_the_textbook():
    assert effective_risk(**TARGET) == pytest.approx(0.6)
    assert acceptable_risk(**THREATENER, undeterrable=0.5) == pytest.approx(0.375)
    assert most_undeterrable(**THREATENER) == pytest.approx(3 / 11)
    assert most_undeterrable(**THREATENER, risk=effective_risk(**TARGET)) == pytest.approx(5 / 13)


def test_the_window_reaches_from_three_fifths_to_three_quarters_at_a_third_and_is_shut_at_a_half():
    found = chance_threat(**THREATENER, **TARGET, undeterrable=[1 / 3, 5 / 13, 0.4, 0.5])
    assert [found.least[0], found.most[0]] == pytest.approx([0.6, 0.75])
    assert found.open.tolist() == [True, True, False, False]


def test_where_all_targets_are_soft_any_risk_is_run_and_where_none_is_no_risk_is():
    assert acceptable_risk(**THREATENER, undeterrable=[0.0, 1.0]).tolist() == [1, 0]


def test_the_window_closes_at_the_most_undeterrable_of_the_effective_risk():
    edge = most_undeterrable(**THREATENER, risk=effective_risk(**TARGET))
    for step, open_ in ((-1e-6, True), (0, True), (1e-6, False)):
        assert bool(chance_threat(**THREATENER, **TARGET, undeterrable=edge + step).open) == open_


def test_prints_makes_plain_data_and_is_read_only():
    found = chance_threat(**THREATENER, **TARGET, undeterrable=[1 / 3, 0.5])
    assert str(found).splitlines()[2].split() == ["0.6", "0.75", "yes"]
    assert found.to_dict()["open"] == [True, False]
    assert "<td>yes</td>" in found._repr_html_()
    for array in (found.least, found.open):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"comply": -8}, "'comply' must be worth more than 'ruin'"),
        ({"give_in": 1}, "'success' must be worth more than 'give_in'"),
        ({"disaster": -1}, "'give_in' must be worth more than 'disaster'"),
        ({"undeterrable": 1.1}, "'undeterrable' must be"),
        ({"undeterrable": [0.1, 0.2], "defy": [2, 2, 2]}, "shapes do not fit"),
    ],
)
def test_bad_arguments_are_refused(change, says):
    with pytest.raises(ArgumentError, match=says):
        chance_threat(**{"undeterrable": 0.5, **THREATENER, **TARGET, **change})


def test_a_risk_is_a_probability():
    with pytest.raises(ArgumentError, match="'risk' must be"):
        most_undeterrable(**THREATENER, risk=1.5)
