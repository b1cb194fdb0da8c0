"""Consistent beliefs: those that small mistakes lead to, by orders of magnitude of the mistakes."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from deterrence.game.subgames import roots
from deterrence.solvers.assessment import Assessments
from deterrence.solvers.beliefs import gaps

Array = npt.NDArray[np.float64]

SLACK = 1e-9
MOST_PATTERNS = 10_000


class UndecidedError(Exception):
    """Whether beliefs are consistent could not be decided."""


def consistent_beliefs(played: Assessments, row: int) -> list[Array] | None:
    """Beliefs at every set that are limits of Bayes' rule as mistakes vanish, and under which play is optimal.

    Each choice that is not made is a mistake with an order of magnitude and a
    weight. A node that takes larger orders than another of its set has belief
    0; among the others beliefs stand in the ratio of the weights.

    Parameters
    ----------
    played
        Strategies, the game at the points of each.
    row
        Which of them.

    Returns
    -------
    list of ndarray, or None
        None where there are none.

    Raises
    ------
    UndecidedError
        Weights shared between sets would have to be solved for, or there are
        too many patterns.

    References
    ----------
    .. [1] D. M. Kreps and R. Wilson, "Sequential equilibria", Econometrica
       50, 1982.
    .. [2] E. Kohlberg and P. J. Reny, "Independence on relative probability
       spaces and consistent assessments in game trees", Journal of Economic
       Theory 75, 1997.
    """
    found = [_by_bayes(played.reach_within[item.nodes, row]) for item in played.sets]
    open_sets = [index for index, belief in enumerate(found) if np.isnan(belief).any()]
    for index in [i for i in open_sets if len(found[i]) == 1]:
        found[index] = np.ones(1)
    open_sets = [index for index in open_sets if np.isnan(found[index]).any()]
    if any(_gain(played, index, row, found[index]) > SLACK for index in range(len(found)) if index not in open_sets):
        return None
    mistakes, weights = _mistakes(played, row)
    patterns = [list(_patterns(weights[played.sets[index].nodes])) for index in open_sets]
    if np.prod([len(options) for options in patterns], dtype=object) > MOST_PATTERNS:
        raise UndecidedError("too many patterns of beliefs")
    unsolved = False
    for chosen in itertools.product(*patterns):
        steps = [mistakes[played.sets[index].nodes] for index in open_sets]
        if not _have_orders(steps, chosen):
            continue
        try:
            beliefs = [
                _supporting(played, index, row, list(kept), step, weights[played.sets[index].nodes])
                for index, kept, step in zip(open_sets, chosen, steps, strict=True)
            ]
        except UndecidedError:
            unsolved = True
            continue
        if any(belief is None for belief in beliefs):
            continue
        if not _are_independent(steps, chosen):
            unsolved = True
            continue
        for index, belief in zip(open_sets, beliefs, strict=True):
            assert belief is not None
            found[index] = belief
        return found
    if unsolved:
        raise UndecidedError("weights of mistakes are shared between information sets")
    return None


def _by_bayes(reach: Array) -> Array:
    """Bayes' rule, where a set is reached; NaN where it is not."""
    total = reach.sum()
    return reach / total if total > 0 else np.full(len(reach), np.nan)


def _margins(played: Assessments, index: int, row: int) -> Array:
    """How much better play is than each choice at each node; ``(choice, node)``.

    With consistent beliefs looking one step ahead is enough.
    """
    item = played.sets[index]
    mover = int(played.tree.owner[item.nodes[0]])
    children = played.tree.first[item.nodes] + np.arange(len(item.actions))[:, None]
    return gaps(played.worth[item.nodes, mover, row], played.worth[children, mover, row])


def _gain(played: Assessments, index: int, row: int, belief: Array) -> float:
    """The most that the mover of a set gains from another choice, relative to the size of the payoffs."""
    margins = _margins(played, index, row)
    scale = max(1.0, float(np.abs(played.game.payoffs[:, :, played.point[row]]).max()))
    return float(-(margins @ belief).min(initial=0.0)) / scale


def _mistakes(played: Assessments, row: int) -> tuple[Array, Array]:
    """For each node which mistakes lead to it, ``(node, mistake)``, and the product of all other probabilities.

    Both count from the beginning of its smallest subgame.
    A draw of probability 0 is no mistake: what lies behind it has weight 0.
    """
    tree, step = played.tree, played.step[:, row]
    made = tree.owner[tree.parent] >= 0
    made[0] = False
    wrong = np.flatnonzero(made & (step <= SLACK))
    names = {(int(tree.information[tree.parent[n]]), int(n - tree.first[tree.parent[n]])) for n in wrong}
    column = {name: index for index, name in enumerate(sorted(names))}
    mistakes = np.zeros((len(tree.owner), len(column)))
    weights = np.where(made & (step <= SLACK), 1.0, step)
    for n in wrong:
        mistakes[n, column[int(tree.information[tree.parent[n]]), int(n - tree.first[tree.parent[n]])]] = 1.0
    begins = roots(tree)
    for batch in tree.generations:
        mistakes[batch] += mistakes[tree.parent[batch]]
        weights[batch] *= weights[tree.parent[batch]]
        mistakes[batch][begins[batch]] = 0.0
        weights[batch][begins[batch]] = 1.0
    return mistakes, weights


def _patterns(weights: Array) -> itertools.chain[tuple[int, ...]]:
    """Sets of nodes that may carry the belief: few first."""
    possible = np.flatnonzero(weights > 0).tolist()
    return itertools.chain.from_iterable(itertools.combinations(possible, count + 1) for count in range(len(possible)))


def _have_orders(steps: Sequence[Array], chosen: Sequence[tuple[int, ...]]) -> bool:
    """Whether orders of magnitude make exactly the chosen nodes of each set the likeliest."""
    from scipy.optimize import linprog

    equal, less = [], []
    for step, kept in zip(steps, chosen, strict=True):
        equal += [step[node] - step[kept[0]] for node in kept[1:]]
        less += [step[kept[0]] - step[node] for node in range(len(step)) if node not in kept]
    count = steps[0].shape[1] if steps else 0
    if not count:
        return not less
    solved = linprog(
        np.zeros(count),
        A_ub=np.array(less) if less else None,
        b_ub=-np.ones(len(less)) if less else None,
        A_eq=np.array(equal) if equal else None,
        b_eq=np.zeros(len(equal)) if equal else None,
        bounds=(1, None),
    )
    return bool(solved.status == 0)


def _supporting(
    played: Assessments, index: int, row: int, kept: list[int], step: Array, weights: Array
) -> Array | None:
    """A belief that gives every node kept, and no other, some probability, and makes play optimal."""
    from scipy.optimize import linprog

    differences = step[kept[1:]] - step[kept[0]]
    rank = np.linalg.matrix_rank(differences) if differences.size else 0
    belief = np.zeros(len(step))
    if rank == 0:
        belief[kept] = weights[kept] / weights[kept].sum()
        return belief if _gain(played, index, row, belief) <= SLACK else None
    if rank < len(kept) - 1:
        raise UndecidedError("ratios of weights at one set depend on each other")
    margins = _margins(played, index, row)[:, kept]
    solved = linprog(
        [*np.zeros(len(kept)), -1.0],
        A_ub=np.vstack(
            [
                np.hstack([-margins, np.zeros((len(margins), 1))]),
                np.hstack([-np.eye(len(kept)), np.ones((len(kept), 1))]),
            ]
        ),
        b_ub=[*np.full(len(margins), SLACK), *np.zeros(len(kept))],
        A_eq=[[*np.ones(len(kept)), 0.0]],
        b_eq=[1.0],
        bounds=[(0, 1)] * (len(kept) + 1),
    )
    if solved.status != 0 or solved.x[-1] <= SLACK:
        return None
    belief[kept] = solved.x[:-1] / solved.x[:-1].sum()
    return belief


def _are_independent(steps: Sequence[Array], chosen: Sequence[tuple[int, ...]]) -> bool:
    """Whether the ratios at each set can be chosen without regard to those at the others."""
    rows = [step[list(kept[1:])] - step[kept[0]] for step, kept in zip(steps, chosen, strict=True) if len(kept) > 1]
    if not rows:
        return True
    together = np.linalg.matrix_rank(np.vstack(rows))
    return bool(together == sum(np.linalg.matrix_rank(part) for part in rows))
