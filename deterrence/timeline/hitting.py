"""The mean time until a chain first enters some of its configurations."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from deterrence.timeline.readings import Array
from deterrence.timeline.table import Bools


def mean_time(flow: Any, law: Array, target: Bools) -> float:
    """The expected time from a law until the first entry, infinite unless it is certain.

    Parameters
    ----------
    flow
        Rates from configuration to configuration, sparse; none from the target.
    law
        The chance of each configuration at 0.
    target
        Where the time ends.
    """
    from scipy.sparse import diags_array
    from scipy.sparse.linalg import spsolve

    leaving = np.asarray(flow.sum(axis=1)).reshape(-1)
    met = _reached(flow, law > 0)
    if (met & ~_reached(flow.T.tocsr(), target)).any():
        return math.inf
    inside = np.flatnonzero(met & ~target)
    if not len(inside):
        return 0.0
    generator = (diags_array(leaving) - flow).tocsc()[inside][:, inside].tocsc()
    times = np.atleast_1d(spsolve(generator, np.ones(len(inside))))
    return float(law[inside] @ times)


def _reached(flow: Any, seeds: Bools) -> Bools:
    """Which configurations a flow can reach from some of them, themselves included."""
    from scipy.sparse import csr_array, hstack, vstack
    from scipy.sparse.csgraph import breadth_first_order

    size = len(seeds)
    source = csr_array(seeds[None, :].astype(float))
    graph = vstack([hstack([flow, csr_array((size, 1))]), hstack([source, csr_array((1, 1))])]).tocsr()
    order = breadth_first_order(graph, size, return_predecessors=False)
    found = np.zeros(size + 1, dtype=bool)
    found[order] = True
    return np.asarray(found[:size])
