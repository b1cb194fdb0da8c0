from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deterrence.errors import ArgumentError
from deterrence.models.pawn_crisis import pawn_crisis

BASE = {"win": 0.4, "challenger_cost": 0.35, "defender_cost": 0.48}
TENTHS = st.integers(0, 15).map(lambda n: n / 10)
CHANCES = st.integers(1, 9).map(lambda n: n / 10)
MOST = st.integers(1, 12).map(lambda n: n / 4)


KINDS = (np.arange(4000) + 0.5) / 4000


def share_that_resists(win, cost, tripwire, most):
    """The share of kinds, one a midpoint, to whom resisting brings more than standing aside."""
    return np.mean((1 - win) * KINDS * most - cost > -tripwire)


def share_that_attacks(win, cost, resistance, most):
    return np.mean((1 - resistance) * KINDS * most + resistance * (win * KINDS * most - cost) > 0)


@given(CHANCES, TENTHS, TENTHS, TENTHS, MOST, MOST)
def test_shares_that_resist_and_attack_are_those_of_the_best_replies(win, kc, kd, tau, vc, vd):
    found = pawn_crisis(
        win=win, challenger_cost=kc, defender_cost=kd, tripwire=tau, challenger_most=vc, defender_most=vd
    )
    assert found.resistance == pytest.approx(share_that_resists(win, kd, tau, vd), abs=3e-4)
    assert found.initiation == pytest.approx(share_that_attacks(win, kc, found.resistance, vc), abs=3e-4)
    assert found.regret <= 1e-9
    assert found.war + found.taken == pytest.approx(float(found.initiation))


def test_no_kind_of_defender_gains_from_the_other_act():
    found = pawn_crisis(**BASE, tripwire=[0.0, 0.18, 0.36])
    assert found.regret.max() <= 1e-12
    for v in np.linspace(0, 1, 101):
        resisting = 0.6 * v - 0.48 + np.array([0.0, 0.18, 0.36])
        assert ((resisting > 1e-9) <= (v >= found.resist_from - 1e-9)).all()
        assert ((resisting < -1e-9) <= (v <= found.resist_from + 1e-9)).all()


def test_a_tripwire_brings_war_before_it_brings_peace():
    war = pawn_crisis(**BASE, tripwire=np.linspace(0, 0.48, 49)).war
    peak = int(war.argmax())
    assert 0 < peak < 48
    assert (np.diff(war[: peak + 1]) > 0).all()
    assert (np.diff(war[peak:]) < 0).all()
    assert war[-1] < war[0]


def test_behind_a_tripwire_as_dear_as_the_war_every_defender_resists():
    found = pawn_crisis(**BASE, tripwire=[0.48, 0.6])
    assert found.resistance.tolist() == [1, 1]
    assert found.taken.tolist() == [0, 0]


def test_if_no_defender_resists_every_challenger_attacks():
    found = pawn_crisis(win=0.4, challenger_cost=0.35, defender_cost=0.9)
    assert [found.resistance, found.initiation, found.war] == [0, 1, 0]


def test_prints_a_row_a_point_and_makes_plain_data():
    found = pawn_crisis(**BASE, tripwire=[0.0, 0.18])
    assert len(str(found).splitlines()) == 4
    assert found.to_dict()["resistance"] == pytest.approx([0.2, 0.5])
    assert "<td>0.375</td>" in found._repr_html_()
    with pytest.raises(ValueError, match="read-only"):
        found.war[0] = 1


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"win": 1.0}, "'win' must be"),
        ({"win": 0.0, "tripwire": 0.5}, "above 0 where resistance is sure"),
        ({"challenger_most": 0}, "'challenger_most' must be > 0"),
        ({"tripwire": [0.1, 0.2], "defender_cost": [0.1, 0.2, 0.3]}, "shapes do not fit"),
    ],
)
def test_bad_arguments_are_refused(change, says):
    with pytest.raises(ArgumentError, match=says):
        pawn_crisis(**{**BASE, **change})
