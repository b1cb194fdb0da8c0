from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deterrence.errors import ArgumentError
from deterrence.models.extended_deterrence import (
    hold_threshold,
    initiation_threshold,
    required_tripwire,
    resistance_threshold,
)

TENTHS = st.integers(0, 20).map(lambda n: n / 10)
CHANCES = st.integers(0, 9).map(lambda n: n / 10)
WORTHS = np.linspace(0, 5, 101)


def defender(act, worth, win, cost, tripwire):
    """What a defender has after an attack: the pawn or not, and what it paid."""
    if act == "stand aside":
        return -tripwire
    return sum(chance * (kept * worth - cost) for chance, kept in ((win, 0), (1 - win, 1)))


def challenger(act, worth, resistance, win, cost):
    if act == "wait":
        return 0.0
    return (1 - resistance) * worth + resistance * (win * (worth - cost) + (1 - win) * -cost)


@given(CHANCES, TENTHS, TENTHS)
def test_the_defender_resists_exactly_from_its_threshold_on(win, cost, tripwire):
    edge = float(resistance_threshold(win=win, cost=cost, tripwire=tripwire))
    for worth in [*WORTHS, edge]:
        gain = defender("resist", worth, win, cost, tripwire) - defender("stand aside", worth, win, cost, tripwire)
        assert (gain >= -1e-9) == (worth >= edge - 1e-8)


@given(CHANCES, TENTHS, TENTHS)
def test_the_required_tripwire_is_the_least_that_makes_that_defender_resist(win, cost, worth):
    wire = float(required_tripwire(worth=worth, win=win, cost=cost))
    assert resistance_threshold(win=win, cost=cost, tripwire=wire) <= worth + 1e-9
    if wire > 0:
        assert resistance_threshold(win=win, cost=cost, tripwire=wire - 1e-6) > worth


@given(st.integers(0, 10).map(lambda n: n / 10), st.integers(1, 9).map(lambda n: n / 10), TENTHS)
def test_the_challenger_attacks_exactly_above_its_threshold(resistance, win, cost):
    edge = float(initiation_threshold(resistance=resistance, win=win, cost=cost))
    for worth in [*WORTHS, edge]:
        gain = challenger("initiate", worth, resistance, win, cost) - challenger("wait", worth, resistance, win, cost)
        assert (gain > 1e-9) == (worth > edge + 1e-8)


@given(*[st.integers(-6, 6)] * 4)
def test_the_protege_holds_exactly_where_support_is_likely_enough(supported, concede, alone, realign):
    if supported <= max(concede, alone, realign):
        with pytest.raises(ArgumentError, match="'supported' must be worth more than"):
            hold_threshold(supported=supported, concede=concede, alone=alone, realign=realign)
        return
    edge = float(hold_threshold(supported=supported, concede=concede, alone=alone, realign=realign))
    for support in [*np.linspace(0, 1, 41), edge]:
        holding = support * supported + (1 - support) * max(alone, realign)
        assert (holding >= concede - 1e-9) == (support >= edge - 1e-9)


def test_a_better_way_out_makes_the_protege_bolder():
    edge = hold_threshold(supported=1, concede=0.35, alone=-0.5, realign=np.linspace(-0.5, 0.3, 9))
    assert (np.diff(edge) < 0).all()
    assert hold_threshold(supported=1, concede=0.35, alone=-0.5, realign=[-0.9, -0.5]).tolist() == pytest.approx(
        [17 / 30] * 2
    )


def test_sure_resistance_protects_what_is_worth_less_than_the_cost_over_the_chance_to_win():
    assert initiation_threshold(resistance=1, win=0.4, cost=0.5) == pytest.approx(1.25)
    assert initiation_threshold(resistance=0, win=0, cost=0.5) == 0


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: resistance_threshold(win=1, cost=0.1), "'win' must be"),
        (lambda: resistance_threshold(win=0.5, cost=-0.1), "'cost' must be"),
        (lambda: resistance_threshold(win=0.5, cost=0.1, tripwire=-1), "'tripwire' must be"),
        (lambda: required_tripwire(worth=-1, win=0.5, cost=0.1), "'worth' must be"),
        (lambda: initiation_threshold(resistance=1.1, win=0.5, cost=0.1), "'resistance' must be"),
        (lambda: initiation_threshold(resistance=[0.5, 1], win=0, cost=0.1), "above 0 where resistance is sure"),
        (lambda: initiation_threshold(resistance=[0.5, 1], win=[0.1] * 3, cost=0.1), "shapes do not fit"),
    ],
)
def test_bad_arguments_are_refused(call, says):
    with pytest.raises(ArgumentError, match=says):
        call()
