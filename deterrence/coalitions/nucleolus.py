"""The nucleolus by a chain of linear programs, with Kohlberg's criterion as its certificate."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from deterrence.coalitions.power import member_count, sizes
from deterrence.coalitions.zero_normal import zero_normal
from deterrence.errors import NoAnswerError

POSITIVE = 1e-7
SAME = 1e-8
COARSE = 8.0
COARSEST = 1e-3
PRECISE = {"primal_feasibility_tolerance": 1e-10, "dual_feasibility_tolerance": 1e-10}

Array = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Level = tuple[float, Ints]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Nucleolus:
    """A point with its excess levels, largest first: each excess and the bit masks of coalitions that have it."""

    point: Array
    levels: tuple[Level, ...]


def membership(masks: Ints, players: int) -> Array:
    """Coalitions as rows of zeros and ones; ``(coalition, player)``."""
    return (masks[:, None] >> np.arange(players) & 1).astype(float)


def nucleolus_of(worth: Array, *, individual: bool) -> Nucleolus:
    """The division x of v(N) whose excesses v(S) - x(S), sorted from the largest, are lexicographically least.

    Each linear program finds the least largest excess among the coalitions
    that are still free. A coalition is fixed only if its constraint has a
    positive multiplier: then its excess is the same on the whole optimal
    face, not only at the solver's vertex. Excesses that are constant for
    linear reasons are left out beforehand, so every program fixes something.

    Parameters
    ----------
    worth
        By bit mask.
    individual
        Whether each player must get at least what it is worth alone (the
        nucleolus) or not (the prenucleolus).

    Raises
    ------
    NoAnswerError
        A linear program failed, or Kohlberg's criterion rejects its point.

    References
    ----------
    .. [1] D. Schmeidler, "The nucleolus of a characteristic function game",
       SIAM Journal on Applied Mathematics 17, 1969.
    .. [2] E. Kohlberg, "On the nucleolus of a characteristic function game",
       SIAM Journal on Applied Mathematics 20, 1971.
    """
    found = zero_normal(worth)
    same = max(SAME, COARSE * found.grain / found.scale)
    if same > COARSEST:
        raise NoAnswerError(
            "what coalitions gain is too small beside what players have alone for the nucleolus to be told; "
            "state what they gain"
        )
    share = _polished(found.share, _chain(found.share, individual=individual), same, individual=individual)
    levels = _levels(found.share, share, same)
    if not _kohlberg(share, levels, same, individual=individual):
        raise NoAnswerError("the linear programs for the nucleolus were not precise enough; nothing is claimed")
    gains = found.rounded(share * found.scale)
    excess = found.surplus - membership(np.arange(len(worth)), len(gains)) @ gains
    return Nucleolus(
        point=found.rounded_sum(gains),
        levels=tuple((float(excess[sets].max()), sets) for _, sets in levels),
    )


def _chain(worth: Array, *, individual: bool) -> Array:
    players = member_count(worth)
    masks = np.arange(1, len(worth) - 1)
    rows, sums = np.ones((1, players)), worth[-1:]
    while len(masks):
        masks = masks[_is_free(membership(masks, players), rows)]
        if not len(masks):
            break
        excess, fixed = _least_excess(worth, masks, rows, sums, individual=individual)
        rows = np.concatenate([rows, membership(fixed, players)])
        sums = np.concatenate([sums, worth[fixed] - excess])
    return np.asarray(np.linalg.lstsq(rows, sums, rcond=None)[0], dtype=float)


def _is_free(candidates: Array, rows: Array) -> npt.NDArray[np.bool_]:
    """Which rows are no linear combination of those whose sum is fixed."""
    _, strength, basis = np.linalg.svd(rows, full_matrices=False)
    span = basis[strength > SAME * strength[0]]
    found: npt.NDArray[np.bool_] = np.abs(candidates - candidates @ span.T @ span).max(axis=1) > SAME
    return found


def _least_excess(worth: Array, masks: Ints, rows: Array, sums: Array, *, individual: bool) -> tuple[float, Ints]:
    """The least largest excess of some coalitions, and those that have it on the whole optimal face."""
    from scipy.optimize import linprog

    players = rows.shape[1]
    solved = linprog(
        np.append(np.zeros(players), 1.0),
        A_ub=-np.column_stack([membership(masks, players), np.ones(len(masks))]),
        b_ub=-worth[masks],
        A_eq=np.column_stack([rows, np.zeros(len(rows))]),
        b_eq=sums,
        bounds=[(0.0 if individual else None, None)] * players + [(None, None)],
        method="highs-ds",
        options=PRECISE,
    )
    if solved.status != 0:
        raise NoAnswerError(f"a linear program for the nucleolus has no answer: {solved.message}")
    return float(solved.x[-1]), masks[-solved.ineqlin.marginals > POSITIVE]


def _polished(worth: Array, share: Array, same: float, *, individual: bool) -> Array:
    """The point at which the same excesses tie and the same players get their own worth, without rounding noise."""
    players = len(share)
    worst = np.flatnonzero(share <= same) if individual else np.zeros(0, dtype=np.int64)
    rows, sums = [np.ones((1, players)), np.eye(players)[worst]], [worth[-1:], np.zeros(len(worst))]
    for _, sets in _levels(worth, share, same):
        rows.append(membership(sets[1:], players) - membership(sets[:1], players))
        sums.append(worth[sets[1:]] - worth[sets[0]])
    matrix = np.concatenate(rows)
    if np.linalg.matrix_rank(matrix) < players:
        return share
    return np.asarray(np.linalg.lstsq(matrix, np.concatenate(sums), rcond=None)[0], dtype=float)


def _levels(worth: Array, share: Array, same: float) -> list[Level]:
    """Excesses of all coalitions but none and all, largest first, until they leave no choice."""
    players = member_count(worth)
    masks = np.arange(1, len(worth) - 1)
    masks = masks[np.lexsort((masks, sizes(players)[masks]))]
    excess = worth[masks] - membership(masks, players) @ share
    levels: list[Level] = []
    rows = np.ones((1, players))
    while len(masks) and np.linalg.matrix_rank(rows) < players:
        top = excess.max()
        here = excess >= top - same
        levels.append((float(top), masks[here]))
        rows = np.concatenate([rows, membership(masks[here], players)])
        masks, excess = masks[~here], excess[~here]
    return levels


def _kohlberg(share: Array, levels: list[Level], same: float, *, individual: bool) -> bool:
    """Whether the coalitions of at least each excess are balanced, with those who get only their own worth."""
    players = len(share)
    worst = np.flatnonzero(share <= same) if individual else np.zeros(0, dtype=np.int64)
    if individual and (share < -same).any():
        return False
    together = np.zeros((0, players))
    for _, sets in levels:
        rank = np.linalg.matrix_rank(together) if len(together) else 0
        together = np.concatenate([together, membership(sets, players)])
        if np.linalg.matrix_rank(together) > rank and not _balanced(together, np.eye(players)[worst]):
            return False
    return True


def _balanced(sets: Array, helpers: Array) -> bool:
    """Whether positive weights on the sets and non-negative ones on the helpers sum to 1 for every player."""
    from scipy.optimize import linprog

    held = sets.sum(axis=0)[:, None]  # each set's weight is a common part above 0 and the rest
    columns = np.column_stack([sets.T, helpers.T, held])
    solved = linprog(
        np.append(np.zeros(columns.shape[1] - 1), -1.0), A_eq=columns, b_eq=np.ones(len(held)), options=PRECISE
    )
    return bool(solved.status == 0 and solved.x[-1] > 1e-9)
