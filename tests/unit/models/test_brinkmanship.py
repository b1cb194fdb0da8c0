from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deterrence.errors import ArgumentError
from deterrence.models.brinkmanship import CONTEST_DISASTER, conceding_disaster, contest_worth, resolve, risk_bid

GAPS = st.integers(1, 9)
TENTHS = st.integers(0, 10).map(lambda n: n / 10)
RIVALS = (np.arange(20000) + 0.5) / 20000


def contest(stake, bid_as):
    """Worth of holding out as long as another stake would, over rivals drawn evenly, hazard by hazard."""
    hazard = -bid_as - math.log(1 - bid_as)
    theirs = -RIVALS - np.log(1 - RIVALS)
    met = np.minimum(hazard, theirs)
    survives = np.exp(-met)
    return float(np.mean(np.where(theirs < hazard, survives * stake, 0.0) - (1 - survives)))


@given(st.integers(-9, 9), GAPS, GAPS, TENTHS)
def test_a_risk_is_worth_running_exactly_up_to_the_resolve(disaster, low, high, defence):
    quit_, win = disaster + low, disaster + low + high
    edge = float(resolve(win=win, quit=quit_, disaster=disaster, defence=defence))
    through = quit_ - (1 - defence) * (quit_ - disaster)
    for risk in [*np.linspace(0, 1, 41), edge]:
        assert ((1 - risk) * win + risk * through >= quit_ - 1e-9) == (risk <= edge + 1e-9)


def test_a_defence_raises_resolve_from_a_fifth_to_a_third_to_five_ninths():
    found = resolve(win=1, quit=0, disaster=-4, defence=[0, 0.5, 0.8, 1])
    assert found == pytest.approx([1 / 5, 1 / 3, 5 / 9, 1])


@pytest.mark.parametrize("stake", [0.05, 0.5, 0.9])
@pytest.mark.parametrize("bid_as", [0.0, 0.3, 0.5, 0.8])
def test_the_worth_of_a_bid_is_that_of_the_contest_played_out(stake, bid_as):
    assert contest_worth(stake, bid_as=bid_as) == pytest.approx(contest(stake, bid_as), abs=1e-4)


@given(st.integers(0, 40).map(lambda n: n / 40))
def test_no_other_bid_is_worth_more_than_ones_own(stake):
    others = np.linspace(0, 1, 401)
    worth = contest_worth(stake, bid_as=others)
    assert worth.max() <= contest_worth(stake) + 1e-12
    assert others[worth.argmax()] == pytest.approx(stake, abs=1 / 400)
    assert contest_worth(stake) >= -1e-12


def test_at_the_margin_the_stake_times_the_rivals_rate_of_conceding_is_one():
    z, step = np.linspace(0.1, 0.9, 9), 1e-6
    rate = step / (risk_bid(z + step / 2) - risk_bid(z - step / 2)) / (1 - z)
    assert z * rate == pytest.approx(np.ones(9), rel=1e-6)


def test_the_chance_of_disaster_is_that_of_the_hazard_bid():
    z = np.linspace(0, 0.99, 100)
    assert conceding_disaster(z) == pytest.approx(1 - np.exp(-risk_bid(z)), abs=1e-12)
    assert conceding_disaster(0.5) == pytest.approx(0.1756, abs=5e-5)
    assert conceding_disaster(1) == 1


def test_one_contest_in_eight_ends_in_disaster():
    z = RIVALS
    assert pytest.approx(np.mean(2 * (1 - z) * conceding_disaster(z)), abs=1e-6) == CONTEST_DISASTER


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: resolve(win=0, quit=0, disaster=-1), "'win' must be worth more than 'quit'"),
        (lambda: resolve(win=1, quit=0, disaster=0), "'quit' must be worth more than 'disaster'"),
        (lambda: resolve(win=1, quit=0, disaster=-1, defence=1.1), "'defence' must be"),
        (lambda: resolve(win=[1, 1], quit=0, disaster=-1, defence=[0, 0, 0]), "shapes do not fit"),
        (lambda: risk_bid(1.0), "'stake' must be"),
        (lambda: conceding_disaster(1.1), "'stake' must be"),
        (lambda: contest_worth(0.5, bid_as=-0.1), "'bid_as' must be"),
    ],
)
def test_bad_arguments_are_refused(call, says):
    with pytest.raises(ArgumentError, match=says):
        call()
