from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from deterrence import build_game, load
from deterrence.errors import ArgumentError
from deterrence.game.normal_form import NormalFormGame
from deterrence.solvers.dominance import dominance
from deterrence.solvers.extreme_equilibria import extreme_equilibria

PAYOFFS = arrays(
    float, st.tuples(st.integers(1, 4), st.integers(1, 4), st.just(2)), elements=st.integers(0, 3).map(float)
)


def game_of(payoffs: np.ndarray) -> NormalFormGame:
    return NormalFormGame.of_matrices(payoffs[..., 0], payoffs[..., 1])


def beats(winner: np.ndarray, loser: np.ndarray, *, weak: bool) -> bool:
    if weak:
        return bool((winner >= loser - 1e-9).all() and (winner > loser + 1e-9).any())
    return bool((winner > loser + 1e-9).all())


@given(PAYOFFS, st.booleans(), st.booleans())
@settings(max_examples=80, deadline=None)
def test_every_elimination_is_one_by_the_definition(payoffs, weak, mixed):
    found = dominance(game_of(payoffs), weak=weak, mixed=mixed)
    alive = [list(range(payoffs.shape[0])), list(range(payoffs.shape[1]))]
    for count in range(1, 1 + max((step.round for step in found.eliminations), default=0)):
        gone = []
        for step in (step for step in found.eliminations if step.round == count):
            player = int(step.player) - 1
            table = np.moveaxis(payoffs[..., player], player, 0)[:, alive[1 - player]]
            winner = sum(weight * table[int(label) - 1] for label, weight in step.by.items())
            assert all(int(label) - 1 in alive[player] for label in step.by)
            assert sum(step.by.values()) == pytest.approx(1)
            assert mixed or len(step.by) == 1
            assert beats(winner, table[int(step.strategy) - 1], weak=weak)
            gone.append((player, int(step.strategy) - 1))
        for player, strategy in gone:
            alive[player].remove(strategy)
    labels = [tuple(str(s + 1) for s in own) for own in alive]
    assert list(found.survivors.values()) == labels


@given(PAYOFFS, st.booleans())
@settings(max_examples=60, deadline=None)
def test_no_survivor_is_dominated_by_a_pure_strategy(payoffs, weak):
    left = [[int(label) - 1 for label in own] for own in dominance(game_of(payoffs), weak=weak).survivors.values()]
    for player in range(2):
        table = np.moveaxis(payoffs[..., player], player, 0)[np.ix_(left[player], left[1 - player])]
        assert not any(beats(winner, loser, weak=weak) for winner in table for loser in table)


@given(PAYOFFS)
@settings(max_examples=50, deadline=None)
def test_strict_elimination_keeps_every_equilibrium(payoffs):
    survivors = dominance(game_of(payoffs)).survivors
    found = extreme_equilibria(game_of(payoffs))
    for player, labels in survivors.items():
        used = np.flatnonzero(found.strategies[player].max(axis=0) > 0)
        assert {str(s + 1) for s in used} <= set(labels)


def test_half_and_half_dominates_what_neither_does_alone():
    game = NormalFormGame.of_matrices([[3, 0], [0, 3], [1, 1]], [[2, 1], [1, 3], [4, 0]])
    assert dominance(game, mixed=False).eliminations == ()
    step = dominance(game).eliminations[0]
    assert (step.strategy, step.by) == ("3", {"1": pytest.approx(0.5), "2": pytest.approx(0.5)})


def test_what_dominates_is_named_from_what_survives():
    steps = dominance(NormalFormGame.of_matrices([[1], [2], [3]], [[0], [0], [0]])).eliminations
    assert [(step.strategy, dict(step.by)) for step in steps] == [("1", {"3": 1.0}), ("2", {"3": 1.0})]


def test_weak_elimination_can_take_an_equilibrium_and_is_simultaneous():
    entry = NormalFormGame.of_matrices([[2, 2], [3, 0]], [[3, 3], [2, 0]])
    found = dominance(entry, weak=True)
    assert [(step.round, step.player, step.strategy) for step in found.eliminations] == [(1, "2", "2"), (2, "1", "1")]
    assert found.solves
    assert not dominance(entry).eliminations


def test_three_players_and_a_dilemma_are_solved_by_dominance():
    table = np.zeros((2, 2, 2, 3))
    for profile in np.ndindex(2, 2, 2):
        table[profile] = [2 * (2 - sum(profile) + profile[i]) + 3 * profile[i] for i in range(3)]
    found = dominance(NormalFormGame(actions=(("keep", "break"),) * 3, payoffs=table))
    assert found.solves
    assert found.survivors == {"1": ("break",), "2": ("break",), "3": ("break",)}


def test_an_extensive_game_stands_for_its_plans_and_the_answer_prints_everywhere():
    found = dominance(build_game(load("technology-for-money")), weak=True)
    assert found.eliminations
    assert "dominated by" in str(found)
    assert "<table>" in found._repr_html_()
    assert json.loads(json.dumps(found.to_dict()))["weak"] is True
    assert str(dominance(NormalFormGame.of_matrices(np.eye(2)), mixed=False)).startswith(
        "nothing is strictly dominated"
    )


def test_several_points_are_refused():
    with pytest.raises(ArgumentError, match="one point; this game has 3"):
        dominance(NormalFormGame.of_matrices(np.ones((2, 2, 3))))
    with pytest.raises(ArgumentError, match="not a finite number"):
        dominance(NormalFormGame.of_matrices([[np.nan]]))
