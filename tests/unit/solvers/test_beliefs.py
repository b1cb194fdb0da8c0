"""Beliefs that support a plan, against linear programming."""

from __future__ import annotations

import numpy as np
import pytest
from assessment_oracle import is_supported

from deterrence.solvers.beliefs import gaps, supportable, supporting_belief


@pytest.mark.parametrize(("alternatives", "nodes"), [(1, 2), (2, 2), (3, 2), (2, 3), (4, 3), (3, 4)])
def test_a_belief_is_found_exactly_where_there_is_one(alternatives, nodes):
    rng = np.random.Generator(np.random.Philox([alternatives, nodes]))
    margins = rng.integers(-3, 4, (alternatives, nodes, 150)).astype(float)
    wanted = [is_supported(margins[:, :, point].tolist(), 0) for point in range(150)]
    assert 10 < sum(wanted) < 150
    assert supportable(margins).tolist() == wanted
    belief = supporting_belief(margins, None)[:, wanted]
    assert (belief >= 0).all()
    assert np.allclose(belief.sum(axis=0), 1)
    assert (np.einsum("anp,np->ap", margins[:, :, wanted], belief) >= -1e-9).all()


def test_the_prior_comes_first_where_it_will_do():
    margins = np.array([[[1.0, 1.0], [-1.0, -3.0]]])
    prior = np.array([[0.3, 0.6], [0.3, 0.6]])
    assert supporting_belief(margins, prior).T.tolist() == [[0.5, 0.5], [1.0, 0.0]]


@pytest.mark.parametrize("scale", [1.0, 1e6])
def test_tied_plans_are_no_better_than_each_other(scale):
    others = np.array([1.0, 1.0 + 5e-10, 1.0 + 2e-9, 0.5]) * scale
    assert gaps(np.full(4, scale), others)[:2].tolist() == [0, 0]
    assert gaps(np.full(4, scale), others)[2] < 0 < gaps(np.full(4, scale), others)[3]
