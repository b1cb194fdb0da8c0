"""The mean time until a chain first enters some of its configurations."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from deterrence.timeline.transition.readings import Array
from deterrence.timeline.transition.table import Bools

DENSE = 500


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

    References
    ----------
    .. [1] W. K. Grassmann, M. I. Taksar, D. P. Heyman, "Regenerative analysis and
       steady state distributions for Markov chains", Operations Research 33, 1985.

    Examples
    --------
    >>> from scipy.sparse import csr_array
    >>> mean_time(csr_array([[0.0, 0.5], [0.0, 0.0]]), np.array([1.0, 0.0]), np.array([False, True]))
    2.0
    """
    met = _reached(flow, law > 0)
    if (met & ~_reached(flow.T.tocsr(), target)).any():
        return math.inf
    inside = np.flatnonzero(met & ~target)
    if not len(inside):
        return 0.0
    among = flow[inside].tocsc()
    ending = np.asarray(among[:, np.flatnonzero(target)].sum(axis=1)).reshape(-1)
    among = among[:, inside]
    times = _eliminated(among.toarray(), ending) if len(inside) <= DENSE else _solved(among, ending)
    return float(law[inside] @ times)


def _eliminated(rates: Array, ending: Array) -> Array:
    """The times by taking out one configuration after another; nothing is subtracted, so no digits are lost."""
    rates, ending, spent = rates.copy(), ending.copy(), np.ones(len(ending))
    np.fill_diagonal(rates, 0.0)
    leaving = np.empty(len(ending))
    for k in range(len(ending) - 1, -1, -1):
        leaving[k] = rates[k, :k].sum() + ending[k]
        into = np.flatnonzero(rates[:k, k])
        share = rates[into, k] / leaving[k]
        rates[into, :k] += share[:, None] * rates[k, :k]
        rates[into, into] = 0.0
        ending[into] += share * ending[k]
        spent[into] += share * spent[k]
    times = np.empty(len(ending))
    for k in range(len(ending)):
        times[k] = (spent[k] + rates[k, :k] @ times[:k]) / leaving[k]
    return times


def _solved(rates: Any, ending: Array) -> Array:
    from scipy.sparse import diags_array
    from scipy.sparse.linalg import spsolve

    leaving = np.asarray(rates.sum(axis=1)).reshape(-1) + ending
    found: Array = np.atleast_1d(spsolve((diags_array(leaving) - rates).tocsc(), np.ones(len(ending))))
    return found


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
