from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deterrence.errors import ArgumentError
from deterrence.models.mutual_deterrence import (
    PURE,
    Party,
    deterrence_threshold,
    mutual_deterrence,
    separation_threshold,
)

SIDE = {"win": 1, "peace": 0.6, "fight": 0.3, "submit": 0.1, "suffer": -0.2}
SHARES = st.integers(0, 12).map(lambda n: n / 12)


@st.composite
def parties(draw):
    gaps = draw(st.lists(st.integers(1, 4), min_size=5, max_size=5))
    worth = (np.cumsum(gaps[::-1])[::-1] / 4 - 1).tolist()
    return Party(hard=draw(SHARES), **dict(zip(SIDE, worth, strict=True)))


def worth(side, kind, own, rival_kind, rival):
    """What a kind of a side gets from the two first moves; who is challenged alone then does what is best for it."""
    conflict = float(side.fight if kind == "hard" else side.suffer)
    if own == "keep" and rival == "keep":
        return float(side.peace)
    if own == "challenge" and rival == "keep":
        return conflict if rival_kind == "hard" else float(side.win)
    if own == "keep":
        return max(conflict, float(side.submit))
    return conflict


def expected(side, kind, own, rival, rival_play):
    """The same against what the rival's kinds do."""
    total = 0.0
    for rival_kind, challenges in zip(("hard", "soft"), rival_play, strict=True):
        share = float(rival.hard) if rival_kind == "hard" else 1 - float(rival.hard)
        for move, chance in (("challenge", challenges), ("keep", 1 - challenges)):
            total += share * chance * worth(side, kind, own, rival_kind, move)
    return total


def largest_gain(play, one, other):
    gains = []
    for side, rival, own, rival_play in ((one, other, play[:2], play[2:]), (other, one, play[2:], play[:2])):
        for kind, challenges in zip(("hard", "soft"), own, strict=True):
            values = {move: expected(side, kind, move, rival, rival_play) for move in ("keep", "challenge")}
            gains.append(max(values.values()) - challenges * values["challenge"] - (1 - challenges) * values["keep"])
    return max(gains)


@given(parties(), parties())
def test_a_pure_class_is_listed_exactly_where_no_kind_gains_by_the_other_move(one, other):
    found = mutual_deterrence(one, other)
    for name, play, exists in zip(found.names, PURE, found.exists, strict=False):
        assert exists == (largest_gain(play, one, other) <= 1e-9), name


@given(parties(), parties())
def test_every_listed_class_is_an_equilibrium_and_its_regret_is_that_of_the_definition(one, other):
    found = mutual_deterrence(one, other)
    for i in np.flatnonzero(found.exists):
        gain = largest_gain(found.play[i].tolist(), one, other)
        assert gain <= 1e-9
        assert found.regret[i] == pytest.approx(gain, abs=1e-12)


@given(parties(), parties())
def test_deterrence_and_separation_exist_exactly_where_the_thresholds_say(one, other):
    found = mutual_deterrence(one, other)
    deterred = (
        float(other.hard) >= deterrence_threshold(one) - 1e-9 and float(one.hard) >= deterrence_threshold(other) - 1e-9
    )
    apart = (
        float(other.hard) >= separation_threshold(one) - 1e-9 and float(one.hard) >= separation_threshold(other) - 1e-9
    )
    assert found.where("sure-thing deterrence") == deterred == found.where("hesitation")
    assert found.where("separating") == apart


@given(parties(), parties())
def test_swapping_the_sides_swaps_the_classes(one, other):
    there, back = mutual_deterrence(one, other), mutual_deterrence(other, one)
    listed = {tuple(there.play[i].round(9)) for i in np.flatnonzero(there.exists)}
    assert listed == {(*play[2:], *play[:2]) for play in (back.play[i].round(9) for i in np.flatnonzero(back.exists))}


@given(parties(), parties())
def test_outcomes_are_those_of_the_moves_and_replies(one, other):
    found = mutual_deterrence(one, other)
    for i in np.flatnonzero(found.exists):
        totals = dict.fromkeys(found.outcomes, 0.0)
        for kinds in itertools.product((0, 1), repeat=2):
            chances = [
                (1 - float(side.hard)) if kind else float(side.hard)
                for side, kind in zip((one, other), kinds, strict=True)
            ]
            challenge = found.play[i][kinds[0]], found.play[i][2 + kinds[1]]
            for moves in itertools.product((True, False), repeat=2):
                chance = np.prod(chances) * np.prod([c if m else 1 - c for c, m in zip(challenge, moves, strict=True)])
                if moves == (False, False):
                    totals["status quo"] += chance
                elif moves == (True, False) and kinds[1]:
                    totals["one wins"] += chance
                elif moves == (False, True) and kinds[0]:
                    totals["other wins"] += chance
                else:
                    totals["conflict"] += chance
        for outcome, total in totals.items():
            assert found.outcomes[outcome][i] == pytest.approx(total, abs=1e-12)


def test_on_both_thresholds_the_classes_of_both_sides_are_listed():
    edge = 4 / 7
    side = Party(hard=edge, **SIDE)
    assert deterrence_threshold(side) == pytest.approx(edge)
    assert separation_threshold(side) == pytest.approx(edge)
    assert set(mutual_deterrence(side, side).present()) >= {
        "sure-thing deterrence",
        "separating",
        "hesitation",
        "bluff",
    }
    for step, gone in ((1e-6, "bluff"), (-1e-6, "separating")):
        near = Party(hard=edge + step, **SIDE)
        assert gone not in mutual_deterrence(near, near).present()


def test_while_the_soft_bluff_a_side_meets_a_challenge_as_often_whatever_the_credibility():
    side = Party(hard=np.linspace(0, 0.57, 20), **SIDE)
    found = mutual_deterrence(side, side)
    assert found.where("bluff").all()
    hard, soft = found.play[:, -2, 2], found.play[:, -2, 3]
    assert side.hard * hard + (1 - side.hard) * soft == pytest.approx(np.full(20, 4 / 7))


def test_a_dearer_conflict_makes_room_for_the_hard_to_fight_each_other():
    suffer = np.array([-0.07, 1 / 10 - 0.4 * 0.3 / 0.7, -0.08])
    side = Party(hard=0.7, **SIDE | {"suffer": suffer})
    assert mutual_deterrence(side, side).where("separating").tolist() == [False, True, True]


def test_the_arrays_of_two_sides_broadcast_and_are_owned():
    given_hard = np.array([0.2, 0.7])
    one, other = Party(hard=given_hard[:, None], **SIDE), Party(hard=[0.1, 0.5, 0.9], **SIDE)
    given_hard[:] = 0
    found = mutual_deterrence(one, other)
    assert found.exists.shape == (2, 3, 18)
    assert found.provenance.given["one"]["hard"] == [[0.2], [0.7]]
    with pytest.raises(ValueError, match="read-only"):
        one.hard[0] = 1


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"fight": 0.6}, "'peace' must be worth more than 'fight'"),
        ({"submit": 0.3}, "'fight' must be worth more than 'submit'"),
        ({"hard": -0.1}, "'hard' must be"),
        ({"hard": [0.1, 0.2], "win": [1, 1, 1]}, "shapes do not fit"),
    ],
)
def test_bad_parties_are_refused(change, says):
    with pytest.raises(ArgumentError, match=says):
        Party(**{"hard": 0.5, **SIDE, **change})


def test_what_is_no_party_is_refused():
    side = Party(hard=0.5, **SIDE)
    with pytest.raises(ArgumentError, match="needs a Party"):
        mutual_deterrence(side, 0.5)
    with pytest.raises(ArgumentError, match="needs a Party"):
        deterrence_threshold({"hard": 1})
    with pytest.raises(ArgumentError, match="shapes do not fit"):
        mutual_deterrence(Party(hard=[0.1, 0.2], **SIDE), Party(hard=[0.1, 0.2, 0.3], **SIDE))
