"""One equilibrium of a two-player game of any size, by complementary pivoting."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from deterrence.errors import ArgumentError, ConceptError
from deterrence.game.normal_form import NormalFormGame
from deterrence.solvers.equilibria import Equilibria, Termination, normal_form_equilibria

STEPS = 10_000
EQUAL = 1e-12

Array = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def lemke_howson(game: NormalFormGame, *, label: int = 0) -> Equilibria:
    """One Nash equilibrium of a two-player game at every point, by the Lemke-Howson method.

    The path starts where nobody plays and drops one label. Ties in the ratio
    test are broken lexicographically, so degenerate games end too. It never
    claims to have found all equilibria: `completes` is False.

    Parameters
    ----------
    game
        Two players; any number of strategies and points.
    label
        The strategy whose label is dropped: the row player's first, then the
        column player's. Different labels may lead to different equilibria.

    Returns
    -------
    Equilibria
        At most one a point. `Termination.LIMIT` where 10,000 pivots did not
        suffice, `Termination.UNDEFINED` where a payoff is not a number; no
        row there. Statistics: ``pivots`` in all.

    Raises
    ------
    ConceptError
        There are not two players.
    ArgumentError
        There is no such label.

    References
    ----------
    C. E. Lemke and J. T. Howson, "Equilibrium points of bimatrix games",
    SIAM Journal 12, 1964; B. von Stengel, "Computing equilibria for two-person
    games", Handbook of Game Theory 3, 2002, for the lexicographic rule.

    Examples
    --------
    >>> chicken = NormalFormGame.of_matrices([[3, 2], [4, 1]], [[3, 4], [2, 1]])
    >>> [lemke_howson(chicken, label=label)[0].probabilities["1"].tolist() for label in range(2)]
    [[1.0, 0.0], [0.0, 1.0]]
    """
    if len(game.players) != 2:
        raise ConceptError(f"the Lemke-Howson method is for two players; this game has {len(game.players)}")
    if not 0 <= label < sum(game.shape):
        raise ArgumentError(f"there is no label {label}; they go from 0 to {sum(game.shape) - 1}")
    usable = np.isfinite(game.payoffs).all(axis=(0, 1, 2))
    terminations = np.where(usable, Termination.FINISHED, Termination.UNDEFINED).astype(np.int8)
    mixed, points, pivots = [], [], 0
    for point in np.flatnonzero(usable):
        found, steps = follow_label(game.payoffs[:, :, 0, point], game.payoffs[:, :, 1, point], label)
        pivots += steps
        if found is None:
            terminations[point] = Termination.LIMIT
        else:
            mixed.append(found)
            points.append(point)
    return normal_form_equilibria(
        game,
        [np.array([pair[i] for pair in mixed]).reshape(-1, game.shape[i]) for i in range(2)],
        np.array(points, dtype=np.int64),
        concept="Nash equilibrium",
        completes=np.zeros(game.points, dtype=bool),
        terminations=terminations,
        statistics={"pivots": pivots},
    )


def follow_label(row: Array, column: Array, label: int) -> tuple[tuple[Array, Array] | None, int]:
    """The equilibrium at the end of one path, or None after too many steps; and the number of pivots."""
    rows, columns = row.shape
    ones = np.ones((1, rows + columns))
    first = np.hstack([_positive(column).T, np.eye(columns), ones[:, :columns].T])
    second = np.hstack([np.eye(rows), _positive(row), ones[:, :rows].T])
    tableaux = (first, second)
    basic = (np.arange(rows, rows + columns), np.arange(rows))
    slack = (slice(rows, rows + columns), slice(0, rows))
    entering, which = label, 0 if label < rows else 1
    for step in range(1, STEPS + 1):
        tableau = tableaux[which]
        place = _leaving(tableau, entering, slack[which])
        _pivot(tableau, place, entering)
        left, basic[which][place] = int(basic[which][place]), entering
        if left == label:
            return (
                _weights(first, basic[0], range(rows)),
                _weights(second, basic[1], range(rows, rows + columns)),
            ), step
        entering, which = left, 1 - which
    return None, STEPS


def _positive(payoffs: Array) -> Array:
    """The same preferences with payoffs from 1 to 2; extremes of a float's range do no harm."""
    scaled = payoffs / max(float(np.abs(payoffs).max()), 1e-300)
    low = scaled.min()
    spread = scaled.max() - low
    found: Array = 1.0 + (scaled - low) / (spread if spread > 0 else 1.0)
    return found


def _leaving(tableau: Array, entering: int, slack: slice) -> int:
    """The row of the lexicographically smallest ratio."""
    places = np.flatnonzero(tableau[:, entering] > EQUAL)
    ratios = np.column_stack([tableau[:, -1], tableau[:, slack]]) / np.where(
        tableau[:, entering, None] > EQUAL, tableau[:, entering, None], 1.0
    )
    for column in ratios.T:
        if len(places) > 1:
            places = places[column[places] <= column[places].min() + EQUAL]
    return int(places[0])


def _pivot(tableau: Array, place: int, entering: int) -> None:
    tableau[place] /= tableau[place, entering]
    others = np.arange(len(tableau)) != place
    tableau[others] -= np.outer(tableau[others, entering], tableau[place])


def _weights(tableau: Array, basic: Ints, labels: range) -> Array:
    found = np.zeros(len(labels))
    for place, name in enumerate(basic):
        if name in labels:
            found[name - labels.start] = max(float(tableau[place, -1]), 0.0)
    found /= found.sum()
    return found
