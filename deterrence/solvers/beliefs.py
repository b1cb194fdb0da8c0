"""Beliefs that make a plan optimal: free where nothing that is played leads, Bayes' rule where something does."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from deterrence.solvers.ties import tied

Array = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

SLACK = 1e-9


def no_worse(a: Array, b: Array) -> Bools:
    """Where `a` is at least `b` under the tie rule.

    >>> no_worse(np.array([1.0, 1.0, 1.0]), np.array([0.5, 1.0 + 5e-10, 1.1])).tolist()
    [True, True, False]
    """
    found: Bools = a >= b
    below = ~found
    if below.any():
        near = below & (b - a <= SLACK * np.maximum(1.0, np.maximum(np.abs(a), np.abs(b))))
        found |= near
    return found


def gaps(chosen: Array, others: Array) -> Array:
    """How much better the plan followed is than each other one, tied ones counting 0; the shapes broadcast."""
    found: Array = np.subtract(chosen, others)
    small = np.abs(found)
    bound = SLACK * max(1.0, np.abs(chosen).max(initial=0.0), np.abs(others).max(initial=0.0))
    if ((small <= bound) & (small > 0)).any():
        found[tied(chosen, others)] = 0.0
    return found


def supportable(margins: Array) -> Bools:
    """Whether some belief makes a plan optimal.

    Parameters
    ----------
    margins
        How much better it is than each alternative at each node, ``(alternative, node, point)``.

    Returns
    -------
    ndarray of bool, shape ``(point,)``
    """
    return np.asarray(~np.isnan(supporting_belief(margins, None)[0]), dtype=bool)


def supporting_belief(margins: Array, prior: Array | None) -> Array:
    """A belief that makes a plan optimal: the prior where it does, else one at a node, on two, or any.

    Parameters
    ----------
    margins
        ``(alternative, node, point)``.
    prior
        ``(node, point)``, need not sum to 1; tried first.

    Returns
    -------
    ndarray, shape ``(node, point)``
        NaN where no belief does.
    """
    nodes, points = margins.shape[1:]
    found = np.full((nodes, points), np.nan)
    if prior is not None and points:
        total = prior.sum(axis=0)
        with np.errstate(invalid="ignore", divide="ignore"):
            belief = prior / total
            good = (total > 0) & (np.einsum("anp,np->ap", margins, belief) >= -SLACK).all(axis=0)
        found[:, good] = belief[:, good]
    for node in range(nodes):
        good = (margins[:, node] >= 0).all(axis=0) & np.isnan(found[0])
        found[:, good] = (np.arange(nodes) == node)[:, None]
    if len(margins) > 1:
        for first in range(nodes):
            for second in range(first):
                _on_two_nodes(found, margins, first, second)
        for point in np.flatnonzero(np.isnan(found[0])) if nodes > 2 else ():
            found[:, point] = _on_any_nodes(margins[:, :, point])
    return found


def _on_two_nodes(found: Array, margins: Array, first: int, second: int) -> None:
    """Try the beliefs on two nodes: each alternative allows an interval of the first one's probability."""
    waiting = np.flatnonzero(np.isnan(found[0]))
    here, there = margins[:, first][:, waiting], margins[:, second][:, waiting]
    slope = here - there
    with np.errstate(invalid="ignore", divide="ignore"):
        cut = -there / slope
    low = np.where(slope > 0, cut, np.where((slope == 0) & (there < 0), np.inf, 0.0)).max(axis=0, initial=0.0)
    high = np.where(slope < 0, cut, 1.0).min(axis=0, initial=1.0)
    good = low <= high + SLACK
    found[:, waiting[good]] = 0.0
    found[first, waiting[good]] = np.clip((low + high) / 2, 0.0, 1.0)[good]
    found[second, waiting[good]] = 1.0 - found[first, waiting[good]]


def _on_any_nodes(margins: Array) -> Array:
    """The belief with the largest smallest margin at one point, by linear programming; NaN where that is negative."""
    from scipy.optimize import linprog

    rows, nodes = margins.shape
    least = np.zeros(nodes + 1)
    least[-1] = -1.0
    solved = linprog(
        least,
        A_ub=np.hstack([-margins, np.ones((rows, 1))]),
        b_ub=np.zeros(rows),
        A_eq=[[*np.ones(nodes), 0.0]],
        b_eq=[1.0],
        bounds=[(0, 1)] * nodes + [(None, None)],
    )
    if solved.status != 0 or solved.x[-1] < -SLACK:
        return np.full(nodes, np.nan)
    belief = np.clip(solved.x[:nodes], 0.0, None)
    return np.asarray(belief / belief.sum())
