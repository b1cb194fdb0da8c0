"""Evolutionary stability against the definition on a fine grid of mutants, and the dynamics against it."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from deterrence.errors import ArgumentError, ConceptError
from deterrence.game.normal_form import NormalFormGame
from deterrence.solvers.dynamics import best_responses, replicator
from deterrence.solvers.evolutionary import evolutionarily_stable, is_evolutionarily_stable_set


def symmetric(own):
    return NormalFormGame.of_matrices(own, np.transpose(own))


def retaliation(prize, cost):
    """Hawk, dove and retaliator, who fights back and is otherwise peaceful (Maynard Smith and Price 1973)."""
    fight = (prize - cost) / 2
    return symmetric([[fight, prize, fight], [0, prize / 2, prize / 2], [fight, prize / 2, prize / 2]])


def simplex(size, steps):
    for cuts in itertools.combinations_with_replacement(range(steps + 1), size - 1):
        yield np.diff([0, *cuts, steps]) / steps


def invades_nobody(own, strategy, mutant):
    """The definition: worse against the strategy, or as good and worse against the mutant."""
    first = strategy @ own @ strategy - mutant @ own @ strategy
    second = strategy @ own @ mutant - mutant @ own @ mutant
    return first > 1e-9 or (first > -1e-9 and second > 1e-12)


@pytest.mark.parametrize(("prize", "cost"), [(2, 3), (1, 4), (2, 2.5)])
def test_hawks_are_the_prize_over_the_cost(prize, cost):
    game = symmetric([[(prize - cost) / 2, prize], [0, prize / 2]])
    (found,) = evolutionarily_stable(game).strategies
    assert found == pytest.approx([prize / cost, 1 - prize / cost])
    assert found @ game.payoffs[..., 0, 0] @ found == pytest.approx((1 - prize / cost) * prize / 2)


@settings(max_examples=70, deadline=None)
@given(arrays(np.float64, (3, 3), elements=st.integers(0, 3)))
def test_every_answer_resists_every_mutant_and_nothing_else_on_the_grid_does(own):
    found = evolutionarily_stable(symmetric(own)).strategies
    mutants = list(simplex(3, 24))
    for strategy in found:
        near = [strategy + 1e-3 * (mutant - strategy) for mutant in mutants]
        others = [m for m in [*mutants, *near] if np.abs(m - strategy).max() > 1e-9]
        assert all(invades_nobody(own, strategy, mutant) for mutant in others)
    for strategy in simplex(3, 6):
        if not any(np.abs(strategy - s).max() < 1e-9 for s in found):
            near = [strategy + 1e-3 * (m - strategy) for m in mutants if np.abs(m - strategy).max() > 1e-9]
            assert not all(invades_nobody(own, strategy, mutant) for mutant in near)


def test_rock_paper_scissors_is_stable_only_when_winning_pays_more_than_losing_costs():
    def of(win):
        return symmetric([[0, -1, win], [win, 0, -1], [-1, win, 0]])

    assert len(evolutionarily_stable(of(2))) == 1
    assert len(evolutionarily_stable(of(1))) == 0
    assert len(evolutionarily_stable(of(0.5))) == 0


def test_where_a_population_of_retaliators_starts_decides_where_it_ends():
    game = retaliation(2, 6)
    assert replicator(game, [0.3, 0.3, 0.4]).end[0] == pytest.approx([0, 0.628747, 0.371253], abs=1e-6)
    assert replicator(game, [0.6, 0.3, 0.1]).end[0].round(4).tolist() == [0.3333, 0.6667, 0]
    assert evolutionarily_stable(game).strategies == pytest.approx(np.array([[1 / 3, 2 / 3, 0]]))


def test_the_peaceful_mixtures_are_no_stable_set_as_hawks_return_at_their_edge():
    game = retaliation(2, 6)
    assert not is_evolutionarily_stable_set(game, [[0, 0, 1], [0, 0.75, 0.25]])
    assert is_evolutionarily_stable_set(game, [[1 / 3, 2 / 3, 0]])


def test_a_set_is_stable_exactly_when_no_part_of_it_can_be_left_upwards():
    twins = symmetric([[1, 1, 0], [1, 1, 0], [0, 0, 0.5]])
    assert is_evolutionarily_stable_set(twins, [[1, 0, 0], [0, 1, 0]])
    assert not is_evolutionarily_stable_set(twins, [[1, 0, 0], [0.5, 0.5, 0]])
    assert is_evolutionarily_stable_set(twins, [[0, 0, 1]])
    assert not is_evolutionarily_stable_set(symmetric(np.zeros((2, 2))), [[1, 0]])
    assert is_evolutionarily_stable_set(symmetric(np.zeros((2, 2))), [[1, 0], [0, 1]])


@settings(max_examples=100, deadline=None)
@given(arrays(np.float64, (3, 3), elements=st.integers(0, 3)))
def test_a_single_strategy_is_a_stable_set_exactly_when_it_is_a_stable_strategy(own):
    game = symmetric(own)
    found = evolutionarily_stable(game).strategies
    for strategy in [*np.eye(3), *found]:
        alone = any(np.abs(strategy - s).max() < 1e-9 for s in found)
        assert is_evolutionarily_stable_set(game, [strategy]) == alone


@settings(max_examples=30, deadline=None)
@given(own=arrays(np.float64, (3, 3), elements=st.integers(0, 3)))
def test_the_replicator_returns_to_what_is_stable(own):
    found = evolutionarily_stable(symmetric(own)).strategies
    assume(len(found))
    start = 0.99 * found[0] + 0.01 / 3
    assert np.abs(replicator(symmetric(own), start, until=5000).end[0] - found[0]).max() < 0.011


def test_two_populations_of_matching_pennies_never_rest_and_rested_ones_stay():
    pennies = NormalFormGame.of_matrices([[1, -1], [-1, 1]])
    path = replicator(pennies, [[0.6, 0.4], [0.5, 0.5]], until=50)
    assert not path.is_at_rest
    energy = [np.log(x).sum() + np.log(y).sum() for x, y in zip(*path.shares, strict=True)]
    assert np.ptp(energy) < 1e-6
    assert replicator(pennies, [[0.5, 0.5], [0.5, 0.5]]).is_at_rest


def test_best_responses_end_at_an_equilibrium_or_in_a_cycle():
    chicken = NormalFormGame.of_matrices([[3, 2], [4, 1]], [[3, 4], [2, 1]])
    calm = best_responses(chicken, ["1", "1"])
    assert calm.is_at_rest
    assert calm.cycle == (("2", "1"),)
    round_and_round = best_responses(NormalFormGame.of_matrices([[1, -1], [-1, 1]]), ["1", "1"])
    assert not round_and_round.is_at_rest
    assert set(round_and_round.cycle) == {("1", "2"), ("2", "2"), ("2", "1"), ("1", "1")}


def test_what_cannot_be_answered_is_said():
    pennies = NormalFormGame.of_matrices([[1, -1], [-1, 1]])
    with pytest.raises(ConceptError, match="symmetric"):
        evolutionarily_stable(pennies)
    with pytest.raises(ConceptError, match="symmetric"):
        replicator(pennies, [0.5, 0.5])
    with pytest.raises(ArgumentError, match="sum to 1"):
        replicator(pennies, [[0.5, 0.4], [0.5, 0.5]])
    with pytest.raises(ArgumentError, match="one or two populations"):
        replicator(pennies, [[1, 0], [1, 0], [1, 0]])
    with pytest.raises(ArgumentError, match="a strategy for each player"):
        best_responses(pennies, ["1", "3"])
    with pytest.raises(ArgumentError, match="one point"):
        replicator(NormalFormGame.of_matrices(np.zeros((2, 2, 3))), [[1, 0], [1, 0]])
