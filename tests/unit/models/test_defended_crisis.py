from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deterrence.errors import ArgumentError
from deterrence.models.defended_crisis import defended_crisis

BASE = {"risk": 0.1, "share": 0.5, "harm": 3, "rival_harm": 1}
STAKES = (np.arange(4000) + 0.5) / 4000
TABLE = {
    0.0: (0.4062, 0.9477, 0.03849, 0.03849),
    0.2: (0.5524, 0.9207, 0.05086, 0.04069),
    0.5: (0.7482, 0.8729, 0.06531, 0.03265),
    0.9: (0.9574, 0.7978, 0.07638, 0.00764),
}
NINTHS = st.integers(1, 9).map(lambda n: n / 10)
HARMS = st.integers(1, 40).map(lambda n: n / 4)


def gain_from_standing(stake, other_stands, risk, share, loss):
    """What standing brings a stake against a rival that stands so often; backing down brings 0."""
    met = (1 - risk) * share * stake - risk * loss
    return (1 - other_stands) * stake + other_stands * met


def reply(other_stands, risk, share, loss):
    """The share of stakes that would stand."""
    return np.mean(gain_from_standing(STAKES, other_stands, risk, share, loss) > 0)


@given(st.integers(0, 10).map(lambda n: n / 10), NINTHS, NINTHS, HARMS, HARMS)
def test_no_stake_gains_in_a_listed_class_and_the_regret_says_so(defence, risk, share, harm, rival_harm):
    found = defended_crisis(defence=defence, risk=risk, share=share, harm=harm, rival_harm=rival_harm)
    assert found.exists.any()
    losses = ((1 - defence) * harm, rival_harm)
    for i in np.flatnonzero(found.exists):
        gains = [0.0]
        for side in (0, 1):
            worth = gain_from_standing(STAKES, found.play[i, 1 - side], risk, share, losses[side])
            stands = 1 - found.play[i, side] <= STAKES
            gains.append(np.where(stands, -worth, worth).max())
        assert max(gains) <= 1e-8
        assert found.regret[i] <= 1e-8


@pytest.mark.parametrize("harms", [(3, 1), (1, 3), (4, 4), (6, 1), (1, 6), (6, 5), (8, 8), (0.2, 4.4)])
def test_replies_to_replies_settle_in_a_listed_class_from_either_end(harms):
    """Standing less is the reply to standing more: replies to replies rise, and settle from either end."""
    found = defended_crisis(defence=0, risk=0.1, share=0.5, harm=harms[0], rival_harm=harms[1])
    listed = found.play[found.exists]
    for own in (0.0, 1.0):
        for _ in range(150):
            other = reply(own, 0.1, 0.5, harms[1])
            own = reply(other, 0.1, 0.5, harms[0])
        assert np.abs(listed - [own, other]).max(axis=-1).min() < 2e-3


@pytest.mark.parametrize("defence", TABLE)
def test_the_table_of_the_example(defence):
    found = defended_crisis(**BASE, defence=defence)
    assert found.present() == ("both may stand",)
    told = [*found.play[0], found.outcome("attack", "both may stand"), found.outcome("hit", "both may stand")]
    assert told[:2] == pytest.approx(TABLE[defence][:2], abs=5e-5)
    assert told[2:] == pytest.approx(TABLE[defence][2:], abs=5e-6)


def test_both_may_stand_in_exactly_one_way_unless_the_risk_is_too_dear_for_both():
    """Counted on a grid: where the reply to the reply to standing crosses standing."""
    grid = np.linspace(0, 1, 100_001)

    def crossings(own, rival, meets):
        def stands(other, loss):
            return np.clip(1 - other * loss / (1 - other + other * meets), 0, 1)

        gap = stands(stands(grid, rival), own) - grid
        return int(np.sum(np.diff(np.sign(gap)) != 0)) + int(gap[0] == 0) + int(gap[-1] == 0)

    for own, rival, expected in ((0.2, 0.3, 1), (0.2, 0.6, 1), (0.6, 0.2, 1), (0.6, 0.7, 3)):
        risk = 0.1
        found = defended_crisis(defence=0, risk=risk, share=0.5 / 0.9, harm=own / risk, rival_harm=rival / risk)
        assert found.exists.sum() == expected
        assert crossings(own, rival, 0.5) >= expected


@given(st.integers(1, 10).map(lambda n: n / 10), HARMS, HARMS)
def test_without_a_defence_swapping_the_sides_swaps_the_classes(risk, harm, rival_harm):
    if risk == 1:
        return
    there = defended_crisis(defence=0, risk=risk, share=0.5, harm=harm, rival_harm=rival_harm)
    back = defended_crisis(defence=0, risk=risk, share=0.5, harm=rival_harm, rival_harm=harm)
    assert there.exists.tolist() == back.exists[[0, 2, 1]].tolist()
    tie = min(abs(risk * x - (1 - risk) * 0.5) for x in (harm, rival_harm)) < 1e-9
    if there.exists[0] and not tie:
        assert there.play[0] == pytest.approx(back.play[0][::-1], abs=1e-8)


def test_at_a_tie_two_classes_are_listed_and_played_the_same():
    found = defended_crisis(defence=0, risk=0.1, share=0.5, harm=4.5, rival_harm=1)
    assert found.present() == ("both may stand", "only the rival stands")
    assert found.play[0] == pytest.approx([0, 1], abs=1e-6)
    both = defended_crisis(defence=0, risk=0.1, share=0.5, harm=4.5, rival_harm=4.5)
    assert len(both.present()) == 3
    assert np.nanmax(both.regret) <= 1e-9


def test_behind_a_perfect_defence_a_side_always_stands_and_is_never_hit():
    found = defended_crisis(**BASE, defence=1)
    assert found.play[0].tolist() == pytest.approx([1, 1 - 0.1 / 0.45])
    assert found.outcome("hit", "both may stand") == 0


def test_a_better_defence_makes_its_owner_stand_more_often_and_the_rival_less():
    found = defended_crisis(**BASE, defence=np.linspace(0, 1, 101))
    assert (np.diff(found.play[:, 0, 0]) > 0).all()
    assert (np.diff(found.play[:, 0, 1]) < 0).all()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"defence": 1.1}, "'defence' must be"),
        ({"risk": 0}, "'risk' must be"),
        ({"risk": 1}, "'risk' must be"),
        ({"share": 0}, "'share' must be"),
        ({"harm": 0}, "'harm' must be > 0"),
        ({"rival_harm": -1}, "'rival_harm' must be > 0"),
        ({"defence": [0.1, 0.2], "harm": [1, 2, 3]}, "shapes do not fit"),
    ],
)
def test_bad_arguments_are_refused(change, says):
    with pytest.raises(ArgumentError, match=says):
        defended_crisis(**{"defence": 0.2, **BASE, **change})
