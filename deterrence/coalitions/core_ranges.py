"""The least and the most that the core leaves each player."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from deterrence.coalitions.nucleolus import membership

if TYPE_CHECKING:
    from deterrence.coalitions.coalition_game import CoalitionGame


def core_ranges(game: CoalitionGame) -> dict[str, tuple[float, float]] | None:
    """For each player the interval of what it gets over all divisions in the core; None where the core is empty.

    Two linear programs a player, each with a row for every coalition.

    Raises
    ------
    NoAnswerError
        More than 15 players.

    Examples
    --------
    A seller who values a good at 1 and two buyers who value it at 2 and 3: the price lies between 2 and 3.

    >>> from deterrence.coalitions.coalition_game import CoalitionGame
    >>> values = {"seller": 1.0, "low": 2.0, "high": 3.0}
    >>> def worth(members):
    ...     return max(values[who] for who in members) if "seller" in members else 0.0
    >>> core_ranges(CoalitionGame(list(values), worth))
    {'seller': (2.0, 3.0), 'low': (0.0, 0.0), 'high': (0.0, 1.0)}
    """
    from scipy.optimize import linprog

    core = game.core()
    if core.is_empty:
        return None
    count = len(game.players)
    rows = membership(np.arange(1, len(game.values) - 1), count)
    least = game.values[1:-1] - 1e-9 * np.maximum(1.0, np.abs(game.values[1:-1]))
    found = {}
    for k, player in enumerate(game.players):
        aim = np.eye(count)[k]
        ends = []
        for sign in (1.0, -1.0):
            solved = linprog(
                sign * aim,
                A_ub=-rows if len(rows) else None,
                b_ub=-least if len(rows) else None,
                A_eq=np.ones((1, count)),
                b_eq=[core.total],
                bounds=(None, None),
                method="highs",
            )
            if solved.x is None:
                return None if core.point is None else {who: (x, x) for who, x in core.point.items()}
            ends.append(round(float(solved.x[k]), 8) + 0.0)
        found[player] = (ends[0], ends[1])
    return found
