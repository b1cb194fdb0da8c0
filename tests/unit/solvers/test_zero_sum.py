from __future__ import annotations

from fractions import Fraction
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from deterrence.errors import ConceptError
from deterrence.game.normal_form import NormalFormGame
from deterrence.solvers.equilibria import Termination
from deterrence.solvers.zero_sum import zero_sum

MATRICES = arrays(float, st.tuples(st.integers(1, 4), st.integers(1, 4)), elements=st.integers(-3, 3).map(float))


@given(MATRICES, st.integers(-5, 5))
@settings(max_examples=100, deadline=None)
def test_both_players_secure_the_value(matrix, total):
    found = zero_sum(NormalFormGame.of_matrices(matrix, total - matrix))[0]
    value = found.payoffs["1"]
    assert (found.probabilities["1"] @ matrix).min() == pytest.approx(value, abs=1e-9)
    assert (matrix @ found.probabilities["2"]).max() == pytest.approx(value, abs=1e-9)
    assert found.regret <= 1e-9


def test_the_value_of_inspections_is_the_published_one():
    """Dresher's recursion: periods n, inspections m, one violation that costs b when caught."""

    def value(n: int, m: int, b: float) -> float:
        if m == 0 or m >= n:
            return float(m == 0)
        matrix = [[-b, 1], [value(n - 1, m - 1, b), value(n - 1, m, b)]]
        return zero_sum(NormalFormGame.of_matrices(matrix))[0].payoffs["1"]

    for n, m, b in [(2, 1, 1), (4, 2, 1), (6, 3, 1), (5, 2, 2)]:
        exact = Fraction(comb(n - 1, m), sum(comb(n, i) * b ** (m - i) for i in range(m + 1)))
        assert value(n, m, b) == pytest.approx(float(exact))


def test_payoffs_without_a_constant_sum_are_refused_with_the_point():
    with pytest.raises(ConceptError, match="at point 1 it goes from 0 to 1"):
        zero_sum(NormalFormGame.of_matrices(np.zeros((2, 1, 2)), np.array([[[0, 0]], [[0, 1]]])))


def test_rounding_is_no_difference_of_sums():
    assert len(zero_sum(NormalFormGame.of_matrices([[0.1, 0.3]], [[0.2, 0.0]]))) == 1


def test_points_without_numbers_have_no_row():
    found = zero_sum(NormalFormGame.of_matrices(np.array([[[1.0, np.nan]], [[0.0, 1.0]]])))
    assert found.point.tolist() == [0]
    assert found.terminations[1] == Termination.UNDEFINED
