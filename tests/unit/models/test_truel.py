from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deterrence.errors import ArgumentError
from deterrence.models.truel import PROFILES, duel, truel, truel_chances

SKILLS = st.integers(0, 10).map(lambda n: n / 10)
FIFTHS = st.integers(0, 5).map(lambda n: n / 5)
THREE = st.tuples(FIFTHS, FIFTHS, FIFTHS)
SHIELDS = st.tuples(*[st.sampled_from([0.0, 0.5, 1.0])] * 3)


def played_out(skills, shields, targets, begins, turns=600):
    """Follow the probabilities of who is left and whose turn it is, turn by turn."""
    left = {((0, 1, 2), begins): 1.0}
    last = np.zeros(3)
    for _ in range(turns):
        following = {}
        for (players, turn), weight in left.items():
            target = targets[turn] if len(players) == 3 else next(p for p in players if p != turn)
            hit = 0.0 if target is None else skills[turn] * (1 - shields[target])
            for chance, remain in ((hit, tuple(p for p in players if p != target)), (1 - hit, players)):
                if chance == 0:
                    continue
                if len(remain) == 1:
                    last[remain[0]] += weight * chance
                    continue
                after = next(p for p in ((turn + k) % 3 for k in (1, 2, 3)) if p in remain)
                following[remain, after] = following.get((remain, after), 0.0) + weight * chance
        left = {state: weight for state, weight in following.items() if weight > 1e-15}
        if not left or (targets == (None, None, None) and set(left) <= {((0, 1, 2), k) for k in range(3)}):
            break
    return last


@settings(max_examples=40, deadline=None)
@given(THREE, SHIELDS, st.sampled_from(PROFILES), st.integers(0, 2))
def test_the_chances_are_those_of_the_truel_played_out(skills, shields, targets, begins):
    expected = played_out(skills, shields, targets, begins, turns=600)
    found = truel_chances(skills, targets=targets, shields=shields, begins=begins)
    assert found.tolist() == pytest.approx(expected.tolist(), abs=1e-6)
    assert found.sum() <= 1 + 1e-12


@given(SKILLS, SKILLS)
def test_a_duel_is_that_of_shot_after_shot(first, second):
    wins, still = 0.0, 1.0
    for _ in range(2000):
        wins += still * first
        still *= (1 - first) * (1 - second)
    assert float(duel(first, second)) == pytest.approx(wins, abs=1e-9)


def test_mostellers_numbers_are_found():
    ways = [truel_chances([0.3, 1.0, 0.5], targets=(target, 2, 1))[0] for target in (None, 1, 2)]
    assert ways == pytest.approx([0.3, 363 / 1300, 0.21])
    found = truel([0.3, 1.0, 0.5])
    assert [found.targets[i] for i in np.flatnonzero(found.equilibrium)] == [(None, 2, 1)]


@settings(max_examples=20, deadline=None)
@given(THREE, st.integers(0, 26), st.integers(0, 2))
def test_the_regret_is_the_best_other_target_played_out(skills, which, player):
    found, targets = truel(skills), PROFILES[which]
    own = played_out(skills, (0, 0, 0), targets, player, turns=300)[player]
    best = own
    for other in (None, *(k for k in range(3) if k != player)):
        changed = tuple(other if k == player else target for k, target in enumerate(targets))
        best = max(best, played_out(skills, (0, 0, 0), changed, player, turns=300)[player])
    assert found.regret[which, player] == pytest.approx(best - own, abs=1e-6)


def test_on_a_grid_of_skills_there_is_always_an_equilibrium_in_fixed_targets():
    skills = np.stack(np.meshgrid(*[np.linspace(0, 1, 11)] * 3, indexing="ij"))
    assert truel(skills).equilibrium.any(axis=0).all()


def equilibria(skills, shields):
    found = truel(skills, shields=shields)
    return [found.targets[i] for i in np.flatnonzero(found.equilibrium)]


def test_a_good_shield_of_two_brings_an_equilibrium_of_both_against_the_third():
    assert equilibria([0.3, 1.0, 0.5], [0.0, 0.5, 0.5]) == [(None, 2, 1)]
    assert equilibria([0.3, 1.0, 0.5], [0.0, 0.6, 0.6]) == [(None, 2, 1), (1, 0, 1)]


def test_a_good_shield_of_the_weakest_and_the_middle_one_ends_the_passing():
    assert equilibria([0.3, 1.0, 0.5], [0.7, 0.0, 0.7]) == [(None, 2, 1)]
    assert equilibria([0.3, 1.0, 0.5], [0.8, 0.0, 0.8]) == [(2, 2, 1)]


def test_the_middle_skill_at_which_passing_becomes_a_mistake_makes_both_worth_the_same():
    for weak in (0.1, 0.25, 0.3, 0.6):
        middle = 1 - 1 / (2 - weak)
        passing, aiming = (truel_chances([weak, 1, middle], targets=(t, 2, 1))[0] for t in (None, 1))
        assert passing == pytest.approx(aiming)


def test_points_are_the_further_axes_and_results_print():
    found = truel([[0.3, 0.2], [1, 1], [0.5, 0.5]])
    assert found.chance.shape == (27, 3, 2)
    assert found.equilibrium.shape == (27, 2)
    assert np.allclose(found.chance[..., 0], truel([0.3, 1, 0.5]).chance)
    assert "Markov perfect" in str(found)
    assert len(found.to_dict()["equilibrium"]) == 27
    assert "<td>0.7</td>" in found._repr_html_()


def test_where_all_pass_nobody_is_the_last():
    assert truel_chances([0.3, 1, 0.5], targets=(None, None, None)).tolist() == [0, 0, 0]
    assert str(truel([0, 0, 0])).endswith("...")


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: truel([0.3, 1.0]), "'skills' must have three entries"),
        (lambda: truel([0.3, 1.0, 1.2]), "'skills' must be"),
        (lambda: truel([0.3, 1.0, 0.5], shields=[0.1, 0.2]), "shapes do not fit"),
        (lambda: truel_chances([0.3, 1, 0.5], targets=(0, 1, 2)), "'targets' must name another player"),
        (
            lambda: truel_chances([0.3, 1, 0.5], targets=(1, 2, 0), begins=3),
            "'begins' must be a whole number from 0 to 2",
        ),
        (lambda: duel(2, 1), "'first' must be"),
    ],
)
def test_bad_truels_are_refused(call, says):
    with pytest.raises(ArgumentError, match=says):
        call()
