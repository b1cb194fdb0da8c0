"""Values by elimination, by sweeps and by Krylov steps are the same values."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_array

from deterrence.errors import NoAnswerError
from deterrence.timeline.farsight import solving


def shares(size, kept, patience, seed=0):
    """A random chain whose first values are discounted; the values behind them depend only on earlier ones."""
    rng = np.random.default_rng(seed)
    found = rng.random((size, size)) * (rng.random((size, size)) < 0.3)
    found[kept:, kept:] = np.tril(found[kept:, kept:], -1)
    found[:, 0] += 0.01
    found /= found.sum(axis=1, keepdims=True)
    found[:kept] *= patience
    return found


@pytest.mark.parametrize("patience", [0.5, 0.99, 0.9999, 0.999999])
def test_the_values_solve_the_equations(monkeypatch, patience):
    reward = np.zeros((40, 2))
    reward[:30] = np.random.default_rng(1).normal(size=(30, 2))
    matrix = shares(40, 30, patience)
    wanted = np.linalg.solve(np.eye(40) - matrix, reward)
    scale = np.abs(wanted).max()
    assert np.abs(solving.solved(csr_array(matrix), reward, 30) - wanted).max() < 1e-9 * scale
    monkeypatch.setattr(solving, "DIRECT", 0)
    assert np.abs(solving.solved(csr_array(matrix), reward, 30) - wanted).max() < 1e-8 * scale


def test_values_that_are_not_found_are_not_claimed(monkeypatch):
    monkeypatch.setattr(solving, "DIRECT", 0)
    monkeypatch.setattr(solving, "SWEEPS", 2)
    monkeypatch.setattr(solving, "_krylov", lambda matrix, reward, values: values)
    with pytest.raises(NoAnswerError, match="patience is too great"):
        solving.solved(csr_array(shares(40, 30, 0.9999999)), np.ones((40, 1)) * (np.arange(40) < 30)[:, None], 30)
