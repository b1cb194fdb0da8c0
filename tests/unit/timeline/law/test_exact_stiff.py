"""Chains with fast and slow rates, against sixty decimal digits."""

from __future__ import annotations

import math
from decimal import Decimal, localcontext

import numpy as np
import pytest
import scipy.sparse

from deterrence.errors import NoAnswerError
from deterrence.timeline.law import hitting
from deterrence.timeline.law.hitting import mean_time
from deterrence.timeline.law.squaring import SquaredChain, fitting
from deterrence.timeline.law.uniformization import Chain, chain

OFFSETS = np.array([0, 1e-9, 0.3, 0.30001, 7, 20.0])


def transition(rates, length):
    """The transition matrix by Taylor series and squaring, in sixty digits."""
    with localcontext() as context:
        context.prec = 60
        n = len(rates)
        generator = np.array([[Decimal(float(x)) for x in row] for row in rates], dtype=object)
        for i in range(n):
            generator[i, i] = -sum(generator[i, j] for j in range(n) if j != i)
        halvings = 4 + max(0, math.ceil(math.log2(max(1.0, float(rates.sum()) * length))))
        small = generator * (Decimal(float(length)) / Decimal(2) ** halvings)
        found = term = np.array([[Decimal(int(i == j)) for j in range(n)] for i in range(n)], dtype=object)
        for k in range(1, 40):
            term = term.dot(small) / Decimal(k)
            found = found + term
        for _ in range(halvings):
            found = found.dot(found)
        return found.astype(float)


def three(fast):
    return np.array([[0, 0.01, 0], [fast, 0, 2], [0, 0, 0]])


def started(size):
    return np.eye(size)[:, :1]


@pytest.mark.parametrize("fast", [50.0, 5e3, 1e5, 1e8])
def test_squaring_keeps_the_digits_of_slow_rates_beside_fast_ones(fast):
    squared = SquaredChain(chain(scipy.sparse.csr_array(three(fast))))
    carried = squared.carry(started(3), 0.0, 20.0, np.eye(3), 0.0)
    found = carried.pieces[0].at(OFFSETS)
    expected = np.array([transition(three(fast), length)[0] for length in OFFSETS])
    np.testing.assert_allclose(found, expected, rtol=1e-14)
    np.testing.assert_allclose(carried.law[:, 0], expected[-1], rtol=1e-14)


@pytest.mark.parametrize("fast", [50.0, 5e3])
def test_uniformization_agrees(fast):
    plain = chain(scipy.sparse.csr_array(three(fast)))
    carried = plain.carry(started(3), 0.0, 20.0, np.eye(3), 0.0)
    np.testing.assert_allclose(carried.law[:, 0], transition(three(fast), 20.0)[0], rtol=1e-11, atol=1e-14)


@pytest.mark.parametrize("discount", [0.0, 0.05, 3.0])
def test_integrals_are_those_of_uniformization(discount):
    rates = scipy.sparse.csr_array(np.random.default_rng(1).exponential(size=(12, 12)) * (1 - np.eye(12)))
    plain = chain(rates)
    piece = SquaredChain(plain).carry(started(12), 0.0, 8.0, np.eye(12), discount).pieces[0]
    short = plain.carry(started(12), 0.0, 8.0, np.eye(12), discount).pieces
    assert len(short) == 1
    offsets = np.array([5.0, 0.0, 8.0, 0.01])
    np.testing.assert_allclose(piece.integral(offsets, discount), short[0].integral(offsets, discount), atol=1e-13)
    np.testing.assert_allclose(piece.at(offsets), short[0].at(offsets), atol=1e-14)
    np.testing.assert_allclose(piece.only(3).at(offsets)[:, 0], piece.at(offsets)[:, 3])


def test_laws_carried_together_are_as_carried_alone():
    rates = scipy.sparse.csr_array(np.random.default_rng(2).exponential(size=(6, 6)) * (1 - np.eye(6)))
    laws = np.random.default_rng(3).dirichlet(np.ones(6), size=3).T * [0.5, 0.3, 0.2]
    for kind in (chain(rates), SquaredChain(chain(rates))):
        together = kind.carry(laws, 1.0, 2.0, np.eye(6), 0.1)
        alone = [kind.carry(laws[:, k : k + 1], 1.0, 2.0, np.eye(6), 0.1) for k in range(3)]
        np.testing.assert_allclose(together.law, np.hstack([one.law for one in alone]), atol=1e-15)
        values = sum(one.pieces[0].at(np.array([1.5])) for one in alone)
        np.testing.assert_allclose(together.pieces[0].at(np.array([1.5])), values, atol=1e-15)


def test_a_chain_that_has_settled_is_not_followed_further():
    rates = scipy.sparse.csr_array([[0, 1.0], [2.0, 0]])
    carried = chain(rates).carry(started(2), 0.0, 5_000.0, np.eye(2), 0.0)
    assert len(carried.pieces) == 2
    np.testing.assert_allclose(carried.law[:, 0], [2 / 3, 1 / 3], rtol=1e-14)
    assert carried.bound < 1e-15


def test_many_jumps_over_few_states_are_squared():
    assert isinstance(fitting(chain(scipy.sparse.csr_array(three(1e6))), 3, 20.0), SquaredChain)
    assert isinstance(fitting(chain(scipy.sparse.csr_array(three(5.0))), 3, 20.0), Chain)


def test_more_jumps_than_can_be_summed_are_refused():
    with pytest.raises(NoAnswerError, match="400 states with about 2e\\+09 changes"):
        fitting(Chain(step=None, speed=1e8), 400, 20.0)


@pytest.mark.parametrize("fast", [1.0, 1e4, 1e8, 1e12])
def test_mean_times_keep_their_digits_beside_fast_rates(fast):
    found = mean_time(scipy.sparse.csr_array(three(fast)), started(3)[:, 0], np.array([False, False, True]))
    assert found == pytest.approx((100 + 1 / (fast + 2)) * (fast + 2) / 2, rel=1e-14)


def test_mean_times_solve_the_equations_of_one_step(monkeypatch):
    rates = np.random.default_rng(4).exponential(size=(30, 30)) * (1 - np.eye(30))
    rates[-1] = 0
    law, target = np.full(30, 1 / 30), np.arange(30) == 29
    inside = rates[:-1, :-1] - np.diag(rates[:-1].sum(axis=1))
    expected = law[:-1] @ np.linalg.solve(inside, -np.ones(29))
    assert mean_time(scipy.sparse.csr_array(rates), law, target) == pytest.approx(expected, rel=1e-13)
    monkeypatch.setattr(hitting, "DENSE", 5)
    assert mean_time(scipy.sparse.csr_array(rates), law, target) == pytest.approx(expected, rel=1e-13)
