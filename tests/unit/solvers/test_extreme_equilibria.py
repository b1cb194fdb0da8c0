from __future__ import annotations

import itertools

import bimatrix_oracle as oracle
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from deterrence.errors import ConceptError
from deterrence.game.normal_form import NormalFormGame
from deterrence.solvers.equilibria import Equilibria, Termination, strategic_regret
from deterrence.solvers.extreme_equilibria import extreme_equilibria, support_enumeration, within_limit
from deterrence.solvers.minors import bordered_minors, minor_count, row_differences

SIZES = st.tuples(st.integers(1, 4), st.integers(1, 4)).filter(lambda size: size[0] * size[1] <= 12)


@st.composite
def tables(draw: st.DrawFn, most: int = 3) -> np.ndarray:
    """Payoffs ``(row, column, player)`` from a few whole numbers, so that ties abound."""
    size = draw(SIZES)
    return draw(arrays(float, (*size, 2), elements=st.integers(0, most).map(float)))


def game_of(payoffs: np.ndarray) -> NormalFormGame:
    labels = tuple(tuple(f"s{k}" for k in range(size)) for size in payoffs.shape[:2])
    return NormalFormGame(actions=labels, payoffs=payoffs)


def profiles(found: Equilibria, point: int = 0) -> list[tuple[float, ...]]:
    return [
        tuple(float(p) for weights in item.probabilities.values() for p in weights.round(9) + 0.0)
        for item in found.at(point)
    ]


def plain(exact: set) -> list[tuple[float, ...]]:
    return [tuple(round(float(p), 9) for p in (*x, *y)) for x, y in exact]


def test_the_oracle_knows_chicken_and_refuses_what_is_no_equilibrium():
    chicken = np.array([[[3, 3], [2, 4]], [[4, 2], [1, 1]]], dtype=float)
    assert sorted(plain(oracle.extreme_equilibria(chicken))) == [(0, 1, 1, 0), (0.5, 0.5, 0.5, 0.5), (1, 0, 0, 1)]
    row, column = oracle.exact(chicken[..., 0]), oracle.exact(chicken[..., 1].T)
    assert not any(
        oracle.on_a_continuum(chicken, one, oracle.extreme_equilibria(chicken))
        for one in oracle.extreme_equilibria(chicken)
    )
    first, second = oracle.Fraction(1), oracle.Fraction(0)
    assert not oracle.is_equilibrium(row, column, (first, second), (first, second))
    assert not oracle.is_equilibrium(row, column, (first, second), (first / 2, first / 2))


@given(tables())
@settings(max_examples=300, deadline=None)
def test_finds_exactly_the_extreme_equilibria_of_exact_arithmetic(payoffs):
    found = extreme_equilibria(game_of(payoffs))
    assert sorted(profiles(found)) == sorted(plain(oracle.extreme_equilibria(payoffs)))
    assert found.complete
    assert found.regret.max() <= 1e-9


@given(tables(most=2))
@settings(max_examples=150, deadline=None)
def test_marks_exactly_the_ends_of_continua(payoffs):
    found = extreme_equilibria(game_of(payoffs))
    exact = oracle.extreme_equilibria(payoffs)
    ends = [one for one in exact if oracle.on_a_continuum(payoffs, one, exact)]
    marked = [profile for profile, item in zip(profiles(found), found, strict=True) if item.degenerate]
    assert sorted(marked) == sorted(plain(set(ends)))


@given(st.integers(0, 2**32), st.integers(1, 4), st.integers(1, 4))
@settings(max_examples=60, deadline=None)
def test_games_without_ties_have_an_odd_number_none_degenerate_and_certified(seed, rows, columns):
    payoffs = np.random.default_rng(seed).normal(size=(rows, columns, 2, 20))
    found = extreme_equilibria(game_of(payoffs))
    assert (np.bincount(found.point, minlength=20) % 2 == 1).all()
    assert not found.degenerate.any()
    assert found.statistics["tied"] == 0
    mixed = [found.strategies[player] for player in found.players]
    assert strategic_regret(game_of(payoffs), mixed, found.point).max() <= 1e-9
    assert all(weights.min() >= 0 and np.allclose(weights.sum(axis=1), 1) for weights in mixed)


@given(tables(), st.lists(st.tuples(st.floats(0.01, 100), st.floats(-10, 10)), min_size=2, max_size=2))
@settings(max_examples=100, deadline=None)
def test_an_affine_change_of_payoffs_changes_no_equilibrium(payoffs, changes):
    scale, shift = np.array(changes).T
    changed = extreme_equilibria(game_of(payoffs * scale + shift))
    same = extreme_equilibria(game_of(payoffs))
    assert np.allclose(profiles(changed), profiles(same), atol=1e-6)
    assert (changed.degenerate == same.degenerate).all()


@pytest.mark.parametrize("scale", [1e-300, 1e-150, 1e-9, 1e9, 1e200, 1e307])
def test_payoffs_of_any_size_keep_their_equilibria(scale):
    payoffs = np.random.default_rng(5).integers(0, 4, (3, 3, 2, 50)).astype(float)
    same, scaled = extreme_equilibria(game_of(payoffs)), extreme_equilibria(game_of(payoffs * [[scale], [1.0]]))
    assert (same.point == scaled.point).all()
    assert all(np.allclose(same.strategies[p], scaled.strategies[p], atol=1e-9) for p in ("1", "2"))


def test_one_ruinous_payoff_makes_no_ties_of_the_others():
    payoffs = np.random.default_rng(6).random((4, 4, 2, 200))
    payoffs[3, 3] = -1e12
    found = extreme_equilibria(game_of(payoffs))
    assert found.complete
    assert (np.bincount(found.point, minlength=200) % 2 == 1).all()
    assert found.regret.max() <= 1e-9


@given(tables(), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_renaming_strategies_renames_the_equilibria(payoffs, random):
    rows, columns = (random.sample(range(size), size) for size in payoffs.shape[:2])
    renamed = profiles(extreme_equilibria(game_of(payoffs[np.ix_(rows, columns)])))
    order = [*rows, *(len(rows) + place for place in columns)]
    same = [tuple(profile[place] for place in order) for profile in profiles(extreme_equilibria(game_of(payoffs)))]
    assert sorted(renamed) == sorted(same)


def test_points_are_solved_alike_alone_and_together():
    rng = np.random.default_rng(7)
    tied, free = rng.integers(0, 3, (3, 4, 2, 150)).astype(float), rng.random((3, 4, 2, 150))
    together = extreme_equilibria(game_of(np.concatenate([tied, free], axis=-1)))
    for point in range(0, 300, 7):
        payoffs = (tied if point < 150 else free)[..., point % 150]
        assert profiles(together, point) == profiles(extreme_equilibria(game_of(payoffs)))
    assert (np.diff(together.point) >= 0).all()


@given(tables())
@settings(max_examples=60, deadline=None)
def test_pure_equilibria_come_first_then_the_earlier_supports(payoffs):
    found = profiles(extreme_equilibria(game_of(payoffs)))
    mixed = [sum(p > 0 for p in profile) > 2 for profile in found]
    unused = [tuple(p == 0 for p in profile) for profile in found]
    keys = list(zip(mixed, unused, strict=True))
    assert keys == sorted(keys)


def test_points_without_numbers_have_no_rows_and_say_so():
    payoffs = np.random.default_rng(8).random((2, 3, 2, 5))
    payoffs[0, 1, 0, 1], payoffs[1, 1, 1, 3] = np.nan, np.inf
    found = extreme_equilibria(game_of(payoffs))
    assert found.terminations.tolist() == [0, Termination.UNDEFINED, 0, Termination.UNDEFINED, 0]
    assert found.completes.tolist() == [True, False, True, False, True]
    assert set(found.point.tolist()) == {0, 2, 4}
    assert len(extreme_equilibria(game_of(payoffs[..., [1, 3]]))) == 0


def test_above_the_limit_there_is_one_equilibrium_and_no_claim_to_more():
    assert within_limit(10, 10)
    assert not within_limit(11, 11)
    found = extreme_equilibria(game_of(np.random.default_rng(9).random((12, 12, 2, 3))))
    assert found.point.tolist() == [0, 1, 2]
    assert found.termination == Termination.LIMIT
    assert not found.completes.any()
    assert found.regret.max() <= 1e-9


def test_larger_games_with_ties_are_solved_too():
    found = extreme_equilibria(game_of(np.random.default_rng(10).integers(0, 4, (7, 7, 2, 2)).astype(float)))
    assert found.complete
    assert found.regret.max() <= 1e-9
    assert len(found) > 10


@given(tables())
@settings(max_examples=60, deadline=None)
def test_near_ties_leave_no_point_without_a_certified_equilibrium(payoffs):
    noise = np.random.default_rng(11).normal(size=(*payoffs.shape, 12)) * 10.0 ** -np.arange(5, 17)
    found = extreme_equilibria(game_of(payoffs[..., None] + noise))
    assert set(found.point.tolist()) == set(range(12))
    assert found.regret.max() <= 1e-7


def test_supports_of_equal_size_are_all_without_ties_and_admit_the_rest():
    free = game_of(np.random.default_rng(12).random((3, 3, 2, 40)))
    one, other = support_enumeration(free), extreme_equilibria(free)
    assert one.complete
    assert all(np.array_equal(one.strategies[p], other.strategies[p]) for p in ("1", "2"))
    tied = support_enumeration(game_of(np.ones((2, 2, 2))))
    assert not tied.complete
    assert len(tied) == 1


def test_three_players_are_refused():
    game = NormalFormGame(actions=(("a", "b"),) * 3, payoffs=np.zeros((2, 2, 2, 3)))
    with pytest.raises(ConceptError, match="two players; the game has 3"):
        extreme_equilibria(game)


@pytest.mark.parametrize("size", [(1, 1), (2, 1), (1, 3), (3, 2), (4, 4), (5, 3)])
def test_bordered_minors_are_determinants_bordered_by_ones(size):
    payoffs = np.random.default_rng(13).random((*size, 2))
    minors = bordered_minors(row_differences(payoffs))
    assert sum(minor.shape[0] * minor.shape[1] for minor in minors) == minor_count(*size)
    for order, minor in enumerate(minors, start=1):
        for a, rows in enumerate(itertools.combinations(range(size[0]), order)):
            for b, columns in enumerate(itertools.combinations(range(size[1]), order - 1)):
                block = np.concatenate([payoffs[np.ix_(rows, columns)], np.ones((order, 1, 2))], axis=1)
                assert np.allclose(minor[a, b], np.linalg.det(np.moveaxis(block, -1, 0)))
