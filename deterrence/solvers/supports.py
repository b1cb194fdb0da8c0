"""Equilibria of two-player games without ties, by the signs of bordered minors."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from deterrence.solvers.minors import Array, Bases, Ints, bases, bordered_minors
from deterrence.solvers.profiles import Profiles, joined
from deterrence.solvers.vertices import feasible_bases, marked, mixture, packed

CLEAR = 1e-7


def far_from_ties(values: Array) -> npt.NDArray[np.bool_]:
    """The games in which no value is near zero; values are ``(…, …, game)``."""
    found: npt.NDArray[np.bool_] = np.abs(values).min(axis=(0, 1), initial=1.0) > CLEAR
    return found


def equal_support_equilibria(row: Array, column: Array) -> tuple[Profiles, npt.NDArray[np.bool_]]:
    """Equilibria whose supports have equal sizes and whose other strategies are worse: all, in a game without ties.

    Parameters
    ----------
    row, column
        Each player's differences of payoffs in units of their range:
        ``(pair of own strategies, other's strategy, game)``.

    Returns
    -------
    Profiles, ndarray of bool ``(game,)``
        The second marks the games that are far from ties; of the others some equilibria are missing.

    References
    ----------
    J. Dickhaut and T. Kaplan, "A program for finding Nash equilibria",
    Mathematica Journal 1, 1991, for supports one by one.
    """
    minors = bordered_minors(row), bordered_minors(column)
    clear = np.logical_and.reduce([far_from_ties(minor) for side in minors for minor in side])
    above = [[packed(minor > 0) for minor in side] for side in minors]
    below = [[~bits for bits in side] for side in above]
    parts = []
    for base, turned in zip(bases(column.shape[1], row.shape[1]), bases(row.shape[1], column.shape[1]), strict=True):
        bits = feasible_bases(above[0], below[0], base)
        bits &= feasible_bases(above[1], below[1], turned).swapaxes(0, 1)
        own, other, game = marked(bits, len(clear))
        parts.append(_profiles(minors, base, turned, own, other, game))
    return joined(parts), clear


def _profiles(
    minors: tuple[list[Array], list[Array]], base: Bases, turned: Bases, own: Ints, other: Ints, game: Ints
) -> Profiles:
    """The profiles that make each other's supports indifferent."""
    each = np.arange(len(game))
    row, column = np.zeros((len(minors[0][0]), len(game))), np.zeros((len(minors[1][0]), len(game)))
    row[base.own[own].T, each] = mixture(minors[1], turned, other, own, game)
    column[base.other[other].T, each] = mixture(minors[0], base, own, other, game)
    return Profiles(game=game, row=row, column=column, degenerate=np.zeros(len(game), dtype=bool))
