from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deterrence.errors import ArgumentError
from deterrence.models.arms_game import ARMS_GAMES, arms_game

PAYOFFS = st.integers(0, 4).map(float)

RANKINGS = {
    "prisoner's dilemma": ["lead", "restraint", "race", "behind"],
    "deadlock": ["lead", "race", "restraint", "behind"],
    "stag hunt": ["restraint", "lead", "race", "behind"],
    "chicken": ["lead", "restraint", "behind", "race"],
    "harmony": ["restraint", "lead", "behind", "race"],
    "coordination on arms": ["race", "restraint", "lead", "behind"],
}


@pytest.mark.parametrize("name", RANKINGS)
def test_the_textbook_rankings_have_their_names(name):
    payoffs = {outcome: 4 - i for i, outcome in enumerate(RANKINGS[name])}
    assert str(arms_game(**payoffs)) == name


@given(PAYOFFS, PAYOFFS, PAYOFFS, PAYOFFS)
def test_the_name_says_which_outcomes_are_equilibria_and_whether_both_would_change(restraint, lead, behind, race):
    name = str(arms_game(restraint=restraint, lead=lead, behind=behind, race=race))
    if name == "border":
        assert lead == restraint or race in (behind, restraint)
        return
    both_restrain, both_arm = restraint > lead, race > behind
    one_arms = lead > restraint and behind > race
    expected = {
        "prisoner's dilemma": (False, True, False),
        "deadlock": (False, True, False),
        "stag hunt": (True, True, False),
        "coordination on arms": (True, True, False),
        "chicken": (False, False, True),
        "harmony": (True, False, False),
    }
    assert (both_restrain, both_arm, one_arms) == expected[name]
    if name in ("prisoner's dilemma", "stag hunt"):
        assert restraint > race
    if name in ("deadlock", "coordination on arms"):
        assert race > restraint
    assert name in ARMS_GAMES


def test_ties_that_decide_are_on_a_border_and_others_are_not():
    assert arms_game(restraint=3, lead=[3, 4, 4], behind=[0, 1, 0], race=[1, 1, 3]).tolist() == ["border"] * 3
    assert arms_game(restraint=3, lead=4, behind=4, race=3).tolist() == "chicken"


def test_bad_payoffs_are_refused():
    with pytest.raises(ArgumentError, match="'race' must be finite"):
        arms_game(restraint=3, lead=4, behind=0, race=float("inf"))
