"""Grids of parameters that hold the thresholds themselves, and what is listed at their points."""

from __future__ import annotations

import numpy as np

TIE = 1e-9
NEAR = 1e-6


def axis(low, high, count, *thresholds):
    """Even steps from `low` to `high`, with the thresholds and points just below and above them put in between."""
    close = np.add.outer(thresholds, [-NEAR, 0, NEAR]).ravel()
    return np.unique(np.clip(np.round([*np.linspace(low, high, count), *close], 15), low, high))


def grid(*axes):
    """Every combination of some values, one flat array for each parameter."""
    return tuple(column.ravel() for column in np.meshgrid(*axes, indexing="ij"))


def at_least(a, b):
    """Whether a >= b; within 1e-9 they are equal, as they are to the solvers."""
    return np.asarray(a) >= np.asarray(b) - TIE


def somewhere(found, rows):
    """The points at which some equilibrium is among the marked rows."""
    listed = np.zeros(len(found.completes), dtype=bool)
    listed[found.point[rows]] = True
    return listed


def plays(found, **choices):
    """The rows in which information sets are played with some probability of their second action.

    Names are written with underscores for spaces.
    """
    rows = np.ones(len(found.point), dtype=bool)
    for name, probability in choices.items():
        rows &= np.abs(found.strategies[name.replace("_", " ")][:, 1] - probability) <= TIE
    return rows
